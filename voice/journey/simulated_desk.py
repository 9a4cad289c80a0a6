"""A call book, a ledger, a queue and a carrier that forget everything: for calls that are only played through."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from voice.call.values import Call, CallId, NextStep, StartRecording, StartStream
from voice.consent.values import LedgerEntry
from voice.errors import NothingThere
from voice.recording.values import Recording
from voice.vault.ports import ChainedEntry


class PassingBook:
    """Calls and recordings for as long as this object lives."""

    def __init__(self) -> None:
        self._calls: dict[CallId, Call] = {}
        self._recordings: dict[str, Recording] = {}

    def add_call(self, call: Call) -> Call:
        return self._calls.setdefault(call.id, call)

    def call(self, call_id: CallId) -> Call:
        if call_id not in self._calls:
            raise NothingThere("There is no call with this id.")
        return self._calls[call_id]

    def call_by_carrier_id(self, carrier_call_id: str) -> Call | None:
        return next((call for call in self._calls.values() if call.carrier_call_id == carrier_call_id), None)

    def call_by_receipt(self, wanted: str, ref_of: Callable[[CallId], str]) -> Call | None:
        return next((call for call in self._calls.values() if ref_of(call.id) == wanted), None)

    def change_call(self, call_id: CallId, change: Callable[[Call], Call]) -> Call:
        self._calls[call_id] = change(self.call(call_id))
        return self._calls[call_id]

    def calls(self, limit: int = 100) -> Sequence[Call]:
        return tuple(self._calls.values())[:limit]

    def add_recording(self, recording: Recording) -> Recording:
        return self._recordings.setdefault(recording.id, recording)

    def change_recording(self, recording_id: str, change: Callable[[Recording], Recording]) -> Recording:
        self._recordings[recording_id] = change(self._recordings[recording_id])
        return self._recordings[recording_id]

    def recordings(self, call_id: CallId) -> Sequence[Recording]:
        return tuple(kept for kept in self._recordings.values() if kept.call_id == call_id)

    def recording_by_carrier_id(self, carrier_recording_id: str) -> Recording | None:
        of_carrier = (kept for kept in self._recordings.values() if kept.carrier_recording_id == carrier_recording_id)
        return next(of_carrier, None)


class PassingLedger:
    """Entries in order, without hashes or signatures: nothing here is ever shown as proof."""

    def __init__(self) -> None:
        self._entries: list[ChainedEntry] = []

    def append(self, entry: LedgerEntry) -> ChainedEntry:
        self._entries.append(ChainedEntry(len(self._entries) + 1, entry, "", "", ""))
        return self._entries[-1]

    def entries(self, call_id: CallId | None = None) -> Sequence[ChainedEntry]:
        return tuple(kept for kept in self._entries if call_id in (None, kept.entry.call_id))


class PassingQueue:
    """Takes work and does none."""

    def enqueue(self, call_id: CallId, key: str) -> None:
        """Nothing follows a simulated call."""

    def cancel(self, call_id: CallId) -> None:
        """Nothing was queued."""


class PassingCarrier:
    """Remembers that it was told to stop; has no recordings."""

    name = "simulated"

    def __init__(self) -> None:
        self.stopped = 0

    def fetch_recording(self, carrier_recording_id: str, channels: int) -> bytes:
        raise NothingThere("A simulated call has no recording.")

    def delete_recording(self, carrier_recording_id: str) -> None:
        """There is none."""

    def recording_is_gone(self, carrier_recording_id: str) -> bool:
        return True

    def stop_recording(self, carrier_call_id: str) -> None:
        self.stopped += 1

    def recordings_of(self, carrier_call_id: str) -> tuple[str, ...]:
        return ()

    def begin(self, carrier_call_id: str, action: StartRecording | StartStream) -> None:
        """No agent is on a simulated call."""

    def send_text(self, sender: str, receiver: str, text: str) -> None:
        """A simulated caller has no telephone."""

    def lead(self, carrier_call_id: str, step: NextStep) -> None:
        """Nobody joins a simulated call."""


class PassingClock:
    """Starts where it is told and moves one second with every look."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The present moment of the simulated call."""
        self._now += timedelta(seconds=1)
        return self._now
