"""What stores tell the leak audit of a call: all of it, and nothing of the neighbour's."""

from datetime import UTC, datetime

import pytest

from tests.support.ended_call import CALL, NEIGHBOUR
from voice.call.values import Call, CallState, Direction
from voice.engine.dbos import DurableQueue
from voice.errors import VoiceError
from voice.greeting.lines import parse
from voice.vault.database import sqlite_engine


def test_the_queue_tells_of_a_calls_work_and_of_no_other(tmp_path):
    engine = sqlite_engine(tmp_path / "work.sqlite")
    queue = DurableQueue(engine)
    queue.enqueue(CALL, "recording-1")
    queue.enqueue(NEIGHBOUR, "recording-1")
    call = Call(
        CALL, "memory", "CA-1", "default", "ref", Direction.INBOUND, datetime(2026, 1, 1, tzinfo=UTC), CallState.WORKING
    )
    found = queue.traces(call)
    queue.close()
    engine.dispose()
    assert list(found) == ["workflow 1"]
    assert CALL in found["workflow 1"] and NEIGHBOUR not in found["workflow 1"]


def test_a_line_names_what_becomes_of_a_type():
    [line] = parse(b'[[line]]\nname = "a"\nbusiness = "B"\nredaction = {"CVV" = "block"}\n', "lines.toml")
    assert line.redaction == {"CVV": "block"}


@pytest.mark.parametrize("wrong", ['{"CVV" = "hide"}', '{"cvv" = "block"}', '"block"'])
def test_a_wrong_rule_is_refused_with_file_and_line(wrong):
    text = f'[[line]]\nname = "a"\nbusiness = "B"\nredaction = {wrong}\n'
    with pytest.raises(VoiceError, match=r"lines\.toml:4: .*block, redact or keep"):
        parse(text.encode(), "lines.toml")
