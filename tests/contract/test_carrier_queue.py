"""A line on which callers wait: announced, answered or left, recorded under a permit alone."""

from dataclasses import replace

import pytest

from tests.support.line import PROMPTS, RING
from tests.support.open_line import OpenLine
from tests.support.twiml_oracle import problems, what_takes_sound
from voice.call.simulator import Person
from voice.consent.values import ConsentStatus
from voice.errors import SettingsError
from voice.greeting.lines import parse
from voice.greeting.script import ScriptFaulty, load
from voice.greeting.values import PromptKind
from voice.settings import Settings
from voice.wiring.live import open_live
from voice.wiring.parts import open_parts

QUEUE = replace(RING, dial=(), queue="support", queue_wait_s=60)
WAITING = load(PROMPTS, "standard", "en-US").prompts[PromptKind.WAITING]


@pytest.fixture
def desk():
    with OpenLine(QUEUE) as line:
        yield line


def whole(log):
    assert all(problems(document) == [] for document in log.documents)
    return log


def test_a_caller_who_agreed_waits_is_told_so_and_is_recorded(desk):
    log = whole(desk.simulator.call(person=Person(waits_for=2)))
    assert log.said().count(WAITING) == 2
    assert log.saw("talks")
    (recording,) = desk.simulator.recordings.values()
    assert desk.state(log.call_sid).status is ConsentStatus.GRANTED
    assert recording.source == "StartCallRecordingTwiML"
    assert "<Enqueue" in log.documents[1]


def test_a_caller_who_said_no_waits_and_talks_unrecorded(desk):
    log = whole(desk.simulator.call(person=Person.refusing()))
    assert WAITING in log.said()
    assert log.saw("talks")
    assert [what_takes_sound(document) for document in log.documents] == [[]] * len(log.documents)
    assert not desk.simulator.recordings


@pytest.mark.parametrize(("keys", "message"), [(("1",), True), (("2",), False)])
def test_the_wait_ends_and_a_message_is_taken_under_a_permit_alone(desk, keys, message):
    log = whole(desk.simulator.call(person=Person(keys=keys, agent_answers=False)))
    assert not log.saw("talks")
    assert log.saw("leaves_message") == message
    assert bool(desk.simulator.recordings) == message


def test_a_fault_while_waiting_keeps_the_place_in_silence(desk):
    def broken(_event):
        raise RuntimeError("broken")

    desk.live.waiting = broken
    log = whole(desk.simulator.call(person=Person(waits_for=2)))
    assert WAITING not in log.said()
    assert log.saw("talks")


def test_somebody_who_joins_a_queued_call_is_asked_again_too(desk):
    joined = []

    def joins(call_sid):
        if not joined:
            joined.append(call_sid)
            desk.live.party_joined(desk.call(call_sid).id, ask_by_keypad=True)

    log = whole(desk.simulator.call(person=Person(keys=("1", "2"), interrupt=joins, interrupt_at_ms=300)))
    assert [entry.what for entry in log.entries].count("waits") == 2
    assert len(desk.simulator.recordings) == 1


def test_what_the_carrier_says_of_a_call_that_was_led_away_leads_to_the_question(desk):
    desk.ring()
    desk.press("1")
    answer = desk.dial_ends("led-away")
    assert [action.then.value for action in answer] == ["ask-again"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('dial = ["+15550111"]', "leave out `dial` or `queue`"),
        ('record_from = "answer"', "expected consent or stream"),
        ("queue_wait_s = 5", "30 to 3600 seconds"),
    ],
)
def test_a_queue_that_cannot_be_is_refused_with_its_line(more, says):
    text = f'[[line]]\nname = "desk"\nbusiness = "Harbour Dental"\nqueue = "support"\n{more}\n'
    with pytest.raises(ScriptFaulty, match=says):
        parse(text.encode(), "lines.toml")


def test_on_a_carrier_that_records_from_an_answer_alone_the_service_does_not_start(tmp_path):
    (tmp_path / "lines.toml").write_text('[[line]]\nname = "desk"\nbusiness = "Harbour Dental"\nqueue = "support"\n')
    settings = Settings(data=tmp_path / "data", prompts=PROMPTS, lines=tmp_path / "lines.toml", carrier="signalwire")
    parts = open_parts(settings)
    try:
        with pytest.raises(SettingsError, match="SignalWire"):
            open_live(parts)
    finally:
        parts.close()
