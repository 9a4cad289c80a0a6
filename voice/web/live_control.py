"""Calls that are on the line: pause, resume or stop their recording."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from voice.call.values import CallId, CallState
from voice.errors import NothingThere, UntrustedInput
from voice.review.roles import Permission
from voice.web.desk import desk_of, note_act, rooms_of
from voice.web.guards import Needs, visitor_of

doors = APIRouter()
ACTS = ("pause", "resume", "stop")


@doors.post("/calls/{call_id}/recording", dependencies=[Depends(Needs(Permission.REVIEW_CALLS))])
def change_recording(request: Request, call_id: str, act: Annotated[str, Form(max_length=10)] = "") -> Response:
    """Pause, resume or stop what is being recorded on a live call; nothing else about the call changes."""
    call, control = desk_of(request).book.call(CallId(call_id)), rooms_of(request).recording
    if act not in ACTS:
        raise UntrustedInput("A recording can be paused, resumed or stopped.")
    if control is None or call.state is not CallState.LIVE:
        raise NothingThere("This call is not on the line any more.")
    {"pause": control.pause, "resume": control.resume, "stop": control.stop}[act](call.id)
    note_act(request, call.id, "recording.changed_by_person", by=visitor_of(request).account_id, act=act)
    return RedirectResponse(f"/calls/{call.id}", status_code=303)
