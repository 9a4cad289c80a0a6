"""Is it a recording, and the one that was announced? Checked before anything is made of it or deleted."""

import hashlib

from voice.errors import RecordingUnusable
from voice.recording.values import WavFacts
from voice.recording.wav import read_form

TOLERANCE_MS = 1000
"""The carrier announces whole seconds."""


def inspect_wav(untrusted_wav: bytes, channels: int, announced_ms: int) -> WavFacts:
    """The facts of a recording; RecordingUnusable with a reason code where it cannot be used.

    Codes: `recording_empty`, `recording_not_audio`, `recording_truncated`, `recording_channels`,
    `recording_duration`. `announced_ms` 0: nothing was announced; `channels` likewise.
    """
    if not untrusted_wav:
        raise _unusable("empty", "The carrier's file is empty.")
    form = read_form(untrusted_wav)
    if not form.data_bytes:
        raise _unusable("empty", "The recording holds no sound.")
    if form.data_bytes < form.promised:
        raise _unusable("truncated", f"The recording breaks off after {form.duration_ms} ms.")
    if channels and form.channels != channels:
        raise _unusable("channels", f"The recording has {form.channels} channels, announced were {channels}.")
    if announced_ms and abs(form.duration_ms - announced_ms) > TOLERANCE_MS:
        raise _unusable("duration", f"The recording lasts {form.duration_ms} ms, announced were {announced_ms}.")
    digest = hashlib.sha256(untrusted_wav).hexdigest()
    return WavFacts(form.sample_rate, form.channels, form.frame_bytes // form.channels, form.duration_ms, digest)


def _unusable(code: str, public: str) -> RecordingUnusable:
    return RecordingUnusable(public, code=f"recording_{code}")
