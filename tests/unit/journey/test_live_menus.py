"""Before and beside the question: a language, and the menu that takes an earlier consent back by receipt code."""

from dataclasses import replace

import pytest

from tests.support.line import RING, Line, records
from voice.call.values import CollectDigits, HangUp, Say, StopRecording
from voice.consent.values import ConsentStatus, Purpose
from voice.greeting.values import LineMode
from voice.journey.receipt_codes import ReceiptCodes, spoken

POLYGLOT = replace(RING, languages={"1": "en-US", "2": "es-US"})
WITH_MENU = replace(RING, withdraw_key="9", say_receipt_code=True)


def question(actions):
    (found,) = [action for action in actions if isinstance(action, CollectDigits)]
    return found


def text(actions):
    said = [action for action in actions if isinstance(action, Say)]
    said += [prompt for action in actions if isinstance(action, CollectDigits) for prompt in action.prompts]
    return " ".join(prompt.text for prompt in said)


def test_each_language_is_offered_in_itself_and_nothing_is_asked_yet():
    line = Line(POLYGLOT)
    actions = line.ring()
    assert "For English, press 1." in text(actions)
    assert "Para español, oprima 2." in text(actions)
    assert line.state().status is ConsentStatus.NOT_ASKED


def test_the_chosen_language_is_spoken_to_the_end():
    line = Line(POLYGLOT)
    asked = line.press("2", turn=question(line.ring()).turn)
    assert "Quisiéramos su permiso" in text(asked)
    granted = line.press("1", turn=question(asked).turn)
    assert records(granted)
    assert "La grabación" in text(granted)
    assert "Gracias" in text(line.dial_ends())


@pytest.mark.parametrize("digits", ["", "7"])
def test_silence_about_the_language_means_the_line_s_own(digits):
    line = Line(POLYGLOT)
    assert "We would like your permission" in text(line.press(digits, turn=question(line.ring()).turn))


def test_the_key_for_english_delivered_twice_is_not_a_yes():
    line = Line(POLYGLOT)
    turn = question(line.ring()).turn
    first = line.press("1", turn=turn)
    again = line.press("1", turn=turn)
    assert again == first
    assert not records(line.press("1", turn=0))
    assert line.state().status is ConsentStatus.ASKED


def test_a_rule_found_at_the_first_ring_still_holds_after_the_language():
    line = Line(replace(POLYGLOT, mode=LineMode.NOTICE, script="simple"))
    asked = line.press("1", turn=question(line.ring()).turn)
    assert not records(line.press("", turn=question(asked).turn))


def earlier_call(line):
    line.ring("CA1")
    line.press("1", "CA1", turn=1)
    ended = line.dial_ends("completed", "CA1")
    line.hang_up("CA1")
    return ended


def code_of(line, call_id="call-1"):
    return ReceiptCodes(line.book, line.live._parts.caller_ref).code(call_id)


def test_the_code_is_said_after_the_recording_has_stopped():
    line = Line(WITH_MENU)
    ended = earlier_call(line)
    assert isinstance(ended[0], StopRecording)
    assert spoken(code_of(line)) in text(ended)


def test_the_code_is_not_said_where_nothing_was_granted():
    line = Line(WITH_MENU)
    line.ring()
    line.press("2", turn=1)
    assert "code" not in text(line.dial_ends())


def test_a_code_typed_on_the_line_takes_that_call_back_and_no_other():
    line = Line(WITH_MENU)
    earlier_call(line)
    line.ring("CA2")
    line.press("1", "CA2", turn=1)
    offered = line.ring("CA3")
    assert "press 9" in text(offered)
    menu = line.press("9", "CA3", turn=question(offered).turn)
    assert question(menu).max_digits == 10
    done = line.press(code_of(line), "CA3", turn=question(menu).turn)
    assert isinstance(done[-1], HangUp)
    assert line.erased == [("call-1", "withdrawn")]
    assert line.state("CA1").status is ConsentStatus.WITHDRAWN
    assert line.state("CA2").status is ConsentStatus.GRANTED
    assert Purpose.RECORDING not in line.state("CA3").granted


def test_a_code_nobody_has_is_tried_three_times_and_opens_nothing():
    line = Line(WITH_MENU)
    earlier_call(line)
    actions = line.press("9", "CA3", turn=question(line.ring("CA3")).turn)
    for wrong in ("0000000000", "", "123"):
        actions = line.press(wrong, "CA3", turn=question(actions).turn)
    assert isinstance(actions[-1], HangUp)
    assert line.erased == []
    assert isinstance(line.press(code_of(line), "CA3")[-1], HangUp)
    assert line.erased == []


def test_the_code_is_kept_nowhere():
    line = Line(WITH_MENU)
    earlier_call(line)
    actions = line.press("9", "CA3", turn=question(line.ring("CA3")).turn)
    line.press(code_of(line), "CA3", turn=question(actions).turn)
    kept = [kept.entry.body for kept in line.ledger.entries()]
    assert code_of(line) not in str(kept)


def test_a_code_is_read_with_or_without_hyphens_and_only_whole():
    line = Line(WITH_MENU)
    earlier_call(line)
    codes = ReceiptCodes(line.book, line.live._parts.caller_ref)
    code = codes.code("call-1")
    assert codes.find(f"{code[:3]}-{code[3:6]} {code[6:]}") == "call-1"
    assert codes.find(code[:9]) is None
    assert codes.find("٠١٢٣٤٥٦٧٨٩") is None
    assert spoken("0123456789") == "0 1 2, 3 4 5, 6 7 8 9"


def test_separate_questions_are_asked_one_by_one_and_granted_one_by_one():
    def scripts(name, locale):
        found = Line().scripts(name, locale)
        return replace(found, questions={"analysis": "May we sum it up? Press {yes} or {no}."})

    line = Line(scripts=scripts)
    first = line.ring()
    second = line.press("1", turn=question(first).turn)
    assert not records(second)
    assert "sum it up" in text(second)
    assert line.press("1", turn=question(first).turn) == second
    granted = line.press("2", turn=question(second).turn)
    assert records(granted)
    assert line.state().granted == {Purpose.RECORDING, Purpose.TRANSCRIPTION}
