"""What our tables say of one call, as text: the leak audit reads every column that could hold a word."""

import re
from collections.abc import Mapping

import sqlalchemy as sa

from voice.call.values import Call
from voice.log import RECENT, RecentLines
from voice.vault import account_tables, tables

# The carrier's ids: two capitals and a hexadecimal number; chance puts digits side by side in them.
_CARRIER_ID = re.compile(r"\b[A-Z]{2}(?=[0-9a-f]*[a-f])[0-9a-f]{32}\b")


class SqlTraces:
    """The Traces of a database: every text column of every table that has rows of the call."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def traces(self, call: Call) -> Mapping[str, str]:
        """Text by table and column; sealed object names are the column `objects.name`."""
        found: dict[str, str] = {}
        with self._engine.connect() as connection:
            for table in audited_tables():
                texts = [column for column in table.columns if isinstance(column.type, sa.String)]
                mine = table.c.id if table.name == tables.calls.name else table.c.call_id
                rows = connection.execute(sa.select(*texts).where(mine == call.id)).all()
                for place, column in enumerate(texts):
                    text = "\n".join(str(row[place]) for row in rows if row[place] is not None)
                    found[f"table {table.name}.{column.name}"] = _CARRIER_ID.sub(" ", text)
        return found


class LogTraces:
    """The Traces of a process: what it logged about a call, as long as it remembers."""

    def __init__(self, lines: RecentLines = RECENT) -> None:
        self._lines = lines

    def traces(self, call: Call) -> Mapping[str, str]:
        """The call's log lines, without the ids that every line repeats."""
        return {"log lines": _CARRIER_ID.sub(" ", self._lines.of(call.id).replace(call.id, " "))}


def audited_tables() -> tuple[sa.Table, ...]:
    """Tables with rows that belong to a call."""
    every = {**tables.metadata.tables, **account_tables.accounts.metadata.tables}
    return tuple(table for name, table in every.items() if name == tables.calls.name or "call_id" in table.c)
