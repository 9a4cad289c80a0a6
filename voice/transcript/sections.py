"""A call in sections that fit in memory, cut where nobody speaks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from voice.transcript.ports import Samples
from voice.transcript.speech import FRAME, RATE, levels

SECTION_S = 60
CUT_WITHIN_S = 30
QUIET_FRAMES = 15
"""300 ms: long enough that no word is cut."""


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """All channels over the same time; `start` counts samples from the beginning of the call."""

    start: int
    channels: tuple[Samples, ...] = field(repr=False)

    @property
    def end(self) -> int:
        """Where the section ends, in samples of the call."""
        return self.start + int(max(channel.shape[0] for channel in self.channels))


def slices(channels: tuple[Samples, ...]) -> Iterator[tuple[Samples, ...]]:
    """Channels that are in memory already, in pieces; views, nothing is copied. Short ones end in silence."""
    length = max((channel.shape[0] for channel in channels), default=0)
    for start in range(0, length, SECTION_S * RATE):
        end = min(start + SECTION_S * RATE, length)
        yield tuple(_filled(channel[start:end], end - start) for channel in channels)


def _filled(samples: Samples, length: int) -> Samples:
    if samples.shape[0] == length:
        return samples
    return np.concatenate([samples, np.zeros(length - samples.shape[0], dtype=np.float32)])


def sections(pieces: Iterable[tuple[Samples, ...]]) -> Iterator[Section]:
    """Pieces of any length become sections of about a minute, cut where all channels are quietest."""
    start = 0
    held: tuple[Samples, ...] = ()
    for piece in pieces:
        held = tuple(np.concatenate(pair) for pair in zip(held, piece, strict=True)) if held else piece
        while held and held[0].shape[0] > SECTION_S * RATE:
            cut = _quiet_point(held, SECTION_S * RATE)
            yield Section(start, tuple(channel[:cut] for channel in held))
            start += cut
            held = tuple(channel[cut:] for channel in held)
    if held and held[0].shape[0]:
        yield Section(start, held)


def _quiet_point(channels: tuple[Samples, ...], limit: int) -> int:
    """The middle of the quietest 300 ms of all channels together in the last half minute before `limit`."""
    low = limit - CUT_WITHIN_S * RATE
    loudest = np.max([levels(channel[low:limit]) for channel in channels], axis=0)
    stretches = np.lib.stride_tricks.sliding_window_view(loudest, QUIET_FRAMES).max(axis=1)
    return low + (int(np.argmin(stretches)) + QUIET_FRAMES // 2) * FRAME
