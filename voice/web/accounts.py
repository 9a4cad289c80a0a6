"""The admin's page: who may come in, as what; and everybody's own: password, sessions, programs' tokens."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from voice.errors import NotPermitted, UntrustedInput
from voice.review.roles import HANDLE, Account, Permission, Role
from voice.web.desk import clock_of, keeper_of, people_of
from voice.web.guards import Needs, visitor_of
from voice.web.rendering import page
from voice.web.sign_in import note

doors = APIRouter()
Text = Annotated[str, Form(max_length=300)]
Roles = Annotated[list[str] | None, Form()]
TOKEN_DAYS = 90
DUTIES = {
    Role.REVIEWER: "reads redacted calls, marks and corrects them",
    Role.OFFICER: "also reveals with a reason, withdraws for a caller, reads the ledger",
    Role.EDITOR: "writes greeting scripts",
    Role.ADMIN: "manages accounts, sees the system's state",
    Role.AUDITOR: "reads calls, ledger and history, changes nothing",
}


@doors.get("/accounts", dependencies=[Depends(Needs(Permission.READ_ACCOUNTS))])
def accounts_page(request: Request) -> Response:
    """Everybody who may come in."""
    return _accounts(request)


@doors.post("/accounts", dependencies=[Depends(Needs(Permission.MANAGE_ACCOUNTS))])
def add_account(request: Request, name: Text = "", roles: Roles = None) -> Response:
    """Add an account and show its invitation, once."""
    handle = name.strip().lower()
    try:
        if not HANDLE.fullmatch(handle):
            raise UntrustedInput("A handle is 2 to 32 small letters, digits, dots and hyphens, a letter first.")
        account = people_of(request).accounts.add(handle, _roles(roles), clock_of(request).now())
    except UntrustedInput as wrong:
        return _accounts(request, 400, failed=wrong.public)
    note(request, "account_added", account, roles=" ".join(sorted(account.roles)))
    return _invited(request, account)


@doors.post("/accounts/{account_id}/roles", dependencies=[Depends(Needs(Permission.MANAGE_ACCOUNTS))])
def change_roles(request: Request, account_id: str, roles: Roles = None) -> Response:
    """Replace an account's roles; whoever would take admin from themselves is stopped."""
    account = people_of(request).accounts.account(account_id)
    chosen = _roles(roles)
    if account.vouched:
        raise NotPermitted("A provider gives this account its roles; change them there.")
    if account.id == visitor_of(request).account_id and Role.ADMIN not in chosen:
        raise NotPermitted("Nobody can take the admin role from themselves; ask another admin.")
    people_of(request).accounts.set_roles(account.id, chosen)
    note(request, "account_roles_changed", account, roles=" ".join(sorted(chosen)))
    return RedirectResponse("/accounts", status_code=303)


@doors.post("/accounts/{account_id}/invitation", dependencies=[Depends(Needs(Permission.MANAGE_ACCOUNTS))])
def invite_again(request: Request, account_id: str) -> Response:
    """A new invitation: for somebody who lost password or authenticator."""
    account = people_of(request).accounts.account(account_id)
    if account.disabled_at is not None:
        raise NotPermitted("This account is shut out; let it in again first.")
    note(request, "account_invited", account)
    return _invited(request, account)


@doors.post("/accounts/{account_id}/disabled", dependencies=[Depends(Needs(Permission.MANAGE_ACCOUNTS))])
def disable(request: Request, account_id: str, disabled: Text = "yes") -> Response:
    """Shut an account out, its sessions with it, or let it in again."""
    people = people_of(request)
    account = people.accounts.account(account_id)
    if account.id == visitor_of(request).account_id:
        raise NotPermitted("Nobody can shut themselves out; ask another admin.")
    shut = disabled == "yes"
    people.accounts.disable(account.id, clock_of(request).now() if shut else None)
    if shut:
        people.sessions.end_all(account.id)
    note(request, "account_disabled" if shut else "account_enabled", account)
    return RedirectResponse("/accounts", status_code=303)


