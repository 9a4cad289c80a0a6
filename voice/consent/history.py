"""Consent events as ledger entries and back: JSON-ready, no personal data, nothing lost on the way."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from enum import Enum
from functools import cache
from typing import cast, get_type_hints

from voice.call.values import CallId
from voice.consent.machine import fold
from voice.consent.values import (
    AgentMarkedAnswer,
    AnswerHeard,
    CallerHungUp,
    ConsentAsked,
    ConsentAttested,
    ConsentEvent,
    ConsentExpired,
    ConsentState,
    ConsentWithdrawn,
    FaultHappened,
    LedgerEntry,
    PartyJoined,
    Purpose,
    WithdrawalScope,
)

KINDS: Mapping[str, type] = {
    "consent.asked": ConsentAsked,
    "consent.answer_heard": AnswerHeard,
    "consent.agent_marked_answer": AgentMarkedAnswer,
    "consent.attested": ConsentAttested,
    "consent.caller_hung_up": CallerHungUp,
    "consent.party_joined": PartyJoined,
    "consent.fault_happened": FaultHappened,
    "consent.withdrawn": ConsentWithdrawn,
    "consent.expired": ConsentExpired,
}
_KIND_OF = {event: kind for kind, event in KINDS.items()}

_READERS: Mapping[object, Callable[[object], object]] = {
    str: str,
    int: lambda value: int(cast(int, value)),
    bool: bool,
    WithdrawalScope: lambda value: WithdrawalScope(str(value)),
    tuple[Purpose, ...]: lambda value: tuple(Purpose(name) for name in cast(list[str], value)),
    tuple[str, ...]: lambda value: tuple(cast(list[str], value)),
}


def to_entry(call_id: CallId, event: ConsentEvent) -> LedgerEntry:
    """The ledger's form of an event; `at` is the entry's own time and not repeated in the body."""
    body = {f.name: _plain(getattr(event, f.name)) for f in fields(event) if f.name != "at"}
    return LedgerEntry(call_id, _KIND_OF[type(event)], event.at, body)


def from_entry(entry: LedgerEntry) -> ConsentEvent | None:
    """The event of an entry, or None where the entry is about something else."""
    kind = KINDS.get(entry.kind)
    if kind is None:
        return None
    hints = _hints(kind)
    values = {name: _READERS[hints[name]](value) for name, value in entry.body.items()}
    return cast(ConsentEvent, kind(at=entry.at, **values))


def events_of(entries: Iterable[LedgerEntry]) -> tuple[ConsentEvent, ...]:
    """The consent events among some entries, in their order."""
    return tuple(event for entry in entries if (event := from_entry(entry)) is not None)


def state_of(entries: Iterable[LedgerEntry]) -> ConsentState:
    """The consent state that some entries of one call lead to."""
    return fold(events_of(entries))


@cache
def _hints(kind: type) -> Mapping[str, object]:
    return get_type_hints(kind)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return value
