"""What people decided about redaction: words that are personal data, and words that are none. Pure.

A decision names words by their numbers, never by what they say; it stands above what any detector finds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voice.redaction.reading import PLACEHOLDER
from voice.redaction.spans import merge, outside, trimmed
from voice.redaction.values import Span
from voice.transcript.values import Utterance

PERSON = "a person"
"""What stands where a span names its detector."""

_EDGES = re.compile(r"\W*(.*?)(?:['’]s)?\W*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """Words `first` to `last` (both included, counted from 0) of one utterance, as it was heard."""

    utterance_id: str
    first: int
    last: int

    def touches(self, other: "Place") -> bool:
        """Whether the two share a word."""
        return self.utterance_id == other.utterance_id and self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class Verdict:
    """These words are personal data of a type; with the type "" they are none, and stay in the text."""

    place: Place
    entity_type: str = ""


class Verdicts:
    """Verdicts on the utterances of one call; a later one stands above an earlier one, word by word."""

    def __init__(self, utterances: Sequence[Utterance], verdicts: Sequence[Verdict]) -> None:
        self._fixed: dict[int, tuple[Span, ...]] = {}
        self._cut: dict[int, tuple[tuple[int, int], ...]] = {}
        by_utterance: dict[str, list[Verdict]] = {}
        for verdict in verdicts:
            by_utterance.setdefault(verdict.place.utterance_id, []).append(verdict)
        for index, utterance in enumerate(utterances):
            if own := by_utterance.get(utterance.id):
                self._learn(index, utterance, own)

    def over(self, index: int, text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
        """Spans of one utterance with the verdicts laid over them."""
        if index not in self._cut:
            return tuple(spans)
        left = (trimmed(span, text) for span in outside(spans, self._cut[index]))
        return merge([*(span for span in left if span), *self._fixed[index]])

    def _learn(self, index: int, utterance: Utterance, verdicts: Sequence[Verdict]) -> None:
        ranges, text = word_ranges(utterance), utterance.text
        of_word: dict[int, int] = {}
        for number, verdict in enumerate(verdicts):
            last = min(verdict.place.last, len(ranges) - 1)
            words = range(max(0, verdict.place.first), last + 1)
            # What was removed for good is a placeholder already: nothing is left to decide.
            there = [
                at for at in words if utterance.words[at].text and not PLACEHOLDER.search(utterance.words[at].text)
            ]
            of_word |= dict.fromkeys(there, number)
        fixed, cut = [], []
        for group in _groups(of_word):
            start, end = ranges[group[0]][0], ranges[group[-1]][1]
            cut.append((start, end))
            entity_type = verdicts[of_word[group[0]]].entity_type
            if entity_type and (inner := _inside(text, start, end)):
                fixed.append(Span(*inner, entity_type, 1.0, PERSON))
        self._fixed[index], self._cut[index] = tuple(fixed), tuple(cut)


def word_ranges(utterance: Utterance) -> tuple[tuple[int, int], ...]:
    """Where each word stands in the utterance's text; a word that was removed for good takes no room."""
    cursor, found = 0, []
    for word in utterance.words:
        found.append((cursor, cursor + len(word.text)))
        cursor += len(word.text) + 1 if word.text else 0
    return tuple(found)


def words_touched(ranges: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """The first and last word that share a character with [start, end), removed words behind them included."""
    touched = [number for number, (a, b) in enumerate(ranges) if a < end and start < b]
    if not touched:
        return None
    last = touched[-1]
    while last + 1 < len(ranges) and ranges[last + 1][0] == ranges[last + 1][1]:
        last += 1
    return touched[0], last


def _groups(of_word: dict[int, int]) -> list[list[int]]:
    """Neighbouring words under one verdict, together."""
    groups: list[list[int]] = []
    for word in sorted(of_word):
        if groups and groups[-1][-1] == word - 1 and of_word[word] == of_word[word - 1]:
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def _inside(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Without marks at the edges and a possessive s; None where no letter or digit is left."""
    found = _EDGES.fullmatch(text, start, end)
    return found.span(1) if found and found.group(1) else None
