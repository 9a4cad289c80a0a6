"""Sound over the carrier's media stream, end to end: what was sent is what is sealed, and only under a grant."""

from dataclasses import replace

import numpy as np
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.support.line import RING
from tests.support.open_line import OpenLine
from tests.support.sealed_store import MemorySealedStore
from tests.support.sound import two_tones
from tests.support.vault import RealVault
from voice.call.simulated.mu_law import encode
from voice.call.simulated.sound import read_wav
from voice.call.simulator import TOKEN, Person
from voice.call.twilio import SigningSecrets, UntrustedForm, sign
from voice.call.values import CallState
from voice.consent.values import WithdrawalScope
from voice.greeting.values import RecordFrom
from voice.journey.objects import recording_name
from voice.journey.streaming import Streaming, StreamParts
from voice.recording.stream import PIECE_BYTES, PIECE_MS
from voice.recording.values import RecordingState
from voice.web.media_stream import router
from voice.web.signature import SignatureCheck

AUDIO = two_tones(4.0)
STREAMED = replace(RING, record_from=RecordFrom.STREAM)


class StreamedLine(OpenLine):
    """A line on which sound comes here instead of resting at the carrier."""

    def __init__(self, sealed=None, **more):
        self.sealed = sealed or MemorySealedStore()
        super().__init__(STREAMED, audio=AUDIO, **more)

    def restart(self):
        super().restart()
        self.streaming = Streaming(
            StreamParts(self.book, self.sealed, self.clock, self.live.state, self.live.sound_sealed)
        )

    def doors(self):
        return (router(self.streaming, SignatureCheck(self.url, SigningSecrets((TOKEN,)))),)

    def recording(self, log):
        (recording,) = self.book.recordings(self.call(log.call_sid).id)
        return recording

    def sent(self, log):
        """What the carrier sent, as mu-law and back."""
        streamer = self.simulator.streamers[log.call_sid]
        call = self.simulator.exchange.calls[log.call_sid]
        began = streamer._began_ms
        track = call.track.cut(began, began + streamer.sent_ms).samples
        return np.stack([np.frombuffer(encode(track[:, n]), np.uint8) for n in (0, 1)], axis=1)


@pytest.fixture
def line():
    with StreamedLine() as line:
        yield line


def codes(line, log):
    recording = line.recording(log)
    wav = line.sealed.get(recording.call_id, recording_name(recording.id))
    return np.frombuffer(wav[wav.index(b"data") + 8 :], np.uint8).reshape(-1, 2)


def test_what_was_sent_is_sealed_bit_for_bit(line):
    log = line.simulator.call()
    assert log.saw("stream_starts")
    assert np.array_equal(codes(line, log), line.sent(log))
    recording = line.recording(log)
    assert (recording.state, recording.reason, recording.source) == (
        RecordingState.CARRIER_COPY_GONE,
        "",
        "MediaStream",
    )
    assert line.call(log.call_sid).state is CallState.WORKING
    assert (recording.call_id, recording.id) in line.queue.work
    assert not line.simulator.recordings, "nothing rests at the carrier"


def test_the_sound_is_what_was_spoken_each_on_a_channel_of_their_own(line):
    log = line.simulator.call()
    spoken, kept = read_wav(AUDIO).samples, codes(line, log)
    for channel in (0, 1):
        assert encode(spoken[:, channel]) in kept[:, channel].tobytes()


def test_nobody_answering_the_stream_goes_on_and_holds_the_message(line):
    log = line.simulator.call(person=Person(agent_answers=False))
    recording = line.recording(log)
    assert recording.state is RecordingState.CARRIER_COPY_GONE
    assert recording.duration_ms > STREAMED.voicemail_s * 1000
    assert not line.simulator.recordings


def test_the_real_sealed_store_holds_the_whole_and_no_piece(tmp_path):
    vault = RealVault(tmp_path)
    with StreamedLine(vault.sealed) as line:
        log = line.simulator.call()
        assert np.array_equal(codes(line, log), line.sent(log))
        assert list(vault.sealed.names(line.call(log.call_sid).id)) == [recording_name(line.recording(log).id)]
        assert len(list((tmp_path / "objects").rglob("*.*"))) <= 1
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or b"WAVE" not in path.read_bytes()
    vault.close()


def test_lost_frames_are_silence_reported_and_nothing_else_changes():
    with StreamedLine(frame_loss=0.05) as line:
        log = line.simulator.call()
        sent, kept = line.sent(log), codes(line, log)
        lost = line.simulator.streamers[log.call_sid].lost
        assert lost
        for track, at_ms in lost:
            sent[at_ms * 8 : (at_ms + 20) * 8, track] = 0xFF
        assert np.array_equal(kept, sent[: len(kept)])
        assert line.recording(log).reason == "stream_gaps"
        assert any(name.startswith("gaps-") for name in line.sealed.names(line.call(log.call_sid).id))


