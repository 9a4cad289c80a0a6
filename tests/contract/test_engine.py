"""Durable work: ids only, once only, and a killed worker's work goes on where it stopped."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.durable_worker import STEPS, main
from tests.support.killable import born, killed
from tests.support.work_queue import MemoryWorkQueue
from voice.call.values import CallId
from voice.engine.dbos import DurableQueue, Worker
from voice.engine.ports import Step
from voice.errors import LeakFound, RecordingNotReady
from voice.vault.database import sqlite_engine

SECRET = "four one one one, says Dana"


@pytest.fixture
def shop(tmp_path):
    """A queue and a way to run a worker until some calls are through."""
    engine = sqlite_engine(tmp_path / "work.sqlite")
    queue = DurableQueue(engine)
    workers = []

    class Shop:
        folder, seen, stopped = tmp_path, [], []

        def __init__(self):
            self.queue = queue

        def run(self, steps, until):
            """Work until `until()` says so; the time-out of pytest is the only clock."""

            def when_stopped(call_id, step, code):
                self.stopped.append((call_id, step, code))

            worker = Worker(engine, steps, when_stopped)
            workers.append(worker)
            worker.start("worker-1")
            waiting = threading.Event()
            while not until():
                waiting.wait(0.02)

        def stop(self):
            workers.pop().stop(5)

    yield Shop()
    for worker in workers:
        worker.stop(5)
    queue.close()
    engine.dispose()


def ran(shop, *names):
    return [Step(name, lambda call_id, name=name: shop.seen.append((call_id, name))) for name in names]


@pytest.mark.parametrize("kind", ["memory", "real"])
def test_the_same_key_twice_is_one_piece_of_work_and_cancelling_leaves_the_neighbour(kind, shop):
    queue = MemoryWorkQueue() if kind == "memory" else shop.queue
    for call_id in ("one", "two"):
        queue.enqueue(CallId(call_id), "recording-1")
        queue.enqueue(CallId(call_id), "recording-1")
    queue.cancel(CallId("one"))
    queue.cancel(CallId("one"))
    if kind == "memory":
        assert queue.work == [("two", "recording-1")]
    else:
        assert not queue.has_work(CallId("one"))
        assert queue.is_busy(CallId("two"))


def test_steps_run_in_order_once_per_key(shop):
    for _ in range(3):
        shop.queue.enqueue(CallId("one"), "r1")
    shop.run(ran(shop, "a", "b", "c"), lambda: not shop.queue.is_busy(CallId("one")))
    assert shop.seen == [("one", "a"), ("one", "b"), ("one", "c")]


def test_a_step_is_tried_again_where_a_retry_helps(shop):
    def flaky(call_id):
        shop.seen.append("try")
        if len(shop.seen) < 3:
            raise RecordingNotReady("Not there yet.")

    shop.queue.enqueue(CallId("one"), "r1")
    shop.run([Step("flaky", flaky, first_wait_s=0.01)], lambda: not shop.queue.is_busy(CallId("one")))
    assert shop.seen == ["try"] * 3
    assert shop.stopped == []


def test_a_step_that_gives_up_ends_in_a_recorded_state(shop):
    def never(call_id):
        raise RecordingNotReady("Not there yet.")

    def leak(call_id):
        raise LeakFound("A value was found.")

    for call_id, key in (("one", "r1"), ("two", "r2")):
        shop.queue.enqueue(CallId(call_id), key)
    steps = [Step("fetch", lambda call_id: never(call_id) if call_id == "one" else None, 2, 0.01), Step("audit", leak)]
    shop.run(steps, lambda: len(shop.stopped) == 2)
    assert sorted(shop.stopped) == [("one", "fetch", "recording_not_ready"), ("two", "audit", "leak_found")]


def test_an_unforeseen_error_stops_one_call_and_says_nothing_of_its_words(shop, capfd):
    def broken(call_id):
        if call_id == "one":
            raise ValueError(SECRET)
        shop.seen.append(call_id)

    for call_id in ("one", "two"):
        shop.queue.enqueue(CallId(call_id), "r")
    shop.run([Step("broken", broken)], lambda: shop.stopped and shop.seen)
    shop.stop()
    assert shop.stopped == [("one", "broken", "unexpected")]
    assert shop.seen == ["two"]
    said = capfd.readouterr()
    rest = b"".join(file.read_bytes() for file in shop.folder.rglob("*") if file.is_file())
    assert SECRET not in said.out + said.err
    assert SECRET.encode() not in rest


def test_two_pieces_of_work_of_one_call_never_run_side_by_side(shop):
    running, most = [], []

    def step(call_id):
        running.append(call_id)
        most.append(running.count(call_id))
        time.sleep(0.05)
        running.remove(call_id)

    for key in ("r1", "r2", "r3"):
        shop.queue.enqueue(CallId("one"), key)
    shop.run([Step("step", step)], lambda: len(most) == 3 and not shop.queue.is_busy(CallId("one")))
    assert set(most) == {1}


def test_of_heavy_steps_one_runs_at_a_time(shop):
    running, most = [], []

    def step(call_id):
        running.append(call_id)
        most.append(len(running))
        time.sleep(0.05)
        running.remove(call_id)

    for call_id in ("one", "two", "three"):
        shop.queue.enqueue(CallId(call_id), "r")
    shop.run([Step("step", step, heavy=True)], lambda: len(most) == 3 and not running)
    assert set(most) == {1}


def test_work_that_cancels_its_own_call_goes_on(shop):
    def cancelling(call_id):
        shop.queue.cancel(call_id)
        shop.seen.append("cancelled")

    shop.queue.enqueue(CallId("one"), "r1")
    shop.run([Step("erase", cancelling), *ran(shop, "after")], lambda: len(shop.seen) == 2)
    assert shop.seen == ["cancelled", ("one", "after")]


def test_finished_work_is_forgotten_and_waiting_work_stays(shop):
    shop.queue.enqueue(CallId("one"), "r1")
    shop.run(ran(shop, "a"), lambda: not shop.queue.is_busy(CallId("one")))
    shop.stop()
    shop.queue.enqueue(CallId("two"), "r2")
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert shop.queue.forget_finished(later - timedelta(days=1)) == 0
    assert shop.queue.forget_finished(later) == 1
    assert not shop.queue.has_work(CallId("one"))
    assert shop.queue.has_work(CallId("two"))
    assert shop.queue.drop_other_versions() == 0


# --- kill -9 -------------------------------------------------------------------------------------


def lines(folder):
    file = folder / "ran"
    return file.read_text().splitlines() if file.exists() else []


def wait_for(condition):
    waiting = threading.Event()
    while not condition():
        waiting.wait(0.02)


@pytest.mark.parametrize("step", STEPS)
def test_killed_in_a_step_the_work_goes_on_from_that_step(tmp_path, step):
    engine = sqlite_engine(tmp_path / "work.sqlite")
    queue = DurableQueue(engine)
    queue.enqueue(CallId("one"), "r1")
    first = born(main, tmp_path, step)
    wait_for(lambda: f"one {step}" in lines(tmp_path))
    killed(first)
    second = born(main, tmp_path, "")
    wait_for(lambda: not queue.is_busy(CallId("one")))
    killed(second)
    again = STEPS.index(step)
    expected = [*STEPS[: again + 1], *STEPS[again:]]
    assert lines(tmp_path) == [f"one {name}" for name in expected]
    queue.close()
    engine.dispose()
