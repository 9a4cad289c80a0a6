"""What can be changed at Twilio on a call that is on the line: begin to record or stream it, lead it elsewhere.

Traps avoided here: over REST a recording has one channel by default, and its callback must be an absolute
address; two creates for one call both "succeed" and give one recording, so a repetition does no harm.
"""

from voice.call.twilio_markup import EVENTS, PERMIT, TwilioMarkup, stream_url
from voice.call.twilio_rest import Form, TwilioRest, checked_id
from voice.call.values import NextStep, StartRecording, StartStream
from voice.errors import CarrierRefused


class TwilioControl:
    """Implements `voice.call.ports.LineControl`; `public_url` is where Twilio reaches this service."""

    def __init__(self, rest: TwilioRest, public_url: str) -> None:
        self._rest = rest
        self._public_url = public_url
        self._markup = TwilioMarkup(public_url)

    def begin(self, carrier_call_id: str, action: StartRecording | StartStream) -> None:
        """Record, or have the sound sent here, from now on."""
        call = f"Calls/{checked_id(carrier_call_id)}"
        if isinstance(action, StartStream):
            self._rest.change(f"{call}/Streams.json", self._stream(action))
        else:
            self._rest.change(f"{call}/Recordings.json", self._recording())

    def lead(self, carrier_call_id: str, step: NextStep) -> None:
        """Have Twilio ask for a step now; whoever was connected to the caller is let go by that."""
        form: Form = {"Url": self._markup.step_url(step), "Method": "POST"}
        self._rest.change(f"Calls/{checked_id(carrier_call_id)}.json", form)

    def send_text(self, sender: str, receiver: str, text: str) -> None:
        """Send a text message; the numbers travel in the form, so that no address holds one."""
        self._rest.change("Messages.json", {"From": sender, "To": receiver, "Body": text})

    def _recording(self) -> Form:
        return {
            "RecordingChannels": "dual",
            "Trim": "do-not-trim",
            "RecordingStatusCallback": self._markup.step_url(NextStep.RECORDING),
            "RecordingStatusCallbackMethod": "POST",
            "RecordingStatusCallbackEvent": EVENTS.split(),
        }

    def _stream(self, action: StartStream) -> Form:
        return {
            "Name": action.name,
            "Url": stream_url(self._public_url),
            "Track": "both_tracks",
            "Parameter1.Name": PERMIT,
            "Parameter1.Value": action.permit_id,
        }


class SignalWireControl(TwilioControl):
    """SignalWire leads a call elsewhere as Twilio does; a recording in the middle of one is not described there."""

    def begin(self, carrier_call_id: str, action: StartRecording | StartStream) -> None:
        """Refused: nobody could say whether it began."""
        raise CarrierRefused("This carrier begins no recording in the middle of a call; the call goes on unrecorded.")
