"""Sound that never rests at the carrier: it comes here frame by frame and goes straight into the sealed store.

A stream is let in by a live grant alone, and the grant is looked up again with every piece that is
sealed: what is taken back stops it. A socket that closes before the carrier said `stop` leaves a partial
recording, and so does a killed process: `recover` finishes what rests here in pieces.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from voice.call.values import Call, CallId, CallState
from voice.clock import Clock
from voice.consent.machine import allows, covers_past, may_record
from voice.consent.values import ConsentState, Purpose
from voice.errors import NothingThere, NotPermitted
from voice.journey.objects import recording_name
from voice.log import logger
from voice.recording.stream import PIECE_MS, SILENCE, Piece, StreamClock, assemble
from voice.recording.values import Recording, RecordingState
from voice.vault.ports import CallShelf, PieceStore

SOURCE = "MediaStream"
PARTIAL, GAPS, BROKEN_OFF = "stream_partial", "stream_gaps", "consent_taken_back"
OPEN_CALLS = (CallState.LIVE, CallState.AWAITING_RECORDING, CallState.WORKING)


@dataclass(frozen=True, slots=True)
class StreamParts:
    """`state` folds a call's consent; `sealed_here` hands a finished recording to the work after the call."""

    book: CallShelf
    sealed: PieceStore
    clock: Clock
    state: Callable[[CallId], ConsentState]
    sealed_here: Callable[[Recording], None]


class Streaming:
    """Lets streams in and finishes them."""

    def __init__(self, parts: StreamParts) -> None:
        self._parts = parts
        self._live: dict[CallId, OpenStream] = {}

    def pause(self, call_id: CallId, paused: bool) -> bool:
        """Keep silence instead of sound, or sound again; False when no stream of this call comes in here."""
        stream = self._live.get(call_id)
        if stream is None or stream.is_over:
            return False
        stream.paused = paused
        return True

    def begin(self, carrier_call_id: str, carrier_stream_id: str, untrusted_permit: str) -> "OpenStream":
        """A stream begins; NotPermitted without a live grant, without its permit, or for a second time."""
        call = self._parts.book.call_by_carrier_id(carrier_call_id)
        # A permit is named after our own id of the call, which nobody outside ever sees.
        if call is None or not untrusted_permit.startswith(f"{call.id}-"):
            raise NotPermitted("This stream belongs to no call that was permitted to be recorded.")
        if not may_record(self._parts.state(call.id)):
            raise NotPermitted("No live grant covers this stream; nothing of it is kept.")
        if self._parts.book.recording_by_carrier_id(carrier_stream_id) is not None:
            raise NotPermitted("This stream was recorded before; it does not begin again.")
        mark = hashlib.sha256(f"{call.id}/{carrier_stream_id}".encode()).hexdigest()[:12]
        recording = Recording(
            id=f"{call.id}-{mark}",
            call_id=call.id,
            carrier_recording_id=carrier_stream_id,
            state=RecordingState.ANNOUNCED,
            source=SOURCE,
            channels=2,
            announced_ms=0,
            started_at=self._parts.clock.now(),
        )
        self._parts.book.add_recording(recording)
        logger().info("stream_began", call_id=call.id, recording_id=recording.id)
        stream = OpenStream(self._parts, call, recording)
        self._live = {known: one for known, one in self._live.items() if not one.is_over} | {call.id: stream}
        return stream

    def recover(self) -> int:
        """Finish, as partial, every stream that a killed process left in pieces; how many."""
        found = [
            recording
            for call in self._parts.book.calls_in(OPEN_CALLS)
            for recording in self._parts.book.recordings(call.id)
            if recording.source == SOURCE and recording.state is RecordingState.ANNOUNCED
        ]
        for recording in found:
            finish(self._parts, recording, None, PARTIAL)
        return len(found)


