"""Our side of the carrier's REST API: addresses of our own making, credentials that stay, honest errors."""

import httpx
import pytest

from voice.call.twilio_rest import TwilioRest
from voice.errors import CarrierRefused, CarrierUnavailable, RecordingNotReady, UntrustedInput, VoiceError

ACCOUNT = "AC" + "a" * 32
RECORDING = "RE" + "b" * 32
CALL = "CA" + "c" * 32
API = "https://api.twilio.com"
PATH = f"/2010-04-01/Accounts/{ACCOUNT}"


class Wire:
    """Answers in turn with what it was given, and keeps the requests."""

    def __init__(self, *answers):
        self._answers = list(answers)
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def carrier(*answers, api=API):
    wire = Wire(*answers)
    return TwilioRest(ACCOUNT, "secret-token", api, httpx.Client(transport=httpx.MockTransport(wire))), wire


def test_media_is_asked_for_by_account_and_id_with_both_channels():
    rest, wire = carrier(httpx.Response(200, content=b"RIFF"))
    assert rest.fetch_recording(RECORDING, 2) == b"RIFF"
    (request,) = wire.requests
    assert str(request.url) == f"{API}{PATH}/Recordings/{RECORDING}.wav?RequestedChannels=2"
    assert request.headers["authorization"].startswith("Basic ")


def test_a_recording_without_a_second_channel_is_asked_for_again():
    rest, wire = carrier(httpx.Response(400, json={"code": 21622}), httpx.Response(200, content=b"RIFF"))
    assert rest.fetch_recording(RECORDING, 2) == b"RIFF"
    assert wire.requests[1].url.query == b""


@pytest.mark.parametrize(
    ("answer", "error", "retry_helps"),
    [
        (httpx.Response(404), RecordingNotReady, True),
        (httpx.Response(401), CarrierRefused, False),
        (httpx.Response(403), CarrierRefused, False),
        (httpx.Response(410), CarrierRefused, False),
        (httpx.Response(429), CarrierUnavailable, True),
        (httpx.Response(500), CarrierUnavailable, True),
        (httpx.Response(503), CarrierUnavailable, True),
        (httpx.ConnectError("refused by 10.0.0.1"), CarrierUnavailable, True),
        (httpx.RemoteProtocolError("body ended early"), CarrierUnavailable, True),
        (httpx.ReadTimeout("slow"), CarrierUnavailable, True),
    ],
)
def test_each_trouble_says_whether_asking_again_helps(answer, error, retry_helps):
    rest, _ = carrier(answer)
    with pytest.raises(error) as raised:
        rest.fetch_recording(RECORDING, 1)
    assert raised.value.retry_helps is retry_helps
    assert "secret-token" not in str(raised.value)
    assert "10.0.0.1" not in str(raised.value)


def test_credentials_do_not_follow_a_redirect():
    rest, wire = carrier(
        httpx.Response(302, headers={"location": "https://storage.example/x?signature=1"}),
        httpx.Response(200, content=b"RIFF"),
    )
    assert rest.fetch_recording(RECORDING, 1) == b"RIFF"
    assert wire.requests[1].url.host == "storage.example"
    assert "authorization" not in wire.requests[1].headers


@pytest.mark.parametrize("target", ["http://storage.example/x", "ftp://storage.example/x", "file:///etc/passwd"])
def test_a_redirect_to_an_open_line_is_not_followed(target):
    rest, wire = carrier(httpx.Response(302, headers={"location": target}))
    with pytest.raises(VoiceError):
        rest.fetch_recording(RECORDING, 1)
    assert len(wire.requests) == 1


def test_redirects_without_end_end():
    rest, wire = carrier(httpx.Response(302, headers={"location": "https://storage.example/x"}))
    with pytest.raises(CarrierUnavailable):
        rest.fetch_recording(RECORDING, 1)
    assert len(wire.requests) == 4


