"""A summary in the speakers' own words: why they called, what was promised, how it ended, what comes next.

Extractive on purpose: a sentence that was said cannot be made up, and each one names the utterance
it comes from. Ranking beyond this gains little (all extractive rankers lie within 3 ROUGE points
of each other on public dialogues); structure by cue and speaker gains more.
"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from voice.clock import Clock
from voice.insight import cues, evidence
from voice.insight.ranking import Vector, centrality, choose, similarities
from voice.insight.sentences import Candidate, candidates
from voice.insight.values import Statement, Summary
from voice.insight.words import PLACEHOLDER, content_stems
from voice.redaction.values import RedactedTranscript
from voice.transcript.values import ModelIdentity, RunRecord, Speaker

METHOD = "extractive"
FEWEST, MOST = 3, 6
MOST_ACTIONS = 4
FEWEST_STEMS = 2
VAGUE_STEMS = 4
EARLY = 0.6
_RULES = ("words.py", "sentences.py", "cues.py", "ranking.py", "evidence.py", "summary.py")


def rules_digest(names: Sequence[str] = _RULES) -> str:
    """SHA-256 over the rule files: what stands where a model's weights would."""
    folder = Path(__file__).parent
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in names)).hexdigest()


class ExtractiveSummariser:
    """Picks and orders sentences of the redacted call; deterministic."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._model = ModelIdentity(
            name="Voice extractive summary (LexRank)", digest=rules_digest(), licence="Apache-2.0", owner="this project"
        )

    def summarise(self, transcript: RedactedTranscript) -> tuple[Summary, RunRecord]:
        """A summary and the record of how it was made."""
        started_at = self._clock.now()
        summary, dropped = evidence.verify(summarise(transcript), transcript)
        record = RunRecord(
            step="summarise",
            feature="summary",
            model=self._model,
            settings={
                "method": summary.method,
                "statements": len(summary.sentences),
                "statements_dropped": dropped,
                "verifier": True,
                "support_threshold": evidence.SUPPORT_THRESHOLD,
                "deterministic": True,
            },
            device="cpu",
            started_at=started_at,
            seconds=(self._clock.now() - started_at).total_seconds(),
            software=f"numpy {np.__version__}",
        )
        return summary, record


def summarise(transcript: RedactedTranscript) -> Summary:
    """The structured summary of a redacted call; method "none" when nothing in it can be quoted."""
    found = [c for c in candidates(transcript) if c.stems]
    telling = [c for c in found if not _says_nothing(c)]
    if not telling:
        return Summary("none", ())
    cosines = similarities([c.stems for c in telling])
    scores = _weigh(telling, centrality(cosines))
    reason = _reason(telling, scores)
    outcome = _last(telling, _is_outcome, taken=(reason,))
    next_step = _last(telling, _is_next_step, taken=(reason, outcome))
    if next_step is None and outcome is not None and _is_next_step(telling[outcome]):
        next_step = outcome  # one sentence may both conclude and promise
    actions = _actions(telling, cosines)
    fixed = list(dict.fromkeys(i for i in (reason, outcome, next_step) if i is not None))
    wanted = max(FEWEST, min(MOST, round(len(telling) / 3)))
    chosen = choose(scores, cosines, fixed, wanted)
    return Summary(
        METHOD,
        sentences=tuple(_statement(telling[i]) for i in chosen),
        reason=None if reason is None else _statement(telling[reason]),
        actions=tuple(_statement(telling[i]) for i in actions),
        outcome=None if outcome is None else _statement(telling[outcome]),
        next_step=None if next_step is None else _statement(telling[next_step]),
    )


def _statement(candidate: Candidate) -> Statement:
    return Statement(candidate.text, (candidate.utterance_id,))


def _says_nothing(candidate: Candidate) -> bool:
    """Greetings, courtesies, names and numbers read out: true, and no news to a reader."""
    if candidate.order == 0 and candidate.speaker == Speaker.AGENT:
        return True  # whoever picks up says where the call has landed
    if cues.matches(cues.STRONG_REASON, candidate.text):
        return len(candidate.stems) < FEWEST_STEMS
    if cues.matches(cues.IDENTITY, candidate.text):
        rest = PLACEHOLDER.sub(" ", cues.without(cues.IDENTITY, candidate.text))
        return len(content_stems(rest)) < FEWEST_STEMS
    return len(candidate.stems) < FEWEST_STEMS or cues.matches(cues.BOILERPLATE, candidate.text)


def _weigh(found: Sequence[Candidate], central: Vector) -> Vector:
    """LexRank times what the sentence does, its length, and how early it comes."""
    weights = [
        float(rank) * _cue_bonus(c) * min(1.0, 0.4 + len(c.stems) / 10) * (1.15 - 0.15 * c.place)
        for c, rank in zip(found, central, strict=True)
    ]
    return np.array(weights)


def _cue_bonus(candidate: Candidate) -> float:
    bonus = 1.0
    if candidate.speaker != Speaker.AGENT and cues.matches(cues.STRONG_REASON, candidate.text):
        bonus += 0.6
    for pattern in (cues.OUTCOME, cues.NEXT_STEP, cues.PROMISE):
        bonus += 0.3 if cues.matches(pattern, candidate.text) else 0.0
    return bonus * (0.6 if candidate.text.endswith("?") and candidate.speaker == Speaker.AGENT else 1.0)


def _reason(found: Sequence[Candidate], scores: Vector) -> int | None:
    """The caller's own words for it: the clearest cue early in the call, else their weightiest early sentence."""
    theirs = [i for i, c in enumerate(found) if c.speaker != Speaker.AGENT]
    early = [i for i in theirs if found[i].place <= EARLY] or theirs
    for pattern in (cues.STRONG_REASON, cues.REASON):
        for place, index in enumerate(early):
            if cues.matches(pattern, found[index].text):
                return _more_telling(found, early[place : place + 3])
    return max(early[:4], key=lambda i: float(scores[i]), default=None)


