"""Everything ends: destroyed wholly, certified truly, never under a hold, and never the neighbour."""

import json
from datetime import timedelta

import pytest

from tests.support.clock import FrozenClock
from tests.support.ended_call import AGENT_SAYS, CALL, CALLER_SAYS, NEIGHBOUR, House, a_wav, bytes_in, minds, walk
from tests.support.vault import RealVault
from voice.call.values import CallState
from voice.consent.values import WithdrawalScope
from voice.errors import CarrierUnavailable, UnderHold, UntrustedInput
from voice.journey.after import AfterCall
from voice.journey.end import Ending
from voice.journey.rounds import Chores, Rounds
from voice.recording.values import RecordingState
from voice.retention.erasure import CERTIFIED, HOLD_LIFTED, HOLD_PLACED
from voice.vault.chain import proof_holds
from voice.vault.exports import ExportFolder

NO_CHORES = Chores(lambda: None, lambda before: None, lambda: None)


@pytest.fixture
def house(tmp_path):
    (tmp_path / "data").mkdir()
    vault = RealVault(tmp_path / "data", clock=FrozenClock())
    yield House(vault, ExportFolder(tmp_path / "transcripts"))
    vault.close()


@pytest.fixture
def two_calls(house):
    """Two calls, both gone all the way."""
    house.ended_call(CALL)
    house.ended_call(NEIGHBOUR, wav=a_wav(seconds=3.9))
    work(house, CALL)
    work(house, NEIGHBOUR, says=("please move my appointment to next week", "of course"))
    return house


def work(house, call_id=CALL, says=(CALLER_SAYS, AGENT_SAYS)):
    return walk(AfterCall(house.parts, minds(house.clock, says)), call_id)


def exported(house, call_id=CALL):
    place = house.exports.place(house.vault.book.call(call_id))
    return {file.name for file in place.iterdir()} if place.exists() else set()


class SilentWork:
    """A work log that knows of nothing."""

    def __init__(self, queue):
        self.queue = queue

    def has_work(self, call_id):
        return any(kept == call_id for kept, _ in self.queue.work)

    is_busy = has_work

    def drop_other_versions(self):
        return 0

    def forget_finished(self, before):
        return 0


def a_round(house):
    Rounds(house.parts, SilentWork(house.queue), NO_CHORES).start()


def test_an_erased_call_is_gone_and_its_neighbour_is_whole(two_calls):
    house = two_calls
    before = {name: house.vault.sealed.get(NEIGHBOUR, name) for name in house.vault.sealed.names(NEIGHBOUR)}
    Ending(house.parts).erase(CALL, "request")
    call = house.vault.book.call(CALL)
    assert (call.state, call.reason, call.caller_ref) == (CallState.ERASED, "request", "")
    assert house.vault.sealed.names(CALL) == ()
    assert exported(house) == {"consent-receipt.json", "erasure-certificate.json"}
    assert [one.state for one in house.vault.book.recordings(CALL)] == [RecordingState.DESTROYED]
    assert [item.call_id for item in house.vault.reviews.items()] == [NEIGHBOUR]
    assert before == {name: house.vault.sealed.get(NEIGHBOUR, name) for name in house.vault.sealed.names(NEIGHBOUR)}
    assert len(exported(house, NEIGHBOUR)) == 9
    assert house.vault.book.call(NEIGHBOUR).state is CallState.READY


@pytest.mark.parametrize("later", [timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)])
def test_a_withdrawal_at_any_time_leaves_no_byte_of_the_call(two_calls, tmp_path, later):
    house = two_calls
    with house.vault.engine.connect() as connection:
        keys = dict(connection.exec_driver_sql("SELECT call_id, wrapped FROM data_keys").all())
        files = dict(connection.exec_driver_sql("SELECT file, call_id FROM objects").all())
    ciphertext = {name: (tmp_path / "data" / "objects" / name).read_bytes() for name in files}
    caller_ref = house.vault.book.call(CALL).caller_ref.encode()
    digest = house.vault.book.recordings(CALL)[0].sha256.encode()
    house.clock.forward(seconds=later.total_seconds())
    house.withdraw()
    a_round(house)
    a_round(house)
    assert house.vault.book.call(CALL).state is CallState.ERASED
    left = bytes_in(tmp_path)
    for trace in (keys[CALL], digest, CALLER_SAYS.encode(), AGENT_SAYS.encode()):
        assert trace not in left
    assert caller_ref in left, "the neighbour is the same caller"
    for name, content in ciphertext.items():
        assert (content in left) == (files[name] == NEIGHBOUR)
    assert keys[NEIGHBOUR] in left


