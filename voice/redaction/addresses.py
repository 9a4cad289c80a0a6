"""Postal addresses: by house number and kind of street, by cue, by post box, by state and code."""

from collections.abc import Iterator

from voice.redaction.address_words import (
    CUES,
    DIRECTIONS,
    FILLERS,
    FOREIGN_FIRST,
    LOOSE_STREETS,
    MARKS,
    STATE_STARTS,
    STATES,
    STOPS,
    STREETS,
    UNITS,
)
from voice.redaction.atoms import spellable
from voice.redaction.homes import answered_part, asks_where, before_postcode, named_house
from voice.redaction.ordinary import PLACES, ordinary
from voice.redaction.reading import Reading
from voice.redaction.runs import Run, runs
from voice.redaction.strangers import plain
from voice.redaction.streets import (
    ending_at,
    foreign_street,
    house_after,
    name_start,
    named_street,
    not_home,
    numbers_a_thing,
    street_word,
)
from voice.redaction.values import Span


def find(reading: Reading, name: str) -> Iterator[Span]:
    """Spans of postal addresses and their parts."""
    numbers = [run for run in runs(reading) if not numbers_a_thing(reading, run)]
    yield from _by_street(reading, numbers, name)
    yield from _by_box(reading, name)
    yield from _by_corner(reading, name)
    yield from _by_unit(reading, numbers, name)
    named = (*named_house(reading), *answered_part(reading), *before_postcode(reading, numbers))
    for first, last in named:
        yield _span(reading, reading.start[first], _tail(reading, numbers, last), name)
    if numbers:
        yield from _by_cue(reading, numbers, name)
        yield from _by_state(reading, numbers, name)


def _by_street(reading: Reading, numbers: list[Run], name: str) -> Iterator[Span]:
    low = reading.low
    for index, word in enumerate(low):
        foreign = word in FOREIGN_FIRST and any(run.last == index for run in numbers)
        if (word in STREETS or word in LOOSE_STREETS) and not foreign:
            if (word == "point" and index and spellable(reading, index - 1)) or not_home(reading, index):
                continue
            house = _house_before(reading, numbers, index, 2 if word in LOOSE_STREETS else 5)
            if house is not None:
                yield _span(reading, _lead(reading, numbers, house), _tail(reading, numbers, index + 1), name)
            elif named_street(reading, numbers, index):
                start = name_start(reading, index)
                yield _span(reading, reading.start[start], _tail(reading, numbers, index + 1), name)
        elif word in FOREIGN_FIRST and index + 1 < len(low):
            house = next((run for run in numbers if run.last in (index, index - 1)), None)
            if house is not None or house_after(numbers, index, 7):
                start = house.start if house else reading.start[index]
                yield _span(reading, start, _foreign_end(reading, numbers, index), name)
        elif foreign_street(reading, word) and house_after(numbers, index, 1):
            yield _span(reading, reading.start[index], _foreign_end(reading, numbers, index), name)


def _lead(reading: Reading, numbers: list[Run], house: Run) -> int:
    """Where the address begins: "flat two," and "unit 7" before the house number belong to it."""
    first = house.first
    for index in range(house.first - 1, max(-1, house.first - 9), -1):
        if reading.low[index] in UNITS - {"#", "number"} and _only_parts(reading, numbers, index, house.first):
            first = index
    while first > 0:
        before = first - 1
        if reading.low[before] in UNITS:
            first = before
        elif reading.low[before] in MARKS and before and _unit_number(reading, numbers, before) is not None:
            first = _unit_number(reading, numbers, before) or 0
        else:
            break
    if first > 1 and reading.low[first - 2 : first] == ["hundred", "and"]:
        first -= 3 if first > 2 and reading.low[first - 3] == "a" else 2
    return house.start if first == house.first else reading.start[first]


def _only_parts(reading: Reading, numbers: list[Run], first: int, last: int) -> bool:
    """Whether nothing but numbers, capitals and commas stands here: "Flat 12B, Ashdown House, "."""
    for index in range(first + 1, last):
        number = any(run.first <= index < run.last for run in numbers)
        if not (number or reading.low[index] in MARKS or (reading.cased and reading.capital(index))):
            return False
    return True


