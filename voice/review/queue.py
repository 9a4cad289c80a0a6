"""Which calls ask for a person's look, and why; and the one place where leave to see raw text is made. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from voice.call.values import Call, CallState
from voice.errors import NotPermitted
from voice.insight.values import Sentiment, SentimentLabel
from voice.redaction.values import RedactedTranscript
from voice.review.values import Reveal, ReviewItem, ReviewReason

LOW_CONFIDENCE = 0.6
"""Mean word confidence of a call, weighted by duration, below which somebody should listen."""

SURELY_NEGATIVE = 0.5
"""Confidence from which a negative or mixed caller is worth a call back."""

LONGEST_REVEAL = timedelta(minutes=30)
SHORTEST_REASON = 10

_STATES = {
    CallState.RECORDING_UNUSABLE: ReviewReason.RECORDING_UNUSABLE,
    CallState.BLOCKED: ReviewReason.LEAK_BLOCKED,
    CallState.QUARANTINED: ReviewReason.QUARANTINED,
}
_ORDER = (
    ReviewReason.LEAK_BLOCKED,
    ReviewReason.QUARANTINED,
    ReviewReason.RECORDING_UNUSABLE,
    ReviewReason.NEGATIVE,
    ReviewReason.DOUBTFUL_WORDS,
    ReviewReason.LOW_CONFIDENCE,
    ReviewReason.NEW,
)


def reasons(
    call: Call, transcript: RedactedTranscript | None, sentiment: Sentiment | None, seen: bool
) -> tuple[ReviewReason, ...]:
    """Why this call should be looked at, gravest first; empty when it need not be."""
    found = set() if seen else {ReviewReason.NEW}
    if call.state in _STATES:
        found.add(_STATES[call.state])
    if transcript is not None:
        found |= _of_words(transcript)
    if sentiment is not None and _is_negative(sentiment):
        found.add(ReviewReason.NEGATIVE)
    return tuple(reason for reason in _ORDER if reason in found)


def item(call: Call, found: tuple[ReviewReason, ...], at: datetime) -> ReviewItem | None:
    """A line of the queue; None when nothing asks for a look."""
    return ReviewItem(call.id, found, at) if found else None


def ordered(items: Iterable[ReviewItem]) -> tuple[ReviewItem, ...]:
    """Gravest reason first; among equals the longest waiting."""
    return tuple(sorted(items, key=lambda one: (_ORDER.index(one.reasons[0]), one.queued_at, one.call_id)))


def reveal(call: Call, by: str, reason: str, at: datetime, lasting: timedelta = LONGEST_REVEAL) -> Reveal:
    """Leave for one person to see one call's raw text for a while; NotPermitted without a stated reason."""
    if not by.strip():
        raise NotPermitted("Raw text is shown only to a person who has signed in.", code="reveal_without_person")
    if len(reason.strip()) < SHORTEST_REASON:
        raise NotPermitted(
            f"Say in at least {SHORTEST_REASON} characters why you need to see the raw text; it is kept in the ledger.",
            code="reveal_without_reason",
        )
    if call.state in (CallState.ERASED, CallState.UNRECORDED):
        raise NotPermitted("There is no raw text of this call.", code="nothing_to_reveal")
    if not timedelta(0) < lasting <= LONGEST_REVEAL:
        raise NotPermitted("Raw text is shown for at most 30 minutes at a time.", code="reveal_too_long")
    return Reveal(call.id, by.strip(), reason.strip(), at, at + lasting)


def still_open(leave: Reveal, call: Call, at: datetime) -> bool:
    """Whether a reveal covers this call at this moment."""
    return leave.call_id == call.id and leave.granted_at <= at < leave.until


def _of_words(transcript: RedactedTranscript) -> set[ReviewReason]:
    found: set[ReviewReason] = set()
    if any(said.doubtful for said in transcript.utterances):
        found.add(ReviewReason.DOUBTFUL_WORDS)
    weights = [(said.confidence, max(1, said.end_ms - said.start_ms)) for said in transcript.utterances]
    total = sum(weight for _, weight in weights)
    if total and sum(sure * weight for sure, weight in weights) / total < LOW_CONFIDENCE:
        found.add(ReviewReason.LOW_CONFIDENCE)
    return found


def _is_negative(sentiment: Sentiment) -> bool:
    """A caller who was surely unhappy, in all or at the end."""
    closing = next((q.score for q in reversed(sentiment.quarters) if q.score is not None), None)
    unhappy = (SentimentLabel.NEGATIVE, SentimentLabel.MIXED)
    if sentiment.overall.label in unhappy and sentiment.overall.confidence >= SURELY_NEGATIVE:
        return True
    return closing is not None and closing.label is SentimentLabel.NEGATIVE and closing.confidence >= SURELY_NEGATIVE
