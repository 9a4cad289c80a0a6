"""The settings decide which carrier answers, what opens its envelopes, and what its webhooks are signed with."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import ValidationError

from tests.support.call_book import MemoryDeliveryBook
from tests.support.line import Line
from voice.call.signalwire import SignalWireMarkup, SignalWireRest
from voice.call.twilio import UntrustedForm, parse_form, sign, signature_is_valid
from voice.call.twilio_markup import TwilioMarkup
from voice.call.twilio_rest import TwilioRest
from voice.errors import SettingsError
from voice.recording.envelope import DecryptingCarrier
from voice.settings import Settings
from voice.web.webhooks import router
from voice.wiring.carriers import carrier_of
from voice.wiring.desk import desk_of
from voice.wiring.no_carrier import NoCarrier

PUBLIC = "https://voice.example"
FORM = UntrustedForm((("CallSid", "CA1"),))


def opens(desk, key):
    return signature_is_valid(desk.signatures.secrets, PUBLIC, FORM, sign(key, PUBLIC, FORM), "")


def test_without_an_account_there_is_no_carrier():
    assert isinstance(carrier_of(Settings(), ""), NoCarrier)
    assert not opens(desk_of(Settings(), PUBLIC), "")


def test_twilio_accepts_the_token_and_the_one_before_it():
    settings = Settings(carrier_account="AC1", carrier_token="new", carrier_token_old="old")
    carrier, desk = carrier_of(settings, "new"), desk_of(settings, PUBLIC)
    assert type(carrier) is TwilioRest
    assert type(desk.markup) is TwilioMarkup
    assert (opens(desk, "new"), opens(desk, "old"), opens(desk, "older")) == (True, True, False)
    carrier.close()


def test_signalwire_is_signed_with_a_key_of_its_own():
    settings = Settings(
        carrier="signalwire",
        carrier_account="project",
        carrier_token="token",
        carrier_signing_key="key",
        carrier_space="example.signalwire.com",
    )
    carrier, desk = carrier_of(settings, "token"), desk_of(settings, PUBLIC)
    assert type(carrier) is SignalWireRest
    assert type(desk.markup) is SignalWireMarkup
    assert (opens(desk, "key"), opens(desk, "token")) == (True, False)
    carrier.close()


def test_signalwire_without_a_space_and_an_unknown_carrier_are_refused_at_the_start():
    with pytest.raises(SettingsError):
        carrier_of(Settings(carrier="signalwire", carrier_account="project"), "token")
    with pytest.raises(ValidationError):
        Settings(carrier="another")


def test_keys_for_encrypted_recordings_come_from_a_folder(tmp_path):
    settings = Settings(carrier_account="AC1", carrier_keys=tmp_path)
    with pytest.raises(SettingsError):
        carrier_of(settings, "token")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "CR1.pem").write_bytes(key.private_bytes(*form))
    carrier = carrier_of(settings, "token")
    assert isinstance(carrier, DecryptingCarrier)
    assert set(carrier._keys) == {"CR1"}
    carrier._inner.close()


def header(key_id, algorithm="HMAC_SHA256"):
    return f"key={key_id},algorithm={algorithm}"


def opens_shared(desk, key, settings):
    return signature_is_valid(desk.signatures.secrets, PUBLIC, FORM, sign(key, PUBLIC, FORM, "HMAC_SHA256"), settings)


def test_shared_keys_are_told_apart_by_their_id_and_several_count_while_one_is_replaced():
    settings = Settings(carrier_token="token", carrier_shared_keys="key_1 = first=\n\nkey_2=second\n")
    desk = desk_of(settings, PUBLIC)
    assert opens_shared(desk, "first=", header("key_1"))
    assert opens_shared(desk, "second", header("key_2"))
    assert not opens_shared(desk, "second", header("key_1"))
    assert not opens_shared(desk, "first=", header("key_3"))
    assert opens(desk, "token")


def test_with_shared_keys_alone_the_token_opens_nothing_and_no_keys_stop_the_start():
    only = Settings(carrier_token="token", carrier_shared_keys="key_1=first", carrier_shared_keys_only=True)
    assert opens_shared(desk_of(only, PUBLIC), "first", header("key_1"))
    assert not opens(desk_of(only, PUBLIC), "token")
    with pytest.raises(SettingsError):
        desk_of(Settings(carrier_token="token", carrier_shared_keys_only=True), PUBLIC)


def test_shared_keys_may_rest_in_a_file(tmp_path):
    (tmp_path / "keys").write_text("key_1=first\n")
    desk = desk_of(Settings(carrier_shared_keys_file=tmp_path / "keys"), PUBLIC)
    assert opens_shared(desk, "first", header("key_1"))


@pytest.mark.parametrize("text", ["secret-without-an-id", "=secret", "key_1=", "key_1=a\nkey_1=b", "a key=secret"])
def test_a_shared_key_that_is_none_is_refused_without_repeating_it(text):
    with pytest.raises(SettingsError) as refused:
        desk_of(Settings(carrier_shared_keys=text), PUBLIC)
    assert "secret-without" not in str(refused.value)


def test_a_webhook_signed_with_a_shared_key_passes_the_door():
    desk = desk_of(Settings(carrier_shared_keys="key_1=first", carrier_shared_keys_only=True), PUBLIC)
    app = FastAPI()
    line = Line()
    app.include_router(router(line.live, desk, MemoryDeliveryBook(), line.clock))
    body = b"CallSid=CA1&From=%2B14152345678&To=%2B15550100"
    url = f"{PUBLIC}/twilio/voice"
    sent = {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": sign("first", url, parse_form(body), "HMAC_SHA256"),
        "x-twilio-webhooks-signature-settings": header("key_1"),
    }
    with TestClient(app) as client:
        assert client.post("/twilio/voice", content=body, headers=sent).status_code == 200
        sent.pop("x-twilio-webhooks-signature-settings")
        assert client.post("/twilio/voice", content=body, headers=sent).status_code == 403
