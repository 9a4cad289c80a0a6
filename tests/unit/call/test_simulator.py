"""The simulated carrier behaves as Twilio's pages say, and refuses what Twilio would only warn about."""

import httpx
import numpy as np
import pytest

from tests.support.scripted_service import ScriptedService
from tests.support.sound import two_tones
from voice.call.simulated.markup import UnknownMarkup
from voice.call.simulated.rest import Answer
from voice.call.simulated.sound import read_wav
from voice.call.simulator import ACCOUNT, TOKEN, Person, Simulator, refuse_beside_real_credentials
from voice.call.twilio_rest import TwilioRest
from voice.errors import CarrierRefused, RecordingNotReady, SettingsError, UntrustedInput

GATHER = (
    '<Gather input="dtmf" numDigits="1" timeout="6" action="ABS/twilio/consent" method="POST" '
    'actionOnEmptyResult="true"><Say language="en-US">May we record?</Say></Gather>'
    '<Redirect method="POST">ABS/twilio/consent</Redirect>'
)
CALLBACK = 'recordingStatusCallback="ABS/twilio/recording" recordingStatusCallbackEvent="in-progress completed absent"'
START = f'<Start><Recording name="call" channels="dual" trim="do-not-trim" {CALLBACK}/></Start>'
DIAL = '<Dial action="ABS/twilio/dialled" method="POST" timeout="20"><Number>+14155550100</Number></Dial>'
SAY = "<Say>Thank you for calling us today</Say>"
PATH = f"/2010-04-01/Accounts/{ACCOUNT}"


@pytest.fixture
def line():
    """Opens a simulator on a scripted service."""
    opened = []

    def open_line(audio=None, **documents):
        service = ScriptedService(**documents)
        service.__enter__()
        simulator = Simulator(service.url, audio=audio or two_tones(), environment={}).start()
        opened.append((service, simulator))
        return service, simulator

    yield open_line
    for service, simulator in opened:
        simulator.stop()
        service.__exit__()


def rest(simulator):
    return TwilioRest(ACCOUNT, TOKEN, simulator.api_url)


def test_a_caller_who_agrees_is_recorded_on_two_channels(line):
    service, simulator = line(voice=[GATHER], consent=[START + SAY + DIAL], dialled=["<Hangup/>"])
    log = simulator.call()
    assert [entry.what for entry in log.entries] == [
        "calls",
        "say",
        "presses",
        "recording_starts",
        "say",
        "rings",
        "talks",
        "hangs_up",
        "call_ends",
    ]
    assert service.fields("/twilio/consent")[0]["Digits"] == "1"
    assert [form["RecordingStatus"] for form in service.fields("/twilio/recording")] == ["in-progress", "completed"]
    (sid,) = log.recordings
    carrier = rest(simulator)
    with pytest.raises(RecordingNotReady):
        carrier.fetch_recording(sid, 2)
    sound = read_wav(carrier.fetch_recording(sid, 2))
    said_and_rung_ms = 6 * 380 + 6000
    assert sound.duration_ms == said_and_rung_ms + 3000
    talk = read_wav(two_tones()).samples
    assert np.array_equal(sound.samples[-len(talk) :], talk)
    assert service.fields("/twilio/status")[0]["CallStatus"] == "completed"
    carrier.close()


def test_a_refusal_leaves_nothing_at_the_carrier(line):
    service, simulator = line(voice=[GATHER], consent=[SAY + DIAL], dialled=["<Hangup/>"])
    log = simulator.call(person=Person.refusing())
    assert service.fields("/twilio/consent")[0]["Digits"] == "2"
    assert not simulator.recordings
    assert not log.saw("recording_starts")


def test_silence_is_told_as_an_answer_without_digits(line):
    service, simulator = line(voice=[GATHER], consent=["<Hangup/>"])
    simulator.call(person=Person.silent())
    assert service.fields("/twilio/consent")[0]["Digits"] == ""


