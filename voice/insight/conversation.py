"""Who talked how much: times only, no words."""

from collections import defaultdict
from itertools import pairwise

from voice.insight.values import Conversation
from voice.redaction.values import RedactedTranscript, RedactedUtterance

CUT_IN_MS = 250
"""Overlap shorter than this is turn-taking (people start before the other has quite ended)."""

BACKCHANNEL_MS = 1000
"""Shorter stretches over another's speech ("mhm", "yes") support, they do not interrupt."""

Interval = tuple[int, int]


def measure(transcript: RedactedTranscript) -> Conversation:
    """Talk, silence and overlap in ms; turns are changes of speaker plus one."""
    spoken: dict[str, list[Interval]] = defaultdict(list)
    for utterance in transcript.utterances:
        spoken[utterance.speaker].append((utterance.start_ms, max(utterance.start_ms, utterance.end_ms)))
    merged = {speaker: union(intervals) for speaker, intervals in spoken.items()}
    talk = {speaker: length(intervals) for speaker, intervals in sorted(merged.items())}
    everyone = union([interval for intervals in merged.values() for interval in intervals])
    whole = max(transcript.duration_ms, max((end for _, end in everyone), default=0))
    ordered = sorted(transcript.utterances, key=lambda u: (u.start_ms, u.end_ms, u.id))
    changes = sum(1 for a, b in pairwise(ordered) if a.speaker != b.speaker)
    return Conversation(
        talk_ms=talk,
        silence_ms=whole - length(everyone),
        overlap_ms=_overlap(merged),
        turns=changes + 1 if ordered else 0,
        interruptions=sum(1 for index in range(len(ordered)) if _interrupts(ordered, index)),
    )


def union(intervals: list[Interval]) -> list[Interval]:
    """The same time without counting anything twice, in order."""
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def length(intervals: list[Interval]) -> int:
    """The sum of the intervals' lengths in ms."""
    return sum(end - start for start, end in intervals)


def _overlap(merged: dict[str, list[Interval]]) -> int:
    """Time in which two or more speakers talk, each ms once."""
    edges = sorted((t, step) for spans in merged.values() for s, e in spans for t, step in ((s, 1), (e, -1)))
    total, active, since = 0, 0, 0
    for at, step in edges:
        if active >= 2:
            total += at - since
        active, since = active + step, at
    return total


def _interrupts(ordered: list[RedactedUtterance], index: int) -> bool:
    """Begins well inside another's utterance and goes on long enough to be more than assent."""
    later = ordered[index]
    if later.end_ms - later.start_ms < BACKCHANNEL_MS:
        return False
    return any(
        other.speaker != later.speaker and other.start_ms < later.start_ms and later.start_ms < other.end_ms - CUT_IN_MS
        for other in ordered[:index]
    )
