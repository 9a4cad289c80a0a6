"""The carrier's doors: only the carrier passes, it always gets an answer, a fault never records."""

import xml.etree.ElementTree as ET

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.call_book import MemoryDeliveryBook
from tests.support.carrier_caller import CALL, PUBLIC, TOKEN, CarrierCaller
from tests.support.clock import FrozenClock
from tests.support.twiml_oracle import problems, what_takes_sound
from voice.call.twilio import SigningSecrets, parse_form, sign
from voice.call.twilio_markup import TwilioMarkup
from voice.call.values import (
    CallArrived,
    CallEnded,
    Dial,
    DialEnded,
    DigitsPressed,
    GoTo,
    HangUp,
    NextStep,
    Say,
    StartRecording,
)
from voice.consent.values import ConsentState, ConsentStatus, Purpose
from voice.errors import NothingThere, SettingsError, StorageFull
from voice.web.signature import SignatureCheck
from voice.web.webhooks import CarrierDesk, router

ASKING = ["voice", "consent", "dialled", "voicemail-taken", "whisper"]
TELLING = ["recording", "status"]
DOORS = [*ASKING, *TELLING, "fallback"]
AGENT = "+14155550100"


class Journey:
    """Notes what it is told, answers what it is given, breaks when told to."""

    def __init__(self):
        self.told = []
        self.answer = (Say("Hello", "en-US"), HangUp())
        self.breaks_with = None
        self.consent = ConsentState()

    def _hear(self, event):
        self.told.append(event)
        if self.breaks_with:
            raise self.breaks_with
        return self.answer

    arrived = answered = dialled = voicemail_taken = _hear

    def call_id(self, carrier_call_id):
        return carrier_call_id if carrier_call_id == CALL else None

    def state(self, call_id):
        return self.consent

    def unrecorded(self, callee):
        return (Dial((AGENT,), 20, NextStep.DIALLED),) if callee == "+18005551212" else (HangUp(),)

    def recording_reported(self, event):
        self._hear(event)

    ended = recording_reported


@pytest.fixture
def journey():
    return Journey()


@pytest.fixture
def book():
    return MemoryDeliveryBook()


@pytest.fixture
def carrier(journey, book):
    desk = CarrierDesk(SignatureCheck(PUBLIC, SigningSecrets((TOKEN, "old-token"))), TwilioMarkup(PUBLIC))
    app = FastAPI()
    app.include_router(router(journey, desk, book, FrozenClock()))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield CarrierCaller(client)


@pytest.mark.parametrize("door", DOORS)
def test_without_or_with_a_wrong_signature_nothing_happens(carrier, journey, book, door):
    path = f"/twilio/{door}"
    token = {"i-twilio-idempotency-token": "t1"}
    assert carrier.post(path, token, signed=False, From="+1").status_code == 403
    assert carrier.post(path, {**token, "x-twilio-signature": "wrong"}).status_code == 403
    stranger = CarrierCaller(carrier._client, token="somebody-else")
    assert stranger.post(path, token).status_code == 403
    assert CarrierCaller(carrier._client, public="https://evil.example").post(path, token).status_code == 403
    assert journey.told == []
    assert book._answers == {}


@pytest.mark.parametrize("door", DOORS)
def test_a_get_is_no_door(carrier, door):
    assert carrier._client.get(f"/twilio/{door}").status_code == 405


def test_each_door_tells_the_journey_its_own_event(carrier, journey):
    carrier.post("/twilio/voice", From="+14155550101", To="+18005551212")
    carrier.post("/twilio/consent", Digits="1")
    carrier.post("/twilio/consent")
    carrier.post("/twilio/dialled", DialCallStatus="busy")
    carrier.post("/twilio/voicemail-taken")
    carrier.post("/twilio/recording", RecordingSid="RE1", RecordingStatus="completed")
    carrier.post("/twilio/status", CallStatus="completed", CallDuration="3")
    carrier.post("/twilio/status", CallStatus="ringing")
    assert journey.told[:5] == [
        CallArrived(CALL, "+14155550101", "+18005551212"),
        DigitsPressed(CALL, "1"),
        DigitsPressed(CALL, ""),
        DialEnded(CALL, "busy"),
        CALL,
    ]
    assert journey.told[5].carrier_recording_id == "RE1"
    assert journey.told[6:] == [CallEnded(CALL, "completed", 3000)]


