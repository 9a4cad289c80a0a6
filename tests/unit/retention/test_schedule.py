"""When a call's time is over."""

from datetime import timedelta

import pytest

from tests.support.clock import NOON
from voice.call.values import Call, CallId, CallState, Direction
from voice.errors import UnderHold
from voice.retention.erasure import certify, plan
from voice.retention.schedule import DEFAULT_DAYS, DEFAULT_SHORT_DAYS, begun_by, due, due_at
from voice.retention.values import DestroyedArtefact, LegalHold, RetentionSchedule

SCHEDULES = {"front": RetentionSchedule("front", 10, 4)}


def a_call(name="one", line="front", ended_at=NOON, **changes):
    started = NOON - timedelta(hours=1)
    return Call(
        CallId(name), "twilio", f"CA-{name}", line, "", Direction.INBOUND, started, ended_at=ended_at, **changes
    )


def test_the_short_period_counts_for_those_it_is_said_of_and_for_no_other():
    briefly = {a_call().id}
    assert due_at(a_call(), SCHEDULES, briefly) == NOON + timedelta(days=4)
    assert due_at(a_call(), SCHEDULES, {"another"}) == NOON + timedelta(days=10)
    assert due_at(a_call(line="gone"), SCHEDULES, briefly) == NOON + timedelta(days=DEFAULT_SHORT_DAYS)


def test_a_call_is_due_its_lines_period_after_it_ended():
    assert due_at(a_call(), SCHEDULES) == NOON + timedelta(days=10)


def test_a_call_without_an_end_counts_from_its_beginning():
    assert due_at(a_call(ended_at=None), SCHEDULES) == NOON + timedelta(days=10, hours=-1)


def test_a_line_that_was_forgotten_keeps_its_calls_no_longer_than_the_default():
    assert due_at(a_call(line="gone"), SCHEDULES) == NOON + timedelta(days=DEFAULT_DAYS)


def test_due_means_at_the_moment_and_not_before():
    at = NOON + timedelta(days=10)
    assert due([a_call()], SCHEDULES, (), at - timedelta(seconds=1)) == ()
    assert due([a_call()], SCHEDULES, (), at) == (a_call(),)


@pytest.mark.parametrize("line", ["front", "gone"])
@pytest.mark.parametrize("ended_at", [NOON, None])
@pytest.mark.parametrize("briefly", [(), ("one",)])
def test_what_is_due_began_early_enough_to_be_looked_at(line, ended_at, briefly):
    call = a_call(line=line, ended_at=ended_at)
    first = due_at(call, SCHEDULES, briefly)
    assert call.started_at <= begun_by(SCHEDULES, first)
    assert begun_by(SCHEDULES, NOON) == NOON - timedelta(days=4)
    assert begun_by({}, NOON) == NOON - timedelta(days=DEFAULT_SHORT_DAYS)


def test_an_erased_call_is_never_due_again():
    assert due([a_call(state=CallState.ERASED)], SCHEDULES, (), NOON + timedelta(days=99)) == ()


def test_no_plan_under_a_hold():
    with pytest.raises(UnderHold):
        plan(CallId("one"), "request", NOON, LegalHold(CallId("one"), NOON, "case-1"))
    assert plan(CallId("one"), "request", NOON, None).trigger == "request"


def test_a_certificate_lists_in_a_stable_order():
    artefacts = [DestroyedArtefact(name, "export", 1, True) for name in ("b", "a")]
    certificate = certify(plan(CallId("one"), "request", NOON, None), artefacts, NOON)
    assert [gone.name for gone in certificate.artefacts] == ["a", "b"]
