"""What looks like personal data and is none stays; its twin that is personal goes."""

import pytest

from voice.redaction.detectors import standard
from voice.redaction.resolve import redact_text


def _left(text, previous=""):
    return redact_text(text, previous, standard()).text


@pytest.mark.parametrize(
    ("text", "previous"),
    [
        ("the chairs are free so nine fifteen nine thirty and nine forty five", ""),
        ("p zero four two zero is the catalytic converter", "is the code p zero four two zero bad"),
        ("updates failed with zero x eight zero zero seven zero zero zero two", ""),
        ("The 23rd has K 8 and K 9 in the orchestra for 145.", ""),
        ("Is Rosa's still open on Sunday?", ""),
        ("i have a les paul studio and a quarter inch allen key", ""),
        ("then he's good until march twenty six", ""),
        ("take the one in aisle fourteen place thirty one", ""),
        ("we won twenty five twenty one twenty five nineteen and twenty five twenty three", ""),
        ("a thank you card is 3.99.", ""),
        ("I meant the 42nd Street station.", ""),
        ("You're through to Northgate Motors, parts department.", ""),
        ("ready in five four three two one", ""),
        ("the answer is B", ""),
    ],
)
def test_a_near_miss_stays(text, previous):
    assert _left(text, previous) == text


@pytest.mark.parametrize(
    ("text", "previous", "gone"),
    [
        ("my number is nine fifteen nine thirty four five", "", "nine fifteen"),
        ("the door code is b one two three four", "", "three four"),
        ("my reference is K 8 4 K 9 2", "", "8 4"),
        ("Rosa is still open to the idea", "who is calling", "Rosa"),
        ("my name is Jane Eyre", "", "Eyre"),
        ("it's good until march twenty six", "what's the expiry date on the card", "march"),
        ("I live at 14 Station Road", "", "Station Road"),
        ("I live at 42 Bridge Street, next to the station", "", "42"),
        ("You're through to Angela Whitlock, parts department.", "", "Whitlock"),
        ("the pin is five four three two", "", "five four"),
        ("third of December sixty seven", "and hers", "sixty seven"),
        ("i turned sixty on the fourteenth of february", "", "february"),
        ("i lost card four four seven one nine nine two zero", "", "four four"),
        ("whitlock four four seven one", "what's your name and account number", "whitlock"),
        ("sorry that was an error, third of may nineteen sixty", "your date of birth please", "sixty"),
        ("i live at twelve oak street exit five", "", "twelve"),
        ("q", "second letter of your memorable word", "q"),
    ],
)
def test_its_personal_twin_goes(text, previous, gone):
    assert gone not in _left(text, previous)
