"""Asks the service what to do next with one call, and falls back as the carrier does when there is no answer."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass

from voice.call.simulated.exchange import Exchange, SimulatedCall
from voice.call.simulated.markup import UnknownMarkup
from voice.call.simulated.person import LineLog
from voice.call.simulated.recorder import Request
from voice.call.simulated.sound import Sound
from voice.call.simulated.wire import NoAnswer, Wire

SORRY = "We are sorry, an application error has occurred. Goodbye."


@dataclass(frozen=True, slots=True)
class Lines:
    """What every call of one simulator shares."""

    exchange: Exchange
    wire: Wire
    audio: Sound


class LineClosed(Exception):
    """Nobody is on the line any more."""


class Asker:
    """The requests about one call; `note` writes into its log, which keeps every document that came."""

    def __init__(self, shared: Lines, call: SimulatedCall, log: LineLog, note: Callable[[str, str, str], None]) -> None:
        self._exchange = shared.exchange
        self._wire = shared.wire
        self._call = call
        self._log = log
        self._note = note

    def fields(self, **more: str) -> dict[str, str]:
        """The fields of every request about this call, empty ones as the carrier sends them."""
        return {
            "AccountSid": self._exchange.account,
            "ApiVersion": "2010-04-01",
            "CallSid": self._call.sid,
            "CallStatus": self._call.status if self._log.documents else "ringing",
            "Called": self._call.callee,
            "Caller": self._call.caller,
            "CallerCity": "",
            "Direction": "inbound",
            "From": self._call.caller,
            "FromCountry": "US",
            "To": self._call.callee,
            **more,
        }

    def ask(self, request: Request) -> ET.Element:
        """The next document; LineClosed where not even the fallback gives one."""
        try:
            document = self._wire.ask(request.url, self.fields(**request.fields))
        except NoAnswer as failed:
            self._note("carrier", "fallback", str(failed.code))
            more = {"ErrorCode": str(failed.code), "ErrorUrl": request.url}
            try:
                document = self._wire.ask(f"{self._wire.public_url}/twilio/fallback", self.fields(**more))
            except NoAnswer:
                self._note("line", "say", SORRY)
                raise LineClosed from None
        self._log.documents.append(document)
        return _read(document)


def _read(document: str) -> ET.Element:
    try:
        root = ET.fromstring(document.encode("utf-8"))  # noqa: S314 (the service's own; entities do not load)
    except ET.ParseError as error:
        raise UnknownMarkup(f"not well-formed: {error}") from None
    if root.tag != "Response" or not document.startswith("<?xml"):
        raise UnknownMarkup("not a Response document with an XML declaration")
    return root
