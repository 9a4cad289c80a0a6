"""Everybody who may come in: accounts, sessions, looks, saved views, of one database."""

from dataclasses import dataclass

import sqlalchemy as sa

from voice.vault.accounts import AccountBook
from voice.vault.keyring import Keyring
from voice.vault.looks import LookBook
from voice.vault.sessions import SessionBook
from voice.vault.views import ViewBook


@dataclass(frozen=True, slots=True)
class People:
    """Where accounts, sessions, looks and saved views rest."""

    accounts: AccountBook
    sessions: SessionBook
    looks: LookBook
    views: ViewBook


def people_in(engine: sa.Engine, keyring: Keyring) -> People:
    """The people of a database."""
    return People(AccountBook(engine, keyring), SessionBook(engine), LookBook(engine), ViewBook(engine, keyring))
