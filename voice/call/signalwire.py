"""SignalWire as a second carrier behind the same port: Twilio's markup and API (cXML), other keys and ids.

What differs (SignalWire: "Compatibility API"): webhooks are signed with the project's signing key, not its
API token, under a header of its own; ids are UUIDs; the API lies under /api/laml of the space; recordings
are begun by `<Dial record>` and `<Record>`, `<Start><Recording>` is not described there. So a permitted
call is recorded from the answer on, whatever the line says, and the confirmation is heard before it.
"""

from collections.abc import Iterator
from typing import Any

from voice.call.twilio_markup import TwilioMarkup
from voice.call.twilio_rest import TwilioRest
from voice.call.values import CallAction, Dial, StartRecording, StopRecording

SIGNATURE_HEADERS = ("x-signalwire-signature", "x-twilio-signature")


def api_url(space: str) -> str:
    """Where a space's API lies, for a space such as `example.signalwire.com`."""
    return f"https://{space}/api/laml"


class SignalWireRest(TwilioRest):
    """Implements `voice.call.ports.Carrier`; account is the project id, token its API token."""

    name = "signalwire"

    def stop_recording(self, carrier_call_id: str) -> None:
        """Stop every recording that runs on this call, each by its id: there is no name for the current one."""
        for recording in self.running(carrier_call_id):
            self.change_recording(carrier_call_id, recording, "stopped")


class SignalWireMarkup(TwilioMarkup):
    """Renders actions; a recording begins where somebody answers."""

    def _documented(self, actions: tuple[CallAction, ...]) -> Iterator[Any]:
        started = False
        for action in actions:
            if isinstance(action, StartRecording):
                started = True
            elif isinstance(action, Dial) and started:
                yield self._dial(action, recorded=True)
            elif not isinstance(action, StopRecording):
                # A recording begun by <Dial> ends with it: there is nothing to stop.
                yield from self._verbs(action)
