"""What people tell about a call on the line: what the caller answered aloud, and that somebody joined."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from voice.call.values import Call, CallId, CallState
from voice.errors import NothingThere, UntrustedInput
from voice.journey.aloud import Mark
from voice.review.roles import Permission
from voice.web.desk import LiveAnswers, desk_of, note_act, rooms_of
from voice.web.guards import Needs, visitor_of

doors = APIRouter()
GUARD = [Depends(Needs(Permission.REVIEW_CALLS))]
MOST = 8
Word = Annotated[str, Form(max_length=10)]
BY_KEYPAD, ALOUD = "keypad", "aloud"


@doors.post("/calls/{call_id}/answer", dependencies=GUARD)
def mark(
    request: Request, call_id: str, answer: Word = "", about: Annotated[list[str] | None, Form(max_length=MOST)] = None
) -> Response:
    """The caller said yes or no aloud; a yes begins the recording, and the call's page says if it did not begin."""
    if answer not in ("yes", "no"):
        raise UntrustedInput("An answer is yes or no; anything else is no answer.")
    _mark(request, call_id, answer == "yes", about or [])
    return RedirectResponse(f"/calls/{call_id}", status_code=303)


@doors.post("/api/calls/{call_id}/answer", dependencies=GUARD)
def mark_by_program(
    request: Request,
    call_id: str,
    granted: Annotated[bool, Body()],
    about: Annotated[list[str], Body(max_length=MOST)],
) -> Response:
    """The same for programs: {"granted": true, "about": ["recording"]}; `recording` says whether it began."""
    began = _mark(request, call_id, granted, about)
    return JSONResponse({"granted": granted, "recording": began and granted})


@doors.post("/calls/{call_id}/joined", dependencies=GUARD)
def joined(request: Request, call_id: str, ask: Word = ALOUD) -> Response:
    """Somebody joined, or the call was passed on: recording stops until the caller was asked again."""
    _joined(request, call_id, ask)
    return RedirectResponse(f"/calls/{call_id}", status_code=303)


@doors.post("/api/calls/{call_id}/joined", dependencies=GUARD)
def joined_by_program(request: Request, call_id: str, ask: Annotated[str, Body(embed=True)]) -> Response:
    """The same for programs: {"ask": "keypad"} or {"ask": "aloud"}."""
    _joined(request, call_id, ask)
    return JSONResponse({"recording": False})


def _mark(request: Request, call_id: str, granted: bool, about: list[str]) -> bool:
    call, live = _on_the_line(request, call_id)
    # Who marked it is part of the consent event itself.
    return live.marked(call.id, Mark(visitor_of(request).account_id, granted, tuple(about)))


def _joined(request: Request, call_id: str, ask: str) -> None:
    if ask not in (BY_KEYPAD, ALOUD):
        raise UntrustedInput("The caller is asked again by keypad or aloud.")
    call, live = _on_the_line(request, call_id)
    note_act(request, call.id, "party.reported", by=visitor_of(request).account_id, ask=ask)
    live.party_joined(call.id, ask_by_keypad=ask == BY_KEYPAD)


def _on_the_line(request: Request, call_id: str) -> tuple[Call, LiveAnswers]:
    call, live = desk_of(request).book.call(CallId(call_id)), rooms_of(request).live
    if live is None or call.state is not CallState.LIVE:
        raise NothingThere("This call is not on the line any more.")
    return call, live
