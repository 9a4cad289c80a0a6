"""What Whisper invents is cut or marked; what people really say stays."""

import pytest

from voice.transcript import doubt
from voice.transcript.values import Word


def words(text: str) -> list[Word]:
    return [Word(each, number * 100, number * 100 + 90, 0.9) for number, each in enumerate(text.split())]


def said(kept: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in kept)


@pytest.mark.parametrize("text", ["Thanks for watching!", "Please subscribe.", "Don't forget to like and subscribe"])
def test_a_segment_of_stock_phrase_is_recognised(text):
    assert doubt.is_stock_phrase(words(text), "en")
    assert doubt.is_stock_phrase(words(text), "de")


def test_a_stock_phrase_of_another_language_is_recognised_there():
    assert doubt.is_stock_phrase(words("Vielen Dank fürs Zuschauen."), "de")
    assert not doubt.is_stock_phrase(words("Vielen Dank fürs Zuschauen."), "fr")


@pytest.mark.parametrize("text", ["Thank you.", "Thanks for watching my dog last week", "Bye.", "I subscribe to that"])
def test_what_callers_say_is_no_stock_phrase(text):
    assert not doubt.is_stock_phrase(words(text), "en")


def test_a_repeated_sentence_is_cut_to_its_first_round():
    assert said(doubt.cut_loops(words("so I called " + "and then we waited " * 9 + "for you"))) == (
        "so I called and then we waited for you"
    )


def test_a_word_said_without_end_is_cut():
    assert said(doubt.cut_loops(words("okay " * 30))) == "okay"


@pytest.mark.parametrize(
    "text", ["no no no no", "zero " * 12, "five one zero five one zero five one zero five one zero"]
)
def test_people_do_repeat_themselves_and_digits(text):
    assert said(doubt.cut_loops(words(text))) == text.strip()


def test_nothing_to_cut_in_nothing():
    assert doubt.cut_loops([]) == ()


@pytest.mark.parametrize(
    ("log_probability", "no_speech", "compression", "code"),
    [
        (-0.2, 0.1, 1.2, ""),
        (-1.2, 0.1, 1.2, "low_probability"),
        (-0.2, 0.8, 1.2, "perhaps_no_speech"),
        (-0.2, 0.1, 2.6, "repeats_itself"),
    ],
)
def test_doubt_has_a_reason(log_probability, no_speech, compression, code):
    assert doubt.reason(log_probability, no_speech, compression) == code


def test_words_as_likely_wrong_as_right_are_unsure():
    sure, unsure = Word("yes", 0, 1, 0.9), Word("yes", 0, 1, 0.2)
    assert doubt.is_unsure([unsure, unsure, sure])
    assert not doubt.is_unsure([sure, unsure])
    assert not doubt.is_unsure([])


def test_improbable_text_on_likely_silence_is_silence():
    assert doubt.is_silence(-1.2, 0.9)
    assert not doubt.is_silence(-0.3, 0.9)
