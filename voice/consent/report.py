"""The consent report: how often each wording was agreed to, so that wordings can be compared."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from voice.call.values import Call, CallId
from voice.consent.machine import fold
from voice.consent.values import ConsentAsked, ConsentEvent, ConsentStatus

COUNTED = tuple(ConsentStatus)


@dataclass(frozen=True, slots=True)
class Wording:
    """What was put to callers: one version of one script in one locale on one line."""

    line: str
    script: str
    version: str
    locale: str
    script_sha256: str


@dataclass(frozen=True, slots=True)
class WordingReport:
    """How the calls ended in which a wording was used."""

    wording: Wording
    counts: Mapping[ConsentStatus, int]

    @property
    def calls(self) -> int:
        """How many calls there were."""
        return sum(self.counts.values())

    @property
    def granted_share(self) -> float:
        """The share of calls that were granted, those withdrawn later included; 0..1."""
        return agreed_share(self.counts)


def agreed_share(counts: Mapping[ConsentStatus, int]) -> float:
    """How many of those asked agreed, 0..1; a later withdrawal does not unsay that the wording was agreed to."""
    asked = sum(counts.values())
    agreed = counts.get(ConsentStatus.GRANTED, 0) + counts.get(ConsentStatus.WITHDRAWN, 0)
    return agreed / asked if asked else 0.0


def report(calls: Iterable[Call], histories: Mapping[CallId, Sequence[ConsentEvent]]) -> tuple[WordingReport, ...]:
    """One row for each wording that was put to anybody, the most used first."""
    counts: dict[Wording, Counter[ConsentStatus]] = {}
    for call in calls:
        events = histories.get(call.id, ())
        asked = next((event for event in events if isinstance(event, ConsentAsked)), None)
        if asked is None:
            continue
        wording = Wording(call.line, asked.script, asked.script_version, asked.locale, asked.script_sha256)
        counts.setdefault(wording, Counter())[fold(events).status] += 1
    rows = [WordingReport(wording, dict(counter)) for wording, counter in counts.items()]
    return tuple(sorted(rows, key=lambda row: (-row.calls, row.wording.line, row.wording.script, row.wording.version)))
