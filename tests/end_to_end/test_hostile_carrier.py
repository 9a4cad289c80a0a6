"""Nothing a carrier does, and no killed process, makes Voice record without consent, lose a call, work twice, or
leave a copy behind.

The service is two processes, its doors and its worker, killed with -9 at random moments and started again; the
carrier has a bad day, and somebody forges and replays. Only the words of the transcript are made up.
"""

import socket
import threading
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import pytest

from tests.support.hostile_service import doors, opened, worker
from tests.support.killable import born, killed
from tests.support.line import PROMPTS
from tests.support.sound import two_tones
from voice.call.simulator import ACCOUNT, TOKEN, Mischief, Person, Simulator
from voice.call.values import CallState
from voice.commands.rehearsal import free_port
from voice.commands.waiting import wait_until
from voice.consent.history import events_of
from voice.consent.machine import allows, fold
from voice.consent.values import Purpose, WithdrawalScope
from voice.journey.objects import CallObjects
from voice.recording.values import RecordingState
from voice.wiring.live import open_live

PEOPLE = (
    Person.agreeing(),
    Person.agreeing(),
    Person.refusing(),
    Person.silent(),
    Person.hanging_up(),
    Person(keys=("", "1")),
    Person(keys=("9", "2")),
    Person(agent_answers=False),
    Person(agent_answers=False, leaves_message=False),
    Person(hangs_up_first=True),
)
ENDS = {CallState.READY, CallState.UNRECORDED, CallState.RECORDING_UNUSABLE, CallState.ERASED}
OVER = {RecordingState.CARRIER_COPY_GONE, RecordingState.DESTROYED, RecordingState.UNUSABLE, RecordingState.ABSENT}
RING = 'dial = ["+15550111"]\n'
LINE = '[[line]]\nname = "desk"\nnumber = "*"\nbusiness = "Harbour Dental"\n'
LIFE_S = (0.1, 1.5)
PATIENCE_S = 240


class Service:
    """Doors and worker on one data folder, and the carrier that calls them."""

    def __init__(self, folder, seed, rate):
        folder.mkdir()
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.chance = Random(seed)
        self.simulator = Simulator(
            self.url, audio=two_tones(0.4), environment={}, randomness=self.chance, mischief=Mischief.everything(rate)
        )
        lines = folder / "lines.toml"
        lines.write_text(LINE + (RING if seed % 3 else ""))
        self.known = {
            "data": folder / "data",
            "transcripts": folder / "transcripts",
            "public_url": self.url,
            "carrier_account": ACCOUNT,
            "carrier_token": TOKEN,
            "carrier_api_url": self.simulator.api_url,
            "lines": lines,
            "prompts": PROMPTS,
        }
        self.rounds = folder / "rounds"
        self.kills = Counter()
        self._turn = threading.Lock()

    @contextmanager
    def running(self):
        self.simulator.start()
        self.parts = opened(self.known)
        self.live = open_live(self.parts)
        self.begin(timedelta())
        try:
            yield
        finally:
            killed(self.web)
            killed(self.worker)
            self.simulator.stop()
            self.parts.close()

    def begin(self, ahead):
        self.ahead = ahead
        self.web = born(doors, self.known, self.port, ahead)
        self.worker = born(worker, self.known, self.rounds, ahead)
        wait_until(self.is_open, 60, "the doors did not open")

    def kill(self, which):
        """Kill -9 without warning, and start again a moment later."""
        with self._turn:
            self.kills[which] += 1
            if which in ("web", "both"):
                killed(self.web)
            if which in ("worker", "both"):
                killed(self.worker)
            if which in ("web", "both"):
                self.web = born(doors, self.known, self.port, self.ahead)
            if which in ("worker", "both"):
                self.worker = born(worker, self.known, self.rounds, self.ahead)

    def is_open(self):
        with socket.socket() as knock:
            return knock.connect_ex(("127.0.0.1", self.port)) == 0

    def calls(self):
        return self.parts.book.calls(100_000)

    def made_a_round(self):
        """Wait until the worker has made a whole round from now on and nothing is left to do."""
        before = self.round_count()
        wait_until(lambda: self.round_count() >= before + 2, PATIENCE_S, "the worker makes no rounds")
        wait_until(
            lambda: not any(self.parts.queue.is_busy(call.id) for call in self.calls()), PATIENCE_S, "work never ends"
        )

    def round_count(self):
        return self.rounds.read_text().count("\n") if self.rounds.exists() else 0


@contextmanager
def somebody_kills(service, seed):
    """Every now and then, whatever is going on."""
    chance, over = Random(seed * 31), threading.Event()

    def go():
        while not over.wait(chance.uniform(*LIFE_S)):
            service.kill(chance.choice(("web", "worker", "both")))

    killer = threading.Thread(target=go)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()


