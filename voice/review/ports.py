"""What review needs from outside: a book of the calls that wait for a person."""

from collections.abc import Sequence
from typing import Protocol

from voice.call.values import CallId
from voice.review.values import ReviewItem


class ReviewBook(Protocol):
    """Which calls ask for a person's look."""

    def queue(self, item: ReviewItem) -> None: ...
    def items(self, limit: int = 100) -> Sequence[ReviewItem]: ...
    def done(self, call_id: CallId) -> None: ...
