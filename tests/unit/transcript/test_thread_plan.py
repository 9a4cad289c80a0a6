"""The thread plan is measured once per model and machine, and remembered."""

import pytest

from tests.support import micro_whisper
from voice.transcript import measuring, models, pace, threads
from voice.transcript.threads import ThreadPlan


@pytest.fixture(scope="module")
def micro(tmp_path_factory):
    return models.from_folder(micro_whisper.build(tmp_path_factory.mktemp("micro")))


@pytest.mark.parametrize(("cores", "plan"), [(1, (1, 1)), (2, (2, 1)), (3, (3, 1)), (4, (3, 1)), (16, (15, 1))])
def test_windows_go_side_by_side_and_the_web_process_keeps_a_core(cores, plan):
    assert threads.spread(cores) == ThreadPlan(*plan)


def test_the_grid_uses_every_core_in_every_plan():
    assert measuring.grid(4) == (ThreadPlan(4, 1), ThreadPlan(2, 2), ThreadPlan(1, 4))


def test_a_containers_quota_counts(tmp_path, monkeypatch):
    quota = tmp_path / "cpu.max"
    quota.write_text("100000 100000\n")
    monkeypatch.setattr(threads, "CGROUP_CPU", quota)
    assert threads.cores() == 1
    quota.write_text("max 100000\n")
    assert threads.cores() >= 1


def test_a_plan_is_measured_once_and_then_remembered(micro, tmp_path, monkeypatch):
    assert pace.recall(micro, tmp_path) is None
    first = measuring.measure(micro, tmp_path)
    assert first.times_real > 0

    def measured_again(model, data):
        raise AssertionError("measured a second time")

    monkeypatch.setattr(measuring, "measure", measured_again)
    assert measuring.plan_for(micro, tmp_path) == first.plan
    assert pace.recall(micro, tmp_path) == first


def test_a_damaged_memory_means_measuring_again(micro, tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "pace.json").write_text('{"half')
    assert pace.recall(micro, tmp_path) is None


def test_the_embedded_model_is_not_worth_measuring(tmp_path):
    assert measuring.plan_for(models.embedded(), tmp_path) == threads.spread(threads.cores())
    assert not (tmp_path / "models").exists()