def test_the_certificate_lists_each_artefact_and_verifies(two_calls):
    house = two_calls
    certificate = Ending(house.parts).erase(CALL, "withdrawal")
    kinds = {artefact.kind for artefact in certificate.artefacts}
    assert kinds == {"sealed object", "export", "carrier recording"}
    assert all(artefact.verified for artefact in certificate.artefacts)
    names = {artefact.name for artefact in certificate.artefacts}
    assert {"recording-call-one-1.wav", "raw-transcript.json", "redaction-map.json", "transcript.md"} <= names
    assert all(artefact.bytes > 0 for artefact in certificate.artefacts if artefact.kind == "sealed object")
    place = house.exports.place(house.vault.book.call(CALL))
    document = json.loads((place / "erasure-certificate.json").read_text())
    assert proof_holds(document, bytes.fromhex(house.vault.ledger.public_key()))
    [entry] = [kept.entry for kept in house.vault.ledger.entries(CALL) if kept.entry.kind == CERTIFIED]
    assert entry.body == document
    assert house.vault.ledger.verify() == ()


def test_erasing_twice_ends_as_erasing_once(two_calls):
    house = two_calls
    Ending(house.parts).erase(CALL, "request")
    Ending(house.parts).erase(CALL, "request")
    assert house.vault.book.call(CALL).state is CallState.ERASED
    assert house.vault.endings.pending() == ()


def test_nothing_comes_back_after_erasure(two_calls):
    house = two_calls
    Ending(house.parts).erase(CALL, "request")
    work(house)
    assert house.vault.book.call(CALL).state is CallState.ERASED
    assert house.vault.sealed.names(CALL) == ()


def test_an_absent_carrier_leaves_the_erasure_open_and_unreadable_at_once(house):
    house.ended_call()
    fetch = AfterCall(house.parts, minds(house.clock)).steps()[0]
    fetch.run(CALL)
    real = house.carrier.delete_recording
    house.carrier.delete_recording = lambda carrier_id: None
    with pytest.raises(CarrierUnavailable):
        Ending(house.parts).erase(CALL, "withdrawal")
    assert house.vault.sealed.names(CALL) == ()
    assert [plan.call_id for plan in house.vault.endings.pending()] == [CALL]
    assert house.vault.book.call(CALL).state is not CallState.ERASED
    house.carrier.delete_recording = real
    a_round(house)
    assert house.vault.book.call(CALL).state is CallState.ERASED
    assert house.carrier.recordings == {}
    [entry] = [kept.entry for kept in house.vault.ledger.entries(CALL) if kept.entry.kind == CERTIFIED]
    assert "recording-call-one-1.wav" in {artefact["name"] for artefact in entry.body["artefacts"]}


PARTS = [
    "queue.cancel",
    "sealed.destroy",
    "exports.remove",
    "carrier.delete_recording",
    "ledger.append",
    "exports.write",
    "endings.complete",
]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_point_an_erasure_is_finished_at_the_next_start(two_calls, part, when, monkeypatch):
    house = two_calls
    owner, method = part.split(".")
    target = getattr(house.parts, owner)
    real = getattr(target, method)

    class Killed(BaseException):
        pass

    def dies(*args):
        if when == "after":
            real(*args)
        raise Killed

    house.vault.book.add_recording(
        house.vault.book.recordings(CALL)[0].__class__(
            "call-one-9", CALL, "RE-late", RecordingState.COMPLETED, "x", 2, 1000
        )
    )
    house.carrier.rests("CA-call-one", "RE-late")
    ending = Ending(house.parts)
    plan = ending._begin(CALL, "withdrawal")
    with monkeypatch.context() as patched:
        patched.setattr(target, method, dies)
        with pytest.raises(Killed):
            ending.carry_out(plan)
    a_round(house)
    assert house.vault.book.call(CALL).state is CallState.ERASED
    assert house.vault.sealed.names(CALL) == ()
    assert "RE-late" not in house.carrier.recordings
    assert exported(house) == {"consent-receipt.json", "erasure-certificate.json"}
    last = [kept.entry.body for kept in house.vault.ledger.entries(CALL) if kept.entry.kind == CERTIFIED][-1]
    assert {"recording-call-one-1.wav", "raw-transcript.json", "transcript.md", "RE-late"} <= {
        artefact["name"] for artefact in last["artefacts"]
    }
    assert house.vault.book.call(NEIGHBOUR).state is CallState.READY


