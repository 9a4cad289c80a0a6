"""Whatever is posted to the carrier's doors: never a 5xx, never a recording element without a grant."""

from urllib.parse import quote_from_bytes, urlencode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.call_book import MemoryDeliveryBook
from tests.support.carrier_caller import PUBLIC, TOKEN, CarrierCaller
from tests.support.line import Line
from tests.support.twiml_oracle import problems, what_takes_sound
from voice.call.twilio import SigningSecrets
from voice.call.twilio_markup import TwilioMarkup
from voice.consent.values import ConsentStatus
from voice.web.signature import SignatureCheck
from voice.web.webhooks import CarrierDesk, router

DOORS = ("voice", "consent", "dialled", "voicemail-taken", "whisper", "recording", "status", "fallback")
NAMES = (
    "CallSid",
    "ParentCallSid",
    "From",
    "To",
    "Digits",
    "CallStatus",
    "CallDuration",
    "DialCallStatus",
    "RecordingSid",
    "RecordingStatus",
    "RecordingDuration",
    "RecordingStartTime",
    "ErrorUrl",
)
KNOWN = st.sampled_from(["", "CA1", "RE1", "1", "2", "completed", "in-progress", "+14152345678", "9" * 400])
VALUES = KNOWN | st.text(max_size=20)
FORMS = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=6), VALUES), max_size=10)


@pytest.fixture
def doors():
    line = Line()
    app = FastAPI()
    desk = CarrierDesk(SignatureCheck(PUBLIC, SigningSecrets((TOKEN,))), TwilioMarkup(PUBLIC))
    app.include_router(router(line.live, desk, MemoryDeliveryBook(), line.clock))
    with TestClient(app, raise_server_exceptions=True) as client:
        yield line, CarrierCaller(client)


def check(line, answer):
    assert answer.status_code < 500
    if answer.status_code == 200:
        assert problems(answer.text) == []
        if what_takes_sound(answer.text):
            granted = [call for call in line.book.calls() if line.live.state(call.id).status is ConsentStatus.GRANTED]
            assert granted


@given(st.lists(st.tuples(st.sampled_from(DOORS), FORMS), min_size=1, max_size=4), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_signed_form_at_any_door_is_answered(doors, posts, ring_first):
    line, carrier = doors
    if ring_first:
        carrier.post("/twilio/voice", CallSid="CA1", From="+14152345678", To="+15550100")
    for door, pairs in posts:
        body = urlencode(pairs, errors="replace").encode()
        check(line, carrier.post_body(f"/twilio/{door}", body))


@given(st.sampled_from(DOORS), st.binary(max_size=300), st.binary(max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_at_any_door_are_refused_or_answered(doors, door, body, query):
    line, carrier = doors
    path = f"/twilio/{door}?{quote_from_bytes(query)}"
    check(line, carrier.post_body(path, body))
    assert carrier.post_body(path, body, {"x-twilio-signature": "AAAA"}).status_code == 403


HEADERS = ("content-type", "content-length", "x-twilio-signature", "i-twilio-idempotency-token", "host", "expect")
SAID = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80)


@given(st.dictionaries(st.sampled_from(HEADERS), SAID, max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_headers_are_refused_or_answered(doors, headers):
    line, carrier = doors
    check(line, carrier.post_body("/twilio/voice", b"CallSid=CA1&From=%2B14152345678&To=%2B15550100", headers))
