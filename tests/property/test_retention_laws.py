"""Laws of the end: nothing is destroyed under hold, nothing is kept past due without one."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.support.clock import NOON
from voice.call.values import Call, CallId, CallState, Direction
from voice.retention.schedule import due, due_at
from voice.retention.values import RetentionSchedule

LINES = ["front", "back", "forgotten"]
PERIODS = st.fixed_dictionaries({"front": st.integers(0, 3650), "back": st.integers(0, 3650)})
MOMENTS = st.integers(0, 4000).map(lambda hours: NOON + timedelta(hours=hours))


@st.composite
def houses(draw):
    calls = []
    for number in range(draw(st.integers(0, 12))):
        started = draw(MOMENTS)
        ended = draw(st.none() | st.integers(0, 10_000).map(lambda s, began=started: began + timedelta(seconds=s)))
        line, state = draw(st.sampled_from(LINES)), draw(st.sampled_from(list(CallState)))
        call = Call(CallId(f"c{number}"), "t", f"CA{number}", line, "", Direction.INBOUND, started, state, "", ended)
        calls.append(call)
    held = draw(st.sets(st.sampled_from([call.id for call in calls]))) if calls else set()
    schedules = {name: RetentionSchedule(name, days, min(days, 7)) for name, days in draw(PERIODS).items()}
    return calls, schedules, held, NOON + timedelta(days=draw(st.integers(0, 4000)))


@given(houses())
def test_nothing_is_destroyed_under_hold_and_nothing_is_kept_past_due_without_one(house):
    calls, schedules, held, at = house
    chosen = {call.id for call in due(calls, schedules, held, at)}
    assert not chosen & held
    for call in calls:
        over = due_at(call, schedules) <= at and call.state is not CallState.ERASED
        assert (call.id in chosen) == (over and call.id not in held)


@given(houses(), st.integers(0, 1000))
def test_what_is_due_stays_due(house, days):
    calls, schedules, held, at = house
    now = {call.id for call in due(calls, schedules, held, at)}
    assert now <= {call.id for call in due(calls, schedules, held, at + timedelta(days=days))}


@given(houses())
def test_the_order_of_calls_does_not_matter(house):
    calls, schedules, held, at = house
    assert due(calls, schedules, held, at) == due(reversed(calls), schedules, held, at)
