"""What a lost callback left open is asked for, and every copy at the carrier is accounted for.

Callbacks may be lost for good: a call that never seems to end, a recording nobody reported, a copy that
should be gone and is not. The sweep asks the carrier, tells the journey what it should have been told,
and writes into the ledger once a day how many copies rest at the carrier and why: the proof of absence.
A recording of a call that is not ours (another program on the same account) is counted and left alone.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Protocol

from voice.call.values import Call, CallEnded, CallId, CallState, RecordingReported, RecordingStatus
from voice.clock import Clock
from voice.consent.values import LedgerEntry
from voice.errors import VoiceError
from voice.journey.pause import PausableCarrier
from voice.log import logger
from voice.recording.values import RecordingState
from voice.vault.ports import CallShelf, Ledger

OVER = frozenset({RecordingState.CARRIER_COPY_GONE, RecordingState.DESTROYED, RecordingState.QUARANTINED})
"""Where a recording stands when the carrier must not have it any more."""

TOLD_ONCE = frozenset({RecordingStatus.COMPLETED, RecordingStatus.ABSENT, RecordingStatus.FAILED})
"""What a carrier says of a recording when it will say no more."""

QUIET_FOR = timedelta(minutes=2)
"""A callback comes within seconds; asking earlier would only find what is on its way."""

NEVER_CAME = timedelta(days=1)
PROOF_EVERY = timedelta(days=1)
PROOF = "carrier.copies_counted"
NO_CALL = CallId("")
"""The proof is about the carrier's whole account, not about one call."""


class CarrierBooks(PausableCarrier, Protocol):
    """A carrier that also tells what it has, unasked for."""

    def reports(self, carrier_call_id: str = "") -> Sequence[RecordingReported]:
        """Every recording that rests there, of one call or of all."""
        ...

    def end_of(self, carrier_call_id: str) -> CallEnded | None:
        """How a call ended; None while it goes on."""
        ...

    def close(self) -> None:
        """Let go of the connections to it."""
        ...


class Told(Protocol):
    """The journey, as far as it can be told something late."""

    def recording_reported(self, event: RecordingReported) -> None: ...
    def ended(self, event: CallEnded) -> None: ...


@dataclass(frozen=True, slots=True)
class Copies:
    """What one sweep found: copies rightly there, deleted because they should not be, and not ours."""

    resting: int = 0
    deleted: int = 0
    not_ours: int = 0
    unanswered: int = 0


class Reconciliation:
    """The sweep; safe to run at any time and as often as one likes."""

    def __init__(self, book: CallShelf, ledger: Ledger, carrier: CarrierBooks, live: Told, clock: Clock) -> None:
        self._book = book
        self._ledger = ledger
        self._carrier = carrier
        self._live = live
        self._clock = clock

    def sweep(self) -> Copies:
        """Find what was lost, remove what should be gone; the day's proof goes into the ledger."""
        asleep = self._book.calls_open(self._clock.now() - QUIET_FOR)
        unfinished = [call for call in asleep if self._is_unfinished(call)]
        unanswered = sum(not self._ask_about(call) for call in unfinished)
        found = self._account_for_copies(unanswered)
        if self._proof_is_due():
            self._ledger.append(LedgerEntry(NO_CALL, PROOF, self._clock.now(), asdict(found)))
        logger().info("carrier_reconciled", count=found.resting, status=f"{found.deleted} deleted")
        return found

    # --- calls ---

    def _is_unfinished(self, call: Call) -> bool:
        """It is the carrier's, and no callback about it can be on its way."""
        since = call.ended_at or call.started_at
        return call.carrier == self._carrier.name and self._clock.now() - since >= QUIET_FOR

    def _ask_about(self, call: Call) -> bool:
        """Tell the journey what the carrier knows of a call; whether the carrier answered."""
        try:
            reports = self._carrier.reports(call.carrier_call_id)
            ended = self._carrier.end_of(call.carrier_call_id)
        except VoiceError as fault:
            logger().warning("carrier_not_asked", call_id=call.id, code=fault.code)
            return False
        if ended is None:
            return True
        if call.ended_at is None:
            logger().warning("end_of_call_found", call_id=call.id)
            self._live.ended(ended)
        for report in reports:
            self._live.recording_reported(report)
        if not reports and not self._book.recordings(call.id) and self._is_late(call):
            self._live.recording_reported(_never_made(call))
        return True

    def _is_late(self, call: Call) -> bool:
        return call.ended_at is not None and self._clock.now() - call.ended_at >= NEVER_CAME

    # --- copies ---

    def _account_for_copies(self, unanswered: int) -> Copies:
        try:
            reports = self._carrier.reports()
        except VoiceError as fault:
            logger().warning("carrier_copies_not_counted", code=fault.code)
            return Copies(unanswered=unanswered + 1)
        resting = deleted = not_ours = 0
        for report in reports:
            call = self._book.call_by_carrier_id(report.carrier_call_id)
            if call is None:
                not_ours += 1
            elif not self._should_be_gone(call, report):
                resting += 1
            elif self._removed(call, report):
                deleted += 1
            else:
                unanswered += 1
        return Copies(resting, deleted, not_ours, unanswered)

    def _should_be_gone(self, call: Call, report: RecordingReported) -> bool:
        known = self._book.recording_by_carrier_id(report.carrier_recording_id)
        untold = known is None or (known.state is RecordingState.ANNOUNCED and report.status in TOLD_ONCE)
        if untold and call.ended_at is not None and self._clock.now() - call.ended_at >= QUIET_FOR:
            # Its callback was lost: under its grant it is taken in now, without one it is turned away.
            self._live.recording_reported(report)
            known = self._book.recording_by_carrier_id(report.carrier_recording_id)
        if call.state is CallState.ERASED or (known is not None and known.state in OVER):
            return True
        # What could not be used rests sealed here as it came; after a day of trying nobody asks for it again.
        return known is not None and known.state is RecordingState.UNUSABLE and self._is_late(call)

    def _removed(self, call: Call, report: RecordingReported) -> bool:
        try:
            self._carrier.delete_recording(report.carrier_recording_id)
            gone = self._carrier.recording_is_gone(report.carrier_recording_id)
        except VoiceError as fault:
            logger().error("carrier_copy_not_deleted", call_id=call.id, code=fault.code)
            return False
        logger().error("carrier_copy_should_have_been_gone", call_id=call.id)
        return gone

    def _proof_is_due(self) -> bool:
        last = self._last_proof()
        return last is None or self._clock.now() - last >= PROOF_EVERY

    def _last_proof(self) -> datetime | None:
        proofs = [kept.entry.at for kept in self._ledger.entries(NO_CALL) if kept.entry.kind == PROOF]
        return proofs[-1] if proofs else None


def _never_made(call: Call) -> RecordingReported:
    """The carrier knows of no recording, a day after the call: what was permitted was never made."""
    return RecordingReported(call.carrier_call_id, f"none-{call.id}", RecordingStatus.ABSENT, 0, 0, "unknown")
