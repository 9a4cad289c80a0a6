"""What a person looks at, and how sight of raw text is granted and remembered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from voice.call.values import CallId


class ReviewReason(StrEnum):
    """Why a call asks for a person's look."""

    NEW = "new"
    NEGATIVE = "negative"
    DOUBTFUL_WORDS = "doubtful_words"
    LOW_CONFIDENCE = "low_confidence"
    RECORDING_UNUSABLE = "recording_unusable"
    LEAK_BLOCKED = "leak_blocked"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One line of the review queue; holds no text of the call."""

    call_id: CallId
    reasons: tuple[ReviewReason, ...]
    queued_at: datetime


@dataclass(frozen=True, slots=True)
class Reveal:
    """Leave to see raw text, with a reason, until a time; only `review.queue.reveal` makes one."""

    call_id: CallId
    by: str
    reason: str
    granted_at: datetime
    until: datetime
