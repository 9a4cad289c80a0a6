"""What the journey needs from durable work."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from voice.call.values import CallId


@dataclass(frozen=True, slots=True)
class Step:
    """One resumable step: takes a call id, returns nothing; raising a VoiceError with retry_helps retries.

    A step is idempotent: after a kill it runs again from its beginning.
    """

    name: str
    run: Callable[[CallId], None]
    max_attempts: int = 6
    first_wait_s: float = 1.0


class WorkQueue(Protocol):
    """Hands calls to the worker; ids only, never content."""

    def enqueue(self, call_id: CallId, key: str) -> None:
        """Start the steps for this call; the same key twice is one piece of work."""
        ...

    def cancel(self, call_id: CallId) -> None:
        """Stop queued and running work of this call, and forget its rows."""
        ...
