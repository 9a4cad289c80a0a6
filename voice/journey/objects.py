"""The sealed objects of one call, by name: what each step leaves for the next."""

from dataclasses import dataclass
from typing import TypeVar

from voice.call.values import CallId
from voice.insight.values import Conversation, Sentiment, Summary
from voice.redaction.decided import Place
from voice.redaction.values import (
    MarkedUtterance,
    RedactedSpan,
    RedactedTranscript,
    RedactionMap,
    RedactionResult,
)
from voice.review.corrections import Correction
from voice.review.decisions import Decision
from voice.review.export import CallDocument
from voice.transcript.values import RawTranscript, RunRecord
from voice.vault.ports import SealedStore
from voice.vault.serial import dump, dump_as, load

RAW_TRANSCRIPT = "raw-transcript.json"
REDACTION_MAP = "redaction-map.json"
REDACTED_TRANSCRIPT = "redacted-transcript.json"
AUDIO_SPANS = "audio-spans.json"
REDACTED_AUDIO = "redacted-audio.wav"
INSIGHT = "insight.json"
RUNS = "runs.json"
DOCUMENT = "document.json"
MARKS = "redaction-marks.json"
DECISIONS = "redaction-decisions.json"
CORRECTIONS = "corrections.json"

Spans = tuple[RedactedSpan, ...]
Corrections = tuple[Correction, ...]
Decisions = tuple[Decision, ...]
Runs = dict[str, tuple[RunRecord, ...]]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Insight:
    """What was derived from one call's redacted transcript."""

    summary: Summary
    sentiment: Sentiment
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class RedactionMarks:
    """Where a call was redacted, by numbers alone.

    `through` counts the decisions that were worked in; `refused` are places that were not put back, because
    the same value stands hidden elsewhere.
    """

    through: int
    utterances: tuple[MarkedUtterance, ...]
    refused: tuple[Place, ...] = ()


def recording_name(recording_id: str) -> str:
    """Under which name a recording is sealed."""
    return f"recording-{recording_id}.wav"


class CallObjects:
    """Reads and writes the sealed objects of calls as values; None where there is none."""

    def __init__(self, sealed: SealedStore) -> None:
        self._sealed = sealed

    def raw_transcript(self, call_id: CallId) -> RawTranscript | None:
        """What was heard, personal data included."""
        return self._load(call_id, RAW_TRANSCRIPT, RawTranscript)

    def redaction_map(self, call_id: CallId) -> RedactionMap | None:
        """Every value that redaction found."""
        return self._load(call_id, REDACTION_MAP, RedactionMap)

    def redacted_transcript(self, call_id: CallId) -> RedactedTranscript | None:
        """What later stages may see."""
        return self._load(call_id, REDACTED_TRANSCRIPT, RedactedTranscript)

    def redaction(self, call_id: CallId) -> RedactionResult | None:
        """Everything redaction left, what was found (secret) included."""
        transcript, found = self.redacted_transcript(call_id), self.redaction_map(call_id)
        spans: Spans | None = self._load(call_id, AUDIO_SPANS, Spans)
        if transcript is None or found is None or spans is None:
            return None
        marks = self.marks(call_id)
        return RedactionResult(transcript, found, spans, marks.utterances if marks else ())

    def put_redaction(
        self, call_id: CallId, result: RedactionResult, through: int = 0, refused: tuple[Place, ...] = ()
    ) -> None:
        """Seal what redaction left: the words last, since their presence says that all is there."""
        self.put(call_id, REDACTION_MAP, result.found)
        self._sealed.put(call_id, AUDIO_SPANS, dump_as(Spans, result.audio_spans))
        self.put(call_id, MARKS, RedactionMarks(through, result.marks, refused))
        self.put(call_id, REDACTED_TRANSCRIPT, result.transcript)

    def marks(self, call_id: CallId) -> RedactionMarks | None:
        """At which words of which utterance something was redacted."""
        return self._load(call_id, MARKS, RedactionMarks)

    def decisions(self, call_id: CallId) -> Decisions:
        """What people decided about the call's redaction, oldest first."""
        found: Decisions | None = self._load(call_id, DECISIONS, Decisions)
        return found or ()

    def put_decisions(self, call_id: CallId, decisions: Decisions) -> None:
        """Seal the decisions."""
        self._sealed.put(call_id, DECISIONS, dump_as(Decisions, decisions))

    def corrections(self, call_id: CallId) -> Corrections:
        """What people corrected, oldest first."""
        found: Corrections | None = self._load(call_id, CORRECTIONS, Corrections)
        return found or ()

    def put_corrections(self, call_id: CallId, corrections: Corrections) -> None:
        """Seal the corrections."""
        self._sealed.put(call_id, CORRECTIONS, dump_as(Corrections, corrections))

    def touched_by_people(self, call_id: CallId) -> bool:
        """Whether somebody decided or corrected something: words have numbers that people referred to."""
        return bool({DECISIONS, CORRECTIONS} & set(self._sealed.names(call_id)))

    def insight(self, call_id: CallId) -> Insight | None:
        """What was derived."""
        return self._load(call_id, INSIGHT, Insight)

    def document(self, call_id: CallId) -> CallDocument | None:
        """The finished call as it is exported and shown."""
        return self._load(call_id, DOCUMENT, CallDocument)

    def runs(self, call_id: CallId) -> tuple[RunRecord, ...]:
        """What produced the call's results, in the order in which it ran."""
        return tuple(run for runs in (self._load(call_id, RUNS, Runs) or {}).values() for run in runs)

    def add_runs(self, call_id: CallId, step: str, runs: tuple[RunRecord, ...]) -> None:
        """Note what ran in a step, instead of what ran there before."""
        noted: Runs = self._load(call_id, RUNS, Runs) or {}
        self._sealed.put(call_id, RUNS, dump_as(Runs, {**noted, step: runs}))

    def put(self, call_id: CallId, name: str, value: object) -> None:
        """Seal a value under one of the names above."""
        self._sealed.put(call_id, name, dump(value))

    def _load(self, call_id: CallId, name: str, kind: type[Value]) -> Value | None:
        if name not in self._sealed.names(call_id):
            return None
        return load(kind, self._sealed.get(call_id, name))