def _unit_number(reading: Reading, numbers: list[Run], last: int) -> int | None:
    """The first word of a number that ends here and follows "flat" or the like."""
    run = ending_at(numbers, last)
    return run.first if run is not None and run.first and reading.low[run.first - 1] in UNITS else None


def _house_before(reading: Reading, numbers: list[Run], street: int, most: int) -> Run | None:
    """The house number before the street's words, if only street words stand between."""
    low = reading.low
    first = street
    if street > 1 and low[street - 1] == "the" and ending_at(numbers, street - 1) is not None:
        return ending_at(numbers, street - 1)
    while first > 0 and street - first < most and street_word(low[first - 1]):
        first -= 1
        house = ending_at(numbers, first)
        if reading.low[first] in reading.lexicon.units:
            return None
        if house is not None and house.digits <= 6 and not house.chars.startswith("00"):
            return house
    if first > 1 and low[first - 1] == "," and street - first < 4 and (reading.cased and reading.capital(first)):
        first -= 1
    house = ending_at(numbers, first) if first < street else None
    return house if house is not None and house.digits <= 6 else None


def _foreign_end(reading: Reading, numbers: list[Run], index: int) -> int:
    """House number, code and town that follow a street named first."""
    last = index + 1
    after = next((run for run in numbers if 0 < run.first - index <= 7), None)
    if after is not None and not any(reading.ends_sentence(i) for i in range(index, after.first)):
        last = after.last
    else:
        while last < len(reading) and reading.low[last] not in STOPS and reading.low[last][0].isalpha():
            last += 1
    return _tail(reading, numbers, last)


def _tail(reading: Reading, numbers: list[Run], last: int) -> int:
    """Over unit, direction, town, state and code, as far as they go."""
    cursor = last
    while cursor < len(reading):
        step = _step(reading, numbers, cursor)
        if step == cursor:
            break
        cursor = step
        if reading.low[cursor - 1] not in MARKS:
            last = cursor
    return last


def _step(reading: Reading, numbers: list[Run], cursor: int) -> int:
    low = reading.low
    word = low[cursor]
    if word in ("in", "à", "en") and reading.cased and cursor + 1 < len(low) and reading.capital(cursor + 1):
        return cursor + 1 if ordinary(low[cursor + 1]) is False or low[cursor + 1] in PLACES else cursor
    if word in MARKS and not (reading.ends_sentence(cursor) and not _code_follows(reading, numbers, cursor + 1)):
        return cursor + 1
    number = next((run for run in numbers if run.first <= cursor < run.last), None)
    if number is not None:
        return number.last
    if word in UNITS or word in DIRECTIONS or word in STATES or word in ("po", "usa", "uk"):
        return cursor + 1
    if word in STOPS or not word[0].isalpha():
        return cursor
    if reading.cased:
        return cursor + 1 if reading.capital(cursor) else cursor
    return _town(reading, numbers, cursor)


def _town(reading: Reading, numbers: list[Run], cursor: int) -> int:
    """In lower case a town counts only when a state or a code follows it, or nothing at all."""
    ahead = cursor
    while ahead < len(reading) and ahead - cursor < 4:
        word = reading.low[ahead]
        if ahead > cursor and (word in STATES or any(run.first == ahead for run in numbers)):
            return ahead
        if word in STOPS or reading.ends_sentence(ahead):
            break
        ahead += 1
    whole = ahead >= len(reading) or reading.ends_sentence(ahead)
    return ahead if whole and 0 < ahead - cursor <= 3 and _placelike(reading.low[cursor]) else cursor


def _placelike(word: str) -> bool:
    return word in PLACES or not plain(word)


def _code_follows(reading: Reading, numbers: list[Run], cursor: int) -> bool:
    return cursor < len(reading) and any(run.first == cursor and run.digits in (5, 9) for run in numbers)


def _by_box(reading: Reading, name: str) -> Iterator[Span]:
    low = reading.low
    for index, word in enumerate(low):
        if word == "box" and index and index + 1 < len(low):
            first = index - 1
            while first > 0 and (low[first] in (".", "box") or low[first] in ("o", "office")):
                first -= 1
            if low[first] in ("p", "po", "post", "postal"):
                numbers = runs(reading)
                yield _span(reading, reading.start[first], _tail(reading, numbers, index + 1), name)


