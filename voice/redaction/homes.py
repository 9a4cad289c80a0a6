"""Addresses without a house number: named houses, what stands before a postcode, answers to "and the town?"."""

from collections.abc import Iterator

from voice.redaction.address_words import (
    BUILDINGS,
    CUES,
    FILLERS,
    LOOSE_STREETS,
    MARKS,
    PART_QUESTIONS,
    PARTS,
    QUESTIONS,
    STOPS,
    STREETS,
)
from voice.redaction.language import words
from voice.redaction.ordinary import NEVER_NAMES, PLACES
from voice.redaction.reading import Reading
from voice.redaction.runs import Run
from voice.redaction.shapes import is_postcode
from voice.redaction.strangers import plain

_ASKING = words(
    "? and please what what's which where your you need could can may tell confirm give address adresse wie où dónde"
)
_FARTHEST = 10
_LONGEST_ANSWER = 6
_LONGEST_QUESTION = 8


def asks_where(previous: Reading) -> bool:
    """Whether the turn before asked for an address, and did not only speak of a street."""
    if not previous.says(QUESTIONS):
        return False
    return len(previous) <= _LONGEST_QUESTION or not _ASKING.isdisjoint(previous.low)


def named_house(reading: Reading) -> Iterator[tuple[int, int]]:
    """After a cue, from the house's name to the street's: "at the old bakery, Mill Lane"."""
    starts = list(reading.after(CUES))
    if reading.before and asks_where(reading.previous):
        starts.append(0)
    for start in starts:
        first = start
        while first < len(reading) and (reading.low[first] in FILLERS - {"the"} or reading.low[first] in MARKS):
            first += 1
        last = _street_ahead(reading, first)
        if last > first + 1:
            yield first, last


def _street_ahead(reading: Reading, first: int) -> int:
    """The word after the first street or building in reach, or 0."""
    for index in range(first, min(len(reading), first + _FARTHEST)):
        word = reading.low[index]
        if word in STOPS - {"the"} or reading.ends_sentence(index):
            return 0
        street = word in STREETS or (
            word in LOOSE_STREETS | BUILDINGS and (reading.capital(index) or not reading.cased)
        )
        named = index > first and not plain(reading.low[index - 1])
        if street and index > first and (named or (reading.cased and reading.capital(index - 1))):
            return index + 1
    return 0


def before_postcode(reading: Reading, numbers: list[Run]) -> Iterator[tuple[int, int]]:
    """Capitals, numbers and commas that lead up to a postcode: "Rose Cottage, Back Lane, Thirsk, YO7 1AA"."""
    if not reading.cased:
        return
    for run in numbers:
        if not is_postcode(run.chars):
            continue
        first = run.first
        while first > 0 and _belongs(reading, numbers, first - 1):
            first -= 1
        while first < run.first and (reading.low[first] in MARKS or reading.low[first] in NEVER_NAMES):
            first += 1
        if first < run.first:
            yield first, run.last


def _belongs(reading: Reading, numbers: list[Run], index: int) -> bool:
    if reading.low[index] in MARKS:
        return not reading.ends_sentence(index)
    number = any(run.first <= index < run.last for run in numbers)
    return number or (reading.capital(index) and reading.low[index] not in STOPS)


def answered_part(reading: Reading) -> Iterator[tuple[int, int]]:
    """A short answer to the question for a street, a town, a house: "and the city?" "Wakefield"."""
    if not reading.before or not _asks_for_part(reading.previous):
        return
    first = 0
    while first < len(reading) and (reading.low[first] in FILLERS - {"the"} or not reading.low[first][0].isalnum()):
        first += 1
    last = first
    while last < len(reading) and not reading.ends_sentence(last) and reading.low[last] not in STOPS | {","}:
        last += 1
    if first < last <= first + _LONGEST_ANSWER and _placelike(reading, first):
        yield first, last


def _asks_for_part(previous: Reading) -> bool:
    if len(previous) > 25:
        return False
    if previous.says(PART_QUESTIONS):
        return True
    words = [word for word in previous.low if word[0].isalnum()]
    return len(words) <= _LONGEST_QUESTION and any(word in PARTS for word in words[-2:])


def _placelike(reading: Reading, first: int) -> bool:
    word = reading.low[first]
    if word == "the" and first + 1 < len(reading):
        return reading.cased and reading.capital(first + 1)
    if word in NEVER_NAMES and not (reading.cased and first and reading.capital(first)):
        return False
    return word in PLACES or not plain(word) or (reading.cased and reading.capital(first) and first + 1 < len(reading))
