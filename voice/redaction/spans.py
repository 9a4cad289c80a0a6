"""Spans of one text put in order: overlaps become one span, whatever order the detectors ran in."""

from collections.abc import Iterable, Sequence

from voice.redaction.values import Span


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Disjoint spans that cover everything any span covered; the surest and longest gives the type."""
    merged: list[list[Span]] = []
    reach = -1
    for span in sorted(spans, key=lambda s: (s.start, s.end, s.entity_type, s.score, s.detector)):
        if span.start >= span.end:
            continue
        if merged and span.start < reach:
            merged[-1].append(span)
            reach = max(reach, span.end)
        else:
            merged.append([span])
            reach = span.end
    return tuple(_united(group) for group in merged)


def _united(group: Sequence[Span]) -> Span:
    surest = max(group, key=lambda s: (s.score, s.end - s.start, s.entity_type, s.detector))
    start, end = min(s.start for s in group), max(s.end for s in group)
    return Span(start, end, surest.entity_type, surest.score, surest.detector)


def outside(spans: Iterable[Span], taken: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    """The parts of spans that lie outside the taken intervals."""
    left = list(spans)
    for first, last in taken:
        cut: list[Span] = []
        for span in left:
            if span.end <= first or last <= span.start:
                cut.append(span)
                continue
            if span.start < first:
                cut.append(_part(span, span.start, first))
            if last < span.end:
                cut.append(_part(span, last, span.end))
        left = cut
    return tuple(left)


def trimmed(span: Span, text: str) -> Span | None:
    """Without blanks and commas at its edges; None when nothing of substance is left."""
    start, end = span.start, span.end
    while start < end and text[start] in " ,;\t\n":
        start += 1
    while start < end and text[end - 1] in " ,;\t\n":
        end -= 1
    if not any(mark.isalnum() for mark in text[start:end]):
        return None
    return _part(span, start, end)


def _part(span: Span, start: int, end: int) -> Span:
    return Span(start, end, span.entity_type, span.score, span.detector)