def test_a_caller_who_hangs_up_in_the_question_answers_nothing(line):
    service, simulator = line(voice=[GATHER], consent=["<Hangup/>"])
    simulator.call(person=Person.hanging_up())
    assert service.fields("/twilio/consent") == []
    assert service.fields("/twilio/status")[0]["CallStatus"] == "completed"


def test_an_interrupted_recording_ends_where_it_was_stopped(line):
    _, simulator = line(voice=[START + DIAL], dialled=["<Hangup/>"])
    carrier = rest(simulator)
    log = simulator.call(person=Person.withdrawing(carrier.stop_recording, at_ms=1000))
    recording = simulator.recordings[log.recordings[0]]
    assert recording.status == "completed"
    assert read_wav(recording.content).duration_ms == 6000 + 1000
    assert log.duration_ms == 6000 + 3000
    carrier.close()


def test_a_pause_is_silence_of_the_same_length(line):
    _, simulator = line(voice=[START + DIAL], dialled=["<Hangup/>"])
    carrier = rest(simulator)

    def pause(call_sid):
        assert carrier.change_recording(call_sid, "Twilio.CURRENT", "paused")
        simulator.exchange.calls[call_sid].now_ms += 500
        assert carrier.change_recording(call_sid, "Twilio.CURRENT", "in-progress")

    log = simulator.call(person=Person(interrupt=pause, interrupt_at_ms=1000))
    samples = read_wav(simulator.recordings[log.recordings[0]].content).samples
    assert not samples[7000 * 8 : 7500 * 8].any()
    assert samples[7500 * 8 :].any()
    assert samples[6500 * 8 : 7000 * 8].any()
    carrier.close()


def test_a_dial_records_from_the_answer_and_not_before(line):
    dial = DIAL.replace("<Dial ", f'<Dial record="record-from-answer-dual" trim="do-not-trim" {CALLBACK} ')
    _, simulator = line(voice=[dial], dialled=["<Hangup/>"])
    log = simulator.call()
    assert read_wav(simulator.recordings[log.recordings[0]].content).duration_ms == 3000


def test_nobody_answering_means_no_recording_and_a_message_is_the_caller_alone(line):
    record = f'<Record action="ABS/twilio/voicemail-taken" method="POST" maxLength="2" trim="do-not-trim" {CALLBACK}/>'
    service, simulator = line(voice=[DIAL], dialled=[record + "<Hangup/>"], voicemail_taken=["<Hangup/>"])
    log = simulator.call(person=Person(agent_answers=False))
    assert service.fields("/twilio/dialled")[0]["DialCallStatus"] == "no-answer"
    sound = read_wav(simulator.recordings[log.recordings[0]].content)
    assert (sound.samples.shape[1], sound.duration_ms) == (1, 2000)
    carrier = rest(simulator)
    with pytest.raises(RecordingNotReady):
        carrier.fetch_recording(log.recordings[0], 2)
    assert carrier.fetch_recording(log.recordings[0], 2), "one channel is handed over where there is no second"
    carrier.close()


def test_the_whisper_is_heard_by_the_person_rung(line):
    dial = DIAL.replace("<Number>", '<Number url="ABS/twilio/whisper" method="POST">')
    service, simulator = line(voice=[dial], whisper=["<Say>Recorded.</Say>"], dialled=["<Hangup/>"])
    log = simulator.call()
    assert service.fields("/twilio/whisper")[0]["ParentCallSid"] == log.call_sid
    assert [entry.text for entry in log.entries if entry.who == "agent" and entry.what == "hears"] == ["Recorded."]


def test_a_failing_answer_goes_to_the_fallback_and_a_failing_fallback_ends_the_call(line):
    service, simulator = line(voice=[Answer(500)], fallback=[DIAL], dialled=["<Hangup/>"])
    log = simulator.call()
    assert service.fields("/twilio/fallback")[0]["ErrorCode"] == "11200"
    assert log.saw("talks")
    _, dead = line(voice=[Answer(500)])
    assert "application error" in dead.call().said()[0]


