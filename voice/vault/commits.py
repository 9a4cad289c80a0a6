"""One commit for all who write at the same moment.

A commit waits for the disk: what was committed must survive a power cut. Whoever comes while one commit
waits joins the next; each returns only once its own writing is committed, in the order in which they came.

What can be found out again need not wait. A killed process loses nothing of it; a power cut may, but never
while keeping anything that was written later: the next commit that waits takes all before it to the disk.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

Result = TypeVar("Result")

LOOK_AGAIN_S = 0.002
"""Seconds between two tries to begin."""
PRIMARY = 0xFF
"""The part of SQLite's result codes that says what kind of refusal it is."""


class Commits:
    """Writes to one database from many threads; reads go to `engine` as ever."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._waiting: list[_Write[object]] = []
        self._gate = threading.Lock()
        self._leading = threading.Lock()

    def write(self, act: Callable[[sa.Connection], Result], waits: bool = True) -> Result:
        """Carry out `act` in a transaction and return what it returns, once that is committed.

        `waits` says that it must be on the disk by then. `act` only reads and writes rows; it may be carried
        out again where a neighbour in its transaction failed.
        """
        mine: _Write[Result] = _Write(act, waits)
        with self._gate:
            self._waiting.append(mine)  # type: ignore[arg-type]  # each gets its own result back
        with self._leading:
            if not mine.was_tried:
                self._commit_waiting()
        if mine.is_committed:
            return mine.result
        with begun(self.engine, waits) as connection:
            return act(connection)

    def _commit_waiting(self) -> None:
        with self._gate:
            writes, self._waiting = self._waiting, []
        for write in writes:
            write.was_tried = True
        # Whose fault it was shows when each writes alone: nobody is told of another's.
        with suppress(Exception):
            with begun(self.engine, any(write.waits for write in writes)) as connection:
                for write in writes:
                    write.result = write.act(connection)
            for write in writes:
                write.is_committed = True


class _Write(Generic[Result]):
    """One thread's writing: not yet tried, then tried together with others, then committed or not."""

    result: Result

    def __init__(self, act: Callable[[sa.Connection], Result], waits: bool) -> None:
        self.act = act
        self.waits = waits
        self.was_tried = False
        self.is_committed = False


@contextmanager
def begun(engine: sa.Engine, waits: bool = True) -> Iterator[sa.Connection]:
    """A transaction that holds SQLite's write lock from its first statement, so that what it read stays true."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            if not waits:
                connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
            yield connection
        return
    with engine.connect() as connection, _patience(connection, waits), connection.begin():
        _take_write_lock(connection)
        yield connection


def _take_write_lock(connection: sa.Connection) -> None:
    """Wait for another process's commit as long as the connection would, and see soon that it is over.

    SQLite itself looks again after ever longer pauses, of 100 ms in the end: another process that writes
    often is always first, and a caller waits for a lock that is free.
    """
    raw: Any = connection.connection.driver_connection
    (patience_ms,) = raw.execute("PRAGMA busy_timeout").fetchone()
    until = time.monotonic() + patience_ms / 1000
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while _is_refused_as_busy(raw) and time.monotonic() < until:
            time.sleep(LOOK_AGAIN_S)
        if not raw.in_transaction:
            # Once more by this way, which tells a refusal in our words.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA busy_timeout={patience_ms}")


def _is_refused_as_busy(raw: sqlite3.Connection) -> bool:
    """Try to begin: whether another process writes."""
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as refused:
        return refused.sqlite_errorcode & PRIMARY == sqlite3.SQLITE_BUSY
    return False


@contextmanager
def _patience(connection: sa.Connection, waits: bool) -> Iterator[None]:
    """SQLite's way of not waiting belongs to the connection: it is taken back before anybody else uses that."""
    raw: Any = connection.connection.driver_connection
    if not waits:
        raw.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        if not waits:
            raw.execute("PRAGMA synchronous=FULL")
