"""Which ML model hears the call: chosen in a fixed order, pinned by digest, never swapped in silence.

Order: what VOICE_MODEL names, else a Whisper model already pulled, else `base.en` pulled now from the
hub, else the embedded demonstration model. Whatever was chosen says so, and why, in its notes.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from voice.errors import ModelMissing, VoiceError
from voice.transcript.catalogue import DEFAULT_NAME, KNOWN, KnownModel
from voice.transcript.values import ModelIdentity

EMBEDDED_NAME = "embedded"
EMBEDDED_FOLDER = Path(__file__).parent / "embedded" / "model"
MANIFEST = "pulled.json"
NEEDED_FILES = ("config.json", "model.bin", "tokenizer.json")
MODEL_FILES = (*NEEDED_FILES, "preprocessor_config.json", "vocabulary.json", "vocabulary.txt")
WHOLE_WINDOW_S = 20.0
HOW_TO_PULL = f"run `voice models pull {DEFAULT_NAME}` for real calls"

Progress = Callable[[int, int], None]
"""Told (bytes so far, bytes in all) while a model arrives."""


@dataclass(frozen=True, slots=True)
class CallSettings:
    """How a model wants to be called; a folder's `voice.json` may say otherwise than this default.

    `window_s`: the longest stretch of speech decoded at once. `open_windows`: how many windows are
    filled side by side, 0 for one phrase a window (trained on single sentences, a small model loses
    the second one; a real one is padded to thirty seconds and would idle). `takes_hints`: whether names and
    products may be given as a prompt. `languages`: empty means whatever the model knows.
    """

    window_s: float = 30.0
    open_windows: int = 4
    takes_hints: bool = True
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """A model folder, what it is, and the sentences that say how the choice fell."""

    folder: Path
    identity: ModelIdentity
    notes: tuple[str, ...] = ()
    call: CallSettings = field(default_factory=CallSettings)

    @property
    def is_embedded(self) -> bool:
        """Whether this is the demonstration model, which understands no real caller."""
        return self.folder == EMBEDDED_FOLDER

    @property
    def weights_bytes(self) -> int:
        """Size of the model's weights on the disk."""
        return (self.folder / "model.bin").stat().st_size


class HubUnreachable(VoiceError):
    """The model hub did not answer in time, or not at all."""

    code = "hub_unreachable"
    retry_helps = True


class Hub(Protocol):
    """Fetches model files from where models are published."""

    def pull(self, model: KnownModel, folder: Path, progress: Progress) -> str:
        """Bring the model's files into `folder`, resuming what is there; returns the revision.

        Raises HubUnreachable within seconds when nothing answers, ModelMissing when the hub has no such model.
        """
        ...


def choose(
    wanted: str, data: Path, *, offline: bool = False, hub: Hub | None = None, progress: Progress | None = None
) -> ChosenModel:
    """The model to use; `wanted` is VOICE_MODEL (a name, a folder, `embedded` or ""), `data` is VOICE_DATA.

    `hub` None means the Hugging Face hub. Raises ModelMissing when what was asked for cannot be had:
    a model that was named is never replaced by another.
    """
    if wanted:
        return _named(wanted, data, None if offline else _hub(hub), progress)
    present = pulled(data)
    if present:
        name = DEFAULT_NAME if DEFAULT_NAME in present else present[0]
        others = f" (also here: {', '.join(each for each in present if each != name)})" if len(present) > 1 else ""
        return _checked(name, data, f"Whisper model {name}, pulled earlier{others}.")
    if offline:
        return embedded(f"The hub was not tried, because Voice is set to work offline; {HOW_TO_PULL}.")
    try:
        pull(DEFAULT_NAME, data, _hub(hub), progress)
    except HubUnreachable as error:
        return embedded(f"{error.public} No other model is on this machine; {HOW_TO_PULL}.")
    return _checked(DEFAULT_NAME, data, f"Whisper model {DEFAULT_NAME}, pulled now from the hub.")


def embedded(why: str = "") -> ChosenModel:
    """The embedded demonstration model, with what has to be said about it."""
    said = "Embedded demonstration model: it hears clear synthetic English only and understands no real caller."
    return from_folder(EMBEDDED_FOLDER, (said, *([why] if why else [])))


def from_folder(folder: Path, notes: tuple[str, ...] = ()) -> ChosenModel:
    """A CTranslate2 Whisper folder of whatever origin; its digest is computed from its files."""
    for name in NEEDED_FILES:
        if not (folder / name).is_file():
            raise ModelMissing(
                f"The folder {folder} is no CTranslate2 Whisper model: it has no {name}. "
                "Name a model folder or a model name in VOICE_MODEL."
            )
    said, manifest = _json(folder / "voice.json"), _json(folder / MANIFEST)
    identity = ModelIdentity(
        name=str(manifest.get("name") or said.get("name") or folder.name),
        digest=digest(file_digests(folder)),
        revision=str(manifest.get("revision") or said.get("version") or ""),
        licence=str(manifest.get("licence") or said.get("licence") or ""),
        owner=str(manifest.get("owner") or said.get("owner") or ""),
        purpose=str(said.get("purpose") or ""),
    )
    return ChosenModel(folder, identity, notes, _call_settings(said))


def _call_settings(said: Mapping[str, Any]) -> CallSettings:
    if not said:
        return CallSettings()
    window_s = float(said.get("chunk_length", 30))
    return CallSettings(
        window_s=window_s,
        open_windows=CallSettings().open_windows if window_s >= WHOLE_WINDOW_S else 0,
        takes_hints=bool(said.get("takes_hints", False)),
        languages=tuple(str(each) for each in said.get("languages", ())),
    )


