"""What happened to a call, told from the ledger and from who looked: times, acts, account names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from voice.call.values import CallId
from voice.vault.people import People
from voice.vault.ports import ChainedEntry, Ledger

_HIDDEN = ("by", "proof", "artefacts", "schema")
LONGEST_DETAIL = 80
_HASH = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class Act:
    """One line of a history; `sequence` is its place in the ledger, 0 for a look."""

    at: datetime
    what: str
    by: str
    details: tuple[tuple[str, str], ...] = ()
    sequence: int = 0


def history(call_id: CallId, ledger: Ledger | None, people: People) -> Sequence[Act]:
    """Everything that happened to a call, oldest first."""
    names = handles(people)
    acts = [act(kept, names) for kept in (ledger.entries(call_id) if ledger else ())]
    acts += [Act(look.at, "looked at", names.get(look.account_id, "")) for look in people.looks.looks(call_id)]
    return sorted(acts, key=lambda one: (one.at, one.sequence))


def act(kept: ChainedEntry, names: Mapping[str, str]) -> Act:
    """A ledger entry as a line."""
    body = kept.entry.body
    by = body.get("by", body.get("agent"))
    who = "" if by is None else names.get(str(by), str(by))
    return Act(kept.entry.at, said(kept.entry.kind), who, _details(body), kept.sequence)


def said(kind: str) -> str:
    """An entry's kind in words: "consent.answer_heard" is "consent: answer heard"."""
    return kind.replace(".", ": ").replace("_", " ")


def handles(people: People) -> Mapping[str, str]:
    """Account ids to handles; the holder of the one-time link has none."""
    return {account.id: account.name for account in people.accounts.accounts()} | {"": "link holder"}


def _details(body: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    plain = [(name, _plain(value)) for name, value in body.items() if name not in _HIDDEN]
    return tuple((name.replace("_", " "), text) for name, text in plain if text)


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        text = ", ".join(str(one) for one in value if isinstance(one, str | int | float))
    elif isinstance(value, Mapping) or value in (None, ""):
        return ""
    else:
        text = _HASH.sub(lambda found: found.group()[:12] + "…", str(value))
    return text if len(text) <= LONGEST_DETAIL else text[: LONGEST_DETAIL - 1] + "…"
