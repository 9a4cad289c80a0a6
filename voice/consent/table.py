"""The state table of the consent machine, as Markdown: what the architecture page shows, made from the code."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from voice.consent.machine import decide, fold
from voice.consent.values import (
    AgentMarkedAnswer,
    AnswerHeard,
    CallerHungUp,
    ConsentAsked,
    ConsentAttested,
    ConsentEvent,
    ConsentExpired,
    ConsentState,
    ConsentStatus,
    ConsentWithdrawn,
    FaultHappened,
    PartyJoined,
    Purpose,
    WithdrawalScope,
)

_AT = datetime(2026, 1, 1, tzinfo=UTC)
_ASKED = ConsentAsked(_AT, (Purpose.RECORDING,), "standard", "1", "", "", "en-US", "1", "2", 2)
_YES, _NO, _SILENCE = AnswerHeard(_AT, "1"), AnswerHeard(_AT, "2"), AnswerHeard(_AT, "")
_WITHDRAWN = ConsentWithdrawn(_AT, WithdrawalScope.FROM_THE_START, "page")

STATES: Mapping[ConsentStatus, Sequence[ConsentEvent]] = {
    ConsentStatus.NOT_ASKED: (),
    ConsentStatus.ASKED: (_ASKED,),
    ConsentStatus.GRANTED: (_ASKED, _YES),
    ConsentStatus.REFUSED: (_ASKED, _NO),
    ConsentStatus.NO_ANSWER: (_ASKED, _SILENCE, _SILENCE),
    ConsentStatus.ABANDONED: (_ASKED, CallerHungUp(_AT)),
    ConsentStatus.WITHDRAWN: (_ASKED, _YES, _WITHDRAWN),
    ConsentStatus.EXPIRED: (_ASKED, _YES, ConsentExpired(_AT)),
}
"""A history that leads to each status."""

EVENTS: Mapping[str, ConsentEvent] = {
    "asked": _ASKED,
    "key for yes": _YES,
    "key for no": _NO,
    "silence or another key": _SILENCE,
    "agent marks yes": AgentMarkedAnswer(_AT, "a", True, (Purpose.RECORDING,)),
    "agent marks no": AgentMarkedAnswer(_AT, "a", False, (Purpose.RECORDING,)),
    "attested": ConsentAttested(_AT, "basis", (Purpose.RECORDING,)),
    "caller hangs up": CallerHungUp(_AT),
    "somebody joins": PartyJoined(_AT),
    "fault": FaultHappened(_AT, "code"),
    "withdrawn from now": ConsentWithdrawn(_AT, WithdrawalScope.FROM_NOW, "page"),
    "withdrawn from the start": _WITHDRAWN,
    "expired": ConsentExpired(_AT),
}


def state_table() -> str:
    """Rows are events, columns are states; a dot means that the event changes nothing."""
    head = "| event | " + " | ".join(_words(status) for status in STATES) + " |"
    rule = "|---" * (len(STATES) + 1) + "|"
    rows = [f"| {name} | " + " | ".join(_cells(event)) + " |" for name, event in EVENTS.items()]
    return "\n".join([head, rule, *rows]) + "\n"


def _cells(event: ConsentEvent) -> list[str]:
    return [_cell(fold(history), event) for history in STATES.values()]


def _cell(state: ConsentState, event: ConsentEvent) -> str:
    after = decide(state, event).state
    if after.status is not state.status:
        return f"**{_words(after.status)}**" if after.status is ConsentStatus.GRANTED else _words(after.status)
    if after.pending and after.attempts > state.attempts:
        return "asked again, then no answer"
    if after.pending and not state.pending:
        return "question put; a yes is needed"
    return "·"


def _words(status: ConsentStatus) -> str:
    return status.value.replace("_", " ")
