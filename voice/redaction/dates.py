"""Dates of birth and card expiry dates, by their cue; every other date stays."""

from collections.abc import Iterator

from voice.redaction.english import MONTHS
from voice.redaction.english_cues import OFFERS
from voice.redaction.language import words
from voice.redaction.reading import Reading
from voice.redaction.strangers import RELATIONS
from voice.redaction.values import Span

_BETWEEN = words("y et und von of the , . / - de del and in den le year am uh um er slash dash or day to - — …")
_MENDING = words("sorry no not wait rather actually i mean make that it's nein perdón non pardon oops")
_BEFORE = words(
    "next this end of beginning a , monday tuesday wednesday thursday friday saturday sunday montag "
    "dienstag mittwoch donnerstag freitag samstag sonntag new"
)
_FEASTS = words("christmas xmas halloween easter hogmanay boxing valentine's year's eve weihnachten navidad noël")
# What stands between a cue and a date of something else: "my date of birth, before the visit on the ninth".
_EVENTS = words(
    "appointment appointments delivery deliver delivered meeting visit booking booked book flight due scheduled "
    "schedule checkup surgery operation interview order ordered invoice payment paid move moving moved renewal renews "
    "contract lease cancel refund call called ring rang come coming available slot arrive arrives start starts termin "
    "lieferung cita entrega rendez-vous livraison"
)
_NEW_SUBJECTS = words(
    "i i'd i'm i'll i've we we'd we'll the a an my our your her his their can could would need for then please is are"
)
_LINKS = words("is was that's it's for as my her his our the when i he she , that are 's ist es est war")
_COUNTED = (["digit"], ["digits"], ["numbers"], ["letters"])
TYPES = frozenset({"DATE_OF_BIRTH", "CARD_EXPIRY"})
_POSSESSED = words("hers his yours theirs")
_FEW = 4
_FAR = 12
_AT_ONCE = 5


def find(reading: Reading, name: str) -> Iterator[Span]:
    """Spans of dates that a cue in this turn or the last one announces."""
    claimed = False
    for first, last, cue in reading.cues:
        if cue.entity_type in TYPES and not (first and reading.low[first - 1] == "happy"):
            claimed = True
            year = "year" in cue.phrase
            date = _date_after(reading, last, cue.entity_type, year) or _date_before(reading, first, cue.entity_type)
            if date:
                yield _span(reading, date, cue.entity_type, name)
    if claimed or not reading.before or any(cue.phrase[0] in OFFERS for _, _, cue in reading.cues):
        return
    asked = [cue.entity_type for _, _, cue in reading.previous.cues if cue.entity_type in TYPES]
    if not asked and _somebodys(reading.previous):
        asked = ["DATE_OF_BIRTH"]
        if not (date := _date_after(reading, 0, asked[0])) or not _has_year(reading, *date):
            return
    date = _date_after(reading, 0, asked[-1]) if asked else None
    if date and (date[0] <= _AT_ONCE or _has_year(reading, *date)):
        yield _span(reading, date, asked[-1], name)


def _somebodys(previous: Reading) -> bool:
    """Whether it only asks for somebody else's: "and hers", "what's your husband's"."""
    words = [word for word in previous.low if word[0].isalnum()]
    return 0 < len(words) <= _FEW and (words[-1] in _POSSESSED or words[-1].removesuffix("'s") in RELATIONS)


def _span(reading: Reading, date: tuple[int, int], entity_type: str, name: str) -> Span:
    return Span(reading.start[date[0]], reading.end[date[1] - 1], entity_type, 0.95, name)


def _date_after(reading: Reading, first: int, entity_type: str, year: bool = False) -> tuple[int, int] | None:
    """The date this cue announces: [first word, word after the last); None when something else comes between.

    `year`: a year alone is enough.
    """
    for index in range(first, min(len(reading), first + _FAR)):
        if interrupted(reading, index, index + 1):
            return None
        if _is_date_word(reading, index):
            last = _date_end(reading, index)
            if index and reading.low[index - 1] == "point":
                return None
            if _enough(reading, index, last, entity_type) or (year and sum(_digits(reading, index, last)) > 1):
                return _begin(reading, index, first), last
    return None


