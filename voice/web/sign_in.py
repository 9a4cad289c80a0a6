"""In and out: the one-time link, handle with password and code, the first account, an invitation."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from voice.call.values import CallId
from voice.errors import UntrustedInput
from voice.review.roles import HANDLE, Account, Permission, Role
from voice.web.desk import address_of, clock_of, desk_of, keeper_of, note_act, people_of
from voice.web.guards import SESSION_COOKIE, SESSION_HOURS, Needs, open_to_all, visitor_of
from voice.web.pyotp import address, is_secret, new_secret, step_of
from voice.web.rendering import page
from voice.web.throttle import Throttle

doors = APIRouter()
WRONG = "That did not match, or the account is locked for a while. Check handle, password and code."
Text = Annotated[str, Form(max_length=300)]


def throttle_of(request: Request) -> Throttle:
    """The application's throttle, made on the first knock."""
    if not hasattr(request.app.state, "throttle"):
        request.app.state.throttle = Throttle(clock_of(request))
    throttle: Throttle = request.app.state.throttle
    return throttle


@doors.get("/sign-in", dependencies=[Depends(open_to_all)])
def sign_in_page(request: Request, token: str = "") -> Response:
    """A link that signed in on GET would be spent by a mail scanner's preview: people press a button."""
    first = keeper_of(request).needs_first_account()
    return page(request, "sign_in.html", token=token, first=first, failed="")


@doors.post("/sign-in", dependencies=[Depends(open_to_all)])
def sign_in(request: Request, token: Text = "", name: Text = "", password: Text = "", code: Text = "") -> Response:
    """Open a session, by the link or by handle, password and code."""
    keeper = keeper_of(request)
    if not throttle_of(request).allows(address_of(request)):
        failed = "Too many attempts from your address; wait five minutes."
        return page(request, "sign_in.html", 429, token="", first=keeper.needs_first_account(), failed=failed)
    session = keeper.redeem(token) if token else keeper.sign_in(name.strip().lower(), password, code)
    if session is None:
        failed = "That link has been used, or is older than half an hour." if token else WRONG
        return page(request, "sign_in.html", 403, token="", first=keeper.needs_first_account(), failed=failed)
    return inside(request, session)


@doors.post("/sign-out", dependencies=[Depends(Needs(Permission.READ_REPORTS))])
def sign_out(request: Request) -> Response:
    """End this session."""
    keeper_of(request).close(visitor_of(request))
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(SESSION_COOKIE)
    return answer


@doors.get("/first-account", dependencies=[Depends(Needs(Permission.FIRST_ACCOUNT))])
def first_account_page(request: Request) -> Response:
    """A form for the first account."""
    return _form(request, "/first-account", secret=new_secret())


@doors.post("/first-account", dependencies=[Depends(Needs(Permission.FIRST_ACCOUNT))])
def first_account(
    request: Request, name: Text = "", password: Text = "", secret: Text = "", code: Text = ""
) -> Response:
    """Make the first account; it holds every role, and the one-time link opens nothing any more."""
    handle, accounts = name.strip().lower(), people_of(request).accounts
    try:
        secrets = _checked(request, handle, password, secret, code)
    except UntrustedInput as wrong:
        return _form(request, "/first-account", secret=secret, name=handle, failed=wrong.public)
    now = clock_of(request).now()
    account = accounts.named(handle) or accounts.add(handle, Role, now)
    accounts.join(account.id, *secrets)
    note(request, "account_added", account, roles=" ".join(sorted(account.roles)))
    return inside(request, keeper_of(request).open(account.id))


@doors.get("/join", dependencies=[Depends(open_to_all)])
def join_page(request: Request, token: str = "") -> Response:
    """A form for somebody invited."""
    account = people_of(request).accounts.invited(token, clock_of(request).now())
    if account is None:
        return page(request, "fault.html", 403, sentence="This invitation has been used, or is older than a day.")
    return _form(request, "/join", secret=new_secret(), name=account.name, token=token)


@doors.post("/join", dependencies=[Depends(open_to_all)])
def join(request: Request, token: Text = "", password: Text = "", secret: Text = "", code: Text = "") -> Response:
    """Set what an invited account signs in with; older sessions of it end."""
    people = people_of(request)
    account = people.accounts.invited(token, clock_of(request).now())
    if account is None:
        return page(request, "fault.html", 403, sentence="This invitation has been used, or is older than a day.")
    try:
        secrets = _checked(request, account.name, password, secret, code)
    except UntrustedInput as wrong:
        return _form(request, "/join", secret=secret, name=account.name, token=token, failed=wrong.public)
    people.accounts.join(account.id, *secrets)
    people.sessions.end_all(account.id)
    note(request, "account_joined", account)
    return inside(request, keeper_of(request).open(account.id))


def inside(request: Request, session: str) -> Response:
    """To the first page, with the session's cookie."""
    answer = RedirectResponse("/", status_code=303)
    set_session(request, answer, session)
    return answer


def set_session(request: Request, answer: Response, session: str) -> None:
    """Hand the session's token to the browser, out of reach of scripts and of other sites."""
    answer.set_cookie(
        SESSION_COOKIE,
        session,
        max_age=SESSION_HOURS * 3600,
        httponly=True,
        samesite="strict",
        secure=desk_of(request).secure_cookie,
    )


def note(request: Request, kind: str, account: Account, **more: str) -> None:
    """Write an act upon an account into the ledger: ids and codes."""
    visitor = getattr(request.state, "visitor", None)
    note_act(request, CallId(""), kind, account=account.id, by=visitor.account_id if visitor else account.id, **more)


def _checked(request: Request, handle: str, password: str, secret: str, code: str) -> tuple[str, str, int]:
    if not HANDLE.fullmatch(handle):
        raise UntrustedInput("A handle is 2 to 32 small letters, digits, dots and hyphens, beginning with a letter.")
    step = step_of(secret, code, clock_of(request).now()) if is_secret(secret) else None
    if step is None:
        raise UntrustedInput("The six digits do not match; take the ones your authenticator shows now.")
    return keeper_of(request).passwords.accepted(password, handle), secret, step


def _form(request: Request, action: str, *, secret: str, failed: str = "", **known: str) -> Response:
    shown = secret if is_secret(secret) else new_secret()
    uri = address(shown, known.get("name") or "you")
    status = 400 if failed else 200
    known = {"name": "", "token": "", **known}
    return page(request, "join.html", status, action=action, secret=shown, uri=uri, failed=failed, **known)
