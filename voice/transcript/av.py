"""PyAV: any audio file becomes 16 kHz PCM, piece by piece, without FFmpeg touching the network.

FFmpeg follows what a file tells it: a playlist may name URLs. So only real audio containers are
opened, and nothing a file refers to is.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from voice.errors import RecordingUnusable

Pcm = npt.NDArray[np.int16]
"""Samples at 16 kHz, shape (channels, samples)."""

RATE = 16_000
CONTAINERS = "wav,w64,flac,mp3,ogg,mov,matroska,webm,aiff,au,amr,aac,caf,ac3,asf,avi"
RIFF_UNKNOWN = 0xFFFF_FF00
EXACT_LENGTH = frozenset({"wav", "w64", "flac", "aiff", "au"})


def pieces(untrusted: bytes | Path, seconds: float = 60.0) -> Iterator[Pcm]:
    """The audio in pieces of about `seconds`, so that memory stays bounded however long the call.

    Raises RecordingUnusable: `recording_empty`, `recording_not_audio` or `recording_truncated`.
    """
    file = io.BytesIO(untrusted) if isinstance(untrusted, bytes) else untrusted.open("rb")
    with file:
        _refuse_empty(file)
        _refuse_short_riff(file)
        with _opened(file) as container:
            yield from _decoded(container, round(seconds * RATE))


def promised_s(untrusted_file: Path) -> float | None:
    """How long a file says it is, in seconds; None where it does not say."""
    with untrusted_file.open("rb") as file, _opened(file) as container:
        return None if container.duration is None else float(container.duration / av.time_base)


def _opened(file: Any) -> Any:
    try:
        return av.open(
            file,
            mode="r",
            metadata_errors="ignore",
            options={"format_whitelist": CONTAINERS, "protocol_whitelist": "pipe"},
        )
    except (av.FFmpegError, ValueError) as error:
        raise _not_audio() from error


def _refuse_empty(file: Any) -> None:
    if not file.read(1):
        raise RecordingUnusable(
            "The recording is empty: it has no bytes at all. Fetch it again.", code="recording_empty"
        )
    file.seek(0)


def _refuse_short_riff(file: Any) -> None:
    """A WAV whose header promises more bytes than there are; FFmpeg itself would read on in silence."""
    start = file.read(12)
    length = file.seek(0, io.SEEK_END)
    file.seek(0)
    promised = int.from_bytes(start[4:8], "little") + 8
    # Streamed files carry 0 or all ones: they promise nothing.
    if start[:4] == b"RIFF" and start[8:] == b"WAVE" and 8 < promised < RIFF_UNKNOWN and length < promised - 1:
        raise _truncated(promised, length, "bytes")


def _truncated(promised: float, found: float, unit: str) -> RecordingUnusable:
    return RecordingUnusable(
        f"The recording is cut short: it promises {promised:.0f} {unit} and holds {found:.0f}. Fetch it again.",
        code="recording_truncated",
    )


def _not_audio() -> RecordingUnusable:
    return RecordingUnusable(
        "The recording is not audio that can be read. Check that it is a WAV, FLAC, MP3, Ogg, M4A or WebM file.",
        code="recording_not_audio",
    )


def _decoded(container: Any, piece: int) -> Iterator[Pcm]:
    if not container.streams.audio:
        raise _not_audio()
    stream = container.streams.audio[0]
    resampler = av.AudioResampler(format="s16p", layout=stream.layout, rate=RATE)
    waiting: list[Pcm] = []
    held = total = 0
    for frame in _frames(container, stream):
        for resampled in resampler.resample(frame):
            samples = resampled.to_ndarray().astype(np.int16, copy=False)
            waiting.append(samples)
            held += samples.shape[1]
            total += samples.shape[1]
        if held >= piece:
            yield np.concatenate(waiting, axis=1)
            waiting, held = [], 0
    if waiting:
        yield np.concatenate(waiting, axis=1)
    if total == 0:
        raise RecordingUnusable(
            "The recording holds no audio: it has a header and nothing after it. Fetch it again.",
            code="recording_empty",
        )
    _refuse_truncated(container, total)


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    """Frames that decode, then None, which flushes the resampler; damaged packets are passed over."""
    good = bad = 0
    for packet in container.demux(stream):
        try:
            for frame in packet.decode():
                frame.pts = None
                good += 1
                yield frame
        except (av.InvalidDataError, av.EOFError):
            bad += 1
    if bad > good:
        raise _not_audio()
    if good:
        yield None


def _refuse_truncated(container: Any, total: int) -> None:
    """A file that says it is longer than it is was cut short on its way."""
    if container.duration is None or not EXACT_LENGTH & set(container.format.name.split(",")):
        return
    promised = container.duration / av.time_base
    if total / RATE < promised - 0.5 - 0.02 * promised:
        raise _truncated(promised, total / RATE, "seconds")