@pytest.mark.parametrize("door", ASKING)
def test_the_answer_is_markup_the_carrier_understands(carrier, door):
    answer = carrier.post(f"/twilio/{door}")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert problems(answer.text) == []


@pytest.mark.parametrize("door", TELLING)
def test_what_is_only_told_gets_an_empty_204(carrier, door):
    answer = carrier.post(f"/twilio/{door}", RecordingSid="RE1", CallStatus="completed")
    assert (answer.status_code, answer.content) == (204, b"")


def test_the_old_token_still_opens_while_it_is_being_replaced(carrier):
    assert CarrierCaller(carrier._client, token="old-token").post("/twilio/voice").status_code == 200


def test_the_query_is_part_of_what_is_signed(carrier):
    assert carrier.post("/twilio/voice?a=1&b=%2F").status_code == 200
    body = b"CallSid=CA1"
    signed = carrier.post_body("/twilio/voice?a=1", body)
    header = {"x-twilio-signature": signed.request.headers["x-twilio-signature"]}
    assert carrier.post_body("/twilio/voice?a=2", body, header).status_code == 403


def test_connection_overrides_may_or_may_not_be_signed(carrier):
    form = parse_form(b"CallSid=CA1")
    for override, status in (("#ct=2000&rt=4000&rc=2&rp=ct,5xx&tt=12000", 200), ("#rc=5", 403)):
        header = {"x-twilio-signature": sign(TOKEN, f"{PUBLIC}/twilio/voice{override}", form)}
        assert carrier.post_body("/twilio/voice", b"CallSid=CA1", header).status_code == status


def test_forwarded_headers_change_nothing(carrier):
    assert (
        carrier.post("/twilio/voice", {"host": "evil.example", "x-forwarded-host": "evil.example"}).status_code == 200
    )


def test_a_repeated_delivery_gets_the_same_answer_and_acts_once(carrier, journey):
    token = {"i-twilio-idempotency-token": "delivery-1"}
    first = carrier.post("/twilio/consent", token, Digits="1")
    journey.answer = (Say("Something else", "en-US"), HangUp())
    second = carrier.post("/twilio/consent", token, Digits="1")
    assert first.text == second.text
    assert len(journey.told) == 1


def test_an_answer_that_records_is_asked_for_each_time_and_never_repeated_from_memory(carrier, journey, book):
    token = {"i-twilio-idempotency-token": "delivery-1"}
    journey.answer = (StartRecording("p"), Say("Recording is on.", "en-US"), HangUp())
    assert what_takes_sound(carrier.post("/twilio/consent", token, Digits="1").text)
    journey.answer = (Say("Recording is off.", "en-US"), HangUp())
    assert not what_takes_sound(carrier.post("/twilio/consent", token, Digits="1").text)
    assert not any("<Start>" in answer for answer in book._answers.values())


def test_a_memory_that_fails_does_not_change_the_answer(carrier, journey, book):
    def no_space(*_):
        raise StorageFull("No space left on the disk.")

    book.remember = no_space
    answer = carrier.post("/twilio/consent", {"i-twilio-idempotency-token": "t"}, Digits="1")
    assert "Hello" in answer.text


def test_a_token_counts_only_with_its_call_and_its_door(carrier, journey):
    token = {"i-twilio-idempotency-token": "delivery-1"}
    carrier.post("/twilio/consent", token, Digits="1")
    carrier.post("/twilio/dialled", token, DialCallStatus="busy")
    carrier.post("/twilio/consent", token, CallSid="CA" + "2" * 32, Digits="1")
    assert len(journey.told) == 3


@pytest.mark.parametrize("door", ["voice", "consent"])
@pytest.mark.parametrize("fault", [StorageFull("No space left on the disk."), KeyError("a caller's words")])
def test_a_fault_lets_the_call_go_on_unrecorded(carrier, journey, door, fault):
    journey.breaks_with = fault
    answer = carrier.post(f"/twilio/{door}", {"i-twilio-idempotency-token": "t"}, To="+18005551212", Digits="1")
    assert answer.status_code == 200
    assert what_takes_sound(answer.text) == []
    assert problems(answer.text) == []
    assert AGENT in answer.text
    journey.breaks_with = None
    journey.answer = (GoTo(NextStep.CONSENT),)
    again = carrier.post(f"/twilio/{door}", {"i-twilio-idempotency-token": "t"}, To="+18005551212", Digits="1")
    assert again.text != answer.text, "an answer made in a fault is not remembered"


