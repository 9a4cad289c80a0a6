"""A worker that lives is heard; one that fell silent is missed, and one that ended as it should is not."""

from datetime import timedelta

import pytest

from tests.support.clock import NOON
from tests.support.vault import RealVault
from voice.vault.heartbeats import Heartbeat, HeartbeatBook


@pytest.fixture
def book(tmp_path):
    vault = RealVault(tmp_path)
    yield HeartbeatBook(vault.engine)
    vault.close()


def beat(worker="worker-1", at=NOON):
    return Heartbeat(worker, "base.en", NOON, at)


def test_a_worker_is_alive_while_it_is_heard(book):
    book.beat(beat())
    book.beat(beat(at=NOON + timedelta(seconds=30)))
    (found,) = book.beats()
    assert found == beat(at=NOON + timedelta(seconds=30))
    assert found.alive(NOON + timedelta(minutes=2))
    assert not found.alive(NOON + timedelta(minutes=4))


def test_one_that_ended_is_not_missed_and_the_other_stays(book):
    book.beat(beat("one"))
    book.beat(beat("two"))
    book.gone("one")
    assert [found.worker for found in book.beats()] == ["two"]


def test_one_that_died_is_shown_for_a_day(book):
    book.beat(beat("dead"))
    book.beat(beat("next", NOON + timedelta(hours=23)))
    assert [found.worker for found in book.beats()] == ["next", "dead"]
    book.beat(beat("next", NOON + timedelta(hours=25)))
    assert [found.worker for found in book.beats()] == ["next"]
