"""What a model wrote for one window, and what of it is believed: pure rules between decoding and words."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from voice.transcript import doubt, speech
from voice.transcript.speech import RATE, Window
from voice.transcript.values import Segment, Word

UNSPACED = frozenset({"zh", "yue", "ja", "th", "lo", "my"})
"""Languages that write no spaces between words."""


@dataclass(frozen=True, slots=True)
class DraftWord:
    """A piece of text as decoded, its leading space included; times in seconds of the window."""

    text: str = field(repr=False)
    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True)
class DraftSegment:
    """A stretch of a window's text with what the model thinks of it."""

    words: tuple[DraftWord, ...]
    average_log_probability: float
    no_speech_probability: float
    compression_ratio: float


@dataclass(frozen=True, slots=True)
class Draft:
    """All that the model wrote for one window at one temperature."""

    segments: tuple[DraftSegment, ...] = ()

    @property
    def is_poor(self) -> bool:
        """Whether Whisper's own thresholds call for another attempt."""
        return any(doubt.must_try_again(each.average_log_probability, each.compression_ratio) for each in self.segments)

    def is_better_than(self, other: "Draft") -> bool:
        """Whether this attempt replaces the one before."""
        if self.is_poor != other.is_poor:
            return not self.is_poor
        return self._score() > other._score()

    def _score(self) -> float:
        return min((each.average_log_probability for each in self.segments), default=0.0)


@dataclass(frozen=True, slots=True)
class Believed:
    """What became of a draft: segments with words in ms of the call, and how much was dropped."""

    segments: tuple[Segment, ...]
    dropped_words: int
    dropped_segments: int


def believe(window: Window, draft: Draft, language: str) -> Believed:
    """Nothing from silence, no stock phrase, no loop; what stays doubtful is marked with its reason."""
    loud = speech.loud_frames(window.audio)
    kept: list[Segment] = []
    dropped_words = dropped_segments = 0
    for each in draft.segments:
        heard = list(whole_words(each.words, language))
        sounding = [w for w in heard if not speech.is_silent(loud, round(w.start * RATE), round(w.end * RATE))]
        words = doubt.cut_loops([_placed(window, word) for word in sounding])
        log_probability, no_speech = each.average_log_probability, each.no_speech_probability
        if not words or doubt.is_silence(log_probability, no_speech) or doubt.is_stock_phrase(words, language):
            dropped_words += len(heard)
            dropped_segments += 1
            continue
        dropped_words += len(heard) - len(words)
        reason = doubt.reason(log_probability, no_speech, each.compression_ratio)
        if len(words) < len(sounding):
            reason = "repeats_itself"
        elif doubt.is_unsure(words):
            reason = reason or "low_probability"
        kept += [
            Segment(window.channel, said, round(log_probability, 4), round(no_speech, 4), reason)
            for said in _by_turn(window, words)
        ]
    return Believed(tuple(kept), dropped_words, dropped_segments)


def _by_turn(window: Window, words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """Words that were said without silence between; what was packed side by side is parted again."""
    ends = [end * 1000 // RATE for (_, end), (start, _) in pairwise(window.turns) if end != start]
    for _, said in groupby(words, key=lambda word: bisect_left(ends, (word.start_ms + word.end_ms) // 2)):
        yield tuple(said)


def whole_words(words: Sequence[DraftWord], language: str) -> Iterator[DraftWord]:
    """Pieces that no space parts ("o" + "'clock", "twenty" + "-nine") as the one word they are."""
    whole: DraftWord | None = None
    for word in words:
        if whole is not None and not word.text.startswith(" ") and language not in UNSPACED:
            weakest = min(whole.probability, word.probability)
            whole = replace(whole, text=whole.text + word.text, end=word.end, probability=weakest)
            continue
        if whole is not None and whole.text.strip():
            yield whole
        whole = word
    if whole is not None and whole.text.strip():
        yield whole


def _placed(window: Window, word: DraftWord) -> Word:
    start, end = window.place(word.start, word.end)
    probability = min(max(word.probability, 0.0), 1.0)
    return Word(word.text.strip(), start * 1000 // RATE, -(-end * 1000 // RATE), round(probability, 4))
