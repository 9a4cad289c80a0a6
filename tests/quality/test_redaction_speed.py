"""Redaction's price: words a second, and its share of what transcription costs. Part of `make bench`."""

import time
from pathlib import Path

import pytest

from voice.call.values import CallId
from voice.clock import SystemClock
from voice.redaction.detectors import standard
from voice.redaction.resolve import redact
from voice.redaction.values import Turn
from voice.transcript import align, audio, models
from voice.transcript.values import RawTranscript
from voice.transcript.whisper import WhisperTranscriber

ROOT = Path(__file__).resolve().parents[2]
TALK = Path(__file__).with_name("redaction_ordinary_talk.txt")
SAMPLE = ROOT / "transcripts/samples/moving-an-appointment.wav"

pytestmark = pytest.mark.benchmarks


def test_fifty_thousand_words_a_second():
    lines = TALK.read_text(encoding="utf-8").splitlines()
    turns = [Turn(text, previous) for previous, text in zip(["", *lines], lines, strict=False)]
    words = sum(len(turn.text.split()) for turn in turns)
    rates = [words / _seconds(lambda: [d.detect(turn) for turn in turns for d in standard()]) for _ in range(5)]
    print(f"redaction: {max(rates):,.0f} words a second")
    assert max(rates) >= 50_000


def test_redaction_costs_at_most_a_hundredth_of_transcription():
    transcriber = WhisperTranscriber(models.embedded(), SystemClock())
    channels = audio.read_channels(SAMPLE.read_bytes())
    transcriber.transcribe(channels, "en", ())
    heard = []
    hearing = _seconds(lambda: heard.append(transcriber.transcribe(channels, "en", ())))
    utterances = align.utterances(heard[0].segments, ("caller", "agent"))
    call = RawTranscript(CallId("bench"), "en", heard[0].run.model, utterances, audio.duration_ms(channels))
    redact(call, standard())
    redacting = min(_seconds(lambda: redact(call, standard())) for _ in range(3))
    print(
        f"redaction: {redacting:.3f} s for a call that takes {hearing:.2f} s to transcribe ({redacting / hearing:.2%})"
    )
    assert redacting <= hearing / 100


def _seconds(work):
    began = time.process_time()
    work()
    return time.process_time() - began