@pytest.mark.parametrize(
    "document",
    [
        '<Dial recrod="true"><Number>1</Number></Dial>',
        "<Pay/>",
        '<Gather input="speech" action="ABS/x" actionOnEmptyResult="true"/>',
        '<Start><Stream url="wss://x.example" speed="2"/></Start>',
        "<Start><Transcription/></Start>",
        START.replace('trim="do-not-trim"', ""),
        "<Redirect>ABS/twilio/voice</Redirect>",
    ],
)
def test_what_the_carrier_would_only_warn_about_fails_loudly(line, document):
    _, simulator = line(voice=[document + "<Hangup/>"])
    with pytest.raises(UnknownMarkup):
        simulator.call()


def test_a_deleted_recording_is_gone_and_its_twin_is_not(line):
    _, simulator = line(voice=[START + DIAL], dialled=["<Hangup/>"])
    carrier = rest(simulator)
    (gone,), (kept,) = simulator.call().recordings, simulator.call().recordings
    carrier.delete_recording(gone)
    carrier.delete_recording(gone)
    assert carrier.recording_is_gone(gone)
    assert not carrier.recording_is_gone(kept)
    assert set(simulator.recordings) == {kept}
    carrier.close()


def test_recordings_are_listed_by_call_page_after_page(line):
    _, simulator = line(voice=[START + DIAL], dialled=["<Hangup/>"])
    carrier = rest(simulator)
    logs = [simulator.call() for _ in range(3)]
    assert carrier.recordings_of(logs[1].call_sid) == tuple(logs[1].recordings)
    rows = list(carrier.pages("Recordings.json", {"PageSize": "1"}, "recordings"))
    assert [row["sid"] for row in rows] == [log.recordings[0] for log in logs]
    carrier.close()


def test_without_the_right_credentials_nothing_is_shown(line):
    _, simulator = line(voice=[START + DIAL], dialled=["<Hangup/>"])
    log = simulator.call()
    bare = httpx.get(f"{simulator.api_url}{PATH}/Recordings/{log.recordings[0]}.wav", trust_env=False)
    assert bare.status_code == 401
    stranger = TwilioRest(ACCOUNT, "another-token", simulator.api_url)
    with pytest.raises(CarrierRefused):
        stranger.fetch_recording(log.recordings[0], 2)
    stranger.close()


def test_stopping_what_does_not_run_is_a_success(line):
    _, simulator = line(voice=["<Hangup/>"])
    log = simulator.call()
    carrier = rest(simulator)
    carrier.stop_recording(log.call_sid)
    carrier.stop_recording("CA" + "f" * 32)
    carrier.close()


@pytest.mark.parametrize(
    "environment",
    [
        {"TWILIO_AUTH_TOKEN": "x"},
        {"VOICE_CARRIER_ACCOUNT": "AC" + "1" * 32},
        {"VOICE_CARRIER_TOKEN": "real"},
        {"VOICE_CARRIER_TOKEN_FILE": "/run/secrets/token"},
    ],
)
def test_it_refuses_to_run_beside_real_credentials(environment):
    with pytest.raises(SettingsError):
        refuse_beside_real_credentials(environment)


def test_it_runs_beside_its_own_credentials_and_only_on_this_machine():
    refuse_beside_real_credentials({"VOICE_CARRIER_ACCOUNT": ACCOUNT, "VOICE_CARRIER_TOKEN": TOKEN, "HOME": "/"})
    with pytest.raises(SettingsError):
        Simulator("https://voice.example", audio=two_tones(), environment={})


def test_a_sample_that_is_no_sound_is_refused():
    for content in (b"", b"RIFF", b"RIFF\x00\x00\x00\x00WAVE", two_tones()[:30]):
        with pytest.raises(UntrustedInput):
            read_wav(content)
