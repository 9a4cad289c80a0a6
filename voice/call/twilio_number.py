"""A telephone number at Twilio: where it sends its calls, and whether that is what we need.

Connection overrides are fragments of the configured address (Twilio: "Webhooks connection overrides"):
without them a webhook is tried once more only when the connection fails, and a caller may wait fifteen
seconds. `voice`: connect in 2 s, first byte in 4 s, two retries, 12 s in all; `status`: five retries
after any failure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from voice.call.twilio_rest import TwilioRest, checked_id
from voice.errors import NothingThere, UntrustedInput

OVERRIDES: Mapping[str, str] = {
    "voice": "#ct=2000&rt=4000&rc=2&rp=ct,5xx&tt=12000",
    "fallback": "#ct=2000&rt=4000&rc=2&rp=ct,5xx&tt=12000",
    "status": "#rc=5&rp=all",
}
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting of a number that is not what it should be; values are addresses and methods of ours."""

    setting: str
    wanted: str
    found: str


def wanted_settings(public_url: str) -> Mapping[str, str]:
    """What a number must be told, by the REST API's names."""
    doors = {name: f"{public_url.rstrip('/')}/twilio/{name}{OVERRIDES[name]}" for name in OVERRIDES}
    return {
        "VoiceUrl": doors["voice"],
        "VoiceMethod": "POST",
        "VoiceFallbackUrl": doors["fallback"],
        "VoiceFallbackMethod": "POST",
        "StatusCallback": doors["status"],
        "StatusCallbackMethod": "POST",
        # A lookup would buy the caller's name from somebody: nothing here needs it.
        "VoiceCallerIdLookup": "false",
    }


class NumberDesk:
    """Looks at a number of the account, and sets it."""

    def __init__(self, rest: TwilioRest) -> None:
        self._rest = rest

    def connect(self, untrusted_number: str, public_url: str) -> tuple[Difference, ...]:
        """Point a number at this service and read it back; what still differs (nothing, when all is well)."""
        row = self._row(untrusted_number)
        path = f"IncomingPhoneNumbers/{checked_id(str(row.get('sid', '')))}.json"
        self._rest.change(path, wanted_settings(public_url))
        return self.differences(untrusted_number, public_url)

    def differences(self, untrusted_number: str, public_url: str) -> tuple[Difference, ...]:
        """How a number's settings differ from what they must be."""
        row = self._row(untrusted_number)
        found = [
            Difference(setting, wanted, _shown(row.get(_snake(setting))))
            for setting, wanted in wanted_settings(public_url).items()
            if _shown(row.get(_snake(setting))) != wanted
        ]
        # Either of these sends calls elsewhere, whatever the addresses say.
        for setting in ("VoiceApplicationSid", "TrunkSid"):
            if row.get(_snake(setting)):
                found.append(Difference(setting, "", _shown(row[_snake(setting)])))
        return tuple(found)

    def _row(self, untrusted_number: str) -> dict[str, object]:
        number = re.sub(r"[\s().-]", "", untrusted_number)
        if not _E164.fullmatch(number):
            raise UntrustedInput("Give the number with its country code, such as +14155550100.")
        for row in self._rest.pages("IncomingPhoneNumbers.json", {"PhoneNumber": number}, "incoming_phone_numbers"):
            if row.get("phone_number") == number:
                return row
        raise NothingThere("The account at the carrier has no such number; check VOICE_CARRIER_ACCOUNT.")


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value or "")
