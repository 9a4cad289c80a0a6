"""A house with one ended call in it: everything of the journey's second half, with fakes at the ports."""

import io
import wave
from dataclasses import replace

import numpy as np

from tests.support.carrier import MemoryCarrier
from tests.support.clock import NOON, FrozenClock
from tests.support.diarizer import no_diarizer
from tests.support.transcriber import ScriptedTranscriber
from tests.support.work_queue import MemoryWorkQueue
from voice.call.values import Call, CallId, CallState, Direction
from voice.consent.history import to_entry
from voice.consent.values import AnswerHeard, CallerHungUp, ConsentAsked, ConsentWithdrawn, Purpose, WithdrawalScope
from voice.errors import VoiceError
from voice.greeting.lines import load
from voice.insight.sentiment import LexiconScorer
from voice.insight.summary import ExtractiveSummariser
from voice.journey.after_parts import AfterParts, Minds
from voice.recording.values import Recording, RecordingState
from voice.redaction.detectors import standard
from voice.transcript.audio import read_channels
from voice.vault.traces import SqlTraces

CALLER_SAYS = "my card number is four one one one one one one one one one one one one one one one thank you"
AGENT_SAYS = "thank you for calling how can I help you today"
# The digits are long on purpose: four of them stand by chance in some hash or file name.
SECRET_WORDS = ("four one one one", "41111111", "4111 1111", "4111-1111", "one one one one")
PURPOSES = (Purpose.RECORDING, Purpose.TRANSCRIPTION, Purpose.ANALYSIS)
CALL = CallId("call-one")
NEIGHBOUR = CallId("call-two")


def a_wav(seconds=4.0, channels=2, rate=8000):
    """A tone on every channel, 16-bit PCM."""
    tone = (np.sin(np.arange(int(seconds * rate)) * 0.3) * 8000).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat(tone[:, None], channels, axis=1).tobytes())
    return buffer.getvalue()


def minds(clock, says=(CALLER_SAYS, AGENT_SAYS), diarizer=no_diarizer):
    transcriber = ScriptedTranscriber(says)
    return Minds(read_channels, transcriber, standard(), ExtractiveSummariser(clock), LexiconScorer(clock), diarizer)


def walk(calls, call_id=CALL):
    """What the engine does: the steps in order, and `stopped` where one gives up; the code, or ""."""
    for step in calls.steps():
        try:
            step.run(call_id)
        except VoiceError as fault:
            calls.stopped(call_id, step.name, fault.code)
            return fault.code
    return ""


class House:
    """A vault, a carrier, a queue and a clock; `calls_in` puts an ended, granted call into it."""

    def __init__(self, vault, exports):
        self.vault = vault
        self.clock: FrozenClock = vault.clock
        self.carrier = MemoryCarrier()
        self.queue = MemoryWorkQueue()
        self.exports = exports
        self.parts = AfterParts(
            book=vault.book,
            sealed=vault.sealed,
            ledger=vault.ledger,
            endings=vault.endings,
            reviews=vault.reviews,
            exports=exports,
            queue=self.queue,
            carrier=self.carrier,
            clock=self.clock,
            lines=load(None),
            software="voice test",
            traces=(SqlTraces(vault.engine),),
        )

    def ended_call(self, call_id=CALL, granted=PURPOSES, digits="1", wav=None, announced_ms=4000, channels=2):
        """A call that was asked, answered and hung up; with a grant, its recording rests at the carrier."""
        carrier_id = f"CA-{call_id}"
        call = Call(
            id=call_id,
            carrier="memory",
            carrier_call_id=carrier_id,
            line=self.parts.lines[0].name,
            caller_ref=self.vault.keyring.caller_ref("+15550100"),
            direction=Direction.INBOUND,
            started_at=self.clock.now(),
            state=CallState.WORKING if digits == "1" else CallState.UNRECORDED,
            ended_at=self.clock.now(),
        )
        self.vault.book.add_call(call)
        for event in (
            asked(self.clock.now(), granted),
            AnswerHeard(self.clock.now(), digits),
            CallerHungUp(self.clock.now()),
        ):
            self.vault.ledger.append(to_entry(call_id, event))
        if digits == "1" and Purpose.RECORDING in granted:
            self.recorded(call, wav=wav, announced_ms=announced_ms, channels=channels)
        return call

    def recorded(self, call, number=1, wav=None, announced_ms=4000, channels=2):
        """A recording of the call, reported complete and resting at the carrier."""
        carrier_id = f"RE-{call.id}-{number}"
        self.carrier.rests(call.carrier_call_id, carrier_id, a_wav(channels=channels) if wav is None else wav)
        recording = Recording(
            id=f"{call.id}-{number}",
            call_id=call.id,
            carrier_recording_id=carrier_id,
            state=RecordingState.COMPLETED,
            source="DialVerb",
            channels=channels,
            announced_ms=announced_ms,
            started_at=self.clock.now(),
        )
        self.vault.book.add_recording(recording)
        return recording

    def withdraw(self, call_id=CALL, scope=WithdrawalScope.FROM_THE_START):
        self.vault.ledger.append(to_entry(call_id, ConsentWithdrawn(self.clock.now(), scope, "test")))

    def set_state(self, call_id, **changes):
        self.vault.book.change_call(call_id, lambda now: replace(now, **changes))


def asked(at=NOON, purposes=PURPOSES):
    return ConsentAsked(
        at=at,
        purposes=purposes,
        script="standard",
        script_version="1",
        script_sha256="0" * 64,
        prompt_sha256="0" * 64,
        locale="en-US",
        yes_key="1",
        no_key="2",
        max_attempts=2,
    )


def bytes_in(folder):
    """Every byte of every file under a folder: SQLite's pages, its log and all."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