def a_bad_day(folder, seed, calls, rate=0.15):
    """So many calls on a bad day, then the quiet after it."""
    chance = Random(seed * 7919)
    service = Service(folder, seed, rate)
    logs = []

    def take_back(call_sid):
        call = service.parts.book.call_by_carrier_id(call_sid)
        if call is not None:
            service.live.withdraw(call.id, WithdrawalScope.FROM_THE_START, "agent")

    with service.running():
        with somebody_kills(service, seed):
            for _ in range(calls):
                person = chance.choice(PEOPLE)
                if person.keys[:1] == ("1",) and chance.random() < 0.3:
                    person = Person.withdrawing(take_back, at_ms=200)
                if chance.random() < 0.8:
                    # Else it may ring at a dead house.
                    wait_until(service.is_open, 60, "the doors did not open again")
                logs.append(service.simulator.call(person=person))
        wait_until(service.is_open, 60, "the doors did not open again")
        service.simulator.settle()
        the_quiet_after(service)
        figures = it_ended_well(service, logs)
    print(f"seed {seed}: {figures}; killed {dict(service.kills)}")


def the_quiet_after(service):
    """The faults stop; rounds go on as they would for three days."""
    service.simulator.rest.spoil = lambda _asked, given: given
    for ahead in (timedelta(minutes=5), timedelta(minutes=10), timedelta(days=2), timedelta(days=3)):
        killed(service.web)
        killed(service.worker)
        for recording in [*service.simulator.recordings.values()]:
            recording.fetches += 1
        service.begin(ahead)
        service.made_a_round()


def it_ended_well(service, logs):
    assert service.simulator.wire.breaches == []
    calls = {call.carrier_call_id: call for call in service.calls()}
    arrived = [log for log in logs if log.call_sid in calls]
    # A call whose first request never reached us is not ours; all others are known, once each.
    assert len(calls) == len(arrived)
    for log in arrived:
        a_call_ended_well(service, calls[log.call_sid], log)
    for log in logs:
        assert log.call_sid in calls or not log.recordings, "recorded, and unknown here"
    assert dict(service.simulator.recordings) == {}, "a copy rests at the carrier"
    nothing_unsealed(service)
    assert service.parts.ledger.verify() == ()
    return dict(Counter(call.state.value for call in calls.values())) | {"never reached us": len(logs) - len(arrived)}


def a_call_ended_well(service, call, log):
    parts = service.parts
    assert call.state in ENDS, (call.state, call.reason)
    assert call.ended_at is not None
    recordings = parts.book.recordings(call.id)
    assert len({one.carrier_recording_id for one in recordings}) == len(recordings)
    assert all(one.state in OVER for one in recordings), [(one.state.value, one.reason) for one in recordings]
    if log.recordings:
        assert was_granted_once(parts, call), "recorded without a grant"
    state = service.live.state(call.id)
    names = set(parts.sealed.names(call.id))
    if not allows(state, Purpose.RECORDING):
        assert not any(one.state is RecordingState.CARRIER_COPY_GONE for one in recordings)
        assert not {name for name in names if name.startswith("recording-")}
    if call.state is CallState.ERASED:
        assert names == set()
    if call.state is CallState.READY:
        worked_on_once(parts, call)


def was_granted_once(parts, call):
    """Whether a grant stood at some moment, whatever became of it."""
    history = events_of(kept.entry for kept in parts.ledger.entries(call.id))
    return any(allows(fold(history[:number]), Purpose.RECORDING) for number in range(1, len(history) + 1))


def worked_on_once(parts, call):
    ran = Counter(run.step for run in CallObjects(parts.sealed).runs(call.id))
    heard = [one for one in parts.book.recordings(call.id) if one.state is RecordingState.CARRIER_COPY_GONE]
    assert ran.pop("transcription") == len(heard)
    assert set(ran.values()) == {1}, ran
    assert [item.call_id for item in parts.reviews.items(100_000)].count(call.id) == 1
    assert len(list(parts.exports.place(call).parent.glob(f"*{call.id}*"))) == 1


def nothing_unsealed(service):
    for path in service.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"RIFF" not in content[:4096] and b"WAVEfmt" not in content, path.name
            assert b"four one one one" not in content, path.name


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", [1, 3])
def test_a_bad_day_ends_well(tmp_path, seed):
    a_bad_day(tmp_path / "house", seed, calls=40)


@pytest.mark.benchmarks
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(1, 21))
def test_two_thousand_bad_calls_end_well(tmp_path, seed):
    a_bad_day(tmp_path / "house", seed, calls=100)
