"""The pieces of which runs are made: number words, digits, codes, letters said or spelled."""

from collections.abc import Iterator
from typing import NamedTuple

from voice.redaction.language import Entry, words
from voice.redaction.reading import Reading

_AS_IN = frozenset({"as", "for", "like", "wie", "de", "comme", "como"})
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzäöüßñç")
_NO_CODE = words(
    "usa uk us eu pin cvv cvc zip ssn vin iban id ids ios ps xps tv pc dvd cd am pm bc ad hp ref acct no ext po box ip "
    "aa aaa "
    "nhs dob exp est pst cst mst gmt utc usb ram hd sms gps faq atm inc llc ltd ok covid windows mr ms dr st rd ave apt"
)
_NO_ENTRY = Entry("", "")


class Atom(NamedTuple):
    """The smallest piece of a run: words [first, last), what it stands for.

    `kind`: d one digit word, t number words of two or more digits, w written digits, c code of letters
    and digits, l a letter, n a spelling-alphabet word, k words with thousand or more.
    """

    kind: str
    chars: str
    first: int
    last: int


def _spelled(reading: Reading, index: int) -> Atom | None:
    """A single letter, perhaps "S as in Sam"; "a" and "I" only beside other letters or digits."""
    low, letter = reading.low, reading.low[index]
    if letter == "x" and (low[index + 1 : index + 2] == ["ray"] or low[index + 1 : index + 3] == ["-", "ray"]):
        return Atom("n", "x", index, index + (2 if low[index + 1] == "ray" else 3))
    if index + 3 < len(low) and low[index + 1] == "as" and low[index + 2] in ("in", "an", "and"):
        hyphened = low[index + 4 : index + 5] == ["-"] and reading.touching(index + 4) and index + 5 < len(low)
        return Atom("l", letter, index, index + 6 if hyphened else index + 4)
    has_word = index + 2 < len(low) and low[index + 1] in _AS_IN and low[index + 2].startswith(letter)
    if has_word and len(low[index + 2]) > 2:
        return Atom("l", letter, index, index + 3)
    if letter == "a" and reading.raw(index) == "a" and index + 1 < len(low) and reading.raw(index + 1).isupper():
        return None
    if letter in "aiyeu" and not _beside_letters(reading, index):
        return None
    if letter in "smdt" and index > 0 and low[index - 1] in ("'", "’"):
        return None
    return Atom("l", letter, index, index + 1)


def _beside_letters(reading: Reading, index: int) -> bool:
    low = reading.low
    if index > 2 and low[index - 3] == "as" and low[index - 2] in ("in", "an", "and"):
        return True
    for step in (-1, 1):
        other = index + step
        if 0 <= other < len(low) and low[other] in ("-", ",", "."):
            other += step
        if 0 <= other < len(low) and spellable(reading, other):
            return True
    return False


def spellable(reading: Reading, index: int) -> bool:
    """Whether the word could be part of a run: a digit, a number word, a letter, a spelling word."""
    word = reading.low[index]
    if len(word) == 1 and word.isalpha():
        return True
    return word.isdigit() or reading.lexicon.entries.get(word, _NO_ENTRY).kind in tuple("dtynlx")


def _written(reading: Reading, index: int) -> Atom | None:
    word = reading.low[index]
    if word.isdecimal():
        return Atom("w", word, index, index + 1)
    if word.isalnum():
        return Atom("c", word, index, index + 1)
    return None


def _number(reading: Reading, index: int, entry: Entry) -> Atom:
    """Number words beginning at `index`: "twenty one", "eight hundred", "two thousand and five"."""
    low, entries = reading.low, reading.lexicon.entries
    value, last = entry.value, index + 1
    kind = "d" if entry.kind == "d" else "t"
    for phrase, whole in reading.lexicon.compounds.get(low[index], ()):
        after = _compound_end(low, index, phrase)
        if after:
            return Atom("t", whole, index, after)
    if entry.kind == "y":
        unit = entries.get(low[_hop(low, last)], _NO_ENTRY) if _hop(low, last) < len(low) else _NO_ENTRY
        if unit.kind == "d" and unit.value != "0":
            value, last = value + unit.value, _hop(low, last) + 1
        else:
            value += "0"
    while last < len(low) and (scale := entries.get(low[last], _NO_ENTRY)).kind in ("h", "k"):
        value, last = value + scale.value, last + 1
        kind = "k" if scale.kind == "k" or kind == "k" else "t"
    return Atom(kind, value, index, last)


def _compound_end(low: list[str], index: int, phrase: tuple[str, ...]) -> int:
    """The word after "quatre-vingt-dix" when it stands here, hyphens or not; else 0."""
    cursor = index
    for word in phrase:
        cursor = _hop(low, cursor)
        if cursor >= len(low) or low[cursor] != word:
            return 0
        cursor += 1
    return cursor