def test_nothing_is_destroyed_under_a_hold(two_calls):
    house = two_calls
    ending = Ending(house.parts)
    ending.place_hold(CALL, "case-2026/17")
    names = house.vault.sealed.names(CALL)
    with pytest.raises(UnderHold):
        ending.erase(CALL, "request")
    ending.ask(CALL, "withdrawal")
    house.clock.forward(days=400)
    a_round(house)
    a_round(house)
    assert house.vault.sealed.names(CALL) == names
    assert house.vault.book.call(CALL).state is CallState.READY
    assert house.vault.book.call(NEIGHBOUR).state is CallState.ERASED, "the neighbour's time was over"
    kinds = [kept.entry.kind for kept in house.vault.ledger.entries(CALL)]
    assert HOLD_PLACED in kinds and CERTIFIED not in kinds


def test_a_hold_that_comes_after_the_plan_still_holds(two_calls):
    house = two_calls
    ending = Ending(house.parts)
    ending.ask(CALL, "request")
    ending.place_hold(CALL, "case-1")
    assert ending.finish_pending() == 0
    assert len(house.vault.sealed.names(CALL)) == 10


def test_a_withdrawal_that_waited_for_a_hold_is_carried_out_when_it_is_lifted(two_calls):
    house = two_calls
    ending = Ending(house.parts)
    ending.place_hold(CALL, "case-1")
    house.withdraw()
    ending.ask(CALL, "withdrawal")
    ending.lift_hold(CALL)
    a_round(house)
    assert house.vault.book.call(CALL).state is CallState.ERASED
    assert HOLD_LIFTED in [kept.entry.kind for kept in house.vault.ledger.entries(CALL)]


def test_lifting_no_hold_does_nothing(two_calls):
    Ending(two_calls.parts).lift_hold(CALL)
    assert two_calls.vault.book.call(CALL).state is CallState.READY


@pytest.mark.parametrize("sentence", ["", "call from Dana about her card", "a" * 65, "x\ny"])
def test_a_hold_takes_a_reference_and_no_sentence(two_calls, sentence):
    with pytest.raises(UntrustedInput):
        Ending(two_calls.parts).place_hold(CALL, sentence)


def test_calls_are_destroyed_when_their_time_is_over_and_not_before(two_calls):
    house = two_calls
    house.clock.forward(days=29, hours=23)
    assert Ending(house.parts).due() == ()
    house.clock.forward(hours=2)
    assert [call.id for call in Ending(house.parts).due()] == [CALL, NEIGHBOUR]
    a_round(house)
    a_round(house)
    assert {house.vault.book.call(call_id).state for call_id in (CALL, NEIGHBOUR)} == {CallState.ERASED}
    assert house.vault.book.call(CALL).reason == "retention"


def test_a_withdrawal_that_nobody_acted_on_is_found_at_start(two_calls):
    house = two_calls
    house.withdraw()
    assert Ending(house.parts).find_taken_back() == 1
    assert Ending(house.parts).find_taken_back() == 0
    house.withdraw(NEIGHBOUR, scope=WithdrawalScope.FROM_NOW)
    assert Ending(house.parts).find_taken_back() == 0


def test_lost_work_is_found_again_and_finished_work_is_left(two_calls):
    house = two_calls
    house.set_state(CALL, state=CallState.WORKING)
    a_round(house)
    assert [call_id for call_id, _ in house.queue.work] == [CALL]


def test_a_receipt_that_was_never_written_is_found_again(house):
    house.ended_call(digits="2")
    a_round(house)
    assert [call_id for call_id, _ in house.queue.work] == [CALL]
    work(house)
    house.queue.work.clear()
    a_round(house)
    assert house.queue.work == []


def test_what_is_running_is_stopped_first(house):
    house.ended_call()
    house.set_state(CALL, ended_at=None, state=CallState.LIVE)
    Ending(house.parts).erase(CALL, "withdrawal")
    assert house.carrier.stopped == ["CA-call-one"]
    assert house.carrier.recordings == {}
