"""Open sessions and programs' tokens in the database; both are kept as hashes of what the holder shows."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from voice.review.roles import ApiToken, Role, Session
from voice.vault.account_tables import api_tokens, sessions
from voice.vault.accounts import token_id


class SessionBook:
    """Sessions and API tokens: opened, seen, revoked."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def open(self, account_id: str, at: datetime, until: datetime) -> str:
        """A new session's token, which only its holder knows; sessions past their time are swept on the way."""
        token = secrets.token_urlsafe(32)
        row = {"id": token_id(token), "account_id": account_id, "opened_at": at, "seen_at": at, "until": until}
        with self._engine.begin() as connection:
            connection.execute(sessions.delete().where(sessions.c.until < at))
            connection.execute(sessions.insert().values(**row))
        return token

    def session(self, untrusted_token: str) -> Session | None:
        """The session this token opened, expired or not."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(sessions).where(sessions.c.id == token_id(untrusted_token))).first()
        return None if row is None else Session(row.id, row.account_id, row.opened_at, row.seen_at, row.until)

    def seen(self, session_id: str, at: datetime) -> None:
        """Note that the session was used."""
        with self._engine.begin() as connection:
            connection.execute(sessions.update().where(sessions.c.id == session_id).values(seen_at=at))

    def sessions(self, account_id: str) -> Sequence[Session]:
        """An account's sessions, newest first."""
        query = sa.select(sessions).where(sessions.c.account_id == account_id).order_by(sessions.c.opened_at.desc())
        with self._engine.connect() as connection:
            return tuple(Session(*row) for row in connection.execute(query))

    def end(self, session_id: str, account_id: str) -> None:
        """Revoke one session of this account."""
        with self._engine.begin() as connection:
            connection.execute(
                sessions.delete().where(sessions.c.id == session_id, sessions.c.account_id == account_id)
            )

    def end_all(self, account_id: str, but: str = "") -> None:
        """Revoke every session of this account, except the one named."""
        with self._engine.begin() as connection:
            connection.execute(sessions.delete().where(sessions.c.account_id == account_id, sessions.c.id != but))

    def add_token(self, account_id: str, name: str, role: Role, at: datetime, until: datetime) -> str:
        """A new API token; it is shown once and kept as a hash."""
        token = "voice_" + secrets.token_urlsafe(32)
        row = {"id": token_id(token), "account_id": account_id, "name": name, "role": role.value}
        with self._engine.begin() as connection:
            connection.execute(api_tokens.insert().values(**row, created_at=at, until=until))
        return token

    def token(self, untrusted_token: str) -> ApiToken | None:
        """The API token, expired or not."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(api_tokens).where(api_tokens.c.id == token_id(untrusted_token))).first()
        return None if row is None else _token(row)

    def token_seen(self, token: str, at: datetime) -> None:
        """Note that a token was used."""
        with self._engine.begin() as connection:
            connection.execute(api_tokens.update().where(api_tokens.c.id == token).values(seen_at=at))

    def tokens(self, account_id: str) -> Sequence[ApiToken]:
        """An account's tokens, newest first."""
        query = sa.select(api_tokens).where(api_tokens.c.account_id == account_id)
        with self._engine.connect() as connection:
            return tuple(_token(row) for row in connection.execute(query.order_by(api_tokens.c.created_at.desc())))

    def revoke_token(self, token: str, account_id: str) -> None:
        """Forget one token of this account."""
        with self._engine.begin() as connection:
            connection.execute(
                api_tokens.delete().where(api_tokens.c.id == token, api_tokens.c.account_id == account_id)
            )


def _token(row: sa.Row[tuple[object, ...]]) -> ApiToken:
    return ApiToken(row.id, row.account_id, row.name, Role(row.role), row.created_at, row.until, row.seen_at)
