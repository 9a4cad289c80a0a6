"""The consent report: how often each wording was agreed to, so that wordings can be compared. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from voice.call.values import CallId
from voice.consent.history import events_of
from voice.consent.machine import fold
from voice.consent.values import ConsentAsked, ConsentEvent, ConsentStatus, LedgerEntry


@dataclass(frozen=True, slots=True)
class Wording:
    """What was put to callers: one text of one script in one locale, on one line ("" for every line together)."""

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
        """How many of those asked agreed, 0..1; a later withdrawal does not unsay that the wording was agreed to."""
        agreed = sum(self.counts.get(status, 0) for status in AGREED)
        return agreed / self.calls if self.calls else 0.0


AGREED = (ConsentStatus.GRANTED, ConsentStatus.WITHDRAWN, ConsentStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class ConsentReport:
    """Every call that the ledger knows, by how its consent stands now; and each wording, the most used first."""

    counts: Mapping[ConsentStatus, int]
    wordings: tuple[WordingReport, ...]

    @property
    def calls(self) -> int:
        """How many calls."""
        return sum(self.counts.values())


def report(lines: Mapping[CallId, str], entries: Iterable[LedgerEntry]) -> ConsentReport:
    """Fold each call's consent history and count; `lines` names the line of each call."""
    histories: dict[CallId, list[ConsentEvent]] = {}
    for entry in entries:
        for event in events_of((entry,)):
            histories.setdefault(entry.call_id, []).append(event)
    counts: Counter[ConsentStatus] = Counter()
    wordings: dict[Wording, Counter[ConsentStatus]] = {}
    for call_id, events in histories.items():
        status = fold(events).status
        counts[status] += 1
        asked = next((event for event in events if isinstance(event, ConsentAsked)), None)
        if asked is not None:
            line = lines.get(call_id, "")
            used = Wording(line, asked.script, asked.script_version, asked.locale, asked.script_sha256)
            wordings.setdefault(used, Counter())[status] += 1
    return ConsentReport(dict(counts), _rows(wordings))


def of_every_line(rows: Iterable[WordingReport]) -> tuple[WordingReport, ...]:
    """The same wordings with their lines counted together."""
    together: dict[Wording, Counter[ConsentStatus]] = {}
    for row in rows:
        together.setdefault(replace(row.wording, line=""), Counter()).update(row.counts)
    return _rows(together)


def _rows(counted: Mapping[Wording, Mapping[ConsentStatus, int]]) -> tuple[WordingReport, ...]:
    rows = [WordingReport(wording, dict(counts)) for wording, counts in counted.items()]
    return tuple(sorted(rows, key=_place))


def _place(row: WordingReport) -> tuple[object, ...]:
    wording = row.wording
    return (-row.calls, wording.line, wording.script, wording.locale, wording.version, wording.script_sha256)
