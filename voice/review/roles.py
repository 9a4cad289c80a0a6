"""Who may do what: five roles, what each may do, and nothing that is not listed here."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

HANDLE = re.compile(r"[a-z][a-z0-9.-]{1,31}")
"""What an account may be called: a handle, not a person's full name."""


class Role(StrEnum):
    """What an account is for; one account may hold several."""

    REVIEWER = "reviewer"
    OFFICER = "officer"
    EDITOR = "editor"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """One thing a person can do here; every door names the one it asks for."""

    READ_CALLS = "read_calls"
    REVIEW_CALLS = "review_calls"
    REVEAL = "reveal"
    WITHDRAW = "withdraw"
    READ_LEDGER = "read_ledger"
    READ_REPORTS = "read_reports"
    READ_SCRIPTS = "read_scripts"
    EDIT_SCRIPTS = "edit_scripts"
    READ_ACCOUNTS = "read_accounts"
    MANAGE_ACCOUNTS = "manage_accounts"
    SEE_STATUS = "see_status"
    OWN_ACCOUNT = "own_account"
    FIRST_ACCOUNT = "first_account"


EVERY_ACCOUNT = frozenset({Permission.OWN_ACCOUNT, Permission.READ_REPORTS})
"""What any account may do, whatever its roles."""

MAY: Mapping[Role, frozenset[Permission]] = {
    Role.REVIEWER: frozenset({Permission.READ_CALLS, Permission.REVIEW_CALLS}),
    Role.OFFICER: frozenset(
        {Permission.READ_CALLS, Permission.REVIEW_CALLS, Permission.REVEAL, Permission.WITHDRAW, Permission.READ_LEDGER}
    ),
    Role.EDITOR: frozenset({Permission.READ_SCRIPTS, Permission.EDIT_SCRIPTS}),
    Role.ADMIN: frozenset(
        {Permission.READ_ACCOUNTS, Permission.MANAGE_ACCOUNTS, Permission.SEE_STATUS, Permission.READ_SCRIPTS}
    ),
    Role.AUDITOR: frozenset(
        {
            Permission.READ_CALLS,
            Permission.READ_LEDGER,
            Permission.READ_SCRIPTS,
            Permission.READ_ACCOUNTS,
            Permission.SEE_STATUS,
        }
    ),
}

LINK_HOLDER = frozenset({Permission.READ_CALLS, Permission.READ_REPORTS, Permission.FIRST_ACCOUNT})
"""What the one-time link opens while there is no account: reading redacted calls, and making the first account."""

CHANGES_NOTHING = frozenset({Role.AUDITOR})


def permissions(roles: Iterable[Role]) -> frozenset[Permission]:
    """Everything these roles may do together."""
    return EVERY_ACCOUNT.union(*(MAY[role] for role in roles))


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. `name` is a handle; `joined` says whether they ever could.

    `vouched`: a provider signs them in and gives them their roles; they have no password here.
    """

    id: str
    name: str
    roles: frozenset[Role]
    created_at: datetime
    joined: bool = False
    vouched: bool = False
    disabled_at: datetime | None = None
    failures: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One open session; `account_id` is "" for the holder of the one-time link."""

    id: str
    account_id: str
    opened_at: datetime
    seen_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A program's way in: one role, until a day; the token itself is shown once and kept as a hash."""

    id: str
    account_id: str
    name: str
    role: Role
    created_at: datetime
    until: datetime
    seen_at: datetime | None = None
