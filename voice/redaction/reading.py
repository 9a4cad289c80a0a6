"""A text as a list of words that remember where they stood; the ground every detector of ours stands on."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from voice.redaction.language import CueWord, Lexicon, PhraseIndex, lexicon, markers

# Words of letters come first, since most are that and nothing below begins with a letter. Then longest
# first: placeholders, written forms that are no runs of digits (dates, times, money, decimals, thousands),
# digits, codes of letters and digits, single marks.
_WORD = re.compile(
    r"[^\W\d_]+(?:['’][^\W\d_]+)*(?![\w])"
    r"|\[[A-Z_]+_\d+\]"
    r"|\d{4}-\d{2}-\d{2}(?![\d-])|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?![\d./-]*\d)"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?![\d:])(?:\s?[ap]\.?m\b)?"
    r"|[$€£¥]\s?\d[\d.,]*(?:\s?[km]\b)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d+\.\d{1,2}(?!\d|\.\d)"
    r"|\d+(?:st|nd|rd|th)\b"
    r"|\d+(?![^\W_])|[^\W_]+|[^\w\s]|_",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"\[[A-Z_]+_\d+\]")
_SENTENCE_ENDS = frozenset(".?!;")


class Reading:
    """Words of one text: `low[i]` in lower case, standing at text[start[i]:end[i]]."""

    __slots__ = ("__dict__", "before", "end", "fixed", "low", "notes", "start", "text")

    def __init__(self, text: str, previous: str = "", language: str = "") -> None:
        self.text = text
        self.fixed = language
        self.before = previous
        self.notes: dict[str, Any] = {}
        found = list(_WORD.finditer(text))
        self.start: list[int] = [match.start() for match in found]
        self.end: list[int] = [match.end() for match in found]
        self.low: list[str] = [match.group().lower().replace("’", "'") for match in found]

    def __len__(self) -> int:
        return len(self.low)

    @cached_property
    def language(self) -> str:
        """The code of the language this text betrays, or "en"; what it was told to be comes first."""
        if self.fixed:
            return self.fixed
        known = markers()
        votes: dict[str, int] = {}
        for word in known.keys() & {*self.low, *self.before.lower().split()}:
            votes[known[word]] = votes.get(known[word], 0) + 1
        if not votes:
            return "en"
        best = max(votes, key=lambda code: (votes[code], code))
        return best

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words to read this text with."""
        return lexicon(self.language)

    @cached_property
    def previous(self) -> "Reading":
        """What was said just before, read in the language that both together betray."""
        return Reading(self.before, self.text)

    @cached_property
    def cues(self) -> tuple[tuple[int, int, CueWord], ...]:
        """Every cue as (first word, word after the last, cue), longest at each place, left to right."""
        return tuple(_cues(self.low, self.lexicon))

    @cached_property
    def cased(self) -> bool:
        """Whether capitals carry meaning here: some word is capitalised and some is not."""
        letters = [word for word in self.text.split() if word[0].isalpha()]
        return any(w[0].isupper() for w in letters) and (any(w[0].islower() for w in letters) or len(letters) < 8)

    def raw(self, index: int) -> str:
        """The word as written."""
        return self.text[self.start[index] : self.end[index]]

    def capital(self, index: int) -> bool:
        """Whether the word begins with a capital."""
        return self.text[self.start[index]].isupper()

    def touching(self, index: int) -> bool:
        """Whether nothing stands between this word and the one before it."""
        return index > 0 and self.end[index - 1] == self.start[index]

    def ends_sentence(self, index: int) -> bool:
        """Whether this is a mark that ends a sentence, and no dot inside a number or an abbreviation."""
        if self.low[index] not in _SENTENCE_ENDS:
            return False
        return index + 1 >= len(self.low) or self.end[index] < self.start[index + 1]

    def follows(self, index: int, phrase: tuple[str, ...]) -> bool:
        """Whether these words stand at `index`."""
        return tuple(self.low[index : index + len(phrase)]) == phrase

    def after(self, index: PhraseIndex, first: int = 0) -> Iterator[int]:
        """The word after each place where one of the phrases stands."""
        if index.keys().isdisjoint(self.low):
            return
        for place in range(first, len(self.low)):
            for phrase in index.get(self.low[place], ()):
                if self.follows(place, phrase):
                    yield place + len(phrase)

    def says(self, index: PhraseIndex, first: int = 0) -> bool:
        """Whether one of the phrases stands anywhere from `first` on."""
        return next(self.after(index, first), None) is not None

    def clause_end(self, index: int) -> int:
        """The first word at or after `index` that ends the sentence, or the length."""
        while index < len(self.low) and not self.ends_sentence(index):
            index += 1
        return index


def _same(low: list[str], index: int, word: str) -> bool:
    """Whether the word stands here, perhaps with "'s" for "is": "my birthday's in May"."""
    return index < len(low) and (low[index] == word or low[index] == f"{word}'s")


def _cues(low: list[str], words: Lexicon) -> Iterator[tuple[int, int, CueWord]]:
    index = 0
    while index < len(low):
        best: CueWord | None = None
        word = low[index]
        for cue in words.cues.get(word) or (words.cues.get(word[:-2], ()) if word.endswith("'s") else ()):
            size = len(cue.phrase)
            said = tuple(low[index : index + size - 1]) == cue.phrase[:-1]
            if said and _same(low, index + size - 1, cue.phrase[-1]):
                best = cue
                break
        if best is None:
            index += 1
        else:
            yield index, index + len(best.phrase), best
            index += len(best.phrase)
