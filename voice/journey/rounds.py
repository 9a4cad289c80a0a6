"""The worker's rounds: whatever was lost, left open or has become due is put back to work."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from voice.call.values import Call, CallState
from voice.engine.ports import WorkLog
from voice.journey.after_parts import AfterParts
from voice.journey.end import Ending
from voice.journey.permission import ERASING
from voice.log import logger

CLOSED = (CallState.UNRECORDED, CallState.QUARANTINED)
ASK_CARRIER_EVERY = timedelta(minutes=5)
"""A callback that was lost is found this soon."""

TRY_AGAIN_EVERY = timedelta(hours=1)
FINISHED_KEPT = timedelta(days=7)
ANSWERS_KEPT = timedelta(days=2)
"""The carrier repeats a delivery within seconds; its own advice is to remember a day."""

CLOSED_LOOKED_AT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Chores:
    """What the house wants done now and then.

    Every five minutes the carrier is asked for what callbacks never told; every hour old answers to
    deliveries are forgotten, and files that a killed process left without a row are removed.
    """

    ask_carrier: Callable[[], object]
    forget_answers: Callable[[datetime], object]
    sweep_strays: Callable[[], object]


class Rounds:
    """Looks after calls that no delivery will wake any more."""

    def __init__(self, parts: AfterParts, work: WorkLog, chores: Chores) -> None:
        self._parts = parts
        self._chores = chores
        self._work = work
        self._ending = Ending(parts)
        self._tried_at: datetime | None = None
        self._asked_at: datetime | None = None

    def start(self) -> None:
        """When the worker starts: take up everything that waits, also what was given up before."""
        self._work.drop_other_versions()
        self._ending.find_taken_back()
        self.go()

    def go(self) -> None:
        """Once a minute: lost work, open erasures, calls whose time is over, finished rows."""
        now = self._parts.clock.now()
        again = self._tried_at is None or now - self._tried_at >= TRY_AGAIN_EVERY
        self._ending.finish_pending()
        self._wake(self._lost(now, again), now)
        if self._asked_at is None or now - self._asked_at >= ASK_CARRIER_EVERY:
            self._asked_at = now
            self._chores.ask_carrier()
        if again:
            self._tried_at = now
            self._ending.expire()
            self._ending.sweep()
            self._work.forget_finished(now - FINISHED_KEPT)
            self._chores.forget_answers(now - ANSWERS_KEPT)
            self._chores.sweep_strays()

    def _lost(self, now: datetime, again: bool) -> Iterable[Call]:
        """Calls with work to do and none under way; those given up before only now and again."""
        for call in self._parts.book.calls_in([CallState.WORKING]):
            if (
                call.reason != ERASING
                and not self._work.is_busy(call.id)
                and (again or not self._work.has_work(call.id))
            ):
                yield call
        for call in self._parts.book.calls_in(CLOSED, since=now - CLOSED_LOOKED_AT):
            if not self._work.has_work(call.id) and not self._parts.exports.present(call):
                yield call

    def _wake(self, calls: Iterable[Call], now: datetime) -> None:
        for call in calls:
            logger().warning("work_found_again", call_id=call.id, state=call.state.value, reason=call.reason)
            self._parts.queue.enqueue(call.id, f"again-{now.timestamp():.0f}")
