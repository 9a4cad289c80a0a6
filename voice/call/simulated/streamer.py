"""Sends a call's sound to the service as Twilio's media streams do: JSON over a WebSocket, 20 ms a frame."""

import base64
import json
import socket
from collections.abc import Callable
from contextlib import ExitStack

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from voice.call.simulated.exchange import AskedStream, Exchange, SimulatedCall
from voice.call.simulated.mu_law import encode
from voice.call.simulated.wire import Wire
from voice.call.twilio import UntrustedForm, sign

FRAME_MS = 20
RATE = 8000
BYTES_PER_MS = RATE // 1000
TRACKS = ("inbound", "outbound")


class Streamer:
    """The streams of one call. `lost` are frames (track, ms) dropped on purpose; `refused` says if any was."""

    def __init__(self, exchange: Exchange, wire: Wire, call: SimulatedCall) -> None:
        self._exchange = exchange
        self._wire = wire
        self._call = call
        self._socket: ClientConnection | None = None
        self._held = ExitStack()
        self._sid = ""
        self._name = ""
        self._began_ms = 0
        self._sent_ms = 0
        self._sequence = 0
        self.is_lost: Callable[[], bool] = lambda: False
        self.lost: list[tuple[int, int]] = []
        self.sent_ms = 0
        self.refused = False

    def begin(self, asked: AskedStream) -> bool:
        """Open the socket and announce the stream; whether the service let it in."""
        url = asked.url
        headers = {"x-twilio-signature": sign(self._wire.token, url, UntrustedForm(()))}
        try:
            opening = connect(self._wire.stream_address(url), additional_headers=headers, proxy=None)
            self._socket = self._held.enter_context(opening)
        except InvalidStatus:
            self.refused = True
            return False
        self._sid, self._name = self._exchange.sid("MZ"), asked.name
        self._began_ms = self._sent_ms = self._call.now_ms
        start = {
            "accountSid": self._exchange.account,
            "streamSid": self._sid,
            "callSid": self._call.sid,
            "tracks": list(TRACKS),
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": RATE, "channels": 1},
            "customParameters": dict(asked.parameters),
        }
        self._send({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        self._send({"event": "start", "start": start})
        return True

    def feed(self) -> None:
        """Send everything up to the call's present."""
        if self._socket is None or self._call.track.rate != RATE:
            return
        until = self._call.now_ms - (self._call.now_ms - self._began_ms) % FRAME_MS
        heard = self._call.track.cut(self._sent_ms, until).samples
        tracks = [encode(heard[:, number]) for number in range(len(TRACKS))]
        for at_ms in range(self._sent_ms, until, FRAME_MS):
            first = (at_ms - self._sent_ms) * BYTES_PER_MS
            for number, name in enumerate(TRACKS):
                self._frame(
                    number, name, at_ms - self._began_ms, tracks[number][first : first + FRAME_MS * BYTES_PER_MS]
                )
        self._sent_ms = until
        self.sent_ms = until - self._began_ms

    def stop(self, name: str | None = None) -> None:
        """Say that the stream is over, and wait until the service has closed it."""
        if self._socket is None or name not in (None, self._name):
            return
        self._send({"event": "stop", "stop": {"accountSid": self._exchange.account, "callSid": self._call.sid}})
        self._drain()

    def lose(self) -> None:
        """The connection breaks without a word."""
        if self._socket is not None:
            self._socket.socket.shutdown(socket.SHUT_RDWR)
            self._let_go()

    def _frame(self, number: int, track: str, at_ms: int, sound: bytes) -> None:
        if self.is_lost():
            self.lost.append((number, at_ms))
            return
        payload = base64.b64encode(sound).decode()
        media = {"track": track, "chunk": str(self._sequence), "timestamp": str(at_ms), "payload": payload}
        self._send({"event": "media", "media": media})

    def _send(self, message: dict[str, object]) -> None:
        if self._socket is None:
            return
        self._sequence += 1
        try:
            self._socket.send(json.dumps({**message, "sequenceNumber": str(self._sequence), "streamSid": self._sid}))
        except ConnectionClosed:
            # The service ended the stream; at the carrier the call goes on.
            self._let_go()

    def _drain(self) -> None:
        if self._socket is None:
            return
        try:
            while True:
                self._socket.recv(timeout=10)
        except (ConnectionClosed, TimeoutError):
            self._let_go()

    def _let_go(self) -> None:
        self._socket = None
        self._held.close()
