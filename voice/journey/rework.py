"""A person decided something: it is sealed, and the worker takes the call through its steps again.

The web process decides nothing about words and loads nothing that could: it writes down and asks.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock

from voice.call.values import Call, CallId, CallState
from voice.clock import Clock
from voice.engine.ports import WorkQueue
from voice.errors import NothingThere, UnderHold
from voice.journey.objects import CallObjects
from voice.journey.permission import ERASING
from voice.retention.ports import EndingBook
from voice.review.corrections import Correction
from voice.review.decisions import Act, Decision
from voice.vault.ports import CallBook, SealedStore

DECIDED = "decided"
CORRECTED = "corrected"
OPEN_STATES = (CallState.READY, CallState.WORKING)


@dataclass(frozen=True, slots=True)
class ReworkParts:
    """What it takes to write a decision down and have it carried out."""

    book: CallBook
    sealed: SealedStore
    endings: EndingBook
    queue: WorkQueue
    clock: Clock


class Rework:
    """Decisions and corrections, one at a time: each is the next version of its call."""

    def __init__(self, parts: ReworkParts) -> None:
        self._parts = parts
        self._objects = CallObjects(parts.sealed)
        self._one_at_a_time = Lock()

    def decide(self, call_id: CallId, make: Callable[[int], Decision]) -> Decision:
        """Keep a decision, made with its version number, and wake the worker; UnderHold where that forbids it."""
        with self._one_at_a_time:
            kept = self._objects.decisions(call_id)
            decision = make(len(kept) + 1)
            if decision.act is Act.REMOVED and self.is_held(call_id):
                raise UnderHold("A legal hold stands on this call: nothing of it is removed until it is lifted.")
            # Work first: after a kill in between the call is worked on once more for nothing.
            if decision.act not in (Act.CONFIRMED, Act.PROPOSED, Act.DECLINED):
                self._begin(call_id, DECIDED)
            self._objects.put_decisions(call_id, (*kept, decision))
        self._wake(call_id, f"{DECIDED}-{decision.version}")
        return decision

    def correct(self, call_id: CallId, make: Callable[[int], Correction]) -> Correction:
        """Keep a correction, made with its version number, and wake the worker."""
        with self._one_at_a_time:
            kept = self._objects.corrections(call_id)
            marks = self._objects.marks(call_id)
            change = replace(make(len(kept) + 1), numbered=marks.through if marks else 0)
            self._begin(call_id, CORRECTED)
            self._objects.put_corrections(call_id, (*kept, change))
        self._wake(call_id, f"{CORRECTED}-{change.version}")
        return change

    def is_held(self, call_id: CallId) -> bool:
        """Whether a legal hold stands on the call."""
        return self._parts.endings.hold(call_id) is not None

    def _begin(self, call_id: CallId, reason: str) -> None:
        def to_work(now: Call) -> Call:
            if now.state not in OPEN_STATES or now.reason == ERASING:
                raise NothingThere("There is nothing to change in this call.")
            return replace(now, state=CallState.WORKING, reason=reason)

        self._parts.book.change_call(call_id, to_work)

    def _wake(self, call_id: CallId, key: str) -> None:
        if self._parts.book.call(call_id).state is CallState.WORKING:
            self._parts.queue.enqueue(call_id, f"{key}-{self._parts.clock.now().timestamp():.0f}")
