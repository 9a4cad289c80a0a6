"""Nothing a carrier does makes Voice record without consent, lose a call, work twice, or leave a copy behind.

The journey, its doors, the vault, the fetching and the sweep are the real ones; the carrier has a bad
day, the journey's process is replaced at random moments, somebody forges and replays.
"""

import itertools
from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from tests.support.line import RING, VOICEMAIL
from tests.support.open_line import OpenLine
from tests.support.sound import two_tones
from tests.support.vault import RealVault
from voice.call.simulator import Mischief, Person
from voice.call.values import CallState
from voice.consent.machine import allows
from voice.consent.values import Purpose, WithdrawalScope
from voice.errors import NotPermitted, RecordingUnusable, VoiceError
from voice.journey.after_parts import AfterParts
from voice.journey.collect import Collector
from voice.journey.end import Ending
from voice.journey.reconcile import Reconciliation
from voice.recording.values import RecordingState

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
WORKED = {RecordingState.CARRIER_COPY_GONE, RecordingState.DESTROYED, RecordingState.UNUSABLE}
ENDS = {
    CallState.WORKING,  # fetched, sealed and gone at the carrier: what follows needs no carrier
    CallState.UNRECORDED,
    CallState.RECORDING_UNUSABLE,
    CallState.ERASED,
}


class Nothing:
    """Exports and reviews of calls that are not worked on further."""

    def present(self, call):
        return ()

    remove = present

    def write(self, call, files):
        return None

    def done(self, call_id):
        return None


class Service(OpenLine):
    """Everything of the service that ever meets the carrier, on a real vault in a folder."""

    def __init__(self, folder, seed, rate, profile):
        folder.mkdir()
        self.vault = RealVault(folder)
        self._random = Random(seed)
        self.collected = Counter()
        super().__init__(
            profile,
            audio=two_tones(0.4),
            randomness=Random(seed),
            mischief=Mischief.everything(rate),
        )

    def restart(self):
        self.book, self.ledger = self.vault.book, self.vault.ledger
        self.deliveries = self.vault.deliveries
        self._ids = (f"{self._random.getrandbits(64):016x}" for _ in itertools.count())
        super().restart()
        parts = AfterParts(
            book=self.book,
            sealed=self.vault.sealed,
            ledger=self.ledger,
            endings=self.vault.endings,
            reviews=Nothing(),
            exports=Nothing(),
            queue=self.queue,
            carrier=self.carrier,
            clock=self.clock,
            lines=self.lines,
            software="voice test",
            traces=(),
        )
        self.collector, self.ending = Collector(parts), Ending(parts)
        self.live._parts = type(self.live._parts)(
            **{name: getattr(self.live._parts, name) for name in self.live._parts.__slots__}
            | {"erase": self.ending.ask, "clock": self.clock}
        )

    def work(self):
        """What the worker would do up to the carrier's copy being gone; some of it fails and comes back."""
        for call_id, key in list(self.queue.work):
            try:
                self.collector.fetch(call_id)
                self.collector.drop_carrier_copies(call_id)
            except NotPermitted:
                self._finish(call_id)
            except RecordingUnusable:
                continue
            except VoiceError:
                continue
            if (call_id, key) in self.queue.work:
                self.queue.work.remove((call_id, key))

    def _finish(self, call_id):
        try:
            self.ending.finish(call_id)
        except VoiceError:
            return

    def sweep(self):
        reconciliation = Reconciliation(self.book, self.ledger, self.carrier, self.live, self.clock)
        try:
            return reconciliation.sweep()
        finally:
            self.ending.finish_pending()


def a_bad_day(folder, seed, calls, rate=0.15):
    """So many calls on a bad day, then the quiet after it; returns the service and the calls' logs."""
    chance = Random(seed * 7919)
    profile = RING if seed % 3 else VOICEMAIL
    service = Service(folder, seed, rate, profile)
    logs = []
    with service:

        def interrupt(call_sid):
            if chance.random() < 0.3:
                service.live.withdraw(service.call(call_sid).id, WithdrawalScope.FROM_THE_START, "agent")

        for _ in range(calls):
            person = chance.choice(PEOPLE)
            if person.keys[:1] == ("1",) and chance.random() < 0.3:
                person = Person.withdrawing(interrupt, at_ms=200)
            logs.append(service.simulator.call(person=person))
            if chance.random() < 0.3:
                service.restart()
            if chance.random() < 0.5:
                service.work()
        service.simulator.settle()
        the_quiet_after(service)
        it_ended_well(service, logs)
    service.vault.close()


def the_quiet_after(service):
    """The faults stop; sweeps and work go on as they would for a day and a bit."""
    service.simulator.rest.spoil = lambda _asked, given: given
    for ahead in (timedelta(minutes=5), timedelta(minutes=10), timedelta(days=2), timedelta(days=3)):
        service.restart()
        service.clock.ahead = ahead
        for recording in [*service.simulator.recordings.values()]:
            recording.fetches += 1
        service.sweep()
        for call in service.book.calls_in((CallState.WORKING, CallState.RECORDING_UNUSABLE)):
            service.queue.enqueue(call.id, "again")
        service.work()


def it_ended_well(service, logs):
    assert service.simulator.wire.breaches == []
    calls = {call.carrier_call_id: call for call in service.book.calls(100_000)}
    arrived = [log for log in logs if log.call_sid in calls]
    # A call whose first request never reached us is not ours; all others are known, once each.
    assert len(calls) == len(arrived)
    for log in arrived:
        call = calls[log.call_sid]
        assert call.state in ENDS, (call.state, call.reason)
        assert call.ended_at is not None
        recordings = service.book.recordings(call.id)
        assert len({one.carrier_recording_id for one in recordings}) == len(recordings)
        state = service.live.state(call.id)
        if not allows(state, Purpose.RECORDING):
            assert not any(one.state is RecordingState.CARRIER_COPY_GONE for one in recordings)
            assert service.vault.sealed.names(call.id) == () or list(service.vault.sealed.names(call.id)) == []
        else:
            stood = [(one.state.value, one.reason, one.channels, one.announced_ms) for one in recordings]
            assert all(one.state in WORKED | {RecordingState.ABSENT} for one in recordings), (call.state, stood)
    unusable = {
        one.carrier_recording_id
        for call in calls.values()
        for one in service.book.recordings(call.id)
        if one.state is RecordingState.UNUSABLE
    }
    left = set(service.simulator.recordings)
    assert left <= unusable, "only what is unusable, and shown so, may rest at the carrier"
    nothing_unsealed(service)
    assert service.ledger.verify() == ()


def nothing_unsealed(service):
    for path in service.vault.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"RIFF" not in content[:4096] and b"WAVEfmt" not in content, path.name


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_a_bad_day_ends_well(tmp_path, seed):
    a_bad_day(tmp_path / "vault", seed, calls=12)


@pytest.mark.benchmarks
@pytest.mark.parametrize("seed", range(1, 21))
def test_two_thousand_bad_calls_end_well(tmp_path, seed):
    a_bad_day(tmp_path / "vault", seed, calls=100)
