"""The list of calls and their redacted words, searchable, in this process's memory alone.

Redacted words rest sealed like everything else: nothing searchable lies on the disk, so that an
erased call leaves no trace in an index either.
"""

import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, fields

from voice.call.values import CallId
from voice.review.inbox import Filed, Found, Wanted

COUNTED = 1000
"""More calls than this are not counted: a list says "1000 or more"."""

_COLUMNS = [column.name for column in fields(Filed) if column.name != "words"]
_WORD = re.compile(r"\w+", re.UNICODE)
_SHOWN = {"waiting": "waiting = 1", "reviewed": "reviewed = 1", "all": "1 = 1"}
# Begun at the words that match, so that counting ends at a thousand of them.
_SEARCHED = "said CROSS JOIN filed ON filed.number = said.rowid"
_TABLES = f"""
CREATE TABLE filed (number INTEGER PRIMARY KEY, {", ".join(_COLUMNS)}, UNIQUE (call_id));
CREATE INDEX by_gravity ON filed (waiting, gravity, started_at DESC, call_id);
CREATE INDEX by_start ON filed (started_at DESC, call_id);
CREATE INDEX by_line ON filed (line, started_at DESC, call_id);
CREATE VIRTUAL TABLE said USING fts5(words, tokenize = 'unicode61 remove_diacritics 2');
"""


class CallIndex:
    """Calls as lists show them, with full-text search (SQLite FTS5) over redacted words."""

    def __init__(self) -> None:
        self._memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._memory.executescript(_TABLES)
        self._memory.execute("PRAGMA secure_delete=ON")
        self._one_at_a_time = threading.Lock()
        self._known: dict[CallId, tuple[str, str, bool]] = {}
        self._lines: Counter[str] = Counter()

    def close(self) -> None:
        """Let go of the memory."""
        self._memory.close()

    def knows(self, call_id: CallId, state: str, reason: str, reviewed: bool) -> bool:
        """Whether this call is filed as it stands."""
        return self._known.get(call_id) == (state, reason, reviewed)

    def known(self) -> Sequence[CallId]:
        """Every call that is filed."""
        return tuple(self._known)

    def file(self, call: Filed) -> None:
        """File a call, instead of how it was filed before."""
        kept = asdict(call)
        words = kept.pop("words")
        with self._one_at_a_time:
            self._remove(call.call_id)
            marks = ", ".join("?" for _ in kept)
            sql = f"INSERT INTO filed ({', '.join(kept)}) VALUES ({marks})"  # noqa: S608  our own column names
            number = self._memory.execute(sql, list(kept.values())).lastrowid
            self._memory.execute("INSERT INTO said (rowid, words) VALUES (?, ?)", (number, words))
            self._lines[call.line] += 1
            self._known[CallId(call.call_id)] = (call.state, call.reason, call.reviewed)

    def forget(self, call_id: CallId) -> None:
        """Take a call out."""
        with self._one_at_a_time:
            self._remove(call_id)
            self._known.pop(call_id, None)

    def find(self, wanted: Wanted, limit: int, start: int = 0) -> Found:
        """The calls that match: those waiting gravest first, others newest first."""
        where, values = _conditions(wanted)
        order = "gravity, started_at DESC" if wanted.show == "waiting" else "started_at DESC"
        listed, source = ", ".join(_COLUMNS), _SEARCHED if wanted.words.strip() else "filed"
        with self._one_at_a_time:
            counted = f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {where} LIMIT {COUNTED})"  # noqa: S608
            total = self._memory.execute(counted, values).fetchone()[0]
            rows = self._memory.execute(
                f"SELECT {listed} FROM {source} WHERE {where} ORDER BY {order}, call_id LIMIT ? OFFSET ?",  # noqa: S608
                [*values, limit, start],
            ).fetchall()
        return Found(tuple(_filed(row) for row in rows), int(total))

    def lines(self) -> Sequence[str]:
        """The lines on which calls are filed."""
        with self._one_at_a_time:
            return tuple(sorted(line for line, count in self._lines.items() if count))

    def _remove(self, call_id: str) -> None:
        row = self._memory.execute("SELECT number, line FROM filed WHERE call_id = ?", (call_id,)).fetchone()
        if row is not None:
            self._memory.execute("DELETE FROM said WHERE rowid = ?", row[:1])
            self._memory.execute("DELETE FROM filed WHERE number = ?", row[:1])
            self._lines[row[1]] -= 1


def _conditions(wanted: Wanted) -> tuple[str, list[object]]:
    parts, values = [_SHOWN.get(wanted.show, "1 = 1")], list[object]()
    for column in ("line", "state", "consent", "sentiment", "category", "risk"):
        if given := getattr(wanted, column):
            parts.append(f"{column} = ?")
            values.append(given)
    if wanted.doubtful:
        parts.append("doubtful > 0")
    if wanted.why:
        parts.append("(' ' || reasons || ' ') LIKE ?")
        values.append(f"% {wanted.why.replace('%', '')} %")
    if wanted.since:
        parts.append("started_at >= ?")
        values.append(wanted.since)
    if wanted.until:
        parts.append("started_at < ?")
        values.append(wanted.until + "U")  # after every time of that day: "T" < "U"
    if wanted.words.strip():
        parts.append("said MATCH ?")
        values.append(_match(wanted.words))
    return " AND ".join(parts), values


def _match(untrusted_words: str) -> str:
    """Every word must occur, the last one as a beginning; quoted, so that nothing in it is query language."""
    words = _WORD.findall(untrusted_words)[:20]
    return " ".join(f'"{word}"' for word in words) + "*" if words else '""'


def _filed(row: tuple[object, ...]) -> Filed:
    kept = dict(zip(_COLUMNS, row, strict=True))
    kept["waiting"], kept["reviewed"] = bool(kept["waiting"]), bool(kept["reviewed"])
    return Filed(**kept)  # type: ignore[arg-type]  # the columns are the fields, in their order
