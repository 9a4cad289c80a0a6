"""What a finished call may leave the vault as: files made of redacted text alone.

`CallDocument` takes a `RedactedTranscript`; a raw one is refused by type and at run time, because
what is written here leaves our hands.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voice.call.values import Call
from voice.consent.values import ConsentState
from voice.insight.values import Conversation, Sentiment, Summary
from voice.label import document as label_document
from voice.label import render
from voice.label.values import NutritionLabel
from voice.redaction.values import RedactedTranscript
from voice.review.documents import call_json, markdown
from voice.transcript import subtitles
from voice.transcript.values import Gap, RunRecord

RECEIPT_FILE = "consent-receipt.json"
"""The consent record: all that is left of a call that was erased, beside the list of what was destroyed."""


@dataclass(frozen=True, slots=True)
class CallDocument:
    """A finished call with everything that may be said of it; None where there is no subject.

    `channels` counts the recording's channels (0: no recording); `runs` is what produced each result;
    `gaps` are stretches in which nothing could be heard.
    """

    call: Call
    consent: ConsentState
    receipt: Mapping[str, Any] | None = None
    transcript: RedactedTranscript | None = None
    summary: Summary | None = None
    sentiment: Sentiment | None = None
    conversation: Conversation | None = None
    label: NutritionLabel | None = None
    channels: int = 0
    runs: tuple[RunRecord, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def __post_init__(self) -> None:
        """Only a redacted transcript; derived statements only beside one."""
        if self.transcript is not None and not isinstance(self.transcript, RedactedTranscript):
            raise TypeError("only a redacted transcript may be exported")
        if self.transcript is None and (self.summary or self.sentiment or self.conversation):
            raise TypeError("a summary, sentiment or conversation rests on a transcript")


def to_json(document: CallDocument) -> dict[str, Any]:
    """The call as voice.call/1; parts without a subject are absent."""
    found: dict[str, Any] = {
        "schema": call_json.SCHEMA_NAME,
        "call": call_json.call_part(document.call, document.transcript, document.channels),
        "consent": call_json.consent_part(document.consent, document.receipt),
    }
    if document.transcript is not None:
        found["transcript"] = call_json.transcript_part(document.transcript, document.gaps)
        found["redaction"] = {"counts": dict(document.transcript.counts)}
    if document.summary is not None:
        found["summary"] = call_json.summary_part(document.summary)
    if document.sentiment is not None:
        found["sentiment"] = call_json.sentiment_part(document.sentiment)
    if document.conversation is not None:
        found["conversation"] = call_json.conversation_part(document.conversation)
    if document.label is not None:
        found["label"] = label_document.to_dict(document.label)
    if document.runs:
        found["runs"] = call_json.runs_part(document.runs)
    return found


def files(document: CallDocument) -> Mapping[str, str]:
    """File name to content: only those whose subject exists. Names hold nothing of the call."""
    found = {"call.json": _json(to_json(document))}
    if document.receipt is not None:
        found[RECEIPT_FILE] = _json(document.receipt)
    if document.transcript is not None:
        found["transcript.md"] = markdown.transcript(document.transcript, document.gaps)
        found["transcript.vtt"] = subtitles.vtt(document.transcript.utterances)
        if document.summary is not None:
            found["summary.md"] = markdown.summary(document.summary, document.transcript)
    if document.label is not None:
        found["label.html"] = render.html(document.label)
        found["label.svg"] = render.svg(document.label)
        found["label.txt"] = render.text(document.label)
        found["label.json"] = _json(label_document.to_dict(document.label))
    return found


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"
