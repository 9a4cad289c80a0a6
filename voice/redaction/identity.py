"""When two ways of saying something are the same value: "four one one one" and 4111, "N-G-U-Y-E-N" and Nguyen."""

from collections.abc import Sequence

from voice.redaction.language import words
from voice.redaction.reading import Reading
from voice.redaction.runs import runs
from voice.redaction.values import FoundValue

_SILENT = words("dot at underscore dash hyphen point plus uh um er and the punkt arroba punto arobase")
_TITLES = words("mr mrs ms miss dr doctor prof professor")
LABELS = {
    "CREDIT_CARD": "CARD",
    "CARD_EXPIRY": "EXPIRY",
    "US_SSN": "SSN",
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "DATE_OF_BIRTH": "BIRTH_DATE",
    "IP_ADDRESS": "IP",
}
_TYPES = {label: entity_type for entity_type, label in LABELS.items()}
_LEAST_SHARED = 4


def type_of_placeholder(placeholder: str) -> str:
    """The entity type that a placeholder names: "[CARD_1]" is a CREDIT_CARD."""
    label = placeholder.strip("[]").rpartition("_")[0]
    return _TYPES.get(label, label)


def compact(surface: str, language: str = "") -> str:
    """Digits and letters alone, number words as digits, spelled letters joined, in lower case."""
    reading = Reading(surface, language=language)
    pieces: list[str] = []
    cursor = 0
    for run in runs(reading):
        if run.digits or run.letters >= 2:
            pieces.extend(_words(reading, cursor, run.first))
            pieces.append(run.chars)
            cursor = run.last
    pieces.extend(_words(reading, cursor, len(reading)))
    return "".join(pieces)


def _words(reading: Reading, first: int, last: int) -> list[str]:
    return [word for word in reading.low[first:last] if word[0].isalnum() and word not in _SILENT]


def name_words(surface: str) -> frozenset[str]:
    """The words of a name, without titles and initials."""
    words = (word.removesuffix("'s") for word in Reading(surface).low)
    return frozenset(word for word in words if len(word) > 1 and word[0].isalpha() and word not in _TITLES)


class Placeholders:
    """Gives each value of a call one placeholder: `[PERSON_1]`, `[CARD_1]`; parts of a value share it."""

    def __init__(self, taken: Sequence[str] = ()) -> None:
        self._numbers: dict[str, int] = {}
        for placeholder in taken:
            label, _, number = placeholder.strip("[]").rpartition("_")
            self._numbers[label] = max(self._numbers.get(label, 0), int(number))
        self._types: dict[str, str] = {}
        self._surfaces: dict[str, list[str]] = {}
        self._compact: dict[str, set[str]] = {}
        self._exact: dict[tuple[str, str], str] = {}

    def name(self, entity_type: str, surface: str) -> str:
        """The placeholder that stands for this surface."""
        known = self._exact.get((entity_type, surface))
        if known:
            return known
        key = compact(surface)
        placeholder = self._same(entity_type, key, surface) or self._new(entity_type)
        self.add(placeholder, surface, entity_type)
        return placeholder

    def add(self, placeholder: str, surface: str, entity_type: str) -> None:
        """One more way in which the value was said."""
        self._exact.setdefault((entity_type, surface), placeholder)
        if surface not in self._surfaces[placeholder]:
            self._surfaces[placeholder].append(surface)
        self._compact[placeholder].add(compact(surface))

    def type_of(self, placeholder: str) -> str:
        """The entity type of the value that this placeholder stands for."""
        return self._types[placeholder]

    def values(self) -> tuple[FoundValue, ...]:
        """Every value with all its surfaces, in the order of their first appearance."""
        return tuple(
            FoundValue(placeholder, self._types[placeholder], tuple(surfaces))
            for placeholder, surfaces in self._surfaces.items()
        )

    def _new(self, entity_type: str) -> str:
        label = LABELS.get(entity_type, entity_type)
        self._numbers[label] = self._numbers.get(label, 0) + 1
        placeholder = f"[{label}_{self._numbers[label]}]"
        self._types[placeholder] = entity_type
        self._surfaces[placeholder] = []
        self._compact[placeholder] = set()
        return placeholder

    def _same(self, entity_type: str, key: str, surface: str) -> str | None:
        person = name_words(surface) if entity_type == "PERSON" else frozenset()
        for placeholder, keys in self._compact.items():
            theirs = self._types[placeholder]
            if key in keys and (theirs == entity_type or key.isdecimal()):
                return placeholder
            if entity_type == theirs == "PERSON" and self._same_person(placeholder, person, key):
                return placeholder
            if key.isdecimal() and any(_shares(key, other) for other in keys):
                return placeholder
        return None

    def _same_person(self, placeholder: str, words: frozenset[str], key: str) -> bool:
        for surface in self._surfaces[placeholder]:
            theirs = name_words(surface)
            if words and theirs and (words <= theirs or theirs <= words):
                return True
            if key in theirs:
                return True
        return False


def _shares(digits: str, other: str) -> bool:
    """Whether one is the beginning or the end of the other: a read-back, a part given first."""
    if not other.isdecimal() or min(len(digits), len(other)) < _LEAST_SHARED:
        return False
    short, long = sorted((digits, other), key=len)
    return long.endswith(short) or long.startswith(short)
