"""call.json: a finished call as voice.call/1 (call.schema.json)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from voice.call.values import Call
from voice.consent.values import ConsentState, ConsentStatus
from voice.insight.values import Conversation, Score, Sentiment, Statement, Summary
from voice.label import document as label_document
from voice.redaction.values import RedactedTranscript
from voice.transcript.values import Gap, RunRecord

SCHEMA_NAME = "voice.call/1"
SCHEMA_FILE = Path(__file__).parent.parent / "call.schema.json"


@cache
def validator() -> Draft202012Validator:
    """Checks a dictionary against the published schema, the label's included."""
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    label: Resource[Any] = Resource.from_contents(label_document.schema())
    registry: Registry[Any] = Registry().with_resource("urn:voice:label:1", label)
    return Draft202012Validator(schema, registry=registry)


def call_part(call: Call, transcript: RedactedTranscript | None, channels: int) -> dict[str, Any]:
    """Ids, times and codes of the call."""
    if transcript is not None:
        duration: int | None = transcript.duration_ms
    else:
        duration = None if call.ended_at is None else int((call.ended_at - call.started_at).total_seconds() * 1000)
    return {
        "id": call.id,
        "line": call.line,
        "direction": call.direction.value,
        "state": call.state.value,
        "reason": call.reason,
        "started_at": call.started_at.isoformat(),
        "ended_at": _time(call.ended_at),
        "duration_ms": duration,
        "channels": channels,
    }


def consent_part(consent: ConsentState, receipt: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was asked and what came of it, purpose by purpose."""
    asked = sorted({*consent.asked, *consent.granted, *consent.kept})
    return {
        "status": consent.status.value,
        "purposes": {purpose.value: _purpose_status(consent, purpose in consent.granted) for purpose in asked},
        "method": consent.method.value,
        "receipt_id": _receipt_id(receipt),
        "asked_at": _time(consent.asked_at),
        "answered_at": _time(consent.answered_at),
    }


def _purpose_status(consent: ConsentState, granted: bool) -> str:
    """A purpose that was asked for but is not among those granted was refused, whatever the others are."""
    if granted:
        return ConsentStatus.GRANTED.value
    refused = consent.status is ConsentStatus.GRANTED
    return ConsentStatus.REFUSED.value if refused else consent.status.value


def _receipt_id(receipt: Mapping[str, Any] | None) -> str | None:
    if receipt is None:
        return None
    found = receipt.get("record", {}).get("receipt_id")
    return None if found is None else str(found)


def transcript_part(transcript: RedactedTranscript, gaps: Sequence[Gap] = ()) -> dict[str, Any]:
    """The redacted words; ids and times are those of the original."""
    model = transcript.model
    return {
        "language": transcript.language,
        "model": {"name": model.name, "digest": model.digest, "purpose": model.purpose},
        "utterances": [
            {
                "id": said.id,
                "speaker": str(said.speaker),
                "start_ms": said.start_ms,
                "end_ms": said.end_ms,
                "text": said.text,
                "confidence": round(min(1.0, max(0.0, said.confidence)), 4),
                "doubtful": said.doubtful,
            }
            for said in transcript.utterances
        ],
        "gaps": [asdict(gap) for gap in gaps],
    }


def summary_part(summary: Summary) -> dict[str, Any]:
    """Statements with the utterances they rest on."""
    return {
        "method": summary.method,
        "reason": _statement(summary.reason),
        "actions": [_statement(action) for action in summary.actions],
        "outcome": _statement(summary.outcome),
        "next_step": _statement(summary.next_step),
        "sentences": [_statement(sentence) for sentence in summary.sentences],
    }


def sentiment_part(sentiment: Sentiment) -> dict[str, Any]:
    """Scores with labels and confidences."""
    return {
        "overall": _score(sentiment.overall),
        "speakers": {str(name): _score(score) for name, score in sentiment.speakers.items()},
        "quarters": [
            {"start_ms": q.start_ms, "end_ms": q.end_ms, "score": None if q.score is None else _score(q.score)}
            for q in sentiment.quarters
        ],
        "utterances": [
            {"id": said.utterance_id, **_score(said.score), "words": list(said.rationale)}
            for said in sentiment.utterances
        ],
    }


def conversation_part(conversation: Conversation) -> dict[str, Any]:
    """Talk, silence and overlap."""
    return asdict(conversation) | {"talk_ms": {str(name): ms for name, ms in conversation.talk_ms.items()}}


def runs_part(runs: Iterable[RunRecord]) -> list[dict[str, Any]]:
    """What produced each result."""
    return [
        asdict(run)
        | {
            "settings": dict(run.settings),
            "started_at": run.started_at.isoformat(),
            "network_hosts": list(run.network_hosts),
        }
        for run in runs
    ]


def _statement(statement: Statement | None) -> dict[str, Any] | None:
    return None if statement is None else {"text": statement.text, "utterances": list(statement.utterance_ids)}


def _score(score: Score) -> dict[str, Any]:
    return {"score": score.score, "label": score.label.value, "confidence": score.confidence}


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
