"""The proof of no leak: every output of a call is searched for every value found, in all its forms.

A value may come back as written digits, spaced or dashed, as number words, spelled letter by letter
or as said. What is reported names the place and the placeholder, never the value.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from voice.errors import LeakFound
from voice.redaction.identity import compact, name_words
from voice.redaction.language import EVERY
from voice.redaction.ordinary import ordinary
from voice.redaction.reading import PLACEHOLDER, Reading
from voice.redaction.runs import runs
from voice.redaction.values import FoundValue, RedactionMap

_LEAST_DIGITS = 4
_LEAST_LETTERS = 3
_LEAST_PART = 6
# Machine-made numbers are no speech: JSON numbers, times of day, dates, digests and ids in hexadecimal.
_MACHINE = re.compile(
    r"(?<=[\w\"]\":)\s*-?\d[\d.eE+-]*|(?<=[\[,])\s*-?\d[\d.]*(?=\s*[\],])|\d{4}-\d{2}-\d{2}[T ]?[\d:.]*Z?"
    r"|=\"[\d\s.,%MLHVCSQTAZz-]*\"|#[0-9a-f]{3,8}\b|\b\d+(?:px|em|rem|ms)\b"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{3})?|\b(?=[0-9a-f-]*\d)(?=[0-9a-f-]*[a-f])[0-9a-f-]{16,}\b"
)
_SEPARATORS = re.compile(r"(?<=\d)[ \t.,()/-]{1,3}(?=\d)")


@dataclass(frozen=True, slots=True)
class Leak:
    """A value that came back: where, which one (by placeholder), in what form ("written", "spoken", "part", "name")."""

    place: str
    placeholder: str
    entity_type: str
    form: str


def find_leaks(found: RedactionMap, outputs: Mapping[str, str]) -> tuple[Leak, ...]:
    """Every place that still holds a value of this call; `outputs` maps a place's name to its text."""
    forms = [_Forms(value) for value in found.values]
    leaks = []
    for place, text in outputs.items():
        seen = _Seen(text)
        for form in forms:
            kind = form.appears_in(seen)
            if kind:
                leaks.append(Leak(place, form.placeholder, form.entity_type, kind))
    return tuple(leaks)


def refuse_leaks(found: RedactionMap, outputs: Mapping[str, str]) -> None:
    """Raise `LeakFound`, naming the places, when any output still holds a value."""
    leaks = find_leaks(found, outputs)
    if leaks:
        places = ", ".join(sorted({f"{leak.place} ({leak.placeholder})" for leak in leaks}))
        raise LeakFound(f"Not released: a redacted value came back in {places}. Keep the call sealed and look at it.")


class _Seen:
    """One output, prepared: plain text, digits without separators, and what its number words spell."""

    def __init__(self, text: str) -> None:
        plain = PLACEHOLDER.sub(" ", text)
        spoken = _MACHINE.sub(" ", plain)
        self.written = _SEPARATORS.sub("", spoken)
        self.digit_groups = tuple(re.findall(r"\d+", self.written))
        self.long_groups = tuple(re.findall(r"\d{6,}", _SEPARATORS.sub("", plain)))
        reading = Reading(spoken)
        # Number words of every language: an English sentence may quote a German number.
        readings = (reading, Reading(spoken, language=EVERY))
        self.runs = tuple({run.chars for each in readings for run in runs(each)})
        self.words = frozenset(word.removesuffix("'s") for word in reading.low)
        self.line = " " + " ".join(word for word in reading.low if word[0].isalnum() or word == "@") + " "
        self.joined = re.sub(r"[^\w@]+", "", spoken.lower()) if "@" in spoken else ""
        self.capitals = frozenset(re.findall(r"\b[A-Z][a-zà-ÿ'’]+", spoken))


class _Forms:
    """All the ways one value can be written."""

    def __init__(self, value: FoundValue) -> None:
        self.placeholder, self.entity_type = value.placeholder, value.entity_type
        self._keys = {compact(surface, code) for surface in value.surfaces for code in ("", EVERY)}
        self._digits = {key for key in self._keys if _long_enough(key)}
        self._lines = {line for surface in value.surfaces if (line := _line(surface)).strip()}
        self._names = frozenset[str]()
        if value.entity_type == "PERSON":
            self._names = frozenset(word for surface in value.surfaces for word in name_words(surface))

    def appears_in(self, seen: _Seen) -> str:
        """How the value appears, "" when it does not."""
        if any(self._is_written(key, seen) for key in self._digits):
            return "written"
        if any(key in run for key in self._digits for run in seen.runs if _long_enough(run)):
            return "spoken"
        parts = [part for part in (*seen.runs, *seen.digit_groups) if len(part) >= _LEAST_PART and part.isdecimal()]
        if any(part in key for key in self._digits for part in parts):
            return "part"
        if self.entity_type == "PERSON" and any(self._is_named(word, seen) for word in self._names):
            return "name"
        if self.entity_type == "PERSON" and any(run in self._keys | self._names for run in _spelled(seen)):
            return "spelled"
        if self.entity_type == "EMAIL_ADDRESS" and any(self._is_mail(key, seen) for key in self._keys):
            return "written"
        return "as said" if any(self._is_said(line, seen) for line in self._lines) else ""

    def _is_written(self, key: str, seen: _Seen) -> bool:
        if not key.isdecimal():
            return key in seen.words
        groups = seen.long_groups if len(key) >= 6 else ()
        return key in seen.digit_groups or any(key in group for group in groups)

    def _is_named(self, word: str, seen: _Seen) -> bool:
        if len(word) < _LEAST_LETTERS:
            return False
        return word in seen.words and (not ordinary(word) or word.capitalize() in seen.capitals)

    def _is_mail(self, key: str, seen: _Seen) -> bool:
        return len(key) > 5 and key in seen.joined.replace("@", "")

    def _is_said(self, line: str, seen: _Seen) -> bool:
        words = line.split()
        enough = len(words) > 1 or len(line.strip()) > _LEAST_LETTERS
        return enough and not all(ordinary(word) for word in words) and line in seen.line


def _spelled(seen: _Seen) -> Iterator[str]:
    return (run for run in seen.runs if len(run) >= _LEAST_LETTERS and run.isalpha())


def _long_enough(key: str) -> bool:
    return sum(mark.isdigit() for mark in key) >= _LEAST_DIGITS and key.isalnum()


def _line(surface: str) -> str:
    return " " + " ".join(word for word in Reading(surface).low if word[0].isalnum() or word == "@") + " "
