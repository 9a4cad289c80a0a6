"""Whole calls: the real journey and doors, the simulated carrier, every document held against the oracle."""

from dataclasses import replace

import pytest

from tests.support.line import AGENT, RING, VOICEMAIL
from tests.support.open_line import OpenLine
from tests.support.twiml_oracle import problems, what_takes_sound
from voice.call.simulator import Person
from voice.consent.values import ConsentStatus, WithdrawalScope
from voice.greeting.values import RecordFrom


@pytest.fixture
def desk():
    with OpenLine(RING) as line:
        yield line


def whole(line, log):
    """Each document is one the carrier understands."""
    assert log.documents
    for document in log.documents:
        assert problems(document) == []
    return log


def test_a_caller_who_agrees_is_put_through_and_recorded(desk):
    log = whole(desk, desk.simulator.call())
    assert desk.state(log.call_sid).status is ConsentStatus.GRANTED
    assert log.saw("talks")
    (recording,) = log.recordings
    assert desk.book.recording_by_carrier_id(recording).announced_ms > 0
    assert desk.queue.work
    first_sound = next(n for n, document in enumerate(log.documents) if what_takes_sound(document))
    assert first_sound == 1, "nothing takes sound before the answer"


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (Person.refusing(), ConsentStatus.REFUSED),
        (Person.silent(), ConsentStatus.NO_ANSWER),
        (Person.hanging_up(), ConsentStatus.ABANDONED),
        (Person(keys=("5", "7")), ConsentStatus.REFUSED),
        (Person(keys=("", "2")), ConsentStatus.REFUSED),
    ],
)
@pytest.mark.parametrize("profile", [RING, VOICEMAIL])
def test_anything_but_a_yes_takes_no_sound(person, status, profile):
    with OpenLine(profile) as line:
        log = whole(line, line.simulator.call(person=person))
        assert [what_takes_sound(document) for document in log.documents] == [[]] * len(log.documents)
        assert not line.simulator.recordings
        if status is not ConsentStatus.REFUSED or person.keys == ("2",):
            assert line.state(log.call_sid).status is status
        assert line.state(log.call_sid).status is not ConsentStatus.GRANTED


def test_a_yes_at_the_second_question_counts(desk):
    log = whole(desk, desk.simulator.call(person=Person(keys=("", "1"))))
    assert desk.state(log.call_sid).status is ConsentStatus.GRANTED
    assert len(log.recordings) == 1


def test_a_message_is_taken_from_a_caller_who_agrees():
    with OpenLine(VOICEMAIL) as line:
        log = whole(line, line.simulator.call())
        (recording,) = line.simulator.recordings.values()
        assert (recording.source, recording.channels) == ("RecordVerb", 1)
        assert log.saw("leaves_message")


def test_nobody_answering_ends_one_recording_before_the_message_begins(desk):
    log = whole(desk, desk.simulator.call(person=Person(agent_answers=False)))
    assert len(log.recordings) == 2
    assert [entry.what for entry in log.entries].index("recording_stops") < [entry.what for entry in log.entries].index(
        "leaves_message"
    )


def test_a_line_may_record_from_the_answer_on_alone():
    with OpenLine(replace(RING, record_from=RecordFrom.ANSWER)) as line:
        whole(line, line.simulator.call())
        (recording,) = line.simulator.recordings.values()
        assert recording.source == "DialVerb"
        assert recording.end_ms - recording.start_ms == 1000, "what was talked, and nothing else"
        refused = whole(line, line.simulator.call(person=Person.refusing()))
        unanswered = whole(line, line.simulator.call(person=Person(agent_answers=False)))
        assert refused.recordings == []
        assert len(unanswered.recordings) == 1


def test_a_withdrawal_in_the_middle_stops_the_recording_at_the_carrier(desk):
    def take_back(call_sid):
        desk.live.withdraw(desk.call(call_sid).id, WithdrawalScope.FROM_THE_START, "agent")

    log = whole(desk, desk.simulator.call(person=Person.withdrawing(take_back, at_ms=300)))
    assert desk.state(log.call_sid).status is ConsentStatus.WITHDRAWN
    assert desk.erased
    assert not desk.simulator.recordings, "a recording reported after a withdrawal is deleted at the carrier"


def test_a_fault_of_ours_connects_the_caller_unrecorded(desk):
    desk.book.call_by_carrier_id = None
    log = whole(desk, desk.simulator.call())
    assert log.saw("talks")
    assert AGENT in log.documents[0]
    assert not desk.simulator.recordings


def test_a_recording_nobody_permitted_is_stopped_deleted_and_alarmed(desk):
    def somebody_starts_one(call_sid):
        call = desk.simulator.exchange.calls[call_sid]
        recording = desk.simulator.exchange.begin_recording(call, "rest", 2)
        recording.callback = f"{desk.url}/twilio/recording"
        recording.events = frozenset({"in-progress", "completed", "absent"})

    log = whole(desk, desk.simulator.call(person=Person(keys=("2",), interrupt=somebody_starts_one)))
    assert not desk.simulator.recordings
    assert "recording.quarantined" in desk.kinds()
    assert not desk.queue.work or all("close" in key for _, key in desk.queue.work)
    assert not log.recordings


def test_a_restart_between_any_two_moments_changes_nothing(desk):
    talk = desk.simulator.wire.post

    def restart_each_time(*arguments, **named):
        desk.restart()
        return talk(*arguments, **named)

    desk.simulator.wire.post = restart_each_time
    log = whole(desk, desk.simulator.call())
    assert desk.state(log.call_sid).status is ConsentStatus.GRANTED
    assert len(log.recordings) == 1
