"""Fifty streams at once into the real sealed store: no frame lost, memory bounded, faster than they speak."""

import base64
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.line import RING, Line
from tests.support.resident import MOST, forget_the_most, resident_bytes
from tests.support.vault import RealVault
from voice.journey.streaming import Streaming, StreamParts
from voice.web.media_stream import read_frame

STREAMS, SECONDS = 50, 20
FRAME_MS = 20


class OnDisk(Line):
    """A line on a real vault."""

    def __init__(self, folder):
        self.vault = RealVault(folder)
        super().__init__(RING)

    def restart(self):
        self.book, self.ledger = self.vault.book, self.vault.ledger
        super().restart()


def message(track, at_ms, sound):
    payload = base64.b64encode(sound).decode()
    return {"event": "media", "media": {"track": track, "timestamp": str(at_ms), "payload": payload}}


@pytest.mark.benchmarks
def test_fifty_streams_on_one_core(tmp_path):
    line = OnDisk(tmp_path)
    parts = StreamParts(line.book, line.vault.sealed, line.clock, line.live.state, line.live.sound_sealed)
    streaming = Streaming(parts)
    streams = []
    for number in range(STREAMS):
        line.ring(f"CA{number}")
        line.press("1", f"CA{number}")
        streams.append(streaming.begin(f"CA{number}", f"MZ{number}", f"{line.call(f'CA{number}').id}-permit"))
    sound = bytes(range(160))

    def speak(stream):
        for at_ms in range(0, SECONDS * 1000, FRAME_MS):
            for track in ("inbound", "outbound"):
                frame = read_frame(message(track, at_ms, sound))
                pieces = stream.frame(frame.track, frame.at_ms, frame.mu_law)
                assert not pieces or stream.keep(pieces)

    forget_the_most()
    before = resident_bytes()
    began, began_cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(STREAMS) as pool:
        list(pool.map(speak, streams))
    taken, worked = time.perf_counter() - began, time.process_time() - began_cpu
    grown_kib = (resident_bytes(MOST) - before) // 1024
    for stream in streams:
        stream.end(stopped_by_carrier=True)
    recordings = [one for number in range(STREAMS) for one in line.book.recordings(line.call(f"CA{number}").id)]
    line.vault.close()
    assert [one.reason for one in recordings] == [""] * STREAMS, "no frame is lost"
    assert {one.duration_ms for one in recordings} == {SECONDS * 1000}
    pace, work = SECONDS / taken, worked / SECONDS
    print(f"{STREAMS} streams at once: {pace:.2f} times as fast as they speak, {work:.2f} of a core")
    print(f"{grown_kib} KiB more memory")
