"""How consent went, counted from the ledger: by status, by script version. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from voice.consent.history import state_of
from voice.consent.report import agreed_share
from voice.consent.values import ConsentStatus, LedgerEntry

ASKED = "consent.asked"


@dataclass(frozen=True, slots=True)
class Row:
    """One script version and how the calls that heard it ended."""

    script: str
    version: str
    locale: str
    counts: Mapping[ConsentStatus, int]

    @property
    def calls(self) -> int:
        """How many calls heard it."""
        return sum(self.counts.values())

    @property
    def granted_share(self) -> float:
        """Of those, how many agreed, 0..1: the same figure as `voice consent report`."""
        return agreed_share(self.counts)


@dataclass(frozen=True, slots=True)
class ConsentReport:
    """Every call that the ledger knows, by how its consent stands now."""

    counts: Mapping[ConsentStatus, int]
    scripts: Sequence[Row]

    @property
    def calls(self) -> int:
        """How many calls."""
        return sum(self.counts.values())


def report(entries: Iterable[LedgerEntry]) -> ConsentReport:
    """Fold each call's consent history and count."""
    histories: dict[str, list[LedgerEntry]] = {}
    for entry in entries:
        if entry.kind.startswith("consent."):
            histories.setdefault(entry.call_id, []).append(entry)
    counts: Counter[ConsentStatus] = Counter()
    scripts: dict[tuple[str, str, str], Counter[ConsentStatus]] = {}
    for history in histories.values():
        status = state_of(history).status
        counts[status] += 1
        heard = next((entry.body for entry in history if entry.kind == ASKED), None)
        if heard is not None:
            key = (str(heard.get("script")), str(heard.get("script_version")), str(heard.get("locale")))
            scripts.setdefault(key, Counter())[status] += 1
    rows = [Row(*key, dict(found)) for key, found in sorted(scripts.items())]
    return ConsentReport(dict(counts), tuple(rows))
