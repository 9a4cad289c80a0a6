"""Executes the markup of one call as the carrier would, with a person on the line and no real waiting.

What this file does not know it refuses loudly: an element or attribute that slipped into our markup
would be a mere warning at Twilio (12200).
"""

import xml.etree.ElementTree as ET
from collections.abc import Callable

from voice.call.simulated.asker import Asker, LineClosed, Lines
from voice.call.simulated.exchange import AskedStream, SimulatedCall, SimulatedRecording
from voice.call.simulated.markup import KNOWN, UnknownMarkup
from voice.call.simulated.person import LineEntry, LineLog, Person
from voice.call.simulated.recorder import Recorder, Request
from voice.call.simulated.sound import first_ms
from voice.call.simulated.streamer import Streamer

MS_PER_WORD = 380
MOST_DOCUMENTS = 60
RING_MS = 6000


class _LedAway(Exception):
    """Over REST the line was told to ask somewhere else."""


class Line:
    """One call. `report` delivers callbacks: (address, fields); the hostile mode puts itself there."""

    def __init__(self, shared: Lines, call: SimulatedCall, person: Person, report: Callable[[Request], None]) -> None:
        self._exchange = shared.exchange
        self._wire = shared.wire
        self._audio = shared.audio
        self._call = call
        self._person = person
        self._report = report
        self._recorder = Recorder(shared.exchange, call, report)
        self.streamer = Streamer(shared.exchange, shared.wire, call)
        self._questions = 0
        self.log = LineLog(call.sid, call.caller, call.callee)
        self._asker = Asker(shared, call, self.log, self._note)
        self._verbs: dict[str, Callable[[ET.Element], Request | None]] = {
            "Say": self._say,
            "Play": self._play,
            "Pause": self._pause,
            "Gather": self._gather,
            "Redirect": lambda verb: Request(verb.text or ""),
            "Hangup": self._hang_up,
            "Start": self._start,
            "Stop": self._stop,
            "Dial": self._dial,
            "Record": self._record,
            "Enqueue": self._enqueue,
            "Leave": lambda _verb: None,
        }

    def run(self, first: Request) -> LineLog:
        """The whole call, from its first request to its last callback."""
        self._note("caller", "calls")
        following: Request | None = first
        try:
            for _ in range(MOST_DOCUMENTS):
                if following is None:
                    break
                following = self._executed(self._asker.ask(following))
            else:
                raise UnknownMarkup("the service sends the line in circles")
        except LineClosed:
            pass
        self._close()
        return self.log

    # --- documents ---

    def _executed(self, root: ET.Element) -> Request | None:
        try:
            return self._execute(root)
        except _LedAway:
            address, self._call.led_to = self._call.led_to, ""
            self._note("carrier", "led_away")
            return Request(address)

    def _execute(self, root: ET.Element) -> Request | None:
        for verb in root:
            self._check(verb)
            following = self._verbs[verb.tag](verb)
            if following is not None:
                return following
        return None

    def _check(self, verb: ET.Element) -> None:
        unknown = set(verb.attrib) - KNOWN.get(verb.tag, frozenset())
        if verb.tag not in self._verbs or unknown:
            raise UnknownMarkup(f"<{verb.tag}> {sorted(unknown)} is nothing this carrier knows")

    # --- prompts and keys ---

    def _say(self, verb: ET.Element) -> None:
        text = verb.text or ""
        self._note("line", "say", text)
        self._pass(len(text.split()) * MS_PER_WORD)

    def _play(self, verb: ET.Element) -> None:
        answer = self._wire.get(verb.text or "")
        if answer.status_code != 200 or not answer.headers.get("content-type", "").startswith("audio/"):
            raise UnknownMarkup("a sound to play is not served as audio")
        self._note("line", "play")
        self._pass(1000)

    def _pause(self, verb: ET.Element) -> None:
        self._pass(int(verb.get("length", "1")) * 1000)

    def _gather(self, verb: ET.Element) -> Request | None:
        if verb.get("input") != "dtmf" or verb.get("actionOnEmptyResult") != "true":
            raise UnknownMarkup("a question must listen to keys alone and always have an answer")
        self._questions += 1
        if self._person.hangs_up_at == self._questions:
            self._note("caller", "hangs_up")
            raise LineClosed
        for prompt in verb:
            self._check(prompt)
            if prompt.tag not in ("Say", "Play", "Pause"):
                raise UnknownMarkup(f"<{prompt.tag}> may not stand in <Gather>")
            self._verbs[prompt.tag](prompt)
        keys = self._person.keys
        pressed = keys[self._questions - 1] if self._questions <= len(keys) else ""
        if not pressed:
            self._pass(int(verb.get("timeout", "5")) * 1000)
        self._note("caller", "presses" if pressed else "is_silent", pressed)
        return Request(verb.get("action", ""), {"Digits": pressed, "msg": "Gather End"})

    def _hang_up(self, _verb: ET.Element) -> None:
        self._note("line", "hangs_up")
        raise LineClosed

    # --- recordings ---

    def _begin(self, verb: ET.Element, kind: str) -> SimulatedRecording:
        self._note("carrier", "recording_starts")
        recording = self._recorder.begin(verb, kind)
        self.log.recordings.append(recording.sid)
        return recording

    def _start(self, verb: ET.Element) -> None:
        for noun in verb:
            self._known_noun(noun, "Recording", "Stream")
            if noun.tag == "Recording":
                self._begin(noun, "start")
            else:
                sent = {one.get("name", ""): one.get("value", "") for one in noun if one.tag == "Parameter"}
                self._open(AskedStream(noun.get("url", ""), noun.get("name", ""), sent))

    def _open(self, asked: AskedStream) -> None:
        self._note("carrier", "stream_starts" if self.streamer.begin(asked) else "stream_refused")

    def _take_up(self) -> None:
        """Do what was asked for over REST meanwhile."""
        for began in self._recorder.announce():
            self._note("carrier", "recording_starts")
            self.log.recordings.append(began.sid)
        while self._call.streams:
            self._open(self._call.streams.pop(0))
        self._recorder.settle()
        if self._call.status != "in-progress":
            raise LineClosed
        if self._call.led_to:
            raise _LedAway

    def _stop(self, verb: ET.Element) -> None:
        for noun in verb:
            self._known_noun(noun, "Recording", "Stream")
            if noun.tag == "Stream":
                self.streamer.stop(noun.get("name", ""))
            for running in self._exchange.running(self._call.sid):
                if running.name == noun.get("name"):
                    self._exchange.change(running, "stopped")
                    self._note("carrier", "recording_stops")
        self._recorder.settle()

    def _known_noun(self, noun: ET.Element, *names: str) -> None:
        unknown = set(noun.attrib) - KNOWN.get(noun.tag, frozenset())
        if noun.tag not in names or unknown:
            raise UnknownMarkup(f"<{noun.tag}> {sorted(unknown)} may not stand here")

    def _record(self, verb: ET.Element) -> Request | None:
        if not self._person.leaves_message:
            self._pass(int(verb.get("timeout", "5")) * 1000)
            return None
        recording = self._begin(verb, "record")
        message = first_ms(self._audio, int(verb.get("maxLength", "3600")) * 1000)
        self._call.track.place(self._call.now_ms, message, caller_alone=True)
        self._note("caller", "leaves_message")
        self._pass(message.duration_ms)
        self._exchange.change(recording, "stopped")
        self._recorder.settle()
        ended = {"RecordingSid": recording.sid, "RecordingDuration": str(recording.duration_s), "Digits": "#"}
        return Request(verb.get("action", ""), ended)

    # --- putting through ---

    def _dial(self, verb: ET.Element) -> Request | None:
        for noun in verb:
            self._known_noun(noun, "Number")
        self._note("line", "rings")
        self._pass(RING_MS)
        answered = self._person.agent_answers
        if answered:
            self._whisper(verb)
            recording = self._begin(verb, "dial") if verb.get("record", "").endswith("-dual") else None
            try:
                self._talk()
            finally:
                if recording is not None:
                    self._exchange.change(recording, "stopped")
                    self._recorder.settle()
        status = {"DialCallStatus": "completed" if answered else "no-answer", "DialCallSid": self._exchange.sid("CA")}
        return Request(verb.get("action", ""), status) if verb.get("action") else None

    def _enqueue(self, verb: ET.Element) -> Request | None:
        self._note("caller", "waits")
        since, heard, taken = self._call.now_ms, 0, False
        while not taken and not self._heard_in_queue(verb, since):
            heard += 1
            taken = self._person.agent_answers and heard >= self._person.waits_for
        if taken:
            self._talk()
        waited = {"QueueTime": str((self._call.now_ms - since) // 1000), "QueueSid": self._exchange.sid("QU")}
        return Request(verb.get("action", ""), {"QueueResult": "bridged" if taken else "leave", **waited})

    def _heard_in_queue(self, verb: ET.Element, since_ms: int) -> bool:
        """One document of the waiting; whether it lets the caller leave."""
        waited = {"QueueTime": str((self._call.now_ms - since_ms) // 1000), "QueuePosition": "1"}
        for said in self._aside(Request(verb.get("waitUrl", ""), waited), "Say", "Play", "Pause", "Leave"):
            if said.tag == "Leave":
                return True
            self._verbs[said.tag](said)
        return False

    def _whisper(self, verb: ET.Element) -> None:
        address = next((noun.get("url", "") for noun in verb if noun.get("url")), "")
        if address:
            child = {"CallSid": self._exchange.sid("CA"), "ParentCallSid": self._call.sid}
            for said in self._aside(Request(address, child), "Say"):
                self._note("agent", "hears", said.text or "")

    def _aside(self, request: Request, *allowed: str) -> ET.Element:
        """A document that is heard beside the call's own, in which little may stand."""
        root = self._asker.ask(request)
        for said in root:
            self._check(said)
            if said.tag not in allowed:
                raise UnknownMarkup(f"<{said.tag}> may not stand here")
        return root

    def _talk(self) -> None:
        began = self._call.now_ms
        self._call.track.place(began, self._audio)
        self._note("agent", "talks")
        interrupt = self._person.interrupt
        if interrupt is not None:
            self._pass(min(self._person.interrupt_at_ms, self._audio.duration_ms))
            interrupt(self._call.sid)
            self._take_up()
        self._pass(began + self._audio.duration_ms - self._call.now_ms)
        if self._person.hangs_up_first:
            self._note("caller", "hangs_up")
            raise LineClosed

    # --- the end ---

    def _close(self) -> None:
        self.streamer.stop()
        for running in self._exchange.running(self._call.sid):
            self._exchange.change(running, "stopped")
        self._call.status = self.log.status = "completed"
        self.log.duration_ms = self._call.now_ms
        self._note("carrier", "call_ends")
        ended = {
            "CallDuration": str(self._call.now_ms // 1000),
            "Duration": "1",
            "CallbackSource": "call-progress-events",
            "SequenceNumber": "0",
        }
        self._report(Request(f"{self._wire.public_url}/twilio/status", self._asker.fields(**ended)))
        self._recorder.settle()

    def _pass(self, duration_ms: int) -> None:
        with self._exchange.lock:
            self._call.now_ms += duration_ms
        self.streamer.feed()

    def _note(self, who: str, what: str, text: str = "") -> None:
        self.log.entries.append(LineEntry(self._call.now_ms, who, what, text))
