"""The call book and the delivery book in memory; the contract suite runs on both this and the real ones."""

from voice.errors import NothingThere


class MemoryCallBook:
    """Calls and recordings in dictionaries, newest call first."""

    def __init__(self):
        self._calls = {}
        self._recordings = {}

    def add_call(self, call):
        if call.id in self._calls or self.call_by_carrier_id(call.carrier_call_id):
            return
        self._calls[call.id] = call

    def call(self, call_id):
        if call_id not in self._calls:
            raise NothingThere("There is no call with this id.")
        return self._calls[call_id]

    def call_by_carrier_id(self, carrier_call_id):
        found = [call for call in self._calls.values() if call.carrier_call_id == carrier_call_id]
        return found[0] if found else None

    def call_by_receipt(self, wanted, ref_of):
        return next((call for call in self.calls(len(self._calls)) if ref_of(call.id) == wanted), None)

    def save_call(self, call):
        self.call(call.id)
        self._calls[call.id] = call

    def calls(self, limit=100):
        newest = sorted(self._calls.values(), key=lambda call: (call.started_at, call.id), reverse=True)
        return tuple(newest[:limit])

    def calls_in(self, states):
        found = [call for call in self._calls.values() if call.state in states]
        return tuple(sorted(found, key=lambda call: (call.started_at, call.id)))

    def save_recording(self, recording):
        self.call(recording.call_id)
        self._recordings[recording.id] = recording

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
