"""A recording becomes channels of samples: one per party, so nobody has to be recognised by voice."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from voice.transcript import av
from voice.transcript.ports import Samples

RATE = av.RATE
"""Samples a second of everything in this stage."""


def read_channels(untrusted_wav: bytes | Path) -> tuple[Samples, ...]:
    """Every channel of a recording, 16 kHz float32 in [-1, 1], whatever format PyAV reads.

    Raises RecordingUnusable with the code `recording_empty`, `recording_not_audio` or
    `recording_truncated`.
    """
    whole = np.concatenate(list(av.pieces(untrusted_wav)), axis=1)
    return tuple(to_samples(channel) for channel in whole)


def stream(untrusted_file: bytes | Path) -> Iterator[tuple[Samples, ...]]:
    """The same, a minute at a time, for recordings too long to hold at once; raises the same errors."""
    for piece in av.pieces(untrusted_file):
        yield tuple(to_samples(channel) for channel in piece)


def to_samples(pcm: av.Pcm) -> Samples:
    """16-bit PCM of one channel as float32 in [-1, 1]."""
    return pcm.astype(np.float32) / np.float32(32_768.0)


def duration_ms(channels: tuple[Samples, ...]) -> int:
    """How long the longest channel is, in ms."""
    return max((round(channel.shape[0] * 1000 / RATE) for channel in channels), default=0)
