"""The consent machine: every state meets every event here, and nothing but a grant permits anything.

The rules, with where they come from:
- Silence, an unclear key, a hang-up and a fault are never a grant (GDPR Art. 4(11) and recital 32:
  a clear affirmative act). Only a line in notice mode, where a rule allows it, lets recording start
  after the announcement; the record then says "notice", never "granted by key".
- Refusing costs nothing: the call goes on unrecorded (GDPR Art. 7(4)).
- Withdrawing is possible at any time and in every state, and as easy as granting (Art. 7(3)); it
  holds until a question put afterwards is answered with yes.
- A purpose is granted on its own (Art. 6(1)(a)); training is refused whatever anybody presses.
- A new party was not asked: what was granted covers the time before, and the question comes again
  (all-party rules such as Cal. Penal Code 632).
- What is demonstrated is the history (Art. 7(1)): the state is the fold of it and nothing else.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from voice.call.values import CallId
from voice.consent.values import (
    AgentMarkedAnswer,
    AnswerHeard,
    CallerHungUp,
    ConsentAsked,
    ConsentAttested,
    ConsentEffect,
    ConsentEvent,
    ConsentExpired,
    ConsentMethod,
    ConsentState,
    ConsentStatus,
    ConsentWithdrawn,
    FaultHappened,
    PartyJoined,
    Purpose,
    RecordingPermit,
    WithdrawalScope,
)
from voice.errors import NotPermitted

NEVER_GRANTED = frozenset({Purpose.TRAINING})
NOTHING: frozenset[Purpose] = frozenset()
UNDECIDED = frozenset({ConsentStatus.NOT_ASKED, ConsentStatus.ASKED, ConsentStatus.REFUSED, ConsentStatus.NO_ANSWER})
"""Statuses in which a question opens the matter; after a withdrawal or an expiry only a yes does."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The state after an event, and what the journey has to do about it."""

    state: ConsentState
    effects: tuple[ConsentEffect, ...] = ()


def decide(state: ConsentState, event: ConsentEvent) -> Decision:
    """What an event does to a state; every pair has an outcome, and none raises."""
    return _RULES[type(event)](state, event)


def fold(events: Iterable[ConsentEvent]) -> ConsentState:
    """The state a history leads to."""
    state = ConsentState()
    for event in events:
        state = decide(state, event).state
    return state


def permit(state: ConsentState, call_id: CallId, permit_id: str) -> RecordingPermit:
    """Leave to record, from a live grant; raises NotPermitted from anything else."""
    if not may_record(state) or state.answered_at is None:
        raise NotPermitted("No live grant covers a recording of this call; it goes on unrecorded.")
    return RecordingPermit(permit_id, call_id, state.granted, state.answered_at)


def may_record(state: ConsentState) -> bool:
    """Whether a recording may be running now: granted, not taken back, and the line is open."""
    return state.line_open and allows(state, Purpose.RECORDING)


def allows(state: ConsentState, purpose: Purpose) -> bool:
    """Whether a purpose is granted and not taken back; each later stage asks for its own."""
    return state.status is ConsentStatus.GRANTED and purpose in state.granted


def covers_past(state: ConsentState, purpose: Purpose) -> bool:
    """Whether a purpose covers what was recorded while grants were live (see `grants`)."""
    return purpose in _covering(state)


def _covering(state: ConsentState) -> frozenset[Purpose]:
    # Stretches recorded under several grants are one sound: what one of them leaves out covers none of it.
    if not state.kept or Purpose.RECORDING not in state.granted:
        return state.kept | state.granted
    return frozenset({Purpose.RECORDING}) | (state.kept & state.granted)


@dataclass(frozen=True, slots=True)
class GrantedTime:
    """[start, end) during which recording was granted; `end_at` None: to the end of the call."""

    start_at: datetime
    end_at: datetime | None