def _by_unit(reading: Reading, numbers: list[Run], name: str) -> Iterator[Span]:
    """Flat 9, The Mill, Canal Street": a unit with its number, then a street or a code in capitals."""
    for run in numbers:
        unit = run.first - 1
        if unit < 0 or reading.low[unit] not in UNITS - {"#", "number", "level", "lot", "block", "room", "floor"}:
            continue
        last = _tail(reading, numbers, run.last)
        rest = reading.low[run.last : last]
        if any(word in STREETS | LOOSE_STREETS for word in rest):
            yield _span(reading, reading.start[unit], last, name)


def _by_corner(reading: Reading, name: str) -> Iterator[Span]:
    """Two streets that meet: "corner of Fifth and Main"."""
    for index, word in enumerate(reading.low):
        if word == "corner" and reading.follows(index, ("corner", "of")):
            joint = next((i for i in range(index + 3, min(index + 6, len(reading))) if reading.low[i] == "and"), 0)
            if joint and joint + 1 < len(reading):
                last = joint + 2
                if last < len(reading) and reading.low[last] in STREETS:
                    last += 1
                yield _span(reading, reading.start[index + 2], last, name)


def _by_cue(reading: Reading, numbers: list[Run], name: str) -> Iterator[Span]:
    """After "I live at" or the question for an address: a number, then words, to the end of the clause."""
    starts = list(reading.after(CUES))
    if reading.before and asks_where(reading.previous):
        starts.append(0)
    for start in starts:
        house = next((run for run in numbers if start <= run.first <= start + 4 and run.digits <= 6), None)
        if house is None or _some_one(reading, house) or reading.clause_end(start) < house.first:
            continue
        last = _clause(reading, numbers, house)
        led = (
            house.first > start
            and _cue_lead(reading, start, house) < house.start
            and (reading.language != "en" or start == 0)
        )
        if (last > house.last or led) and house.atoms[0].kind != "l" and not _measured(reading, house.last):
            begin = house.start if house.first <= start else _cue_lead(reading, start, house)
            yield _span(reading, begin, last, name)


def _some_one(reading: Reading, house: Run) -> bool:
    """Whether "one" stands for a thing: "the red one"."""
    alone = reading.low[house.first : house.last] == ["one"] and house.first > 0
    return alone and reading.low[house.first - 1] not in FILLERS | MARKS


def _measured(reading: Reading, index: int) -> bool:
    return index < len(reading) and reading.low[index] in reading.lexicon.units


def _clause(reading: Reading, numbers: list[Run], house: Run) -> int:
    """From the house number on: to the end of the address where a street is named, else of the clause."""
    last = house.last
    while last < len(reading) and reading.low[last] not in STOPS and not _over(reading, numbers, last):
        last += 1
        if reading.low[last - 1] in STREETS | LOOSE_STREETS:
            return _tail(reading, numbers, last)
    while last > house.last and reading.low[last - 1] in MARKS:
        last -= 1
    return last


def _cue_lead(reading: Reading, start: int, house: Run) -> int:
    """Words between the cue and the number belong to the address ("route two box nine") unless they only fill."""
    first = house.first
    while first > start and reading.low[first - 1][0].isalpha() and reading.low[first - 1] not in STOPS | FILLERS:
        first -= 1
    return house.start if first == house.first else reading.start[first]


def _over(reading: Reading, numbers: list[Run], index: int) -> bool:
    return reading.ends_sentence(index) and not _code_follows(reading, numbers, index + 1)


def _by_state(reading: Reading, numbers: list[Run], name: str) -> Iterator[Span]:
    for run in numbers:
        before = run.first - 1
        if before >= 0 and reading.low[before] == ",":
            before -= 1
        if run.digits == 5 and before >= 0 and reading.low[before] in STATES and not run.letters:
            if before and reading.low[before - 1] in STATE_STARTS:
                before -= 1
            yield Span(reading.start[before], run.end, "ADDRESS", 0.8, name)


def _span(reading: Reading, start: int, last: int, name: str) -> Span:
    return Span(start, reading.end[last - 1], "ADDRESS", 0.92, name)
