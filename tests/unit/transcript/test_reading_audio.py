"""Recordings of every kind become channels, or a clear error."""

import http.server
import io
import threading
import wave
from pathlib import Path

import numpy as np
import pytest

from tests.support import sounds
from voice.errors import RecordingUnusable
from voice.transcript import audio

TWO = np.stack([sounds.tone(2, 440), sounds.tone(2, 880)])


def loudest_hertz(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.argmax(spectrum) * audio.RATE / len(samples))


@pytest.mark.parametrize(
    ("form", "codec", "rate"),
    [
        ("wav", "pcm_s16le", 8_000),
        ("wav", "pcm_mulaw", 8_000),
        ("wav", "pcm_alaw", 8_000),
        ("wav", "pcm_s24le", 48_000),
        ("wav", "pcm_f32le", 44_100),
        ("flac", "flac", 16_000),
        ("mp3", "libmp3lame", 44_100),
        ("ogg", "libopus", 48_000),
        ("mov", "aac", 48_000),
    ],
)
def test_two_channels_stay_apart_in_every_format(form, codec, rate):
    left, right = audio.read_channels(sounds.file_of(TWO, form=form, codec=codec, rate=rate))
    assert left.dtype == np.float32
    assert abs(len(left) - 2 * audio.RATE) < 0.1 * audio.RATE
    assert loudest_hertz(left) == pytest.approx(440, abs=5)
    assert loudest_hertz(right) == pytest.approx(880, abs=5)
    assert np.abs(left).max() <= 1.0


def test_a_mono_recording_is_one_channel():
    assert len(audio.read_channels(sounds.file_of(TWO[:1]))) == 1


def test_a_path_reads_like_its_bytes(tmp_path: Path):
    file = tmp_path / "call.wav"
    file.write_bytes(sounds.file_of(TWO))
    from_path, from_bytes = audio.read_channels(file), audio.read_channels(file.read_bytes())
    assert all(np.array_equal(a, b) for a, b in zip(from_path, from_bytes, strict=True))


def test_a_stream_gives_the_same_samples_in_pieces():
    file = sounds.file_of(np.stack([sounds.noise(130, 0.1), sounds.noise(130, 0.1, seed=2)]))
    pieces = list(audio.stream(file))
    assert len(pieces) == 3
    whole = audio.read_channels(file)
    assert np.array_equal(np.concatenate([piece[1] for piece in pieces]), whole[1])


def refused(untrusted: bytes) -> str:
    with pytest.raises(RecordingUnusable) as caught:
        audio.read_channels(untrusted)
    return caught.value.code


def test_no_bytes_at_all_is_called_empty():
    assert refused(b"") == "recording_empty"


def test_a_header_without_samples_is_called_empty():
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((2, 2, 8000, 0, "NONE", ""))
    assert refused(buffer.getvalue()) == "recording_empty"


def test_random_bytes_are_called_not_audio():
    assert refused(np.random.default_rng(3).bytes(20_000)) == "recording_not_audio"


def test_a_page_of_html_is_called_not_audio():
    assert refused(b"<!doctype html><title>404 Not Found</title>" * 50) == "recording_not_audio"


@pytest.mark.parametrize(("form", "codec"), [("wav", "pcm_s16le"), ("flac", "flac")])
def test_a_file_cut_in_half_is_called_truncated(form, codec):
    file = sounds.file_of(np.tile(TWO, 5), form=form, codec=codec)
    assert refused(file[: len(file) // 2]) == "recording_truncated"


def test_damage_inside_a_file_loses_only_what_is_damaged():
    file = bytearray(sounds.file_of(np.tile(TWO, 5), form="flac", codec="flac"))
    middle = len(file) // 2
    file[middle : middle + 300] = b"\x00" * 300
    left, _ = audio.read_channels(bytes(file))
    assert len(left) > 8 * audio.RATE


def test_a_playlist_that_names_a_url_is_refused_and_nothing_is_fetched():
    asked = []

    class Trap(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Trap) as trap:
        threading.Thread(target=trap.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{trap.server_port}/secret.wav"
        playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{url}\n#EXT-X-ENDLIST\n".encode()
        assert refused(playlist) == "recording_not_audio"
        trap.shutdown()
    assert asked == []
