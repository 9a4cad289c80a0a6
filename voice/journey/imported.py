"""A recording made elsewhere enters: attested, checked, sealed, and from then on a call like any other."""

from dataclasses import dataclass, replace

from voice.call.values import Call, CallId, CallState, Direction
from voice.consent.history import to_entry
from voice.consent.values import ConsentAttested, Purpose
from voice.journey.after_parts import AfterParts
from voice.journey.objects import recording_name
from voice.recording.inspect import inspect_wav
from voice.recording.values import Recording, RecordingState

SOURCE = "import"
WORK_KEY = "import"


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who speaks in which channel, on what basis the recording was made, and for which purposes."""

    basis: str
    roles: tuple[str, ...]
    purposes: tuple[Purpose, ...]


def take_in(parts: AfterParts, call_id: CallId, untrusted_wav: bytes, attested: Attestation) -> Call:
    """Seal a recording as a call of its own and hand it to the worker.

    Raises RecordingUnusable where the file is no recording of that many channels; nothing is kept then.
    The attestation is in the ledger before the audio is kept.
    """
    facts = inspect_wav(untrusted_wav, len(attested.roles), 0)
    now = parts.clock.now()
    call = Call(
        id=call_id,
        carrier=SOURCE,
        carrier_call_id=call_id,
        line=parts.lines[0].name,
        caller_ref="",
        direction=Direction.IMPORTED,
        started_at=now,
        ended_at=now,
    )
    parts.book.add_call(call)
    parts.ledger.append(to_entry(call_id, ConsentAttested(now, attested.basis, attested.purposes)))
    recording = Recording(
        id=call_id,
        call_id=call_id,
        carrier_recording_id=call_id,
        state=RecordingState.CARRIER_COPY_GONE,
        source=SOURCE,
        channels=facts.channels,
        announced_ms=facts.duration_ms,
        duration_ms=facts.duration_ms,
        sha256=facts.sha256,
        roles=attested.roles,
    )
    parts.sealed.put(call_id, recording_name(recording.id), untrusted_wav)
    parts.book.add_recording(recording)
    working = parts.book.change_call(call_id, lambda now: replace(now, state=CallState.WORKING))
    parts.queue.enqueue(call_id, WORK_KEY)
    return working
