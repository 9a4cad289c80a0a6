"""Which carrier is asked, and with what it is asked: its REST side, opened from the settings."""

from pathlib import Path

from voice.call.ports import LineControl
from voice.call.signalwire import SignalWireRest, api_url
from voice.call.twilio_control import SignalWireControl, TwilioControl
from voice.call.twilio_rest import TwilioRest
from voice.errors import SettingsError
from voice.journey.reconcile import CarrierBooks
from voice.recording.envelope import DecryptingCarrier, load_keys
from voice.settings import TWILIO_API, Settings
from voice.wiring.no_carrier import NoCarrier

SIGNALWIRE = "signalwire"


def carrier_of(settings: Settings, token: str) -> CarrierBooks:
    """The carrier's REST side; recordings encrypted there are opened with the keys in VOICE_CARRIER_KEYS."""
    if not (settings.carrier_account and token):
        return NoCarrier()
    rest = _rest(settings, token)
    return DecryptingCarrier(rest, load_keys(_pems(settings.carrier_keys))) if settings.carrier_keys else rest


def control_of(settings: Settings, token: str, public_url: str) -> LineControl:
    """What changes a call on the line; refuses everything where the carrier could not find its way back here."""
    if not (settings.carrier_account and token and public_url):
        return NoCarrier()
    control = SignalWireControl if settings.carrier == SIGNALWIRE else TwilioControl
    return control(_rest(settings, token), public_url)


def _rest(settings: Settings, token: str) -> TwilioRest:
    if settings.carrier != SIGNALWIRE:
        return TwilioRest(settings.carrier_account, token, settings.carrier_api_url)
    if settings.carrier_api_url == TWILIO_API and not settings.carrier_space:
        raise SettingsError("Set VOICE_CARRIER_SPACE to SignalWire's space, such as example.signalwire.com.")
    own = settings.carrier_api_url != TWILIO_API
    address = settings.carrier_api_url if own else api_url(settings.carrier_space)
    return SignalWireRest(settings.carrier_account, token, address)


def _pems(folder: Path) -> dict[str, bytes]:
    try:
        found = {path.stem: path.read_bytes() for path in sorted(folder.glob("*.pem"))}
    except OSError:
        found = {}
    if not found:
        raise SettingsError("The folder named by VOICE_CARRIER_KEYS holds no key that can be read (CR....pem).")
    return found
