"""espeak-ng, where it is installed: a prompt said aloud, so that an editor hears what a caller would."""

import io
import shutil
import subprocess
import threading
import wave

from voice.errors import NothingThere

VOICES = {"en-US": "en-us", "en-GB": "en-gb", "es-US": "es-419", "pt-BR": "pt-br"}
PROGRAM = "espeak-ng"
LONGEST_S = 20
_HEADER_BYTES = 44
_turn = threading.Lock()


def can_speak() -> bool:
    """Whether the program is installed."""
    return shutil.which(PROGRAM) is not None


def wav(text: str, locale: str) -> bytes:
    """A text as a WAV file (mono, 16 bit); NothingThere without the program, or where it fails.

    One prompt at a time: a ringing phone goes first.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise NothingThere("No speech program is installed; install espeak-ng to hear prompts.")
    command = [program, "-v", VOICES.get(locale, locale.split("-")[0]), "--stdin", "--stdout"]
    try:
        with _turn:
            spoken = subprocess.run(  # noqa: S603 (a fixed program; the text goes in by its standard input)
                command, input=text.encode("utf-8"), capture_output=True, timeout=LONGEST_S, check=True
            ).stdout
    except (subprocess.SubprocessError, OSError):
        raise NothingThere("The speech program could not say this prompt.") from None
    return _with_its_length(spoken)


def _with_its_length(streamed: bytes) -> bytes:
    """The program writes before it knows how long it will speak: the header's lengths are put right."""
    rate = int.from_bytes(streamed[24:28], "little")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(streamed[_HEADER_BYTES:])
    return out.getvalue()
