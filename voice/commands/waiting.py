"""Waiting for something to become true, with an end."""

import time
from collections.abc import Callable

from voice.call.values import END_STATES, Call, CallId
from voice.errors import VoiceError
from voice.review.export import RECEIPT_FILE
from voice.wiring.parts import Parts

POLL_S = 0.1


class NotInTime(VoiceError):
    """What was waited for did not happen in time."""

    code = "not_in_time"


def wait_until(happened: Callable[[], bool], within_s: float, otherwise: str) -> None:
    """Look until it has happened; NotInTime with the sentence `otherwise` when it has not."""
    until = time.monotonic() + within_s
    while not happened():
        if time.monotonic() > until:
            raise NotInTime(otherwise)
        time.sleep(POLL_S)


def wait_for_end(parts: Parts, call_id: CallId, seen: Callable[[Call], object] = bool, within_s: float = 300) -> Call:
    """Wait until nothing is left to do for a call; `seen` is told of it at every look."""

    def ended() -> bool:
        call = parts.book.call(call_id)
        seen(call)
        # The receipt is the last thing written for every call, recorded or not.
        over = call.ended_at is not None and call.state in END_STATES
        return over and any(paper.name == RECEIPT_FILE for paper in parts.exports.present(call))

    wait_until(ended, within_s, f"Call {call_id} did not come to its end in {within_s:.0f} seconds; read the log.")
    return parts.book.call(call_id)
