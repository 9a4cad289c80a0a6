"""Who is at the door: the one-time link, passwords with a code, sessions, programs' tokens."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from voice.clock import Clock
from voice.review.roles import LINK_HOLDER, MAY, Account, Permission, Role, permissions
from voice.vault.people import People
from voice.web.argon2 import Passwords
from voice.web.pyotp import step_of

SESSION_HOURS = 8
IDLE = timedelta(minutes=60)
LINK_MINUTES = 30
LOCK_AFTER = 5
LOCKED = timedelta(minutes=15)
NOTE_USE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody inside: what they may do, and the token their forms must carry."""

    account_id: str
    name: str
    roles: frozenset[Role]
    permissions: frozenset[Permission]
    session_id: str
    csrf: str = ""

    def may(self, permission: str) -> bool:
        """Whether a door with this permission opens."""
        return permission in self.permissions


@dataclass
class Doorkeeper:
    """Knows the one-time link (in memory: a restart voids it) and everybody's sessions.

    The link lets in only while nobody has joined: it shows redacted calls and makes the first account.
    """

    clock: Clock
    people: People
    passwords: Passwords = field(default_factory=Passwords)
    links: dict[str, datetime] = field(default_factory=dict)

    def make_link(self) -> str:
        """A token that signs in once, within half an hour."""
        token = secrets.token_urlsafe(32)
        self.links[token] = self.clock.now() + timedelta(minutes=LINK_MINUTES)
        return token

    def needs_first_account(self) -> bool:
        """Whether nobody has joined yet."""
        return not self.people.accounts.has_any()

    def redeem(self, untrusted_token: str) -> str | None:
        """A session for a link's token, or None; the token is spent either way."""
        until = self.links.pop(untrusted_token, None)
        if until is None or until < self.clock.now() or not self.needs_first_account():
            return None
        return self.open("")

    def sign_in(self, untrusted_name: str, untrusted_password: str, untrusted_code: str) -> str | None:
        """A session for a handle, its password and a fresh code; None without saying which was wrong."""
        accounts, now = self.people.accounts, self.clock.now()
        known = accounts.credentials(untrusted_name)
        right = self.passwords.match(known.password_hash if known else None, untrusted_password)
        if known is None or _shut_out(known.account, now):
            return None
        step = step_of(known.totp_secret, untrusted_code, now)
        if right and step is not None and accounts.succeeded(known.account.id, step):
            return self.open(known.account.id)
        accounts.failed(known.account.id, LOCK_AFTER, now + LOCKED)
        return None

    def open(self, account_id: str) -> str:
        """A new session of an account ("" is the link's holder)."""
        now = self.clock.now()
        return self.people.sessions.open(account_id, now, now + timedelta(hours=SESSION_HOURS))

    def let_in(self, account: Account) -> str | None:
        """A session for somebody a provider vouches for; None for who is shut out or has no role any more."""
        if account.disabled_at is not None or not account.roles:
            self.people.sessions.end_all(account.id)
            return None
        return self.open(account.id)

    def visitor(self, untrusted_session: str) -> Visitor | None:
        """Who holds this session; None where it is unknown, over, idle too long, or its account shut out."""
        session = self.people.sessions.session(untrusted_session) if untrusted_session else None
        now = self.clock.now()
        if session is None or session.until < now or session.seen_at + IDLE < now:
            return None
        if now - session.seen_at > NOTE_USE_EVERY:
            self.people.sessions.seen(session.id, now)
        csrf = csrf_token(untrusted_session)
        if session.account_id == "":
            if not self.needs_first_account():
                return None
            return Visitor("", "link holder", frozenset(), LINK_HOLDER, session.id, csrf)
        account = self.people.accounts.account(session.account_id)
        if account.disabled_at is not None:
            return None
        return Visitor(account.id, account.name, account.roles, permissions(account.roles), session.id, csrf)

    def program(self, untrusted_token: str) -> Visitor | None:
        """Whom an API token speaks for: one role of an account that still holds it."""
        token, now = self.people.sessions.token(untrusted_token), self.clock.now()
        if token is None or token.until < now:
            return None
        account = self.people.accounts.account(token.account_id)
        if account.disabled_at is not None or token.role not in account.roles:
            return None
        self.people.sessions.token_seen(token.id, now)
        return Visitor(account.id, account.name, frozenset({token.role}), MAY[token.role], token.id)

    def close(self, visitor: Visitor) -> None:
        """End a session."""
        self.people.sessions.end(visitor.session_id, visitor.account_id)


def csrf_token(session: str) -> str:
    """What every form of a session carries: derived from the session's secret, so that nothing is stored."""
    return hmac.new(session.encode("utf-8"), b"voice: forms", hashlib.sha256).hexdigest()


def _shut_out(account: Account, now: datetime) -> bool:
    return account.disabled_at is not None or (account.locked_until is not None and account.locked_until > now)
