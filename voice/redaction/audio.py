"""The redacted copy of a recording: silence or a tone where personal data was spoken, every other sample as it was."""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace

from voice.errors import RecordingUnusable
from voice.recording.wav import PCM, ULAW, WavForm, read_form
from voice.redaction.values import RedactedSpan

MARGIN_MS = 150
"""Word times of a recogniser are off by about this much (WhisperX, 2303.00747, reports 200 ms collars)."""
_TONE_HZ = 1000.0
_LOUDNESS = 0.1


@dataclass(frozen=True, slots=True)
class Mask:
    """How spans are covered: `margin_ms` on both sides, silence or a 1 kHz tone."""

    margin_ms: int = MARGIN_MS
    beep: bool = False


def silence(wav: bytes, spans: Sequence[RedactedSpan], speakers: Sequence[str], mask: Mask | None = None) -> bytes:
    """A copy of the WAV in which the spans, and the margin around them, hold no speech.

    `speakers[i]` says who is in channel i; a span of somebody else covers every channel. Header, length
    and all samples outside spans and margins stay byte for byte. Raises RecordingUnusable for what is no WAV
    of PCM, mu-law or A-law.
    """
    form = read_form(wav)
    chosen = mask or Mask()
    sound = bytearray(wav)
    for span in spans:
        channels = [
            place for place, speaker in enumerate(speakers) if speaker == span.speaker and place < form.channels
        ]
        first = form.frames(max(0, span.start_ms - chosen.margin_ms))
        # Rounded up: the frame in which the span ends belongs to it.
        last = -(-(span.end_ms + chosen.margin_ms) * form.sample_rate // 1000)
        last = min(last, form.data_bytes // form.frame_bytes)
        for channel in channels or range(form.channels):
            _cover(sound, form, channel, range(first, last), chosen.beep)
    return bytes(sound)


def within(spans: Sequence[RedactedSpan], offset_ms: int, duration_ms: int) -> tuple[RedactedSpan, ...]:
    """The spans of a call that lie in one of its recordings, which began at an offset, on the recording's own clock."""
    return tuple(
        replace(span, start_ms=max(0, span.start_ms - offset_ms), end_ms=span.end_ms - offset_ms)
        for span in spans
        if span.end_ms > offset_ms and span.start_ms < offset_ms + duration_ms
    )


def _cover(sound: bytearray, form: WavForm, channel: int, frames: range, beep: bool) -> None:
    """Overwrite one channel of the frames."""
    width = form.frame_bytes // form.channels
    for frame in frames:
        at = form.data_at + frame * form.frame_bytes + channel * width
        sound[at : at + width] = _tone(form, width, frame) if beep else form.silence * width


def _tone(form: WavForm, width: int, frame: int) -> bytes:
    level = _LOUDNESS * math.sin(2 * math.pi * _TONE_HZ * frame / form.sample_rate)
    if form.encoding == ULAW:
        return bytes([_mu_law(level)])
    if form.encoding == PCM and width == 2:
        return struct.pack("<h", round(level * 32767))
    raise RecordingUnusable(
        "A tone can be written into 16-bit PCM and mu-law recordings only: redact this one with silence.",
        code="recording_encoding",
    )


def _mu_law(level: float) -> int:
    """One sample in -1..1 as ITU-T G.711 mu-law."""
    value = min(round(abs(level) * 32635), 32635) + 132
    exponent = value.bit_length() - 8
    mantissa = (value >> (exponent + 3)) & 0x0F
    return ~((0x80 if level < 0 else 0) | exponent << 4 | mantissa) & 0xFF
