"""What retention needs from outside: a book of holds and of erasures under way."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from voice.call.values import CallId
from voice.retention.values import DestroyedArtefact, ErasurePlan, LegalHold


class EndingBook(Protocol):
    """Legal holds, and erasures written down before anything is destroyed."""

    def hold(self, call_id: CallId) -> LegalHold | None: ...
    def holds(self) -> Sequence[LegalHold]: ...
    def place(self, hold: LegalHold) -> None: ...
    def lift(self, call_id: CallId) -> None: ...
    def begin(self, plan: ErasurePlan) -> None:
        """Write the plan down; one already begun for the call stays as it is."""
        ...

    def pending(self) -> Sequence[ErasurePlan]:
        """Plans begun and not completed, oldest first."""
        ...

    def add(self, call_id: CallId, artefacts: Sequence[DestroyedArtefact]) -> None:
        """Note what the erasure finds or has destroyed; the newest note of a kind and name stays."""
        ...

    def artefacts(self, call_id: CallId) -> Sequence[DestroyedArtefact]: ...
    def complete(self, call_id: CallId, at: datetime) -> None: ...
