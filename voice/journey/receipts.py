"""Receipts as they are issued: built from the ledger's entries of one call and signed by it."""

from collections.abc import Mapping
from datetime import datetime

from voice.call.values import Call
from voice.consent.history import events_of
from voice.consent.receipt import Issue, build
from voice.greeting.values import LineProfile
from voice.journey.periods import days_of
from voice.vault.ports import Ledger


def signed_receipt(call: Call, ledger: Ledger, line: LineProfile, at: datetime, software: str) -> Mapping[str, object]:
    """The signed receipt of a call as it stands now (software: name and version of this program)."""
    entries = ledger.entries(call.id)
    events = events_of(kept.entry for kept in entries)
    last = entries[-1] if entries else None
    issue = Issue(
        issued_at=at,
        business=line.business,
        retention_days=days_of(line, events),
        software=software,
        ledger_sequence=last.sequence if last else 0,
        ledger_sha256=last.sha256 if last else "",
    )
    return ledger.sign(build(call, events, issue))
