"""Names that no list holds, told by what is said around them; everyday words stay."""

import pytest

from voice.redaction.detectors import standard
from voice.redaction.resolve import redact_text


def redacted(text, previous=""):
    return redact_text(text, previous, standard()).text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cheers Gav", "Gav"),
        ("my late husband Pemberley had the account", "Pemberley"),
        ("it's with Bronwen in sales", "Bronwen"),
        ("I was talking to a guy called Trev", "Trev"),
        ("yes hello this is yetunde balogun", "balogun"),
        ("hi there marcia dunwoody calling", "dunwoody"),
        ("doctor szymanski referred me", "szymanski"),
        ("It's in both names, Peter and Lynn Ashcombe", "Peter"),
    ],
)
def test_a_name_on_no_list_goes(text, name):
    assert name not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "this is outrageous",
        "i'm absolutely furious about it",
        "my doctor prescribed two a day",
        "my manager approved it",
        "put me through to Head Office",
        "Do you have the yellow book? Ask the nurse. Do it today.",
        "thanks, Monday then",
        "the meeting's in the Nelson room",
        "I have the Ivy or the Lily, both with a bath.",
    ],
)
def test_what_only_stands_where_a_name_could_stays(text):
    assert redacted(text) == text
