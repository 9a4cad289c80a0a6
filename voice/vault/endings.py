"""The ending book on the database: holds, and erasures that a killed process takes up again."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from voice.call.values import CallId
from voice.retention.erasure import taken_up
from voice.retention.values import DestroyedArtefact, ErasurePlan, LegalHold
from voice.vault.database import forget_deleted
from voice.vault.rows import insert_unless_there, upsert
from voice.vault.tables import erasures, holds


class SqlEndingBook:
    """The EndingBook."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def hold(self, call_id: CallId) -> LegalHold | None:
        """The hold that stands on the call, or None."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(holds).where(holds.c.call_id == call_id)).one_or_none()
        return None if row is None else LegalHold(CallId(row.call_id), row.placed_at, row.reason)

    def holds(self) -> Sequence[LegalHold]:
        """Every hold that stands, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(holds).order_by(holds.c.placed_at, holds.c.call_id))
            return tuple(LegalHold(CallId(row.call_id), row.placed_at, row.reason) for row in rows)

    def place(self, hold: LegalHold) -> None:
        """Place a hold, or give the one that stands its new reference."""
        row = {"call_id": hold.call_id, "placed_at": hold.placed_at, "reason": hold.reason}
        with self._engine.begin() as connection:
            upsert(connection, holds, row)

    def lift(self, call_id: CallId) -> None:
        """Lift the hold; none standing is a success."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(holds).where(holds.c.call_id == call_id))

    def begin(self, plan: ErasurePlan) -> None:
        """Write the plan down; a plan under way stays, a completed one begins anew (something came late)."""
        row = {**asdict(plan), "artefacts": "[]", "completed_at": None}
        with self._engine.begin() as connection:
            done = erasures.c.completed_at.is_not(None)
            connection.execute(sa.delete(erasures).where(erasures.c.call_id == plan.call_id, done))
            insert_unless_there(connection, erasures, row)

    def pending(self) -> Sequence[ErasurePlan]:
        """Plans begun and not completed, oldest first."""
        wanted = sa.select(erasures).where(erasures.c.completed_at.is_(None)).order_by(erasures.c.planned_at)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted)
            return tuple(taken_up(CallId(row.call_id), row.trigger, row.planned_at) for row in rows)

    def add(self, call_id: CallId, artefacts: Sequence[DestroyedArtefact]) -> None:
        """Note artefacts; the newest note of a kind and name stays."""
        noted = {(gone.kind, gone.name): gone for gone in [*self.artefacts(call_id), *artefacts]}
        text = json.dumps([asdict(gone) for gone in noted.values()])
        with self._engine.begin() as connection:
            connection.execute(sa.update(erasures).where(erasures.c.call_id == call_id).values(artefacts=text))

    def artefacts(self, call_id: CallId) -> Sequence[DestroyedArtefact]:
        """What was noted for the call's erasure."""
        wanted = sa.select(erasures.c.artefacts).where(erasures.c.call_id == call_id)
        with self._engine.connect() as connection:
            text = connection.execute(wanted).scalar_one_or_none()
        return tuple(DestroyedArtefact(**noted) for noted in json.loads(text or "[]"))

    def complete(self, call_id: CallId, at: datetime) -> None:
        """The erasure is done."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(erasures).where(erasures.c.call_id == call_id).values(completed_at=at))
        # The rows that erasure blanked lie in the write-ahead log until it is emptied.
        forget_deleted(self._engine)
