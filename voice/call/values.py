"""A call, what the carrier tells us about it, and what we may ask the carrier to do.

Events are parsed once at the edge (`call/<vendor>.py`) into these values; actions are provider
neutral and rendered by the same file. Actions that record are built by `recording.values` alone,
from a `RecordingPermit` (tests/architecture/test_permits.py).
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

CallId = NewType("CallId", str)
"""Our own id of a call: random, says nothing about anyone, safe in URLs, logs and tables."""


class Direction(StrEnum):
    """Who dialled."""

    INBOUND = "inbound"
    IMPORTED = "imported"


class CallState(StrEnum):
    """Where a call stands on its way; the last five are ends."""

    LIVE = "live"
    AWAITING_RECORDING = "awaiting_recording"
    WORKING = "working"
    READY = "ready"
    UNRECORDED = "unrecorded"
    RECORDING_UNUSABLE = "recording_unusable"
    BLOCKED = "blocked"
    QUARANTINED = "quarantined"
    ERASED = "erased"


END_STATES = frozenset(CallState) - {CallState.LIVE, CallState.AWAITING_RECORDING, CallState.WORKING}


@dataclass(frozen=True, slots=True)
class Call:
    """A call as we keep it: ids, times and codes, no personal data.

    `caller_ref` is a keyed hash (HMAC-SHA-256, hex) of the caller's number; `reason` a code.
    """

    id: CallId
    carrier: str
    carrier_call_id: str
    line: str
    caller_ref: str
    direction: Direction
    started_at: datetime
    state: CallState = CallState.LIVE
    reason: str = ""
    ended_at: datetime | None = None


def kept_erased(before: Call, after: Call) -> Call:
    """What a change makes of a call: one that was erased stays erased, whoever comes late with other news."""
    was_erased = before.state is CallState.ERASED
    return before if was_erased and after.state is not CallState.ERASED else after


# --- what the carrier tells us -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallArrived:
    """The phone rings. `caller` and `callee` are personal data: kept only hashed or sealed."""

    carrier_call_id: str
    caller: str = field(repr=False)
    callee: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DigitsPressed:
    """What the caller pressed when asked; the empty string is silence.

    `turn` is the one given with `CollectDigits` (0 where the carrier did not bring it back).
    """

    carrier_call_id: str
    digits: str
    turn: int = 0


LED_AWAY = "led-away"  # the status of a leg that ended because we led the caller elsewhere; no carrier's word


@dataclass(frozen=True, slots=True)
class DialEnded:
    """The connected leg is over; `status` is the carrier's word (completed, busy, no-answer...)."""

    carrier_call_id: str
    status: str


class RecordingStatus(StrEnum):
    """What the carrier says of a recording; words we do not know become OTHER."""

    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    ABSENT = "absent"
    FAILED = "failed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RecordingReported:
    """A recording status callback. `source` is an open string; `error_code` "0" means none.

    `encryption` is the carrier's envelope (JSON text) where recordings are encrypted there.
    """

    carrier_call_id: str
    carrier_recording_id: str
    status: RecordingStatus
    duration_ms: int
    channels: int
    source: str
    error_code: str = "0"
    encryption: str = ""
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The call is over at the carrier."""

    carrier_call_id: str
    status: str
    duration_ms: int


@dataclass(frozen=True, slots=True)
class StillWaiting:
    """A caller waits in a queue; for how long by now."""

    carrier_call_id: str
    waited_s: int


@dataclass(frozen=True, slots=True)
class WhisperAsked:
    """Somebody we rang picked up: what do they hear first? The id is of the caller's leg."""

    carrier_call_id: str


# --- what we ask the carrier to do ---------------------------------------------------------


class NextStep(StrEnum):
    """Where the carrier asks next; the adapter turns a step into an absolute URL."""

    CONSENT = "consent"
    ASK_AGAIN = "ask-again"
    DIALLED = "dialled"
    WAITING = "waiting"
    QUEUED = "queued"
    VOICEMAIL_TAKEN = "voicemail-taken"
    WHISPER = "whisper"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Say:
    """Text the carrier's voice reads out; `locale` as BCP 47."""

    text: str
    locale: str


@dataclass(frozen=True, slots=True)
class Play:
    """Our own audio, by a path under our public URL."""

    path: str


Prompt = Say | Play


@dataclass(frozen=True, slots=True)
class CollectDigits:
    """Play prompts and wait for one key; the answer, or its absence, goes to `then`.

    `turn` numbers the questions of a call from 1: brought back with the answer, it tells a repeated
    delivery from a second answer. More than one key (`max_digits`) ends with the hash key.
    """

    prompts: tuple[Prompt, ...]
    timeout_s: int
    then: NextStep
    turn: int = 0
    max_digits: int = 1


@dataclass(frozen=True, slots=True)
class StartRecording:
    """Record both channels from now on. Built by `recording.values.start_recording` alone."""

    permit_id: str
    name: str = "call"


@dataclass(frozen=True, slots=True)
class StopRecording:
    """Stop the recording named when it was started."""

    name: str = "call"


@dataclass(frozen=True, slots=True)
class StartStream:
    """Send both tracks' sound here as it is spoken; nothing rests at the carrier.

    Built by `recording.values.start_stream` alone; the permit travels with the stream and opens our door.
    """

    permit_id: str = field(repr=False)
    name: str = "call"


@dataclass(frozen=True, slots=True)
class StopStream:
    """End the stream named when it was started."""

    name: str = "call"


@dataclass(frozen=True, slots=True)
class Dial:
    """Connect to a person. A `permit_id` records from the answer on (built by recording.values).

    Without `then`, the actions after it follow.
    """

    numbers: tuple[str, ...] = field(repr=False)
    timeout_s: int
    then: NextStep | None
    whisper: bool = False
    permit_id: str | None = None


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Wait in one of the carrier's queues until somebody takes the call; what is heard meanwhile is asked for."""

    queue: str
    waiting: NextStep
    then: NextStep


@dataclass(frozen=True, slots=True)
class LeaveQueue:
    """Wait no longer."""


@dataclass(frozen=True, slots=True)
class TakeVoicemail:
    """Record a message from the caller alone. Built by `recording.values.take_voicemail` alone."""

    permit_id: str
    max_length_s: int
    then: NextStep


@dataclass(frozen=True, slots=True)
class PauseFor:
    """Silence on the line."""

    seconds: int


@dataclass(frozen=True, slots=True)
class GoTo:
    """Ask for the next step without waiting for a key."""

    then: NextStep


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call."""


RecordingAction = StartRecording | StopRecording | StartStream | StopStream
ConnectingAction = Dial | Enqueue | LeaveQueue | TakeVoicemail
CallAction = Prompt | CollectDigits | RecordingAction | ConnectingAction | PauseFor | GoTo | HangUp
