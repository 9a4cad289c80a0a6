"""Durable work: ids only, once only, and a killed worker's work goes on where it stopped."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.durable_worker import STEPS, main
from tests.support.killable import born, killed
from tests.support.postgres import ON_POSTGRES, fresh_url
from tests.support.work_queue import MemoryWorkQueue
from voice.call.values import CallId
from voice.engine.dbos import DurableQueue, Worker
from voice.engine.ports import Step
from voice.engine.reaper import reap
from voice.errors import LeakFound, RecordingNotReady
from voice.vault.database import postgres_engine, sqlite_engine
from voice.vault.locks import FileLocks, PostgresLocks

SECRET = "four one one one, says Dana"


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def shop(request, tmp_path):
    """A queue and a way to run a worker until some calls are through."""
    engine = sqlite_engine(tmp_path / "work.sqlite") if request.param == "sqlite" else postgres_engine(fresh_url())
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


# --- the work of the dead ------------------------------------------------------------------------


@pytest.fixture(params=["files", ON_POSTGRES])
def locks(request, tmp_path):
    if request.param == "files":
        yield FileLocks(tmp_path), FileLocks(tmp_path)
        return
    url = fresh_url()
    engines = [postgres_engine(url), postgres_engine(url)]
    yield tuple(PostgresLocks(engine) for engine in engines)
    for engine in engines:
        engine.dispose()


def test_a_lock_is_held_by_one_and_free_when_let_go(locks):
    one, other = locks
    with one.attempt("worker-1") as ours:
        assert ours
        with other.attempt("worker-1") as theirs, other.attempt("worker-2") as another:
            assert (theirs, another) == (False, True)
    with other.attempt("worker-1") as theirs:
        assert theirs


class Owned:
    """Work under way of some workers."""

    def __init__(self, *names):
        self.names, self.taken = names, []

    def owners(self):
        return self.names

    def take_over(self, owner):
        self.taken.append(owner)
        return 2


def test_the_work_of_the_dead_is_taken_over_and_that_of_the_living_is_not(locks):
    one, other = locks
    work = Owned("own", "alive", "dead")
    with other.attempt("alive"):
        assert reap(work, one.attempt, "own") == 2
    assert work.taken == ["dead"]


@pytest.mark.postgres
def test_a_killed_workers_call_is_finished_by_another(tmp_path):
    url = fresh_url()
    engine = postgres_engine(url)
    queue = DurableQueue(engine)
    queue.enqueue(CallId("one"), "r1")
    first = born(main, tmp_path, "second", url, "worker-a")
    wait_for(lambda: "one second" in lines(tmp_path))
    second = born(main, tmp_path, "", url, "worker-b")
    living = PostgresLocks(engine)
    assert reap(queue, living.attempt, "worker-b") == 0, "its owner lives"
    killed(first)
    wait_for(lambda: reap(queue, living.attempt, "worker-b") == 1)
    wait_for(lambda: not queue.is_busy(CallId("one")))
    killed(second)
    assert lines(tmp_path) == [f"one {name}" for name in ("first", "second", "second", "third")]
    queue.close()
    engine.dispose()
