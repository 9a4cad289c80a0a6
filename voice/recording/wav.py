"""The form of a WAV file (RIFF), read from its bytes without trusting them."""

import struct
from dataclasses import dataclass

from voice.errors import RecordingUnusable

PCM, ALAW, ULAW, EXTENSIBLE = 1, 6, 7, 0xFFFE
UNKNOWN_SIZE = 0xFFFF_FFFF
"""Written by programs that stream a file: the data runs to the end."""


@dataclass(frozen=True, slots=True)
class WavForm:
    """Where the sound lies: `data_at` and `data_bytes` count what is present; `promised` what the header says."""

    encoding: int
    sample_rate: int
    channels: int
    frame_bytes: int
    data_at: int
    data_bytes: int
    promised: int

    @property
    def duration_ms(self) -> int:
        """How long the sound that is present lasts."""
        return self.data_bytes // self.frame_bytes * 1000 // self.sample_rate

    def frames(self, ms: int) -> int:
        """How many whole frames begin before a moment."""
        return ms * self.sample_rate // 1000

    @property
    def silence(self) -> bytes:
        """One byte of silence in this encoding (16-bit and wider PCM is silent at zero)."""
        if self.encoding == ULAW:
            return b"\xff"
        if self.encoding == ALAW:
            return b"\xd5"
        return b"\x80" if self.frame_bytes == self.channels else b"\x00"


def read_form(untrusted_wav: bytes) -> WavForm:
    """The form of a WAV file; RecordingUnusable (`not_audio`, `truncated`) where it has none."""
    if len(untrusted_wav) < 12 or untrusted_wav[:4] != b"RIFF" or untrusted_wav[8:12] != b"WAVE":
        raise _not_audio()
    described: tuple[int, int, int, int] | None = None
    at = 12
    while at + 8 <= len(untrusted_wav):
        name, size = untrusted_wav[at : at + 4], struct.unpack_from("<I", untrusted_wav, at + 4)[0]
        at += 8
        if name == b"fmt ":
            described = _described(untrusted_wav[at : at + size])
        elif name == b"data":
            if described is None:
                raise _not_audio()
            return _form(described, at, size, len(untrusted_wav))
        at += size + size % 2
    raise RecordingUnusable("The recording ends before its sound begins.", code="recording_truncated")


def _described(chunk: bytes) -> tuple[int, int, int, int]:
    if len(chunk) < 16:
        raise _not_audio()
    encoding, channels, rate, _, frame_bytes, _ = struct.unpack_from("<HHIIHH", chunk)
    if encoding == EXTENSIBLE and len(chunk) >= 26:
        encoding = struct.unpack_from("<H", chunk, 24)[0]
    if encoding not in (PCM, ALAW, ULAW) or not (channels and rate and frame_bytes) or frame_bytes % channels:
        raise _not_audio()
    return encoding, rate, channels, frame_bytes


def _form(described: tuple[int, int, int, int], at: int, size: int, length: int) -> WavForm:
    present = length - at
    # Zero with bytes behind it is what a streaming writer left unfilled.
    promised = present if size == UNKNOWN_SIZE or (size == 0 and present) else size
    encoding, rate, channels, frame_bytes = described
    return WavForm(encoding, rate, channels, frame_bytes, at, min(present, promised), promised)


def _not_audio() -> RecordingUnusable:
    return RecordingUnusable("The carrier's file is no WAV recording.", code="recording_not_audio")
