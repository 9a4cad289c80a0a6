"""`voice import` as a person runs it: the same folder as a live call, and the same care."""

import json
import os
import subprocess
import sys

import pytest

from tests.end_to_end.stage import ROOT, SAMPLES, where_found
from voice.call.simulated.mu_law import read_sample
from voice.call.simulated.sound import write_wav

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def voice_import(folder, *arguments):
    variables = {
        **os.environ,
        "VOICE_DATA": str(folder / "data"),
        "VOICE_TRANSCRIPTS": str(folder / "transcripts"),
        "VOICE_MODEL": "embedded",
    }
    command = [sys.executable, "-m", "voice", "import", *arguments]
    return subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True, timeout=280)


def test_an_imported_recording_goes_the_way_of_every_call(tmp_path):
    wav = tmp_path / "old.wav"
    wav.write_bytes(write_wav(read_sample((SAMPLES / "moving-an-appointment.wav").read_bytes())))
    ran = voice_import(tmp_path, str(wav), "--consent-basis", "written consent on file")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    [document] = (tmp_path / "transcripts").rglob("call.json")
    call = json.loads(document.read_text())
    assert call["call"]["direction"] == "imported"
    assert call["consent"]["method"] == "attested"
    assert call["consent"]["purposes"]["recording"] == "granted"
    assert call["transcript"]["utterances"]
    assert "written consent on file" in (document.parent / "consent-receipt.json").read_text()
    wav.unlink()
    assert where_found(tmp_path, ["emily", "carter", "five one zero five"]) == []


def test_without_a_basis_nothing_is_imported(tmp_path):
    ran = voice_import(tmp_path, str(SAMPLES / "moving-an-appointment.wav"))
    assert ran.returncode == 2
    assert "consent-basis" in ran.stderr
    assert not (tmp_path / "data").exists()


def test_what_is_not_audio_is_refused_and_nothing_is_kept(tmp_path):
    (tmp_path / "notes.wav").write_bytes(b"these are only words")
    ran = voice_import(tmp_path, str(tmp_path / "notes.wav"), "--consent-basis", "written consent on file")
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert where_found(tmp_path / "data", ["these are only words"]) == []
