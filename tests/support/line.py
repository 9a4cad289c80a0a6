"""A live line with everything around it in memory: what the journey's tests call and look at."""

import functools
import hashlib
import hmac
import itertools
from pathlib import Path

from tests.support.call_book import MemoryCallBook
from tests.support.carrier import MemoryCarrier
from tests.support.clock import FrozenClock
from tests.support.ledger import MemoryLedger
from tests.support.work_queue import MemoryWorkQueue
from voice.call.values import (
    CallArrived,
    CallEnded,
    CollectDigits,
    Dial,
    DialEnded,
    DigitsPressed,
    RecordingReported,
    RecordingStatus,
    StartRecording,
    StartStream,
    TakeVoicemail,
)
from voice.greeting import rules
from voice.greeting.script import load
from voice.greeting.values import LineProfile
from voice.journey.aloud import Mark
from voice.journey.live import LiveCall
from voice.journey.live_parts import LiveParts

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"
AGENT = "+15550111"
OURS = "+15550100"
CALLER = "+14152345678"
TEXAN = "+12145551234"
PLACES = {CALLER: "US-CA", TEXAN: "US-TX"}
RING = LineProfile(name="desk", business="Harbour Dental", number="*", dial=(AGENT,))
VOICEMAIL = LineProfile(name="desk", business="Harbour Dental")


@functools.cache
def rule_book():
    return rules.load(PROMPTS)


def records(actions):
    """Whether an answer to the carrier holds anything that records."""
    return any(
        isinstance(action, StartRecording | StartStream | TakeVoicemail)
        or (isinstance(action, Dial) and action.permit_id)
        for action in actions
    )


class Line:
    """One line, one carrier, one ledger; verbs of the caller and of the carrier."""

    def __init__(self, *lines, scripts=None, ledger=None):
        self.lines = lines or (RING,)
        self.ledger = ledger or MemoryLedger()
        self.book = MemoryCallBook(self.ledger)
        self.queue = MemoryWorkQueue()
        self.carrier = MemoryCarrier()
        self.clock = FrozenClock()
        self.erased = []
        self.scripts = scripts or (lambda name, locale: load(PROMPTS, name, locale))
        self._ids = (f"call-{n}" for n in itertools.count(1))
        self.restart()

    def restart(self):
        self.live = LiveCall(
            LiveParts(
                book=self.book,
                ledger=self.ledger,
                queue=self.queue,
                carrier=self.carrier,
                control=self.control(),
                clock=self.clock,
                lines=self.lines,
                scripts=self.scripts,
                rules=rule_book(),
                place_of=lambda number: PLACES.get(number, ""),
                new_id=lambda: next(self._ids),
                caller_ref=lambda number: hmac.digest(b"key", number.encode(), hashlib.sha256).hex(),
                erase=lambda call_id, trigger: self.erased.append((call_id, trigger)),
            )
        )

    def control(self):
        return self.carrier

    def ring(self, carrier_call_id="CA1", caller=CALLER, callee=OURS):
        return self.live.arrived(CallArrived(carrier_call_id, caller, callee))

    def press(self, digits, carrier_call_id="CA1", turn=0):
        self.clock.forward(seconds=2)
        return self.live.answered(DigitsPressed(carrier_call_id, digits, turn))

    def mark(self, granted=True, about=("recording",), carrier_call_id="CA1"):
        self.clock.forward(seconds=2)
        return self.live.marked(self.call(carrier_call_id).id, Mark("account-7", granted, tuple(about)))

    def hang_up(self, carrier_call_id="CA1"):
        self.clock.forward(seconds=30)
        self.live.ended(CallEnded(carrier_call_id, "completed", 30_000))

    def dial_ends(self, status="completed", carrier_call_id="CA1"):
        return self.live.dialled(DialEnded(carrier_call_id, status))

    def report(self, status, recording="RE1", carrier_call_id="CA1", duration_ms=30_000):
        if status != "absent":
            self.carrier.rests(carrier_call_id, recording)
        self.live.recording_reported(
            RecordingReported(carrier_call_id, recording, RecordingStatus(status), duration_ms, 2, "DialVerb")
        )

    def agreed(self):
        self.ring()
        return self.press("1")

    def call(self, carrier_call_id="CA1"):
        return self.book.call_by_carrier_id(carrier_call_id)

    def state(self, carrier_call_id="CA1"):
        return self.live.state(self.call(carrier_call_id).id)

    def kinds(self):
        return [kept.entry.kind for kept in self.ledger.entries()]


def asks(actions):
    """Whether an answer waits for a key."""
    return any(isinstance(action, CollectDigits) for action in actions)
