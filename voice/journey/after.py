"""After hang-up: fetch, drop the carrier's copy, transcribe, redact, silence, derive, label, audit, export, be seen.

A person's decision sends a call through the same steps again: what was heard stays, all that follows is made anew.

Read `steps` from top to bottom: that is what happens to a call. Each step is idempotent, leaves its
result sealed for the next, and asks the history again before it begins.
"""

from dataclasses import replace

from voice.call.values import Call, CallId, CallState
from voice.engine.ports import Step
from voice.journey.after_parts import AfterParts, Minds
from voice.journey.collect import Collector
from voice.journey.cover import Covering
from voice.journey.end import Ending
from voice.journey.permission import ENDING, unless_ending
from voice.journey.release import Release, ask_for_review
from voice.journey.strike import Striking
from voice.journey.understand import Understanding
from voice.log import logger

PATIENT = 10
"""Attempts with doubling waits: about eight and a half minutes, as long as a carrier may take to have a file."""

LEAK = "leak_found"


class AfterCall:
    """The work on one call after it ended, as steps for the engine, and what happens where a step gives up."""

    def __init__(self, parts: AfterParts, minds: Minds, first_wait_s: float = 1.0) -> None:
        self._parts = parts
        self._collector = Collector(parts)
        self._understanding = Understanding(parts, minds)
        self._covering = Covering(parts, minds)
        self._release = Release(parts)
        self._striking = Striking(parts)
        self._ending = Ending(parts)
        self._wait = first_wait_s

    def steps(self) -> tuple[Step, ...]:
        """What happens to a call, in order."""
        return (
            Step("fetch_recording", self._collector.fetch, PATIENT, self._wait),
            Step("drop_carrier_copy", self._collector.drop_carrier_copies, PATIENT, self._wait),
            Step("transcribe", self._understanding.transcribe, first_wait_s=self._wait, heavy=True),
            Step("redact", self._understanding.redact, first_wait_s=self._wait),
            Step("cover_audio", self._covering.cover_audio, first_wait_s=self._wait, heavy=True),
            Step("destroy_raw", self._covering.destroy_raw, first_wait_s=self._wait),
            Step("derive", self._understanding.derive, first_wait_s=self._wait),
            Step("label", self._release.label, first_wait_s=self._wait),
            Step("audit", self._release.audit, first_wait_s=self._wait),
            Step("export", self._release.export, first_wait_s=self._wait),
            Step("strike", self._striking.strike, first_wait_s=self._wait),
            Step("queue_for_review", self._release.queue_for_review, first_wait_s=self._wait),
        )

    def stopped(self, call_id: CallId, step: str, code: str) -> None:
        """A step gave up: the call is erased, blocked, shown as unusable, or kept for another try; never lost."""
        if code == ENDING:
            self._ending.finish(call_id)
            return
        call = self._parts.book.change_call(call_id, unless_ending(lambda now: _given_up(now, code)))
        logger().error("call_stopped", call_id=call_id, step=step, code=code, state=call.state.value)
        if call.state in (CallState.BLOCKED, CallState.RECORDING_UNUSABLE):
            self._release.receipt_alone(call_id)
            ask_for_review(self._parts, call)


def _given_up(call: Call, code: str) -> Call:
    if code == LEAK:
        return replace(call, state=CallState.BLOCKED, reason=code)
    return call if call.state is CallState.RECORDING_UNUSABLE else replace(call, reason=code)
