"""What rests at the simulated carrier: calls, recordings, numbers; one lock around all of it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from voice.call.simulated.habits import TWILIO, Habits
from voice.call.simulated.sound import SoundTrack, mono, write_wav
from voice.clock import Clock

RUNNING = frozenset({"in-progress", "paused"})
SOURCES = {
    "start": "StartCallRecordingTwiML",
    "dial": "DialVerb",
    "record": "RecordVerb",
    "rest": "StartCallRecordingAPI",
}


@dataclass(frozen=True, slots=True)
class AskedStream:
    """A stream that was asked for, by markup or over REST; `parameters` travel to the service with it."""

    url: str
    name: str
    parameters: Mapping[str, str] = field(repr=False)


@dataclass(slots=True)
class SimulatedCall:
    """A call at the carrier; `now_ms` is the call's own, virtual time.

    What is asked for over REST waits for the line: `led_to` is where it asks next, `streams` what it opens.
    """

    sid: str
    caller: str = field(repr=False)
    callee: str = field(repr=False)
    track: SoundTrack = field(repr=False)
    began_at: datetime
    status: str = "in-progress"
    now_ms: int = 0
    led_to: str = ""
    streams: list[AskedStream] = field(default_factory=list, repr=False)


@dataclass(slots=True)
class SimulatedRecording:
    """A recording at the carrier; times in ms of its call. `fetches` counts requests for its media."""

    sid: str
    call: SimulatedCall = field(repr=False)
    source: str
    channels: int
    start_ms: int
    began_at: datetime
    callback: str = ""
    events: frozenset[str] = frozenset()
    name: str = ""
    status: str = "in-progress"
    end_ms: int = 0
    pauses: list[tuple[int, int]] = field(default_factory=list)
    paused_at_ms: int | None = None
    content: bytes = field(default=b"", repr=False)
    encryption: str = ""
    fetches: int = 0
    begun_over_rest: bool = False

    @property
    def duration_s(self) -> int:
        """Whole seconds, as the carrier announces them."""
        return round((self.end_ms - self.start_ms) / 1000)


class Exchange:
    """The carrier's memory. Every method is safe to call from the line and from the REST side at once."""

    def __init__(self, account: str, clock: Clock, randomness: Random, habits: Habits = TWILIO) -> None:
        self.account = account
        self.habits = habits
        self.lock = threading.RLock()
        self.calls: dict[str, SimulatedCall] = {}
        self.recordings: dict[str, SimulatedRecording] = {}
        self.deleted: list[str] = []
        self.messages: list[dict[str, str]] = []
        self.numbers: dict[str, dict[str, str | bool | None]] = {}
        self.encrypt: Callable[[bytes], tuple[bytes, str]] | None = None
        """Where recordings rest encrypted: content and envelope (JSON text) of a WAV file."""
        self._clock = clock
        self._random = randomness

    def sid(self, prefix: str) -> str:
        """A new id in the carrier's form."""
        with self.lock:
            number = self._random.getrandbits(128)
            return str(UUID(int=number)) if self.habits.ids_are_uuids else f"{prefix}{number:032x}"

    def begin_call(self, caller: str, callee: str, rate: int) -> SimulatedCall:
        """A call arrives."""
        with self.lock:
            call = SimulatedCall(self.sid("CA"), caller, callee, SoundTrack(rate), self._clock.now())
            self.calls[call.sid] = call
            return call

    def add_number(self, number: str) -> str:
        """A telephone number of the account; its settings are empty. Returns its id."""
        sid = self.sid("PN")
        empty = "voice_url voice_fallback_url status_callback voice_application_sid trunk_sid"
        with self.lock:
            self.numbers[sid] = {
                **dict.fromkeys(empty.split()),
                "sid": sid,
                "account_sid": self.account,
                "phone_number": number,
                "voice_method": "POST",
                "voice_fallback_method": "POST",
                "status_callback_method": "POST",
                "voice_caller_id_lookup": False,
                "uri": f"/2010-04-01/Accounts/{self.account}/IncomingPhoneNumbers/{sid}.json",
            }
        return sid

    def begin_recording(self, call: SimulatedCall, kind: str, channels: int) -> SimulatedRecording:
        """Record from the call's present on."""
        with self.lock:
            recording = SimulatedRecording(
                self.sid("RE"), call, SOURCES[kind], channels, call.now_ms, self._clock.now()
            )
            self.recordings[recording.sid] = recording
            return recording

    def change(self, recording: SimulatedRecording, status: str) -> None:
        """Pause, resume or stop at the call's present; what is over stays over."""
        with self.lock:
            if recording.status not in RUNNING:
                return
            now = recording.call.now_ms
            if recording.paused_at_ms is not None and status != "paused":
                recording.pauses.append((recording.paused_at_ms, now))
                recording.paused_at_ms = None
            if status == "paused" and recording.paused_at_ms is None:
                recording.paused_at_ms = now
            recording.status = status
            if status == "stopped":
                recording.end_ms = now

    def complete(self, recording: SimulatedRecording) -> None:
        """Make the file of a stopped recording; the carrier calls one without sound absent."""
        with self.lock:
            self.change(recording, "stopped")
            sound = recording.call.track.cut(recording.start_ms, recording.end_ms, tuple(recording.pauses))
            recording.content = write_wav(sound if recording.channels == 2 else mono(sound))
            if self.encrypt is not None:
                recording.content, recording.encryption = self.encrypt(recording.content)
            recording.status = "completed" if recording.end_ms > recording.start_ms else "absent"

    def running(self, call_sid: str) -> list[SimulatedRecording]:
        """Recordings of a call that have not ended."""
        with self.lock:
            return [one for one in self.recordings.values() if one.call.sid == call_sid and one.status in RUNNING]

    def delete(self, sid: str) -> bool:
        """Remove a recording; False when there is none."""
        with self.lock:
            if self.recordings.pop(sid, None) is None:
                return False
            self.deleted.append(sid)
            return True

    def moment(self, call: SimulatedCall, at_ms: int) -> datetime:
        """A time of the call as a time of day."""
        return call.began_at + timedelta(milliseconds=at_ms)
