"""The ledger on the database: appended under a lock, chained, signed, checked against its own head."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from voice.call.values import CallId
from voice.consent.values import LedgerEntry
from voice.vault.chain import canonical, chain, check, signed
from voice.vault.commits import Commits
from voice.vault.keyring import Keyring
from voice.vault.ports import ChainedEntry
from voice.vault.tables import ledger, ledger_head, vault_keys

SIGNING_KEY = "ledger"
# Built once: a ringing phone does not wait for a statement to be put together.
HEAD = sa.select(ledger_head.c.sequence, ledger_head.c.sha256).with_for_update()
MOVED_HEAD = sa.update(ledger_head).values(sequence=sa.bindparam("last"), sha256=sa.bindparam("digest"))
ADDED = sa.insert(ledger)
OF_ALL = sa.select(ledger).order_by(ledger.c.sequence)
OF_ONE = OF_ALL.where(ledger.c.call_id == sa.bindparam("of"))


class ChainedLedger:
    """The Ledger; its signing key rests sealed under the key-encryption key."""

    def __init__(self, commits: Commits, keyring: Keyring) -> None:
        self._engine = commits.engine
        self._commits = commits
        self._key = signing_key(commits.engine, keyring)

    def append(self, entry: LedgerEntry) -> ChainedEntry:
        """Add an entry at the end and move the head; both or neither."""
        told = _in_utc(entry)

        def add(connection: sa.Connection) -> ChainedEntry:
            # The head's row is locked until the commit: two processes append one after the other.
            last, previous = connection.execute(HEAD).one()
            chained = chain(last + 1, told, previous, self._key.sign)
            connection.execute(ADDED, _row(chained))
            connection.execute(MOVED_HEAD, {"last": chained.sequence, "digest": chained.sha256})
            return chained

        return self._commits.write(add)

    def entries(self, call_id: CallId | None = None) -> Sequence[ChainedEntry]:
        """Entries in order, of one call or of all."""
        wanted = OF_ALL if call_id is None else OF_ONE
        with self._engine.connect() as connection:
            return tuple(
                _entry(row) for row in connection.execute(wanted, {"of": call_id} if call_id is not None else {})
            )

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
