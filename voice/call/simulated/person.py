"""Somebody who calls, and what was seen on the line while they did."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Person:
    """How a caller behaves, and the person they are put through to.

    `keys`: what is pressed at each question in turn, "" for silence; silence after the last one.
    `waits_for`: how many announcements are heard in a queue before somebody takes the call.
    `hangs_up_at`: hangs up in the n-th question, 0 for never. `interrupt` is called with the call's id
    when the conversation is `interrupt_at_ms` old: whatever a test or the demo does in the middle of a
    call, such as a withdrawal, happens there.
    """

    keys: tuple[str, ...] = ("1",)
    hangs_up_at: int = 0
    agent_answers: bool = True
    waits_for: int = 1
    leaves_message: bool = True
    hangs_up_first: bool = False
    interrupt_at_ms: int = 0
    interrupt: Callable[[str], None] | None = field(default=None, repr=False)

    @classmethod
    def agreeing(cls) -> "Person":
        """Presses 1."""
        return cls()

    @classmethod
    def refusing(cls) -> "Person":
        """Presses 2."""
        return cls(keys=("2",))

    @classmethod
    def silent(cls) -> "Person":
        """Presses nothing, however often asked."""
        return cls(keys=())

    @classmethod
    def hanging_up(cls) -> "Person":
        """Hangs up while being asked."""
        return cls(keys=(), hangs_up_at=1)

    @classmethod
    def withdrawing(cls, how: Callable[[str], None], at_ms: int = 20_000) -> "Person":
        """Presses 1, and takes it back in the middle of the conversation through `how`."""
        return cls(interrupt=how, interrupt_at_ms=at_ms)


@dataclass(frozen=True, slots=True)
class LineEntry:
    """One thing that happened; `who` is line, caller, agent or carrier."""

    at_ms: int
    who: str
    what: str
    text: str = field(default="", repr=False)


@dataclass(slots=True)
class LineLog:
    """A call as somebody holding the line saw it; `documents` are the answers, as they came."""

    call_sid: str
    caller: str = field(repr=False)
    callee: str = field(repr=False)
    entries: list[LineEntry] = field(default_factory=list)
    documents: list[str] = field(default_factory=list, repr=False)
    recordings: list[str] = field(default_factory=list)
    status: str = "in-progress"
    duration_ms: int = 0

    def saw(self, what: str) -> bool:
        """Whether something of this name happened."""
        return any(entry.what == what for entry in self.entries)

    def said(self) -> tuple[str, ...]:
        """What the line said, in order."""
        return tuple(entry.text for entry in self.entries if entry.what == "say")
