"""`voice models` and `voice transcribe`, as a person types them."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.support import micro_whisper, sounds
from voice.commands import models as models_command
from voice.commands import transcribe as transcribe_command
from voice.errors import ModelMissing, RecordingUnusable, UntrustedInput
from voice.transcript import audio, catalogue, models
from voice.transcript.catalogue import KnownModel


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("VOICE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("VOICE_MODEL", "embedded")
    monkeypatch.setenv("VOICE_OFFLINE", "1")
    return tmp_path / "data"


@pytest.fixture(scope="module")
def recording(tmp_path_factory) -> Path:
    """The first two turns of the sample call."""
    left, right = audio.read_channels(Path("transcripts/samples/moving-an-appointment.wav"))
    both = [channel[: 11 * audio.RATE] for channel in (left, right)]
    file = tmp_path_factory.mktemp("call") / "call.wav"
    file.write_bytes(sounds.file_of(np.stack(both), rate=8_000))
    return file


def run(app, *words: str):
    return CliRunner().invoke(app, words, catch_exceptions=False)


def transcribed(recording: Path, *words: str):
    return run(transcribe_command.app, str(recording), *words)


def test_a_file_is_transcribed_with_speakers_and_a_word_about_raw_text(recording):
    done = transcribed(recording)
    assert done.exit_code == 0
    assert "**Agent** `u1 00:00:00` Thank you for calling" in done.stdout
    assert "**Caller** `u2" in done.stdout
    assert "raw text" in done.stderr
    assert "understands no real caller" in " ".join(done.stderr.split())


def test_json_is_the_transcript_part_of_the_published_shape(recording):
    found = json.loads(transcribed(recording, "--format", "json").stdout)
    assert found["schema"] == "voice.call/1"
    assert found["transcript"]["language"] == "en"
    assert len(found["transcript"]["model"]["digest"]) == 64
    assert {"id", "speaker", "start_ms", "end_ms", "text", "confidence"} == set(found["transcript"]["utterances"][0])
    assert found["call"]["duration_ms"] == pytest.approx(11_000, abs=20)


@pytest.mark.parametrize(
    ("form", "begins"), [("vtt", "WEBVTT"), ("srt", "1\n"), ("rttm", "SPEAKER call 1 "), ("ctm", "call 1 ")]
)
def test_every_format_is_written_where_it_is_told_to_and_nowhere_else(recording, tmp_path, form, begins):
    before = sorted(recording.parent.iterdir())
    out = tmp_path / f"call.{form}"
    done = transcribed(recording, "--format", form, "--out", str(out))
    assert done.stdout == ""
    assert out.read_text().startswith(begins)
    assert sorted(recording.parent.iterdir()) == before
    assert not any(
        "calling" in path.read_text(errors="ignore") for path in (tmp_path / "data").rglob("*") if path.is_file()
    )


def test_roles_can_be_named(recording):
    assert "**Desk**" in transcribed(recording, "--channels", "guest,desk").stdout


def test_a_file_that_is_no_audio_is_one_sentence(tmp_path):
    file = tmp_path / "call.wav"
    file.write_bytes(b"<html>not found</html>" * 100)
    with pytest.raises(RecordingUnusable, match="not audio"):
        transcribed(file)


def test_telling_voices_apart_needs_a_trusted_pipeline_and_says_how_to_get_one(recording):
    with pytest.raises(ModelMissing, match="voice models trust"):
        transcribed(recording, "--diarize")


def test_two_channels_are_never_diarized(recording):
    with pytest.raises(UntrustedInput, match="without comparing voices"):
        transcribe_command._one_channel(recording)


@pytest.fixture
def tiny_here(tmp_path_factory, own_folder, monkeypatch) -> None:
    source = micro_whisper.build(tmp_path_factory.mktemp("micro"))
    content = (source / "model.bin").read_bytes()
    pinned = KnownModel("tiny", "a/tiny", "r" * 40, hashlib.sha256(content).hexdigest(), len(content), "English")
    monkeypatch.setitem(catalogue.KNOWN, "tiny", pinned)

    class Shelf:
        def pull(self, model, folder, progress):
            for file in source.iterdir():
                (folder / file.name).write_bytes(file.read_bytes())
            return model.revision

    models.pull("tiny", own_folder, Shelf())


def test_the_list_shows_what_is_here_and_how_fast_it_is(tiny_here):
    assert run(models_command.app, "measure", "tiny").exit_code == 0
    listed = run(models_command.app, "list").stdout
    tiny = next(line for line in listed.splitlines() if line.startswith("tiny "))
    base = next(line for line in listed.splitlines() if line.startswith("base.en "))
    assert "x" in tiny.split()[-1]
    assert "20.9 / 15.2" in base
    assert "embedded" in listed


def test_verify_tells_a_changed_model_from_an_untouched_one(tiny_here, own_folder):
    assert run(models_command.app, "verify").exit_code == 0
    (models.folder_of("tiny", own_folder) / "config.json").write_text("{}")
    done = run(models_command.app, "verify", "tiny")
    assert done.exit_code == 1
    assert "config.json" in done.stdout


def test_remove_frees_the_space(tiny_here, own_folder):
    assert "freed" in run(models_command.app, "remove", "tiny").stdout
    assert models.pulled(own_folder) == ()
