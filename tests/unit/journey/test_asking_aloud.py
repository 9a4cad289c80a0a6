"""Consent by an agent's mark, and somebody who joins: durable first, then the carrier, and never without a yes."""

from dataclasses import replace

import pytest

from tests.support.line import PROMPTS, RING, VOICEMAIL, Line, asks, records
from voice.call.values import Dial, NextStep, StartRecording, StartStream
from voice.consent.history import to_entry
from voice.consent.machine import covers_past, purpose_words
from voice.consent.values import ConsentMethod, ConsentStatus, ConsentWithdrawn, Purpose, WithdrawalScope
from voice.errors import CarrierUnavailable, NothingThere, NotPermitted, UntrustedInput
from voice.greeting.script import load
from voice.greeting.values import LineMode, RecordFrom
from voice.journey.aloud import NOT_STARTED, STARTED, start_failed
from voice.journey.receipts import signed_receipt


@pytest.fixture
def line():
    line = Line()
    line.ring()
    line.press("2")
    return line


def entries(line):
    return [kept.entry for kept in line.ledger.entries(line.call().id)]


def test_a_yes_marked_by_an_agent_begins_the_recording_after_it_is_durable(line):
    seen = []
    begin = line.carrier.begin
    line.carrier.begin = lambda sid, action: (seen.append(line.kinds()[-1]), begin(sid, action))
    assert line.mark()
    assert seen == ["consent.agent_marked_answer"]
    ((sid, action),) = line.carrier.begun
    assert (sid, type(action)) == ("CA1", StartRecording)
    assert line.state().method is ConsentMethod.AGENT
    assert line.state().granted == {Purpose.RECORDING, Purpose.TRANSCRIPTION, Purpose.ANALYSIS}
    assert line.kinds()[-1] == STARTED


def test_the_receipt_says_that_an_agent_marked_it_and_which_account(line):
    line.mark()
    receipt = signed_receipt(line.call(), line.ledger, RING, line.clock.now(), "voice 0")
    assert receipt["outcome"]["method"] == "agent"
    basis = next(row["basis"] for row in receipt["purposes"] if row["purpose"] == "recording")
    assert basis == "consent asked aloud and marked by an agent (GDPR Art. 6(1)(a))"
    assert next(e for e in receipt["events"] if e["kind"] == "consent.agent_marked_answer")["agent"] == "account-7"


def test_consent_taken_back_by_another_process_while_the_carrier_begins_stops_it_at_once(line):
    """The command line writes to the same ledger, past what this process has read of it."""
    begin = line.carrier.begin

    def taken_back_meanwhile(sid, action):
        begin(sid, action)
        taken_back = ConsentWithdrawn(line.clock.now(), WithdrawalScope.FROM_NOW, "cli")
        line.ledger.append(to_entry(line.call().id, taken_back))

    line.carrier.begin = taken_back_meanwhile
    assert not line.mark()
    assert line.carrier.stopped == ["CA1"]
    assert line.kinds()[-1] == NOT_STARTED
    assert entries(line)[-1].body["reason"] == "consent_taken_back"


def test_a_no_starts_nothing_and_is_kept(line):
    assert line.mark(granted=False)
    assert line.carrier.begun == []
    assert line.state().status is ConsentStatus.REFUSED
    assert entries(line)[-1].body["granted"] is False


def test_a_no_after_a_yes_stops_what_runs(line):
    line.mark()
    line.mark(granted=False)
    assert line.carrier.stopped == ["CA1"]
    assert line.state().status is ConsentStatus.WITHDRAWN


def test_on_a_line_that_streams_the_stream_is_begun():
    line = Line(replace(RING, record_from=RecordFrom.STREAM))
    line.ring()
    line.press("2")
    line.mark()
    assert type(line.carrier.begun[0][1]) is StartStream


def test_a_start_that_fails_leaves_the_call_unrecorded_says_so_and_may_be_tried_again(line):
    line.carrier.down = True
    assert not line.mark()
    assert line.kinds()[-1] == NOT_STARTED
    assert start_failed(entries(line), line.state())
    line.carrier.down = False
    assert line.mark()
    assert len(line.carrier.begun) == 1
    assert not start_failed(entries(line), line.state())


def test_what_a_failed_start_may_have_begun_all_the_same_is_stopped(line):
    def answers_too_late(carrier_call_id, action):
        line.carrier.begun.append((carrier_call_id, action))
        raise NothingThere("too late")

    line.carrier.begin = answers_too_late
    assert not line.mark()
    assert line.carrier.stopped == ["CA1"]


def test_a_withdrawal_by_another_process_while_the_carrier_is_asked_stops_what_began(line):
    begin = line.carrier.begin

    def meanwhile(carrier_call_id, action):
        begin(carrier_call_id, action)
        line.live.withdraw(line.call().id, WithdrawalScope.FROM_THE_START, "cli")

    line.carrier.begin = meanwhile
    assert not line.mark()
    assert line.carrier.stopped[-1] == "CA1"
    assert line.state().status is ConsentStatus.WITHDRAWN


def test_marking_a_second_time_begins_nothing_twice(line):
    line.mark()
    line.mark()
    assert len(line.carrier.begun) == 1


