"""What every Transcriber keeps: the fake, the embedded model, a model of random weights, a real one where given."""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.support import micro_whisper, sounds
from tests.support.transcriber import ScriptedTranscriber
from voice.clock import SystemClock
from voice.errors import ModelMissing
from voice.transcript import audio, models
from voice.transcript.ports import Heard
from voice.transcript.whisper import WhisperTranscriber

SAMPLE = Path("transcripts/samples/moving-an-appointment.wav")
SECONDS = 12


def whisper(folder: Path) -> WhisperTranscriber:
    return WhisperTranscriber(models.from_folder(folder), SystemClock())


@pytest.fixture(scope="module", params=["fake", "embedded", "micro", "VOICE_TEST_MODEL"])
def transcriber(request, tmp_path_factory):
    if request.param == "fake":
        return ScriptedTranscriber(("hello there", "good morning"))
    if request.param == "embedded":
        return whisper(models.EMBEDDED_FOLDER)
    if request.param == "micro":
        return whisper(micro_whisper.build(tmp_path_factory.mktemp("micro")))
    if not os.environ.get("VOICE_TEST_MODEL"):
        pytest.skip("VOICE_TEST_MODEL names no model folder")
    return whisper(Path(os.environ["VOICE_TEST_MODEL"]))


@pytest.fixture(scope="module")
def call() -> tuple[np.ndarray, ...]:
    return tuple(channel[: SECONDS * audio.RATE] for channel in audio.read_channels(SAMPLE))


@pytest.fixture(scope="module")
def heard(transcriber, call) -> Heard:
    return transcriber.transcribe(call, "", ())


def test_speech_gives_words_on_the_channels_that_carry_it(heard):
    carry = {segment.channel for segment in heard.segments}
    # Random weights write anything anywhere: in a pass that both channels share, perhaps all for one.
    assert carry and (carry <= {0, 1} if heard.run.model.name.startswith("micro") else carry == {0, 1})
    assert heard.language == "en"


def test_words_have_text_order_and_lie_inside_the_call(heard):
    for segment in heard.segments:
        assert segment.words
        for word in segment.words:
            assert word.text.strip() == word.text != ""
            assert 0 <= word.start_ms <= word.end_ms <= SECONDS * 1000
            assert 0.0 <= word.probability <= 1.0


def test_segments_come_in_order_of_time(heard):
    starts = [segment.words[0].start_ms for segment in heard.segments]
    assert starts == sorted(starts)


def test_a_silent_call_gives_no_words(transcriber):
    found = transcriber.transcribe((sounds.silence(30), sounds.silence(30)), "", ())
    assert found.segments == ()
    assert found.language == "und"


def test_a_silent_channel_gives_no_words_beside_a_speaking_one(transcriber, call):
    found = transcriber.transcribe((call[0], np.zeros_like(call[0])), "en", ())
    assert {segment.channel for segment in found.segments} == {0}


def test_a_call_of_no_length_gives_no_words(transcriber):
    assert transcriber.transcribe((sounds.silence(0),), "en", ()).segments == ()


def test_a_language_the_model_does_not_know_is_refused(transcriber, call):
    with pytest.raises(ModelMissing, match="know"):
        transcriber.transcribe(call, "xx", ())


def test_the_run_record_says_what_was_used_and_that_nobody_was_contacted(heard):
    run = heard.run
    assert run.step == "transcription"
    assert len(run.model.digest) == 64
    assert run.network_hosts == ()
    assert run.used_raw_text or run.model.name == "scripted"
    assert not run.made_biometric_identifiers
    assert run.device and run.software and run.seconds >= 0
    assert all(value is None or isinstance(value, str | int | float | bool) for value in run.settings.values())


def test_hints_are_taken_or_left_but_never_break_anything(transcriber, call):
    assert transcriber.transcribe(call, "en", ("Riverside Dental", "fluoride")).segments
