"""What a live call needs from outside, as one value that the wiring fills."""

from collections.abc import Callable
from dataclasses import dataclass

from voice.call.ports import Carrier
from voice.call.values import CallId
from voice.clock import Clock
from voice.engine.ports import WorkQueue
from voice.greeting.jurisdiction import RuleBook
from voice.greeting.values import GreetingScript, LineProfile
from voice.vault.ports import CallBook, Ledger


@dataclass(frozen=True, slots=True)
class LiveParts:
    """`scripts` finds a greeting script by name and locale; `place_of` guesses a place from a number.

    `caller_ref` is a keyed hash; `new_id` makes ids for calls; `erase` destroys everything a call
    left behind (the trigger is a code such as "withdrawal") and may do so in the background.
    """

    book: CallBook
    ledger: Ledger
    queue: WorkQueue
    carrier: Carrier
    clock: Clock
    lines: tuple[LineProfile, ...]
    scripts: Callable[[str, str], GreetingScript]
    rules: RuleBook
    place_of: Callable[[str], str]
    new_id: Callable[[], str]
    caller_ref: Callable[[str], str]
    erase: Callable[[CallId, str], object]
