"""Where somebody may be speaking, and how that speech is packed into windows: arithmetic only.

Positions are sample numbers of one channel at 16 kHz, stretches are [start, end).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from voice.transcript.ports import Samples

RATE = 16_000
FRAME = 320
"""Samples of one energy frame: 20 ms."""

QUIET_FLOOR = 10 ** (-60 / 20)
QUIET_CEILING = 10 ** (-45 / 20)
FLOOR_FACTOR = 2.0

Stretch = tuple[int, int]
Loud = npt.NDArray[np.bool_]


def levels(samples: Samples) -> npt.NDArray[np.float32]:
    """Root mean square of every 20 ms frame; a last partial frame counts as one."""
    frames = -(-samples.shape[0] // FRAME)
    padded = np.zeros(frames * FRAME, dtype=np.float32)
    padded[: samples.shape[0]] = samples
    level: npt.NDArray[np.float32] = np.sqrt(np.mean(np.square(padded.reshape(frames, FRAME)), axis=1))
    return level


def loud_frames(samples: Samples) -> Loud:
    """Which 20 ms frames stand out of the line's own noise.

    The threshold follows the quietest tenth of the channel, between -60 and -45 dBFS: a silent
    phone channel is digital zero or the last bit of mu-law, and a noisy one must not be gated by
    its own speech.
    """
    level = levels(samples)
    if level.size == 0:
        return np.zeros(0, dtype=np.bool_)
    floor = float(np.percentile(level, 10)) * FLOOR_FACTOR
    loud: Loud = level > min(max(floor, QUIET_FLOOR), QUIET_CEILING)
    return loud


def candidates(loud: Loud, length: int, margin_s: float = 0.5) -> tuple[Stretch, ...]:
    """Stretches worth asking the voice detector about: loud frames, a margin around, gaps joined."""
    margin = round(margin_s * RATE)
    wide = [(max(0, s * FRAME - margin), min(length, e * FRAME + margin)) for s, e in _runs(loud)]
    return tuple(join(wide))


def join(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The same stretches with overlapping and touching ones made one; sorted by start."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _runs(flags: Loud) -> Iterator[Stretch]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    for start, end in zip(edges[0::2], edges[1::2], strict=True):
        yield int(start), int(end)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Speech turns of one channel that are decoded together, one after the other, silence left out.

    `audio` holds the turns' samples; `turns` says where in the channel each of them lies.
    """

    channel: int
    turns: tuple[Stretch, ...]
    audio: Samples = field(repr=False)

    def place(self, start: float, end: float) -> Stretch:
        """Where a word lies in the channel that was heard at [start, end) seconds of the window.

        A word belongs to the turn that holds its middle and never reaches out of it.
        """
        first, last = round(start * RATE), round(end * RATE)
        middle = min(max((first + last) // 2, 0), self.audio.shape[0] - 1)
        before = 0
        for low, high in self.turns:
            if middle < before + high - low:
                begin = min(max(low + first - before, low), high - 1)
                return begin, min(max(low + last - before, begin + 1), high)
            before += high - low
        raise AssertionError("the middle lies inside the window")  # pragma: no cover


class Packer:
    """Packs the turns of one channel into windows of at most `limit_s`, in order, without cutting words."""

    def __init__(self, channel: int, limit_s: float) -> None:
        self._channel = channel
        self._limit = round(limit_s * RATE)
        self._turns: list[Stretch] = []
        self._audio: list[Samples] = []

    def add(self, start: int, audio: Samples) -> Iterator[Window]:
        """Take a turn that begins at `start`; gives every window that this fills."""
        for low, high in split(audio, self._limit):
            if self._turns and self._held() + high - low > self._limit:
                yield from self.rest()
            self._turns.append((start + low, start + high))
            self._audio.append(audio[low:high])

    def rest(self) -> Iterator[Window]:
        """What is left, as a last window."""
        if self._turns:
            yield Window(self._channel, tuple(self._turns), np.concatenate(self._audio))
        self._turns, self._audio = [], []

    def _held(self) -> int:
        return sum(end - start for start, end in self._turns)


def split(audio: Samples, limit: int) -> Iterator[Stretch]:
    """A turn in parts of at most `limit` samples, cut in the quietest 100 ms of the last half allowed."""
    start, end = 0, audio.shape[0]
    while end - start > limit:
        cut = _quietest(audio, start + limit // 2, start + limit)
        yield start, cut
        start = cut
    yield start, end


def _quietest(samples: Samples, low: int, high: int) -> int:
    """The middle of the quietest 100 ms in [low, high)."""
    energy = np.square(samples[low:high].astype(np.float64))
    width = min(RATE // 10, len(energy))
    total = np.concatenate(([0.0], np.cumsum(energy)))
    quiet = int(np.argmin(total[width:] - total[:-width]))
    return low + quiet + width // 2


def is_silent(loud: Loud, start: int, end: int, tolerance_s: float = 0.3) -> bool:
    """Whether a word heard at [start, end) lies where the audio carries nothing, with some tolerance."""
    margin = round(tolerance_s * RATE)
    first, last = max(0, (start - margin) // FRAME), (end + margin) // FRAME + 1
    return not bool(loud[first:last].any())
