"""Two kinds of writing that SQLite and PostgreSQL share and SQLAlchemy spells per dialect."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_unless_there(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> bool:
    """Insert a row; one that is in the way stays as it is. Whether it is new."""
    return connection.execute(_unless_there(connection.dialect.name, table), dict(row)).rowcount == 1


def upsert(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> None:
    """Insert a row, or give the row of the same primary key its values."""
    connection.execute(_or_update(connection.dialect.name, table, tuple(row)), dict(row))


# Built once: a ringing phone does not wait for a statement to be put together.
@cache
def _unless_there(dialect: str, table: sa.Table) -> Any:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _or_update(dialect: str, table: sa.Table, names: tuple[str, ...]) -> Any:
    keys = [column.name for column in table.primary_key]
    insert = _insert(dialect, table)
    rest = {name: insert.excluded[name] for name in names if name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=rest)


def _insert(dialect: str, table: sa.Table) -> Any:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
