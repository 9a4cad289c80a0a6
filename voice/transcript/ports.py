"""What transcription needs from outside: a recogniser, and a diarizer where one channel holds several."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from voice.transcript.values import Diarized, RunRecord, Segment

Samples = npt.NDArray[np.float32]
"""Mono audio, float32 in [-1, 1], 16 kHz, shape (samples,)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a recogniser returns: segments of all channels, the language, and its run record."""

    segments: tuple[Segment, ...]
    language: str
    run: RunRecord


class Transcriber(Protocol):
    """Turns channels of audio into words."""

    def transcribe(self, channels: tuple[Samples, ...], language: str, hints: tuple[str, ...]) -> Heard:
        """Words of every channel; silence gives none. `language` "" means: detect."""
        ...


class Diarizer(Protocol):
    """Tells voices apart."""

    def diarize(self, samples: Samples, speakers: int | None) -> Diarized:
        """Who spoke when; `speakers`: how many, where known. Only where speaker recognition was granted."""
        ...