def _named(wanted: str, data: Path, hub: Hub | None, progress: Progress | None) -> ChosenModel:
    if wanted == EMBEDDED_NAME:
        return embedded("Chosen by name.")
    if wanted not in KNOWN:
        folder = Path(wanted).expanduser()
        if folder.is_dir():
            return from_folder(folder, (f"The model folder named in VOICE_MODEL: {folder.name}.",))
        raise ModelMissing(
            f"{wanted} is neither a folder nor a model Voice knows. Known: {', '.join(KNOWN)}, {EMBEDDED_NAME}."
        )
    how = "pulled earlier"
    if wanted not in pulled(data):
        how = "pulled now from the hub"
        _pull_or_say(wanted, data, hub, progress)
    return _checked(wanted, data, f"Whisper model {wanted}, named in VOICE_MODEL, {how}.")


def _pull_or_say(wanted: str, data: Path, hub: Hub | None, progress: Progress | None) -> None:
    if hub is None:
        raise ModelMissing(
            f"The model {wanted} is not on this machine and Voice is set to work offline. "
            f"Run `voice models pull {wanted}` where the hub is in reach, or set VOICE_MODEL to `{EMBEDDED_NAME}`."
        )
    try:
        pull(wanted, data, hub, progress)
    except HubUnreachable as error:
        raise ModelMissing(
            f"The model {wanted} is not on this machine. {error.public} Run `voice models pull {wanted}` "
            f"when the hub is in reach, copy a model folder here, or set VOICE_MODEL to `{EMBEDDED_NAME}`."
        ) from error


def _hub(hub: Hub | None) -> Hub:
    if hub is not None:
        return hub
    from voice.transcript.huggingface_hub import HuggingFaceHub  # heavy: only where a model is fetched

    return HuggingFaceHub()


def folder_of(name: str, data: Path) -> Path:
    """Where a pulled model lies."""
    return data / "models" / name


def pulled(data: Path) -> tuple[str, ...]:
    """Names of the models that were pulled completely, sorted."""
    return tuple(sorted(path.parent.name for path in (data / "models").glob(f"*/{MANIFEST}")))


def pull(name: str, data: Path, hub: Hub | None = None, progress: Progress | None = None) -> ModelIdentity:
    """Fetch a known model, check it against its pinned digest and record every file's SHA-256.

    A broken-off download goes on where it stopped. Raises HubUnreachable, ModelMissing, StorageFull.
    """
    known = known_model(name)
    arriving = folder_of(f"{name}.arriving", data)
    arriving.mkdir(parents=True, exist_ok=True)
    revision = _hub(hub).pull(known, arriving, progress or (lambda done, total: None))
    files = file_digests(arriving)
    if files.get("model.bin") != known.model_sha256:
        shutil.rmtree(arriving)
        raise ModelMissing(
            f"What the hub sent for {name} is not what Voice has pinned (SHA-256 differs): it was deleted. "
            "Pull again; if it happens twice, tell the project."
        )
    record = {
        "name": name,
        "repository": known.repository,
        "revision": revision,
        "licence": known.licence,
        "owner": known.owner,
        "files": files,
    }
    (arriving / MANIFEST).write_text(json.dumps(record, indent=1), encoding="utf-8")
    final = folder_of(name, data)
    if final.exists():
        shutil.rmtree(final)
    arriving.replace(final)
    return from_folder(final).identity


def known_model(name: str) -> KnownModel:
    """A model from the catalogue; raises ModelMissing naming all of them."""
    if name not in KNOWN:
        raise ModelMissing(f"Voice knows no model named {name}. Known: {', '.join(KNOWN)}.")
    return KNOWN[name]


def verify(name: str, data: Path) -> tuple[str, ...]:
    """Names of a pulled model's files that are missing or differ from what was recorded; empty is well."""
    folder = folder_of(name, data)
    if not (folder / MANIFEST).is_file():
        raise ModelMissing(f"The model {name} is not on this machine. Run `voice models pull {name}`.")
    recorded = dict(_json(folder / MANIFEST).get("files", {}))
    present = file_digests(folder)
    return tuple(sorted(each for each in recorded.keys() | present.keys() if recorded.get(each) != present.get(each)))


def remove(name: str, data: Path) -> int:
    """Delete a pulled model; returns the bytes freed. Other models are untouched."""
    if name not in pulled(data):
        raise ModelMissing(f"The model {name} is not on this machine: nothing was removed.")
    folder = folder_of(name, data)
    freed = size_of(folder)
    shutil.rmtree(folder)
    return freed


def size_of(folder: Path) -> int:
    """Bytes on disk."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _checked(name: str, data: Path, note: str) -> ChosenModel:
    changed = verify(name, data)
    if changed:
        raise ModelMissing(
            f"The model {name} has changed on disk since it was pulled ({', '.join(changed)}). "
            f"Run `voice models remove {name}` and `voice models pull {name}`."
        )
    return from_folder(folder_of(name, data), (note,))


def file_digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of the model itself, by name."""
    present = [name for name in MODEL_FILES if (folder / name).is_file()]
    return {name: _sha256(folder / name) for name in present}


def digest(files: Mapping[str, str]) -> str:
    """One SHA-256 over names and digests of a model's files."""
    lines = "".join(f"{files[name]}  {name}\n" for name in sorted(files))
    return hashlib.sha256(lines.encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelMissing(f"{path.name} in the model folder {path.parent.name} is not JSON. Pull it again.") from error
    return found if isinstance(found, dict) else {}
