import pytest

from tests.support.redacted_calls import call
from voice.insight.evidence import check, hard_facts, support, verify
from voice.insight.values import Statement, Summary

SAID = {
    "u1": "I want to move my appointment to Tuesday at three",
    "u2": "Your order of 12 lamps goes to [ADDRESS_1]",
}


def verdict(text, *ids):
    return check(Statement(text, ids), SAID)


def test_the_callers_own_words_stand():
    assert verdict("I want to move my appointment to Tuesday at three.", "u1").stands


def test_a_paraphrase_with_enough_of_the_words_stands():
    assert verdict("The caller wants to move an appointment to Tuesday.", "u1").stands


@pytest.mark.parametrize(
    ("text", "ids", "problem"),
    [
        ("I want to move my appointment.", (), "no_evidence"),
        ("I want to move my appointment.", ("u9",), "unknown_utterance"),
        ("I want to move my appointment.", ("u1", "u9"), "unknown_utterance"),
        ("I want to move my appointment to Thursday.", ("u1",), "fact_not_said"),
        ("Your order of 13 lamps goes out.", ("u2",), "fact_not_said"),
        ("Your order of 12 lamps goes to [ADDRESS_2].", ("u2",), "fact_not_said"),
        ("The weather forecast predicted heavy rain.", ("u1",), "weak_support"),
        ("  ", ("u1",), "empty"),
    ],
)
def test_what_was_not_said_does_not_stand(text, ids, problem):
    assert problem in verdict(text, *ids).problems


def test_a_fact_must_stand_in_the_cited_utterance_not_elsewhere_in_the_call():
    assert "fact_not_said" in verdict("I want to move my appointment to [ADDRESS_1].", "u1").problems


def test_a_capital_at_the_start_of_a_sentence_is_no_proper_noun():
    assert hard_facts("Lamps are sent. Tuesday it is. He saw Tuesday") == {"tuesday"}


def test_support_counts_content_words_only():
    assert support("and then it was the", "nothing alike") == 1.0
    assert support("appointments moved", "we move the appointment") == 1.0


def test_verify_takes_out_what_does_not_stand_and_counts_it():
    transcript = call("caller: my parcel is late", "agent: I will send a new one on Monday")
    good, bad = Statement("My parcel is late.", ("u1",)), Statement("I will send a new one on Friday.", ("u2",))
    kept, dropped = verify(Summary("language_model", (good, bad), good, (bad,), bad, None), transcript)
    assert kept == Summary("language_model", (good,), good, (), None, None)
    assert dropped == 3


def test_a_reference_keeps_standing_when_its_first_letter_is_raised():
    assert check(Statement("B0 is my reference.", ("u1",)), {"u1": "b0 is my reference"}).stands
