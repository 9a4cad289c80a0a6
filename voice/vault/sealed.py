"""Sealed objects: one data key per call, wrapped in the database; ciphertext in files; destroyed key first."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from voice.call.values import CallId
from voice.clock import Clock
from voice.errors import NothingThere
from voice.retention.values import DestroyedArtefact
from voice.vault import envelope
from voice.vault.database import forget_deleted
from voice.vault.files import LocalFiles
from voice.vault.keyring import KEY_BYTES, Keyring
from voice.vault.rows import insert_unless_there
from voice.vault.tables import data_keys, objects

STRAY_AGE = timedelta(hours=1)


class SealedFiles:
    """The SealedStore on files and a database; every object opens only in its call and under its name."""

    def __init__(self, engine: sa.Engine, files: LocalFiles, keyring: Keyring, clock: Clock) -> None:
        self._engine = engine
        self._files = files
        self._keyring = keyring
        self._clock = clock

    def put(self, call_id: CallId, name: str, content: bytes) -> None:
        """Seal an object, replacing one of the same name; NothingThere once the call was destroyed."""
        key = self._data_key(call_id)
        file = secrets.token_hex(16)
        size = self._files.write(file, envelope.seal(key, _place(call_id, name), content))
        try:
            replaced = self._remember(call_id, name, file, size)
        except NothingThere:
            self._files.delete(file)
            raise
        if replaced is not None:
            self._files.delete(replaced)

    def get(self, call_id: CallId, name: str) -> bytes:
        """The object's content; NothingThere where there is none, SealBroken where a bit has changed."""
        with self._engine.connect() as connection:
            row = connection.execute(
                sa.select(objects.c.file, data_keys.c.wrapped)
                .join(data_keys, data_keys.c.call_id == objects.c.call_id)
                .where(objects.c.call_id == call_id, objects.c.name == name)
            ).one_or_none()
        if row is None or row.wrapped is None:
            raise NothingThere("There is no sealed object of this name, or it was destroyed.")
        key = self._keyring.unwrap(call_id, row.wrapped)
        return envelope.unseal(key, _place(call_id, name), self._files.read(row.file))

    def names(self, call_id: CallId) -> Sequence[str]:
        """Names of the objects that can be opened, in alphabetical order."""
        with self._engine.connect() as connection:
            found = connection.execute(
                sa.select(objects.c.name)
                .join(data_keys, data_keys.c.call_id == objects.c.call_id)
                .where(objects.c.call_id == call_id, data_keys.c.wrapped.is_not(None))
                .order_by(objects.c.name)
            )
            return tuple(found.scalars())

    def remove(self, call_id: CallId, name: str) -> None:
        """Remove one object: its file, then its row; none of this name is a success."""
        here = (objects.c.call_id == call_id) & (objects.c.name == name)
        with self._engine.connect() as connection:
            file = connection.execute(sa.select(objects.c.file).where(here)).scalar_one_or_none()
        if file is None:
            return
        self._files.delete(file)
        with self._engine.begin() as connection:
            connection.execute(sa.delete(objects).where(here, objects.c.file == file))

    def drop(self, call_id: CallId, names: Sequence[str]) -> None:
        """Remove single objects: their rows first, so that nothing points at a file that is gone."""
        here = (objects.c.call_id == call_id) & objects.c.name.in_(names)
        with self._engine.begin() as connection:
            files = list(connection.execute(sa.select(objects.c.file).where(here)).scalars())
            connection.execute(sa.delete(objects).where(here))
        for file in files:
            self._files.delete(file)

    def destroy(self, call_id: CallId) -> Sequence[DestroyedArtefact]:
        """Destroy the data key, then the ciphertext, then the rows; what had gone before is not listed again."""
        self._destroy_key(call_id)
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(objects).where(objects.c.call_id == call_id)).all()
        for row in rows:
            self._files.delete(row.file)
        gone = tuple(
            DestroyedArtefact(row.name, "sealed object", row.bytes, not self._files.exists(row.file)) for row in rows
        )
        with self._engine.begin() as connection:
            connection.execute(sa.delete(objects).where(objects.c.call_id == call_id))
        forget_deleted(self._engine)
        return gone

    def sweep_strays(self) -> int:
        """Remove files that no row knows (a process was killed between file and row); how many."""
        # A file has its row a moment later: young ones are left alone.
        names = self._files.names(older_than=self._clock.now() - STRAY_AGE)
        with self._engine.connect() as connection:
            known = set(connection.execute(sa.select(objects.c.file)).scalars())
        strays = [name for name in names if name not in known]
        for name in strays:
            self._files.delete(name)
        return len(strays)

    def _data_key(self, call_id: CallId) -> bytes:
        with self._engine.begin() as connection:
            fresh = self._keyring.wrap(call_id, secrets.token_bytes(KEY_BYTES))
            insert_unless_there(connection, data_keys, {"call_id": call_id, "wrapped": fresh})
            wrapped = connection.execute(
                sa.select(data_keys.c.wrapped).where(data_keys.c.call_id == call_id)
            ).scalar_one()
        if wrapped is None:
            raise _destroyed()
        return self._keyring.unwrap(call_id, wrapped)

    def _remember(self, call_id: CallId, name: str, file: str, size: int) -> str | None:
        here = (objects.c.call_id == call_id) & (objects.c.name == name)
        with self._engine.begin() as connection:
            # A write, so that the transaction holds its lock: destruction comes wholly before or wholly after.
            alive = connection.execute(
                sa.update(data_keys)
                .where(data_keys.c.call_id == call_id, data_keys.c.wrapped.is_not(None))
                .values(destroyed_at=None)
            ).rowcount
            if not alive:
                raise _destroyed()
            replaced = connection.execute(sa.select(objects.c.file).where(here)).scalar_one_or_none()
            connection.execute(sa.delete(objects).where(here))
            connection.execute(sa.insert(objects).values(call_id=call_id, name=name, file=file, bytes=size))
        return replaced

    def _destroy_key(self, call_id: CallId) -> None:
        now = self._clock.now()
        with self._engine.begin() as connection:
            insert_unless_there(connection, data_keys, {"call_id": call_id, "wrapped": None, "destroyed_at": now})
            connection.execute(
                sa.update(data_keys)
                .where(data_keys.c.call_id == call_id, data_keys.c.wrapped.is_not(None))
                .values(wrapped=None, destroyed_at=now)
            )
        forget_deleted(self._engine)


def _place(call_id: CallId, name: str) -> bytes:
    return f"{call_id}\0{name}".encode()


def _destroyed() -> NothingThere:
    return NothingThere("What this call left behind was destroyed; nothing can be added to it.")
