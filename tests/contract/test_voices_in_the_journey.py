"""A mono call of several people, told apart by pyannote's real pipeline on the way from hang-up to export.

What the pipeline makes of a voice is looked for afterwards in everything that was kept.
"""

import io
import json
import pickle
import socket
import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from tests.support import micro_pyannote
from tests.support.ended_call import CALL, PURPOSES, House, bytes_in, minds
from tests.support.vault import RealVault
from voice.call.values import CallState
from voice.clock import SystemClock
from voice.consent.values import Purpose
from voice.journey.after import AfterCall
from voice.journey.objects import CallObjects
from voice.transcript import audio, trusted
from voice.vault.exports import ExportFolder

pytestmark = [pytest.mark.diarize, pytest.mark.timeout(600), pytest.mark.filterwarnings("default")]

TALK = ("hello it is me good morning how can I help you",)
SECONDS = 8


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    pytest.importorskip("torch", reason="the extra `diarize` is not installed")
    from voice.transcript import pyannote

    pyannote._mend_torchaudio()
    folder = micro_pyannote.build(tmp_path_factory.mktemp("pipeline"))
    data = tmp_path_factory.mktemp("data")
    trusted.trust(folder, data)
    return pyannote.PyannoteDiarizer(trusted.recall(data), SystemClock())


@pytest.fixture
def voiceprints(pipeline):
    """Every voiceprint that the pipeline computes while a test runs: those of windows and those of speakers."""
    made = []
    embed, whole = pipeline._pipeline.get_embeddings, pipeline._pipeline.apply

    def of_windows(*args, **kwargs):
        found = embed(*args, **kwargs)
        made.append(np.asarray(found))
        return found

    def of_speakers(*args, **kwargs):
        found = whole(*args, **kwargs)
        made.append(np.asarray(found.speaker_embeddings))
        return found

    pipeline._pipeline.get_embeddings, pipeline._pipeline.apply = of_windows, of_speakers
    yield made
    pipeline._pipeline.get_embeddings, pipeline._pipeline.apply = embed, whole


@pytest.fixture
def house(tmp_path):
    (tmp_path / "data").mkdir()
    vault = RealVault(tmp_path / "data")
    yield House(vault, ExportFolder(tmp_path / "transcripts"))
    vault.close()


def mixed() -> bytes:
    """Both speakers of the sample call in one channel."""
    left, right = audio.read_channels(Path("transcripts/samples/moving-an-appointment.wav"))
    pcm = ((left + right)[: SECONDS * audio.RATE] * 20_000).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(audio.RATE)
        file.writeframes(pcm.tobytes())
    return buffer.getvalue()


def run(house, pipeline, monkeypatch, granted):
    def refuse(*args, **kwargs):
        raise AssertionError("a socket was opened")

    house.ended_call(granted=granted, wav=mixed(), channels=1, announced_ms=SECONDS * 1000)
    fetch, drop, transcribe, *rest = AfterCall(house.parts, minds(house.clock, TALK, lambda: pipeline)).steps()
    fetch.run(CALL)
    drop.run(CALL)
    with monkeypatch.context() as cut_off:
        for name in ("connect", "connect_ex", "sendto"):
            cut_off.setattr(socket.socket, name, refuse)
        cut_off.setattr(socket, "create_connection", refuse)
        cut_off.setattr(socket, "getaddrinfo", refuse)
        transcribe.run(CALL)
    for step in rest:
        step.run(CALL)


def rows_of(voiceprints) -> list[np.ndarray]:
    """One voiceprint a row; the pipeline leaves those of too short a stretch empty."""
    rows = [row for made in voiceprints for row in made.reshape(-1, made.shape[-1])]
    return [row for row in rows if np.isfinite(row).all() and row.any()]


def marks_of(voiceprints) -> list[bytes]:
    """Every form in which a voiceprint could have been kept: numbers of either width and order, or written out."""
    found = []
    for row in rows_of(voiceprints):
        found += [row[:3].astype(kind).tobytes() for kind in (np.float32, np.float64, ">f4", ">f8")]
        found.append(b"G".join(struct.pack(">d", value) for value in row[:3]))  # a pickled list of numbers
        for decimals in (4, 6, 8):
            written = [repr(round(float(value), decimals)) for value in row[:3]]
            found += [mark.join(written).encode() for mark in (", ", ",", " ", "\n")]
    return found


def kept_of(house, tmp_path) -> bytes:
    """All that is left: files and tables as they lie there, sealed objects opened, exports, values in memory."""
    objects = [house.vault.sealed.get(CALL, name) for name in house.vault.sealed.names(CALL)]
    store = CallObjects(house.vault.sealed)
    values = [pickle.dumps(each) for each in (store.raw_transcript(CALL), store.runs(CALL), store.document(CALL))]
    return b"".join([bytes_in(tmp_path), *objects, *values])


def test_the_voices_are_told_apart_and_no_voiceprint_is_kept_anywhere(
    house, pipeline, voiceprints, monkeypatch, tmp_path
):
    run(house, pipeline, monkeypatch, (*PURPOSES, Purpose.SPEAKER_RECOGNITION))
    assert house.vault.book.call(CALL).state is CallState.READY
    raw = CallObjects(house.vault.sealed).raw_transcript(CALL)
    assert {said.speaker for said in raw.utterances} <= {"speaker_1", "speaker_2", "speaker_3"}
    ran = [one for one in CallObjects(house.vault.sealed).runs(CALL) if one.step == "diarization"]
    assert [(one.made_biometric_identifiers, one.network_hosts) for one in ran] == [(True, ())]
    marks, kept = marks_of(voiceprints), kept_of(house, tmp_path)
    assert len(marks) > 50
    assert [mark for mark in marks if mark in kept] == []


def test_the_search_would_find_a_voiceprint_that_was_kept(house, pipeline, voiceprints, monkeypatch, tmp_path):
    run(house, pipeline, monkeypatch, (*PURPOSES, Purpose.SPEAKER_RECOGNITION))
    marks = marks_of(voiceprints)
    row = rows_of(voiceprints)[0]
    rounded = [round(float(value), 4) for value in row]
    for content in (row.tobytes(), json.dumps(rounded).encode(), pickle.dumps(row), pickle.dumps(row.tolist())):
        house.vault.sealed.put(CALL, "kept.bin", content)
        assert any(mark in kept_of(house, tmp_path) for mark in marks)


def test_without_leave_the_pipeline_is_never_asked(house, pipeline, voiceprints, monkeypatch):
    run(house, pipeline, monkeypatch, PURPOSES)
    assert voiceprints == []
    label = CallObjects(house.vault.sealed).document(CALL).label
    assert "No biometric identifiers were made." in label.notes
    assert any("not granted" in note for note in label.notes)