@doors.get("/account", dependencies=[Depends(Needs(Permission.OWN_ACCOUNT))])
def own_account(request: Request) -> Response:
    """One's own account."""
    return _own(request)


@doors.post("/account/password", dependencies=[Depends(Needs(Permission.OWN_ACCOUNT))])
def change_password(request: Request, password: Text = "", new_password: Text = "") -> Response:
    """Replace one's password; every other session ends."""
    visitor, keeper = visitor_of(request), keeper_of(request)
    known = keeper.people.accounts.credentials(visitor.name)
    if known is None or not keeper.passwords.match(known.password_hash, password):
        return _own(request, 403, failed="The present password does not match.")
    try:
        accepted = keeper.passwords.accepted(new_password, visitor.name)
    except UntrustedInput as wrong:
        return _own(request, 400, failed=wrong.public)
    keeper.people.accounts.set_password(visitor.account_id, accepted)
    keeper.people.sessions.end_all(visitor.account_id, but=visitor.session_id)
    note(request, "account_password_changed", known.account)
    return _own(request, done="Your password is changed; your other sessions have ended.")


@doors.post("/account/sessions", dependencies=[Depends(Needs(Permission.OWN_ACCOUNT))])
def end_session(request: Request, session: Text = "") -> Response:
    """End one of one's own sessions."""
    people_of(request).sessions.end(session, visitor_of(request).account_id)
    return RedirectResponse("/account", status_code=303)


@doors.post("/account/tokens", dependencies=[Depends(Needs(Permission.OWN_ACCOUNT))])
def add_token(request: Request, name: Text = "", role: Text = "") -> Response:
    """A token for a program, with one of one's own roles; shown once."""
    visitor, now = visitor_of(request), clock_of(request).now()
    if role not in visitor.roles or not name.strip():
        return _own(request, 400, failed="A token needs a name and one of your own roles.")
    sessions = people_of(request).sessions
    token = sessions.add_token(visitor.account_id, name.strip()[:64], Role(role), now, now + timedelta(days=TOKEN_DAYS))
    note(request, "api_token_made", people_of(request).accounts.account(visitor.account_id), role=role)
    return _own(request, token=token)


@doors.post("/account/tokens/revoked", dependencies=[Depends(Needs(Permission.OWN_ACCOUNT))])
def revoke_token(request: Request, token_id: Text = "") -> Response:
    """Revoke one of one's own tokens."""
    people_of(request).sessions.revoke_token(token_id, visitor_of(request).account_id)
    return RedirectResponse("/account", status_code=303)


def _accounts(request: Request, status: int = 200, **more: object) -> Response:
    known = people_of(request).accounts.accounts()
    now = clock_of(request).now()
    return page(request, "accounts.html", status, accounts=known, roles=tuple(Role), duties=DUTIES, now=now, **more)


def _own(request: Request, status: int = 200, **more: object) -> Response:
    visitor, sessions = visitor_of(request), people_of(request).sessions
    mine = sessions.sessions(visitor.account_id)
    tokens = sessions.tokens(visitor.account_id)
    vouched = people_of(request).accounts.account(visitor.account_id).vouched
    known = {"sessions": mine, "tokens": tokens, "token_days": TOKEN_DAYS, "vouched": vouched}
    return page(request, "account.html", status, **known, **more)


def _invited(request: Request, account: Account) -> Response:
    token = people_of(request).accounts.invite(account.id, clock_of(request).now())
    link = str(request.base_url) + "join?token=" + token
    return _accounts(request, invitation=link, invited=account)


def _roles(untrusted_roles: list[str] | None) -> tuple[Role, ...]:
    chosen = tuple(role for role in Role if role in (untrusted_roles or []))
    if not chosen:
        raise UntrustedInput("An account needs at least one role.")
    return chosen
