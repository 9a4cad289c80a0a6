"""The second look: a value found once is redacted wherever it is said again, read-backs included."""

from collections.abc import Iterable, Iterator

from voice.redaction.identity import compact, name_words
from voice.redaction.ordinary import ordinary
from voice.redaction.reading import Reading
from voice.redaction.runs import Run, runs
from voice.redaction.values import FoundValue, Span

NAME = "voice.echo"
_LEAST_DIGITS = 4


class Echoes:
    """Knows every value of a call and finds their repetitions in any text."""

    def __init__(self, values: Iterable[FoundValue]) -> None:
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._digits: dict[str, str] = {}
        self._names: dict[str, bool] = {}
        self._spelled: dict[str, str] = {}
        for value in values:
            self._learn(value)

    def _learn(self, value: FoundValue) -> None:
        for surface in value.surfaces:
            words = tuple(word for word in Reading(surface).low if word[0].isalnum())
            key = compact(surface)
            if words and (len(words) > 1 or len(key) > 2):
                self._phrases.setdefault(words[0], []).append((words, value.entity_type))
            if sum(mark.isdigit() for mark in key) >= _LEAST_DIGITS:
                self._digits[key] = value.entity_type
            if value.entity_type == "PERSON":
                self._learn_name(surface, key)

    def _learn_name(self, surface: str, key: str) -> None:
        self._spelled[key] = "PERSON"
        words = name_words(surface)
        spelled = len(key) > 2 and not any(len(word) > 1 for word in words)
        for word in (*words, *((key,) if spelled else ())):
            if len(word) > 2:
                self._names[word] = ordinary(word)
                self._spelled[word] = "PERSON"

    def find(self, text: str) -> Iterator[Span]:
        """Spans of repeated values in a text."""
        reading = Reading(text)
        for index, word in enumerate(reading.low):
            bare = word.removesuffix("'s")
            if bare in self._names and (not self._names[bare] or (reading.cased and reading.capital(index))):
                end = reading.start[index] + len(bare)
                yield Span(reading.start[index], end, "PERSON", 0.75, NAME)
            for words, entity_type in self._phrases.get(word, ()):
                last = _match(reading, index, words)
                if last:
                    yield Span(reading.start[index], reading.end[last - 1], entity_type, 0.75, NAME)
            for words, entity_type in self._phrases.get(bare, ()) if bare != word else ():
                if len(words) == 1:
                    yield Span(reading.start[index], reading.start[index] + len(bare), entity_type, 0.75, NAME)
        if self._digits or self._spelled:
            yield from self._runs(reading)

    def _runs(self, reading: Reading) -> Iterator[Span]:
        for run in runs(reading):
            if not run.digits:
                if run.chars in self._spelled:
                    yield Span(run.start, run.end, self._spelled[run.chars], 0.75, NAME)
                continue
            known = self._read_back(run.chars)
            if known:
                said = _around(run, known)
                yield Span(said.start, said.end, self._digits[known], 0.75, NAME)

    def _read_back(self, chars: str) -> str:
        """The known number that these characters repeat or hold, in whole or in part; "" for none."""
        if len(chars) < _LEAST_DIGITS:
            return ""
        for key in self._digits:
            short, long = sorted((key, chars), key=len)
            if long.endswith(short) or long.startswith(short) or (len(short) > _LEAST_DIGITS and short in long):
                return key
        return ""


def _around(run: Run, known: str) -> Run:
    """The run without what only stands beside the known number: "M R N" before it."""
    said = run
    while known in Run(said.atoms[1:], run.reading).chars:
        said = Run(said.atoms[1:], run.reading)
    while known in Run(said.atoms[:-1], run.reading).chars:
        said = Run(said.atoms[:-1], run.reading)
    return said


def _match(reading: Reading, index: int, words: tuple[str, ...]) -> int:
    """The word after the last when the words stand here, marks between them not counted; else 0."""
    cursor = index
    for wanted in words:
        while cursor < len(reading) and not reading.low[cursor][0].isalnum():
            cursor += 1
        if cursor >= len(reading) or reading.low[cursor] != wanted:
            return 0
        cursor += 1
    return cursor
