"""Sound on a simulated line: two channels placed on one time axis, and cut out of it as a WAV file."""

import io
import wave
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from voice.errors import UntrustedInput

Samples = npt.NDArray[np.int16]
CALLER, AGENT = 0, 1


@dataclass(frozen=True, slots=True)
class Sound:
    """16-bit samples, shape (frames, channels)."""

    rate: int
    samples: Samples = field(repr=False)

    @property
    def duration_ms(self) -> int:
        """Length in milliseconds."""
        return len(self.samples) * 1000 // self.rate


def read_wav(content: bytes) -> Sound:
    """A 16-bit PCM WAV file of one or two channels."""
    try:
        with wave.open(io.BytesIO(content)) as file:
            if file.getsampwidth() != 2 or file.getnchannels() not in (1, 2):
                raise UntrustedInput("The sample must be 16-bit PCM with one or two channels.")
            raw = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
            return Sound(file.getframerate(), raw.reshape(-1, file.getnchannels()).astype(np.int16))
    except (wave.Error, EOFError):
        raise UntrustedInput("The sample is not a WAV file.") from None


def write_wav(sound: Sound) -> bytes:
    """The sound as a 16-bit PCM WAV file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(sound.samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(sound.samples.astype("<i2").tobytes())
    return buffer.getvalue()


class SoundTrack:
    """What is to be heard on one call, by time since it began; between placed sounds there is silence."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._placed: list[tuple[int, Samples]] = []

    def place(self, at_ms: int, sound: Sound, caller_alone: bool = False) -> None:
        """Let a sound begin; a sound of one channel is the caller's."""
        both = np.zeros((len(sound.samples), 2), dtype=np.int16)
        both[:, CALLER] = sound.samples[:, CALLER]
        if not caller_alone and sound.samples.shape[1] == 2:
            both[:, AGENT] = sound.samples[:, AGENT]
        self._placed.append((at_ms, both))

    def cut(self, start_ms: int, end_ms: int, silences: tuple[tuple[int, int], ...] = ()) -> Sound:
        """Both channels of [start, end), silent where paused."""
        start = start_ms * self.rate // 1000
        heard = np.zeros((max(end_ms * self.rate // 1000 - start, 0), 2), dtype=np.int16)
        for at_ms, both in self._placed:
            offset = at_ms * self.rate // 1000 - start
            first, last = max(offset, 0), min(offset + len(both), len(heard))
            if first < last:
                heard[first:last] = both[first - offset : last - offset]
        for quiet_from, quiet_to in silences:
            heard[max(quiet_from * self.rate // 1000 - start, 0) : max(quiet_to * self.rate // 1000 - start, 0)] = 0
        return Sound(self.rate, heard)


def mono(sound: Sound) -> Sound:
    """The caller's channel alone."""
    return Sound(sound.rate, sound.samples[:, [CALLER]])


def first_ms(sound: Sound, duration_ms: int) -> Sound:
    """The beginning of a sound."""
    return Sound(sound.rate, sound.samples[: duration_ms * sound.rate // 1000])
