from datetime import timedelta

import pytest

from tests.support.call_documents import a_call, finished
from tests.support.clock import NOON, FrozenClock
from tests.support.redacted_calls import call
from voice.call.values import CallState
from voice.errors import NotPermitted
from voice.insight.sentiment import LexiconScorer
from voice.redaction.values import RedactedUtterance
from voice.review.queue import item, ordered, reasons, reveal, still_open
from voice.review.values import ReviewReason

WHY = "the caller asked what we hold"


def feeling(*lines):
    return LexiconScorer(FrozenClock()).score(call(*lines))[0]


def test_a_call_nobody_has_looked_at_is_new_and_one_seen_is_not():
    assert reasons(a_call(), None, None, seen=False) == (ReviewReason.NEW,)
    assert reasons(a_call(), None, None, seen=True) == ()


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (CallState.BLOCKED, ReviewReason.LEAK_BLOCKED),
        (CallState.QUARANTINED, ReviewReason.QUARANTINED),
        (CallState.RECORDING_UNUSABLE, ReviewReason.RECORDING_UNUSABLE),
    ],
)
def test_a_call_that_stopped_asks_for_a_look_first(state, reason):
    assert reasons(a_call(state), None, None, seen=False) == (reason, ReviewReason.NEW)


def test_an_unhappy_caller_asks_for_a_look_and_a_happy_one_does_not():
    unhappy = feeling("caller: This is terrible, I am very upset and angry.")
    assert ReviewReason.NEGATIVE in reasons(a_call(), None, unhappy, seen=True)
    assert reasons(a_call(), None, feeling("caller: I am very happy, wonderful."), seen=True) == ()


def test_words_poorly_heard_ask_for_a_listener():
    assert ReviewReason.LOW_CONFIDENCE in reasons(a_call(), call("caller: mumble", confidence=0.4), None, seen=True)
    assert reasons(a_call(), call("caller: clear", confidence=0.9), None, seen=True) == ()


def test_doubtful_words_ask_for_a_listener():
    transcript = call("caller: words")
    doubtful = RedactedUtterance("u9", "caller", 0, 100, "words", 0.9, doubtful="repeated")
    marked = type(transcript)(transcript.call_id, "en", transcript.model, (doubtful,), {}, 100)
    assert ReviewReason.DOUBTFUL_WORDS in reasons(a_call(), marked, None, seen=True)


def test_the_queue_puts_the_gravest_first_and_then_the_longest_waiting():
    lines = [
        item(a_call(call_id="new"), (ReviewReason.NEW,), NOON),
        item(a_call(call_id="late"), (ReviewReason.NEGATIVE,), NOON + timedelta(1)),
        item(a_call(call_id="early"), (ReviewReason.NEGATIVE,), NOON),
        item(a_call(call_id="blocked"), (ReviewReason.LEAK_BLOCKED,), NOON + timedelta(9)),
    ]
    assert [one.call_id for one in ordered(lines)] == ["blocked", "early", "late", "new"]
    assert item(a_call(), (), NOON) is None


def test_a_queue_line_holds_no_text_of_the_call():
    line = item(a_call(), reasons(a_call(), finished().transcript, finished().sentiment, seen=False), NOON)
    assert set(line.__dataclass_fields__) == {"call_id", "reasons", "queued_at"}


def test_a_reveal_has_a_person_a_reason_and_an_end():
    leave = reveal(a_call(), "reviewer-1", WHY, NOON)
    assert (leave.by, leave.reason, leave.until) == ("reviewer-1", WHY, NOON + timedelta(minutes=30))
    assert still_open(leave, a_call(), NOON + timedelta(minutes=29))
    assert not still_open(leave, a_call(), NOON + timedelta(minutes=30))
    assert not still_open(leave, a_call(), NOON - timedelta(seconds=1))


def test_a_reveal_of_one_call_opens_no_other():
    assert not still_open(reveal(a_call(), "reviewer-1", WHY, NOON), a_call(call_id="other"), NOON)


@pytest.mark.parametrize(
    ("by", "reason", "state", "minutes"),
    [
        ("", WHY, CallState.READY, 10),
        ("reviewer-1", "because", CallState.READY, 10),
        ("reviewer-1", " " * 40, CallState.READY, 10),
        ("reviewer-1", WHY, CallState.ERASED, 10),
        ("reviewer-1", WHY, CallState.UNRECORDED, 10),
        ("reviewer-1", WHY, CallState.READY, 31),
        ("reviewer-1", WHY, CallState.READY, 0),
    ],
)
def test_raw_text_is_not_shown_without_person_reason_subject_and_end(by, reason, state, minutes):
    with pytest.raises(NotPermitted):
        reveal(a_call(state), by, reason, NOON, timedelta(minutes=minutes))
