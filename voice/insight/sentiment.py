"""How the call felt, from its words alone, with a confidence that was measured and may be checked.

Text only: nothing is inferred from a voice. A score is a lexicon's reading of redacted text; its
label carries the probability that it is right (calibration.py) times how sure the recogniser was
of the words, times, for anything larger than an utterance, how much of the speech bore evidence.
An agent's manners are masked, and the overall score is that of the people who called: an agent is
paid to be polite.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from voice.clock import Clock
from voice.insight import calibration, vader
from voice.insight.summary import rules_digest
from voice.insight.values import Quarter, Score, Sentiment, SentimentLabel, UtteranceScore
from voice.redaction.values import RedactedTranscript, RedactedUtterance
from voice.transcript.values import ModelIdentity, RunRecord, Speaker

MIXED_SHARE = 0.25
"""Both signs at least this much of the weight: mixed."""

FULL_COVERAGE = 0.25
"""From this share of speech with evidence on, coverage no longer lowers the confidence."""

_NOTHING = Score(0.0, SentimentLabel.UNKNOWN, 0.0)


def label_of(reading: vader.Reading) -> SentimentLabel:
    """The label of one reading: mixed, or the sign of its score."""
    if min(reading.positive, reading.negative) >= MIXED_SHARE:
        return SentimentLabel.MIXED
    return _sign(reading.compound)


def _sign(score: float) -> SentimentLabel:
    if score >= calibration.SIGN_THRESHOLD:
        return SentimentLabel.POSITIVE
    return SentimentLabel.NEGATIVE if score <= -calibration.SIGN_THRESHOLD else SentimentLabel.NEUTRAL


@dataclass(frozen=True, slots=True)
class _Judged:
    """An utterance with its score; `probability` before the recogniser's doubt; `evidence`: the lexicon hit."""

    utterance: RedactedUtterance
    score: UtteranceScore
    probability: float
    evidence: bool


class LexiconScorer:
    """VADER with call phrases and a fitted confidence; deterministic, local, milliseconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lexicon = vader.CallLexicon()
        self._coefficients = calibration.load()
        self._model = ModelIdentity(
            name="VADER lexicon with call phrases",
            digest=rules_digest(("sentiment.py", "phrases.py", "vader.py", "calibration.py", "calibration.json"))[:32]
            + vader.lexicon_digest()[:32],
            licence="MIT (VADER), Apache-2.0 (call phrases)",
            owner="C.J. Hutto (VADER); this project (call phrases)",
        )

    def score(self, transcript: RedactedTranscript) -> tuple[Sentiment, RunRecord]:
        """Sentiment and the record of how it was made."""
        started_at = self._clock.now()
        judged = [self._judge(utterance) for utterance in transcript.utterances]
        sentiment = Sentiment(
            overall=_together(_people(judged)),
            speakers={name: _together(_of(judged, name)) for name in sorted({j.utterance.speaker for j in judged})},
            quarters=_quarters(judged, transcript),
            utterances=tuple(j.score for j in judged),
        )
        record = RunRecord(
            step="score_sentiment",
            feature="sentiment",
            model=self._model,
            settings={
                "basis": "text",
                "method": "lexicon",
                "sign_threshold": calibration.SIGN_THRESHOLD,
                "mixed_share": MIXED_SHARE,
                "calibrated": True,
                "deterministic": True,
            },
            device="cpu",
            started_at=started_at,
            seconds=(self._clock.now() - started_at).total_seconds(),
            software=vader.software(),
        )
        return sentiment, record

    def score_text(self, text: str, agent: bool = False) -> Score:
        """One text on its own, every word taken as certain."""
        return self._judge(RedactedUtterance("", Speaker.AGENT if agent else "", 0, 0, text, 1.0)).score.score

    def _judge(self, utterance: RedactedUtterance) -> _Judged:
        reading = self._lexicon.read(utterance.text, agent=utterance.speaker == Speaker.AGENT)
        if reading.words == 0:
            return _Judged(utterance, UtteranceScore(utterance.id, _NOTHING), 0.0, evidence=False)
        sure = calibration.probability(calibration.features(reading, utterance.text), self._coefficients)
        heard = min(1.0, max(0.0, utterance.confidence))
        score = Score(round(reading.compound, 4), label_of(reading), round(sure * heard, 4))
        return _Judged(utterance, UtteranceScore(utterance.id, score, reading.hits), sure, evidence=bool(reading.hits))


def _people(judged: Sequence[_Judged]) -> list[tuple[_Judged, float]]:
    """Everyone but the agent, by duration; the agent where nobody else spoke."""
    others = [j for j in judged if j.utterance.speaker != Speaker.AGENT]
    return [(j, _weight(j.utterance)) for j in others or judged]


def _of(judged: Sequence[_Judged], speaker: str) -> list[tuple[_Judged, float]]:
    return [(j, _weight(j.utterance)) for j in judged if j.utterance.speaker == speaker]


def _weight(utterance: RedactedUtterance) -> float:
    """Its duration in ms; its words stand in (300 ms each) where no time was given."""
    return float(utterance.end_ms - utterance.start_ms) or 300.0 * len(utterance.text.split())


def _together(weighted: Sequence[tuple[_Judged, float]]) -> Score:
    """The weighted mean of what bore evidence; UNKNOWN when nothing did."""
    bearing = [(j, weight) for j, weight in weighted if j.evidence and weight > 0]
    total = sum(weight for _, weight in bearing)
    spoken = sum(weight for _, weight in weighted)
    if total <= 0 or spoken <= 0:
        return _NOTHING
    score = sum(j.score.score.score * weight for j, weight in bearing) / total
    sure = sum(j.probability * weight for j, weight in bearing) / total
    heard = sum(min(1.0, max(0.0, j.utterance.confidence)) * weight for j, weight in bearing) / total
    coverage = min(1.0, total / spoken / FULL_COVERAGE)
    signs = _sign_weights(bearing)
    mixed = min(signs) >= MIXED_SHARE * sum(signs) > 0
    label = SentimentLabel.MIXED if mixed else _sign(score)
    return Score(round(score, 4), label, round(sure * heard * coverage, 4))


def _sign_weights(bearing: Sequence[tuple[_Judged, float]]) -> tuple[float, float]:
    """How much weight is positive and how much negative: duration times strength."""
    strengths = [(j.score.score.score, weight) for j, weight in bearing]
    return (
        sum(score * weight for score, weight in strengths if score > 0),
        sum(-score * weight for score, weight in strengths if score < 0),
    )


def _quarters(judged: Sequence[_Judged], transcript: RedactedTranscript) -> tuple[Quarter, ...]:
    """Four equal stretches of the call, each utterance counted by its overlap with the stretch."""
    whole = max(transcript.duration_ms, max((j.utterance.end_ms for j in judged), default=0))
    bounds = [whole * part // 4 for part in range(5)]
    found = []
    for start, end in pairwise(bounds):
        inside = [(j, float(min(end, j.utterance.end_ms) - max(start, j.utterance.start_ms))) for j in judged]
        inside = [(j, overlap) for j, overlap in inside if overlap > 0]
        others = [(j, overlap) for j, overlap in inside if j.utterance.speaker != Speaker.AGENT]
        found.append(Quarter(start, end, _together(others or inside) if inside else None))
    return tuple(found)
