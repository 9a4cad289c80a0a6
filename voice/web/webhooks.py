"""The carrier's doors: it asks what to do next, and tells what happened.

Two kinds. Where the carrier waits for an answer, it gets one whatever happens: a fault of ours means
that the call goes on unrecorded, never that the line goes dead. Where it only tells, it gets an empty
204 as soon as what it told is written down; a fault there is answered 503, so that it tells us again.
No address holds anything about anyone: a call is known by the carrier's id in the signed form.
"""

import hashlib
import threading
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Protocol
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from voice.call import twilio
from voice.call.ports import AnswerRenderer
from voice.call.twilio import UntrustedForm
from voice.call.values import (
    CallAction,
    CallArrived,
    CallEnded,
    CallId,
    Dial,
    DialEnded,
    DigitsPressed,
    HangUp,
    PauseFor,
    RecordingReported,
    Say,
    StartRecording,
    StartStream,
    StillWaiting,
    StopRecording,
    StopStream,
    TakeVoicemail,
    WhisperAsked,
)
from voice.clock import Clock
from voice.consent.machine import may_record
from voice.consent.values import ConsentMethod, ConsentState
from voice.errors import NothingThere, UntrustedInput, VoiceError
from voice.journey.dialogue import QUIET_S
from voice.log import logger
from voice.vault.ports import DeliveryBook
from voice.web.signature import SignatureCheck

XML = "text/xml; charset=utf-8"
LARGEST_ANSWER_BYTES = 64 * 1000
LONGEST_TOKEN = 200
TURNS = 64
_MAY_FOLLOW_A_YES = ("consent", "dialled", "queued")
"""Doors at which the caller's number comes along and a live grant may stand, by key or by an agent's mark."""

AGREED = Say("This call is being recorded. The caller agreed.", "en-US")
ANNOUNCED = Say("This call is being recorded. The caller was told.", "en-US")
UNRECORDED = Say("This call is not being recorded.", "en-US")
GOODBYE = Say("Thank you for calling. Goodbye.", "en-US")
# Only a call that failed here is connected to nobody; ringing again after a later door would go in circles.
_FIRST_DOORS = ("/twilio/voice", "/twilio/consent", "/twilio/ask-again")


class OpenLine(Protocol):
    """The journey of a call while the line is open (`voice.journey.live.LiveCall`)."""

    def arrived(self, event: CallArrived) -> tuple[CallAction, ...]: ...
    def answered(self, event: DigitsPressed) -> tuple[CallAction, ...]: ...
    def asked_again(self, carrier_call_id: str) -> tuple[CallAction, ...]: ...
    def dialled(self, event: DialEnded) -> tuple[CallAction, ...]: ...
    def waiting(self, event: StillWaiting) -> tuple[CallAction, ...]: ...
    def voicemail_taken(self, carrier_call_id: str) -> tuple[CallAction, ...]: ...
    def text_code(self, event: CallArrived) -> None: ...
    def recording_reported(self, event: RecordingReported) -> None: ...
    def ended(self, event: CallEnded) -> None: ...
    def call_id(self, carrier_call_id: str) -> CallId | None: ...
    def state(self, call_id: CallId) -> ConsentState: ...
    def unrecorded(self, callee: str) -> tuple[CallAction, ...]: ...


@dataclass(frozen=True, slots=True)
class CarrierDesk:
    """One carrier at the door: how it signs, and how it is answered."""

    signatures: SignatureCheck
    markup: AnswerRenderer


def router(live: OpenLine, desk: CarrierDesk, deliveries: DeliveryBook, clock: Clock) -> APIRouter:
    """The routes under /twilio; each refuses (403) what the carrier did not sign, before anything is stored."""
    switchboard = _Switchboard(live, desk, deliveries, clock)
    doors: dict[str, Callable[[UntrustedForm], tuple[CallAction, ...]]] = {
        "voice": lambda form: live.arrived(twilio.call_arrived(form)),
        "consent": lambda form: live.answered(twilio.digits_pressed(form)),
        "ask-again": lambda form: live.asked_again(twilio.asked_again(form)),
        "dialled": lambda form: live.dialled(twilio.dial_ended(form)),
        "queued": lambda form: live.dialled(twilio.queue_left(form)),
        "waiting": lambda form: live.waiting(twilio.still_waiting(form)),
        "voicemail-taken": lambda form: live.voicemail_taken(twilio.voicemail_taken(form)),
        "whisper": lambda form: _whisper(live, twilio.whisper_asked(form)),
    }
    reports: dict[str, Callable[[UntrustedForm], None]] = {
        "recording": lambda form: live.recording_reported(twilio.recording_reported(form)),
        "status": lambda form: _tell_end(live, form),
    }
    routes = APIRouter(prefix="/twilio", include_in_schema=False)
    for name, act in doors.items():
        routes.add_api_route(f"/{name}", switchboard.asking(name, act), methods=["POST"], name=f"twilio_{name}")
    for name, tell in reports.items():
        routes.add_api_route(f"/{name}", switchboard.telling(name, tell), methods=["POST"], name=f"twilio_{name}")
    routes.add_api_route("/fallback", switchboard.falling_back(), methods=["POST"], name="twilio_fallback")
    return routes


def _tell_end(live: OpenLine, form: UntrustedForm) -> None:
    event = twilio.call_ended(form)
    if event is not None:
        live.ended(event)


def _whisper(live: OpenLine, event: WhisperAsked) -> tuple[CallAction, ...]:
    """What the called person hears first: whether the caller's consent stands, looked up, not remembered."""
    call_id = live.call_id(event.carrier_call_id)
    if call_id is None:
        return (UNRECORDED,)
    state = live.state(call_id)
    if not may_record(state):
        return (UNRECORDED,)
    return (ANNOUNCED if state.method is ConsentMethod.NOTICE else AGREED,)


