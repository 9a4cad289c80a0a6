"""A call on the line is changed over REST: recorded after an agent's mark, streamed, led back to the question."""

from dataclasses import replace

import pytest

from tests.contract.test_carrier_openapi import findings
from tests.contract.test_carrier_signalwire import SignalWireLine
from tests.contract.test_carrier_stream import StreamedLine
from tests.support.line import RING
from tests.support.open_line import OpenLine
from tests.support.openapi import description
from tests.support.twiml_oracle import problems, what_takes_sound
from voice.call.simulator import Person
from voice.call.twilio_control import SignalWireControl
from voice.consent.values import ConsentMethod, ConsentStatus
from voice.journey.aloud import Mark
from voice.recording.values import RecordingState

YES = Mark("account-7", True, ("recording",))


@pytest.fixture
def desk():
    with OpenLine(RING) as line:
        yield line


def once(act):
    """In the first conversation alone."""
    done = []

    def interrupt(call_sid):
        if not done:
            done.append(call_sid)
            act(call_sid)

    return interrupt


def marking(line, mark=YES):
    return once(lambda sid: line.live.marked(line.call(sid).id, mark))


def well_formed(log):
    assert all(problems(document) == [] for document in log.documents)
    return log


def test_a_yes_told_to_an_agent_is_recorded_from_then_on(desk):
    person = Person(keys=("2",), interrupt=marking(desk), interrupt_at_ms=400)
    log = well_formed(desk.simulator.call(person=person))
    talked_at = next(entry.at_ms for entry in log.entries if entry.what == "talks")
    (recording,) = desk.simulator.recordings.values()
    assert (recording.source, recording.channels) == ("StartCallRecordingAPI", 2)
    assert recording.start_ms == talked_at + 400, "nothing from before the mark"
    assert desk.state(log.call_sid).method is ConsentMethod.AGENT
    (kept,) = desk.book.recordings(desk.call(log.call_sid).id)
    assert kept.state is RecordingState.COMPLETED
    assert all(what_takes_sound(document) == [] for document in log.documents)


def test_a_no_told_to_an_agent_records_nothing(desk):
    no = replace(YES, granted=False)
    log = well_formed(desk.simulator.call(person=Person(keys=("2",), interrupt=marking(desk, no))))
    assert not desk.simulator.recordings
    assert desk.state(log.call_sid).status is ConsentStatus.REFUSED


def test_on_a_streaming_line_the_sound_comes_here_from_the_mark_on():
    with StreamedLine() as line:
        person = Person(keys=("2",), interrupt=marking(line), interrupt_at_ms=1000)
        log = well_formed(line.simulator.call(person=person))
        line.wait_for(lambda: line.recording(log).state is RecordingState.CARRIER_COPY_GONE)
        talked_at = next(entry.at_ms for entry in log.entries if entry.what == "talks")
        assert line.recording(log).duration_ms == log.duration_ms - talked_at - 1000
        assert not line.simulator.recordings


def test_somebody_who_joins_stops_it_and_the_caller_is_asked_again_by_the_line(desk):
    joins = once(lambda sid: desk.live.party_joined(desk.call(sid).id, ask_by_keypad=True))
    log = well_formed(desk.simulator.call(person=Person(keys=("1", "1"), interrupt=joins, interrupt_at_ms=300)))
    assert [entry.what for entry in log.entries].count("talks") == 2
    first, second = desk.simulator.recordings.values()
    assert first.end_ms <= second.start_ms
    led = next(entry.at_ms for entry in log.entries if entry.what == "led_away")
    asked = [entry.at_ms for entry in log.entries if entry.what == "presses"]
    assert first.end_ms <= led < asked[1] <= second.start_ms


@pytest.mark.parametrize("keys", [("1", "2"), ("1",)])
def test_who_does_not_say_yes_again_is_not_recorded_again(desk, keys):
    joins = once(lambda sid: desk.live.party_joined(desk.call(sid).id, ask_by_keypad=True))
    log = well_formed(desk.simulator.call(person=Person(keys=keys, interrupt=joins, interrupt_at_ms=300)))
    assert [entry.what for entry in log.entries].count("talks") == 2
    assert len(desk.simulator.recordings) == 1


def test_a_fault_at_the_second_question_connects_the_caller_unrecorded(desk):
    def joins_and_breaks(sid):
        desk.live.party_joined(desk.call(sid).id, ask_by_keypad=True)
        desk.scripts = desk.live = Broken(desk.live)

    log = well_formed(desk.simulator.call(person=Person(interrupt=once(joins_and_breaks), interrupt_at_ms=300)))
    assert [entry.what for entry in log.entries].count("talks") == 2
    assert len(desk.simulator.recordings) == 1


class Broken:
    """A journey that fails at the second question."""

    def __init__(self, live):
        self._live = live

    def __getattr__(self, name):
        if name == "asked_again":
            raise RuntimeError("broken")
        return getattr(self._live, name)


def test_every_request_of_it_keeps_to_the_description():
    openapi = description()
    with OpenLine(RING) as line:
        line.simulator.call(person=Person(keys=("2",), interrupt=marking(line)))
        joins = once(lambda sid: line.live.party_joined(line.call(sid).id, ask_by_keypad=True))
        line.simulator.call(person=Person(keys=("1", "1"), interrupt=joins))
        assert findings(openapi, line.simulator) == []
        assert {asked.path.rpartition("/")[2] for asked, _ in line.simulator.rest.answered} >= {"Recordings.json"}
    with StreamedLine() as line:
        line.simulator.call(person=Person(keys=("2",), interrupt=marking(line)))
        assert findings(openapi, line.simulator) == []
        assert "Streams.json" in {asked.path.rpartition("/")[2] for asked, _ in line.simulator.rest.answered}


class SignalWireDesk(SignalWireLine):
    def control(self):
        return SignalWireControl(self.carrier, self.url)


def test_a_carrier_that_begins_nothing_mid_call_leaves_it_unrecorded():
    with SignalWireDesk(RING) as line:
        told = []
        mark = once(lambda sid: told.append(line.live.marked(line.call(sid).id, YES)))
        line.simulator.call(person=Person(keys=("2",), interrupt=mark))
        assert told == [False]
        assert not line.simulator.recordings