def test_a_socket_lost_before_the_stop_is_a_partial_recording(line):
    def lose(call_sid):
        line.simulator.streamers[call_sid].lose()

    log = line.simulator.call(person=Person(interrupt=lose, interrupt_at_ms=2000))
    line.wait_for(lambda: line.recording(log).state is RecordingState.CARRIER_COPY_GONE)
    recording = line.recording(log)
    assert recording.reason == "stream_partial"
    spoken = line.sent(log)
    assert 0 < recording.duration_ms <= len(spoken) // 8
    assert np.array_equal(codes(line, log), spoken[: recording.duration_ms * 8])


@pytest.mark.parametrize("scope", list(WithdrawalScope))
def test_a_withdrawal_ends_the_stream(line, scope):
    def take_back(call_sid):
        line.live.withdraw(line.call(call_sid).id, scope, "agent")
        if scope is WithdrawalScope.FROM_THE_START:
            line.sealed.destroy(line.call(call_sid).id)

    log = line.simulator.call(person=Person(interrupt=take_back, interrupt_at_ms=1000))
    line.wait_for(lambda: line.recording(log).state is not RecordingState.ANNOUNCED)
    recording = line.recording(log)
    if scope is WithdrawalScope.FROM_THE_START:
        assert recording.state is RecordingState.DESTROYED
        assert line.sealed.names(recording.call_id) == ()
    else:
        talk_began_ms = recording.duration_ms - 1000
        assert recording.state is RecordingState.CARRIER_COPY_GONE
        assert talk_began_ms < len(line.sent(log)) // 8
        assert recording.duration_ms % PIECE_MS == 0


def test_a_killed_process_leaves_pieces_that_are_finished_later(line):
    log = line.simulator.call(person=Person(interrupt=lambda sid: None, interrupt_at_ms=10))
    whole = line.recording(log)
    line.book.change_recording(whole.id, lambda now: replace(now, state=RecordingState.ANNOUNCED, duration_ms=0))
    wav = codes(line, log).tobytes()
    size = PIECE_BYTES * 2
    for number in range(3):
        line.sealed.put(whole.call_id, f"piece-{whole.id}-{number:06d}", wav[number * size : (number + 1) * size])
    line.restart()
    assert line.streaming.recover() == 1
    assert line.streaming.recover() == 0
    recording = line.recording(log)
    assert (recording.duration_ms, recording.reason) == (3 * PIECE_MS, "stream_partial")
    assert codes(line, log).tobytes() == wav[: 3 * size]


def upgrade(line, **headers):
    return connect(line.url.replace("http", "ws") + "/twilio/stream", additional_headers=headers, proxy=None)


def signed(line, suffix=""):
    url = line.url.replace("http", "ws") + "/twilio/stream" + suffix
    return {"x-twilio-signature": sign(TOKEN, url, UntrustedForm(()))}


def test_an_unsigned_upgrade_is_refused(line):
    for headers in ({}, {"x-twilio-signature": "wrong"}, {"x-twilio-signature": "s" * 600}):
        with pytest.raises(InvalidStatus) as refused:
            upgrade(line, **headers)
        assert refused.value.response.status_code == 403


@pytest.mark.parametrize("suffix", ["", "/"])
def test_an_address_signed_with_or_without_its_slash_is_let_in(line, suffix):
    with upgrade(line, **signed(line, suffix)) as socket:
        socket.send('{"event": "connected"}')


START = '{"event": "start", "start": {"callSid": "%s", "streamSid": "MZ1", "customParameters": {"permit": "%s"}, '
FORMAT = '"mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000}}}'


@pytest.mark.parametrize(
    "said",
    [
        (START % ("CA-nobody", "call-1-x")) + FORMAT,
        (START % ("CA-known", "call-2-x")) + FORMAT,
        (START % ("CA-known", "")) + FORMAT,
        (START % ("CA-known", "call-1-x")) + '"mediaFormat": {"encoding": "audio/l16", "sampleRate": 16000}}}',
        '{"event": "media", "media": {"track": "inbound", "timestamp": "0", "payload": ""}}',
        '{"event": "start"}',
        "[]",
        "not json",
        "x" * 20_000,
    ],
)
def test_a_stream_that_is_not_permitted_is_closed_and_nothing_is_kept(line, said):
    line.ring("CA-known")
    line.press("2", "CA-known")
    with upgrade(line, **signed(line)) as socket:
        socket.send(said)
        with pytest.raises(Exception, match="1008"):
            socket.recv(timeout=5)
    assert line.book.recordings(line.call("CA-known").id) == ()
    assert line.sealed.names(line.call("CA-known").id) == ()


def test_a_stream_cannot_be_sent_a_second_time(line):
    log = line.simulator.call()
    recording = line.recording(log)
    before = line.sealed.get(recording.call_id, recording_name(recording.id))
    again = (START % (log.call_sid, recording.call_id + "-x")).replace("MZ1", recording.carrier_recording_id) + FORMAT
    with upgrade(line, **signed(line)) as socket:
        socket.send(again)
        with pytest.raises(Exception, match="1008"):
            socket.recv(timeout=5)
    assert line.sealed.get(recording.call_id, recording_name(recording.id)) == before


def test_the_sound_is_not_kept_in_pieces_once_it_is_whole(line):
    log = line.simulator.call()
    call_id = line.call(log.call_sid).id
    assert not [name for name in line.sealed.names(call_id) if name.startswith("piece-")]
