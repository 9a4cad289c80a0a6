"""The consent receipt: what was asked, heard and granted on one call, for the person it is about.

The structure follows ISO/IEC TS 27560:2023 (record metadata, notice, purposes with their status and
basis, events). A receipt carries the history itself, so that a checker folds it again and sees for
itself that the stated outcome follows; the signature is the ledger's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from voice.call.values import Call, CallId
from voice.consent.history import from_entry, to_entry
from voice.consent.machine import covers_past, fold, purpose_words
from voice.consent.values import (
    ConsentAsked,
    ConsentEvent,
    ConsentMethod,
    ConsentState,
    LedgerEntry,
    Purpose,
)

SCHEMA = "voice.consent-receipt/1"
STRUCTURE = "ISO/IEC TS 27560:2023"
HOW_TO_WITHDRAW = "At any time: during the call say so; afterwards use the receipt code, or ask the controller."

Receipt = Mapping[str, object]
ProofHolds = Callable[[Mapping[str, object], bytes], bool]

_BASES = {
    ConsentMethod.KEYPAD: "consent given by pressing a key (GDPR Art. 6(1)(a))",
    ConsentMethod.AGENT: "consent asked aloud and marked by an agent (GDPR Art. 6(1)(a))",
    ConsentMethod.NOTICE: "announcement heard and not declined; no consent is claimed",
    ConsentMethod.ATTESTED: "attested by whoever imported the recording",
    ConsentMethod.NONE: "none",
}


@dataclass(frozen=True, slots=True)
class Issue:
    """The circumstances of issuing: by whom, when, and where the ledger stood (its last entry of this call)."""

    issued_at: datetime
    business: str
    retention_days: int
    software: str
    ledger_sequence: int
    ledger_sha256: str


def build(call: Call, events: Sequence[ConsentEvent], issue: Issue) -> dict[str, object]:
    """The receipt of a call, unsigned; it holds no number, no name of a person and no word of the call."""
    state = fold(events)
    told = next((event for event in events if isinstance(event, ConsentAsked) and event.retention_days), None)
    return {
        "schema": SCHEMA,
        "structure": STRUCTURE,
        "record": {
            "receipt_id": receipt_id(call.id),
            "call_id": call.id,
            "line": call.line,
            "direction": call.direction.value,
            "called_at": call.started_at.isoformat(),
            "issued_at": issue.issued_at.isoformat(),
            "software": issue.software,
            "ledger_sequence": issue.ledger_sequence,
            "ledger_sha256": issue.ledger_sha256,
        },
        # What the caller was told holds, even if the line was configured differently since.
        "controller": {"name": told.business if told else issue.business},
        "notices": [_notice(event) for event in events if isinstance(event, ConsentAsked)],
        "outcome": outcome(state),
        "purposes": [
            {"purpose": purpose, "status": word, "basis": _basis(state, word)}
            for purpose, word in purpose_words(state).items()
        ],
        "retention_days": _kept_days(state, told) if told else issue.retention_days,
        "consent_days": told.consent_days if told else 0,
        "how_to_withdraw": HOW_TO_WITHDRAW,
        "events": [_event(call.id, event) for event in events],
    }


def receipt_id(call_id: CallId) -> str:
    """The id of a call's receipt; later issues of it replace earlier ones."""
    return f"receipt-{call_id}"


def outcome(state: ConsentState) -> dict[str, object]:
    """How it stands: status, method, times; what `call.json` says about consent too."""
    return {
        "status": state.status.value,
        "method": state.method.value,
        "asked_at": _iso(state.asked_at),
        "answered_at": _iso(state.answered_at),
        "withdrawn_at": _iso(state.withdrawn_at),
        "withdrawal_scope": state.scope.value if state.scope else None,
        "attempts": state.answers,
    }


def verify(receipt: Receipt, public_key: bytes, proof_holds: ProofHolds) -> tuple[str, ...]:
    """What is wrong with a receipt, offline, knowing only the public key; nothing when it holds."""
    if receipt.get("schema") != SCHEMA:
        return (f"This is not a consent receipt of the kind {SCHEMA}.",)
    problems = [] if proof_holds(receipt, public_key) else ["The signature does not belong to this text and this key."]
    try:
        problems += _contradictions(receipt)
    except (KeyError, TypeError, ValueError, AttributeError):
        problems.append("The history inside cannot be read.")
    return tuple(problems)


def events_in(receipt: Receipt) -> tuple[ConsentEvent, ...]:
    """The history a receipt carries; KeyError, TypeError or ValueError where it is not one."""
    record = cast(Mapping[str, str], receipt["record"])
    found: list[ConsentEvent] = []
    for untrusted in cast(Sequence[Mapping[str, object]], receipt["events"]):
        body = {name: value for name, value in untrusted.items() if name not in ("kind", "at")}
        at = datetime.fromisoformat(str(untrusted["at"]))
        event = from_entry(LedgerEntry(CallId(record["call_id"]), str(untrusted["kind"]), at, body))
        if event is None:
            raise ValueError("an event of no known kind")
        found.append(event)
    return tuple(found)


def _contradictions(receipt: Receipt) -> list[str]:
    state = fold(events_in(receipt))
    problems = []
    if receipt["outcome"] != outcome(state):
        problems.append("The outcome stated does not follow from the history.")
    stated = {row["purpose"]: row["status"] for row in cast(Sequence[Mapping[str, str]], receipt["purposes"])}
    if stated != purpose_words(state):
        problems.append("The purposes stated do not follow from the history.")
    return problems


def _kept_days(state: ConsentState, told: ConsentAsked) -> int:
    briefly = told.short_days and not covers_past(state, Purpose.STORAGE)
    return told.short_days if briefly else told.retention_days


def _notice(event: ConsentAsked) -> dict[str, object]:
    return {
        "script": event.script,
        "version": event.script_version,
        "script_sha256": event.script_sha256,
        "text_sha256": event.prompt_sha256,
        "audio_sha256": list(event.audio_sha256),
        "locale": event.locale,
        "mode": event.mode,
        "keys": {"yes": event.yes_key, "no": event.no_key},
        "purposes": [purpose.value for purpose in event.purposes],
        "rules": list(event.rules),
        "put_at": event.at.isoformat(),
    }


def _basis(state: ConsentState, word: str) -> str:
    return _BASES[state.method] if word in ("granted", "kept") else "none"


def _event(call_id: CallId, event: ConsentEvent) -> dict[str, object]:
    entry = to_entry(call_id, event)
    return {"kind": entry.kind, "at": entry.at.isoformat(), **entry.body}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
