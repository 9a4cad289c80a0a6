"""The carrier at the door: with what its webhooks are signed, and in what markup it is answered."""

import re

from voice.call.signalwire import SIGNATURE_HEADERS, SignalWireMarkup
from voice.call.twilio import SigningSecrets
from voice.call.twilio_markup import TwilioMarkup
from voice.errors import SettingsError
from voice.settings import Settings
from voice.web.signature import SignatureCheck
from voice.web.webhooks import CarrierDesk
from voice.wiring.carriers import SIGNALWIRE

_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


def desk_of(settings: Settings, public_url: str) -> CarrierDesk:
    """Checked at the start: a public URL that cannot be signed safely stops it here."""
    if settings.carrier == SIGNALWIRE:
        secrets = SigningSecrets(_given(settings, "carrier_signing_key"))
        return CarrierDesk(SignatureCheck(public_url, secrets, SIGNATURE_HEADERS), SignalWireMarkup(public_url))
    keys = shared_keys(settings.secret("carrier_shared_keys"))
    if settings.carrier_shared_keys_only and not keys:
        raise SettingsError("VOICE_CARRIER_SHARED_KEYS_ONLY needs keys: set VOICE_CARRIER_SHARED_KEYS (id=secret).")
    tokens = _given(settings, "carrier_token", "carrier_token_old")
    secrets = SigningSecrets(tokens, keys, settings.carrier_shared_keys_only)
    return CarrierDesk(SignatureCheck(public_url, secrets), TwilioMarkup(public_url))


def shared_keys(untrusted_text: str) -> dict[str, str]:
    """Secrets by the carrier's key id, one `id=secret` a line; SettingsError for a line that is neither."""
    found: dict[str, str] = {}
    for number, line in enumerate(filter(None, map(str.strip, untrusted_text.splitlines())), 1):
        key_id, _, secret = (part.strip() for part in line.partition("="))
        # The line itself is not repeated: it may be a secret that lost its id.
        if not _KEY_ID.fullmatch(key_id) or not secret or key_id in found:
            raise SettingsError(f"VOICE_CARRIER_SHARED_KEYS, key {number}: expected id=secret, each id once.")
        found[key_id] = secret
    return found


def _given(settings: Settings, *names: str) -> tuple[str, ...]:
    return tuple(secret for name in names if (secret := settings.secret(name)))
