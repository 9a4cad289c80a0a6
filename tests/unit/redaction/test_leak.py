import pytest

from voice.call.values import CallId
from voice.errors import LeakFound
from voice.redaction.leak import find_leaks, refuse_leaks
from voice.redaction.values import FoundValue, RedactionMap

FOUND = RedactionMap(
    CallId("call-1"),
    (
        FoundValue("[CARD_1]", "CREDIT_CARD", ("four one one one, one one one one, one one one one, one one one one",)),
        FoundValue("[PERSON_1]", "PERSON", ("Maria Lopez",)),
        FoundValue("[EMAIL_1]", "EMAIL_ADDRESS", ("maria dot lopez at example dot com",)),
        FoundValue("[PIN_1]", "PIN", ("four two seventeen",)),
    ),
)


@pytest.mark.parametrize(
    ("text", "placeholder"),
    [
        ("paid with 4111111111111111", "[CARD_1]"),
        ("paid with 4111 1111 1111 1111", "[CARD_1]"),
        ("paid with 4111-1111-1111-1111", "[CARD_1]"),
        ('{"x": 4111111111111111}', "[CARD_1]"),
        ("paid with four one one one one one one one one one one one one one one one", "[CARD_1]"),
        ("Ms. Lopez called", "[PERSON_1]"),
        ("the caller, MARIA, was happy", "[PERSON_1]"),
        ("spelled L-O-P-E-Z", "[PERSON_1]"),
        ("sent to maria.lopez@example.com", "[EMAIL_1]"),
        ("the pin 4217 was given", "[PIN_1]"),
        ("the pin four two one seven was given", "[PIN_1]"),
        ("the pin 4 2 1 7 was given", "[PIN_1]"),
        ("the pin forty two seventeen was given", "[PIN_1]"),
        ("die Geheimzahl ist vier zwei eins sieben", "[PIN_1]"),
        ("the caller said zweiundvierzig siebzehn in German", "[PIN_1]"),
        ("la clave es cuatro dos uno siete", "[PIN_1]"),
        ("she said cuarenta y dos diecisiete", "[PIN_1]"),
        ("le code est quatre deux un sept", "[PIN_1]"),
        ("he said quarante-deux dix-sept", "[PIN_1]"),
        ("die Karte vier eins eins eins eins eins eins eins eins eins eins eins eins eins eins eins", "[CARD_1]"),
        ("card-4111111111111111.wav", "[CARD_1]"),
        ("M as in Mike, A, R, I, A", "[PERSON_1]"),
        ("maria at example dot com", "[PERSON_1]"),
    ],
)
def test_a_value_that_comes_back_is_found_in_any_form(text, placeholder):
    leaks = find_leaks(FOUND, {"summary.md": text, "label.txt": "nothing here"})
    assert {leak.placeholder for leak in leaks} >= {placeholder}
    assert {leak.place for leak in leaks} == {"summary.md"}


@pytest.mark.parametrize(
    "text",
    [
        "[PERSON_1] paid with [CARD_1]",
        '{"start_ms": 4217, "end_ms": 14217, "times": [4217, 4111]}',
        "00:42:17.000 --> 00:42:21.700",
        "sha256 4217ab0c4217ab0c4217ab0c4217ab0c",
        "2026-04-21T17:42:17Z",
        "the caller waited four hours",
    ],
)
def test_placeholders_and_machine_numbers_are_no_leaks(text):
    assert find_leaks(FOUND, {"call.json": text}) == ()


def test_a_leak_blocks_release_and_does_not_say_the_value():
    with pytest.raises(LeakFound) as caught:
        refuse_leaks(FOUND, {"summary.md": "Maria called from 4111 1111 1111 1111"})
    assert "summary.md" in caught.value.public
    assert "Maria" not in str(caught.value)
    assert "4111" not in str(caught.value)


@pytest.mark.parametrize("said", ["vier zwei eins sieben", "cuatro dos uno siete", "quatre deux un sept"])
@pytest.mark.parametrize("form", ["4217", "4 2 1 7", "four two one seven", "zweiundvierzig siebzehn"])
def test_a_value_said_in_another_language_is_found_in_any(said, form):
    found = RedactionMap(CallId("call-1"), (FoundValue("[PIN_1]", "PIN", (said,)),))
    assert [leak.placeholder for leak in find_leaks(found, {"summary.md": f"it was {form} as agreed"})] == ["[PIN_1]"]
    assert find_leaks(found, {"summary.md": "it was once or twice, sept. 2026, cents per minute"}) == ()


def test_clean_outputs_pass():
    refuse_leaks(FOUND, {"summary.md": "The caller moved an appointment."})
