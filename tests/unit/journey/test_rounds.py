"""The worker's rounds: how often what is looked after, and by whom."""

from dataclasses import replace

import pytest

from tests.support.clock import FrozenClock
from tests.support.ended_call import CALL, NEIGHBOUR, House
from tests.support.vault import RealVault
from voice.call.values import CallState
from voice.journey.rounds import Chores, Rounds
from voice.vault.exports import ExportFolder

NO_CHORES = Chores(lambda: None, lambda before: None, lambda: None)


@pytest.fixture
def house(tmp_path):
    (tmp_path / "data").mkdir()
    vault = RealVault(tmp_path / "data", clock=FrozenClock())
    yield House(vault, ExportFolder(tmp_path / "transcripts"))
    vault.close()


class Work:
    """A work log that says what it was told to."""

    def __init__(self, busy=(), known=()):
        self.busy, self.known, self.forgotten, self.dropped = set(busy), set(known), [], 0

    def has_work(self, call_id):
        return call_id in self.busy | self.known

    def is_busy(self, call_id):
        return call_id in self.busy

    def drop_other_versions(self):
        self.dropped += 1

    def forget_finished(self, before):
        self.forgotten.append(before)


def woken(house):
    return [call_id for call_id, _ in house.queue.work]


def test_a_call_whose_work_was_lost_is_woken_and_one_under_way_is_not(house):
    house.ended_call(CALL)
    house.ended_call(NEIGHBOUR)
    Rounds(house.parts, Work(busy=[NEIGHBOUR]), NO_CHORES).go()
    assert woken(house) == [CALL]


def test_a_call_that_was_given_up_is_tried_again_every_hour(house):
    house.ended_call(CALL)
    rounds = Rounds(house.parts, Work(known=[CALL]), NO_CHORES)
    rounds.start()
    assert woken(house) == [CALL]
    house.queue.work.clear()
    house.clock.forward(minutes=59)
    rounds.go()
    assert woken(house) == []
    house.clock.forward(minutes=1)
    rounds.go()
    assert woken(house) == [CALL]


def test_a_call_that_waits_for_its_recording_is_not_woken(house):
    house.ended_call(CALL)
    house.set_state(CALL, state=CallState.AWAITING_RECORDING)
    Rounds(house.parts, Work(), NO_CHORES).start()
    assert woken(house) == []


def test_the_carrier_is_asked_every_five_minutes(house):
    asked = []
    rounds = Rounds(house.parts, Work(), replace(NO_CHORES, ask_carrier=lambda: asked.append(house.clock.now())))
    for _ in range(10):
        rounds.go()
        house.clock.forward(minutes=1)
    assert len(asked) == 2


def test_finished_work_is_forgotten_after_a_week(house):
    work = Work()
    Rounds(house.parts, work, NO_CHORES).start()
    [before] = work.forgotten
    assert (house.clock.now() - before).days == 7
    assert work.dropped == 1


def test_old_answers_and_stray_files_go_every_hour(house):
    forgotten, swept = [], []
    chores = replace(NO_CHORES, forget_answers=forgotten.append, sweep_strays=lambda: swept.append(1))
    rounds = Rounds(house.parts, Work(), chores)
    for _ in range(120):
        rounds.go()
        house.clock.forward(minutes=1)
    assert len(swept) == len(forgotten) == 2
