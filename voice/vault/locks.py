"""Locks that end with the process that holds them: files on one machine, advisory locks on PostgreSQL."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa


class Locks(Protocol):
    """Named locks; one held by a killed process is free."""

    def attempt(self, name: str) -> AbstractContextManager[bool]:
        """Try to hold a lock for a while; False where somebody alive holds it."""
        ...


class FileLocks:
    """Locks of the processes of one machine that share a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def attempt(self, name: str) -> Iterator[bool]:
        """Hold `<name>.lock` in the folder."""
        with (self._folder / f"{name}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True


class PostgresLocks:
    """Session advisory locks; they need a direct connection (not pgbouncer's transaction mode)."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @contextmanager
    def attempt(self, name: str) -> Iterator[bool]:
        """Hold the advisory lock that the name stands for."""
        key = {"key": int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)}
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            taken = bool(connection.execute(sa.text("SELECT pg_try_advisory_lock(:key)"), key).scalar())
            try:
                yield taken
            finally:
                if taken:
                    connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), key)
