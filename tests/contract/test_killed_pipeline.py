"""kill -9 of the worker at the end of every step of the real pipeline: the call completes once."""

import json
import threading

import pytest

from tests.support.ended_call import CALL, CALLER_SAYS, SECRET_WORDS, bytes_in
from tests.support.killable import born, killed
from tests.support.pipeline_worker import a_house, main, steps_of
from voice.call.values import CallState
from voice.engine.dbos import DurableQueue
from voice.journey.objects import CallObjects
from voice.vault.database import sqlite_engine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def wait_for(condition, within_s=60):
    waiting = threading.Event()
    for _ in range(within_s * 50):
        if condition():
            return
        waiting.wait(0.02)
    raise AssertionError(f"not within {within_s} s")


def test_killed_in_every_step_a_call_completes_once(tmp_path):
    house = a_house(tmp_path)
    house.ended_call()
    engine = sqlite_engine(tmp_path / "data" / "work.sqlite")
    queue = DurableQueue(engine)
    queue.enqueue(CALL, "recording-1")
    for step in steps_of(house).steps():
        worker = born(main, tmp_path, step.name)
        wait_for((tmp_path / f"done-{step.name}").exists)
        assert queue.is_busy(CALL)
        killed(worker)
    last = born(main, tmp_path, "")
    wait_for(lambda: not queue.is_busy(CALL))
    killed(last)

    call = house.vault.book.call(CALL)
    assert call.state is CallState.READY
    assert len(house.vault.book.recordings(CALL)) == 1
    assert len(house.vault.reviews.items()) == 1
    assert len(CallObjects(house.vault.sealed).runs(CALL)) == 5
    assert house.vault.ledger.verify() == ()
    folder = house.exports.place(call)
    assert [place.name for place in folder.parent.iterdir()] == [CALL]
    assert json.loads((folder / "call.json").read_text())["redaction"]["counts"]
    assert len(list((tmp_path / "data" / "objects").iterdir())) == len(house.vault.sealed.names(CALL))
    # Not even the interrupted fetch was repeated: what it had sealed, it did not ask for again.
    assert (tmp_path / "fetched").read_text().splitlines() == ["RE-call-one-1"]
    assert not list((tmp_path / "carrier").iterdir())
    left = bytes_in(tmp_path)
    for word in (*SECRET_WORDS, CALLER_SAYS):
        assert word.encode() not in left
    queue.close()
    engine.dispose()
    house.vault.close()
