"""The carrier's REST side in memory: recordings rest here until they are deleted."""

from voice.errors import CarrierUnavailable, RecordingNotReady


class MemoryCarrier:
    """Keeps recordings by id; `down` makes every request fail, as a carrier sometimes does."""

    name = "memory"

    def __init__(self):
        self.recordings = {}
        self.calls_of = {}
        self.stopped = []
        self.deleted = []
        self.down = False
        self.begun = []
        self.led = []
        self.texts = []

    def rests(self, carrier_call_id, carrier_recording_id, wav=b"RIFF"):
        self.recordings[carrier_recording_id] = wav
        self.calls_of[carrier_recording_id] = carrier_call_id

    def fetch_recording(self, carrier_recording_id, channels):
        self._answer()
        if carrier_recording_id not in self.recordings:
            raise RecordingNotReady("The carrier does not have the file yet.")
        return self.recordings[carrier_recording_id]

    def delete_recording(self, carrier_recording_id):
        self._answer()
        self.deleted.append(carrier_recording_id)
        self.recordings.pop(carrier_recording_id, None)

    def recording_is_gone(self, carrier_recording_id):
        self._answer()
        return carrier_recording_id not in self.recordings

    def stop_recording(self, carrier_call_id):
        self._answer()
        self.stopped.append(carrier_call_id)

    def recordings_of(self, carrier_call_id):
        self._answer()
        return tuple(kept for kept in self.recordings if self.calls_of[kept] == carrier_call_id)

    def begin(self, carrier_call_id, action):
        self._answer()
        self.begun.append((carrier_call_id, action))

    def send_text(self, sender, receiver, text):
        self._answer()
        self.texts.append((sender, receiver, text))

    def lead(self, carrier_call_id, step):
        self._answer()
        self.led.append((carrier_call_id, step))

    def _answer(self):
        if self.down:
            raise CarrierUnavailable("The carrier did not answer.")
