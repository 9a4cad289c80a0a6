"""Who may pass which door: every route carries exactly one of these guards (a test walks the routes)."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fastapi import HTTPException, Request

from voice.clock import Clock

SESSION_COOKIE = "voice_session"
SESSION_HOURS = 8
LINK_MINUTES = 30


@dataclass
class Doorkeeper:
    """Knows the one-time sign-in link and the sessions it opened; both rest in memory alone.

    A restart ends every session: whoever may read the terminal of the service may sign in again.
    """

    clock: Clock
    links: dict[str, datetime] = field(default_factory=dict)
    sessions: dict[str, datetime] = field(default_factory=dict)

    def make_link(self) -> str:
        """A token that signs in once, within half an hour."""
        token = secrets.token_urlsafe(32)
        self.links[token] = self.clock.now() + timedelta(minutes=LINK_MINUTES)
        return token

    def redeem(self, untrusted_token: str) -> str | None:
        """A session for a link's token, or None; the token is spent either way."""
        until = self.links.pop(untrusted_token, None)
        if until is None or until < self.clock.now():
            return None
        session = secrets.token_urlsafe(32)
        self.sessions[session] = self.clock.now() + timedelta(hours=SESSION_HOURS)
        return session

    def knows(self, untrusted_session: str) -> bool:
        """Whether a session is open; one past its time is forgotten."""
        until = self.sessions.get(untrusted_session)
        if until is not None and until < self.clock.now():
            del self.sessions[untrusted_session]
            return False
        return until is not None

    def close(self, untrusted_session: str) -> None:
        """End a session."""
        self.sessions.pop(untrusted_session, None)


def signed_in(request: Request) -> None:
    """Only a reviewer with an open session passes; anyone else is told how to get in."""
    keeper: Doorkeeper = request.app.state.doorkeeper
    if not keeper.knows(request.cookies.get(SESSION_COOKIE, "")):
        raise HTTPException(401, "Sign in with the link that `voice serve` printed.")


def open_to_all() -> None:
    """Anybody may pass: nothing behind this door is about anyone."""
