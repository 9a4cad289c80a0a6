"""Which diarization pipeline a person has looked at and trusts: a folder and its SHA-256, nothing else opens."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from voice.errors import ModelMissing
from voice.transcript import pipelines
from voice.transcript.pipelines import CONFIG, HOW_TO_GET


@dataclass(frozen=True, slots=True)
class Trusted:
    """A pipeline's folder and the SHA-256 over every file in it when it was trusted; the rest where it is known."""

    folder: Path
    digest: str
    revision: str = ""
    licence: str = ""


def trust(folder: Path, data: Path) -> Trusted:
    """Remember a folder as the pipeline to use.

    Raises ModelMissing where it holds none, or one whose parts lie elsewhere or that calls for more
    than its parts: configuration is code here too.
    """
    _refuse_foreign_parts(folder)
    known = pipelines.of_folder(folder, data)
    origin = (known.revision, known.licence) if known else ()
    found = Trusted(folder.resolve(), digest_of(folder), *origin)
    file = _file(data)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(asdict(found) | {"folder": str(found.folder)}), encoding="utf-8")
    return found


def recall(data: Path) -> Trusted:
    """The trusted pipeline; raises ModelMissing where there is none, or it has changed since."""
    try:
        found = json.loads(_file(data).read_text(encoding="utf-8"))
        origin = str(found.get("revision", "")), str(found.get("licence", ""))
        trusted = Trusted(Path(found["folder"]), str(found["digest"]), *origin)
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
    if not (folder / CONFIG).is_file():
        raise ModelMissing(
            f"The folder {folder.name} holds no diarization pipeline. {HOW_TO_GET}", code="pipeline_missing"
        )
    lines = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file() and ".cache" not in each.parts):
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.relative_to(folder).as_posix()}\n")
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _refuse_foreign_parts(folder: Path) -> None:
    text = (folder / CONFIG).read_text(encoding="utf-8") if (folder / CONFIG).is_file() else ""
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
