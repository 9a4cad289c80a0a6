"""The stored samples are read as a telephone would play them."""

import struct

import numpy as np
import pytest

from tests.architecture.source import ROOT
from voice.call.simulated.mu_law import LINEAR, read_sample
from voice.errors import UntrustedInput

SAMPLE = ROOT / "transcripts/samples/moving-an-appointment.wav"


def test_the_table_holds_the_standards_corner_values():
    # ITU-T G.711: 0xFF and 0x7F are zero, 0x80 and 0x00 the extremes.
    assert [int(LINEAR[code]) for code in (0xFF, 0x7F, 0x80, 0x00)] == [0, 0, 32124, -32124]


def test_the_sample_call_is_two_channels_of_telephone_sound():
    sound = read_sample(SAMPLE.read_bytes())
    assert sound.rate == 8000
    assert sound.samples.shape[1] == 2
    assert 60_000 <= sound.duration_ms <= 90_000
    assert SAMPLE.stat().st_size < 1_500_000
    assert np.abs(sound.samples).max() > 8000


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not audio at all", b"RIFF\0\0\0\0WAVEfmt \x04\0\0\0abcd"])
def test_what_is_no_wav_is_refused(content):
    with pytest.raises(UntrustedInput):
        read_sample(content)


def test_plain_pcm_is_read_too():
    form = struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)
    body = struct.pack("<3h", 1, -2, 3)
    chunks = b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", 6) + body
    wav = b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks
    assert read_sample(wav).samples.reshape(-1).tolist() == [1, -2, 3]