def grants(events: Iterable[ConsentEvent]) -> tuple[GrantedTime, ...]:
    """The times during which recording was granted; none after a withdrawal from the start."""
    spans: list[GrantedTime] = []
    since: datetime | None = None
    state = ConsentState()
    for event in events:
        state = decide(state, event).state
        granted = allows(state, Purpose.RECORDING)
        if granted and since is None:
            since = event.at
        elif not granted and since is not None:
            spans.append(GrantedTime(since, event.at))
            since = None
        if not covers_past(state, Purpose.RECORDING):
            spans.clear()
    return (*spans, GrantedTime(since, None)) if since is not None else tuple(spans)


def purpose_words(state: ConsentState) -> Mapping[str, str]:
    """For every purpose: granted, kept (what was recorded before), refused, no answer... or not asked."""
    return {purpose.value: _word(state, purpose) for purpose in Purpose}


def _word(state: ConsentState, purpose: Purpose) -> str:
    if allows(state, purpose):
        return "granted"
    if purpose in NEVER_GRANTED:
        return "refused"
    if purpose in _covering(state):
        return "kept"
    if purpose not in state.asked:
        return "not_asked"
    return "refused" if state.status is ConsentStatus.GRANTED else state.status.value


# --- one rule per event ----------------------------------------------------------------------


def _asked(state: ConsentState, event: ConsentAsked) -> Decision:
    if not state.line_open or state.status is ConsentStatus.ABANDONED:
        return Decision(state)
    pending = tuple(p for p in event.purposes if p not in NEVER_GRANTED and p not in state.granted)
    if not pending:
        return Decision(state)
    status = ConsentStatus.ASKED if state.status in UNDECIDED else state.status
    opened = replace(
        state,
        status=status,
        pending=pending,
        asked=tuple(dict.fromkeys((*state.asked, *event.purposes))),
        attempts=0,
        max_attempts=event.max_attempts,
        yes_key=event.yes_key,
        no_key=event.no_key,
        asked_at=state.asked_at or event.at,
        by_notice=event.mode == "notice",
    )
    return Decision(opened)


def _heard(state: ConsentState, event: AnswerHeard) -> Decision:
    if not state.pending or not state.line_open:
        return Decision(state)
    heard = replace(state, attempts=state.attempts + 1, answers=state.answers + 1)
    if not event.digits and state.by_notice and not state.attempts:
        return _grant(heard, state.pending, ConsentMethod.NOTICE, event.at)
    # No is looked for first: where a faulty script gives both answers one key, it means no.
    if event.digits and event.digits == state.no_key:
        return _close(heard, ConsentStatus.REFUSED, ConsentMethod.KEYPAD, event.at)
    if event.digits and event.digits == state.yes_key:
        return _grant(heard, state.pending, ConsentMethod.KEYPAD, event.at)
    if heard.attempts < state.max_attempts:
        return Decision(heard, (ConsentEffect.ASK_AGAIN,))
    return _close(heard, ConsentStatus.NO_ANSWER, ConsentMethod.NONE, event.at)


def _agent_marked(state: ConsentState, event: AgentMarkedAnswer) -> Decision:
    if not state.line_open:
        return Decision(state)
    if event.granted:
        return _grant(state, event.purposes, ConsentMethod.AGENT, event.at)
    if state.granted:
        return _withdrawn(state, ConsentWithdrawn(event.at, WithdrawalScope.FROM_NOW, "agent"))
    answered = replace(state, asked=tuple(dict.fromkeys((*state.asked, *event.purposes))))
    return _close(answered, ConsentStatus.REFUSED, ConsentMethod.AGENT, event.at)


def _attested(state: ConsentState, event: ConsentAttested) -> Decision:
    # An attestation is for a recording made elsewhere: it never overrides what was said to us.
    if state.status is not ConsentStatus.NOT_ASKED or state.kept:
        return Decision(state)
    return _grant(state, event.purposes, ConsentMethod.ATTESTED, event.at)


def _hung_up(state: ConsentState, _event: CallerHungUp) -> Decision:
    closed = replace(state, line_open=False, pending=())
    if state.status is not ConsentStatus.ASKED:
        return Decision(closed)
    return Decision(replace(closed, status=ConsentStatus.ABANDONED), (ConsentEffect.ISSUE_RECEIPT,))


