"""To the OpenID provider and back: each attempt is bound to the browser that began it, and counts once."""

import hmac
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from voice.clock import Clock
from voice.errors import NothingThere, NotPermitted
from voice.review.vouching import Vouched
from voice.web.authlib import Attempt
from voice.web.desk import SignsIn, address_of, clock_of, desk_of, keeper_of, rooms_of
from voice.web.guards import open_to_all
from voice.web.rendering import page
from voice.web.sign_in import note, set_session, throttle_of

doors = APIRouter()
BACK = "/sign-in/provider/back"
COOKIE = "voice_signing_in"
LASTING = timedelta(minutes=10)
REMEMBERED = 1000


@dataclass
class Attempts:
    """Attempts under way, in memory alone: a restart voids them."""

    clock: Clock
    begun: OrderedDict[str, tuple[Attempt, datetime]] = field(default_factory=OrderedDict)

    def add(self, attempt: Attempt) -> None:
        """Remember an attempt; of too many the oldest is forgotten."""
        self.begun[attempt.state] = (attempt, self.clock.now() + LASTING)
        if len(self.begun) > REMEMBERED:
            self.begun.popitem(last=False)

    def take(self, untrusted_state: str, untrusted_cookie: str) -> Attempt | None:
        """The attempt that began in this browser, once; None where it is another's, spent or too old."""
        if not hmac.compare_digest(untrusted_state.encode(), untrusted_cookie.encode()):
            return None
        attempt, until = self.begun.pop(untrusted_state, (None, self.clock.now()))
        return attempt if until > self.clock.now() else None


@doors.get("/sign-in/provider", dependencies=[Depends(open_to_all)])
def to_the_provider(request: Request) -> Response:
    """Send somebody to the provider."""
    if not throttle_of(request).allows(address_of(request)):
        return _refused(request, 429, "Too many attempts from your address; wait five minutes.")
    attempt = _provider(request).begin()
    _attempts(request).add(attempt)
    answer = RedirectResponse(attempt.address, status_code=303)
    answer.set_cookie(
        COOKIE,
        attempt.state,
        max_age=int(LASTING.total_seconds()),
        path=BACK,
        httponly=True,
        # Lax: the way back begins on the provider's site.
        samesite="lax",
        secure=desk_of(request).secure_cookie,
    )
    return answer


@doors.get(BACK, dependencies=[Depends(open_to_all)])
def back_from_the_provider(request: Request, state: str = "", code: str = "") -> Response:
    """Let in whom the provider vouches for, as what its role claim says."""
    attempt = _attempts(request).take(state[:200], request.cookies.get(COOKIE, ""))
    if attempt is None or not code:
        return _refused(request, 403, "That sign-in was not begun here, was used, or took too long; begin again.")
    try:
        vouched = _provider(request).finish(attempt, code[:4096])
    except NotPermitted as refused:
        return _refused(request, 403, refused.public)
    session = _let_in(request, vouched)
    if session is None:
        return _refused(request, 403, "The provider knows you, but gives you no role here; ask an admin.")
    # A page, not a redirect: a browser that comes from another site would not send the strict cookie along.
    answer = page(request, "inside.html")
    answer.delete_cookie(COOKIE, path=BACK)
    set_session(request, answer, session)
    return answer


def _let_in(request: Request, vouched: Vouched) -> str | None:
    keeper = keeper_of(request)
    account, change = keeper.people.accounts.vouch(vouched, clock_of(request).now())
    if account is not None and change:
        note(request, change, account, roles=" ".join(sorted(account.roles)))
    return None if account is None else keeper.let_in(account)


def _provider(request: Request) -> SignsIn:
    provider = rooms_of(request).provider
    if provider is None:
        raise NothingThere("No provider is set up here.")
    return provider


def _attempts(request: Request) -> Attempts:
    if not hasattr(request.app.state, "attempts"):
        request.app.state.attempts = Attempts(clock_of(request))
    attempts: Attempts = request.app.state.attempts
    return attempts


def _refused(request: Request, status: int, sentence: str) -> Response:
    first = keeper_of(request).needs_first_account()
    answer = page(request, "sign_in.html", status, token="", first=first, failed=sentence)
    answer.delete_cookie(COOKIE, path=BACK)
    return answer
