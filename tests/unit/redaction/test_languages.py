import pytest

from voice.redaction.detectors import standard
from voice.redaction.resolve import redact_text


def redacted(text, previous=""):
    return redact_text(text, previous, standard()).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("meine Nummer ist null eins sieben neun dreiundzwanzig fünfundvierzig", "meine Nummer ist [PHONE_1]"),
        ("Mein Name ist Özlem Yıldız.", "Mein Name ist [PERSON_1]."),
        ("ich wohne in der Lindenstraße 14, 10969 Berlin", "ich wohne in der [ADDRESS_1]"),
        ("ich bin geboren am 3. Mai 1984", "ich bin geboren am [BIRTH_DATE_1]"),
        ("meine Kundennummer ist V wie Viktor, neun neun, vier eins", "meine Kundennummer ist [ACCOUNT_1]"),
        ("mi número es seis uno cinco, veintitrés, cuarenta y cuatro", "mi número es [PHONE_1]"),
        ("me llamo Ignacio Ferrer", "me llamo [PERSON_1]"),
        ("nací el cinco de mayo de mil novecientos ochenta y tres", "nací [BIRTH_DATE_1]"),
        ("mi correo es carmen punto vidal arroba hotmail punto es", "mi correo es [EMAIL_1]"),
        (
            "mon numéro c'est le zéro six, douze, quatre-vingt-dix-neuf, soixante-dix-huit",
            "mon numéro c'est le [PHONE_1]",
        ),
        ("je m'appelle Océane Delmas", "je m'appelle [PERSON_1]"),
        ("mon adresse est 8 rue des Lilas, 31000 Toulouse", "mon adresse est [ADDRESS_1]"),
        ("mon mot de passe est papillon", "mon mot de passe est [PASSWORD_1]"),
    ],
)
def test_german_spanish_and_french_are_read(text, expected):
    assert redacted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ich habe zwei Stunden gewartet und es kostet fünfzig Euro im Monat",
        "der Termin ist am dritten Mai um vierzehn Uhr dreißig",
        "he esperado dos horas y media y cuesta treinta y cinco euros al mes",
        "j'ai attendu deux heures et ça coûte quarante-cinq euros par mois",
        "le rendez-vous est le trois mai à quatorze heures trente",
    ],
)
def test_their_ordinary_talk_stays(text):
    assert redacted(text) == text


def test_english_words_that_other_languages_share_are_read_as_english():
    assert redacted("once I sent it, dos or unix, die or live, un is not it") == (
        "once I sent it, dos or unix, die or live, un is not it"
    )
