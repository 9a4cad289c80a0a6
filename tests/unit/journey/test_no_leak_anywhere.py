"""A value planted in any output of a call blocks its release; the place is named, the value is not."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.support.clock import NOON
from tests.support.ended_call import CALL, CALLER_SAYS, NEIGHBOUR, House, minds, walk
from tests.support.vault import RealVault
from voice.call.values import CallState
from voice.consent.values import LedgerEntry
from voice.errors import LeakFound
from voice.insight.values import Statement
from voice.journey.after import AfterCall
from voice.log import RecentLines
from voice.redaction.leak import find_leaks
from voice.redaction.values import FoundValue, RedactionMap
from voice.vault.exports import ExportFolder
from voice.vault.traces import LogTraces, SqlTraces, audited_tables


@pytest.fixture
def house(tmp_path):
    (tmp_path / "data").mkdir()
    vault = RealVault(tmp_path / "data")
    yield House(vault, ExportFolder(tmp_path / "transcripts"))
    vault.close()


def run(house, call_id=CALL, mind=None):
    return walk(AfterCall(house.parts, mind or minds(house.clock)), call_id)


class Gossip:
    """A mind that repeats what was said."""

    def __init__(self, honest, change):
        self._honest, self._change = honest, change

    def summarise(self, transcript):
        made, ran = self._honest.summarise(transcript)
        return self._change(made), ran

    def score(self, transcript):
        made, ran = self._honest.score(transcript)
        return self._change(made), ran


def in_summary(made):
    return replace(made, reason=Statement("The caller gave vier eins eins eins eins eins eins eins.", ("u1",)))


def in_rationale(made):
    return replace(made, utterances=(replace(made.utterances[0], rationale=("4111 1111 1111 1111",)),))


@pytest.mark.parametrize(
    ("mind", "change", "place"),
    [("summariser", in_summary, "summary.md"), ("scorer", in_rationale, "call.json")],
    ids=["summary", "sentiment rationale"],
)
def test_a_value_that_a_mind_repeats_blocks_the_call_and_is_named_by_place(house, mind, change, place):
    house.ended_call()
    honest = minds(house.clock)
    told = replace(honest, **{mind: Gossip(getattr(honest, mind), change)})
    assert run(house, mind=told) == LeakFound.code
    assert house.vault.book.call(CALL).state is CallState.BLOCKED
    with pytest.raises(LeakFound) as refused:
        next(s for s in AfterCall(house.parts, told).steps() if s.name == "label").run(CALL)
    assert place in str(refused.value)
    assert "4111" not in str(refused.value)
    assert "eins" not in str(refused.value)
    # The neighbour, of whom nobody gossips, is released.
    house.ended_call(NEIGHBOUR)
    assert run(house, NEIGHBOUR) == ""


def test_a_value_in_a_log_line_of_the_call_blocks_it_and_not_the_neighbour(house):
    lines = RecentLines()
    lines(None, "info", {"event": "step_done", "call_id": CALL, "reason": CALLER_SAYS})
    lines(None, "info", {"event": "step_done", "call_id": NEIGHBOUR, "count": 4111})
    house.parts = replace(house.parts, traces=(*house.parts.traces, LogTraces(lines)))
    house.ended_call()
    house.ended_call(NEIGHBOUR)
    assert run(house) == LeakFound.code
    assert run(house, NEIGHBOUR) == ""


def test_a_value_in_the_name_of_an_exported_file_blocks_the_call(house):
    call = house.ended_call()
    house.exports.write(call, {"card-4111111111111111.txt": ""})
    assert run(house) == LeakFound.code


def text_columns():
    """All but keys and the ledger, whose rows refuse a change: a planted entry has a test of its own."""
    for table in audited_tables():
        if table.name == "ledger":
            continue
        for column in table.columns:
            if isinstance(column.type, sa.String) and not column.primary_key and not column.foreign_keys:
                yield table, column


@pytest.mark.parametrize(("table", "column"), [*text_columns()], ids=lambda part: part.name)
def test_a_value_in_any_text_column_is_found_there_and_not_with_the_neighbour(house, table, column):
    mine, theirs = house.ended_call(), house.ended_call(NEIGHBOUR)
    key = table.c.id if table.name == "calls" else table.c.call_id
    house.vault.sealed.put(CALL, "note.json", b"{}")
    with house.vault.engine.begin() as connection:
        if table.name in ("calls", "recordings"):
            connection.execute(sa.update(table).where(key == CALL).values({column.name: "4111 1111 1111 1111"}))
        else:
            connection.execute(sa.insert(table).values(row(table, column)))
    card = RedactionMap(CALL, (FoundValue("[CARD_1]", "CREDIT_CARD", ("4111111111111111",)),))
    traces = SqlTraces(house.vault.engine)
    leaks = find_leaks(card, traces.traces(mine))
    assert {leak.place for leak in leaks} == {f"table {table.name}.{column.name}"}
    assert find_leaks(card, traces.traces(theirs)) == ()


def row(table, column):
    """A row of the call with a value in one column, and the least in the others."""
    plain = {str: "x", int: 1, bytes: b"x", bool: False}
    values = {other.name: plain.get(other.type.python_type, NOON) for other in table.columns if not other.nullable}
    return {**values, "call_id": CALL, column.name: "4111 1111 1111 1111"}


def test_a_value_in_the_ledger_blocks_its_call_and_not_the_neighbour(house):
    house.ended_call()
    house.ended_call(NEIGHBOUR)
    slip = LedgerEntry(CALL, "note.made", house.clock.now(), {"text": CALLER_SAYS})
    house.vault.ledger.append(slip)
    assert run(house) == LeakFound.code
    assert house.vault.book.call(CALL).state is CallState.BLOCKED
    assert run(house, NEIGHBOUR) == ""


def test_a_value_in_an_objects_name_is_found_and_named_by_place_alone(house):
    house.ended_call()
    house.vault.sealed.put(CALL, "note-4111111111111111.json", b"{}")
    calls = AfterCall(house.parts, minds(house.clock))
    audit = next(step for step in calls.steps() if step.name == "audit")
    for step in calls.steps():
        if step is audit or step.name == "audit":
            break
        step.run(CALL)
    with pytest.raises(LeakFound, match=r"table objects\.name") as told:
        audit.run(CALL)
    assert "4111" not in str(told.value)


def test_a_value_in_a_row_of_work_blocks_the_call(house):
    class Slip:
        def traces(self, call):
            return {"workflow 1": f"{call.id} {CALLER_SAYS}"}

    house.parts = replace(house.parts, traces=(*house.parts.traces, Slip()))
    house.ended_call()
    assert run(house) == LeakFound.code
