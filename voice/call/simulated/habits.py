"""In what the carriers of one family differ, as far as the other side of the line can see."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habits:
    """Where the API lies, how webhooks are signed, what ids look like."""

    api_prefix: str = ""
    signature_header: str = "x-twilio-signature"
    ids_are_uuids: bool = False


TWILIO = Habits()
SIGNALWIRE = Habits("/api/laml", "x-signalwire-signature", ids_are_uuids=True)
