"""Saved views of the list of calls: a name and what is looked for, both sealed, for they may hold anybody's words."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

import sqlalchemy as sa

from voice.errors import UntrustedInput
from voice.review.inbox import Wanted
from voice.vault.account_tables import accounts, views
from voice.vault.keyring import Keyring

MOST = 30


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named list of calls; `shared` ones are shown to everybody who may read calls."""

    id: str
    account_id: str
    name: str
    wanted: Wanted
    shared: bool = False


class ViewBook:
    """Views as rows; only who saved one can delete it."""

    def __init__(self, engine: sa.Engine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring

    def save(self, view: SavedView, at: datetime) -> str:
        """Keep a view and return its id; UntrustedInput where its owner has too many."""
        view_id = "v" + secrets.token_hex(8)
        told = json.dumps({"name": view.name, "wanted": asdict(view.wanted)}).encode("utf-8")
        row = {"id": view_id, "account_id": view.account_id, "shared": view.shared, "created_at": at}
        mine = sa.select(sa.func.count()).select_from(views).where(views.c.account_id == view.account_id)
        with self._engine.begin() as connection:
            if connection.execute(mine).scalar_one() >= MOST:
                raise UntrustedInput(f"You have {MOST} views already; delete one first.")
            connection.execute(views.insert().values(**row, sealed=self._keyring.wrap(_purpose(view_id), told)))
        return view_id

    def shown_to(self, account_id: str) -> Sequence[SavedView]:
        """One's own views and those shared by others who may still come in, by name."""
        let_in = sa.select(accounts.c.id).where(accounts.c.disabled_at.is_(None))
        shared = sa.and_(views.c.shared, views.c.account_id.in_(let_in))
        wanted = sa.select(views).where(sa.or_(views.c.account_id == account_id, shared))
        with self._engine.connect() as connection:
            rows = connection.execute(wanted).all()
        return tuple(sorted((self._view(row) for row in rows), key=lambda view: (view.name.casefold(), view.id)))

    def delete(self, view_id: str, account_id: str) -> None:
        """Forget one of this account's own views."""
        with self._engine.begin() as connection:
            connection.execute(views.delete().where(views.c.id == view_id, views.c.account_id == account_id))

    def _view(self, row: sa.Row[tuple[object, ...]]) -> SavedView:
        told = json.loads(self._keyring.unwrap(_purpose(row.id), row.sealed))
        # A filter that a later version no longer has is passed over.
        known = {column.name for column in fields(Wanted)}
        wanted = Wanted(**{name: value for name, value in told["wanted"].items() if name in known})
        return SavedView(row.id, row.account_id, told["name"], wanted, row.shared)


def _purpose(view_id: str) -> str:
    return f"view {view_id}"
