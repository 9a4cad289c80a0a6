"""What the carrier tells us becomes our own events, once, and nothing odd in it gets further."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.call import twilio
from voice.call.values import CallArrived, CallEnded, DialEnded, DigitsPressed, RecordingStatus
from voice.errors import UntrustedInput

CALL = "CA" + "0" * 32


def form(**fields):
    return twilio.parse_form(urlencode({"CallSid": CALL, **fields}).encode())


def test_an_arriving_call_keeps_its_numbers_out_of_its_repr():
    event = twilio.call_arrived(form(From="+14155550101", To="+14155550100", CallStatus="ringing", NewField="x"))
    assert event == CallArrived(CALL, "+14155550101", "+14155550100")
    assert "4155550101" not in repr(event)


@pytest.mark.parametrize("caller", ["client:amy", "sip:a@b.example", "+266696687", "ANONYMOUS", ""])
def test_a_caller_need_not_be_a_number(caller):
    assert twilio.call_arrived(form(From=caller)).caller == caller


def test_a_missing_key_is_silence():
    assert twilio.digits_pressed(form()) == DigitsPressed(CALL, "")
    assert twilio.digits_pressed(form(Digits="")) == DigitsPressed(CALL, "")


@pytest.mark.parametrize("spoken", ["yes", "1 ", "hangup", "１", "1" * 40])
def test_what_is_no_key_is_unclear_and_never_a_yes(spoken):
    assert twilio.digits_pressed(form(Digits=spoken)).digits == twilio.UNCLEAR


def test_the_number_of_the_question_comes_back_from_the_address():
    assert twilio.digits_pressed(twilio.parse_form(b"CallSid=CA1&Digits=1", b"t=3")).turn == 3
    assert twilio.digits_pressed(twilio.parse_form(b"CallSid=CA1&Digits=1", b"t=-3&u=\xff")).turn == 0


def test_a_connected_leg_ends_with_the_carriers_word():
    assert twilio.dial_ended(form(DialCallStatus="no-answer")) == DialEnded(CALL, "no-answer")
    assert twilio.dial_ended(form(DialCallStatus="<b>")) == DialEnded(CALL, "unknown")


def test_a_whisper_belongs_to_the_callers_leg():
    child = twilio.parse_form(urlencode({"CallSid": "CA" + "1" * 32, "ParentCallSid": CALL}).encode())
    assert twilio.whisper_asked(child).carrier_call_id == CALL


def test_a_recording_callback_as_it_was_captured():
    event = twilio.recording_reported(
        form(
            RecordingSid="RE" + "a" * 32,
            RecordingUrl="https://evil.example/RE",
            RecordingStatus="completed",
            RecordingDuration="71",
            RecordingChannels="2",
            RecordingStartTime="Wed, 20 Apr 2022 23:45:25 +0000",
            RecordingSource="StartCallRecordingTwiML",
            RecordingTrack="both",
            ErrorCode="0",
        )
    )
    assert event.status is RecordingStatus.COMPLETED
    assert (event.duration_ms, event.channels, event.source) == (71_000, 2, "StartCallRecordingTwiML")
    assert event.started_at == datetime(2022, 4, 20, 23, 45, 25, tzinfo=UTC)
    assert "evil" not in repr(event)


def test_a_status_we_do_not_know_is_other():
    assert twilio.recording_reported(form(RecordingSid="RE1", RecordingStatus="paused")).status is RecordingStatus.OTHER


def test_only_a_final_status_ends_a_call():
    assert twilio.call_ended(form(CallStatus="ringing")) is None
    assert twilio.call_ended(form(CallStatus="completed", CallDuration="42")) == CallEnded(CALL, "completed", 42_000)
    assert twilio.call_ended(form(CallStatus="no-answer")) == CallEnded(CALL, "no-answer", 0)


@pytest.mark.parametrize("strange", ["", "CA/../x", "CA 1", "a" * 65, "CA1\n"])
def test_an_id_that_is_not_one_is_refused(strange):
    with pytest.raises(UntrustedInput):
        twilio.call_arrived(form(CallSid=strange))


PARSERS = [
    twilio.call_arrived,
    twilio.digits_pressed,
    twilio.dial_ended,
    twilio.voicemail_taken,
    twilio.whisper_asked,
    twilio.recording_reported,
    twilio.call_ended,
]
FIELDS = [
    "CallSid",
    "RecordingSid",
    "Digits",
    "RecordingDuration",
    "RecordingStartTime",
    "CallStatus",
    "CallDuration",
    "ErrorCode",
    "EncryptionDetails",
]


@given(st.lists(st.tuples(st.sampled_from(FIELDS) | st.text(max_size=8), st.text(max_size=30)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_form_is_an_event_or_untrusted_input(pairs):
    read = twilio.parse_form(urlencode(pairs, errors="replace").encode())
    for parse in PARSERS:
        try:
            parse(read)
        except UntrustedInput as refused:
            assert refused.public


@given(st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_a_form_or_untrusted_input(body):
    twilio.parse_form(body)
