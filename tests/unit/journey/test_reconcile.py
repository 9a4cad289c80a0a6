"""What lost callbacks left open is found; copies that should be gone are removed, others left alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.carrier import MemoryCarrier
from tests.support.line import Line
from voice.call.values import CallEnded, CallState, RecordingReported, RecordingStatus
from voice.consent.values import ConsentStatus, WithdrawalScope
from voice.errors import CarrierUnavailable
from voice.journey.reconcile import NO_CALL, PROOF, Copies, Reconciliation
from voice.recording.values import RecordingState


class Books(MemoryCarrier):
    """A carrier that also tells what it has."""

    def __init__(self):
        super().__init__()
        self.ended = {}
        self.status = RecordingStatus.COMPLETED

    def reports(self, carrier_call_id=""):
        self._answer()
        return tuple(
            RecordingReported(self.calls_of[kept], kept, self.status, 30_000, 2, "StartCallRecordingTwiML")
            for kept in self.recordings
            if carrier_call_id in ("", self.calls_of[kept])
        )

    def end_of(self, carrier_call_id):
        self._answer()
        return self.ended.get(carrier_call_id)


@pytest.fixture
def line():
    line = Line()
    line.carrier = Books()
    line.restart()
    return line


def sweep(line, **later):
    line.clock.forward(**(later or {"minutes": 5}))
    return Reconciliation(line.book, line.ledger, line.carrier, line.live, line.clock).sweep()


def over(line, carrier_call_id="CA1"):
    line.carrier.ended[carrier_call_id] = CallEnded(carrier_call_id, "completed", 30_000)


def proofs(line):
    return [kept.entry.body for kept in line.ledger.entries(NO_CALL) if kept.entry.kind == PROOF]


def test_a_call_whose_end_was_never_told_is_ended(line):
    line.ring()
    over(line)
    sweep(line)
    assert line.call().ended_at is not None
    assert line.state().status is ConsentStatus.ABANDONED


def test_the_end_is_asked_for_even_where_the_recording_came(line):
    line.agreed()
    line.report("completed")
    over(line)
    sweep(line)
    assert line.call().ended_at is not None


def test_a_call_that_goes_on_is_left_alone(line):
    line.agreed()
    line.carrier.rests("CA1", "RE1")
    line.carrier.status = RecordingStatus.IN_PROGRESS
    sweep(line, hours=2)
    assert line.call().ended_at is None
    assert line.carrier.deleted == line.carrier.stopped == []


def test_a_call_that_has_just_ended_is_given_time(line):
    line.agreed()
    line.hang_up()
    line.carrier.rests("CA1", "RE1")
    sweep(line, seconds=30)
    assert line.call().state is CallState.AWAITING_RECORDING


def test_a_recording_that_was_never_reported_is_found_and_worked_on(line):
    line.agreed()
    line.carrier.rests("CA1", "RE1")
    over(line)
    assert sweep(line) == Copies(resting=1)
    assert line.book.recording_by_carrier_id("RE1").state is RecordingState.COMPLETED
    assert line.call().state is CallState.WORKING
    before = list(line.queue.work)
    sweep(line)
    assert line.queue.work == before, "found once"


def test_a_permitted_recording_that_was_never_made_ends_the_waiting_after_a_day(line):
    line.agreed()
    line.hang_up()
    over(line)
    sweep(line)
    assert line.call().state is CallState.AWAITING_RECORDING
    sweep(line, days=1)
    assert line.call().state is CallState.UNRECORDED


def test_a_copy_that_should_be_gone_is_deleted_and_its_twins_are_not(line):
    line.agreed()
    line.carrier.rests("CA1", "RE1")
    line.report("completed")
    over(line)
    line.hang_up()
    sealed = line.book.recording_by_carrier_id("RE1")
    line.book.change_recording(sealed.id, lambda now: replace(now, state=RecordingState.CARRIER_COPY_GONE))
    line.carrier.rests("CA1", "RE2")
    line.report("completed", "RE2")
    line.carrier.rests("CA-of-somebody-else", "RE3")
    assert sweep(line) == Copies(resting=1, deleted=1, not_ours=1)
    assert set(line.carrier.recordings) == {"RE2", "RE3"}


def test_a_second_recording_whose_end_was_never_told_is_worked_on_too(line):
    line.agreed()
    line.report("in-progress")
    line.report("completed", "RE2")
    over(line)
    line.hang_up()
    sweep(line)
    assert line.book.recording_by_carrier_id("RE1").state is RecordingState.COMPLETED


def test_a_recording_without_a_grant_that_nobody_reported_is_turned_away(line):
    line.ring()
    line.press("2")
    over(line)
    line.hang_up()
    line.carrier.rests("CA1", "RE1")
    sweep(line)
    assert line.carrier.recordings == {}
    assert line.call().state is CallState.QUARANTINED


def test_what_could_not_be_used_rests_at_the_carrier_for_a_day_and_no_longer(line):
    line.agreed()
    line.carrier.rests("CA1", "RE1")
    line.report("completed")
    line.hang_up()
    unusable = line.book.recording_by_carrier_id("RE1")
    line.book.change_recording(unusable.id, lambda now: replace(now, state=RecordingState.UNUSABLE, reason="x"))
    assert sweep(line, seconds=600) == Copies(resting=1)
    assert sweep(line, seconds=24 * 3600) == Copies(deleted=1)
    assert line.carrier.recordings == {}


def test_calls_that_are_done_with_are_not_read_again(line):
    line.agreed()
    line.carrier.rests("CA1", "RE1")
    line.report("completed")
    over(line)
    line.hang_up()
    asked = []
    line.carrier.end_of = asked.append
    sweep(line, seconds=600)
    assert asked == []


def test_what_came_after_a_withdrawal_is_removed(line):
    line.agreed()
    over(line)
    line.hang_up()
    line.live.withdraw(line.call().id, WithdrawalScope.FROM_THE_START, "page")
    line.carrier.rests("CA1", "RE1")
    sweep(line)
    assert line.carrier.recordings == {}


def test_an_absent_carrier_proves_nothing_and_breaks_nothing(line):
    line.agreed()
    line.carrier.down = True
    assert sweep(line) == Copies(unanswered=2)
    line.carrier.down = False
    over(line)
    assert sweep(line).unanswered == 0


def test_a_copy_that_will_not_go_is_counted_as_unanswered(line):
    line.ring()
    line.press("2")
    over(line)
    line.hang_up()
    line.carrier.rests("CA1", "RE1")

    def refuse(_recording):
        raise CarrierUnavailable("Not now.")

    line.carrier.delete_recording = refuse
    assert sweep(line).unanswered == 1
    assert set(line.carrier.recordings) == {"RE1"}


def test_one_proof_a_day_says_what_rests_at_the_carrier(line):
    line.carrier.rests("CA-of-somebody-else", "RE3")
    sweep(line)
    sweep(line)
    assert proofs(line) == [{"resting": 0, "deleted": 0, "not_ours": 1, "unanswered": 0}]
    sweep(line, days=1)
    assert len(proofs(line)) == 2
    assert line.ledger.verify() == ()


def test_another_carriers_calls_are_not_asked_about(line):
    line.ring()
    line.carrier.name = "another"
    over(line)
    sweep(line)
    assert line.call().ended_at is None


def test_the_sweep_waits_two_minutes_and_not_longer(line):
    line.ring()
    over(line)
    sweep(line, minutes=1)
    assert line.call().ended_at is None
    sweep(line, seconds=60)
    assert line.call().ended_at - line.call().started_at == timedelta(minutes=2)
