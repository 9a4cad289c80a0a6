"""The door for sound: the carrier's media stream over a WebSocket (Twilio: "Media Streams", message format).

The upgrade request is signed like every webhook, over the wss:// address without parameters (some see a
slash added, so both are tried). What is let in, and for how long, the journey decides.
"""

import base64
import binascii
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from starlette.concurrency import run_in_threadpool

from voice.call.twilio import UntrustedForm, signature_is_valid
from voice.call.twilio_markup import PERMIT, stream_url
from voice.errors import NotPermitted, UntrustedInput
from voice.journey.streaming import OpenStream, Streaming
from voice.log import logger
from voice.web.signature import LONGEST_HEADER, SignatureCheck

LONGEST_MESSAGE = 16 * 1024
TRACKS = {"inbound": 0, "outbound": 1}
REFUSED = 1008
"""WebSocket close code "policy violation" (RFC 6455, 7.4.1)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A piece of one track's sound; `at_ms` since the stream began."""

    track: int
    at_ms: int
    mu_law: bytes


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the carrier says of a stream when it begins."""

    carrier_call_id: str
    carrier_stream_id: str
    permit: str


def router(streaming: Streaming, signatures: SignatureCheck) -> APIRouter:
    """The WebSocket under /twilio/stream."""
    routes = APIRouter()

    @routes.websocket("/twilio/stream")
    async def stream(socket: WebSocket) -> None:
        if not is_signed(socket, signatures):
            logger().warning("stream_refused", status=403)
            await socket.close(REFUSED)
            return
        await socket.accept()
        try:
            await _receive(socket, streaming)
        except (NotPermitted, UntrustedInput) as refused:
            logger().warning("stream_refused", code=refused.code)
            await socket.close(REFUSED)

    return routes


def is_signed(socket: WebSocket, signatures: SignatureCheck) -> bool:
    """Whether the carrier signed this upgrade."""
    given = next((socket.headers[name] for name in signatures.headers if name in socket.headers), "")
    settings = socket.headers.get(signatures.settings_header, "")
    if len(given) > LONGEST_HEADER or len(settings) > LONGEST_HEADER:
        return False
    url = stream_url(signatures.public_url)
    nothing = UntrustedForm(())
    return any(signature_is_valid(signatures.secrets, one, nothing, given, settings) for one in (url, url + "/"))


async def _receive(socket: WebSocket, streaming: Streaming) -> None:
    """One stream from its start to its stop, or to the loss of the socket."""
    messages = _messages(socket)
    begun = await _beginning(messages)
    if begun is None:
        return
    open_stream = await run_in_threadpool(streaming.begin, begun.carrier_call_id, begun.carrier_stream_id, begun.permit)
    stopped = False
    try:
        stopped = await _frames(messages, open_stream)
    finally:
        await run_in_threadpool(open_stream.end, stopped)
    if stopped:
        await socket.close()


async def _frames(messages: AsyncIterator[dict[str, Any]], open_stream: OpenStream) -> bool:
    """Keep what comes; True when the stream was ended in good order, by the carrier or by a withdrawal."""
    async for message in messages:
        if message.get("event") == "stop":
            return True
        if message.get("event") != "media":
            continue
        frame = read_frame(message)
        pieces = open_stream.frame(frame.track, frame.at_ms, frame.mu_law)
        if pieces and not await run_in_threadpool(open_stream.keep, pieces):
            return True
    return False


async def _beginning(messages: AsyncIterator[dict[str, Any]]) -> Beginning | None:
    async for message in messages:
        if message.get("event") == "start":
            return read_beginning(message)
        if message.get("event") != "connected":
            raise UntrustedInput("A stream begins with `connected` and `start`.", code="bad_stream")
    return None


async def _messages(socket: WebSocket) -> AsyncIterator[dict[str, Any]]:
    """The carrier's messages until the socket closes; a message that is none ends the stream."""
    while True:
        try:
            text = await socket.receive_text()
        except (WebSocketDisconnect, KeyError):
            return
        if len(text) > LONGEST_MESSAGE:
            raise UntrustedInput("A message of the stream is longer than the carrier sends.", code="bad_stream")
        try:
            message = json.loads(text)
        except ValueError:
            raise UntrustedInput("A message of the stream is not JSON.", code="bad_stream") from None
        if not isinstance(message, dict):
            raise UntrustedInput("A message of the stream is not an object.", code="bad_stream")
        yield message


def read_beginning(untrusted: dict[str, Any]) -> Beginning:
    """The `start` message; only mu-law at 8 kHz is understood."""
    start = untrusted.get("start")
    if not isinstance(start, dict):
        raise UntrustedInput("The stream's start has not the shape it should have.", code="bad_stream")
    form = start.get("mediaFormat")
    if not isinstance(form, dict) or (form.get("encoding"), str(form.get("sampleRate"))) != ("audio/x-mulaw", "8000"):
        raise UntrustedInput("The stream is not mu-law at 8 kHz.", code="bad_stream_format")
    custom = start.get("customParameters")
    permit = custom.get(PERMIT, "") if isinstance(custom, dict) else ""
    values = (start.get("callSid"), start.get("streamSid"), permit)
    if not all(isinstance(value, str) and 0 < len(value) <= 200 for value in values):
        raise UntrustedInput("The stream's start names no call.", code="bad_stream")
    return Beginning(*(str(value) for value in values))


def read_frame(untrusted: dict[str, Any]) -> Frame:
    """A `media` message; numbers come as strings."""
    media = untrusted.get("media")
    if not isinstance(media, dict) or media.get("track") not in TRACKS:
        raise UntrustedInput("A frame of the stream names no track.", code="bad_stream")
    stamp = str(media.get("timestamp", ""))
    if not stamp.isdecimal() or len(stamp) > 9:
        raise UntrustedInput("A frame of the stream has no time.", code="bad_stream")
    try:
        sound = base64.b64decode(str(media.get("payload", "")), validate=True)
    except binascii.Error:
        raise UntrustedInput("A frame of the stream holds no sound.", code="bad_stream") from None
    return Frame(TRACKS[media["track"]], int(stamp), sound)
