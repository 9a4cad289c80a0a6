"""Accounts in the database: who may sign in, with what, as what."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from voice.errors import NothingThere, NotPermitted, UntrustedInput
from voice.review.roles import Account, Role
from voice.review.vouching import Vouched
from voice.vault.account_tables import accounts
from voice.vault.keyring import Keyring

INVITATION = timedelta(hours=24)


def token_id(untrusted_token: str) -> str:
    """What a secret token is kept as: its SHA-256, hex."""
    return hashlib.sha256(untrusted_token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an account signs in with. `totp_step` is the last 30-second step whose code was used."""

    account: Account
    password_hash: str = field(repr=False)
    totp_secret: str = field(repr=False)
    totp_step: int = 0


class AccountBook:
    """Accounts as rows; a TOTP secret rests wrapped, a password as its Argon2id hash, an invitation as a hash."""

    def __init__(self, engine: sa.Engine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring

    def add(self, name: str, roles: Iterable[Role], at: datetime, subject: str | None = None) -> Account:
        """A new account that nobody has joined yet, or a provider's `subject`; UntrustedInput where one is taken."""
        row = {
            "id": "a" + secrets.token_hex(8),
            "name": name,
            "roles": _joined(roles),
            "created_at": at,
            "totp_step": 0,
            "failures": 0,
            "subject_sha256": subject,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(accounts.insert().values(**row))
        except sa.exc.IntegrityError:
            raise UntrustedInput("There is an account of this name already; choose another handle.") from None
        return self.account(str(row["id"]))

    def account(self, account_id: str) -> Account:
        """An account by its id; NothingThere where there is none."""
        found = self._row(accounts.c.id == account_id)
        if found is None:
            raise NothingThere("There is no account with this id.")
        return _account(found)

    def named(self, untrusted_name: str) -> Account | None:
        """An account by its handle."""
        found = self._row(accounts.c.name == untrusted_name)
        return None if found is None else _account(found)

    def accounts(self) -> Sequence[Account]:
        """Every account, by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(accounts).order_by(accounts.c.name)).all()
        return tuple(_account(row) for row in rows)

    def has_any(self) -> bool:
        """Whether somebody has joined."""
        return (
            self._row(sa.or_(accounts.c.password_hash.is_not(None), accounts.c.subject_sha256.is_not(None))) is not None
        )

    def vouch(self, vouched: Vouched, at: datetime) -> tuple[Account | None, str]:
        """The account of somebody a provider vouches for, with the roles it gives now; and what changed.

        An account is made where a role is given, and found again by its subject alone: never by a name,
        which the provider's people choose.
        """
        found = self._row(accounts.c.subject_sha256 == vouched.subject)
        if found is not None:
            changed = _account(found).roles != vouched.roles
            if changed:
                self.set_roles(found.id, vouched.roles)
            return self.account(found.id), "account_roles_changed" if changed else ""
        if not vouched.roles:
            return None, ""
        free = vouched.handle if self.named(vouched.handle) is None else _other_handle(vouched)
        return self.add(free, vouched.roles, at, vouched.subject), "account_added"

    def invite(self, account_id: str, at: datetime) -> str:
        """A token with which somebody sets this account's password once, within a day; an older one is void."""
        if self.account(account_id).vouched:
            raise NotPermitted("A provider signs this account in; it needs no password here.")
        token = secrets.token_urlsafe(32)
        self._change(account_id, invite_sha256=token_id(token), invite_until=at + INVITATION)
        return token

    def invited(self, untrusted_token: str, at: datetime) -> Account | None:
        """The account an invitation is for, None where it is unknown, used or too old."""
        found = self._row(accounts.c.invite_sha256 == token_id(untrusted_token))
        if found is None or found.invite_until is None or found.invite_until < at or found.disabled_at is not None:
            return None
        return _account(found)

    def join(self, account_id: str, password_hash: str, totp_secret: str, totp_step: int) -> None:
        """Set what the account signs in with; its invitation is spent, its lock gone."""
        self._change(
            account_id,
            password_hash=password_hash,
            totp_sealed=self._keyring.wrap(_purpose(account_id), totp_secret.encode("ascii")),
            totp_step=totp_step,
            invite_sha256=None,
            invite_until=None,
            failures=0,
            locked_until=None,
        )

    def credentials(self, untrusted_name: str) -> Credentials | None:
        """What an account signs in with; None where nobody has joined under this handle."""
        found = self._row(accounts.c.name == untrusted_name)
        if found is None or found.password_hash is None or found.totp_sealed is None:
            return None
        secret = self._keyring.unwrap(_purpose(found.id), found.totp_sealed).decode("ascii")
        return Credentials(_account(found), found.password_hash, secret, found.totp_step)

    def succeeded(self, account_id: str, totp_step: int) -> bool:
        """Note a sign-in; False where this code, or a later one, has been used already."""
        with self._engine.begin() as connection:
            noted = connection.execute(
                accounts.update()
                .where(accounts.c.id == account_id, accounts.c.totp_step < totp_step)
                .values(totp_step=totp_step, failures=0, locked_until=None)
            )
        return noted.rowcount == 1

    def failed(self, account_id: str, lock_after: int, locked_until: datetime) -> None:
        """Count a failure; the account is locked until then once there are too many."""
        with self._engine.begin() as connection:
            row = accounts.c.id == account_id
            connection.execute(accounts.update().where(row).values(failures=accounts.c.failures + 1))
            connection.execute(
                accounts.update()
                .where(row, accounts.c.failures >= lock_after)
                .values(failures=0, locked_until=locked_until)
            )

    def set_roles(self, account_id: str, roles: Iterable[Role]) -> None:
        """Replace an account's roles."""
        self._change(account_id, roles=_joined(roles))

    def set_password(self, account_id: str, password_hash: str) -> None:
        """Replace an account's password."""
        self._change(account_id, password_hash=password_hash)

    def disable(self, account_id: str, at: datetime | None) -> None:
        """Shut an account out (or, with None, let it in again)."""
        self._change(account_id, disabled_at=at, invite_sha256=None)

    def _row(self, condition: sa.ColumnElement[bool]) -> sa.Row[tuple[object, ...]] | None:
        with self._engine.connect() as connection:
            return connection.execute(sa.select(accounts).where(condition).limit(1)).first()

    def _change(self, account_id: str, **columns: object) -> None:
        with self._engine.begin() as connection:
            connection.execute(accounts.update().where(accounts.c.id == account_id).values(**columns))


def _account(row: sa.Row[tuple[object, ...]]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles.split()),
        created_at=row.created_at,
        joined=row.password_hash is not None or row.subject_sha256 is not None,
        vouched=row.subject_sha256 is not None,
        disabled_at=row.disabled_at,
        failures=row.failures,
        locked_until=row.locked_until,
    )


def _other_handle(vouched: Vouched) -> str:
    """A handle for somebody whose own is taken here by somebody else."""
    return f"{vouched.handle[:24]}-{vouched.subject[:6]}"


def _joined(roles: Iterable[Role]) -> str:
    return " ".join(sorted(role.value for role in roles))


def _purpose(account_id: str) -> str:
    return f"totp {account_id}"
