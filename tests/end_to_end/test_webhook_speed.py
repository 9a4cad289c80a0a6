"""What the doors cost, as ratios: the running service beside a bare FastAPI route on the same server.

Each is a process of its own, and so is who knocks: nobody's work hides in another's. Requests are made and
signed beforehand and sent to both in turn. `make bench` prints the figures; machines differ, and are busy
with other things, so the processor seconds of an answer say more than answers a second.
"""

import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from tests.architecture.source import ROOT
from tests.end_to_end.stage import CALLEE, CALLER, rehearsal
from tests.support.knocking import Clients, webhook
from voice.call.simulator import Person
from voice.commands.rehearsal import free_port
from voice.commands.waiting import wait_until

pytestmark = [pytest.mark.benchmarks, pytest.mark.timeout(900)]
CLIENTS = 16
CALLS = 200
PAIRS = 5
PACE_S = 1 / 25
SLOWEST_S = 0.05
"""What a caller does not hear: they hear every tenth of a second."""
DOORS = (
    ("voice", "/twilio/voice", {}),
    ("consent", "/twilio/consent?t=1", {"Digits": "1"}),
    ("status", "/twilio/status", {"CallStatus": "completed", "CallDuration": "9"}),
)


@contextmanager
def bare_service():
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen([sys.executable, "-m", "tests.support.bare_service", str(port)], cwd=ROOT) as process:
        try:
            wait_until(lambda: answers(url), 60, "the bare service did not start")
            yield url, process.pid
        finally:
            process.terminate()


def answers(url):
    try:
        return httpx.get(url + "/health", timeout=2, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def knock(url, pid, requests, pause_s=0.0):
    clients = Clients(url, pid, CLIENTS)
    try:
        knocked = clients.knock(requests, pause_s)
    finally:
        clients.close()
    assert knocked.statuses <= {200, 204}
    return knocked


def requests_for(stage, door, first, count=CALLS):
    """One delivery to one door about each of so many calls."""
    name, path, fields = next(known for known in DOORS if known[0] == door)
    return [
        webhook(stage.url, path, stage.simulator.token, f"{name}-{n}", CallSid=f"CA{n:032x}", To=CALLEE, **fields)
        for n in range(first, first + count)
    ]


def as_bare(request):
    """The same bytes to the other service's one route."""
    _, _, rest = request.partition(b"\r\n")
    return b"POST /bare HTTP/1.1\r\n" + rest


def test_a_whole_webhook_beside_a_bare_route(tmp_path):
    """Signature, consent event on the disk, markup; the body is read by both."""
    found = {name: [] for name, _, _ in DOORS}
    with rehearsal(tmp_path) as stage, bare_service() as (bare_url, bare_pid):
        for turn in range(PAIRS + 1):
            for name in found:
                requests = requests_for(stage, name, turn * CALLS)
                bare = knock(bare_url, bare_pid, [as_bare(request) for request in requests])
                whole = knock(stage.url, stage.process.pid, requests)
                # The first turn warms both up.
                found[name] += [(whole, bare)] if turn else []
    reached = []
    for name, pairs in found.items():
        rate = statistics.median(whole.rate / bare.rate for whole, bare in pairs)
        cpu = statistics.median(bare.cpu_s / whole.cpu_s for whole, bare in pairs)
        a_second = statistics.median(whole.rate for whole, _ in pairs)
        spent = statistics.median(whole.cpu_s for whole, _ in pairs)
        print(f"{name}: {a_second:.0f}/s, {spent * 1000:.2f} ms of processor each", end="; ")
        print(f"of a bare route's answers a second {rate:.2f}, by processor time {cpu:.2f}")
        reached.append(rate)
    # The goal; DECISIONS 37 tells why it is missed.
    assert min(reached) >= 0.80


def test_a_ringing_phone_does_not_wait_for_a_transcription(tmp_path):
    """Deliveries at a steady pace, in quiet and while a long call is transcribed on the same cores."""
    with rehearsal(tmp_path, times=40) as stage:
        knock(stage.url, stage.process.pid, requests_for(stage, "voice", 0))
        quiet = knock(stage.url, stage.process.pid, requests_for(stage, "voice", CALLS), PACE_S)
        stage.call(Person.agreeing(), CALLER, CALLEE)
        wait_until(lambda: done(stage, "drop_carrier_copy"), 120, "the recording was not fetched")
        busy = knock(stage.url, stage.process.pid, requests_for(stage, "voice", 2 * CALLS), PACE_S)
        assert not done(stage, "transcribe"), "the transcription was over too early to disturb anybody"
    tell(quiet=quiet, while_a_call_is_transcribed=busy)
    assert busy.percentile(99) <= min(SLOWEST_S, 3 * quiet.percentile(99))


def test_handing_a_recording_over_delays_no_answer(tmp_path):
    """Deliveries at a steady pace, in quiet and while as many finished recordings are reported and enqueued."""
    with rehearsal(tmp_path) as stage:
        for door in ("voice", "consent"):
            knock(stage.url, stage.process.pid, requests_for(stage, door, 0))
        quiet = knock(stage.url, stage.process.pid, requests_for(stage, "voice", CALLS), PACE_S)
        with ThreadPoolExecutor(1) as other:
            finished = finished_recordings(stage)
            reporting = other.submit(knock, stage.url, stage.process.pid, finished, PACE_S)
            busy = knock(stage.url, stage.process.pid, requests_for(stage, "voice", 2 * CALLS), PACE_S)
            reported = reporting.result()
        parts = stage.parts()
        known = [parts.book.call_by_carrier_id(f"CA{n:032x}") for n in range(CALLS)]
        assert all(parts.queue.has_work(call.id) for call in known), "a recording was not handed over"
    tell(quiet=quiet, while_recordings_are_handed_over=busy, the_report_of_a_recording=reported)
    assert busy.percentile(99) <= SLOWEST_S


def tell(**measured):
    for name, knocked in measured.items():
        middle, slow = (knocked.percentile(of) * 1000 for of in (50, 99))
        print(f"{name.replace('_', ' ')}: half within {middle:.1f} ms, p99 {slow:.1f} ms")


def finished_recordings(stage):
    """One report of a finished recording about each of the first calls."""
    told = {"RecordingStatus": "completed", "RecordingDuration": "9", "RecordingChannels": "2"}
    return [
        webhook(
            stage.url, "/twilio/recording", stage.simulator.token, f"recording-{n}",
            CallSid=f"CA{n:032x}", RecordingSid=f"RE{n:032x}", RecordingSource="StartCallRecordingAPI", **told,
        )
        for n in range(CALLS)
    ]  # fmt: skip


def done(stage, step):
    text = stage.log.read_text(encoding="utf-8", errors="replace")
    return any('"step_done"' in line and f'"{step}"' in line for line in text.splitlines())