def _more_telling(found: Sequence[Candidate], near: Sequence[int]) -> int:
    """A vague reason (“I have a question about my bill”) gives way to the question where it follows at once."""
    first = near[0]
    if len(found[first].stems) < VAGUE_STEMS:
        for index in near[1:]:
            if len(found[index].stems) > len(found[first].stems) and cues.matches(cues.REASON, found[index].text):
                return index
    return first


def _is_outcome(candidate: Candidate) -> bool:
    if candidate.place < 0.4 or candidate.text.endswith("?"):
        return False
    theirs = cues.DONE if candidate.speaker == Speaker.AGENT else cues.DECISION
    return cues.matches(cues.OUTCOME, candidate.text) or cues.matches(theirs, candidate.text)


def _is_next_step(candidate: Candidate) -> bool:
    late = candidate.place >= 0.3 and not candidate.text.endswith("?")
    return late and cues.matches(cues.NEXT_STEP, candidate.text)


def _last(found: Sequence[Candidate], wanted: Callable[[Candidate], bool], taken: tuple[int | None, ...]) -> int | None:
    hits = [i for i, c in enumerate(found) if i not in taken and wanted(c)]
    return hits[-1] if hits else None


def _actions(found: Sequence[Candidate], cosines: Vector) -> tuple[int, ...]:
    """Promises of either side, the agent's first when there are too many, none said twice."""
    hits = [i for i, c in enumerate(found) if not c.text.endswith("?") and cues.matches(cues.PROMISE, c.text)]
    kept: list[int] = []
    for index in sorted(hits, key=lambda i: (found[i].speaker != Speaker.AGENT, i)):
        if all(cosines[index, other] < 0.6 for other in kept):
            kept.append(index)
    return tuple(sorted(kept[:MOST_ACTIONS]))
