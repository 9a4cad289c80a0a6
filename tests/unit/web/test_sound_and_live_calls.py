"""The redacted sound, in pieces and as a wave; and what can be done to a call that is on the line."""

import io
import struct
import wave as riff
from dataclasses import replace

import pytest

from tests.support.call_documents import finished
from tests.support.workbench import Workbench
from voice.call.values import CallState
from voice.errors import NothingThere
from voice.web.sound import REDACTED_SOUND


class Control:
    """Remembers what was asked."""

    def __init__(self):
        self.asked = []

    def pause(self, call_id):
        self.asked.append(("pause", call_id))

    def resume(self, call_id):
        self.asked.append(("resume", call_id))

    def stop(self, call_id):
        raise NothingThere("Nothing of this call is being recorded now.")


def two_channels(seconds=1):
    out = io.BytesIO()
    with riff.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(struct.pack("<hh", 12000, -300) * 8000 * seconds)
    return out.getvalue()


@pytest.fixture
def bench():
    bench = Workbench(recording=Control())
    bench.add(finished())
    return bench


def test_a_call_without_redacted_sound_has_no_player_and_raw_sound_is_never_served(bench):
    bench.sealed.put("call-1", "recording-1.wav", two_channels())
    rosa = bench.browser_of("reviewer")
    assert "<audio" not in rosa.open("/calls/call-1").text
    assert rosa.http.get("/calls/call-1/sound").status_code == 404


def test_the_wave_has_an_outline_for_each_channel_and_the_player_follows(bench):
    bench.sealed.put("call-1", REDACTED_SOUND, two_channels())
    html = bench.browser_of("reviewer").open("/calls/call-1").text
    assert html.count("<polygon") == 2
    assert "/static/player.js" in html


@pytest.mark.parametrize(
    ("asked", "status", "length"),
    [
        ("", 200, None),
        ("bytes=0-9", 206, 10),
        ("bytes=10-", 206, -10),
        ("bytes=-7", 206, 7),
        ("bytes=99999999-", 416, 0),
        ("bytes=-", 200, None),
        ("bytes=5-1", 416, 0),
        ("bytes=0-1,4-5", 200, None),
        ("items=0-1", 200, None),
    ],
)
def test_sound_comes_in_the_pieces_a_browser_asks_for(bench, asked, status, length):
    sound = two_channels()
    bench.sealed.put("call-1", REDACTED_SOUND, sound)
    rosa = bench.browser_of("reviewer")
    answer = rosa.http.get("/calls/call-1/sound", headers={"range": asked} if asked else {})
    assert answer.status_code == status
    expected = len(sound) if length is None else (len(sound) + length if length < 0 else length)
    assert len(answer.content) == expected


def test_something_that_is_no_sound_is_drawn_as_nothing(bench):
    bench.sealed.put("call-1", REDACTED_SOUND, b"RIFF....WAVE nothing")
    assert "<polygon" not in bench.browser_of("reviewer").open("/calls/call-1").text


def test_an_erased_calls_sound_is_gone(bench):
    bench.sealed.put("call-1", REDACTED_SOUND, two_channels())
    bench._withdraw("call-1", "from_the_start", "officer")
    assert bench.browser_of("officer").http.get("/calls/call-1/sound").status_code == 404


def live(bench):
    bench.add(None, call_id="live", state=CallState.LIVE)
    bench.book.change_call("live", lambda now: replace(now, ended_at=None))


def test_a_live_calls_recording_is_paused_and_the_ledger_knows_by_whom(bench):
    live(bench)
    rosa = bench.browser_of("reviewer", name="rosa")
    rosa.open("/calls/live")
    rosa.submit("/calls/live/recording", act="pause")
    body = next(e.entry.body for e in bench.ledger.entries("live") if e.entry.kind == "recording.changed_by_person")
    assert body == {"by": rosa.account.id, "act": "pause"}
    rosa.open("/calls/live")
    assert rosa.submit("/calls/live/recording", act="stop").status_code == 404
    rosa.open("/calls/live")
    assert rosa.submit("/calls/live/recording", act="record").status_code == 400


def test_a_call_that_is_over_offers_no_control(bench):
    rosa = bench.browser_of("reviewer")
    assert "/recording" not in rosa.open("/calls/call-1").text
    token = bench.keeper.visitor(rosa.http.cookies["voice_session"]).csrf
    assert rosa.http.post("/calls/call-1/recording", data={"act": "pause", "csrf": token}).status_code == 404
