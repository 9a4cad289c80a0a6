"""The settings decide which carrier answers, what opens its envelopes, and what its webhooks are signed with."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import ValidationError

from voice.call.signalwire import SignalWireMarkup, SignalWireRest
from voice.call.twilio import UntrustedForm, sign, signature_is_valid
from voice.call.twilio_markup import TwilioMarkup
from voice.call.twilio_rest import TwilioRest
from voice.errors import SettingsError
from voice.recording.envelope import DecryptingCarrier
from voice.settings import Settings
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
