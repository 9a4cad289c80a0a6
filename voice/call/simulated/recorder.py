"""Begins, finishes and reports the recordings of one simulated call."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime

from voice.call.simulated.exchange import Exchange, SimulatedCall, SimulatedRecording
from voice.call.simulated.markup import UnknownMarkup


@dataclass(frozen=True, slots=True)
class Request:
    """Where the carrier asks or tells next, and with what."""

    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


class Recorder:
    """The recordings of one call; `report` delivers callbacks."""

    def __init__(self, exchange: Exchange, call: SimulatedCall, report: Callable[[Request], None]) -> None:
        self._exchange = exchange
        self._call = call
        self._report = report

    def begin(self, verb: ET.Element, kind: str) -> SimulatedRecording:
        """Record from now on, as the element says; `kind` is start, dial or record."""
        if verb.get("trim") != "do-not-trim":
            raise UnknownMarkup("a recording that is trimmed shifts its times")
        both = kind != "record" and verb.get("channels", "dual") == "dual"
        recording = self._exchange.begin_recording(self._call, kind, 2 if both else 1)
        recording.name = verb.get("name", "")
        recording.callback = verb.get("recordingStatusCallback", "")
        recording.events = frozenset(verb.get("recordingStatusCallbackEvent", "completed").split())
        self.report(recording)
        return recording

    def announce(self) -> list[SimulatedRecording]:
        """Report what was begun over REST and is not reported yet."""
        begun = [one for one in self._exchange.running(self._call.sid) if one.begun_over_rest]
        for recording in begun:
            recording.begun_over_rest = False
            self.report(recording)
        return begun

    def settle(self) -> None:
        """Finish what was stopped, by markup or by REST, and report it."""
        with self._exchange.lock:
            stopped = [
                one for one in self._exchange.recordings.values() if one.call is self._call and one.status == "stopped"
            ]
        for recording in stopped:
            self._exchange.complete(recording)
            self.report(recording)

    def report(self, recording: SimulatedRecording) -> None:
        """Tell the service, if it asked to be told of this status."""
        if not recording.callback or recording.status not in recording.events:
            return
        sid, account = recording.sid, self._exchange.account
        fields = {
            "AccountSid": account,
            "CallSid": self._call.sid,
            "RecordingSid": sid,
            "RecordingUrl": f"https://api.twilio.com/2010-04-01/Accounts/{account}/Recordings/{sid}",
            "RecordingStatus": recording.status,
            "RecordingChannels": str(recording.channels),
            "RecordingStartTime": format_datetime(recording.began_at),
            "RecordingSource": recording.source,
            "RecordingTrack": "both",
            "ErrorCode": "0",
        }
        if recording.status != "in-progress":
            fields["RecordingDuration"] = str(recording.duration_s)
        if recording.encryption:
            fields["EncryptionDetails"] = recording.encryption
        self._report(Request(recording.callback, fields))
