"""Derived statements, each with its evidence; made from redacted text alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class SentimentLabel(StrEnum):
    """The sign of a score; UNKNOWN where there is not enough evidence."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    MIXED = "mixed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Score:
    """Sentiment of a stretch of text: score -1..1, confidence 0..1 (calibrated, see sentiment.py)."""

    score: float
    label: SentimentLabel
    confidence: float


@dataclass(frozen=True, slots=True)
class UtteranceScore:
    """The score of one utterance, and the words it rests on (redacted text)."""

    utterance_id: str
    score: Score
    rationale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of the call's duration; None where nobody spoke."""

    start_ms: int
    end_ms: int
    score: Score | None


@dataclass(frozen=True, slots=True)
class Sentiment:
    """Sentiment of a call, per speaker, per quarter, per utterance; text only, never the voice."""

    overall: Score
    speakers: Mapping[str, Score]
    quarters: tuple[Quarter, ...]
    utterances: tuple[UtteranceScore, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence and the utterances it rests on (ids, never empty)."""

    text: str
    utterance_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the call was about. `method` says how it was made: extractive, language_model, none."""

    method: str
    sentences: tuple[Statement, ...]
    reason: Statement | None = None
    actions: tuple[Statement, ...] = ()
    outcome: Statement | None = None
    next_step: Statement | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Who talked how much; ms per speaker, silence and overlap in ms."""

    talk_ms: Mapping[str, int]
    silence_ms: int
    overlap_ms: int
    turns: int
    interruptions: int
