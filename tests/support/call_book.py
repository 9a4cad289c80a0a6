"""The call book and the delivery book in memory; the contract suite runs on both this and the real ones."""

import threading

from voice.call.values import CallState, kept_erased
from voice.errors import NothingThere
from voice.recording.values import kept_destroyed


class MemoryCallBook:
    """Calls and recordings in dictionaries, newest call first."""

    def __init__(self, ledger=None):
        self.ledger = ledger
        self._calls = {}
        self._recordings = {}
        self._lock = threading.Lock()

    def add_call(self, call):
        known = self._calls.get(call.id) or self.call_by_carrier_id(call.carrier_call_id)
        return known or self._calls.setdefault(call.id, call)

    def call(self, call_id):
        if call_id not in self._calls:
            raise NothingThere("There is no call with this id.")
        return self._calls[call_id]

    def call_by_carrier_id(self, carrier_call_id):
        found = [call for call in self._calls.values() if call.carrier_call_id == carrier_call_id]
        return found[0] if found else None

    def change_call(self, call_id, change):
        with self._lock:
            before = self.call(call_id)
            self._calls[call_id] = kept_erased(before, change(before))
            return self._calls[call_id]

    def call_by_receipt(self, wanted, ref_of):
        return next((call for call in self.calls(len(self._calls)) if ref_of(call.id) == wanted), None)

    def calls(self, limit=100):
        newest = sorted(self._calls.values(), key=lambda call: (call.started_at, call.id), reverse=True)
        return tuple(newest[:limit])

    def calls_in(self, states, since=None, until=None):
        found = self._oldest_first(lambda call: call.state in states and (since is None or call.started_at >= since))
        return tuple(call for call in found if until is None or call.started_at <= until)

    def calls_open(self, by):
        waiting = (CallState.LIVE, CallState.AWAITING_RECORDING)
        return self._oldest_first(
            lambda call: call.started_at <= by and (call.ended_at is None or call.state in waiting)
        )

    def calls_with(self, kinds):
        told = {kept.entry.call_id for kept in self.ledger.entries() if kept.entry.kind in kinds}
        return self._oldest_first(lambda call: call.id in told and call.state is not CallState.ERASED)

    def _oldest_first(self, wanted):
        found = [call for call in self._calls.values() if wanted(call)]
        return tuple(sorted(found, key=lambda call: (call.started_at, call.id)))

    def add_recording(self, recording):
        self.call(recording.call_id)
        known = self.recording_by_carrier_id(recording.carrier_recording_id)
        return known or self._recordings.setdefault(recording.id, recording)

    def change_recording(self, recording_id, change):
        if recording_id not in self._recordings:
            raise NothingThere("There is no recording with this id.")
        before = self._recordings[recording_id]
        self._recordings[recording_id] = kept_destroyed(before, change(before))
        return self._recordings[recording_id]

    def recordings(self, call_id):
        return tuple(kept for kept in self._recordings.values() if kept.call_id == call_id)

    def recording_by_carrier_id(self, carrier_recording_id):
        found = [kept for kept in self._recordings.values() if kept.carrier_recording_id == carrier_recording_id]
        return found[0] if found else None


class MemoryDeliveryBook:
    """Answers by delivery token; the first answer stays."""

    def __init__(self):
        self._answers = {}

    def answer_for(self, token):
        return self._answers.get(token)

    def remember(self, token, answer, at):
        self._answers.setdefault(token, answer)
