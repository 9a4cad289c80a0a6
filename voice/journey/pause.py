"""A pause in a recording, for what must not be in it (card details), on both designs.

Time goes on: at the carrier silence is recorded, in a stream silence is kept, so that what is said later
keeps its place. Each pause is in the ledger, and the transcript shows it as a gap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from voice.call.ports import Carrier
from voice.call.values import Call, CallId
from voice.clock import Clock
from voice.consent.values import LedgerEntry
from voice.errors import NothingThere
from voice.journey.streaming import Streaming
from voice.log import logger
from voice.vault.ports import CallBook, Ledger

CURRENT = "Twilio.CURRENT"
PAUSED, RESUMED, STOPPED = "recording.paused", "recording.resumed", "recording.stopped"


class PausableCarrier(Carrier, Protocol):
    """A carrier on which a running recording can be paused."""

    def change_recording(self, carrier_call_id: str, recording: str, status: str) -> bool:
        """Set what is being recorded to paused, in-progress or stopped; False when nothing runs."""
        ...


@dataclass(frozen=True, slots=True)
class Pause:
    """[start, end) of the call in which nothing was kept; `end_at` None: to the end of the recording."""

    start_at: datetime
    end_at: datetime | None


@dataclass(frozen=True, slots=True)
class PauseParts:
    """What pausing needs; `streaming` is None where sound comes from the carrier's recordings alone."""

    book: CallBook
    ledger: Ledger
    carrier: PausableCarrier
    streaming: Streaming | None
    clock: Clock


class RecordingPause:
    """Pauses, resumes and stops what is being recorded on a live call."""

    def __init__(self, parts: PauseParts) -> None:
        self._parts = parts

    def pause(self, call_id: CallId) -> None:
        """Nothing said from now on is kept; NothingThere when nothing is being recorded."""
        self._change(call_id, "paused", PAUSED)

    def resume(self, call_id: CallId) -> None:
        """What is said from now on is kept again."""
        self._change(call_id, "in-progress", RESUMED)

    def stop(self, call_id: CallId) -> None:
        """End the recording for good; the call goes on, and so does its consent."""
        self._change(call_id, "stopped", STOPPED)

    def _change(self, call_id: CallId, status: str, kind: str) -> None:
        call = self._parts.book.call(call_id)
        if not (self._in_stream(call, status) or self._at_carrier(call, status)):
            raise NothingThere("Nothing of this call is being recorded now.")
        self._parts.ledger.append(LedgerEntry(call_id, kind, self._parts.clock.now()))
        logger().info("recording_changed", call_id=call_id, status=status)

    def _in_stream(self, call: Call, status: str) -> bool:
        return self._parts.streaming is not None and self._parts.streaming.pause(call.id, status != "in-progress")

    def _at_carrier(self, call: Call, status: str) -> bool:
        return self._parts.carrier.change_recording(call.carrier_call_id, CURRENT, status)


def pauses(entries: Iterable[LedgerEntry]) -> Sequence[Pause]:
    """The pauses of one call, from its ledger entries in order."""
    found: list[Pause] = []
    since: datetime | None = None
    for entry in entries:
        if entry.kind in (PAUSED, STOPPED) and since is None:
            since = entry.at
        elif entry.kind == RESUMED and since is not None:
            found.append(Pause(since, entry.at))
            since = None
    return (*found, Pause(since, None)) if since is not None else tuple(found)
