"""`voice twilio connect`: a number is pointed here, read back, and says so when somebody moves it."""

from datetime import timedelta

import httpx
import pytest
from typer.testing import CliRunner

from tests.support.openapi import description
from tests.support.scripted_service import ScriptedService
from tests.support.sound import two_tones
from voice.call.simulator import ACCOUNT, TOKEN, Simulator
from voice.call.twilio_account import AccountLook
from voice.call.twilio_number import Difference, NumberDesk
from voice.call.twilio_rest import TwilioRest
from voice.clock import SystemClock
from voice.commands.twilio import app
from voice.errors import NothingThere, SettingsError, UntrustedInput

NUMBER = "+14155550100"
PUBLIC = "https://voice.example"


@pytest.fixture
def carrier():
    with ScriptedService() as service:
        simulator = Simulator(service.url, audio=two_tones(), environment={}).start()
        simulator.exchange.add_number(NUMBER)
        simulator.exchange.add_number("+14155550199")
        rest = TwilioRest(ACCOUNT, TOKEN, simulator.api_url)
        yield simulator, NumberDesk(rest)
        rest.close()
        simulator.stop()


def test_a_number_is_pointed_here_and_its_neighbour_is_not(carrier):
    simulator, desk = carrier
    assert desk.connect("+1 (415) 555-0100", PUBLIC) == ()
    mine, other = simulator.exchange.numbers.values()
    assert mine["voice_url"] == f"{PUBLIC}/twilio/voice#ct=2000&rt=4000&rc=2&rp=ct,5xx&tt=12000"
    assert mine["voice_fallback_url"].startswith(f"{PUBLIC}/twilio/fallback#")
    assert mine["status_callback"] == f"{PUBLIC}/twilio/status#rc=5&rp=all"
    assert other["voice_url"] is None


def test_every_request_about_numbers_keeps_to_twilios_description(carrier):
    simulator, desk = carrier
    openapi = description()
    desk.connect(NUMBER, PUBLIC)
    for asked, answer in simulator.rest.answered:
        assert openapi.findings(asked.method, asked.path, asked.query, asked.form, answer.status, answer.body) == []


def test_a_number_that_was_moved_is_noticed(carrier):
    simulator, desk = carrier
    desk.connect(NUMBER, PUBLIC)
    row = next(iter(simulator.exchange.numbers.values()))
    row["voice_url"] = "https://elsewhere.example/voice"
    row["voice_application_sid"] = "AP" + "0" * 32
    assert [difference.setting for difference in desk.differences(NUMBER, PUBLIC)] == [
        "VoiceUrl",
        "VoiceApplicationSid",
    ]
    assert Difference("VoiceApplicationSid", "", "AP" + "0" * 32) in desk.differences(NUMBER, PUBLIC)


def test_a_number_that_is_not_there_or_none_at_all_is_refused(carrier):
    _, desk = carrier
    with pytest.raises(NothingThere):
        desk.connect("+14155550177", PUBLIC)
    for strange in ("", "555-0100", "+1415'; DROP", "client:amy"):
        with pytest.raises(UntrustedInput):
            desk.connect(strange, PUBLIC)


def test_the_command_connects_and_checks(carrier, monkeypatch):
    simulator, _ = carrier
    for name, value in {
        "VOICE_CARRIER_ACCOUNT": ACCOUNT,
        "VOICE_CARRIER_TOKEN": TOKEN,
        "VOICE_CARRIER_API_URL": simulator.api_url,
        "VOICE_PUBLIC_URL": PUBLIC,
    }.items():
        monkeypatch.setenv(name, value)
    runner = CliRunner()
    assert runner.invoke(app, ["check", NUMBER]).exit_code == 1
    connected = runner.invoke(app, ["connect", NUMBER])
    assert connected.exit_code == 0, connected.output
    assert "rings here" in connected.output
    assert runner.invoke(app, ["check", NUMBER]).exit_code == 0
    assert runner.invoke(app, ["check"]).exit_code == 0
    monkeypatch.delenv("VOICE_CARRIER_TOKEN")
    assert isinstance(runner.invoke(app, ["check", NUMBER]).exception, SettingsError)


def looks(rest, now=None):
    findings = AccountLook(rest, PUBLIC).findings(now or SystemClock().now())
    return {found.look: (found.good, found.says) for found in findings}


def test_an_account_without_a_number_here_says_so(carrier):
    simulator, _ = carrier
    rest = TwilioRest(ACCOUNT, TOKEN, simulator.api_url)
    assert looks(rest)["numbers"][0] is False
    assert looks(rest)["recordings there"] == (True, "none rests at the carrier")
    rest.close()


def test_a_connected_number_is_good_and_a_moved_one_is_not(carrier):
    simulator, desk = carrier
    rest = TwilioRest(ACCOUNT, TOKEN, simulator.api_url)
    desk.connect(NUMBER, PUBLIC)
    assert looks(rest)["number 1 of 1"] == (True, "rings here as it should")
    next(iter(simulator.exchange.numbers.values()))["status_callback"] = ""
    good, says = looks(rest)["number 1 of 1"]
    assert not good
    assert says.startswith("StatusCallback differ")
    assert NUMBER not in str(looks(rest))
    rest.close()


def test_a_clock_that_is_wrong_is_noticed(carrier):
    simulator, _ = carrier
    rest = TwilioRest(ACCOUNT, TOKEN, simulator.api_url)
    assert looks(rest)["clock"][0]
    assert not looks(rest, SystemClock().now() + timedelta(minutes=10))["clock"][0]
    rest.close()


@pytest.mark.parametrize(("status", "is_open"), [(200, True), (302, True), (401, False), (404, False)])
def test_recordings_that_anyone_may_fetch_are_noticed(status, is_open):
    wire = httpx.MockTransport(lambda request: httpx.Response(status, headers={"location": "https://x.example"}))
    rest = TwilioRest(ACCOUNT, TOKEN, "https://api.twilio.com", httpx.Client(transport=wire))
    assert rest.media_is_open("RE1") is is_open


def test_the_simulated_carrier_guards_its_recordings(carrier):
    simulator, _ = carrier
    call = simulator.exchange.begin_call("+1", "+2", 8000)
    recording = simulator.exchange.begin_recording(call, "start", 2)
    call.now_ms = 1000
    simulator.exchange.complete(recording)
    rest = TwilioRest(ACCOUNT, TOKEN, simulator.api_url)
    assert looks(rest)["recordings there"] == (True, "1 rest at the carrier, behind the credentials")
    rest.close()
