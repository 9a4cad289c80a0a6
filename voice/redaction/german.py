"""German: number words, spelling, cues and formats; added to English when a text betrays German."""

from voice.redaction.language import Entry, Vocabulary, cues, digits, kinds, line, phrases, words

_UNITS = line("ein zwei drei vier fünf sechs sieben acht neun")
_TENS = line("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
_TEENS = (
    "zehn=10 elf=11 zwölf=12 zwoelf=12 dreizehn=13 vierzehn=14 fünfzehn=15 sechzehn=16 siebzehn=17 achtzehn=18 "
    "neunzehn=19"
)


def _below_hundred() -> dict[str, str]:
    found = {unit: f"0{place}" for place, unit in enumerate(_UNITS, start=1)}
    found |= {word: entry.value for word, entry in kinds("t", _TEENS).items()}
    for tens_place, tens in enumerate(_TENS, start=2):
        found[tens] = f"{tens_place}0"
        for place, unit in enumerate(_UNITS, start=1):
            found[f"{unit}und{tens}"] = f"{tens_place}{place}"
    return found


def _entries() -> dict[str, Entry]:
    small = _below_hundred()
    found = {word: Entry("t", value) for word, value in small.items() if word not in _UNITS}
    for word, value in small.items():
        found[f"neunzehnhundert{word}"] = Entry("t", f"19{value}")
        found[f"zweitausend{word}"] = Entry("t", f"20{value}")
    ordinals = "ersten=1 zweiten=2 dritten=3 vierten=4 fünften=5 sechsten=6 siebten=7 siebenten=7 achten=8 neunten=9 "
    ordinals += "zehnten=10 elften=11 zwölften=12 dreizehnten=13 vierzehnten=14 fünfzehnten=15 sechzehnten=16 "
    ordinals += "siebzehnten=17 achtzehnten=18 neunzehnten=19 zwanzigsten=20 dreißigsten=30"
    for place, unit in enumerate(_UNITS, start=1):
        ordinals += f" {unit}undzwanzigsten=2{place}"
    ordinals += " einunddreißigsten=31"
    ordinals += "".join(
        f" {pair.partition('=')[0].removesuffix('n')}{end}={pair.partition('=')[2]}"
        for pair in ordinals.split()
        for end in ("", "r", "s")
    )
    months = "januar=01 jänner=01 februar=02 märz=03 mai=05 juni=06 juli=07 oktober=10 dezember=12"
    return {
        **found,
        **digits("null=0 eins=1 ein=1 eine=1 zwei=2 zwo=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9"),
        **kinds("h", "hundert=00"),
        **kinds("k", "tausend=000 million=000000"),
        **kinds("x", "doppel=2 zweimal=2 dreimal=3"),
        **kinds("m", months),
        **kinds("o", ordinals),
        **kinds("t", "neunzehnhundert=1900 zweitausend=2000"),
    }


VOCABULARY = Vocabulary(
    code="de",
    entries=_entries(),
    markers=words(
        "ich ist und der die das nicht mein meine meiner ihre ihr sie auf für mit bei unter lautet nummer bitte danke "
        "heiße geboren straße null zwei drei vier fünf sechs sieben acht neun zwanzig dreißig wie wir aber auch noch "
        "guten telefonnummer kontonummer kundennummer passwort kennwort anschrift adresse vorname nachname "
        "geburtsdatum "
        "herr frau wohne postleitzahl"
    ),
    gaps=words("und dann äh ähm bindestrich punkt komma schrägstrich also nein moment nochmal leerzeichen noch ja"),
    gap_phrases=phrases("ich meine|entschuldigung|einen moment|warte mal|und dann"),
    units=words(
        "euro cent prozent stunden stunde minuten minute sekunden tage tagen tag wochen woche monate monaten "
        "monat jahre "
        "jahren jahr kilometer meter uhr mal stück personen leute gigabyte megabit grad kilo liter"
    ),
    cues=(
        *cues("CREDIT_CARD", "kreditkarte|kartennummer|kreditkartennummer|karte|ec karte|bankkarte"),
        *cues("CVV", "prüfziffer|sicherheitscode|kartenprüfnummer"),
        *cues("CARD_EXPIRY", "gültig bis|ablaufdatum|läuft ab|gültig"),
        *cues("PHONE_NUMBER", "telefonnummer|handynummer|rufnummer|mobilnummer|meine nummer|nummer ist|handy|telefon"),
        *cues("PHONE_NUMBER", "festnetz|erreichen mich|erreichbar|rückrufnummer|rufen sie mich|durchwahl|faxnummer"),
        *cues("DATE_OF_BIRTH", "geburtsdatum|geboren|geburtstag|ich bin am|geburtsjahr"),
        *cues("ADDRESS", "postleitzahl|plz|hausnummer"),
        *cues("ACCOUNT", "kundennummer|kontonummer|konto|vertragsnummer|auftragsnummer|bestellnummer|rechnungsnummer"),
        *cues("ACCOUNT", "versicherungsnummer|mitgliedsnummer|aktenzeichen|vorgangsnummer|bankleitzahl|referenznummer"),
        *cues("ACCOUNT", "ausweisnummer|personalausweis|reisepass|führerschein|kennzeichen|nummernschild|zählernummer"),
        *cues("ACCOUNT", "steuernummer|steuer id|seriennummer|buchungsnummer|ticketnummer|sozialversicherungsnummer"),
        *cues("ACCOUNT", "passnummer|fahrgestellnummer|schadennummer|patientennummer|policennummer"),
        *cues("PIN", "geheimzahl|pin|tan|bestätigungscode|zugangscode|code|türcode"),
    ),
)