def _joined(state: ConsentState, _event: PartyJoined) -> Decision:
    if not state.line_open or state.status not in (ConsentStatus.GRANTED, ConsentStatus.ASKED):
        return Decision(state)
    again = replace(
        state,
        status=ConsentStatus.NOT_ASKED,
        method=ConsentMethod.NONE,
        # Whoever joined was asked nothing yet, so every question is put again, the separate ones too.
        asked=(),
        granted=NOTHING,
        kept=_covering(state),
        pending=(),
        answered_at=None,
    )
    return Decision(again, (ConsentEffect.STOP_RECORDING, ConsentEffect.ASK_AGAIN))


def _failed(state: ConsentState, event: FaultHappened) -> Decision:
    if state.status is ConsentStatus.ASKED:
        return _close(state, ConsentStatus.NO_ANSWER, ConsentMethod.NONE, event.at)
    unrecorded = () if state.granted else (ConsentEffect.CONTINUE_UNRECORDED,)
    return Decision(replace(state, pending=()), unrecorded)


def _withdrawn(state: ConsentState, event: ConsentWithdrawn) -> Decision:
    everything = WithdrawalScope.FROM_THE_START in (event.scope, state.scope)
    taken_back = replace(
        state,
        status=ConsentStatus.WITHDRAWN,
        granted=NOTHING,
        kept=NOTHING if everything else _covering(state),
        pending=(),
        withdrawn_at=state.withdrawn_at or event.at,
        scope=WithdrawalScope.FROM_THE_START if everything else WithdrawalScope.FROM_NOW,
    )
    destroy = (ConsentEffect.DESTROY_EVERYTHING,) if everything else ()
    return Decision(taken_back, (ConsentEffect.STOP_RECORDING, *destroy, ConsentEffect.ISSUE_RECEIPT))


def _expired(state: ConsentState, _event: ConsentExpired) -> Decision:
    if not state.granted and not state.kept:
        return Decision(state)
    over = replace(state, status=ConsentStatus.EXPIRED, granted=NOTHING, kept=NOTHING, pending=())
    return Decision(over, (ConsentEffect.STOP_RECORDING, ConsentEffect.DESTROY_EVERYTHING))


def _grant(state: ConsentState, purposes: tuple[Purpose, ...], method: ConsentMethod, at: datetime) -> Decision:
    new = frozenset(purposes) - NEVER_GRANTED
    if not new:
        return Decision(state)
    granted = replace(
        state,
        status=ConsentStatus.GRANTED,
        method=method if not state.granted else state.method,
        asked=tuple(dict.fromkeys((*state.asked, *purposes))),
        granted=state.granted | new,
        pending=(),
        answered_at=state.answered_at if state.granted else at,
        withdrawn_at=None,
        scope=None,
    )
    starts = Purpose.RECORDING in new and Purpose.RECORDING not in state.granted
    start = (ConsentEffect.START_RECORDING,) if starts else ()
    return Decision(granted, (*start, ConsentEffect.ISSUE_RECEIPT))


def _close(state: ConsentState, status: ConsentStatus, method: ConsentMethod, at: datetime) -> Decision:
    """The open question got no yes: what was settled before stands."""
    closed = replace(state, pending=())
    if state.status not in UNDECIDED:
        return Decision(closed)
    answered = replace(closed, status=status, method=method, answered_at=at)
    return Decision(answered, (ConsentEffect.CONTINUE_UNRECORDED, ConsentEffect.ISSUE_RECEIPT))


_RULES: Mapping[type, Callable[..., Decision]] = {
    ConsentAsked: _asked,
    AnswerHeard: _heard,
    AgentMarkedAnswer: _agent_marked,
    ConsentAttested: _attested,
    CallerHungUp: _hung_up,
    PartyJoined: _joined,
    FaultHappened: _failed,
    ConsentWithdrawn: _withdrawn,
    ConsentExpired: _expired,
}