def test_a_fault_after_the_answer_stops_what_may_be_running(carrier, journey):
    journey.breaks_with = KeyError()
    for door in ("consent", "dialled", "voicemail-taken"):
        root = ET.fromstring(carrier.post(f"/twilio/{door}").text)  # noqa: S314
        assert [(verb.tag, verb[0].tag) for verb in root[:2]] == [("Stop", "Recording"), ("Stop", "Stream")]


def test_the_whisper_says_what_stands_in_the_ledger(carrier, journey):
    child = {"CallSid": "CA" + "1" * 32, "ParentCallSid": CALL}
    assert "not being recorded" in carrier.post("/twilio/whisper", **child).text
    journey.consent = ConsentState(ConsentStatus.GRANTED, granted=frozenset({Purpose.RECORDING}))
    assert "is being recorded" in carrier.post("/twilio/whisper", **child).text
    assert "not being recorded" in carrier.post("/twilio/whisper", ParentCallSid="CA" + "9" * 32).text


def test_a_fault_at_the_whisper_just_connects(carrier, journey):
    journey.consent = None
    assert carrier.post("/twilio/whisper", ParentCallSid=CALL).text.endswith("<Response />")


def test_the_number_of_the_question_comes_back_with_the_answer(carrier, journey):
    carrier.post("/twilio/consent?t=2", Digits="1")
    carrier.post("/twilio/consent?t=" + "9" * 40, Digits="1")
    assert journey.told == [DigitsPressed(CALL, "1", 2), DigitsPressed(CALL, "1", 0)]


def test_an_answer_longer_than_the_carrier_reads_is_a_fault(carrier, journey):
    journey.answer = (StartRecording("p"), *(Say("word " * 60, "en-US") for _ in range(300)), HangUp())
    answer = carrier.post("/twilio/voice")
    assert len(answer.content) < 64_000
    assert what_takes_sound(answer.text) == []


def test_a_callback_of_a_stranger_is_answered_and_a_fault_asks_for_it_again(carrier, journey):
    journey.breaks_with = NothingThere("There is no such call.")
    assert carrier.post("/twilio/recording", RecordingSid="RE1").status_code == 204
    assert carrier.post("/twilio/recording", RecordingSid="../../etc").status_code == 204
    journey.breaks_with = KeyError()
    assert carrier.post("/twilio/recording", RecordingSid="RE1").status_code == 503
    assert carrier.post("/twilio/status", CallStatus="completed").status_code == 503


def test_the_fallback_connects_without_asking_anybody_and_never_in_circles(carrier, journey):
    journey.breaks_with = KeyError()
    first = carrier.post("/twilio/fallback", To="+18005551212", ErrorUrl=PUBLIC + "/twilio/voice", ErrorCode="11200")
    later = carrier.post("/twilio/fallback", To="+18005551212", ErrorUrl=PUBLIC + "/twilio/dialled", ErrorCode="11200")
    assert AGENT in first.text
    assert AGENT not in later.text
    for answer in (first, later):
        assert what_takes_sound(answer.text) == []
        assert problems(answer.text) == []
    assert journey.told == []


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"CallSid=CA1&" + b"a=" + b"x" * 70_000, {}),
        (b"&".join(b"a=1" for _ in range(300)), {}),
        (b'{"CallSid": "CA1"}', {"content-type": "application/json"}),
        (b"CallSid=CA1", {"x-twilio-signature": "s" * 600}),
        (b"CallSid=CA1", {"content-length": "-1"}),
    ],
)
def test_what_is_too_large_or_no_form_is_refused(carrier, journey, body, headers):
    sent = {"x-twilio-signature": "AAAA", **headers}
    assert carrier.post_body("/twilio/voice", body, sent, signed=False).status_code == 403
    assert journey.told == []


@pytest.mark.parametrize(
    "address", ["http://voice.example", "https://me:pw@voice.example", "voice.example", "https://v.example?x=1"]
)
def test_a_public_address_that_cannot_be_signed_safely_is_refused_at_the_start(address):
    with pytest.raises(SettingsError):
        SignatureCheck(address, SigningSecrets((TOKEN,)))


def test_an_address_on_this_machine_may_be_plain():
    assert SignatureCheck("http://127.0.0.1:8000", SigningSecrets((TOKEN,)))
