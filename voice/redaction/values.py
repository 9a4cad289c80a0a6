"""Personal data found in text, the placeholders that replace it, and the type later stages accept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from voice.call.values import CallId
from voice.transcript.values import ModelIdentity


class RiskClass(StrEnum):
    """How much harm a value can do; retention and access may use it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) in characters of one text; `entity_type` such as PERSON; score 0..1."""

    start: int
    end: int
    entity_type: str
    score: float
    detector: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One text to look at, with what was said just before (by whom does not matter to a detector)."""

    text: str = field(repr=False)
    previous: str = field(default="", repr=False)
    speaker: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class FoundValue:
    """One value, as first heard, and the placeholder that stands for it. Secret: sealed only."""

    placeholder: str
    entity_type: str
    surfaces: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RedactionMap:
    """Every value found in one call. Rests only sealed; the leak audit reads it."""

    call_id: CallId
    values: tuple[FoundValue, ...]


@dataclass(frozen=True, slots=True)
class RedactedUtterance:
    """An utterance without its personal data; ids and times are those of the original."""

    id: str
    speaker: str
    start_ms: int
    end_ms: int
    text: str
    confidence: float
    doubtful: str = ""


@dataclass(frozen=True, slots=True)
class RedactedTranscript:
    """What every later stage may see. Made by `redaction.resolve.redact` alone."""

    call_id: CallId
    language: str
    model: ModelIdentity
    utterances: tuple[RedactedUtterance, ...]
    counts: Mapping[str, int]
    duration_ms: int


@dataclass(frozen=True, slots=True)
class RedactedSpan:
    """Where in the call's audio a value was spoken; ms of the call's clock."""

    speaker: str
    start_ms: int
    end_ms: int
    entity_type: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One redacted value at one place: words `first` to `last` of the raw utterance, what found it, how surely."""

    first: int
    last: int
    entity_type: str
    score: float
    detector: str
    placeholder: str


@dataclass(frozen=True, slots=True)
class MarkedUtterance:
    """Where one utterance was redacted, by numbers alone: no text.

    `tokens[i]` are the raw words (first, last) for which the i-th word of the redacted text stands;
    `times[k]` says when raw word k was spoken, ms of the call's clock, `sure[k]` with which probability.
    """

    id: str
    tokens: tuple[tuple[int, int], ...]
    times: tuple[tuple[int, int], ...]
    marks: tuple[Mark, ...]
    sure: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class RedactionResult:
    """The redacted text, what was found (secret), where in the audio it lies, and at which words."""

    transcript: RedactedTranscript
    found: RedactionMap
    audio_spans: tuple[RedactedSpan, ...]
    marks: tuple[MarkedUtterance, ...] = ()
