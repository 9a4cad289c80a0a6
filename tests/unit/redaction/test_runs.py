import pytest

from voice.redaction.reading import Reading
from voice.redaction.runs import runs


def chars(text):
    return [run.chars for run in runs(Reading(text)) if run.digits > 1 or run.letters > 1]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("four one one one, double five, oh", "4111550"),
        ("triple zero zero", "0000"),
        ("twenty one twenty two", "2122"),
        ("twenty-one oh five", "2105"),
        ("eight hundred five five five nineteen eighty", "8005551980"),
        ("fifty five hundred", "5500"),
        ("four two uh seven um one", "4271"),
        ("four two no sorry seven two", "4272"),
        ("four two seven, one second, nine nine", "427" + "99"),
        ("4111 1111 11 11 eleven eleven", "4111111111111111"),
        ("4-1-1-1", "4111"),
        ("S as in Sam, M, I, T, H", "smith"),
        ("N-G-U-Y-E-N", "nguyen"),
        ("alpha bravo seven seven", "ab77"),
        ("double u three four", "w34"),
        ("K O W A L S K I", "kowalski"),
        ("five five five for one two three", "555123"),
    ],
)
def test_what_is_said_is_read_as_it_is_meant(said, meant):
    assert chars(said) == [meant]


@pytest.mark.parametrize(
    "text", ["this one", "a moment", "I am", "oh, I see", "one second please", "the hotel in india"]
)
def test_ordinary_words_are_no_runs(text):
    assert chars(text) == []


def test_a_new_sentence_does_not_lengthen_a_run():
    assert chars("It's four one one one. Two of them are broken.") == ["4111"]


def test_a_pause_written_as_a_full_stop_does_not_break_a_run():
    assert chars("four one one one. One one one one.") == ["41111111"]


def test_every_run_remembers_where_it_stood():
    text = "so, my card: four one one one, thanks"
    (run,) = runs(Reading(text))
    assert text[run.start : run.end] == "four one one one"
