"""Our own recordings of prompts, below `prompts/audio`: what a script names, and nothing else on this machine."""

from pathlib import Path

from voice.errors import NothingThere

TYPES = {".wav": "audio/wav", ".mp3": "audio/mpeg"}
LARGEST = 8 * 1024 * 1024


def read(folder: Path, untrusted_path: str) -> tuple[bytes, str]:
    """A prompt's sound and its media type; NothingThere for anything that is no sound below `<folder>/audio`."""
    below = (folder / "audio").resolve()
    path = (below / untrusted_path).resolve()
    media_type = TYPES.get(path.suffix)
    if media_type is None or below not in path.parents or not path.is_file() or path.stat().st_size > LARGEST:
        raise NothingThere("There is no recorded prompt of this name.")
    return path.read_bytes(), media_type
