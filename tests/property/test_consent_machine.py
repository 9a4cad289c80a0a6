"""Laws of consent, for any history whatever."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from voice.consent.history import from_entry, to_entry
from voice.consent.machine import allows, covers_past, decide, fold, grants, may_record, purpose_words
from voice.consent.receipt import outcome
from voice.consent.values import (
    AgentMarkedAnswer,
    AnswerHeard,
    CallerHungUp,
    ConsentAsked,
    ConsentAttested,
    ConsentExpired,
    ConsentMethod,
    ConsentState,
    ConsentStatus,
    ConsentWithdrawn,
    FaultHappened,
    PartyJoined,
    Purpose,
    WithdrawalScope,
)

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEYS = st.sampled_from(["", "1", "2", "9", "?", "12"])
PURPOSES = st.lists(st.sampled_from(list(Purpose)), max_size=4, unique=True).map(tuple)
GRANTING = AnswerHeard | AgentMarkedAnswer | ConsentAttested


def at(moment):
    return START + timedelta(seconds=moment)


MOMENTS = st.just(START)
EVENTS = st.one_of(
    st.builds(
        ConsentAsked,
        MOMENTS,
        PURPOSES,
        st.just("standard"),
        st.just("1"),
        st.just("aa"),
        st.just("bb"),
        st.just("en-US"),
        KEYS,
        KEYS,
        st.integers(0, 3),
        st.sampled_from(["ask", "notice"]),
    ),
    st.builds(AnswerHeard, MOMENTS, KEYS),
    st.builds(AgentMarkedAnswer, MOMENTS, st.just("agent-7"), st.booleans(), PURPOSES),
    st.builds(ConsentAttested, MOMENTS, st.just("on paper"), PURPOSES),
    st.builds(CallerHungUp, MOMENTS),
    st.builds(PartyJoined, MOMENTS),
    st.builds(FaultHappened, MOMENTS, st.just("storage_full")),
    st.builds(ConsentWithdrawn, MOMENTS, st.sampled_from(list(WithdrawalScope)), st.just("page")),
    st.builds(ConsentExpired, MOMENTS),
)
HISTORIES = st.lists(EVENTS, max_size=14).map(
    lambda events: tuple(replace(event, at=at(second)) for second, event in enumerate(events))
)
LAWS = settings(max_examples=300, deadline=None, database=None)


def states(history):
    state = ConsentState()
    for event in history:
        before, state = state, decide(state, event).state
        yield before, event, state


@LAWS
@given(HISTORIES)
def test_only_a_yes_makes_a_grant(history):
    for before, event, after in states(history):
        if after.granted - before.granted:
            assert isinstance(event, GRANTING)
            if isinstance(event, AnswerHeard):
                by_key = event.digits and event.digits == before.yes_key and event.digits != before.no_key
                assert by_key or (before.by_notice and not event.digits)
            assert getattr(event, "granted", True)


@LAWS
@given(HISTORIES)
def test_what_is_granted_was_asked_and_is_never_training(history):
    for _, _, after in states(history):
        assert after.granted <= set(after.asked)
        assert Purpose.TRAINING not in after.granted | after.kept
        assert bool(after.granted) == (after.status is ConsentStatus.GRANTED)
        assert (after.method is ConsentMethod.NONE) <= (not after.granted)
        assert purpose_words(after)["training"] == "refused"


@LAWS
@given(HISTORIES)
def test_a_withdrawal_holds_until_somebody_is_asked_again_or_tells_an_agent(history):
    taken_back = asked_again = False
    for _, event, after in states(history):
        if isinstance(event, ConsentWithdrawn):
            taken_back, asked_again = True, False
        asked_again = asked_again or isinstance(event, ConsentAsked | AgentMarkedAnswer)
        if taken_back and not asked_again:
            assert not after.granted
            assert after.status in (ConsentStatus.WITHDRAWN, ConsentStatus.EXPIRED)


@LAWS
@given(HISTORIES)
def test_nothing_from_before_survives_a_withdrawal_from_the_start(history):
    for _, event, after in states(history):
        if isinstance(event, ConsentWithdrawn) and event.scope is WithdrawalScope.FROM_THE_START:
            assert not any(covers_past(after, purpose) for purpose in Purpose)


@LAWS
@given(HISTORIES)
def test_nothing_may_be_recorded_after_the_line_closed(history):
    closed = False
    for _, event, after in states(history):
        closed = closed or isinstance(event, CallerHungUp)
        if closed:
            assert not may_record(after)


@LAWS
@given(HISTORIES)
def test_granted_times_are_in_order_and_inside_grants(history):
    spans = grants(history)
    granted_at = {event.at: allows(after, Purpose.RECORDING) for _, event, after in states(history)}
    last = None
    for span in spans:
        assert last is None or last <= span.start_at
        assert span.end_at is None or span.start_at < span.end_at
        for moment, live in granted_at.items():
            if span.start_at <= moment and (span.end_at is None or moment < span.end_at):
                assert live
        last = span.end_at
    if not covers_past(fold(history), Purpose.RECORDING):
        assert spans == ()


@LAWS
@given(HISTORIES)
def test_the_ledger_s_form_gives_the_same_state(history):
    entries = [to_entry("call-1", event) for event in history]
    back = [from_entry(replace(entry, body=json.loads(json.dumps(entry.body)))) for entry in entries]
    assert tuple(back) == history
    assert outcome(fold(back)) == outcome(fold(history))
