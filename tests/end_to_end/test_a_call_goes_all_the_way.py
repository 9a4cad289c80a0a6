"""A real server process, a real worker, real Whisper; only the carrier is simulated."""

import io
import json

import pytest
from rich.console import Console

from tests.end_to_end.stage import CALLEE, CALLER, ROOT, SPOKEN, rehearsal, where_found
from voice.call.simulator import Person
from voice.call.values import CallState
from voice.commands.show import show_export
from voice.commands.waiting import wait_for_end
from voice.consent.values import WithdrawalScope
from voice.redaction.values import RedactionMap
from voice.vault import serial
from voice.vault.heartbeats import HeartbeatBook
from voice.wiring.live import open_live

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
RECORDING_ELEMENTS = ("<Record", "record=", "<Stream", "<Recording", "<Transcription", "speech")
EXPECTED = {
    "call.json",
    "transcript.md",
    "transcript.vtt",
    "summary.md",
    "label.html",
    "label.svg",
    "label.json",
    "label.txt",
    "consent-receipt.json",
}


def export_of(stage, call):
    return stage.data / "transcripts" / call.started_at.date().isoformat() / call.id


@pytest.fixture(scope="module")
def agreed(tmp_path_factory):
    with rehearsal(tmp_path_factory.mktemp("agreed")) as stage:
        log = stage.call(Person.agreeing(), CALLER, CALLEE)
        parts = stage.parts()
        call = wait_for_end(parts, parts.book.call_by_carrier_id(log.call_sid).id)
        yield stage, parts, call, log
        parts.close()


def test_only_after_the_key_does_an_answer_record(agreed):
    _, _, _, log = agreed
    first, rest = log.documents[0], "".join(log.documents[1:])
    assert not [element for element in RECORDING_ELEMENTS if element in first]
    assert "<Recording" in rest


def test_the_call_is_ready_for_review_with_everything_exported(agreed):
    stage, _, call, _ = agreed
    assert call.state is CallState.READY
    assert {file.name for file in export_of(stage, call).iterdir()} == EXPECTED


def test_the_worker_tells_that_it_lives_and_with_which_model(agreed):
    _, parts, _, _ = agreed
    (beat,) = HeartbeatBook(parts.engine).beats()
    assert beat.alive(parts.clock.now())
    assert beat.model


def test_the_carriers_copy_is_gone(agreed):
    stage, _, _, log = agreed
    assert log.recordings
    assert not stage.simulator.recordings


def test_what_was_heard_reads_like_what_was_said(agreed):
    stage, _, call, _ = agreed
    document = json.loads((export_of(stage, call) / "call.json").read_text())
    text = " ".join(said["text"].lower() for said in document["transcript"]["utterances"])
    for phrase in ("thank you for calling", "number to reach you", "appointment to next week", "i am so happy"):
        assert phrase in text
    assert {said["speaker"] for said in document["transcript"]["utterances"]} == {"caller", "agent"}


def test_each_kind_of_personal_data_was_found(agreed):
    stage, _, call, _ = agreed
    counts = json.loads((export_of(stage, call) / "call.json").read_text())["redaction"]["counts"]
    assert {"PERSON", "PHONE_NUMBER", "CREDIT_CARD", "EMAIL_ADDRESS"} <= set(counts)


def test_no_personal_value_lies_anywhere_outside_the_sealed_vault(agreed):
    stage, parts, call, _ = agreed
    found = serial.load(RedactionMap, parts.sealed.get(call.id, "redaction-map.json"))
    heard = {surface for value in found.values for surface in value.surfaces if len(surface) >= 4}
    assert heard
    spoken = {"emily", "carter", "five one zero five", "51051051", "5105 1051", "555 0123", CALLER, CALLER[2:]}
    # The agent's first name opens files of the time zone database; nothing of ours holds it either.
    assert where_found(stage.data, heard | spoken) == []


def test_the_embedded_model_says_what_it_is(agreed):
    stage, _, call, _ = agreed
    folder = export_of(stage, call)
    for name in ("label.txt", "label.html", "label.json"):
        assert "demonstration" in (folder / name).read_text()


def test_the_review_page_is_closed_to_strangers(agreed):
    import httpx

    stage, _, call, _ = agreed
    answer = httpx.get(f"{stage.url}/calls/{call.id}", trust_env=False)
    assert answer.status_code == 401
    assert "transcript" not in answer.text.lower()


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    with rehearsal(tmp_path_factory.mktemp("strict")) as stage:
        yield stage


@pytest.mark.parametrize(
    ("person", "status"),
    [(Person.refusing, "refused"), (Person.silent, "no_answer"), (Person.hanging_up, "abandoned")],
)
def test_no_silence_and_hanging_up_leave_a_receipt_and_nothing_else(strict, person, status):
    log = strict.call(person(), CALLER, CALLEE)
    parts = strict.parts()
    call = wait_for_end(parts, parts.book.call_by_carrier_id(log.call_sid).id)
    folder = export_of(strict, call)
    names = {file.name for file in folder.iterdir()}
    receipt = json.loads((folder / "consent-receipt.json").read_text())
    objects = [name for name in parts.sealed.names(call.id) if "recording" in name or "transcript" in name]
    parts.close()
    assert call.state is CallState.UNRECORDED
    assert status in json.dumps(receipt)
    assert names <= {"consent-receipt.json", "call.json"}
    assert not objects
    assert not [element for document in log.documents for element in RECORDING_ELEMENTS if element in document]
    assert not strict.simulator.recordings
    assert where_found(strict.data, [*SPOKEN, CALLER, CALLER[2:]]) == []


def test_a_withdrawal_destroys_what_existed_and_leaves_the_neighbour_alone(tmp_path):
    with rehearsal(tmp_path) as stage:
        parts = stage.parts()
        calls = []
        for _ in range(2):
            log = stage.call(Person.agreeing(), CALLER, CALLEE)
            calls.append(wait_for_end(parts, parts.book.call_by_carrier_id(log.call_sid).id))
        gone, neighbour = calls
        kept = sorted(parts.sealed.names(neighbour.id))
        open_live(parts).withdraw(gone.id, WithdrawalScope.FROM_THE_START, "test")
        wait_for_end(parts, gone.id)
        assert parts.book.call(gone.id).state is CallState.ERASED
        assert not parts.sealed.names(gone.id)
        assert not export_of(stage, gone).exists() or {f.name for f in export_of(stage, gone).iterdir()} <= {
            "consent-receipt.json",
            "erasure-certificate.json",
        }
        shown = Console(file=io.StringIO(), width=100)
        show_export(shown, export_of(stage, gone))
        assert "withdrawn" in shown.file.getvalue()
        assert sorted(parts.sealed.names(neighbour.id)) == kept
        assert {file.name for file in export_of(stage, neighbour).iterdir()} == EXPECTED
        parts.close()


def test_the_sample_is_never_handed_to_the_pipeline():
    for path in (ROOT / "voice").rglob("*.py"):
        assert "moving-an-appointment.toml" not in path.read_text()
