"""What a call is about is told by rules over its redacted words, and each telling names the words it rests on."""

import pytest

from tests.quality.test_summary_against_lead import CALLS
from tests.support.redacted_calls import call, dentist
from voice.insight.category import Category, categorise

SEEN = {
    "heating": "technical_trouble", "double charge": "billing", "dentist": "appointment", "lost parcel": "order",
    "internet": "technical_trouble", "hotel": "appointment", "cancel gym": "cancellation",
    "electricity bill": "billing", "flight": "appointment", "laptop": "technical_trouble",
    "address change": "information", "restaurant": "appointment", "wrong item": "order", "noise": "complaint",
    "fridge delivery": "order", "tax office": "billing", "museum group": "appointment", "bank card": "other",
    "school": "other",
}  # fmt: skip
"""The calls the rules were written on; those that could be filed in two ways are left out."""

NEVER_SEEN = [
    ("appointment", "Hi, could I come in for a check-up some time next month?"),
    ("appointment", "We would like to reserve a room for two nights, please."),
    ("appointment", "Something came up, can we reschedule for Friday?"),
    ("appointment", "I am running late for my appointment with the doctor."),
    ("billing", "I do not understand the invoice you sent me last week."),
    ("billing", "You took the direct debit twice this month."),
    ("billing", "I returned the coat in June and I am still waiting to be refunded."),
    ("billing", "Can I pay my bill in two parts?"),
    ("complaint", "I would like to make a complaint about the driver, he was extremely rude."),
    ("complaint", "Let me speak to a manager, this is unacceptable."),
    ("complaint", "I have been on hold for an hour and nobody answers."),
    ("technical_trouble", "My printer will not connect and shows an error message."),
    ("technical_trouble", "Since the update I am locked out of the app."),
    ("technical_trouble", "There is no hot water in the whole house."),
    ("technical_trouble", "The washing machine you installed has stopped working."),
    ("order", "I ordered some shoes ten days ago and they have not arrived."),
    ("order", "Has my parcel been dispatched yet?"),
    ("order", "The jacket is too small, I want to exchange it."),
    ("order", "I would like to order three bags of cement."),
    ("cancellation", "I want to cancel my subscription at the end of the month."),
    ("cancellation", "How do I close my account with you?"),
    ("cancellation", "I need to give notice for the flat."),
    ("information", "Are you open on bank holidays?"),
    ("information", "How much does a family ticket cost?"),
    ("information", "Is there a car park near you?"),
    ("information", "I was wondering whether you accept credit cards."),
    ("other", "Hello, it is only me again."),
    ("other", "Could you put me through to [PERSON_1], please?"),
]
"""Written after the rules, by the same hand, and never used to change them."""


def told(*lines):
    return categorise(call(*lines))


def test_the_calls_the_rules_were_written_on_are_filed_as_a_person_would():
    found = {name: categorise(transcript).category.value for name, transcript, _ in CALLS if name in SEEN}
    assert found == SEEN


def test_most_calls_the_rules_have_never_seen_are_filed_as_a_person_would():
    wrong = [
        (wanted, found, text)
        for wanted, text in NEVER_SEEN
        if (found := told("agent: Hello, how can I help you?", f"caller: {text}").category.value) != wanted
    ]
    assert len(wrong) <= len(NEVER_SEEN) * 0.2, wrong


def test_a_category_names_the_words_it_rests_on():
    found = categorise(dentist())
    said = {one.id: one.text for one in dentist().utterances}
    assert found.category is Category.APPOINTMENT
    assert "appointment" in said[found.utterance_ids[0]]
    assert set(found.utterance_ids) <= set(said)


def test_nothing_is_guessed():
    assert told("caller: Mhm.", "agent: Okay.").category is Category.OTHER
    assert told("caller: Mhm.").utterance_ids == ()
    assert categorise(call()) is None


def test_a_call_in_another_language_has_no_category():
    from dataclasses import replace

    assert categorise(replace(call("caller: Ich habe die Rechnung bezahlt."), language="de")) is None


def test_what_only_the_agent_says_once_decides_nothing():
    assert told("agent: Did you want to cancel the order?", "caller: What?").category is Category.OTHER


@pytest.mark.parametrize(
    "text", ["I want to cancel my order", "i want to cancel my order", "I WANT TO CANCEL MY ORDER"]
)
def test_capitals_and_stops_make_no_difference(text):
    assert told(f"caller: {text}").category is Category.CANCELLATION


def test_a_placeholder_is_no_word():
    assert told("caller: [ORDER_1] [BILL_2] [APPOINTMENT_3]").category is Category.OTHER
