"""Recordings, the spans of audio that were permitted, and the only makers of recording actions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from voice.call.values import CallId, Dial, NextStep, StartRecording, StartStream, TakeVoicemail
from voice.consent.values import RecordingPermit

UNKNOWN = "unknown"
"""The role of a channel that several people share: nobody in particular."""
LEFT_MESSAGE = "RecordVerb"
"""What carriers call the source of a message left after the tone: only the caller speaks."""
CARRIER_FAILED = "carrier_failed"
"""The reason of a recording that the carrier could not make: there is no sound to ask for."""


class RecordingState(StrEnum):
    """Where one recording stands."""

    ANNOUNCED = "announced"
    COMPLETED = "completed"
    SEALED = "sealed"
    CARRIER_COPY_GONE = "carrier_copy_gone"
    UNUSABLE = "unusable"
    ABSENT = "absent"
    QUARANTINED = "quarantined"
    DESTROYED = "destroyed"


USABLE = frozenset({RecordingState.SEALED, RecordingState.CARRIER_COPY_GONE})
"""Recordings that rest here and are worked on."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording of a call; several per call are possible.

    `id` is ours; `sha256` is of the WAV bytes received; `reason` a code; durations in ms; `roles`
    says who speaks in which channel, UNKNOWN where several people do.
    """

    id: str
    call_id: CallId
    carrier_recording_id: str
    state: RecordingState
    source: str
    channels: int
    announced_ms: int
    duration_ms: int = 0
    sha256: str = ""
    reason: str = ""
    started_at: datetime | None = None
    roles: tuple[str, ...] = ("caller", "agent")

    @property
    def shares_channel(self) -> bool:
        """Whether several people may speak in its one channel, so that no channel tells who said what."""
        mixed = len(self.roles) > 1 and self.source != LEFT_MESSAGE
        return self.channels == 1 and (mixed or self.roles == (UNKNOWN,))


def kept_destroyed(before: Recording, after: Recording) -> Recording:
    """What a change makes of a recording: one that was destroyed stays destroyed, whatever is finished late."""
    was_destroyed = before.state is RecordingState.DESTROYED
    return before if was_destroyed and after.state is not RecordingState.DESTROYED else after


@dataclass(frozen=True, slots=True)
class AudioSpan:
    """[start, end) in ms of one recording, the same in each of its channels."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class WavFacts:
    """What a checked WAV file turned out to be."""

    sample_rate: int
    channels: int
    sample_width: int
    duration_ms: int
    sha256: str


def start_recording(permit: RecordingPermit) -> StartRecording:
    """Record both channels from here on."""
    return StartRecording(permit_id=permit.id)


def start_stream(permit: RecordingPermit) -> StartStream:
    """Have both channels sent here from now on, so that no copy rests at the carrier."""
    return StartStream(permit_id=permit.id)


def take_voicemail(permit: RecordingPermit, max_length_s: int) -> TakeVoicemail:
    """Record a message from the caller."""
    return TakeVoicemail(permit.id, max_length_s, NextStep.VOICEMAIL_TAKEN)


def dial_recorded(permit: RecordingPermit, dial: Dial) -> Dial:
    """Record from the moment the other person answers (least data)."""
    return Dial(dial.numbers, dial.timeout_s, dial.then, dial.whisper, permit.id)
