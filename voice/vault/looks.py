"""Who opened a call's page, and who said "reviewed": ids and times."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from voice.call.values import CallId
from voice.vault.account_tables import looks, review_marks


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody opened a call's page: the first time on that day."""

    call_id: CallId
    account_id: str
    at: datetime


class LookBook:
    """Looks and review marks."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def looked(self, call_id: CallId, account_id: str, at: datetime) -> None:
        """Remember the first look of a day."""
        key = {"call_id": call_id, "account_id": account_id, "day": at.date().isoformat()}
        seen = sa.select(looks.c.at).filter_by(**key)
        with self._engine.connect() as connection:
            if connection.execute(seen).first() is not None:
                return
        try:
            with self._engine.begin() as connection:
                connection.execute(looks.insert().values(**key, at=at))
        except sa.exc.IntegrityError:
            return  # the same person, twice in the same moment

    def looks(self, call_id: CallId) -> Sequence[Look]:
        """Who looked at a call, oldest first."""
        query = sa.select(looks).where(looks.c.call_id == call_id).order_by(looks.c.at)
        with self._engine.connect() as connection:
            return tuple(Look(CallId(row.call_id), row.account_id, row.at) for row in connection.execute(query))

    def mark(self, call_id: CallId, account_id: str, at: datetime) -> None:
        """Mark a call as reviewed; a later mark replaces an earlier one."""
        with self._engine.begin() as connection:
            connection.execute(review_marks.delete().where(review_marks.c.call_id == call_id))
            connection.execute(review_marks.insert().values(call_id=call_id, account_id=account_id, at=at))

    def unmark(self, call_id: CallId) -> None:
        """The call asks for a look again."""
        with self._engine.begin() as connection:
            connection.execute(review_marks.delete().where(review_marks.c.call_id == call_id))

    def marks(self, call_ids: Iterable[CallId]) -> Mapping[CallId, Look]:
        """The mark of each of these calls that bears one."""
        query = sa.select(review_marks).where(review_marks.c.call_id.in_(list(call_ids)))
        with self._engine.connect() as connection:
            found = [Look(CallId(row.call_id), row.account_id, row.at) for row in connection.execute(query)]
        return {mark.call_id: mark for mark in found}

    def marked(self) -> frozenset[CallId]:
        """Every call that bears a mark."""
        with self._engine.connect() as connection:
            return frozenset(CallId(row.call_id) for row in connection.execute(sa.select(review_marks.c.call_id)))
