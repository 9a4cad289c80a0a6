"""Sentiment over time as points to draw: places on a sheet, the quarters, and where the call turned."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from voice.insight.values import Quarter, Sentiment
from voice.redaction.values import RedactedTranscript

WIDTH, HEIGHT = 720, 150
MARGIN = 12
A_TURN = 0.2
"""A change between two quarters smaller than this is no turn."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One utterance: where it lies, how sure its score is (as a radius), what it says of itself."""

    utterance_id: str
    speaker: str
    x: float
    y: float
    radius: float
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One quarter: from x, as wide as it lasts, at its score's height."""

    x: float
    width: float
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything to draw, and the same in one sentence for who does not see it."""

    dots: tuple[Dot, ...]
    bars: tuple[Bar, ...]
    turn_x: float | None
    turn_id: str
    sentence: str
    width: int = WIDTH
    height: int = HEIGHT
    middle: float = HEIGHT / 2


def chart(sentiment: Sentiment, transcript: RedactedTranscript) -> Chart:
    """The drawing of one call."""
    long = max(1, transcript.duration_ms)
    said = {one.id: one for one in transcript.utterances}
    dots = tuple(
        Dot(
            scored.utterance_id,
            str(said[scored.utterance_id].speaker),
            _x(said[scored.utterance_id].start_ms, long),
            _y(scored.score.score),
            2.5 + 3.5 * scored.score.confidence,
            f"{clock(said[scored.utterance_id].start_ms)} {said[scored.utterance_id].speaker}: "
            f"{scored.score.label.value} {scored.score.score:+.2f}, confidence {scored.score.confidence:.0%}",
        )
        for scored in sentiment.utterances
        if scored.utterance_id in said
    )
    bars = tuple(
        Bar(_x(q.start_ms, long), _x(q.end_ms, long) - _x(q.start_ms, long), _y(q.score.score))
        for q in sentiment.quarters
        if q.score is not None
    )
    turn = turning_point(sentiment.quarters)
    turn_id = next((one.id for one in transcript.utterances if turn and one.start_ms >= turn.start_ms), "")
    return Chart(dots, bars, None if turn is None else _x(turn.start_ms, long), turn_id, _sentence(sentiment, turn))


def turning_point(quarters: Sequence[Quarter]) -> Quarter | None:
    """The quarter at whose beginning the feeling changed most; None where it hardly did."""
    spoken = [quarter for quarter in quarters if quarter.score is not None]
    steps = [(abs(_score(b) - _score(a)), b) for a, b in pairwise(spoken)]
    largest = max(steps, key=lambda step: step[0], default=None)
    return largest[1] if largest is not None and largest[0] >= A_TURN else None


def clock(ms: int) -> str:
    """Milliseconds as m:ss."""
    return f"{ms // 60000}:{ms // 1000 % 60:02d}"


def _sentence(sentiment: Sentiment, turn: Quarter | None) -> str:
    spoken = [q.score for q in sentiment.quarters if q.score is not None]
    if not spoken:
        return "Nobody spoke long enough for a score."
    first, last = spoken[0], spoken[-1]
    told = f"Begins {first.label.value} ({first.score:+.2f}), ends {last.label.value} ({last.score:+.2f})"
    return f"{told}; turns at {clock(turn.start_ms)}." if turn else f"{told}; no turn."


def _score(quarter: Quarter) -> float:
    return quarter.score.score if quarter.score else 0.0


def _x(ms: int, long: int) -> float:
    return round(MARGIN + (WIDTH - 2 * MARGIN) * min(ms, long) / long, 1)


def _y(score: float) -> float:
    return round(HEIGHT / 2 - max(-1.0, min(1.0, score)) * (HEIGHT / 2 - MARGIN), 1)
