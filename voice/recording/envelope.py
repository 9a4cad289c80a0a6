"""Recordings that the carrier encrypted before storing them: opened here, and nowhere else.

Twilio's Voice Recording Encryption: a random content key for each recording, AES-256-GCM without
additional data, the tag in the last 16 bytes; the content key wrapped with our RSA public key
(RSAES-OAEP, SHA-256, MGF1 with SHA-256). Twilio writes the envelope in two spellings: `encrypted_cek`,
`iv`, `public_key_sid` in callbacks, `encryption_cek`, `encryption_iv`, `encryption_public_key_sid` in
its API's description. Not one byte is used before the tag is verified.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from voice.call.ports import Carrier
from voice.call.values import CallEnded, RecordingReported
from voice.errors import KeyMissing, RecordingUnusable, SealBroken, SettingsError

OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
TAG_BYTES = 16
IV_BYTES = 12
KEY_BYTES = 32
_SPELLINGS = {
    "key_id": ("public_key_sid", "encryption_public_key_sid"),
    "wrapped_key": ("encrypted_cek", "encryption_cek"),
    "iv": ("iv", "encryption_iv"),
}


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is needed to open one recording, besides our private key."""

    key_id: str
    wrapped_key: bytes = field(repr=False)
    iv: bytes = field(repr=False)


class EnvelopeReader(Carrier, Protocol):
    """A carrier that also shows the envelope of a recording, what rests there, and how a call ended."""

    def reports(self, carrier_call_id: str = "") -> Sequence[RecordingReported]: ...
    def end_of(self, carrier_call_id: str) -> CallEnded | None: ...
    def change_recording(self, carrier_call_id: str, recording: str, status: str) -> bool: ...
    def close(self) -> None: ...

    def envelope_of(self, carrier_recording_id: str) -> str:
        """The envelope as JSON text; "" for a recording that is not encrypted."""
        ...


def read_envelope(untrusted: str) -> Envelope:
    """The envelope in either spelling; RecordingUnusable where it is incomplete or contradicts itself."""
    try:
        stated = json.loads(untrusted)
    except ValueError:
        raise _bad_envelope() from None
    if not isinstance(stated, dict) or stated.get("type", "rsa-aes") != "rsa-aes":
        raise _bad_envelope()
    values = {name: _one(stated, spellings) for name, spellings in _SPELLINGS.items()}
    try:
        wrapped, iv = (base64.b64decode(values[name], validate=True) for name in ("wrapped_key", "iv"))
    except binascii.Error:
        raise _bad_envelope() from None
    if len(iv) != IV_BYTES:
        raise _bad_envelope()
    return Envelope(values["key_id"], wrapped, iv)


def load_keys(pems: Mapping[str, bytes]) -> Mapping[str, rsa.RSAPrivateKey]:
    """Private keys by the carrier's id of their public halves (Twilio: CR...)."""
    keys: dict[str, rsa.RSAPrivateKey] = {}
    for key_id, pem in pems.items():
        try:
            key = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError):
            raise SettingsError(f"The private key for {key_id} cannot be read; use PEM without a password.") from None
        if not isinstance(key, rsa.RSAPrivateKey):
            raise SettingsError(f"The private key for {key_id} is not an RSA key.")
        keys[key_id] = key
    return keys


def open_recording(envelope: Envelope, keys: Mapping[str, rsa.RSAPrivateKey], ciphertext: bytes) -> bytes:
    """The recording in clear; KeyMissing without its key, SealBroken where anything was changed."""
    key = keys.get(envelope.key_id)
    if key is None:
        raise KeyMissing("The carrier encrypted this recording for a key that is not here; configure its private half.")
    if len(ciphertext) <= TAG_BYTES:
        raise RecordingUnusable("The encrypted recording is empty.", code="recording_empty")
    try:
        content_key = key.decrypt(envelope.wrapped_key, OAEP)
    except ValueError:
        raise SealBroken("The recording's key was wrapped for another key, or changed on its way.") from None
    if len(content_key) != KEY_BYTES:
        raise SealBroken("The recording's key has not the length it must have.")
    try:
        return AESGCM(content_key).decrypt(envelope.iv, ciphertext, None)
    except InvalidTag:
        raise SealBroken("The encrypted recording was changed on its way; none of it is used.") from None


class DecryptingCarrier:
    """A carrier whose recordings arrive in clear, although they rest encrypted there."""

    def __init__(self, inner: EnvelopeReader, keys: Mapping[str, rsa.RSAPrivateKey]) -> None:
        self._inner = inner
        self._keys = keys
        self.name = inner.name

    def fetch_recording(self, carrier_recording_id: str, channels: int) -> bytes:
        """The recording as WAV bytes, opened where it was encrypted."""
        stated = self._inner.envelope_of(carrier_recording_id)
        untrusted = self._inner.fetch_recording(carrier_recording_id, channels)
        return open_recording(read_envelope(stated), self._keys, untrusted) if stated else untrusted

    def delete_recording(self, carrier_recording_id: str) -> None:
        """Delete the carrier's copy."""
        self._inner.delete_recording(carrier_recording_id)

    def recording_is_gone(self, carrier_recording_id: str) -> bool:
        """Whether the carrier now answers 404 for the recording."""
        return self._inner.recording_is_gone(carrier_recording_id)

    def stop_recording(self, carrier_call_id: str) -> None:
        """Stop whatever is being recorded on this call."""
        self._inner.stop_recording(carrier_call_id)

    def recordings_of(self, carrier_call_id: str) -> tuple[str, ...]:
        """Ids of the recordings that rest at the carrier for this call."""
        return self._inner.recordings_of(carrier_call_id)

    def reports(self, carrier_call_id: str = "") -> Sequence[RecordingReported]:
        """Every recording that rests there, of one call or of all."""
        return self._inner.reports(carrier_call_id)

    def end_of(self, carrier_call_id: str) -> CallEnded | None:
        """How a call ended; None while it goes on."""
        return self._inner.end_of(carrier_call_id)

    def change_recording(self, carrier_call_id: str, recording: str, status: str) -> bool:
        """Set a running recording to paused, in-progress or stopped."""
        return self._inner.change_recording(carrier_call_id, recording, status)

    def close(self) -> None:
        """Let go of the connections to it."""
        self._inner.close()


def _one(stated: Mapping[str, object], spellings: tuple[str, ...]) -> str:
    found = {value for name in spellings if (value := stated.get(name)) is not None}
    value = found.pop() if len(found) == 1 else None
    if not isinstance(value, str) or not value:
        raise _bad_envelope()
    return value


def _bad_envelope() -> RecordingUnusable:
    return RecordingUnusable(
        "The carrier's description of how it encrypted the recording is incomplete or contradicts itself.",
        code="bad_envelope",
    )
