"""The consent machine: silence is no, withdrawal holds, and every state meets every event."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from voice.consent.machine import allows, covers_past, decide, fold, grants, may_record, permit, purpose_words
from voice.consent.values import (
    AgentMarkedAnswer,
    AnswerHeard,
    CallerHungUp,
    ConsentAsked,
    ConsentAttested,
    ConsentEffect,
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
from voice.errors import NotPermitted

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BOTH = (Purpose.RECORDING, Purpose.TRANSCRIPTION)


def at(seconds):
    return NOON + timedelta(seconds=seconds)


def asked(seconds=0, purposes=BOTH, mode="ask", yes="1", no="2", attempts=2):
    return ConsentAsked(at(seconds), purposes, "standard", "1", "aa", "bb", "en-US", yes, no, attempts, mode)


def key(digits, seconds=5):
    return AnswerHeard(at(seconds), digits)


GRANT = (asked(), key("1"))
FROM_NOW = ConsentWithdrawn(at(20), WithdrawalScope.FROM_NOW, "agent")
FROM_THE_START = ConsentWithdrawn(at(20), WithdrawalScope.FROM_THE_START, "page")


def test_the_key_for_yes_grants_what_was_asked_and_nothing_else():
    state = fold(GRANT)
    assert state.status is ConsentStatus.GRANTED
    assert state.granted == set(BOTH)
    assert not allows(state, Purpose.ANALYSIS)
    assert permit(state, "call-1", "p").granted_at == at(5)


def test_silence_is_not_a_grant():
    once = decide(fold([asked()]), key(""))
    assert once.effects == (ConsentEffect.ASK_AGAIN,)
    twice = decide(once.state, key(""))
    assert twice.state.status is ConsentStatus.NO_ANSWER
    assert ConsentEffect.CONTINUE_UNRECORDED in twice.effects


def test_a_wrong_key_is_asked_again_and_then_means_no():
    assert fold([asked(), key("7")]).status is ConsentStatus.ASKED
    assert fold([asked(), key("7"), key("7")]).status is ConsentStatus.NO_ANSWER
    assert fold([asked(), key("7"), key("1")]).status is ConsentStatus.GRANTED


def test_the_key_for_no_refuses():
    state = fold([asked(), key("2")])
    assert (state.status, state.method) == (ConsentStatus.REFUSED, ConsentMethod.KEYPAD)


def test_where_both_answers_share_a_key_it_means_no():
    assert fold([asked(yes="1", no="1"), key("1")]).status is ConsentStatus.REFUSED


def test_a_script_without_a_key_for_yes_cannot_turn_silence_into_yes():
    assert fold([asked(yes=""), key(""), key("")]).status is ConsentStatus.NO_ANSWER


def test_a_hang_up_in_the_question_is_abandoned_and_not_refused():
    assert fold([asked(), CallerHungUp(at(3))]).status is ConsentStatus.ABANDONED
    assert fold([asked(), CallerHungUp(at(3)), key("1")]).status is ConsentStatus.ABANDONED


def test_a_fault_while_asking_means_no():
    assert fold([asked(), FaultHappened(at(3), "storage_full")]).status is ConsentStatus.NO_ANSWER
    assert not allows(fold([asked(), FaultHappened(at(3), "storage_full"), key("1")]), Purpose.RECORDING)


def test_a_second_delivery_of_the_same_answer_changes_nothing():
    state = fold(GRANT)
    assert decide(state, key("1")).state == state
    assert decide(state, key("2")).state == state


def test_training_is_refused_whatever_is_pressed():
    state = fold([asked(purposes=(*BOTH, Purpose.TRAINING)), key("1")])
    assert not allows(state, Purpose.TRAINING)
    assert purpose_words(state)["training"] == "refused"


def test_a_notice_that_is_not_declined_starts_recording_and_says_so():
    state = fold([asked(mode="notice"), key("")])
    assert (state.status, state.method) == (ConsentStatus.GRANTED, ConsentMethod.NOTICE)
    assert fold([asked(mode="notice"), key("2")]).status is ConsentStatus.REFUSED
    assert fold([asked(mode="notice"), key("7")]).status is ConsentStatus.ASKED


def test_separate_questions_grant_separately():
    further = asked(10, purposes=(Purpose.ANALYSIS,))
    assert allows(fold([*GRANT, further, key("1", 12)]), Purpose.ANALYSIS)
    refused = fold([*GRANT, further, key("2", 12)])
    assert allows(refused, Purpose.RECORDING)
    assert purpose_words(refused)["analysis"] == "refused"


def test_withdrawal_is_possible_in_every_state_and_holds():
    for state in every_state():
        gone = decide(state, FROM_THE_START).state
        assert gone.status is ConsentStatus.WITHDRAWN
        assert not gone.granted
        assert not allows(decide(gone, key("1", 30)).state, Purpose.RECORDING)


def test_only_a_question_put_after_a_withdrawal_can_be_answered_with_yes():
    assert fold([*GRANT, FROM_THE_START, key("1", 30)]).status is ConsentStatus.WITHDRAWN
    assert fold([*GRANT, FROM_THE_START, asked(30)]).status is ConsentStatus.WITHDRAWN
    assert fold([*GRANT, FROM_THE_START, asked(30), key("2", 31)]).status is ConsentStatus.WITHDRAWN
    assert fold([*GRANT, FROM_THE_START, asked(30), key("1", 31)]).status is ConsentStatus.GRANTED


def test_a_withdrawal_from_now_on_keeps_what_was_recorded_before():
    state = fold([*GRANT, FROM_NOW])
    assert not may_record(state)
    assert covers_past(state, Purpose.RECORDING)
    assert decide(fold(GRANT), FROM_NOW).effects[0] is ConsentEffect.STOP_RECORDING
    assert not covers_past(decide(state, FROM_THE_START).state, Purpose.RECORDING)
    assert not covers_past(decide(decide(state, FROM_THE_START).state, FROM_NOW).state, Purpose.RECORDING)


def test_somebody_who_joins_was_not_asked():
    state = fold([*GRANT, PartyJoined(at(10))])
    assert not may_record(state)
    assert fold([*GRANT, PartyJoined(at(10)), key("1", 12)]) == state
    assert may_record(fold([*GRANT, PartyJoined(at(10)), asked(11), key("1", 12)]))


def test_an_agent_marks_an_answer_while_the_line_is_open_only():
    marked = AgentMarkedAnswer(at(9), "agent-7", True, BOTH)
    assert fold([marked]).method is ConsentMethod.AGENT
    assert fold([CallerHungUp(at(8)), marked]).status is ConsentStatus.NOT_ASKED
    assert fold([replace(marked, granted=False)]).status is ConsentStatus.REFUSED
    assert fold([*GRANT, replace(marked, granted=False)]).status is ConsentStatus.WITHDRAWN


def test_an_attestation_never_overrides_what_a_caller_said():
    attested = ConsentAttested(at(40), "written consent on file", BOTH)
    assert fold([attested]).method is ConsentMethod.ATTESTED
    assert fold([asked(), key("2"), attested]).status is ConsentStatus.REFUSED


def test_what_expires_permits_nothing():
    state = fold([*GRANT, CallerHungUp(at(50)), ConsentExpired(at(90))])
    assert state.status is ConsentStatus.EXPIRED
    assert not covers_past(state, Purpose.RECORDING)
    assert fold([ConsentExpired(at(90))]).status is ConsentStatus.NOT_ASKED


def test_granted_times_begin_with_the_answer_and_end_with_the_withdrawal():
    assert [(s.start_at, s.end_at) for s in grants(GRANT)] == [(at(5), None)]
    assert [(s.start_at, s.end_at) for s in grants([*GRANT, FROM_NOW])] == [(at(5), at(20))]
    assert grants([*GRANT, FROM_THE_START]) == ()
    again = [*GRANT, PartyJoined(at(10)), asked(11), key("1", 12)]
    assert [(s.start_at, s.end_at) for s in grants(again)] == [(at(5), at(10)), (at(12), None)]


def test_a_permit_without_a_live_grant_is_refused():
    for state in (ConsentState(), fold([asked()]), fold([*GRANT, FROM_NOW]), fold([*GRANT, CallerHungUp(at(50))])):
        with pytest.raises(NotPermitted):
            permit(state, "call-1", "p")


# --- the whole table ---------------------------------------------------------------------------


def every_event():
    for purposes, mode, keys, attempts in itertools.product(
        ((), BOTH, (Purpose.ANALYSIS,), (Purpose.TRAINING,)),
        ("ask", "notice"),
        (("1", "2"), ("", ""), ("1", "1")),
        (1, 2),
    ):
        yield asked(60, purposes, mode, *keys, attempts)
    for digits in ("", "1", "2", "7", "?", "11"):
        yield key(digits, 61)
    for granted, purposes in itertools.product((True, False), ((), BOTH, (Purpose.TRAINING,))):
        yield AgentMarkedAnswer(at(62), "agent-7", granted, purposes)
    yield ConsentAttested(at(63), "basis", BOTH)
    yield CallerHungUp(at(64))
    yield PartyJoined(at(65))
    yield FaultHappened(at(66), "storage_full")
    yield from (ConsentWithdrawn(at(67), scope, "page") for scope in WithdrawalScope)
    yield ConsentExpired(at(68))


def every_state():
    """Every state that up to four events lead to."""
    alphabet = [
        asked(), asked(mode="notice"), asked(purposes=(Purpose.ANALYSIS,)), key(""), key("1"), key("2"), key("7"),
        AgentMarkedAnswer(at(9), "a", True, BOTH), AgentMarkedAnswer(at(9), "a", False, BOTH),
        ConsentAttested(at(9), "basis", BOTH), CallerHungUp(at(9)), PartyJoined(at(9)), FaultHappened(at(9), "f"),
        FROM_NOW, FROM_THE_START, ConsentExpired(at(30)),
    ]  # fmt: skip
    reached = {ConsentState()}
    front = reached
    for _ in range(4):
        front = {decide(state, event).state for state in front for event in alphabet} - reached
        reached = reached | front
    return reached


def test_every_state_meets_every_event_with_a_defined_outcome():
    states, events = every_state(), tuple(every_event())
    assert {state.status for state in states} == set(ConsentStatus)
    for state in states:
        for event in events:
            after = decide(state, event).state
            assert bool(after.granted) == (after.status is ConsentStatus.GRANTED)
            assert Purpose.TRAINING not in after.granted | after.kept
            if may_record(after) and not may_record(state):
                assert isinstance(event, AnswerHeard | AgentMarkedAnswer | ConsentAttested)
            if isinstance(event, AnswerHeard) and not event.digits and not state.by_notice:
                assert after.granted <= state.granted
            if not state.line_open:
                assert after.granted <= state.granted or isinstance(event, ConsentAttested)
