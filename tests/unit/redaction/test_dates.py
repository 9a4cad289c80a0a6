"""Dates of birth go, dates of anything else in the same breath stay."""

import pytest

from voice.redaction.detectors import standard
from voice.redaction.resolve import redact_text


def redacted(text, previous=""):
    return redact_text(text, previous, standard()).text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "my date of birth is 12 June 1991 and the delivery is on the 14th of July",
            "my date of birth is [BIRTH_DATE_1] and the delivery is on the 14th of July",
        ),
        (
            "the appointment's on the fourth of march and my date of birth is ninth of july sixty nine",
            "the appointment's on the fourth of march and my date of birth is [BIRTH_DATE_1]",
        ),
        (
            "it's 11-02-1985 for my date of birth and I'd like Friday the sixth of June",
            "it's [BIRTH_DATE_1] for my date of birth and I'd like Friday the sixth of June",
        ),
        (
            "I need your date of birth before the appointment on the ninth of october",
            "I need your date of birth before the appointment on the ninth of october",
        ),
        ("happy birthday for the sixth of June", "happy birthday for the sixth of June"),
    ],
)
def test_only_the_date_of_birth_is_taken(text, left):
    assert redacted(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "date of birth the first... sorry the second of may nineteen seventy",
        "the sixth of april nineteen eighty is my birthday",
        "she was born on christmas day 1950",
        "d.o.b. twenty three, ten, fifty five",
        "year of birth forty eight",
        "Geburtsdatum siebter August fünfundneunzig",
        "date de naissance le deux février soixante-huit",
    ],
)
def test_a_date_of_birth_goes_however_it_is_said(text):
    left = redacted(text)
    assert "[BIRTH_DATE_1]" in left
    assert not {"second", "sixth", "1950", "ten", "forty", "siebter", "deux"} & set(left.replace(",", "").split())


def test_an_answer_that_is_no_date_of_birth_stays():
    assert redacted("I'll tell you when I come in on the ninth of october", "what's your date of birth").endswith(
        "the ninth of october"
    )


@pytest.mark.parametrize(
    "text",
    [
        "It goes two, four, eight, sixteen, thirty two.",
        "Eleven at thirty six eighty, that's four hundred and four eighty.",
        "We are open nine to five thirty, and ten to four on Saturdays.",
        "The invoice was forty two fifty and the fee one fifty.",
        "The money factor is point zero zero one five.",
        "case studies from twenty twenty two and twenty twenty three",
    ],
)
def test_amounts_hours_counting_and_years_are_nobodys_number(text):
    assert redacted(text) == text
