"""Workers tell that they live: each writes the time now and then; one that falls silent is missed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from voice.vault.rows import upsert
from voice.vault.tables import heartbeats

SILENT_AFTER = timedelta(minutes=3)
"""Six rounds: a worker that loads a model or asks a slow carrier is late, not dead."""

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a worker was last heard, and which speech model it loaded."""

    worker: str
    model: str
    started_at: datetime
    beat_at: datetime

    def alive(self, at: datetime) -> bool:
        """Whether this worker was heard lately."""
        return at - self.beat_at < SILENT_AFTER


class HeartbeatBook:
    """Heartbeats as rows."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def beat(self, beat: Heartbeat) -> None:
        """Write that a worker lives; workers long silent are forgotten on the way."""
        with self._engine.begin() as connection:
            connection.execute(heartbeats.delete().where(heartbeats.c.beat_at < beat.beat_at - FORGOTTEN_AFTER))
            upsert(connection, heartbeats, asdict(beat))

    def gone(self, worker: str) -> None:
        """A worker ended as it should: nobody misses it."""
        with self._engine.begin() as connection:
            connection.execute(heartbeats.delete().where(heartbeats.c.worker == worker))

    def beats(self) -> Sequence[Heartbeat]:
        """Every worker that is not forgotten, the latest heard first."""
        wanted = sa.select(heartbeats).order_by(heartbeats.c.beat_at.desc(), heartbeats.c.worker)
        with self._engine.connect() as connection:
            return tuple(Heartbeat(*row) for row in connection.execute(wanted))
