"""The embedded model on the sample call: floors, so that no change makes it hear worse unnoticed."""

import json
from pathlib import Path

import pytest

from voice.clock import SystemClock
from voice.commands.quality_transcript import Report, score
from voice.transcript import align, audio, models
from voice.transcript.scoring import Said
from voice.transcript.whisper import WhisperTranscriber

SAMPLE = Path("transcripts/samples/moving-an-appointment")


@pytest.fixture(scope="module")
def report() -> Report:
    said = [Said(**turn) for turn in json.loads(SAMPLE.with_suffix(".json").read_text())]
    heard = WhisperTranscriber(models.embedded(), SystemClock()).transcribe(
        audio.read_channels(SAMPLE.with_suffix(".wav")), "", ()
    )
    return score("embedded", [(said, align.utterances(heard.segments, ("caller", "agent")))])


def test_nine_words_in_ten_are_heard(report):
    assert report.word_error <= 0.10


def test_every_word_goes_to_the_one_who_said_it(report):
    assert report.speaker_attributed_error <= report.word_error + 0.02


def test_turns_start_when_they_did(report):
    assert report.median_start_error_ms <= 350


def test_nothing_is_heard_where_nobody_spoke(report):
    assert report.words_on_silence == 0
