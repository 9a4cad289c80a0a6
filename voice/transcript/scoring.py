"""How well a transcript fits a reference: words made comparable, timing, words where nobody spoke."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voice.transcript.values import Utterance

FILLERS = frozenset({"hmm", "mm", "mhm", "mmm", "uh", "um", "uhm", "er", "ah"})
CONTRACTIONS = {
    "won't": "will not",
    "can't": "can not",
    "let's": "let us",
    "n't": " not",
    "'re": " are",
    "'ll": " will",
    "'ve": " have",
    "'m": " am",
    "'d": " would",
    "gonna": "going to",
    "wanna": "want to",
    "cannot": "can not",
    "okay": "ok",
    "alright": "all right",
}
UNITS = dict(
    zip(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), range(10), strict=True)
)
TEENS = dict(
    zip(
        ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        range(10, 20),
        strict=True,
    )
)
TENS = dict(
    zip(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), range(20, 100, 10), strict=True)
)
NEAR_MS = 500

_BRACKETED = re.compile(r"[<\[(][^>\])]*[>\])]")
_NOT_WORD = re.compile(r"[^\w\s]")


def comparable(text: str) -> str:
    """Text in the form in which Whisper's authors compare it, for English.

    What two careful typists may write differently (case, punctuation, contractions, fillers,
    numbers as words) does not count.
    """
    text = _BRACKETED.sub(" ", text.lower().replace("’", "'"))
    for short, long in CONTRACTIONS.items():
        text = text.replace(short, long)
    text = re.sub(r"(?<=\d),(?=\d)", "", text.replace("-", " "))
    words = [word for word in _NOT_WORD.sub("", text.replace("'s", " s")).split() if word not in FILLERS]
    return " ".join(_digits(words))


def _digits(words: Sequence[str]) -> list[str]:
    """Words of number as figures: twenty five is 25, five is 5; digits said one by one stay so."""
    written: list[str] = []
    position = 0
    while position < len(words):
        word = words[position]
        following = words[position + 1] if position + 1 < len(words) else ""
        if word in TENS and UNITS.get(following, 0) > 0:
            written.append(str(TENS[word] + UNITS[following]))
            position += 1
        else:
            number = UNITS.get(word, TEENS.get(word, TENS.get(word)))
            written.append(word if number is None else str(number))
        position += 1
    return written


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance of a reference: who really said what, when."""

    speaker: str
    text: str
    start_ms: int
    end_ms: int


def start_errors(said: Sequence[Said], heard: Sequence[Utterance]) -> list[int]:
    """For each reference utterance: ms between its start and the nearest word start of its speaker."""
    errors = []
    for each in said:
        starts = [word.start_ms for utterance in heard if utterance.speaker == each.speaker for word in utterance.words]
        if starts:
            errors.append(min(abs(start - each.start_ms) for start in starts))
    return errors


def invented(said: Sequence[Said], heard: Sequence[Utterance]) -> int:
    """Words heard from a speaker more than half a second away from anything that speaker said."""
    return sum(
        not any(
            each.start_ms - NEAR_MS <= (word.start_ms + word.end_ms) / 2 <= each.end_ms + NEAR_MS
            for each in said
            if each.speaker == utterance.speaker
        )
        for utterance in heard
        for word in utterance.words
    )


def texts_by_speaker(said: Sequence[Said], heard: Sequence[Utterance]) -> dict[str, tuple[str, str]]:
    """Comparable (reference, heard) text of each speaker of either side, in order of time."""
    speakers = dict.fromkeys([each.speaker for each in said] + [each.speaker for each in heard])
    return {
        speaker: (
            comparable(" ".join(each.text for each in said if each.speaker == speaker)),
            comparable(" ".join(each.text for each in heard if each.speaker == speaker)),
        )
        for speaker in speakers
    }
