"""kill -9 of the worker at the end of every step of the real pipeline: the call completes once."""

import json
import threading

import pytest

from tests.support.ended_call import CALL, CALLER_SAYS, NEIGHBOUR, SECRET_WORDS, bytes_in
from tests.support.killable import born, killed
from tests.support.pipeline_worker import a_house, main, steps_of
from voice.call.values import CallState
from voice.engine.dbos import DurableQueue
from voice.journey.objects import RAW_TRANSCRIPT, CallObjects
from voice.journey.rework import Rework, ReworkParts
from voice.journey.strike import REMOVED
from voice.review.decisions import Act, Author, Wanted, decide, target_of
from voice.vault.database import sqlite_engine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def wait_for(condition, within_s=60):
    waiting = threading.Event()
    for _ in range(within_s * 50):
        if condition():
            return
        waiting.wait(0.02)
    raise AssertionError(f"not within {within_s} s")


def test_killed_in_the_steps_that_carry_out_a_removal_for_good_it_completes_once(tmp_path):
    house = a_house(tmp_path)
    engine = sqlite_engine(tmp_path / "data" / "work.sqlite")
    queue = DurableQueue(engine)
    for call_id in (CALL, NEIGHBOUR):
        house.ended_call(call_id)
        for step in steps_of(house).steps():
            step.run(call_id)
    objects = CallObjects(house.vault.sealed)
    assert b'"one"' in house.vault.sealed.get(CALL, RAW_TRANSCRIPT)
    rework = Rework(ReworkParts(house.vault.book, house.vault.sealed, house.vault.endings, queue, house.clock))
    marks = objects.marks(CALL).utterances
    [(said, mark)] = [(one.id, mark) for one in marks for mark in one.marks]
    wanted = Wanted(Act.REMOVED, target_of(said, mark))
    rework.decide(CALL, lambda version: decide(marks, wanted, Author(version, "a1", house.clock.now(), True)))
    for step in ("redact", "cover_audio", "export", "strike"):
        worker = born(main, tmp_path, step)
        wait_for((tmp_path / f"done-{step}").exists)
        assert queue.is_busy(CALL)
        killed(worker)
    last = born(main, tmp_path, "")
    wait_for(lambda: not queue.is_busy(CALL))
    killed(last)

    assert house.vault.book.call(CALL).state is CallState.READY
    for name in house.vault.sealed.names(CALL):
        left = house.vault.sealed.get(CALL, name)
        assert not [form for form in (b'"one"', b"one one", b"41111111") if form in left], name
    kinds = [kept.entry.kind for kept in house.vault.ledger.entries(CALL)]
    assert kinds.count(REMOVED) == 1
    assert house.vault.ledger.verify() == ()
    # The twin said the same and keeps it, sealed.
    assert b'"one"' in house.vault.sealed.get(NEIGHBOUR, RAW_TRANSCRIPT)
    left = bytes_in(tmp_path)
    assert all(word.encode() not in left for word in (*SECRET_WORDS, CALLER_SAYS))
    queue.close()
    engine.dispose()
    house.vault.close()


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
