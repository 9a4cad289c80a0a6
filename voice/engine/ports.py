"""What the journey needs from durable work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from voice.call.values import CallId


@dataclass(frozen=True, slots=True)
class Step:
    """One resumable step: takes a call id, returns nothing; raising a VoiceError with retry_helps retries.

    A step is idempotent: after a kill it runs again from its beginning. Waits double from `first_wait_s`
    on; of `heavy` steps one runs at a time in a worker.
    """

    name: str
    run: Callable[[CallId], None]
    max_attempts: int = 6
    first_wait_s: float = 1.0
    heavy: bool = False


class WorkQueue(Protocol):
    """Hands calls to the worker; ids only, never content."""

    def enqueue(self, call_id: CallId, key: str) -> None:
        """Start the steps for this call; the same key twice is one piece of work."""
        ...

    def cancel(self, call_id: CallId) -> None:
        """Stop queued and running work of this call, and forget its rows."""
        ...


class WorkLog(Protocol):
    """What a worker's rounds ask of the engine."""

    def has_work(self, call_id: CallId) -> bool:
        """Whether any piece of work for this call is known, finished ones included."""
        ...

    def is_busy(self, call_id: CallId) -> bool:
        """Whether work of this call waits or runs."""
        ...

    def drop_other_versions(self) -> int:
        """Delete work that another version of the steps began; how many."""
        ...

    def forget_finished(self, before: datetime) -> int:
        """Delete the rows of work that ended before a moment; how many."""
        ...
