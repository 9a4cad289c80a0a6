"""pyannote's real pipeline on small models: nothing is sent, nothing untrusted opened, no voiceprint kept."""

import os
import pickle
import socket
import subprocess
import sys
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from tests.support import micro_pyannote
from tests.support.shared import DATA
from voice.clock import SystemClock
from voice.errors import ModelMissing
from voice.transcript import audio, trusted

pytestmark = [pytest.mark.diarize, pytest.mark.timeout(600), pytest.mark.filterwarnings("default")]

CONVERSATION = DATA / "audio" / "conversation"


@pytest.fixture(scope="module")
def pyannote():
    pytest.importorskip("torch", reason="the extra `diarize` is not installed")
    from voice.transcript import pyannote

    pyannote._mend_torchaudio()
    return pyannote


@pytest.fixture(scope="module")
def folder(pyannote, tmp_path_factory) -> Path:
    return micro_pyannote.build(tmp_path_factory.mktemp("pipeline"))


@pytest.fixture(scope="module")
def diarizer(pyannote, folder):
    return pyannote.PyannoteDiarizer(trusted.Trusted(folder, trusted.digest_of(folder)), SystemClock())


@pytest.fixture(scope="module")
def samples() -> np.ndarray:
    left, right = audio.read_channels(Path("transcripts/samples/moving-an-appointment.wav"))
    return (left + right)[: 6 * audio.RATE]


@pytest.fixture(scope="module")
def voiceprints(diarizer) -> list[np.ndarray]:
    """Every voiceprint that the pipeline itself computed while these tests ran."""
    made = []
    pipeline = diarizer._pipeline

    def spying(*args, **kwargs):
        found = pipeline(*args, **kwargs)
        made.append(np.asarray(found.speaker_embeddings))
        return found

    diarizer._pipeline = spying
    return made


@pytest.fixture(scope="module")
def found(diarizer, samples, voiceprints):
    return diarizer.diarize(samples, None)


def parts_of(value) -> list:
    """Every value inside a result, at any depth."""
    if is_dataclass(value):
        return [part for field in fields(value) for part in parts_of(getattr(value, field.name))]
    if isinstance(value, dict):
        return [part for each in value.items() for part in parts_of(each)]
    if isinstance(value, tuple | list | set):
        return [part for each in value for part in parts_of(each)]
    return [value]


def test_turns_are_named_ordered_and_inside_the_audio(found):
    assert found.turns
    assert found.turns[0].speaker == "speaker_1"
    starts = [turn.start_ms for turn in found.turns]
    assert starts == sorted(starts)
    for turn in found.turns:
        assert 0 <= turn.start_ms < turn.end_ms <= 6_100


def test_the_run_record_says_that_voiceprints_were_made(found):
    assert found.run.made_biometric_identifiers
    assert found.run.network_hosts == ()
    assert len(found.run.model.digest) == 64
    assert found.run.settings["telemetry"] is False


def test_no_socket_is_opened_and_telemetry_is_off(diarizer, samples, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a socket was opened")

    from pyannote.audio.telemetry.metrics import is_metrics_enabled

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert diarizer.diarize(samples, None).turns
    assert not is_metrics_enabled()
    assert os.environ["PYANNOTE_METRICS_ENABLED"].lower() in ("0", "false")


def test_voiceprints_are_in_no_result(found, voiceprints):
    assert voiceprints[0].size
    plain = (str, int, float, bool, datetime, type(None))
    assert all(isinstance(part, plain) for part in parts_of(found))
    dumped = pickle.dumps(found)
    for row in voiceprints[0]:
        for kind in (np.float32, np.float64):
            assert row[:4].astype(kind).tobytes() not in dumped


def test_a_pipeline_that_is_not_the_trusted_one_is_not_opened(pyannote, folder, tmp_path):
    with pytest.raises(ModelMissing, match="not opened"):
        pyannote.PyannoteDiarizer(trusted.Trusted(folder, "0" * 64), SystemClock())


def test_speech_features_work_beside_this_torch_whether_or_not_torchaudios_extension_loads(pyannote):
    program = (
        "from voice.transcript.pyannote import _mend_torchaudio\n_mend_torchaudio()\n"
        "import torch, torchaudio\n"
        "print(tuple(torchaudio.compliance.kaldi.fbank(torch.randn(1, 16000), num_mel_bins=80).shape))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(98, 80)"


def test_a_real_conversation_where_a_real_pipeline_is_given(pyannote):
    given = os.environ.get("VOICE_TEST_DIARIZER")
    if not given:
        pytest.skip("VOICE_TEST_DIARIZER names no pipeline folder")
    if not CONVERSATION.with_suffix(".wav").is_file():
        pytest.skip("the shared conversation is not here")
    pinned = trusted.Trusted(Path(given), trusted.digest_of(Path(given)))
    (samples,) = audio.read_channels(CONVERSATION.with_suffix(".wav"))
    found = pyannote.PyannoteDiarizer(pinned, SystemClock()).diarize(samples, None)
    truth = [line.split() for line in CONVERSATION.with_suffix(".rttm").read_text().splitlines()]
    assert len({turn.speaker for turn in found.turns}) == len({line[7] for line in truth})
