"""Windows that share one pass of the model: what is left over of each channel, kept apart by silence.

Whisper's encoder takes thirty seconds whatever is said in them, and every channel of a call ends in a
window that is nearly empty. Each word goes back to the window that it was heard in.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from voice.transcript.drafts import Draft, DraftSegment, DraftWord
from voice.transcript.ports import Samples
from voice.transcript.speech import RATE, Window

APART = RATE
"""Samples of silence between windows of one sheet: a second, well above what word times are off by."""
SHORTEST = RATE
"""Samples of the shortest window worth waiting for."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One window or several, with the audio that the model hears."""

    windows: tuple[Window, ...]
    audio: Samples = field(repr=False)

    def parts(self, draft: Draft) -> Iterator[tuple[Window, Draft]]:
        """Each window with what the model wrote for it, times counted from the window's own beginning."""
        if len(self.windows) == 1:
            yield self.windows[0], draft
            return
        begins = [begin / RATE for begin in _begins(self.windows)]
        edges = [begin - APART / RATE / 2 for begin in begins[1:]]
        for number, (window, begin) in enumerate(zip(self.windows, begins, strict=True)):
            segments = [_share(each, number, edges, begin) for each in draft.segments]
            yield window, Draft(tuple(each for each in segments if each.words))


def _share(segment: DraftSegment, number: int, edges: Sequence[float], begin: float) -> DraftSegment:
    """The words of one window, by the middle of each; what the model thinks of the segment counts for all."""
    words = tuple(
        DraftWord(word.text, word.start - begin, word.end - begin, word.probability)
        for word in segment.words
        if bisect_right(edges, (word.start + word.end) / 2) == number
    )
    return replace(segment, words=words)


def _begins(windows: Sequence[Window]) -> list[int]:
    """Where each window begins in its sheet, in samples."""
    lengths = [len(window.audio) + APART for window in windows]
    return [0, *(int(each) for each in np.cumsum(lengths[:-1]))]


def sheet_of(windows: Sequence[Window]) -> Sheet:
    """A sheet with the windows one after the other."""
    if len(windows) == 1:
        return Sheet(tuple(windows), windows[0].audio)
    apart = np.zeros(APART, dtype=np.float32)
    pieces = [piece for window in windows for piece in (window.audio, apart)][:-1]
    return Sheet(tuple(windows), np.concatenate(pieces))


class Joiner:
    """Joins windows while together they fill no more than one of `limit_s`; `most_open` 0 joins none."""

    def __init__(self, limit_s: float, most_open: int) -> None:
        self._limit = round(limit_s * RATE)
        self._most_open = most_open
        self._open: list[list[Window]] = []

    def add(self, window: Window) -> Iterator[Sheet]:
        """Take a window; gives the sheets that are done."""
        if _length([window]) + APART + SHORTEST > self._limit:
            yield sheet_of([window])
            return
        for held in self._open:
            if _length([*held, window]) <= self._limit:
                held.append(window)
                return
        self._open.append([window])
        if len(self._open) > self._most_open:
            fullest = max(self._open, key=_length)
            self._open = [held for held in self._open if held is not fullest]
            yield sheet_of(fullest)

    def rest(self) -> Iterator[Sheet]:
        """What is left, as the last sheets."""
        yield from (sheet_of(held) for held in self._open)
        self._open = []


def _length(windows: Sequence[Window]) -> int:
    return sum(len(window.audio) + APART for window in windows) - APART
