"""Words become utterances: who said what, when, in the order it was said.

Channels tell the speakers apart, so no voice is recognised. Overlap stays overlap: a turn is cut
only where its own speaker paused.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from voice.transcript.values import Segment, SpeakerTurn, Utterance, Word

PAUSE_MS = 1000
"""A longer silence of one speaker starts a new utterance."""
INTERJECTION_MS = 200
"""A shorter one does too when the other said something inside it."""
LONG_MS = 15_000
"""After this long an utterance ends with its sentence: evidence has to be citable."""

NEARBY_TURNS = 50
"""Turns that are looked at for a word: as many began just before it, and the next."""


@dataclass(frozen=True, slots=True)
class _Heard:
    word: Word
    doubtful: str


def utterances(segments: Sequence[Segment], speakers: Sequence[str]) -> tuple[Utterance, ...]:
    """Every word of every segment, in exactly one utterance, ordered by time and then by channel.

    `speakers[i]` is the role of channel i; a channel without a role is "speaker_<i + 1>".
    """
    heard: dict[int, list[_Heard]] = {}
    for segment in segments:
        heard.setdefault(segment.channel, []).extend(_Heard(word, segment.doubtful) for word in segment.words)
    for words in heard.values():
        words.sort(key=lambda each: (each.word.start_ms, each.word.end_ms, each.word.text, each.word.probability))
    turns = [(channel, turn) for channel in sorted(heard) for turn in _turns(channel, heard)]
    turns.sort(key=lambda each: (each[1][0].word.start_ms, each[0]))
    return tuple(
        _utterance(f"u{number}", speakers[channel] if channel < len(speakers) else f"speaker_{channel + 1}", turn)
        for number, (channel, turn) in enumerate(turns, start=1)
    )


def attribute(segments: Sequence[Segment], turns: Sequence[SpeakerTurn]) -> tuple[tuple[Segment, ...], tuple[str, ...]]:
    """Words of a channel with several people given to the voice that was speaking.

    Each word goes to the turn it overlaps most, else to the nearest: word by word, because a
    segment often holds two people. Returns segments whose channel is a speaker's number, and the
    speakers in the order they were first heard; without turns everything stays as it was.
    """
    if not turns:
        return tuple(segments), ()
    ordered = sorted(turns, key=lambda turn: (turn.start_ms, turn.end_ms))
    starts = [turn.start_ms for turn in ordered]
    speakers = tuple(dict.fromkeys(turn.speaker for turn in ordered))
    given: list[Segment] = []
    for segment in segments:
        by_speaker: dict[str, list[Word]] = {}
        for word in segment.words:
            near = bisect_left(starts, word.end_ms)
            turn = max(ordered[max(0, near - NEARBY_TURNS) : near + 1], key=partial(_nearness, word))
            by_speaker.setdefault(turn.speaker, []).append(word)
        given += [
            replace(segment, channel=speakers.index(speaker), words=tuple(words))
            for speaker, words in by_speaker.items()
        ]
    return tuple(given), speakers


def _nearness(word: Word, turn: SpeakerTurn) -> tuple[int, int]:
    """Overlap in ms; where there is none, the distance counts against."""
    overlap = min(word.end_ms, turn.end_ms) - max(word.start_ms, turn.start_ms)
    middle = abs(word.start_ms + word.end_ms - turn.start_ms - turn.end_ms)
    return overlap, -middle


def _turns(channel: int, heard: dict[int, list[_Heard]]) -> Iterator[list[_Heard]]:
    others = sorted(
        (each.word.start_ms + each.word.end_ms) // 2
        for other, words in heard.items()
        if other != channel
        for each in words
    )
    turn: list[_Heard] = []
    for each in heard[channel]:
        if turn and _ends(turn, each.word, others):
            yield turn
            turn = []
        turn.append(each)
    if turn:
        yield turn


def _ends(turn: Sequence[_Heard], following: Word, others: Sequence[int]) -> bool:
    last = max(each.word.end_ms for each in turn)
    gap = following.start_ms - last
    if gap > PAUSE_MS:
        return True
    if gap >= INTERJECTION_MS and _any_between(others, last, following.start_ms):
        return True
    return last - turn[0].word.start_ms > LONG_MS and turn[-1].word.text.endswith((".", "?", "!"))


def _any_between(ordered: Sequence[int], low: int, high: int) -> bool:
    first = bisect_left(ordered, low)
    return first < len(ordered) and ordered[first] < high


def _utterance(name: str, speaker: str, turn: Sequence[_Heard]) -> Utterance:
    words = tuple(each.word for each in turn)
    return Utterance(
        id=name,
        speaker=speaker,
        start_ms=words[0].start_ms,
        end_ms=max(word.end_ms for word in words),
        words=words,
        confidence=_mean(word.probability for word in words),
        doubtful=next((each.doubtful for each in turn if each.doubtful), ""),
    )


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return round(sum(listed) / len(listed), 4)
