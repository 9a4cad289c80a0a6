"""What a call needs from the carrier on the other side of the network."""

from typing import Protocol

from voice.call.values import CallAction, NextStep, StartRecording, StartStream


class Carrier(Protocol):
    """The carrier's REST side; every method may raise CarrierUnavailable or CarrierRefused."""

    name: str

    def fetch_recording(self, carrier_recording_id: str, channels: int) -> bytes:
        """The recording as WAV bytes; RecordingNotReady while the carrier answers 404."""
        ...

    def delete_recording(self, carrier_recording_id: str) -> None:
        """Delete the carrier's copy; one already gone is a success."""
        ...

    def recording_is_gone(self, carrier_recording_id: str) -> bool:
        """Whether the carrier now answers 404 for the recording."""
        ...

    def stop_recording(self, carrier_call_id: str) -> None:
        """Stop whatever is being recorded on this call; nothing running is a success."""
        ...

    def recordings_of(self, carrier_call_id: str) -> tuple[str, ...]:
        """Ids of the recordings that rest at the carrier for this call."""
        ...


class LineControl(Protocol):
    """What can be changed on a call that is on the line; methods may raise CarrierUnavailable or CarrierRefused."""

    def begin(self, carrier_call_id: str, action: StartRecording | StartStream) -> None:
        """Record, or have the sound sent here, from now on."""
        ...

    def lead(self, carrier_call_id: str, step: NextStep) -> None:
        """Take the caller out of what they hear now: the carrier asks us for this step instead."""
        ...

    def send_text(self, sender: str, receiver: str, text: str) -> None:
        """Send a text message from a number of ours."""
        ...


class AnswerRenderer(Protocol):
    """Turns actions into the carrier's markup."""

    def render(self, actions: tuple[CallAction, ...]) -> str:
        """The document to answer a webhook with."""
        ...
