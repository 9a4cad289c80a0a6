"""The carrier's place while none is configured: nothing rests there, and nothing can be asked of it."""

from voice.call.values import CallEnded, NextStep, RecordingReported, StartRecording, StartStream
from voice.errors import CarrierRefused


class NoCarrier:
    """The Carrier of a house without credentials; calls may still be imported."""

    name = "none"

    def fetch_recording(self, carrier_recording_id: str, channels: int) -> bytes:
        """Refused: there is nobody to ask."""
        raise _nobody()

    def delete_recording(self, carrier_recording_id: str) -> None:
        """Refused: whether a copy is gone cannot be known."""
        raise _nobody()

    def recording_is_gone(self, carrier_recording_id: str) -> bool:
        """Refused: whether a copy is gone cannot be known."""
        raise _nobody()

    def stop_recording(self, carrier_call_id: str) -> None:
        """Refused: there is nobody to ask."""
        raise _nobody()

    def change_recording(self, carrier_call_id: str, recording: str, status: str) -> bool:
        """Nothing is being recorded there."""
        return False

    def reports(self, carrier_call_id: str = "") -> tuple[RecordingReported, ...]:
        """Refused: what rests there cannot be known."""
        raise _nobody()

    def end_of(self, carrier_call_id: str) -> CallEnded | None:
        """Refused: how a call ended cannot be known."""
        raise _nobody()

    def begin(self, carrier_call_id: str, action: StartRecording | StartStream) -> None:
        """Refused: there is nobody to ask."""
        raise _nobody()

    def send_text(self, sender: str, receiver: str, text: str) -> None:
        """Refused: there is nobody to ask."""
        raise _nobody()

    def lead(self, carrier_call_id: str, step: NextStep) -> None:
        """Refused: there is nobody to ask."""
        raise _nobody()

    def recordings_of(self, carrier_call_id: str) -> tuple[str, ...]:
        """Refused: what rests there cannot be known."""
        raise _nobody()

    def close(self) -> None:
        """There is nothing to let go of."""


def _nobody() -> CarrierRefused:
    return CarrierRefused("No carrier is configured; set VOICE_CARRIER_ACCOUNT and VOICE_CARRIER_TOKEN.")
