import pytest

from voice.redaction.detectors import standard
from voice.redaction.resolve import redact_text


def redacted(text, previous=""):
    return redact_text(text, previous, standard()).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "my card number is five one zero five one zero five one zero five one zero five one zero zero",
            "my card number is [CARD_1]",
        ),
        ("my phone number is two one two, five five five, zero one two three.", "my phone number is [PHONE_1]."),
        ("emily dot carter at example dot com", "[EMAIL_1]"),
        ("my name is emily carter and i am upset", "my name is [PERSON_1] and i am upset"),
        ("Hi, this is Maria Lopez calling about my bill.", "Hi, this is [PERSON_1] calling about my bill."),
        ("Last name is S as in Sam M I T H.", "Last name is [PERSON_1]."),
        ("I was born on March fifth, nineteen eighty four.", "I was born on [BIRTH_DATE_1]."),
        ("my date of birth is 12/21/1979", "my date of birth is [BIRTH_DATE_1]"),
        (
            "it expires oh nine twenty seven and the security code is seven three nine",
            "it expires [EXPIRY_1] and the security code is [CVV_1]",
        ),
        ("I live at twelve twenty-one Elm Street.", "I live at [ADDRESS_1]."),
        ("my password is bluebird forty two", "my password is [PASSWORD_1]"),
        ("the policy number is A B C one two three four", "the policy number is [ACCOUNT_1]"),
        ("write to info@acme-tools.com or 10.20.30.40", "write to [EMAIL_1] or [IP_1]"),
        ("five one zero five one zero", "[ACCOUNT_1]"),
    ],
)
def test_personal_data_gives_way_to_a_placeholder(text, expected):
    assert redacted(text) == expected


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("What's your zip code?", "nine oh two one oh", "[ADDRESS_1]"),
        ("And the password?", "bluebird forty two", "[PASSWORD_1]"),
        ("Can I have your last name?", "Kowalski", "[PERSON_1]"),
        ("And your date of birth?", "March fifth eighty four", "[BIRTH_DATE_1]"),
        ("the last four digits of your card please", "four two four two", "[CARD_1]"),
    ],
)
def test_an_answer_is_understood_by_its_question(question, answer, expected):
    assert redacted(answer, question) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I waited for two hours and thirty five minutes last Tuesday.",
        "That will be one hundred and twenty five dollars a month for twenty four months.",
        "We are open twenty four seven, from nine to five on weekends.",
        "I may have to mark it as a bill from April, will that help?",
        "You have three options, press one for sales or two for support.",
        "The order was placed on March third and it shipped in two days.",
        "The model is the iPhone fifteen and it came with iOS 17.",
        "My appointment is on Tuesday at three thirty.",
        "my password is not working and I forgot my PIN",
        "it was in 2019 or 2020, around $1,250,000",
    ],
)
def test_ordinary_talk_stays_as_it_is(text):
    assert redacted(text) == text


def test_a_damaged_card_number_is_redacted_like_a_valid_one():
    assert redacted("4111 1111 1111 1112") == "[CARD_1]"
    assert redacted("4111 1111 1111 1111") == "[CARD_1]"
