"""While the line is open: nothing is recorded without a live grant, whatever happens in whatever order."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.support.ledger import MemoryLedger
from tests.support.line import AGENT, CALLER, RING, TEXAN, VOICEMAIL, Line, asks, records
from voice.call.values import (
    CallState,
    CollectDigits,
    Dial,
    DigitsPressed,
    GoTo,
    HangUp,
    NextStep,
    PauseFor,
    Say,
    StartRecording,
    StartStream,
    StopRecording,
    StopStream,
    TakeVoicemail,
)
from voice.consent.values import ConsentStatus, WithdrawalScope
from voice.errors import StorageFull
from voice.greeting.script import ScriptFaulty
from voice.greeting.values import LineMode, RecordFrom
from voice.recording.values import RecordingState


class FullLedger(MemoryLedger):
    """A ledger whose disk is full from the n-th entry on."""

    def __init__(self, after):
        super().__init__()
        self.after = after

    def append(self, entry):
        if len(self.entries()) >= self.after:
            raise StorageFull("No space is left; free some.")
        return super().append(entry)


@pytest.fixture
def line():
    return Line()


def test_the_caller_is_asked_by_keypad_before_anything_else(line):
    actions = line.ring()
    assert isinstance(actions[0], CollectDigits)
    assert actions[0].then is NextStep.CONSENT
    assert actions[1] == GoTo(NextStep.CONSENT)
    assert "Harbour Dental" in actions[0].prompts[0].text
    assert not records(actions)
    assert line.kinds() == ["consent.asked"]


def test_a_yes_is_durable_before_recording_is_said_to_start(line):
    line.ring()
    actions = line.press("1")
    assert line.kinds() == ["consent.asked", "consent.answer_heard"]
    assert [type(action) for action in actions] == [StartRecording, Say, Dial]
    assert actions[2].numbers == (AGENT,)
    assert "Recording is now on" in actions[1].text


def test_a_yes_that_cannot_be_noted_is_a_no():
    line = Line(ledger=FullLedger(after=1))
    line.ring()
    actions = line.press("1")
    assert not records(actions)
    assert isinstance(actions[-1], Dial)


def test_a_question_that_cannot_be_noted_is_not_put():
    line = Line(ledger=FullLedger(after=0))
    actions = line.ring()
    assert not asks(actions)
    assert not records(actions)
    assert isinstance(actions[-1], Dial)


def test_without_a_script_the_call_still_reaches_somebody():
    def broken(name, locale):
        raise ScriptFaulty("standard/en-US.toml:3: not valid TOML.")

    line = Line(scripts=broken)
    actions = line.ring()
    assert [type(action) for action in actions] == [Dial]
    assert line.kinds() == ["consent.fault_happened"]


@pytest.mark.parametrize("keys", [["2"], ["", ""], ["7", "7"], ["", "2"], ["4155550100", "0"]])
def test_no_silence_and_wrong_keys_go_on_without_any_recording_element(line, keys):
    line.ring()
    for digits in keys:
        actions = line.press(digits)
        assert not records(actions)
    assert isinstance(actions[-1], Dial)
    assert "without recording" in actions[0].text


def test_silence_is_asked_again_once_in_other_words(line):
    first = line.ring()
    again = line.press("")
    assert asks(again)
    assert again[0].prompts != first[0].prompts
    assert not asks(line.press(""))
    assert line.state().status is ConsentStatus.NO_ANSWER


def test_what_was_typed_by_mistake_is_not_kept(line):
    line.ring()
    line.press("4111111111111111")
    assert [kept.entry.body.get("digits") for kept in line.ledger.entries()] == [None, "?"]


def test_a_repeated_delivery_gets_the_same_answer_and_adds_nothing(line):
    assert line.ring() == line.ring()
    turn = line.ring()[0].turn
    again = line.press("", turn=turn)
    assert line.press("", turn=turn) == again
    granted = line.press("1", turn=again[0].turn)
    assert line.press("1", turn=again[0].turn) == granted
    assert line.press("2") == granted
    assert line.kinds() == ["consent.asked", "consent.answer_heard", "consent.answer_heard"]


def test_a_restart_in_the_middle_changes_nothing(line):
    line.ring()
    line.restart()
    granted = line.press("1")
    line.restart()
    assert line.press("1") == granted


def test_a_hang_up_in_the_question_is_abandoned_and_handed_over_for_its_receipt(line):
    line.ring()
    line.hang_up()
    assert line.state().status is ConsentStatus.ABANDONED
    assert line.call().state is CallState.UNRECORDED
    assert line.queue.work == [("call-1", "close-call-1")]


def test_without_anybody_to_ring_a_message_is_taken_only_after_a_yes():
    line = Line(VOICEMAIL)
    actions = line.agreed()
    assert [type(action) for action in actions] == [Say, TakeVoicemail, Say, HangUp]
    other = Line(VOICEMAIL)
    other.ring()
    actions = other.press("2")
    assert [type(action) for action in actions] == [Say, Say, HangUp]


def test_when_nobody_answers_one_recording_ends_before_the_message_begins(line):
    line.agreed()
    actions = line.dial_ends("no-answer")
    assert [type(action) for action in actions] == [StopRecording, Say, TakeVoicemail, Say, HangUp]


def test_when_nobody_answers_after_a_no_no_message_is_taken(line):
    line.ring()
    line.press("2")
    actions = line.dial_ends("busy")
    assert not records(actions)
    assert isinstance(actions[-1], HangUp)


def test_after_the_talk_the_line_says_goodbye(line):
    line.agreed()
    assert [type(action) for action in line.dial_ends()] == [Say, HangUp]
    assert [type(action) for action in line.live.voicemail_taken("CA1")] == [Say, HangUp]


def test_a_completed_recording_is_work_whether_the_call_ended_before_or_after(line):
    line.agreed()
    line.report("in-progress")
    line.hang_up()
    assert line.call().state is CallState.AWAITING_RECORDING
    line.report("completed")
    line.report("completed")
    (recording,) = line.book.recordings("call-1")
    assert recording.state is RecordingState.COMPLETED
    assert line.queue.work == [("call-1", recording.id)]
    assert line.call().state is CallState.WORKING

    other = Line()
    other.agreed()
    other.report("completed")
    other.hang_up()
    other.report("in-progress")
    assert other.call().state is CallState.WORKING
    assert len(other.queue.work) == 1


def test_a_recording_that_never_came_ends_the_wait(line):
    line.agreed()
    line.hang_up()
    line.report("absent")
    assert line.call().state is CallState.UNRECORDED
    assert line.queue.work == [("call-1", "close-call-1")]


def test_a_recording_the_carrier_failed_to_make_is_shown_as_unusable(line):
    line.agreed()
    line.report("failed")
    line.hang_up()
    assert (line.call().state, line.call().reason) == (CallState.RECORDING_UNUSABLE, "carrier_failed")


@pytest.mark.parametrize("keys", [[], ["2"], ["", ""], [""]])
def test_a_recording_without_a_grant_is_quarantined(line, keys):
    line.ring()
    for digits in keys:
        line.press(digits)
    line.report("in-progress")
    line.report("completed")
    line.report("completed")
    assert line.carrier.stopped == ["CA1"]
    assert line.carrier.recordings == {}
    assert line.call().state is CallState.QUARANTINED
    assert line.queue.work == []
    assert line.kinds().count("recording.quarantined") == 1


def test_a_quarantined_copy_the_carrier_keeps_is_handed_to_erasure(line):
    line.ring()
    line.press("2")
    line.carrier.down = True
    line.report("completed")
    assert line.erased == [("call-1", "no_grant")]


def test_the_neighbour_s_recording_passes_while_another_is_quarantined(line):
    line.ring("CA1")
    line.ring("CA2")
    line.press("2", "CA1")
    line.press("1", "CA2")
    line.report("completed", "RE1", "CA1")
    line.report("completed", "RE2", "CA2")
    assert list(line.carrier.recordings) == ["RE2"]
    assert [call_id for call_id, _ in line.queue.work] == ["call-2"]


def test_strangers_calls_are_noted_and_nothing_is_done(line):
    line.report("completed", "RE9", "CA9")
    line.hang_up("CA9")
    assert not records(line.press("1", "CA9"))
    assert not records(line.dial_ends("no-answer", "CA9"))
    assert line.ledger.entries() == ()
    assert line.queue.work == []
    assert "RE9" in line.carrier.recordings


def test_one_recording_cannot_belong_to_two_calls(line):
    line.ring("CA1")
    line.ring("CA2")
    line.press("1", "CA1")
    line.press("1", "CA2")
    line.report("completed", "RE1", "CA1")
    line.report("completed", "RE1", "CA2")
    assert [call_id for call_id, _ in line.queue.work] == ["call-1"]


def test_a_withdrawal_stops_first_then_destroys(line):
    line.agreed()
    said = line.live.withdraw("call-1", WithdrawalScope.FROM_THE_START, "agent")
    assert line.carrier.stopped == ["CA1"]
    assert line.erased == [("call-1", "withdrawn")]
    assert line.queue.cancelled == ["call-1"]
    assert "stopped" in said[0].text
    assert line.state().status is ConsentStatus.WITHDRAWN


def test_a_withdrawal_is_noted_even_when_the_carrier_does_not_answer(line):
    line.agreed()
    line.carrier.down = True
    line.live.withdraw("call-1", WithdrawalScope.FROM_THE_START, "agent")
    assert line.state().status is ConsentStatus.WITHDRAWN
    assert line.erased


def test_a_repeated_withdrawal_adds_no_second_event(line):
    line.agreed()
    for _ in range(3):
        line.live.withdraw("call-1", WithdrawalScope.FROM_THE_START, "agent")
    assert line.kinds().count("consent.withdrawn") == 1


def test_what_arrives_after_a_withdrawal_is_deleted_and_not_worked_on(line):
    line.agreed()
    line.live.withdraw("call-1", WithdrawalScope.FROM_THE_START, "agent")
    line.report("completed")
    assert line.carrier.recordings == {}
    assert line.queue.work == []
    assert line.kinds()[-1] == "recording.discarded"


def test_a_withdrawal_from_now_on_keeps_what_was_recorded_before(line):
    line.agreed()
    line.report("in-progress")
    line.live.withdraw("call-1", WithdrawalScope.FROM_NOW, "agent")
    assert line.carrier.stopped == ["CA1"]
    line.report("completed")
    assert line.erased == []
    assert len(line.queue.work) == 1


def test_somebody_who_joins_stops_the_recording(line):
    line.agreed()
    line.live.party_joined("call-1")
    assert line.carrier.stopped == ["CA1"]
    assert not records(line.dial_ends("no-answer"))


def test_nothing_kept_names_the_caller(line):
    line.agreed()
    line.hang_up()
    kept = str(line.ledger.entries()) + str(line.book.calls())
    assert CALLER not in kept
    assert len(line.call().caller_ref) == 64


def test_the_way_on_when_nothing_works_touches_nothing(line):
    actions = line.live.unrecorded("+15550100")
    assert not records(actions)
    assert isinstance(actions[-1], Dial)
    assert line.ledger.entries() == ()


def test_digits_of_an_unknown_call_are_not_noted(line):
    line.live.answered(DigitsPressed("CA7", "1"))
    assert line.book.calls() == ()


def test_the_first_line_is_not_the_second(line):
    both = Line(RING, VOICEMAIL.__class__(name="night", business="Night Line", number="+15550199"))
    assert "Night Line" in both.ring(callee="+15550199")[0].prompts[0].text
    assert "Harbour Dental" in both.ring("CA2")[0].prompts[0].text


def test_a_line_that_streams_leaves_no_recording_at_the_carrier():
    line = Line(replace(RING, record_from=RecordFrom.STREAM, say_receipt_code=True))
    assert [type(action) for action in line.agreed()] == [StartStream, Say, Dial]
    assert [type(action) for action in line.dial_ends("no-answer")] == [Say, PauseFor, Say, HangUp]
    assert isinstance(line.dial_ends()[0], StopStream)
    alone = Line(replace(VOICEMAIL, record_from=RecordFrom.STREAM))
    assert [type(action) for action in alone.agreed()] == [Say, StartStream, PauseFor, Say, HangUp]
    other = Line(replace(RING, record_from=RecordFrom.STREAM))
    other.ring()
    assert not records(other.press("2"))


def test_whoever_picks_up_hears_first_whether_the_call_is_recorded(line):
    assert line.agreed()[-1].whisper
    line.ring("CA2")
    assert line.press("2", "CA2")[-1].whisper


def test_outside_opening_hours_nobody_is_rung():
    line = Line(replace(RING, open_hours=("tue 09:00-17:00",)))
    assert isinstance(line.agreed()[1], TakeVoicemail)


def test_an_announcing_line_greets_and_never_records():
    line = Line(replace(RING, mode=LineMode.ANNOUNCE_ONLY))
    actions = line.ring()
    assert "not recorded" in actions[0].text
    assert isinstance(actions[1], Dial)
    assert not records(line.press("1"))
    assert line.state().status is ConsentStatus.NOT_ASKED


def test_a_line_that_never_records_says_nothing_about_it():
    assert [type(action) for action in Line(replace(RING, mode=LineMode.NEVER)).ring()] == [Dial]


def test_minors_are_greeted_and_not_recorded():
    assert not asks(Line(replace(RING, may_include_minors=True)).ring())


def test_a_notice_is_heard_only_where_every_rule_allows_it():
    notice = replace(RING, mode=LineMode.NOTICE, script="simple")
    texan, californian, unknown = Line(notice), Line(notice), Line(notice)
    assert "about to be recorded" in texan.ring(caller=TEXAN)[0].prompts[0].text
    assert records(texan.press(""))
    assert "your permission" in californian.ring(caller=CALLER)[0].prompts[0].text
    assert not records(californian.press(""))
    assert "your permission" in unknown.ring(caller="anonymous")[0].prompts[0].text


def test_a_notice_that_is_declined_is_a_refusal():
    line = Line(replace(RING, mode=LineMode.NOTICE, script="simple"))
    line.ring(caller=TEXAN)
    assert not records(line.press("2"))
    assert line.state().status is ConsentStatus.REFUSED


def test_least_data_records_from_the_answer_on_and_a_message_by_itself():
    line = Line(replace(RING, record_from=RecordFrom.ANSWER))
    actions = line.agreed()
    assert [type(action) for action in actions] == [Say, Dial]
    assert actions[1].permit_id
    assert [type(action) for action in line.dial_ends("busy")] == [Say, TakeVoicemail, Say, HangUp]
    refused = Line(replace(RING, record_from=RecordFrom.ANSWER))
    refused.ring()
    assert not records(refused.press("2"))


def test_the_same_answer_delivered_by_many_at_once_is_one_event(line):
    turn = line.ring()[0].turn
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: line.press("1", turn=turn), range(32)))
    assert len(set(answers)) == 1
    assert line.kinds().count("consent.answer_heard") == 1


def test_an_announcement_never_stands_in_for_a_question():
    line = Line(replace(RING, mode=LineMode.NOTICE, script="simple", strict_script="simple"))
    assert not asks(line.ring(caller=CALLER))
    assert not records(line.press(""))
    assert line.state().status is ConsentStatus.NOT_ASKED
    other = Line(replace(RING, mode=LineMode.ASK, script="simple"))
    assert "your permission" in other.ring(caller=TEXAN)[0].prompts[0].text
    assert not records(other.press(""))
