"""kill -9 of the real service, again and again while one call is worked on: it completes, once."""

import json
import os
import signal
import threading
from pathlib import Path

import pytest

from tests.end_to_end.stage import CALLEE, CALLER, SPOKEN, rehearsal, where_found
from voice.call.simulator import Person
from voice.call.values import CallState
from voice.commands.waiting import wait_for_end
from voice.journey.objects import CallObjects
from voice.recording.values import RecordingState

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
# Every step has its own kill -9 in tests/contract/test_killed_pipeline.py; here the whole service dies.
STEPS = ("fetch_recording", "transcribe", "label", "export")


def said(stage):
    """What the service logged, line by line."""
    lines = stage.log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def done(stage, step):
    return [line for line in said(stage) if line["event"] == "step_done" and line["step"] == step]


def wait_for(condition, within_s=120):
    waiting = threading.Event()
    for _ in range(int(within_s / 0.02)):
        if condition():
            return
        waiting.wait(0.02)
    raise AssertionError("it did not happen")


def test_killed_four_times_over_one_call_it_completes_once(tmp_path):
    with rehearsal(tmp_path) as stage:
        log = stage.call(Person.agreeing(), CALLER, CALLEE)
        parts = stage.parts()
        call_id = parts.book.call_by_carrier_id(log.call_sid).id
        for step in STEPS:
            wait_for(lambda step=step: done(stage, step) or parts.book.call(call_id).state is CallState.READY)
            stage.kill_service()
            stage.start_service()
        call = wait_for_end(parts, call_id)
        assert call.state is CallState.READY
        [recording] = parts.book.recordings(call_id)
        assert recording.state is RecordingState.CARRIER_COPY_GONE
        assert not stage.simulator.recordings
        assert len(CallObjects(parts.sealed).runs(call_id)) == 5
        assert len(parts.reviews.items()) == 1
        assert parts.ledger.verify() == ()
        assert len(list((stage.data / "transcripts").glob("*/*"))) == 1
        assert parts.sealed.names(call_id)
        parts.close()
        assert where_found(stage.data, SPOKEN[:2]) == []


def test_killed_in_the_middle_of_transcription_the_words_are_heard_again(tmp_path):
    with rehearsal(tmp_path) as stage:
        log = stage.call(Person.agreeing(), CALLER, CALLEE)
        parts = stage.parts()
        call_id = parts.book.call_by_carrier_id(log.call_sid).id
        wait_for(lambda: done(stage, "drop_carrier_copy"))
        threading.Event().wait(1.0)
        stage.kill_service()
        assert "raw-transcript.json" not in parts.sealed.names(call_id)
        stage.start_service()
        assert wait_for_end(parts, call_id).state is CallState.READY
        assert len(done(stage, "transcribe")) == 1
        assert len(done(stage, "fetch_recording")) == 1
        parts.close()


def test_the_worker_ends_with_the_web_process_that_began_it(tmp_path):
    with rehearsal(tmp_path) as stage:
        wait_for(lambda: any(line["event"] == "worker_ready" for line in said(stage)))
        [worker] = children(stage.process.pid)
        os.kill(stage.process.pid, signal.SIGKILL)
        stage.process.wait()
        stage.process = None
        wait_for(lambda: not running(worker), within_s=40)


def children(pid):
    lists = [task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for found in lists for child in found.split()]


def running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
