"""A finished call with everything that may be said of it, and one without consent."""

from datetime import timedelta

from tests.support.clock import NOON, FrozenClock
from tests.support.redacted_calls import dentist
from tests.support.run_records import around, whole_call
from voice.call.values import Call, CallId, CallState, Direction
from voice.consent.values import ConsentMethod, ConsentState, ConsentStatus, Purpose
from voice.insight.conversation import measure
from voice.insight.sentiment import LexiconScorer
from voice.insight.summary import ExtractiveSummariser
from voice.label.facts import compute
from voice.review.export import CallDocument

ASKED = (Purpose.RECORDING, Purpose.TRANSCRIPTION, Purpose.ANALYSIS)


def a_call(state=CallState.READY, call_id="call-1"):
    """A call as the book keeps it."""
    return Call(
        CallId(call_id), "twilio", "CA1", "reception", "cafe" * 16, Direction.INBOUND, NOON, state,
        ended_at=NOON + timedelta(seconds=80),
    )  # fmt: skip


def consent(status=ConsentStatus.GRANTED, granted=ASKED):
    """Consent as it stands."""
    return ConsentState(
        status=status,
        method=ConsentMethod.KEYPAD,
        asked=ASKED,
        granted=frozenset(granted),
        asked_at=NOON,
        answered_at=NOON,
    )


def finished(transcript=None):
    """A call that was worked to the end."""
    transcript = transcript or dentist()
    summary, summarised = ExtractiveSummariser(FrozenClock()).summarise(transcript)
    feeling, scored = LexiconScorer(FrozenClock()).score(transcript)
    runs = (*whole_call()[:2], summarised, scored)
    return CallDocument(
        a_call(), consent(), {"receipt_id": "r-1"}, transcript, summary, feeling, measure(transcript),
        compute(runs, around()), channels=2, runs=runs,
    )  # fmt: skip


def refused():
    """A call whose caller said no."""
    return CallDocument(a_call(CallState.UNRECORDED), consent(ConsentStatus.REFUSED, ()), {"receipt_id": "r-2"})
