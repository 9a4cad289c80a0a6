"""`voice account`: who may come in, from the machine the service runs on: for the day when nobody can."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from voice.call.values import CallId
from voice.consent.values import LedgerEntry
from voice.errors import UntrustedInput
from voice.review.roles import HANDLE, Role
from voice.settings import Settings
from voice.vault.people import People, people_in
from voice.wiring.parts import Parts, open_parts

app = typer.Typer(name="account", help="Who may come in: list, invite, shut out.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The account's handle.")]
HERE = "command line"


@app.command("list")
def list_accounts() -> None:
    """Every account with its roles and state."""
    parts = open_parts(Settings())
    try:
        table = Table("handle", "roles", "state", "since")
        for account in _people(parts).accounts.accounts():
            state = "shut out" if account.disabled_at else ("joined" if account.joined else "invited")
            table.add_row(account.name, ", ".join(sorted(account.roles)), state, f"{account.created_at:%Y-%m-%d}")
        Console().print(table)
    finally:
        parts.close()


@app.command("invite")
def invite(
    name: Name,
    role: Annotated[list[Role] | None, typer.Option(help="A role of a new account; may be repeated.")] = None,
) -> None:
    """Print a link that sets password and authenticator once, within a day: for a new account or a lost password."""
    parts = open_parts(Settings())
    try:
        accounts, now = _people(parts).accounts, parts.clock.now()
        account = accounts.named(name)
        if account is None:
            if not role:
                raise UntrustedInput("There is no such account; give a new one at least one --role.")
            account = accounts.add(_handle(name), role, now)
        token = accounts.invite(account.id, now)
        _note(parts, "account_invited", account.id)
        public = parts.settings.public_url or "http://127.0.0.1:8080"
        Console(soft_wrap=True).print(f"{public}/join?token={token}", highlight=False)
    finally:
        parts.close()


@app.command("disable")
def disable(name: Name) -> None:
    """Shut an account out; its sessions end at once."""
    parts = open_parts(Settings())
    try:
        people = _people(parts)
        account = people.accounts.named(name)
        if account is None:
            raise UntrustedInput("There is no account of this name; `voice account list` shows them.")
        people.accounts.disable(account.id, parts.clock.now())
        people.sessions.end_all(account.id)
        _note(parts, "account_disabled", account.id)
        Console().print(f"{account.name} is shut out.")
    finally:
        parts.close()


def _people(parts: Parts) -> People:
    return people_in(parts.engine, parts.keyring)


def _handle(name: str) -> str:
    if not HANDLE.fullmatch(name):
        raise UntrustedInput("A handle is 2 to 32 small letters, digits, dots and hyphens, beginning with a letter.")
    return name


def _note(parts: Parts, kind: str, account_id: str) -> None:
    parts.ledger.append(LedgerEntry(CallId(""), kind, parts.clock.now(), {"account": account_id, "by": HERE}))
