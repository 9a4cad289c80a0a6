"""What a live call needs from outside, as one value that the wiring fills."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from voice.call.ports import Carrier, LineControl
from voice.call.values import Call, CallId
from voice.clock import Clock
from voice.engine.ports import WorkQueue
from voice.greeting.jurisdiction import RuleBook
from voice.greeting.values import GreetingScript, LineProfile
from voice.journey.turns import Histories
from voice.recording.values import Recording


class LiveBook(Protocol):
    """What of the call book is used while the line is open (see `vault.ports.CallBook`)."""

    def add_call(self, call: Call) -> Call: ...
    def call(self, call_id: CallId) -> Call: ...
    def calls(self, limit: int = 100) -> Sequence[Call]: ...
    def call_by_carrier_id(self, carrier_call_id: str) -> Call | None: ...
    def call_by_receipt(self, wanted: str, ref_of: Callable[[CallId], str]) -> Call | None: ...
    def change_call(self, call_id: CallId, change: Callable[[Call], Call]) -> Call: ...
    def add_recording(self, recording: Recording) -> Recording: ...
    def change_recording(self, recording_id: str, change: Callable[[Recording], Recording]) -> Recording: ...
    def recordings(self, call_id: CallId) -> Sequence[Recording]: ...
    def recording_by_carrier_id(self, carrier_recording_id: str) -> Recording | None: ...


@dataclass(frozen=True, slots=True)
class LiveParts:
    """`scripts` finds a greeting script by name and locale; `place_of` guesses a place from a number.

    `control` changes a call that is on the line. `caller_ref` is a keyed hash; `new_id` makes ids for calls;
    `erase` destroys everything a call left behind, for one of `retention.erasure.Trigger`'s reasons, and may
    do so in the background.
    """

    book: LiveBook
    ledger: Histories
    queue: WorkQueue
    carrier: Carrier
    control: LineControl
    clock: Clock
    lines: tuple[LineProfile, ...]
    scripts: Callable[[str, str], GreetingScript]
    rules: RuleBook
    place_of: Callable[[str], str]
    new_id: Callable[[], str]
    caller_ref: Callable[[str], str]
    erase: Callable[[CallId, str], object]