def test_more_than_any_call_can_hold_is_refused(monkeypatch):
    monkeypatch.setattr("voice.call.twilio_rest.LARGEST_MEDIA_BYTES", 1000)
    rest, _ = carrier(httpx.Response(200, content=b"x" * 1001))
    with pytest.raises(CarrierRefused):
        rest.fetch_recording(RECORDING, 1)


@pytest.mark.parametrize("strange", ["", "../Calls", "RE/1", "RE1?x=1", "https://evil.example/RE1", "RE1#", "a..b"])
def test_an_id_that_would_make_another_address_never_leaves(strange):
    rest, wire = carrier(httpx.Response(200))
    for act in (lambda: rest.fetch_recording(strange, 1), lambda: rest.delete_recording(strange)):
        with pytest.raises(UntrustedInput):
            act()
    with pytest.raises(UntrustedInput):
        rest.stop_recording(strange)
    assert wire.requests == []


@pytest.mark.parametrize("status", [204, 404])
def test_a_copy_deleted_or_already_gone_is_a_success(status):
    rest, wire = carrier(httpx.Response(status))
    rest.delete_recording(RECORDING)
    assert (wire.requests[0].method, wire.requests[0].url.path) == ("DELETE", f"{PATH}/Recordings/{RECORDING}.json")


def test_a_copy_that_could_not_be_deleted_is_an_error():
    for status, error in ((400, CarrierRefused), (500, CarrierUnavailable), (401, CarrierRefused)):
        rest, _ = carrier(httpx.Response(status))
        with pytest.raises(error):
            rest.delete_recording(RECORDING)


def test_absence_is_a_404_and_nothing_else():
    assert carrier(httpx.Response(404))[0].recording_is_gone(RECORDING)
    assert not carrier(httpx.Response(200, json={"status": "completed"}))[0].recording_is_gone(RECORDING)
    for status in (401, 500, 400):
        with pytest.raises(VoiceError):
            carrier(httpx.Response(status))[0].recording_is_gone(RECORDING)


def test_stopping_stops_the_current_recording_and_every_other_that_runs():
    running = {"recordings": [{"sid": RECORDING, "status": "in-progress"}, {"sid": "RE2", "status": "completed"}]}
    rest, wire = carrier(httpx.Response(200, json={}), httpx.Response(200, json=running), httpx.Response(200, json={}))
    rest.stop_recording(CALL)
    posted = [(request.url.path, request.content) for request in wire.requests if request.method == "POST"]
    assert posted == [
        (f"{PATH}/Calls/{CALL}/Recordings/Twilio.CURRENT.json", b"Status=stopped"),
        (f"{PATH}/Calls/{CALL}/Recordings/{RECORDING}.json", b"Status=stopped"),
    ]


def test_a_pause_keeps_the_time_running():
    rest, wire = carrier(httpx.Response(200, json={}))
    assert rest.change_recording(CALL, "Twilio.CURRENT", "paused")
    assert wire.requests[0].content == b"Status=paused&PauseBehavior=silence"


@pytest.mark.parametrize("body", [{"code": 21220}, {"code": 20404}])
def test_nothing_running_is_no_error(body):
    assert not carrier(httpx.Response(400, json=body))[0].change_recording(CALL, "Twilio.CURRENT", "stopped")


def test_the_next_page_lends_its_query_and_not_its_host():
    first = {"recordings": [{"sid": "RE1"}], "next_page_uri": "https://evil.example/steal?Page=1&PageToken=PA1"}
    second = {"recordings": [{"sid": "RE2"}], "next_page_uri": None}
    rest, wire = carrier(httpx.Response(200, json=first), httpx.Response(200, json=second))
    assert rest.recordings_of(CALL) == ("RE1", "RE2")
    assert str(wire.requests[1].url) == f"{API}{PATH}/Recordings.json?Page=1&PageToken=PA1"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"<html>", b'{"recordings": 3}'])
def test_a_list_of_another_shape_is_unavailable_and_not_empty(content):
    with pytest.raises(CarrierUnavailable):
        carrier(httpx.Response(200, content=content))[0].recordings_of(CALL)
