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
    """Packs the turns of one channel into windows of at most `limit_s` without cutting words.

    Turns that touch are one phrase and stay together. A phrase goes into the first of
    `open_windows` still open that has room, so little is left empty; 0 gives each phrase its own.
    """

    def __init__(self, channel: int, limit_s: float, open_windows: int) -> None:
        self._channel = channel
        self._limit = round(limit_s * RATE)
        self._most_open = open_windows
        self._phrase = _Phrase()
        self._open: list[list[_Phrase]] = []

    def add(self, start: int, audio: Samples) -> Iterator[Window]:
        """Take a turn that begins at `start`, later than those before; gives the windows that are done."""
        for low, high in split(audio, self._limit):
            if start + low != self._phrase.end or self._phrase.length + high - low > self._limit:
                yield from self._place()
            self._phrase.append(start + low, audio[low:high])

    def rest(self) -> Iterator[Window]:
        """What is left, as the last windows: packed once more, longest first, where that makes them fewer."""
        yield from self._place()
        again: list[list[_Phrase]] = []
        for phrase in sorted((each for filling in self._open for each in filling), key=lambda each: -each.length):
            if not self._fits(phrase, again):
                again.append([phrase])
        fewest = again if len(again) < len(self._open) else self._open
        yield from (_window(self._channel, filling) for filling in fewest)
        self._open = []

    def _place(self) -> Iterator[Window]:
        phrase, self._phrase = self._phrase, _Phrase()
        if not phrase.turns or self._fits(phrase, self._open):
            return
        self._open.append([phrase])
        if len(self._open) > self._most_open:
            fullest = max(self._open, key=_filled)
            self._open = [filling for filling in self._open if filling is not fullest]
            yield _window(self._channel, fullest)

    def _fits(self, phrase: "_Phrase", fillings: Sequence[list["_Phrase"]]) -> bool:
        """Put a phrase into the first filling that has room for it, if one has."""
        for filling in fillings:
            if _filled(filling) + phrase.length <= self._limit:
                filling.append(phrase)
                return True
        return False


@dataclass(slots=True)
class _Phrase:
    """Turns that touch."""

    turns: list[Stretch] = field(default_factory=list)
    audio: list[Samples] = field(default_factory=list)

    @property
    def length(self) -> int:
        return sum(end - start for start, end in self.turns)

    @property
    def end(self) -> int:
        return self.turns[-1][1] if self.turns else -1

    def append(self, start: int, audio: Samples) -> None:
        self.turns.append((start, start + len(audio)))
        self.audio.append(audio)


def _filled(phrases: Sequence[_Phrase]) -> int:
    return sum(phrase.length for phrase in phrases)


def _window(channel: int, phrases: Sequence[_Phrase]) -> Window:
    """Phrases in order of time, silence left out."""
    ordered = sorted(phrases, key=lambda phrase: phrase.turns[0])
    turns = tuple(turn for phrase in ordered for turn in phrase.turns)
    return Window(channel, turns, np.concatenate([audio for phrase in ordered for audio in phrase.audio]))


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
    return not bool(loud[first : max(first, last)].any())
