"""Who may pass which door: every route carries exactly one of these guards (a test walks the routes)."""

import hmac
from dataclasses import dataclass

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool

from voice.review.roles import Permission
from voice.web.doorkeeper import SESSION_HOURS, Doorkeeper, Visitor

__all__ = ["SESSION_COOKIE", "SESSION_HOURS", "Doorkeeper", "Needs", "Visitor", "open_to_all", "visitor_of"]
SESSION_COOKIE = "voice_session"
API = "/api/"
READING = ("GET", "HEAD")


@dataclass(frozen=True)
class Needs:
    """A guard that lets through whoever holds this permission; what changes something needs the form's token too.

    Programs show `Authorization: Bearer ...`, under /api/ alone, and need no form token: no browser adds that
    header by itself.
    """

    permission: Permission

    async def __call__(self, request: Request) -> Visitor:
        """The visitor; 401 without a session, 403 with the wrong role or a wrong form token."""
        visitor = await run_in_threadpool(_who, request)
        if visitor is None:
            raise HTTPException(401, "Sign in first.")
        request.state.visitor = visitor
        if self.permission not in visitor.permissions:
            raise HTTPException(403, "Your roles do not open this door.")
        if request.method not in READING and visitor.csrf and not await _carries_token(request, visitor.csrf):
            raise HTTPException(403, "This form is from an older session; load the page again.")
        return visitor


def open_to_all(request: Request) -> None:
    """Anybody may pass: nothing behind this door is about anyone without a secret they bring along.

    A form posted here from somebody else's page is refused all the same.
    """
    if request.method not in READING and not _from_here(request):
        raise HTTPException(403, "This form was sent from another site.")


def visitor_of(request: Request) -> Visitor:
    """Who was let through."""
    visitor: Visitor = request.state.visitor
    return visitor


def _who(request: Request) -> Visitor | None:
    keeper: Doorkeeper = request.app.state.doorkeeper
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and request.url.path.startswith(API):
        return keeper.program(token.strip())
    return keeper.visitor(request.cookies.get(SESSION_COOKIE, ""))


async def _carries_token(request: Request, expected: str) -> bool:
    if not _from_here(request):
        return False
    shown = request.headers.get("x-csrf-token")
    if shown is None:
        field = (await request.form()).get("csrf", "")
        shown = field if isinstance(field, str) else ""
    return hmac.compare_digest(shown.encode("utf-8"), expected.encode("utf-8"))


def _from_here(request: Request) -> bool:
    # Browsers say where a form comes from; what is no browser has no cookies to abuse.
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
