"""Every REST call the service makes, and every answer of the simulator, keeps to Twilio's own description."""

import pytest

from tests.support.openapi import description
from tests.support.scripted_service import ScriptedService
from tests.support.sound import two_tones
from voice.call.simulator import ACCOUNT, TOKEN, Person, Simulator
from voice.call.twilio_rest import TwilioRest
from voice.errors import RecordingNotReady

CALLBACK = 'recordingStatusCallback="ABS/twilio/recording" recordingStatusCallbackEvent="in-progress completed absent"'
START = f'<Start><Recording name="call" channels="dual" trim="do-not-trim" {CALLBACK}/></Start>'
DIAL = '<Dial action="ABS/twilio/dialled" method="POST" timeout="20"><Number>+14155550100</Number></Dial>'


@pytest.fixture
def carrier():
    with ScriptedService(voice=[START + DIAL], dialled=["<Hangup/>"]) as service:
        simulator = Simulator(service.url, audio=two_tones(), environment={}).start()
        rest = TwilioRest(ACCOUNT, TOKEN, simulator.api_url)
        yield rest, simulator
        rest.close()
        simulator.stop()


def findings(openapi, simulator):
    return [
        f"{asked.method} {asked.path} {answer.status}: {finding}"
        for asked, answer in simulator.rest.answered
        if not asked.path.endswith(".wav")
        for finding in openapi.findings(asked.method, asked.path, asked.query, asked.form, answer.status, answer.body)
    ]


def test_a_recordings_whole_life_keeps_to_the_description(carrier):
    openapi = description()
    rest, simulator = carrier

    def in_the_middle(call_sid):
        rest.change_recording(call_sid, "Twilio.CURRENT", "paused")
        rest.change_recording(call_sid, "Twilio.CURRENT", "in-progress")
        rest.recordings_of(call_sid)
        rest.stop_recording(call_sid)

    log = simulator.call(person=Person(interrupt=in_the_middle, interrupt_at_ms=500))
    (recording,) = rest.recordings_of(log.call_sid)
    assert not rest.recording_is_gone(recording)
    with pytest.raises(RecordingNotReady):
        rest.fetch_recording(recording, 2)
    rest.fetch_recording(recording, 2)
    rest.delete_recording(recording)
    assert rest.recording_is_gone(recording)
    assert rest.recordings_of(log.call_sid) == ()
    assert findings(openapi, simulator) == []
    assert {(asked.method, answer.status) for asked, answer in simulator.rest.answered} >= {
        ("GET", 200),
        ("GET", 404),
        ("POST", 200),
        ("DELETE", 204),
    }


def test_what_does_not_keep_to_the_description_is_found():
    openapi = description()
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Calls/CA{'0' * 32}/Recordings/Twilio.CURRENT.json"
    assert openapi.findings("POST", path, {}, {"Status": ["stopped"]}, 200, b"{}") == []
    assert openapi.findings("POST", path, {}, {"Status": ["halted"]}, 200, b"{}")
    assert openapi.findings("POST", path, {}, {}, 200, b"{}")
    assert openapi.findings("PUT", path, {}, {"Status": ["stopped"]}, 200, b"{}")
    assert openapi.findings("POST", path, {"Force": "1"}, {"Status": ["stopped"]}, 200, b"{}")
    assert openapi.findings("POST", path, {}, {"Status": ["stopped"]}, 200, b'{"status": "gone"}')
    assert openapi.findings("POST", path, {}, {"Status": ["stopped"]}, 200, b'{"invented": 1}')
    short = path.replace("CA" + "0" * 32, "CA1")
    assert openapi.findings("POST", short, {}, {"Status": ["stopped"]}, 200, b"{}")
