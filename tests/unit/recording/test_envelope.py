"""Recordings encrypted at the carrier: opened with our key alone, and only whole."""

import base64
import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.support.scripted_service import ScriptedService
from tests.support.sound import two_tones
from voice.call.simulator import ACCOUNT, TOKEN, Simulator
from voice.call.twilio_rest import TwilioRest
from voice.errors import KeyMissing, RecordingUnusable, SealBroken, SettingsError
from voice.recording.envelope import OAEP, DecryptingCarrier, load_keys, open_recording, read_envelope

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEYS = {"CR1": KEY}
CONTENT_KEY, IV = bytes(range(32)), bytes(range(12))
WAV = two_tones(0.2)


def text(content):
    return base64.b64encode(content).decode()


def sealed(content=WAV, key=KEY, spelling="callback"):
    wrapped, iv = text(key.public_key().encrypt(CONTENT_KEY, OAEP)), text(IV)
    envelope = (
        {"public_key_sid": "CR1", "encrypted_cek": wrapped, "type": "rsa-aes", "iv": iv}
        if spelling == "callback"
        else {"encryption_public_key_sid": "CR1", "encryption_cek": wrapped, "encryption_iv": iv}
    )
    return AESGCM(CONTENT_KEY).encrypt(IV, content, None), json.dumps(envelope)


@pytest.mark.parametrize("spelling", ["callback", "api"])
def test_both_spellings_open(spelling):
    ciphertext, envelope = sealed(spelling=spelling)
    assert open_recording(read_envelope(envelope), KEYS, ciphertext) == WAV


def test_both_spellings_at_once_must_agree():
    _, callback = sealed()
    stated = json.loads(callback)
    both = stated | {"encryption_public_key_sid": "CR1", "encryption_iv": stated["iv"]}
    assert read_envelope(json.dumps(both)) == read_envelope(callback)
    with pytest.raises(RecordingUnusable):
        read_envelope(json.dumps(both | {"encryption_iv": text(bytes(12))}))


@pytest.mark.parametrize("place", [0, 100, -17, -1])
def test_one_changed_bit_and_nothing_is_used(place):
    ciphertext, envelope = sealed()
    changed = bytearray(ciphertext)
    changed[place] ^= 1
    with pytest.raises(SealBroken):
        open_recording(read_envelope(envelope), KEYS, bytes(changed))


def test_a_file_cut_short_is_not_used():
    ciphertext, envelope = sealed()
    for length in (len(ciphertext) - 1, len(ciphertext) // 2, 17):
        with pytest.raises(SealBroken):
            open_recording(read_envelope(envelope), KEYS, ciphertext[:length])
    with pytest.raises(RecordingUnusable):
        open_recording(read_envelope(envelope), KEYS, ciphertext[:16])


def test_another_key_opens_nothing():
    ciphertext, envelope = sealed(key=OTHER)
    with pytest.raises(SealBroken):
        open_recording(read_envelope(envelope), KEYS, ciphertext)
    with pytest.raises(KeyMissing):
        open_recording(read_envelope(envelope), {"CR2": OTHER}, ciphertext)


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "[]",
        "{}",
        "{",
        json.dumps({**json.loads(sealed()[1]), "iv": "AAAA"}),
        json.dumps({**json.loads(sealed()[1]), "iv": "not base64!"}),
        json.dumps({**json.loads(sealed()[1]), "type": "none"}),
        json.dumps({**json.loads(sealed()[1]), "encrypted_cek": 5}),
        json.dumps({**json.loads(sealed()[1]), "public_key_sid": ""}),
    ],
)
def test_an_incomplete_envelope_is_refused(stated):
    with pytest.raises(RecordingUnusable):
        read_envelope(stated)


def test_keys_are_rsa_in_pem_without_password():
    pem = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    elliptic = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    ciphertext, envelope = sealed()
    assert open_recording(read_envelope(envelope), load_keys({"CR1": pem}), ciphertext) == WAV
    for bad in (b"", b"not a key", elliptic):
        with pytest.raises(SettingsError) as raised:
            load_keys({"CR1": bad})
        assert "not a key" not in str(raised.value)


def test_an_encrypted_recording_arrives_in_clear_through_the_carrier():
    start = '<Start><Recording name="call" channels="dual" trim="do-not-trim"/></Start>'
    dial = '<Dial action="ABS/twilio/dialled" method="POST" timeout="20"><Number>+14155550100</Number></Dial>'
    with ScriptedService(voice=[start + dial], dialled=["<Hangup/>"]) as service:
        simulator = Simulator(service.url, audio=two_tones(), environment={}).start()
        rest = TwilioRest(ACCOUNT, TOKEN, simulator.api_url)
        simulator.rest.not_ready_fetches = 0
        carrier = DecryptingCarrier(rest, KEYS)
        plain = simulator.call().recordings[0]
        simulator.exchange.encrypt = sealed
        secret = simulator.call().recordings[0]
        assert carrier.fetch_recording(plain, 2)[:4] == b"RIFF"
        assert simulator.recordings[secret].content[:4] != b"RIFF"
        assert carrier.fetch_recording(secret, 2)[:4] == b"RIFF"
        carrier.delete_recording(secret)
        assert carrier.recording_is_gone(secret)
        assert not carrier.recording_is_gone(plain)
        rest.close()
        simulator.stop()
