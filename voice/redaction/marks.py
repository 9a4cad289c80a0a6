"""Where an utterance was redacted, told by word numbers alone, so that people can point at it. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from voice.redaction.decided import word_ranges, words_touched
from voice.redaction.identity import type_of_placeholder
from voice.redaction.reading import PLACEHOLDER
from voice.redaction.values import Mark, MarkedUtterance, Span
from voice.transcript.values import Utterance

STRUCK = "removed for good"
"""The detector of a value that is nowhere any more: its placeholder stands in the raw words too."""

_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Drawn:
    """An utterance with its spans and redacted text; `kept` pieces: (start in it, start in the original, length)."""

    utterance: Utterance = field(repr=False)
    spans: tuple[Span, ...]
    text: str
    kept: Sequence[tuple[int, int, int]]


def marked(drawn: Drawn, name: Callable[[str, str], str]) -> MarkedUtterance:
    """The marks of one utterance; `name` gives the placeholder of a type and what was said."""
    utterance, text = drawn.utterance, drawn.utterance.text
    ranges = word_ranges(utterance)
    marks = []
    for span in drawn.spans:
        if words := words_touched(ranges, span.start, span.end):
            placeholder = name(span.entity_type, text[span.start : span.end])
            marks.append(Mark(*words, span.entity_type, span.score, span.detector, placeholder))
    for gone in PLACEHOLDER.finditer(text):
        if words := words_touched(ranges, *gone.span()):
            marks.append(Mark(*words, type_of_placeholder(gone.group()), 1.0, STRUCK, gone.group()))
    marks.sort(key=lambda mark: (mark.first, mark.last, mark.placeholder))
    tokens = tuple(_token(drawn, ranges, at.start(), at.end()) for at in _TOKEN.finditer(drawn.text))
    times = tuple((word.start_ms, word.end_ms) for word in utterance.words)
    sure = tuple(round(word.probability, 2) for word in utterance.words)
    return MarkedUtterance(utterance.id, tokens, times, tuple(marks), sure)


def _token(drawn: Drawn, ranges: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The raw words that one word of the redacted text stands for."""
    starts, ends = [], []
    for number, (at, origin, size) in enumerate(drawn.kept):
        first, last = max(start, at), min(end, at + size)
        if first < last:
            starts.append(first - at + origin)
            ends.append(last - at + origin)
        after = drawn.kept[number + 1][0] if number + 1 < len(drawn.kept) else at + size
        if number < len(drawn.spans) and start < after and at + size < end:
            starts.append(drawn.spans[number].start)
            ends.append(drawn.spans[number].end)
    touched = words_touched(ranges, min(starts), max(ends))
    return touched or (0, 0)
