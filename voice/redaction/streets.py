"""What a street looks like: its words, its house number before or after it."""

from voice.redaction.address_words import CUES, FOREIGN_LAST, GERMAN_LAST, HOMES, STOPS
from voice.redaction.language import words
from voice.redaction.reading import Reading
from voice.redaction.runs import Run

NUMBERED = words("aisle bay row dock tray shelf seat zone gate platform page step table booth rack bin")
_PUBLIC_PLACES = words("station store branch shop stop exit bridge location diner")
_QUANTIFIERS = words("each every all half some any no more most own same only long right wrong either both which what")


def named_street(reading: Reading, numbers: list[Run], street: int) -> bool:
    """A street without a house number before it: in capitals, after "live on" or before "number 42"."""
    start = name_start(reading, street)
    if not reading.cased or start == street or not reading.capital(street):
        return False
    located = start > 1 and reading.low[start - 1] in ("on", "at", "in", "off")
    announced = located and (reading.low[start - 2] in HOMES or reading.says(CUES) or "number" in reading.low)
    return announced or (reading.low[street + 1 : street + 3] == [",", "number"] and house_after(numbers, street, 4))


def name_start(reading: Reading, street: int) -> int:
    """The first of the capitals before the word for street."""
    first = street
    while first > 0 and street - first < 4 and reading.capital(first - 1) and reading.low[first - 1] not in STOPS:
        first -= 1
    return first


def house_after(numbers: list[Run], index: int, most: int) -> bool:
    """Whether a house number follows within so many words."""
    return any(
        0 < run.first - index <= most and 0 < sum(c.isdigit() for c in run.atoms[0].chars) <= 4 for run in numbers
    )


def foreign_street(reading: Reading, word: str) -> bool:
    """Whether one word names a street, as in Lindenstraße and Goetheweg."""
    if word.endswith(FOREIGN_LAST) and len(word) > 6:
        return True
    return reading.language == "de" and len(word) > 5 and word.endswith(GERMAN_LAST)


def street_word(word: str) -> bool:
    """Whether a word may stand between house number and street."""
    if word in STOPS or word in _QUANTIFIERS or word in ("a", "the", "of", "in", "on", "at", "other", "off"):
        return False
    return word[0].isalpha() or word[0].isdigit() or word in (".", "'", "-")


def not_home(reading: Reading, index: int) -> bool:
    """Whether nobody lives there: "two close ups", "the 42nd Street station"."""
    after = reading.low[index + 1 : index + 2]
    if reading.low[index] == "close":
        return after in (["up"], ["ups"], ["to"], ["by"])
    return (
        bool(after) and after[0] in _PUBLIC_PLACES and not any(_counts(reading, word) for word in reading.low[:index])
    )


def _counts(reading: Reading, word: str) -> bool:
    entry = reading.lexicon.entries.get(word)
    return word.isdecimal() or (entry is not None and entry.kind in "dty")


def numbers_a_thing(reading: Reading, house: Run) -> bool:
    """Whether the word before says what is numbered, and it is no house: "aisle four", "bay nine"."""
    return house.first > 0 and reading.low[house.first - 1] in NUMBERED


def ending_at(numbers: list[Run], index: int) -> Run | None:
    """The number that ends just before this word."""
    return next((run for run in numbers if run.last == index and run.digits), None)
