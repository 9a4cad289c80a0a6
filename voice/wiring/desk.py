"""The carrier at the door: with what its webhooks are signed, and in what markup it is answered."""

from voice.call.signalwire import SIGNATURE_HEADERS, SignalWireMarkup
from voice.call.twilio import SigningSecrets
from voice.call.twilio_markup import TwilioMarkup
from voice.settings import Settings
from voice.web.signature import SignatureCheck
from voice.web.webhooks import CarrierDesk
from voice.wiring.carriers import SIGNALWIRE


def desk_of(settings: Settings, public_url: str) -> CarrierDesk:
    """Checked at the start: a public URL that cannot be signed safely stops it here."""
    if settings.carrier == SIGNALWIRE:
        secrets = SigningSecrets(_given(settings, "carrier_signing_key"))
        return CarrierDesk(SignatureCheck(public_url, secrets, SIGNATURE_HEADERS), SignalWireMarkup(public_url))
    secrets = SigningSecrets(_given(settings, "carrier_token", "carrier_token_old"))
    return CarrierDesk(SignatureCheck(public_url, secrets), TwilioMarkup(public_url))


def _given(settings: Settings, *names: str) -> tuple[str, ...]:
    return tuple(secret for name in names if (secret := settings.secret(name)))
