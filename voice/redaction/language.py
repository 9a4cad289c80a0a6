"""The words of one language that a reader of spoken numbers and cues must know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

EVERY = "*"
"""Read with the words of all languages at once."""
Phrase = tuple[str, ...]
"""A cue or filler: its words in lower case."""


class Entry(NamedTuple):
    """What a word can be in a run.

    `kind`: d digit, t 10..19 and whole two-digit words, y tens, h hundred, k thousand and more,
    x multiplier, n spelling-alphabet word, m month, o ordinal, l letter name.
    """

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class CueWord:
    """A phrase that announces personal data.

    `far`: how many words later the value may begin; `least`: how many digits or letters it has at least.
    """

    phrase: Phrase
    entity_type: str
    far: int = 9
    least: int = 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything one language contributes; vocabularies are added to English, never instead of it."""

    code: str
    entries: Mapping[str, Entry]
    compounds: Mapping[Phrase, str] = field(default_factory=dict)
    markers: frozenset[str] = frozenset()
    gaps: frozenset[str] = frozenset()
    gap_phrases: tuple[Phrase, ...] = ()
    units: frozenset[str] = frozenset()
    cues: tuple[CueWord, ...] = ()
    dull: frozenset[str] = field(default=frozenset(), repr=False)


def line(text: str) -> tuple[str, ...]:
    """Words in their order."""
    return tuple(text.split())


def words(text: str) -> frozenset[str]:
    """A set of words from one line of text."""
    return frozenset(text.split())


def digits(pairs: str) -> dict[str, Entry]:
    """Entries from "zero=0 one=1": single digits."""
    return kinds("d", pairs)


def kinds(kind: str, pairs: str) -> dict[str, Entry]:
    """Entries of one kind from "word=value word=value"."""
    return {word: Entry(kind, value) for word, value in (pair.split("=") for pair in pairs.split())}


def phrases(text: str) -> tuple[Phrase, ...]:
    """Phrases separated by "|"."""
    return tuple(tuple(part.split()) for part in text.split("|") if part.strip())


_ENGLISH_TOO = words("cents premier mobile telephone police expire portable reservation facture")
PhraseIndex = Mapping[str, tuple[Phrase, ...]]
"""Phrases by their first word."""


def by_first(listed: Iterable[Phrase]) -> PhraseIndex:
    """An index for `Reading.says` and `Reading.after`."""
    found: dict[str, tuple[Phrase, ...]] = {}
    for phrase in listed:
        found[phrase[0]] = (*found.get(phrase[0], ()), phrase)
    return found


def by_last(listed: Iterable[Phrase]) -> dict[str, tuple[Phrase, ...]]:
    """Phrases by their last word, to be looked for backwards."""
    found: dict[str, tuple[Phrase, ...]] = {}
    for phrase in listed:
        found[phrase[-1]] = (*found.get(phrase[-1], ()), phrase)
    return found


def cues(entity_type: str, text: str, far: int = 9, least: int = 3) -> tuple[CueWord, ...]:
    """Cue words of one type from "first phrase|second phrase"."""
    return tuple(CueWord(phrase, entity_type, far, least) for phrase in phrases(text))


class Lexicon:
    """Vocabularies put together for quick look-up by first word."""

    def __init__(self, vocabularies: Iterable[Vocabulary]) -> None:
        self.entries: dict[str, Entry] = {}
        self.compounds: dict[str, list[tuple[Phrase, str]]] = {}
        self.gaps: set[str] = set()
        self.units: set[str] = set()
        self.dull: set[str] = set()
        self.cues: dict[str, tuple[CueWord, ...]] = {}
        self.gap_phrases: dict[str, tuple[Phrase, ...]] = {}
        for vocabulary in vocabularies:
            self._add(vocabulary)
        # Longest first: the first that stands in a text is the one that counts.
        self.cues = {
            first: tuple(sorted(found, key=lambda cue: -len(cue.phrase))) for first, found in self.cues.items()
        }

    def _add(self, vocabulary: Vocabulary) -> None:
        for word, entry in vocabulary.entries.items():
            self.entries[word] = entry
        for phrase, value in sorted(vocabulary.compounds.items(), key=lambda pair: -len(pair[0])):
            self.compounds.setdefault(phrase[0], []).append((phrase, value))
        self.gaps |= vocabulary.gaps
        self.units |= vocabulary.units
        self.dull |= vocabulary.dull
        for cue in vocabulary.cues:
            self.cues[cue.phrase[0]] = (*self.cues.get(cue.phrase[0], ()), cue)
        for phrase in vocabulary.gap_phrases:
            self.gap_phrases[phrase[0]] = (*self.gap_phrases.get(phrase[0], ()), phrase)


@cache
def lexicon(code: str) -> Lexicon:
    """English and, where `code` is another language we know, that language too; `EVERY` for all at once."""
    from voice.redaction import english, french, german, spanish

    known = {"de": german.VOCABULARY, "es": spanish.VOCABULARY, "fr": french.VOCABULARY}
    chosen = [english.VOCABULARY]
    chosen += known.values() if code == EVERY else [known[code]] if code in known else []
    return Lexicon(chosen)


@cache
def markers() -> Mapping[str, str]:
    """Words that betray a language other than English, with its code."""
    from voice.redaction import english, french, german, spanish

    found: dict[str, str] = {}
    for vocabulary in (german.VOCABULARY, spanish.VOCABULARY, french.VOCABULARY):
        numbers = {word for word, entry in vocabulary.entries.items() if entry.kind in "tymo" and len(word) > 4}
        alone = {cue.phrase[0] for cue in vocabulary.cues if len(cue.phrase) == 1 and len(cue.phrase[0]) > 6}
        for word in vocabulary.markers | (numbers | alone) - english.VOCABULARY.entries.keys() - _ENGLISH_TOO:
            found[word] = vocabulary.code if found.get(word, vocabulary.code) == vocabulary.code else ""
    return {word: code for word, code in found.items() if code}
