"""Diarization pipelines by name: fetched from the hub with a token, pinned, and opened only once trusted."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from voice.errors import ModelMissing
from voice.transcript.models import Progress, size_of

CONFIG = "config.yaml"
PARTS = (CONFIG, "segmentation/", "embedding/", "plda/")
"""What a pipeline is made of; whatever else its repository holds is not fetched."""


@dataclass(frozen=True, slots=True)
class KnownPipeline:
    """A published pipeline, pinned to a revision; its hub wants its terms accepted."""

    name: str
    repository: str
    revision: str
    licence: str
    owner: str = "pyannote"


KNOWN = {
    "community-1": KnownPipeline(
        "community-1",
        "pyannote/speaker-diarization-community-1",
        "3533c8cf8e369892e6b79ff1bf80f7b0286a54ee",
        "CC-BY-4.0",
    )
}
HOW_TO_GET = (
    "Accept the terms of pyannote/speaker-diarization-community-1 on the hub, put a token of yours into "
    "VOICE_HUB_TOKEN_FILE, run `voice models pull community-1`, look at what came, then run "
    "`voice models trust community-1`; or trust a folder you have."
)


class PipelineHub(Protocol):
    """Fetches a pipeline's files from where it is published."""

    def pull_pipeline(self, pipeline: KnownPipeline, folder: Path, progress: Progress) -> Mapping[str, str]:
        """Bring the parts into `folder`; returns the SHA-256 that the hub states for its large files, by name.

        Raises HubUnreachable, or ModelMissing where the hub refuses or has no such pipeline.
        """
        ...


def pull(name: str, data: Path, hub: PipelineHub, progress: Progress | None = None) -> Path:
    """Fetch a known pipeline and record every file's SHA-256; nothing is opened, nothing trusted by it."""
    known = KNOWN[name]
    arriving = folder_of(f"{name}.arriving", data)
    arriving.mkdir(parents=True, exist_ok=True)
    stated = hub.pull_pipeline(known, arriving, progress or (lambda done, total: None))
    files = _digests(arriving)
    wrong = sorted(each for each, digest in stated.items() if files.get(each) != digest)
    if wrong or CONFIG not in files:
        shutil.rmtree(arriving)
        parts = ", ".join(wrong) or CONFIG
        raise ModelMissing(f"What the hub sent for {name} is not what it states ({parts}): it was deleted. Pull again.")
    remove(name, data)
    arriving.replace(folder_of(name, data))
    record = {"name": name, "repository": known.repository, "revision": known.revision, "files": files}
    _record_of(name, data).write_text(json.dumps(record, indent=1), encoding="utf-8")
    return folder_of(name, data)


def is_here(name: str, data: Path) -> bool:
    """Whether a pipeline was pulled completely."""
    return _record_of(name, data).is_file()


def remove(name: str, data: Path) -> int:
    """Delete a pulled pipeline, if it is here; returns the bytes freed. It must be trusted anew after another pull."""
    folder = folder_of(name, data)
    freed = size_of(folder)
    _record_of(name, data).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    return freed


def verify(name: str, data: Path) -> tuple[str, ...]:
    """Names of files that are missing, new or differ from what was recorded; empty is well."""
    recorded = json.loads(_record_of(name, data).read_text(encoding="utf-8"))["files"]
    present = _digests(folder_of(name, data))
    return tuple(sorted(each for each in recorded.keys() | present.keys() if recorded.get(each) != present.get(each)))


def folder_of(name: str, data: Path) -> Path:
    """Where a pulled pipeline lies."""
    return data / "pipelines" / name


def of_folder(folder: Path, data: Path) -> KnownPipeline | None:
    """The published pipeline that was pulled into this folder and is still as it came; None for any other."""
    for name, known in KNOWN.items():
        if is_here(name, data) and folder.resolve() == folder_of(name, data).resolve() and not verify(name, data):
            return known
    return None


def _record_of(name: str, data: Path) -> Path:
    """Beside the folder: the digest of a pipeline is over everything inside it."""
    return data / "pipelines" / f"{name}.json"


def _digests(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file() and ".cache" not in each.parts):
        with path.open("rb") as file:
            found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found
