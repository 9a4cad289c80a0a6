"""The sealed objects of one call, by name: what each step leaves for the next."""

from dataclasses import dataclass
from typing import TypeVar

from voice.call.values import CallId
from voice.insight.values import Conversation, Sentiment, Summary
from voice.redaction.values import RedactedSpan, RedactedTranscript, RedactionMap, RedactionResult
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

Spans = tuple[RedactedSpan, ...]
Runs = dict[str, tuple[RunRecord, ...]]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Insight:
    """What was derived from one call's redacted transcript."""

    summary: Summary
    sentiment: Sentiment
    conversation: Conversation


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
        return RedactionResult(transcript, found, spans)

    def put_redaction(self, call_id: CallId, result: RedactionResult) -> None:
        """Seal what redaction left: the words last, since their presence says that all is there."""
        self.put(call_id, REDACTION_MAP, result.found)
        self._sealed.put(call_id, AUDIO_SPANS, dump_as(Spans, result.audio_spans))
        self.put(call_id, REDACTED_TRANSCRIPT, result.transcript)

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
