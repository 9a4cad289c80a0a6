"""The gate: a recording passes under a grant; without one it is stopped, deleted and never worked on."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from voice.call.values import Call, CallId, CallState, RecordingReported, RecordingStatus
from voice.consent.machine import covers_past, may_record
from voice.consent.values import ConsentState, ConsentStatus, LedgerEntry, Purpose
from voice.errors import VoiceError
from voice.journey.live_parts import LiveParts
from voice.journey.permission import unless_ending
from voice.log import logger
from voice.recording.values import CARRIER_FAILED, Recording, RecordingState
from voice.retention.erasure import Trigger

TAKEN_BACK = frozenset({ConsentStatus.WITHDRAWN, ConsentStatus.EXPIRED})
UNFINISHED = frozenset({RecordingState.ANNOUNCED, RecordingState.COMPLETED})
EARLY = frozenset({CallState.LIVE, CallState.AWAITING_RECORDING})
BUSY = frozenset({CallState.WORKING, CallState.READY, CallState.BLOCKED})
NOTHING_CAME = frozenset({RecordingStatus.ABSENT, RecordingStatus.FAILED})


class RecordingGate:
    """Decides over each recording the carrier reports, in any order and any number of times."""

    def __init__(self, parts: LiveParts) -> None:
        self._parts = parts

    def reported(self, call: Call, event: RecordingReported, state: ConsentState) -> None:
        """One report about one recording of a known call."""
        known = self._parts.book.recording_by_carrier_id(event.carrier_recording_id)
        recording = known or _noted(call.id, event)
        if recording.call_id != call.id:
            logger().error("recording_reported_for_two_calls", call_id=call.id)
        elif not covers_past(state, Purpose.RECORDING):
            self._turn_away(call, recording, event, state)
        elif recording.state not in UNFINISHED:
            return
        elif event.status is RecordingStatus.COMPLETED:
            self._let_in(call, recording, event)
        elif event.status in NOTHING_CAME:
            self._nothing_came(recording, event)
            self.settle(call.id, state)
        elif known is None:
            self._under_way(call, recording, state)

    def stop(self, call: Call) -> None:
        """Stop what runs at the carrier; where the carrier does not answer, say so and go on."""
        try:
            self._parts.carrier.stop_recording(call.carrier_call_id)
        except VoiceError as fault:
            logger().error("recording_not_stopped_at_carrier", call_id=call.id, code=fault.code)

    def settle(self, call_id: CallId, state: ConsentState, ended_at: datetime | None = None) -> None:
        """After the call: wait for its recording, or hand it over as it is so that its receipt is written."""
        recordings = self._parts.book.recordings(call_id)
        unfinished = not recordings or any(kept.state in UNFINISHED for kept in recordings)
        awaited = unfinished and covers_past(state, Purpose.RECORDING)
        reasons = [kept.reason for kept in recordings if kept.state is RecordingState.UNUSABLE]

        def over(now: Call) -> Call:
            return _settled(replace(now, ended_at=now.ended_at or ended_at), awaited, reasons[0] if reasons else "")

        call = self._parts.book.change_call(call_id, over)
        if call.ended_at is not None and call.state not in BUSY | EARLY:
            self._parts.queue.enqueue(call_id, f"close-{call_id}")

    def sealed_here(self, recording: Recording) -> None:
        """A recording that never rested at the carrier."""
        self._note(recording, lambda now: recording if now.state in UNFINISHED else now)
        self._hand_over(recording.call_id, recording)

    def _let_in(self, call: Call, recording: Recording, event: RecordingReported) -> None:
        def completed(now: Recording) -> Recording:
            if now.state is not RecordingState.ANNOUNCED:
                return now
            return replace(
                now,
                state=RecordingState.COMPLETED,
                announced_ms=event.duration_ms,
                channels=event.channels,
                started_at=event.started_at or now.started_at,
            )

        self._note(recording, completed)
        self._hand_over(call.id, recording)

    def _hand_over(self, call_id: CallId, recording: Recording) -> None:
        self._parts.book.change_call(
            call_id, lambda now: replace(now, state=CallState.WORKING) if now.state in EARLY else now
        )
        self._parts.queue.enqueue(call_id, recording.id)

    def _note(self, recording: Recording, change: Callable[[Recording], Recording]) -> None:
        """Put a recording down as `change` leaves it, or change the one that is there."""
        wanted = change(recording)
        if self._parts.book.add_recording(wanted) != wanted:
            self._parts.book.change_recording(recording.id, change)

    def _under_way(self, call: Call, recording: Recording, state: ConsentState) -> None:
        self._parts.book.add_recording(recording)
        if state.line_open and not may_record(state):
            # It began under a grant that has ended since: what came before stays, nothing is added.
            self.stop(call)

    def _nothing_came(self, recording: Recording, event: RecordingReported) -> None:
        absent = event.status is RecordingStatus.ABSENT
        over = RecordingState.ABSENT if absent else RecordingState.UNUSABLE
        reason = "recording_absent" if absent else CARRIER_FAILED
        self._note(recording, _ended(over, reason))

    def _turn_away(self, call: Call, recording: Recording, event: RecordingReported, state: ConsentState) -> None:
        if event.status in NOTHING_CAME:
            return
        if event.status is not RecordingStatus.COMPLETED:
            self.stop(call)
        deleted = self._deleted(call, recording)
        if recording.state not in UNFINISHED:
            return
        taken_back = state.status in TAKEN_BACK
        over = RecordingState.DESTROYED if taken_back else RecordingState.QUARANTINED
        reason = "consent_taken_back" if taken_back else "no_live_grant"
        body: dict[str, object] = {"recording": recording.id, "reason": reason, "carrier_copy_deleted": deleted}
        kind = "recording.discarded" if taken_back else "recording.quarantined"
        self._parts.ledger.append(LedgerEntry(call.id, kind, self._parts.clock.now(), body))
        self._note(recording, _ended(over, reason))
        if not taken_back:
            logger().error("recording_without_grant_quarantined", call_id=call.id, recording_id=recording.id)
            self._parts.book.change_call(
                call.id, unless_ending(lambda now: replace(now, state=CallState.QUARANTINED, reason=reason))
            )

    def _deleted(self, call: Call, recording: Recording) -> bool:
        try:
            self._parts.carrier.delete_recording(recording.carrier_recording_id)
        except VoiceError as fault:
            logger().error("carrier_copy_not_deleted", call_id=call.id, recording_id=recording.id, code=fault.code)
            # Erasure is durable work: it goes on asking until the carrier's copy is gone.
            self._parts.erase(call.id, Trigger.NO_GRANT)
            return False
        return True


def _settled(now: Call, awaited: bool, reason: str) -> Call:
    if now.ended_at is None or now.state in BUSY:
        return now
    if awaited:
        return replace(now, state=CallState.AWAITING_RECORDING)
    if now.state not in EARLY:
        return now
    return replace(now, state=CallState.RECORDING_UNUSABLE if reason else CallState.UNRECORDED, reason=reason)


def _ended(over: RecordingState, reason: str) -> Callable[[Recording], Recording]:
    return lambda now: replace(now, state=over, reason=reason) if now.state in UNFINISHED else now


def _noted(call_id: CallId, event: RecordingReported) -> Recording:
    # Our id follows from the carrier's, so that two deliveries at once are one recording.
    mark = hashlib.sha256(f"{call_id}/{event.carrier_recording_id}".encode()).hexdigest()[:12]
    return Recording(
        id=f"{call_id}-{mark}",
        call_id=call_id,
        carrier_recording_id=event.carrier_recording_id,
        state=RecordingState.ANNOUNCED,
        source=event.source,
        channels=event.channels,
        announced_ms=event.duration_ms,
        started_at=event.started_at,
    )
