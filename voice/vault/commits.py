"""One commit for all who write at the same moment.

A commit waits for the disk: what was committed must survive a power cut. Whoever comes while one commit
waits joins the next; each returns only once its own writing is durable, in the order in which they came.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Generic, TypeVar

import sqlalchemy as sa

Result = TypeVar("Result")


class Commits:
    """Writes to one database from many threads; reads go to `engine` as ever."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._waiting: list[_Write[object]] = []
        self._gate = threading.Lock()
        self._leading = threading.Lock()

    def write(self, act: Callable[[sa.Connection], Result]) -> Result:
        """Carry out `act` in a transaction and return what it returns, once that is on the disk.

        `act` only reads and writes rows, and may be carried out again where a neighbour in its transaction failed.
        """
        mine: _Write[Result] = _Write(act)
        with self._gate:
            self._waiting.append(mine)  # type: ignore[arg-type]  # each gets its own result back
        with self._leading:
            if not mine.was_tried:
                self._commit_waiting()
        if mine.is_durable:
            return mine.result
        with begun(self.engine) as connection:
            return act(connection)

    def _commit_waiting(self) -> None:
        with self._gate:
            writes, self._waiting = self._waiting, []
        for write in writes:
            write.was_tried = True
        # Whose fault it was shows when each writes alone: nobody is told of another's.
        with suppress(Exception):
            with begun(self.engine) as connection:
                for write in writes:
                    write.result = write.act(connection)
            for write in writes:
                write.is_durable = True


class _Write(Generic[Result]):
    """One thread's writing: waiting, then tried together with others, then durable or not."""

    result: Result

    def __init__(self, act: Callable[[sa.Connection], Result]) -> None:
        self.act = act
        self.was_tried = False
        self.is_durable = False


@contextmanager
def begun(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that holds SQLite's write lock from its first statement, so that what it read stays true."""
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
