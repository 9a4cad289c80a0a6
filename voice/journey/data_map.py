"""What is kept, how it is sealed, who may read it, how long, and how it ends: the data map of ARCHITECTURE.md.

Columns are read from the tables; the rest is said once for each record, and a test fails where a
table or a sealed object has no row here.
"""

from dataclasses import dataclass

from voice.journey.objects import (
    AUDIO_SPANS,
    CORRECTIONS,
    DECISIONS,
    DOCUMENT,
    INSIGHT,
    MARKS,
    RAW_TRANSCRIPT,
    REDACTED_AUDIO,
    REDACTED_TRANSCRIPT,
    REDACTION_MAP,
    RUNS,
)
from voice.vault import account_tables, tables

RECORDING = "recording-*.wav"
RAW_LEAVES = (
    "what an officer removes for good, then; all of it after redaction where the line blocks a type that was said "
    "(under a hold only what was said of that type); else with its call"
)
LEAVES_WITH_CALL = "with its call: key destroyed, then ciphertext, then row"
VALUES_LEAVE = (
    "a value that is removed for good, then; values of blocked types after the leak audit, hold or not; "
    f"the rest {LEAVES_WITH_CALL}"
)
LINE_PERIOD = "the line's `retention_days`, or until withdrawn"
OFFICER = "worker; an officer by a reveal, with a reason"
REVIEWER = "reviewers"
SEALED = "AES-256-GCM, the call's data key"
IN_THE_OPEN = "not secret: ids, times, codes"


@dataclass(frozen=True, slots=True)
class Kept:
    """One record class: how it is sealed, who may read it, for how long, how it ends."""

    sealed: str
    readers: str
    retention: str
    ends: str


OBJECTS = {
    RECORDING: Kept(SEALED, OFFICER, LINE_PERIOD, RAW_LEAVES),
    RAW_TRANSCRIPT: Kept(SEALED, OFFICER, LINE_PERIOD, RAW_LEAVES),
    REDACTION_MAP: Kept(SEALED, "worker (leak audit)", LINE_PERIOD, VALUES_LEAVE),
    REDACTED_TRANSCRIPT: Kept(SEALED, REVIEWER, LINE_PERIOD, LEAVES_WITH_CALL),
    AUDIO_SPANS: Kept(SEALED, "worker", LINE_PERIOD, LEAVES_WITH_CALL),
    REDACTED_AUDIO: Kept(SEALED, REVIEWER, LINE_PERIOD, LEAVES_WITH_CALL),
    INSIGHT: Kept(SEALED, REVIEWER, LINE_PERIOD, LEAVES_WITH_CALL),
    RUNS: Kept(SEALED, REVIEWER, LINE_PERIOD, LEAVES_WITH_CALL),
    DOCUMENT: Kept(SEALED, REVIEWER, LINE_PERIOD, LEAVES_WITH_CALL),
    MARKS: Kept(SEALED, "reviewers, as places and types", LINE_PERIOD, LEAVES_WITH_CALL),
    DECISIONS: Kept(SEALED, REVIEWER, LINE_PERIOD, LEAVES_WITH_CALL),
    CORRECTIONS: Kept(SEALED, "reviewers, once redaction has read them", LINE_PERIOD, LEAVES_WITH_CALL),
}
_FOREVER = "kept: it proves what was granted and undone"
ROWS = {
    "calls": Kept(IN_THE_OPEN, REVIEWER, "kept as `erased`, caller reference blanked", "a blanked row"),
    "recordings": Kept(IN_THE_OPEN, REVIEWER, "kept as `destroyed`, digest blanked", "a blanked row"),
    "ledger": Kept("hash-chained, signed (Ed25519)", "reviewers, auditors", _FOREVER, "never"),
    "ledger_head": Kept("hash-chained, signed (Ed25519)", "reviewers, auditors", _FOREVER, "never"),
    "vault_keys": Kept("wrapped by the key-encryption key", "vault", "as long as the vault", "with the data folder"),
    "data_keys": Kept(
        "wrapped by the key-encryption key", "vault", LINE_PERIOD, "key removed, date of destruction stays"
    ),
    "objects": Kept(IN_THE_OPEN, "vault", LINE_PERIOD, LEAVES_WITH_CALL),
    "deliveries": Kept("answer sealed by the vault", "web process", "24 hours", "deleted by the worker's rounds"),
    "holds": Kept(IN_THE_OPEN, "officers, auditors", "until lifted", "deleted, with a ledger entry"),
    "erasures": Kept(IN_THE_OPEN, "officers, auditors", _FOREVER, "never"),
    "reviews": Kept(IN_THE_OPEN, REVIEWER, "until looked at, or with its call", "deleted"),
    "heartbeats": Kept(IN_THE_OPEN, "admins, auditors", "a day after the last", "deleted by the next worker's"),
}
ROWS |= {
    "accounts": Kept(
        "Argon2id hash; one-time-code secret sealed", "admins", "until disabled", "disabled, kept for the history"
    ),
    "sessions": Kept("the token's SHA-256 alone", "web process", "8 hours at most", "deleted"),
    "api_tokens": Kept("the token's SHA-256 alone", "admins", "until its date", "revoked"),
    "looks": Kept(IN_THE_OPEN, "officers, auditors", _FOREVER, "never"),
    "views": Kept(
        "wrapped by the key-encryption key", "its owner; reviewers, where shared", "until deleted", "deleted"
    ),
    "review_marks": Kept(IN_THE_OPEN, REVIEWER, "with its call", "deleted"),
}


def columns() -> dict[str, tuple[str, ...]]:
    """Every table of ours and its columns' names."""
    # Tables stand in the metadata once their module is imported.
    every = {**tables.metadata.tables, **account_tables.accounts.metadata.tables}
    return {name: tuple(table.columns.keys()) for name, table in every.items()}


def data_map() -> str:
    """The data map as a Markdown table, sealed objects first."""
    head = "| record | contains | sealed with | who may read | retention | how it ends |\n|---|---|---|---|---|---|"
    sealed = [_row(f"object `{name}`", "what its name says", kept) for name, kept in OBJECTS.items()]
    rows = [_row(f"table `{name}`", ", ".join(columns()[name]), kept) for name, kept in ROWS.items()]
    return "\n".join([head, *sealed, *rows])


def _row(record: str, contains: str, kept: Kept) -> str:
    return f"| {record} | {contains} | {kept.sealed} | {kept.readers} | {kept.retention} | {kept.ends} |"
