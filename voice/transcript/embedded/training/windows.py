"""Compose training windows from utterances: what a window holds, and what is to be written."""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voice.transcript.embedded.training.noise import background, blemish, normalise, stretch_vowels
from voice.transcript.embedded.training.tokens import Tokens

Array = np.ndarray
UNKNOWN = -1.0
PAUSE = 8
LATEST_START = 100


@dataclass(frozen=True)
class Piece:
    """A stretch of an utterance: its frames, phones and words with times inside the stretch."""

    mel: Array
    phones: Array
    words: list[str]
    times: list[tuple[int, int]]


@dataclass(frozen=True)
class Window:
    """mel (80, T); given and wanted tokens; spans of encoder positions; phones at 20 ms."""

    mel: Array
    given: list[int]
    wanted: list[int]
    spans: list[tuple[float, float]]
    phones: Array


class Corpus:
    """The utterances of all shards in a folder; new shards are taken up as they appear."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: set[Path] = set()
        self._pieces: list[Piece] = []
        self._by_length = np.zeros(0, np.int64)
        self._lengths = np.zeros(0, np.int64)
        self.refresh()

    def __len__(self) -> int:
        return len(self._pieces)

    def refresh(self) -> None:
        """Take up shards written since the last look."""
        for path in sorted(set(self._folder.glob("*.json")) - self._seen):
            self._seen.add(path)
            stem = str(path)[: -len(".json")]
            mel, phones = np.load(f"{stem}.mel.npy", mmap_mode="r"), np.load(f"{stem}.phone.npy")
            at = 0
            for entry in json.loads(path.read_text(encoding="utf-8")):
                end = at + entry["frames"]
                times = [(a, b) for a, b in entry["words"]]
                words = entry["text"].split()
                self._pieces.append(Piece(mel[at:end], phones[at:end], words, times))
                at = end
        lengths = np.array([len(piece.mel) for piece in self._pieces])
        self._by_length = np.argsort(lengths, kind="stable")
        self._lengths = lengths[self._by_length]

    def pick(self, dice: np.random.Generator, longest: int, shortest: int = 0) -> Piece | None:
        """Pick an utterance of more than `shortest` and at most `longest` frames."""
        low, high = np.searchsorted(self._lengths, [shortest, longest], side="right")
        return self._pieces[self._by_length[dice.integers(low, high)]] if high > low else None


def pauses(piece: Piece) -> list[int]:
    """Find the words after which the speaker pauses."""
    return [i for i in range(len(piece.times) - 1) if piece.times[i + 1][0] - piece.times[i][1] >= PAUSE]


def part(piece: Piece, first: int, last: int) -> Piece:
    """Cut out the words from first to last, with half of the pause on either side."""
    times = piece.times
    begin = (times[first - 1][1] + times[first][0]) // 2 if first else 0
    more = last + 1 < len(times)
    end = (times[last][1] + times[last + 1][0]) // 2 if more else len(piece.mel)
    return Piece(
        piece.mel[begin:end],
        piece.phones[begin:end],
        piece.words[first : last + 1],
        [(a - begin, b - begin) for a, b in times[first : last + 1]],
    )


class Composer:
    """Puts utterances, pauses, noise and cuts into windows of a given length."""

    def __init__(self, corpus: Corpus, tokens: Tokens) -> None:
        self._corpus = corpus
        self._tokens = tokens

    def compose(self, dice: np.random.Generator, frames: int) -> Window:
        """Compose one window."""
        power = np.zeros((frames, 80), np.float32)
        phones = np.zeros(frames, np.int64)
        stamped = dice.random() < 0.6
        placed = [] if dice.random() < 0.06 else self._place(dice, frames, power, phones)
        cut = self._cut(dice, placed, power, phones) if placed and stamped else None
        power += background(dice, power, bool(placed))
        mel = normalise(dice, np.log10(np.maximum(power, 1e-10)))
        if placed and dice.random() < 0.5:
            blemish(dice, mel)
        end = placed[-1][0] + len(placed[-1][1].mel) if placed else 0
        if cut is None and frames - end > 10 and dice.random() < 0.5:
            mel[int(dice.integers(end + 5, frames)) :] = 0.0
        given, wanted, spans = self._text(placed, cut, stamped)
        return Window(mel.T.astype(np.float32), given, wanted, spans, phones[::2].copy())

    def _place(self, dice: np.random.Generator, frames: int, power: Array, phones: Array) -> list[tuple[int, Piece]]:
        """Lay utterances one after another; returns where each one begins."""
        placed: list[tuple[int, Piece]] = []
        at = int(dice.choice((0, dice.integers(0, 30), dice.integers(20, 60), dice.integers(0, 140))))
        more = 0.85 if frames > 600 else 0.55
        while (piece := self._corpus.pick(dice, frames - at)) is not None:
            if not placed and dice.random() < 0.2 and (stops := pauses(piece)):
                piece = part(piece, int(dice.choice(stops)) + 1, len(piece.words) - 1)
            _lay(dice, piece, at, power, phones)
            placed.append((at, piece))
            near, far = dice.integers(2, 45), dice.integers(40, 180)
            at += len(piece.mel) + int(near if dice.random() < 0.6 else far)
            if frames - at < 60 or dice.random() > more:
                break
        return placed

    def _cut(
        self, dice: np.random.Generator, placed: list[tuple[int, Piece]], power: Array, phones: Array
    ) -> int | None:
        """Let a last utterance run over the end; returns the frame from which nothing is written.

        What is said of it before its last pause inside the window is written.
        """
        frames = len(power)
        at = placed[-1][0] + len(placed[-1][1].mel) + int(dice.integers(3, 60))
        if frames - at < 40 or dice.random() > 0.5:
            return None
        piece = self._corpus.pick(dice, 100_000, shortest=frames - at)
        if piece is None:
            return None
        shown = Piece(piece.mel[: frames - at], piece.phones[: frames - at], [], [])
        _lay(dice, shown, at, power, phones)
        stops = [i for i in pauses(piece) if at + piece.times[i + 1][0] < frames - 4]
        if not stops:
            return at
        heard = part(piece, 0, stops[-1])
        placed.append((at, heard))
        return at + len(heard.mel)

    def _text(
        self, placed: list[tuple[int, Piece]], cut: int | None, stamped: bool
    ) -> tuple[list[int], list[int], list[tuple[float, float]]]:
        """Write the window's tokens: given, wanted, and where each wanted one is said."""
        tokens, unknown = self._tokens, (UNKNOWN, UNKNOWN)
        if not placed:
            first = tokens.timestamp(0) if stamped else tokens.no_timestamps
            return [tokens.start, first], [tokens.no_speech, tokens.end], [unknown, unknown]
        written: list[int] = [] if stamped else [tokens.no_timestamps]
        spans: list[tuple[float, float]] = [] if stamped else [unknown]
        before = 0
        for index, (at, piece) in enumerate(placed):
            end = at + len(piece.mel)
            ids, where = self._segment(at, piece, before)
            if stamped:
                opening = min(at, LATEST_START) if index == 0 else at
                ids = [tokens.timestamp(opening), *ids, tokens.timestamp(end)]
                where = [_around(at), *where, _around(end)]
            written += ids
            spans += where
            before = end
        if cut is not None:
            written.append(tokens.timestamp(cut))
            spans.append(_around(cut))
        ending = (before / 2, before / 2 + 15) if cut is None else unknown
        return [tokens.start, *written], [*written, tokens.end], [*spans, ending]

    def _segment(self, at: int, piece: Piece, before: int) -> tuple[list[int], list[tuple[float, float]]]:
        """Encode an utterance: the space is the silence before it, then come its words."""
        times = piece.times or _guessed(piece)
        ids = [self._tokens.space]
        spans = [(max(before, at - 60) / 2, max(at + times[0][0], before + 2) / 2)]
        for word, (begin, end) in zip(piece.words, times, strict=True):
            word_ids, letters = self._tokens.word(word)
            edges = np.cumsum((0, *letters)) / sum(letters) * (end - begin) + begin + at
            ids += word_ids
            spans += [(a / 2, b / 2) for a, b in itertools.pairwise(edges)]
        return ids, spans


def _lay(dice: np.random.Generator, piece: Piece, at: int, power: Array, phones: Array) -> None:
    end = at + len(piece.mel)
    tilt = np.linspace(-1, 1, 80, dtype=np.float32)
    loudness = np.float32(dice.normal(0, 0.25)) + tilt * np.float32(dice.normal(0, 0.25))
    mel = stretch_vowels(dice, piece.mel.astype(np.float32))
    power[at:end] += np.float32(10) ** (mel + loudness)
    phones[at:end] = piece.phones


def _around(frame: int) -> tuple[float, float]:
    return max(0.0, frame / 2 - 3), frame / 2 + 3


def _guessed(piece: Piece) -> list[tuple[int, int]]:
    """Guess word times from their lengths, where the synthesiser told none."""
    edges = np.cumsum([0] + [len(word) + 1 for word in piece.words])
    scaled = (4 + edges / edges[-1] * (len(piece.mel) - 8)).astype(int)
    return list(zip(scaled[:-1].tolist(), scaled[1:].tolist(), strict=True))