class _Switchboard:
    def __init__(self, live: OpenLine, desk: CarrierDesk, deliveries: DeliveryBook, clock: Clock) -> None:
        self._live = live
        self._desk = desk
        self._deliveries = deliveries
        self._clock = clock
        # A repeated delivery may overtake the first: those of one call wait for each other.
        self._turns = tuple(threading.Lock() for _ in range(TURNS))

    def asking(
        self, name: str, act: Callable[[UntrustedForm], tuple[CallAction, ...]]
    ) -> Callable[..., Awaitable[Response]]:
        """A door where the carrier waits for markup."""
        guard = Depends(self._desk.signatures)

        async def answer(request: Request, form: Annotated[UntrustedForm, guard]) -> Response:
            token = _delivery(request, name, form)
            document, is_new = await run_in_threadpool(self._answer_in_turn, name, token, act, form)
            # The caller waits for the answer, not for our memory of it.
            after = BackgroundTask(self._afterwards, name, token, document if is_new else "", form)
            return Response(document, media_type=XML, background=after)

        return answer

    def telling(self, name: str, tell: Callable[[UntrustedForm], None]) -> Callable[..., Awaitable[Response]]:
        """A door where the carrier only tells."""
        guard = Depends(self._desk.signatures)

        async def note(form: Annotated[UntrustedForm, guard]) -> Response:
            return Response(status_code=await run_in_threadpool(self._note, name, tell, form))

        return note

    def falling_back(self) -> Callable[..., Awaitable[Response]]:
        """The carrier could not get an answer from another door: no database, no recording, no loop."""
        guard = Depends(self._desk.signatures)

        async def fall_back(form: Annotated[UntrustedForm, guard]) -> Response:
            failed = urlsplit(form.get("ErrorUrl")).path
            ring = not failed or failed.endswith(_FIRST_DOORS)
            return _markup(self._desk.markup.render(self._unrecorded(form, ring)))

        return fall_back

    def _answer_in_turn(
        self, name: str, token: str, act: Callable[[UntrustedForm], tuple[CallAction, ...]], form: UntrustedForm
    ) -> tuple[str, bool]:
        with self._turns[zlib.crc32(form.get("CallSid").encode("utf-8")) % TURNS]:
            return self._answer(name, token, act, form)

    def _answer(
        self, name: str, token: str, act: Callable[[UntrustedForm], tuple[CallAction, ...]], form: UntrustedForm
    ) -> tuple[str, bool]:
        """The document, and whether it is to be remembered for a repeated delivery."""
        try:
            given = self._deliveries.answer_for(token) if token else None
            if given is not None:
                return given, False
            actions = act(form)
            answer = self._desk.markup.render(actions)
            if len(answer.encode("utf-8")) > LARGEST_ANSWER_BYTES:
                raise VoiceError("The answer is longer than the carrier reads.", code="answer_too_long")
        except Exception as fault:  # noqa: BLE001 (the web loop: the line must not go dead, whatever broke)
            _note_fault(name, fault)
            return self._desk.markup.render(self._after_fault(name, form)), False
        # What records is never repeated from memory: whether it still may is asked of the ledger each time.
        return answer, bool(token) and not any(map(_records, actions))

    def _afterwards(self, name: str, token: str, answer: str, form: UntrustedForm) -> None:
        if answer:
            self._remember(name, token, answer)
        if name in _MAY_FOLLOW_A_YES:
            self._note(name, lambda given: self._live.text_code(twilio.call_arrived(given)), form)

    def _remember(self, name: str, token: str, answer: str) -> None:
        try:
            self._deliveries.remember(token, answer, self._clock.now())
        except VoiceError as fault:
            _note_fault(name, fault)

    def _note(self, name: str, tell: Callable[[UntrustedForm], None], form: UntrustedForm) -> int:
        try:
            tell(form)
        except (NothingThere, UntrustedInput) as stranger:
            _note_fault(name, stranger)
        except Exception as fault:  # noqa: BLE001 (the web loop: the carrier is asked to tell us again)
            _note_fault(name, fault)
            return 503
        return 204

    def _after_fault(self, name: str, form: UntrustedForm) -> tuple[CallAction, ...]:
        """A fault means no: what may be running is stopped, and the call goes on."""
        if name in ("whisper", "waiting"):
            return (PauseFor(QUIET_S),) if name == "waiting" else ()
        if name == "voice":
            return self._unrecorded(form, ring=True)
        return (StopRecording(), StopStream(), *self._unrecorded(form, ring=name in ("consent", "ask-again")))

    def _unrecorded(self, form: UntrustedForm, ring: bool) -> tuple[CallAction, ...]:
        return self._live.unrecorded(form.get("To")) if ring else (GOODBYE, HangUp())


def _delivery(request: Request, name: str, form: UntrustedForm) -> str:
    """What marks one delivery: the header is not signed, so it counts only with this call and this door."""
    stated = request.headers.get("i-twilio-idempotency-token", "")
    if not stated or len(stated) > LONGEST_TOKEN:
        return ""
    return hashlib.sha256("\n".join((name, form.get("CallSid"), stated)).encode("utf-8")).hexdigest()


def _records(action: CallAction) -> bool:
    if isinstance(action, Dial):
        return action.permit_id is not None
    return isinstance(action, StartRecording | StartStream | TakeVoicemail)


def _markup(document: str) -> Response:
    return Response(document, media_type=XML)


def _note_fault(name: str, fault: Exception) -> None:
    code = fault.code if isinstance(fault, VoiceError) else "unexpected"
    logger().error("webhook_fault", route=name, code=code, error_type=type(fault).__name__)
