"""How well redaction does against a reference: pure counting, per type and over all.

A span counts as found only when every word of it is covered: half a card number is a card number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from voice.redaction.reading import Reading

STRUCTURED = frozenset(
    {"CREDIT_CARD", "CVV", "CARD_EXPIRY", "US_SSN", "EMAIL_ADDRESS", "PHONE_NUMBER", "DATE_OF_BIRTH", "ACCOUNT", "IBAN"}
    | {"PIN", "IP_ADDRESS", "URL"}
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One reference text with the spans people marked in it: (start, end, type)."""

    text: str = field(repr=False)
    spans: tuple[tuple[int, int, str], ...]
    previous: str = field(default="", repr=False)


@dataclass(slots=True)
class Tally:
    """Counts of one type: spans, those fully covered, those also given the right type."""

    spans: int = 0
    covered: int = 0
    typed: int = 0

    @property
    def coverage(self) -> float:
        """Share of spans of which every word is covered."""
        return self.covered / self.spans if self.spans else 1.0


@dataclass(slots=True)
class Score:
    """The whole measurement. `false_spans` touch no marked span; rates are over all words."""

    types: dict[str, Tally] = field(default_factory=dict)
    words: int = 0
    personal_words: int = 0
    redacted_words: int = 0
    redacted_personal_words: int = 0
    false_spans: int = 0

    @property
    def token_recall(self) -> float:
        """Share of personal words that were redacted, whatever the type."""
        return self.redacted_personal_words / self.personal_words if self.personal_words else 1.0

    @property
    def token_precision(self) -> float:
        """Share of redacted words that were personal."""
        return self.redacted_personal_words / self.redacted_words if self.redacted_words else 1.0

    @property
    def false_spans_per_1000_words(self) -> float:
        """Spans that touch nothing personal, for every thousand words."""
        return 1000 * self.false_spans / self.words if self.words else 0.0

    def group(self, types: Iterable[str]) -> Tally:
        """Several types counted together."""
        chosen = [tally for name, tally in self.types.items() if name in set(types)]
        return Tally(*(sum(getattr(tally, key) for tally in chosen) for key in ("spans", "covered", "typed")))

    def add(self, judged: Judged, found: Sequence[tuple[int, int, str]]) -> None:
        """Count one text: what people marked against what was found."""
        words = _words(judged.text)
        covered = {word for word in words if any(a < word[1] and word[0] < b for a, b, _ in found)}
        personal = {word for word in words if any(a < word[1] and word[0] < b for a, b, _ in judged.spans)}
        self.words += len(words)
        self.personal_words += len(personal)
        self.redacted_words += len(covered)
        self.redacted_personal_words += len(covered & personal)
        self.false_spans += sum(not _touches(span, judged.spans) for span in found)
        for start, end, kind in judged.spans:
            tally = self.types.setdefault(kind, Tally())
            tally.spans += 1
            inside = [word for word in words if start < word[1] and word[0] < end]
            if all(word in covered for word in inside):
                tally.covered += 1
                tally.typed += any(kind == other and a < end and start < b for a, b, other in found)

    def figures(self) -> dict[str, Any]:
        """The measurement as plain values, types in order."""
        return {
            "types": {name: asdict(tally) | {"coverage": round(tally.coverage, 4)} for name, tally in self._sorted()},
            "structured_coverage": round(self.group(STRUCTURED).coverage, 4),
            "token_recall": round(self.token_recall, 4),
            "token_precision": round(self.token_precision, 4),
            "false_spans_per_1000_words": round(self.false_spans_per_1000_words, 3),
            "words": self.words,
        }

    def _sorted(self) -> list[tuple[str, Tally]]:
        return sorted(self.types.items())


def _touches(span: tuple[int, int, str], marked: Iterable[tuple[int, int, str]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end, _ in marked)


def _words(text: str) -> list[tuple[int, int]]:
    reading = Reading(text)
    return [
        (start, end)
        for start, end, word in zip(reading.start, reading.end, reading.low, strict=True)
        if any(mark.isalnum() for mark in word)
    ]