def _hop(low: list[str], index: int) -> int:
    """Over one hyphen: "twenty-one"."""
    return index + 1 if index + 1 < len(low) and low[index] in ("-", "‑") else index


def _multiplied(reading: Reading, index: int, times: int) -> Atom | None:
    low = reading.low
    if index + 1 >= len(low):
        return None
    following = low[index + 1]
    if following == "u":
        return Atom("l", "w", index, index + 2)
    entry = reading.lexicon.entries.get(following, _NO_ENTRY)
    if following == "o" or entry.kind == "d":
        return Atom("d", (entry.value or "o") * times, index, index + 2)
    if following.isdigit() and len(following) == 1:
        return Atom("w", following * times, index, index + 2)
    if len(following) == 1 and following.isalpha():
        return Atom("l", following * times, index, index + 2)
    return None


def atoms(reading: Reading) -> Iterator[Atom]:
    """Every piece that could be part of a run, left to right."""
    low, entries = reading.low, reading.lexicon.entries
    index = 0
    while index < len(low):
        atom = _atom(reading, index, entries.get(low[index]))
        if atom is None:
            index += 1
        else:
            yield atom
            index = atom.last


def _atom(reading: Reading, index: int, entry: Entry | None) -> Atom | None:
    word = reading.low[index]
    if entry is not None and entry.kind != "h" and entry.kind != "k":
        if entry.kind in "dty":
            if _is_filler_one(reading, index):
                return None
            return _number(reading, index, entry)
        if entry.kind in "nl":
            return Atom(entry.kind, entry.value, index, index + 1)
        return _multiplied(reading, index, int(entry.value)) if entry.kind == "x" else None
    if len(word) == 1 and word in _LETTERS:
        if word == "o" and reading.low[index + 1 : index + 2] not in (["as"], ["for"], ["like"]):
            return Atom("d", "o", index, index + 1)
        return _spelled(reading, index)
    if word.isalpha():
        return Atom("c", word, index, index + 1) if 2 <= len(word) <= 5 and _is_code_part(reading, index) else None
    return _written(reading, index) if word[0] != "[" and any(mark.isdigit() for mark in word) else None


def _is_code_part(reading: Reading, index: int) -> bool:
    """Two to five capitals beside written digits: the letters of "HXR 4471" and "GB29 NWBK 6016"."""
    word, low = reading.low[index], reading.low
    if word in reading.lexicon.cues or word in reading.lexicon.units or word in _NO_CODE:
        return False
    if len(word) == 4 and _is_bank(reading, index):
        return True
    if _glued(reading, index):
        return True
    if not reading.raw(index).isupper():
        return False
    if reading.cased and _announced(reading) and any(_digitlike(reading, index, step) for step in (-1, 1)):
        return True
    beside = []
    for step in (-1, 1):
        other = index + step
        other += step if 0 <= other < len(low) and low[other] in ("-", "#") else 0
        beside.append(low[other] if 0 <= other < len(low) else "")
    return any(any(mark.isdigit() for mark in word) for word in beside)


def _glued(reading: Reading, index: int) -> bool:
    """Whether a hyphen or a stroke ties the word to written digits: "inv-2291", "01882/FUL"."""
    low = reading.low
    for mark, digits in ((index + 1, index + 2), (index - 1, index - 2)):
        inside = 0 <= digits < len(low) and low[mark] in ("-", "/") and low[digits].isdecimal()
        if inside and reading.touching(max(index, mark)) and reading.touching(max(digits, mark)):
            return True
    return False


def _announced(reading: Reading) -> bool:
    """Whether a code of letters and digits may be expected here."""
    cues = (*reading.cues, *reading.previous.cues) if reading.before else reading.cues
    return any(cue.entity_type in ("ACCOUNT", "IBAN") for _, _, cue in cues)


def _digitlike(reading: Reading, index: int, step: int) -> bool:
    """Whether a number word stands next to it, marks not counted."""
    other = index + step
    while 0 <= other < len(reading) and reading.low[other] in (",", "-", "#"):
        other += step
    return 0 <= other < len(reading) and reading.lexicon.entries.get(reading.low[other], _NO_ENTRY).kind in tuple(
        "dtyx"
    )


def _is_bank(reading: Reading, index: int) -> bool:
    """Four letters inside an announced IBAN: "G B eight two west one two three"."""
    if not 0 < index < len(reading) - 1 or reading.low[index] in reading.lexicon.gaps:
        return False
    inside = spellable(reading, index - 1) and spellable(reading, index + 1)
    return inside and any(cue.entity_type == "IBAN" for _, _, cue in (*reading.cues, *reading.previous.cues))


def _is_filler_one(reading: Reading, index: int) -> bool:
    low = reading.low
    return low[index] == "one" and index + 1 < len(low) and low[index + 1] in ("second", "sec", "moment")
