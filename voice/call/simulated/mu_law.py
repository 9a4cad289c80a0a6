"""ITU-T G.711 mu-law, as phone lines carry it: the samples are stored so, the line's sound is linear."""

import struct

import numpy as np
import numpy.typing as npt

from voice.call.simulated.sound import Sound, read_wav
from voice.errors import UntrustedInput

FORMAT_MU_LAW = 7


def _table() -> npt.NDArray[np.int16]:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitude = (((code & 0x0F) << 3) + 0x84 << ((code & 0x70) >> 4)) - 0x84
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


LINEAR = _table()
"""The 16-bit value of each of the 256 bytes."""


def encode(samples: npt.NDArray[np.int16]) -> bytes:
    """16-bit samples as mu-law bytes: the nearest value below in magnitude, as G.711 has it."""
    linear = samples.astype(np.int32)
    magnitude = np.minimum(np.abs(linear), 32635) + 0x84
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = magnitude >> (exponent + 3) & 0x0F
    code = np.where(linear < 0, 0x80, 0) | exponent << 4 | mantissa
    return bytes((~code & 0xFF).astype(np.uint8).tobytes())


def read_sample(content: bytes) -> Sound:
    """A WAV file of one or two channels, mu-law or 16-bit PCM; UntrustedInput for anything else."""
    if len(content) < 12 or content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise UntrustedInput("The sample is not a WAV file.")
    chunks = _chunks(content)
    form = chunks.get(b"fmt ", b"")
    if len(form) < 16:
        raise UntrustedInput("The sample's WAV header is cut off.")
    kind, channels, rate = struct.unpack_from("<HHI", form)
    if kind != FORMAT_MU_LAW:
        return read_wav(content)
    if channels not in (1, 2):
        raise UntrustedInput("The sample must have one or two channels.")
    body = chunks.get(b"data", b"")
    whole = len(body) - len(body) % channels
    return Sound(rate, LINEAR[np.frombuffer(body[:whole], np.uint8)].reshape(-1, channels))


def _chunks(content: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        found.setdefault(name, content[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    return found