class OpenStream:
    """One stream while it comes in; used by one task at a time."""

    def __init__(self, parts: StreamParts, call: Call, recording: Recording) -> None:
        self._parts = parts
        self._call = call
        self._recording = recording
        self._clock = StreamClock()
        self.is_over = False
        self.paused = False

    def frame(self, track: int, at_ms: int, mu_law: bytes) -> tuple[Piece, ...]:
        """Put one frame in its place, in memory; pieces that are complete are to be kept."""
        if self.is_over:
            return ()
        # What is said during a pause is never written, not even for a moment; its time passes in silence.
        sound = SILENCE * len(mu_law) if self.paused else mu_law
        return self._clock.place(track, at_ms, sound)

    def keep(self, pieces: tuple[Piece, ...]) -> bool:
        """Seal complete pieces; False once the grant is gone, after which nothing is kept."""
        # The line may be closed before its last sound is dealt with: what counts is that nothing was taken back.
        if self.is_over or not allows(self._parts.state(self._call.id), Purpose.RECORDING):
            self.is_over = True
            return False
        try:
            for piece in pieces:
                self._parts.sealed.put(self._call.id, piece_name(self._recording.id, piece.number), piece.sound)
        except NothingThere:
            # The call was destroyed meanwhile: what was on its way goes nowhere.
            self.is_over = True
        return not self.is_over

    def end(self, stopped_by_carrier: bool) -> None:
        """The stream is over; `stopped_by_carrier` False means that the socket was lost before."""
        taken_back = self.is_over or not self.keep(self._clock.finish())
        gaps = self._clock.gaps
        reason = BROKEN_OFF if taken_back else PARTIAL if not stopped_by_carrier else GAPS if gaps else ""
        if gaps and not taken_back:
            listed = [asdict(gap) for gap in gaps]
            content = json.dumps({"gaps": listed, "late_frames": self._clock.late_frames}).encode()
            self._parts.sealed.put(self._call.id, gaps_name(self._recording.id), content)
        self.is_over = True
        finish(self._parts, self._recording, None if taken_back else self._clock.end_ms, reason)


def finish(parts: StreamParts, recording: Recording, end_ms: int | None, reason: str) -> None:
    """Make one recording of the pieces; without a grant that covers it, nothing is made."""
    names = [name for name in parts.sealed.names(recording.call_id) if name.startswith(f"piece-{recording.id}-")]
    if not covers_past(parts.state(recording.call_id), Purpose.RECORDING):
        over = replace(recording, state=RecordingState.DESTROYED, reason=BROKEN_OFF)
        parts.book.change_recording(recording.id, lambda _: over)
        parts.sealed.drop(recording.call_id, names)
        return
    pieces = {_number(name): parts.sealed.get(recording.call_id, name) for name in names}
    if not pieces:
        absent = replace(recording, state=RecordingState.ABSENT, reason="recording_absent")
        parts.book.change_recording(recording.id, lambda _: absent)
        return
    last_ms = (max(pieces) + 1) * PIECE_MS
    duration_ms = last_ms if end_ms is None else min(end_ms, last_ms)
    wav = assemble(pieces, duration_ms)
    parts.sealed.put(recording.call_id, recording_name(recording.id), wav)
    parts.sealed_here(
        replace(
            recording,
            # There is no copy at the carrier, and never was one.
            state=RecordingState.CARRIER_COPY_GONE,
            announced_ms=duration_ms,
            duration_ms=duration_ms,
            sha256=hashlib.sha256(wav).hexdigest(),
            reason=reason,
        )
    )
    # What is in the whole recording does not rest here in pieces besides.
    parts.sealed.drop(recording.call_id, names)
    logger().info("stream_sealed", call_id=recording.call_id, recording_id=recording.id, reason=reason, bytes=len(wav))


def piece_name(recording_id: str, number: int) -> str:
    """Under which name a piece is sealed."""
    return f"piece-{recording_id}-{number:06d}"


def gaps_name(recording_id: str) -> str:
    """Under which name it is sealed what of a stream never arrived."""
    return f"gaps-{recording_id}.json"


def _number(name: str) -> int:
    return int(name.rpartition("-")[2])
