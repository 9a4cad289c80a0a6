"""A Transcriber that says what it was told to, wherever a channel carries sound.

A word over which the sound was silenced is not said."""

from datetime import UTC, datetime

import numpy as np

from voice.errors import ModelMissing
from voice.transcript.ports import Heard, Samples
from voice.transcript.values import ModelIdentity, RunRecord, Segment, Word

RATE = 16_000


class ScriptedTranscriber:
    """`script[channel]` is said evenly over the sounding part of that channel; silence says nothing."""

    identity = ModelIdentity("scripted", "0" * 64, purpose="tests")

    def __init__(self, script: tuple[str, ...]) -> None:
        self.script = script

    def transcribe(self, channels: tuple[Samples, ...], language: str, hints: tuple[str, ...]) -> Heard:
        if language not in ("", "en"):
            raise ModelMissing("The scripted transcriber knows English only. Ask it for nothing else.")
        segments = []
        for number, (samples, text) in enumerate(zip(channels, self.script, strict=False)):
            sounding = np.flatnonzero(np.abs(samples) > 0.01)
            if sounding.size and text:
                words = _words(text, sounding[0] * 1000 // RATE, sounding[-1] * 1000 // RATE)
                heard = tuple(word for word in words if _sounds(samples, word))
                if heard:
                    segments.append(Segment(number, heard))
        segments.sort(key=lambda segment: segment.words[0].start_ms)
        run = RunRecord(
            "transcription", "transcription", self.identity, {"language": "en"}, "cpu",
            datetime(2026, 1, 1, tzinfo=UTC), 0.0, "scripted 1",
        )  # fmt: skip
        return Heard(tuple(segments), "en" if segments else "und", run)


def _sounds(samples, word):
    return bool(np.any(np.abs(samples[word.start_ms * RATE // 1000 : word.end_ms * RATE // 1000]) > 0.01))


def _words(text: str, start_ms: int, end_ms: int) -> tuple[Word, ...]:
    words = text.split()
    step = (end_ms - start_ms) / len(words)
    return tuple(
        Word(word, int(start_ms + number * step), int(start_ms + (number + 1) * step), 0.9)
        for number, word in enumerate(words)
    )
