"""A recording is checked before anything is made of it: whole, audio, and the one that was announced."""

import struct

import pytest

from tests.support.ended_call import a_wav
from voice.errors import RecordingUnusable
from voice.recording.inspect import inspect_wav
from voice.recording.wav import read_form


def refused(wav, channels=2, announced_ms=4000):
    with pytest.raises(RecordingUnusable) as told:
        inspect_wav(wav, channels, announced_ms)
    return told.value.code


def ulaw(sound, rate=8000, channels=2):
    """A mu-law WAV as telephones like it."""
    fmt = struct.pack("<HHIIHHH", 7, channels, rate, rate * channels, channels, 8, 0)
    body = b"WAVE" + b"fmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", len(sound)) + sound
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_a_whole_recording_gives_its_facts():
    facts = inspect_wav(a_wav(), 2, 4000)
    assert (facts.sample_rate, facts.channels, facts.sample_width, facts.duration_ms) == (8000, 2, 2, 4000)
    assert len(facts.sha256) == 64


def test_mu_law_is_audio_too():
    facts = inspect_wav(ulaw(b"\x7f" * 16_000), 2, 1000)
    assert (facts.sample_width, facts.duration_ms) == (1, 1000)


def test_a_streamed_file_without_sizes_is_read_to_its_end():
    wav = bytearray(a_wav())
    wav[40:44] = b"\xff\xff\xff\xff"
    assert inspect_wav(bytes(wav), 2, 4000).duration_ms == 4000


@pytest.mark.parametrize("announced_ms", [3000, 4000, 5000, 0])
def test_a_second_more_or_less_is_within_what_the_carrier_announces(announced_ms):
    assert inspect_wav(a_wav(), 2, announced_ms).duration_ms == 4000


@pytest.mark.parametrize("announced_ms", [2999, 5001])
def test_more_than_a_second_off_is_not_the_one_announced(announced_ms):
    assert refused(a_wav(), announced_ms=announced_ms) == "recording_duration"


def test_other_channels_than_announced_are_refused():
    assert refused(a_wav(channels=1)) == "recording_channels"
    assert inspect_wav(a_wav(channels=1), 0, 4000).channels == 1


@pytest.mark.parametrize("wav", [b"<html>", b"RIFF", b"RIFF\0\0\0\0AVI LIST" + bytes(40), b"ID3" + bytes(100)])
def test_what_is_not_audio_is_refused(wav):
    assert refused(wav) == "recording_not_audio"


def test_nothing_is_empty():
    assert refused(b"") == "recording_empty"
    assert refused(a_wav(seconds=0)) == "recording_empty"


def test_half_a_file_is_truncated():
    assert refused(a_wav()[:-1000]) == "recording_truncated"
    assert refused(a_wav()[:40]) == "recording_truncated"


@pytest.mark.parametrize("field", range(12, 44))
def test_no_broken_header_raises_anything_but_a_reason(field):
    wav = bytearray(a_wav())
    for value in (0, 1, 255):
        wav[field] = value
        try:
            assert inspect_wav(bytes(wav), 0, 0).duration_ms >= 0
        except RecordingUnusable as told:
            assert told.code.startswith("recording_")


def test_the_form_says_where_the_sound_lies():
    form = read_form(a_wav())
    assert (form.data_at, form.data_bytes, form.frame_bytes, form.encoding) == (44, 128_000, 4, 1)