def interrupted(reading: Reading, first: int, last: int) -> bool:
    """Whether something between a cue and a date says that the cue is answered or the date another's."""
    low = reading.low
    for index in range(first, last):
        if low[index][0] == "[" or low[index] in _EVENTS:
            return True
        if low[index] in ("and", "but") and index + 1 < len(low) and low[index + 1] in _NEW_SUBJECTS:
            return True
    return False


def _begin(reading: Reading, index: int, first: int) -> int:
    """With weekday and article."""
    low = reading.low
    while index > first and low[index - 1] in _BEFORE:
        index -= 1
    return index - 1 if index and low[index - 1] in ("the", "der", "den", "dem", "el", "le") else index


def _date_before(reading: Reading, cue: int, entity_type: str) -> tuple[int, int] | None:
    """The date just before the cue: "the sixth of April is my birthday"."""
    if any(word[0] == "[" for word in reading.low[cue : cue + _FAR]):
        return None
    last = cue
    while last > 0 and cue - last < 5 and reading.low[last - 1] in _LINKS:
        last -= 1
    if last == 0 or not _is_date_word(reading, last - 1):
        return None
    first = last - 1
    while first > 0 and (_is_date_word(reading, first - 1) or reading.low[first - 1] in _BETWEEN - {".", "and", "in"}):
        first -= 1
    while not _is_date_word(reading, first):
        first += 1
    if any(word.removesuffix("'s") in _EVENTS for word in reading.low[max(0, first - 4) : first]):
        return None
    return (_begin(reading, first, 0), last) if _enough(reading, first, last, entity_type) else None


def _is_date_word(reading: Reading, index: int) -> bool:
    word = reading.low[index]
    if reading.low[index + 1 : index + 2] in _COUNTED or reading.follows(index + 1, ("on", "the", "back")):
        return False
    if word[0].isdigit():
        return True
    entry = reading.lexicon.entries.get(word)
    return (entry is not None and entry.kind in "dtymohk") or word in MONTHS or word in _FEASTS or word == "o"


def _date_end(reading: Reading, first: int) -> int:
    """The word after the last date word; small words between do not end it, a new sentence does."""
    last = cursor = first
    while cursor < len(reading):
        if _is_date_word(reading, cursor):
            last = cursor + 1
        elif _stops(reading, cursor, cursor - last):
            break
        cursor += 1
    return last + 2 if reading.low[last : last + 2] in (["next", "year"], ["this", "year"]) else last


def _stops(reading: Reading, index: int, gap: int) -> bool:
    mended = reading.low[index] in _MENDING
    if not (mended or reading.low[index] in _BETWEEN) or gap >= (6 if _mending(reading, index - gap, index) else 3):
        return True
    return reading.ends_sentence(index) and not _goes_on(reading, index + 1)


def _mending(reading: Reading, first: int, last: int) -> bool:
    return any(word in _MENDING for word in reading.low[first : last + 1])


def _goes_on(reading: Reading, index: int) -> bool:
    if index < len(reading) and reading.low[index] in _MENDING:
        return True
    return index + 1 < len(reading) and _is_date_word(reading, index) and _is_date_word(reading, index + 1)


def _enough(reading: Reading, first: int, last: int, entity_type: str) -> bool:
    """A month name, a written date, or number words that hold at least three digits."""
    words = reading.low[first:last]
    if any(word in MONTHS or word in _FEASTS or _kind(reading, word) == "m" for word in words):
        return len(words) > 1 or (entity_type == "CARD_EXPIRY" and len(reading) <= _AT_ONCE)
    written, spoken = _digits(reading, first, last)
    unit = last < len(reading) and reading.low[last] in reading.lexicon.units
    alone = bool(reading.before) and first <= 2 and last - first == len(reading) - first
    return written + spoken >= (2 if alone else 3) and not unit


def _digits(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """How many digits are written here, and how many spoken."""
    words = reading.low[first:last]
    written = sum(mark.isdigit() for word in words for mark in word)
    return written, sum(len(entry.value) for word in words if (entry := reading.lexicon.entries.get(word)) is not None)


def _has_year(reading: Reading, first: int, last: int) -> bool:
    """Whether day, month and year can all be in it."""
    return sum(_digits(reading, first, last)) >= _AT_ONCE


def _kind(reading: Reading, word: str) -> str:
    entry = reading.lexicon.entries.get(word)
    return entry.kind if entry else ""
