"""The ledger on the database: appended under a lock, chained, signed, checked against its own head."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from voice.call.values import CallId
from voice.consent.values import LedgerEntry
from voice.vault.chain import canonical, chain, check, signed
from voice.vault.keyring import Keyring
from voice.vault.ports import ChainedEntry
from voice.vault.tables import ledger, ledger_head, vault_keys

SIGNING_KEY = "ledger"


class ChainedLedger:
    """The Ledger; its signing key rests sealed under the key-encryption key."""

    def __init__(self, engine: sa.Engine, keyring: Keyring) -> None:
        self._engine = engine
        self._key = signing_key(engine, keyring)

    def append(self, entry: LedgerEntry) -> ChainedEntry:
        """Add an entry at the end and move the head; both or neither."""
        with self._engine.begin() as connection:
            # Moving the head first takes its lock: two processes append one after the other.
            sequence = connection.execute(
                sa.update(ledger_head).values(sequence=ledger_head.c.sequence + 1).returning(ledger_head.c.sequence)
            ).scalar_one()
            previous = connection.execute(sa.select(ledger_head.c.sha256)).scalar_one()
            chained = chain(sequence, _in_utc(entry), previous, self._key.sign)
            connection.execute(sa.insert(ledger).values(_row(chained)))
            connection.execute(sa.update(ledger_head).values(sha256=chained.sha256))
        return chained

    def entries(self, call_id: CallId | None = None) -> Sequence[ChainedEntry]:
        """Entries in order, of one call or of all."""
        wanted = sa.select(ledger).order_by(ledger.c.sequence)
        if call_id is not None:
            wanted = wanted.where(ledger.c.call_id == call_id)
        with self._engine.connect() as connection:
            return tuple(_entry(row) for row in connection.execute(wanted))

    def verify(self) -> Sequence[str]:
        """Sentences naming each changed, missing or reordered entry; empty when whole."""
        with self._engine.connect() as connection:
            head = connection.execute(sa.select(ledger_head)).one()
            odd = _oddly_timed(connection)
            wanted = sa.select(ledger).where(ledger.c.sequence.not_in(odd)).order_by(ledger.c.sequence)
            entries = [_entry(row) for row in connection.execute(wanted)]
        problems = [f"Ledger entry {sequence} was changed." for sequence in odd]
        problems += check(entries, self._public())
        last = entries[-1].sequence if entries else 0
        if last < head.sequence:
            problems.append(f"Ledger entries {last + 1} to {head.sequence} are missing.")
        elif entries and last == head.sequence and entries[-1].sha256 != head.sha256:
            problems.append(f"Ledger entry {last} is not the one that was written last.")
        return tuple(problems)

    def sign(self, body: Mapping[str, object]) -> Mapping[str, object]:
        """The body with `proof` added (see ports.Ledger)."""
        return signed(body, self._public(), self._key.sign)

    def public_key(self) -> str:
        """The Ed25519 public key that signs, hex."""
        return self._public().hex()

    def _public(self) -> bytes:
        return self._key.public_key().public_bytes_raw()


def is_sealed(engine: sa.Engine) -> bool:
    """Whether something rests here that only one key-encryption key opens."""
    with engine.connect() as connection:
        return connection.execute(sa.select(vault_keys.c.name)).first() is not None


def signing_key(engine: sa.Engine, keyring: Keyring) -> Ed25519PrivateKey:
    """The signing key, made on the first start; KeyMissing where the key-encryption key is another."""
    wanted = sa.select(vault_keys.c.sealed).where(vault_keys.c.name == SIGNING_KEY)
    with engine.begin() as connection:
        # A write before the read: of two processes that start together, one makes the key.
        connection.execute(sa.update(ledger_head).values(sequence=ledger_head.c.sequence))
        sealed = connection.execute(wanted).scalar_one_or_none()
        if sealed is None:
            sealed = keyring.wrap(SIGNING_KEY, Ed25519PrivateKey.generate().private_bytes_raw())
            connection.execute(sa.insert(vault_keys).values(name=SIGNING_KEY, sealed=sealed))
    return Ed25519PrivateKey.from_private_bytes(keyring.unwrap(SIGNING_KEY, sealed))


def _in_utc(entry: LedgerEntry) -> LedgerEntry:
    # What is hashed must be what is read back: JSON's own types, and UTC.
    return LedgerEntry(entry.call_id, entry.kind, entry.at.astimezone(UTC), json.loads(canonical(entry.body)))


def _row(chained: ChainedEntry) -> dict[str, object]:
    return {
        "sequence": chained.sequence,
        "call_id": chained.entry.call_id,
        "kind": chained.entry.kind,
        "at": chained.entry.at,
        "body": canonical(chained.entry.body).decode("utf-8"),
        "previous_sha256": chained.previous_sha256,
        "sha256": chained.sha256,
        "signature": chained.signature,
    }


def _entry(row: sa.Row[tuple[object, ...]]) -> ChainedEntry:
    entry = LedgerEntry(CallId(row.call_id), row.kind, row.at, _body(row.body))
    return ChainedEntry(row.sequence, entry, row.previous_sha256, row.sha256, row.signature)


def _body(text: str) -> Mapping[str, object]:
    try:
        body = json.loads(text)
        as_written = isinstance(body, dict) and canonical(body).decode("utf-8") == text
    except (ValueError, RecursionError):
        as_written = False
    # A body somebody broke, or spelled in another way, must show as a changed entry, not as a crash.
    return body if as_written else {"unreadable": text}


def _oddly_timed(connection: sa.Connection) -> list[int]:
    """Entries whose time is spelled as nobody here spells it: unreadable, or the same moment in other letters."""
    spelled = sa.select(ledger.c.sequence, sa.type_coerce(ledger.c.at, sa.String)).order_by(ledger.c.sequence)
    return [sequence for sequence, at in connection.execute(spelled) if isinstance(at, str) and not _is_time(at)]


def _is_time(text: str) -> bool:
    try:
        return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M:%S.%f}" == text
    except ValueError:
        return False
