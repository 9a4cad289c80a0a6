"""A live call behaves on the real vault as it does in memory: rows, ledger, restarts and withdrawals."""

import pytest

from tests.support.line import PROMPTS, Line, records
from voice.call.values import CallState
from voice.consent.values import ConsentStatus, WithdrawalScope
from voice.settings import Settings
from voice.wiring.parts import open_parts


@pytest.fixture
def line(tmp_path):
    settings = Settings(data=tmp_path / "data", transcripts=tmp_path / "transcripts", prompts=PROMPTS)
    parts = open_parts(settings)
    found = Line(ledger=parts.ledger)
    found.book = parts.book
    found.restart()
    yield found
    parts.close()


@pytest.mark.parametrize(
    ("keys", "status"),
    [(["1"], "granted"), (["2"], "refused"), (["", ""], "no_answer"), (["7", "7"], "no_answer"), ([], "abandoned")],
)
def test_each_way_a_call_can_go_is_in_the_ledger(line, keys, status):
    line.ring()
    for digits in keys:
        line.restart()
        actions = line.press(digits)
        assert records(actions) == (status == "granted")
    line.hang_up()
    assert line.state().status is ConsentStatus(status)
    assert line.ledger.verify() == ()


def test_repeated_deliveries_make_one_call_one_event_and_one_recording(line):
    for _ in range(3):
        line.ring()
    for _ in range(3):
        line.press("1", turn=1)
    for _ in range(3):
        line.report("completed")
    assert len(line.book.calls()) == 1
    assert [kept.entry.kind for kept in line.ledger.entries()] == ["consent.asked", "consent.answer_heard"]
    assert len(line.book.recordings(line.call().id)) == 1
    assert line.call().state is CallState.WORKING


def test_what_was_taken_back_stays_so_after_a_restart(line):
    line.agreed()
    line.live.withdraw(line.call().id, WithdrawalScope.FROM_THE_START, "officer")
    line.restart()
    assert not records(line.press("1"))
    line.report("completed")
    assert line.carrier.recordings == {}
    assert line.ledger.verify() == ()


def test_a_recording_without_a_grant_is_quarantined(line):
    line.ring()
    line.report("completed")
    assert line.call().state is CallState.QUARANTINED
    assert line.carrier.recordings == {}
