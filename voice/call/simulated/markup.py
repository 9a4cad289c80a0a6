"""The markup this carrier executes: anything else is refused, loudly."""

from collections.abc import Mapping

CALLBACK = frozenset({"recordingStatusCallback", "recordingStatusCallbackMethod", "recordingStatusCallbackEvent"})


class UnknownMarkup(Exception):
    """The service sent something this carrier does not know."""


KNOWN: Mapping[str, frozenset[str]] = {
    "Say": frozenset({"language", "voice"}),
    "Play": frozenset(),
    "Pause": frozenset({"length"}),
    "Gather": frozenset({"input", "numDigits", "timeout", "finishOnKey", "action", "method", "actionOnEmptyResult"}),
    "Redirect": frozenset({"method"}),
    "Hangup": frozenset(),
    "Start": frozenset(),
    "Stop": frozenset(),
    "Recording": CALLBACK | {"name", "channels", "trim"},
    "Stream": frozenset({"name", "url", "track"}),
    "Dial": CALLBACK | {"action", "method", "timeout", "record", "trim"},
    "Number": frozenset({"url", "method"}),
    "Enqueue": frozenset({"action", "method", "waitUrl", "waitUrlMethod"}),
    "Leave": frozenset(),
    "Record": CALLBACK | {"action", "method", "timeout", "finishOnKey", "maxLength", "playBeep", "trim"},
}
