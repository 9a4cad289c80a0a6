"""Dates of birth and card expiry dates, by their cue; every other date stays."""

from collections.abc import Iterator

from voice.redaction.english import MONTHS
from voice.redaction.language import words
from voice.redaction.reading import Reading
from voice.redaction.values import Span

_BETWEEN = words("y et und von of the , . / - de del and in den le year am uh um er slash dash or")
_BEFORE = words(
    "next this end of beginning a , monday tuesday wednesday thursday friday saturday sunday montag "
    "dienstag mittwoch donnerstag "
    "freitag samstag sonntag"
)
_CUES = frozenset({"DATE_OF_BIRTH", "CARD_EXPIRY"})
_FAR = 9


def find(reading: Reading, name: str) -> Iterator[Span]:
    """Spans of dates that a cue in this turn or the last one announces."""
    claimed = False
    for _, last, cue in reading.cues:
        if cue.entity_type in _CUES:
            claimed = True
            yield from _date_after(reading, last, cue.entity_type, name)
    if claimed or not reading.before:
        return
    asked = [cue.entity_type for _, _, cue in reading.previous.cues if cue.entity_type in _CUES]
    if asked:
        yield from _date_after(reading, 0, asked[-1], name)


def _date_after(reading: Reading, first: int, entity_type: str, name: str) -> Iterator[Span]:
    low = reading.low
    for index in range(first, min(len(low), first + _FAR)):
        if _is_date_word(reading, index):
            last = _date_end(reading, index)
            if _enough(reading, index, last):
                begin = index
                while begin > first and low[begin - 1] in _BEFORE:
                    begin -= 1
                if begin and low[begin - 1] in ("the", "der", "den", "dem", "el", "le"):
                    begin -= 1
                yield Span(reading.start[begin], reading.end[last - 1], entity_type, 0.95, name)
                return


def _is_date_word(reading: Reading, index: int) -> bool:
    word = reading.low[index]
    if word[0].isdigit():
        return True
    entry = reading.lexicon.entries.get(word)
    return (entry is not None and entry.kind in "dtymohk") or word in MONTHS or word == "o"


def _date_end(reading: Reading, first: int) -> int:
    """The word after the last date word; small words between do not end it, a new sentence does."""
    last = cursor = first
    while cursor < len(reading):
        if _is_date_word(reading, cursor):
            last = cursor + 1
        elif _stops(reading, cursor, cursor - last):
            break
        cursor += 1
    return last


def _stops(reading: Reading, index: int, gap: int) -> bool:
    if reading.low[index] not in _BETWEEN or gap >= 3:
        return True
    return reading.ends_sentence(index) and not _goes_on(reading, index + 1)


def _goes_on(reading: Reading, index: int) -> bool:
    return index + 1 < len(reading) and _is_date_word(reading, index) and _is_date_word(reading, index + 1)


def _enough(reading: Reading, first: int, last: int) -> bool:
    """A month name, a written date, or number words that hold at least three digits."""
    words = reading.low[first:last]
    if any(word in MONTHS or _kind(reading, word) == "m" for word in words):
        return len(words) > 1
    written = sum(mark.isdigit() for word in words for mark in word)
    spoken = sum(len(entry.value) for word in words if (entry := reading.lexicon.entries.get(word)) is not None)
    unit = last < len(reading) and reading.low[last] in reading.lexicon.units
    alone = bool(reading.before) and first <= 2 and last - first == len(reading) - first
    return written + spoken >= (2 if alone else 3) and not unit


def _kind(reading: Reading, word: str) -> str:
    entry = reading.lexicon.entries.get(word)
    return entry.kind if entry else ""
