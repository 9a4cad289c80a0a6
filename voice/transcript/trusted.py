"""Which diarization pipeline a person has looked at and trusts: a folder and its SHA-256, nothing else opens."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from voice.errors import ModelMissing

HOW_TO_GET = (
    "Accept the terms of pyannote/speaker-diarization-community-1 on the hub, fetch it with "
    "`hf download pyannote/speaker-diarization-community-1 --revision "
    "3533c8cf8e369892e6b79ff1bf80f7b0286a54ee --local-dir FOLDER`, then run `voice models trust FOLDER`."
)


@dataclass(frozen=True, slots=True)
class Trusted:
    """A pipeline's folder and the SHA-256 over every file in it when it was trusted."""

    folder: Path
    digest: str


def trust(folder: Path, data: Path) -> Trusted:
    """Remember a folder as the pipeline to use.

    Raises ModelMissing where it holds none, or one whose parts lie elsewhere or that calls for more
    than its parts: configuration is code here too.
    """
    _refuse_foreign_parts(folder)
    found = Trusted(folder.resolve(), digest_of(folder))
    file = _file(data)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"folder": str(found.folder), "digest": found.digest}), encoding="utf-8")
    return found


def recall(data: Path) -> Trusted:
    """The trusted pipeline; raises ModelMissing where there is none, or it has changed since."""
    try:
        found = json.loads(_file(data).read_text(encoding="utf-8"))
        trusted = Trusted(Path(found["folder"]), str(found["digest"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelMissing(
            f"No diarization pipeline is trusted on this machine. {HOW_TO_GET}", code="pipeline_missing"
        ) from error
    if digest_of(trusted.folder) != trusted.digest:
        raise ModelMissing(
            f"The diarization pipeline has changed since it was trusted: it is not opened. {HOW_TO_GET}",
            code="pipeline_changed",
        )
    return trusted


def digest_of(folder: Path) -> str:
    """SHA-256 over every file of a pipeline's folder, the configuration included: it too names what is run."""
    if not (folder / "config.yaml").is_file():
        raise ModelMissing(
            f"The folder {folder.name} holds no diarization pipeline. {HOW_TO_GET}", code="pipeline_missing"
        )
    lines = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file() and ".cache" not in each.parts):
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.relative_to(folder).as_posix()}\n")
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _refuse_foreign_parts(folder: Path) -> None:
    text = (folder / "config.yaml").read_text(encoding="utf-8") if (folder / "config.yaml").is_file() else ""
    parts = re.findall(r"^\s+(?:segmentation|embedding|plda):[ \t]+(\S+)", text, re.MULTILINE)
    if any(not part.strip("'\"").startswith("$model/") for part in parts) or re.search(
        r"^\s*preprocessors:", text, re.M
    ):
        raise ModelMissing(
            f"The pipeline in {folder.name} names parts outside its folder, or functions to call: it is not trusted. "
            f"{HOW_TO_GET}"
        )


def _file(data: Path) -> Path:
    return data / "models" / "trusted.json"
