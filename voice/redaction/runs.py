"""Runs of spoken or written digits and letters: "four one one one, double five", "S as in Sam, M-I-T-H"."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from voice.redaction.atoms import Atom, atoms
from voice.redaction.reading import Reading

_JOINTS = frozenset("-/.,:()#+…–—'’*\"&")
_SOME = frozenset({"other", "this", "that", "new", "old", "which", "first", "second", "last", "same", "another"})
_MOST_GAP = 6


@dataclass(frozen=True)
class Run:
    """Consecutive atoms, [first, last) in words of the reading."""

    atoms: tuple[Atom, ...]
    reading: Reading

    @property
    def first(self) -> int:
        """The first word."""
        return self.atoms[0].first

    @property
    def last(self) -> int:
        """The word after the last."""
        return self.atoms[-1].last

    @property
    def start(self) -> int:
        """Where it begins in the text; a plus sign or bracket that belongs to it counts."""
        first = self.first
        low = self.reading.low
        while first > 0 and low[first - 1] in ("+", "(", "#") and self.reading.touching(first):
            first -= 1
        if first > 0 and low[first - 1] == "plus":
            first -= 1
        return self.reading.start[first]

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.reading.end[self.last - 1]

    @cached_property
    def chars(self) -> str:
        """Its digits and letters, as one would write them; a lone "o" among digits is a zero."""
        text = "".join(atom.chars for atom in self.atoms)
        if any(mark.isdigit() for mark in text):
            return _zeros(text)
        return text

    @cached_property
    def digits(self) -> int:
        """How many digits it holds."""
        return sum(mark.isdigit() for mark in self.chars)

    @property
    def singles(self) -> int:
        """How many atoms are a single digit, spoken or written apart (doubled ones count as said)."""
        return sum(
            len(atom.chars) for atom in self.atoms if atom.kind == "d" or (atom.kind == "w" and len(atom.chars) == 1)
        )

    @property
    def letters(self) -> int:
        """How many letters were spelled."""
        spelled = sum(len(atom.chars) for atom in self.atoms if atom.kind in "ln")
        return (
            spelled if self.digits else spelled + sum(atom.chars.count("o") for atom in self.atoms if atom.kind == "d")
        )


def _zeros(text: str) -> str:
    if "o" not in text:
        return text
    marks = list(text)
    for index, mark in enumerate(marks):
        beside = marks[max(0, index - 1) : index] + marks[index + 1 : index + 2]
        if mark == "o" and any(other.isdigit() for other in beside):
            marks[index] = "0"
    return "".join(marks)


def runs(reading: Reading) -> list[Run]:
    """All runs of the text, left to right, trimmed of what only looks like a part; read once per reading."""
    known: list[Run] | None = reading.notes.get("runs")
    if known is None:
        known = reading.notes["runs"] = _runs(reading)
    return known


def _runs(reading: Reading) -> list[Run]:
    found: list[list[Atom]] = []
    for atom in atoms(reading):
        if found and _bridged(reading, found[-1][-1], atom):
            found[-1].append(atom)
        else:
            found.append([atom])
    kept = (_trimmed(reading, piece) for group in found for piece in _split_at_sentences(reading, group))
    return [Run(tuple(group), reading) for group in kept if group]


def _bridged(reading: Reading, left: Atom, right: Atom) -> bool:
    """Whether only marks and fillers stand between two atoms."""
    low, known = reading.low, reading.lexicon
    index = left.last
    if right.first - index > _MOST_GAP:
        return False
    while index < right.first:
        word = low[index]
        phrase = next((p for p in known.gap_phrases.get(word, ()) if reading.follows(index, p)), None)
        if phrase and index + len(phrase) <= right.first:
            index += len(phrase)
        elif word in known.gaps or word in _JOINTS or word in ".?!;" or _misheard(word, left, right):
            index += 1
        else:
            return False
    return True


def _misheard(word: str, left: Atom, right: Atom) -> bool:
    """Between two digits "to" and "for" are likely 2 and 4."""
    alone = left.kind == right.kind == "d" and right.first - left.last == 1
    return alone and word in ("to", "too", "for")


def _split_at_sentences(reading: Reading, group: list[Atom]) -> Iterator[list[Atom]]:
    """Cut at the end of a sentence unless what follows goes on with at least two pieces."""
    piece: list[Atom] = []
    for index, atom in enumerate(group):
        if piece and any(reading.ends_sentence(i) for i in range(piece[-1].last, atom.first)):
            rest = group[index : index + 2]
            goes_on = len(atom.chars) > 1 or (len(rest) > 1 and rest[1].first == atom.last)
            if not goes_on:
                yield piece
                piece = []
        piece.append(atom)
    if piece:
        yield piece


def _trimmed(reading: Reading, group: list[Atom]) -> list[Atom]:
    """Without articles, pronouns, exclamations and lone alphabet words at the edges."""
    while group and _loose(reading, group, 0):
        group = group[1:]
    while group and _loose(reading, group, -1):
        group = group[:-1]
    return group


def _ends_here(reading: Reading, index: int) -> bool:
    """Whether the text or the clause ends: an article or a pronoun would not stand there."""
    return index >= len(reading) or reading.low[index] in ".,;?!"


def _loose(reading: Reading, group: list[Atom], edge: int) -> bool:
    atom = group[edge]
    other = group[1 if edge == 0 else -2] if len(group) > 1 else None
    word = reading.low[atom.first]
    single = atom.last - atom.first == 1
    if single and word == "oh" and edge == 0:
        after = reading.low[atom.last] if atom.last < len(reading) else ""
        return other is None or after in (",", "!", ".") or other.kind not in "dtw"
    if single and word == "a" and edge == 0 and atom.first and reading.capital(atom.first) and other is not None:
        return False
    if single and word in ("a", "i") and edge == -1 and len(group) > 3 and _ends_here(reading, atom.last):
        return False
    if single and word in ("a", "i"):
        return other is None or other.kind not in "ln" or len(group) < 3
    if single and word == "one" and edge == 0 and atom.first and other is not None:
        return reading.low[atom.first - 1] in _SOME and reading.low[atom.last : atom.last + 1] == [","]
    if atom.kind == "n":
        return other is None or (other.kind not in "ln" and sum(a.kind in "ln" for a in group) < 2)
    return False
