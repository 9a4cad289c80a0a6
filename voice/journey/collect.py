"""Fetch what the carrier recorded, check it, keep what was granted, seal it; then the carrier's copy goes."""

from dataclasses import replace

from voice.call.values import Call, CallId, CallState
from voice.consent.history import events_of
from voice.consent.machine import covers_past, grants
from voice.consent.values import ConsentState, LedgerEntry, Purpose
from voice.errors import CarrierUnavailable, RecordingUnusable
from voice.journey.after_parts import AfterParts
from voice.journey.objects import recording_name
from voice.journey.permission import still_wanted, unless_ending
from voice.log import logger
from voice.recording.inspect import inspect_wav
from voice.recording.spans import cut, kept
from voice.recording.values import CARRIER_FAILED, Recording, RecordingState
from voice.recording.wav import read_form

TO_FETCH = frozenset({RecordingState.COMPLETED, RecordingState.UNUSABLE})
AT_CARRIER = frozenset({RecordingState.SEALED})
DISCARDED = "recording.discarded"
NOTHING_GRANTED = "nothing_granted"
HEALING = frozenset({"recording_empty", "recording_truncated", "recording_duration", "recording_not_audio"})
"""What a file the carrier is still writing looks like: asking again can help."""


class Collector:
    """From the carrier's copy to a sealed one, and no other."""

    def __init__(self, parts: AfterParts) -> None:
        self._parts = parts

    def fetch(self, call_id: CallId) -> None:
        """Seal every recording of the call that is granted and usable; RecordingUnusable where none is."""
        state = still_wanted(self._parts, call_id)
        if not covers_past(state, Purpose.RECORDING):
            return
        faults = [fault for recording in self._waiting(call_id) if (fault := self._fetch(recording, state))]
        recordings = self._parts.book.recordings(call_id)
        if not faults and any(_was_never_made(one) for one in recordings):
            faults = [RecordingUnusable("The carrier could not make the recording.", code=CARRIER_FAILED)]
        usable = [one for one in recordings if one.state not in TO_FETCH]
        if faults and not usable:
            over = unless_ending(lambda now: replace(now, state=CallState.RECORDING_UNUSABLE, reason=faults[0].code))
            self._parts.book.change_call(call_id, over)
            raise faults[0]
        if self._parts.book.call(call_id).state is not CallState.WORKING:
            self._parts.book.change_call(call_id, unless_ending(_at_work))

    def drop_carrier_copies(self, call_id: CallId) -> None:
        """Delete the carrier's copy of everything sealed, and see that it is gone."""
        still_wanted(self._parts, call_id)
        for recording in self._parts.book.recordings(call_id):
            if recording.state in AT_CARRIER:
                drop_copy(self._parts, recording.carrier_recording_id)
                gone = replace(recording, state=RecordingState.CARRIER_COPY_GONE)
                self._change(recording, gone, AT_CARRIER)

    def _waiting(self, call_id: CallId) -> list[Recording]:
        recordings = self._parts.book.recordings(call_id)
        return [one for one in recordings if one.state in TO_FETCH and not _was_never_made(one)]

    def _fetch(self, recording: Recording, state: ConsentState) -> RecordingUnusable | None:
        untrusted_wav = self._parts.carrier.fetch_recording(recording.carrier_recording_id, recording.channels)
        try:
            facts = inspect_wav(untrusted_wav, recording.channels, recording.announced_ms)
        except RecordingUnusable as fault:
            fault.retry_helps = fault.code in HEALING
            # Kept as it came, sealed: a person may still make something of it.
            self._parts.sealed.put(recording.call_id, recording_name(recording.id), untrusted_wav)
            self._change(recording, replace(recording, state=RecordingState.UNUSABLE, reason=fault.code))
            return fault
        events = events_of(entry.entry for entry in self._parts.ledger.entries(recording.call_id))
        spans = kept(grants(events), recording.started_at, facts.duration_ms)
        if not spans:
            self._turn_away(recording)
            return None
        whole = spans[0].start_ms == 0 and spans[0].end_ms == facts.duration_ms
        wav = untrusted_wav if whole else cut(untrusted_wav, read_form(untrusted_wav), spans)
        self._parts.sealed.put(recording.call_id, recording_name(recording.id), wav)
        sealed = replace(
            recording,
            state=RecordingState.SEALED,
            channels=facts.channels,
            duration_ms=spans[-1].end_ms,
            sha256=facts.sha256,
            reason="" if whole else "cut_to_grant",
        )
        self._change(recording, sealed)
        logger().info("recording_sealed", call_id=recording.call_id, recording_id=recording.id, bytes=len(wav))
        return None

    def _turn_away(self, recording: Recording) -> None:
        """No part of it surely lies inside a grant: the copy goes, nothing of it is kept."""
        drop_copy(self._parts, recording.carrier_recording_id)
        body = {"recording": recording.id, "reason": NOTHING_GRANTED, "carrier_copy_deleted": True}
        entry = LedgerEntry(recording.call_id, DISCARDED, self._parts.clock.now(), body)
        self._parts.ledger.append(entry)
        self._change(recording, replace(recording, state=RecordingState.DESTROYED, reason=NOTHING_GRANTED))

    def _change(self, recording: Recording, after: Recording, stages: frozenset[RecordingState] = TO_FETCH) -> None:
        """Move a recording on from one of these stages; one that another process moved meanwhile stays there."""
        self._parts.book.change_recording(recording.id, lambda now: after if now.state in stages else now)


def _was_never_made(recording: Recording) -> bool:
    return recording.state is RecordingState.UNUSABLE and recording.reason == CARRIER_FAILED


def _at_work(now: Call) -> Call:
    waits = now.state in (CallState.AWAITING_RECORDING, CallState.RECORDING_UNUSABLE)
    return replace(now, state=CallState.WORKING, reason="") if waits else now


def drop_copy(parts: AfterParts, carrier_recording_id: str) -> None:
    """Delete one of the carrier's copies; CarrierUnavailable until the carrier answers that it is gone."""
    parts.carrier.delete_recording(carrier_recording_id)
    if not parts.carrier.recording_is_gone(carrier_recording_id):
        raise CarrierUnavailable("The carrier still shows a recording it was told to delete; Voice asks again.")
