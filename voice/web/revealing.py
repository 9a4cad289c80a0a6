"""Sight of raw text: for officers, with a reason, for a while, in the ledger, counted where auditors look."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from voice.call.values import Call, CallId
from voice.errors import NothingThere, NotPermitted, UntrustedInput
from voice.journey.objects import CallObjects
from voice.review.queue import reveal, still_open
from voice.review.roles import Permission
from voice.review.values import Reveal
from voice.web.desk import clock_of, desk_of, note_act, people_of
from voice.web.guards import Needs, visitor_of
from voice.web.history import handles
from voice.web.rendering import page

doors = APIRouter()
GRANTED = "reveal.granted"
LASTING = timedelta(minutes=15)
REASONS: Mapping[str, str] = {
    "transcript_quality": "The transcript seems wrong",
    "complaint_handling": "The caller complained",
    "data_subject_request": "The caller asks for their data",
    "legal_obligation": "The law requires it",
    "safety_of_persons": "Somebody may be in danger",
}
# A reference goes into the ledger, where no name may stand: letters and digits of a case number alone.
REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9/.-]{0,31}")
Text = Annotated[str, Form(max_length=60)]


@doors.post("/calls/{call_id}/reveals", dependencies=[Depends(Needs(Permission.REVEAL))])
def ask_to_reveal(request: Request, call_id: str, reason: Text = "", reference: Text = "") -> Response:
    """Grant oneself sight of one call's raw text for a quarter of an hour, saying why."""
    call, by, now = desk_of(request).book.call(CallId(call_id)), visitor_of(request).account_id, clock_of(request).now()
    if reason not in REASONS:
        raise UntrustedInput("Say why: choose one of the reasons.")
    if reference and not REFERENCE.fullmatch(reference):
        raise UntrustedInput("A reference is a case number in capital letters and digits, never a name.")
    if desk_of(request).ledger is None:
        raise NotPermitted("Without a ledger nothing is revealed.")
    leave = reveal(call, by, reason, now, LASTING)
    note_act(request, call.id, GRANTED, by=by, reason=reason, reference=reference, until=leave.until.isoformat())
    return RedirectResponse(f"/calls/{call.id}/raw", status_code=303)


@doors.get("/calls/{call_id}/raw", dependencies=[Depends(Needs(Permission.REVEAL))])
def raw_page(request: Request, call_id: str) -> Response:
    """The raw words, while one's own leave is open."""
    call = desk_of(request).book.call(CallId(call_id))
    leave = open_leave(request, call)
    if leave is None:
        raise NotPermitted("No reveal of yours is open for this call; ask for one on the call's page, with a reason.")
    raw = CallObjects(desk_of(request).sealed).raw_transcript(call.id)
    if raw is None:
        raise NothingThere("There is no raw transcript of this call.")
    left = leave.until - clock_of(request).now()
    minutes = max(1, round(left.total_seconds() / 60))
    return page(request, "raw.html", call=call, utterances=raw.utterances, minutes=minutes, why=REASONS[leave.reason])


@doors.get("/reveals", dependencies=[Depends(Needs(Permission.READ_LEDGER))])
def reveals_page(request: Request) -> Response:
    """Every reveal, and how many each person asked for."""
    ledger, names = desk_of(request).ledger, handles(people_of(request))
    granted = [kept.entry for kept in (ledger.entries() if ledger else ()) if kept.entry.kind == GRANTED]
    counts = Counter(names.get(str(entry.body["by"]), str(entry.body["by"])) for entry in granted)
    newest = granted[::-1][:200]
    return page(request, "reveals.html", reveals=newest, counts=counts.most_common(), names=names, reasons=REASONS)


def open_leave(request: Request, call: Call) -> Reveal | None:
    """The visitor's leave for a call, made anew from the ledger; None where none is open now."""
    ledger, now = desk_of(request).ledger, clock_of(request).now()
    by = visitor_of(request).account_id
    for kept in reversed(ledger.entries(call.id) if ledger else ()):
        body = kept.entry.body
        if kept.entry.kind == GRANTED and body["by"] == by:
            lasting = datetime.fromisoformat(str(body["until"])) - kept.entry.at
            leave = reveal(call, by, str(body["reason"]), kept.entry.at, lasting)
            return leave if still_open(leave, call, now) else None
    return None