def test_a_yes_is_not_marked_while_the_line_itself_asks():
    line = Line()
    line.ring()
    with pytest.raises(NotPermitted):
        line.mark()
    assert line.carrier.begun == []
    assert line.state().status is ConsentStatus.ASKED


@pytest.mark.parametrize(
    "change", [{"mode": LineMode.ANNOUNCE_ONLY}, {"mode": LineMode.NEVER}, {"may_include_minors": True}]
)
def test_no_mark_makes_a_line_record_that_never_does(change):
    line = Line(replace(RING, **change))
    line.ring()
    assert line.live.questions_aloud("call-1") == ()
    with pytest.raises(NotPermitted):
        line.mark()
    assert line.mark(granted=False)
    assert line.carrier.begun == []


def test_a_call_that_is_over_or_being_destroyed_takes_no_mark(line):
    line.hang_up()
    with pytest.raises(NothingThere):
        line.mark()
    with pytest.raises(NothingThere):
        line.live.party_joined("call-1")
    assert line.carrier.begun == []


@pytest.mark.parametrize("about", [(), ("training",), ("recording", "sharing"), ("storage",)])
def test_only_the_lines_own_questions_can_be_answered(line, about):
    with pytest.raises(UntrustedInput):
        line.mark(about=about)
    assert "consent.agent_marked_answer" not in line.kinds()


def with_a_question_of_its_own(name, locale):
    return replace(load(PROMPTS, name, locale), questions={"analysis": "May we sum it up? Press {yes} or {no}."})


def test_each_question_is_marked_on_its_own():
    line = Line(scripts=with_a_question_of_its_own)
    line.ring()
    line.press("2")
    assert [question.about for question in line.live.questions_aloud("call-1")] == ["recording", "analysis"]
    line.mark(about=("recording",))
    assert line.state().granted == {Purpose.RECORDING, Purpose.TRANSCRIPTION}
    line.mark(about=("analysis",))
    assert Purpose.ANALYSIS in line.state().granted
    assert len(line.carrier.begun) == 1


# --- somebody joins ----------------------------------------------------------------------------


@pytest.fixture
def recorded():
    line = Line()
    line.agreed()
    return line


def test_after_somebody_joined_the_caller_is_led_back_and_nothing_records_before_a_new_yes(recorded):
    recorded.live.party_joined("call-1", ask_by_keypad=True)
    assert recorded.carrier.stopped == ["CA1"]
    assert recorded.carrier.led == [("CA1", NextStep.ASK_AGAIN)]
    question = recorded.live.asked_again("CA1")
    assert asks(question)
    assert not records(question)
    assert recorded.live.asked_again("CA1") == question, "a repeated delivery asks the same"
    answer = recorded.press("1", turn=2)
    assert records(answer)
    assert any(isinstance(action, Dial) for action in answer)


@pytest.mark.parametrize("digits", ["2", ""])
def test_without_a_new_yes_the_call_goes_on_unrecorded(recorded, digits):
    recorded.live.party_joined("call-1", ask_by_keypad=True)
    recorded.live.asked_again("CA1")
    recorded.press(digits)
    answer = recorded.press(digits)
    assert not records(answer)
    assert any(isinstance(action, Dial) for action in answer)


def test_asked_aloud_instead_an_agents_mark_begins_it_again(recorded):
    recorded.live.party_joined("call-1")
    assert recorded.carrier.led == []
    assert recorded.mark()
    assert len(recorded.carrier.begun) == 1


def test_a_carrier_that_cannot_lead_the_call_leaves_it_unrecorded(recorded):
    recorded.carrier.down = True
    with pytest.raises(CarrierUnavailable):
        recorded.live.party_joined("call-1", ask_by_keypad=True)
    assert recorded.state().status is ConsentStatus.NOT_ASKED


def test_what_the_second_answer_leaves_out_covers_none_of_the_sound():
    line = Line(scripts=with_a_question_of_its_own)
    line.ring()
    line.press("1")
    line.press("1")
    assert covers_past(line.state(), Purpose.ANALYSIS)
    line.live.party_joined("call-1", ask_by_keypad=True)
    line.live.asked_again("CA1")
    line.press("1")
    assert line.press("2") and not line.state().pending
    assert covers_past(line.state(), Purpose.TRANSCRIPTION)
    assert not covers_past(line.state(), Purpose.ANALYSIS)
    line.hang_up()
    line.live.withdraw("call-1", WithdrawalScope.FROM_NOW, "test")
    assert not covers_past(line.state(), Purpose.ANALYSIS)
    assert purpose_words(line.state())["recording"] == "kept"


def test_the_one_who_takes_a_message_alone_is_asked_nothing_twice():
    line = Line(VOICEMAIL)
    line.agreed()
    assert "consent.party_joined" not in line.kinds()


@pytest.mark.parametrize("mode", [LineMode.ANNOUNCE_ONLY, LineMode.NEVER])
def test_a_line_that_never_records_asks_nobody_again(mode):
    line = Line(replace(RING, mode=mode))
    line.ring()
    assert not asks(line.live.asked_again("CA1"))
    line.press("1")
    assert not line.state().granted
