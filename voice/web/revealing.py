"""Raw words and sound: for officers, with a reason, for a while, in the ledger, counted where auditors look."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from voice.call.values import Call, CallId
from voice.errors import NothingThere, NotPermitted, UntrustedInput
from voice.journey.objects import CallObjects, recording_name
from voice.recording.spans import joined, offsets
from voice.recording.values import USABLE, Recording
from voice.review.queue import reveal, still_open
from voice.review.roles import Permission
from voice.review.values import Reveal
from voice.web.desk import clock_of, desk_of, note_act, people_of
from voice.web.guards import Needs, visitor_of
from voice.web.history import handles
from voice.web.rendering import page
from voice.web.sound import ranged

doors = APIRouter()
GRANTED = "reveal.granted"
SOUND = "reveal.sound_heard"
PUT_BACK = "redaction.put_back"
MOVED = "redaction.moved"
SHOWN = {
    GRANTED: "raw words and sound",
    SOUND: "listened to the sound",
    PUT_BACK: "words put back",
    MOVED: "words put back",
}
PIECE = 1 << 20
RANGES = {"accept-ranges": "bytes"}
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
    why = checked_reason(reason, reference)
    if desk_of(request).ledger is None:
        raise NotPermitted("Without a ledger nothing is revealed.")
    leave = reveal(call, by, reason, now, LASTING)
    note_act(request, call.id, GRANTED, by=by, **why, until=leave.until.isoformat())
    return RedirectResponse(f"/calls/{call.id}/raw", status_code=303)


@doors.get("/calls/{call_id}/raw", dependencies=[Depends(Needs(Permission.REVEAL))])
def raw_page(request: Request, call_id: str) -> Response:
    """The raw words, while one's own leave is open."""
    call = desk_of(request).book.call(CallId(call_id))
    leave = open_leave(request, call)
    if leave is None:
        raise NotPermitted("No reveal of yours is open for this call; ask for one on the call's page, with a reason.")
    raw = CallObjects(desk_of(request).sealed).raw_transcript(call.id)
    sound = bool(heard_recordings(request, call))
    if raw is None and not sound:
        raise NothingThere("There are no raw words and no raw sound of this call.")
    left = (leave.until - clock_of(request).now()).total_seconds()
    minutes, why = max(1, round(left / 60)), REASONS[leave.reason]
    said = raw.utterances if raw else ()
    shown = {"call": call, "utterances": said, "sound": sound, "minutes": minutes, "seconds": int(left) + 1, "why": why}
    return page(request, "raw.html", 200, **shown)


@doors.get("/calls/{call_id}/raw/sound", dependencies=[Depends(Needs(Permission.REVEAL))])
def raw_sound(request: Request, call_id: str) -> Response:
    """The raw sound, in pieces small enough that the last one is asked for before one's leave ends."""
    call = desk_of(request).book.call(CallId(call_id))
    leave = open_leave(request, call)
    if leave is None:
        raise NotPermitted("No reveal of yours is open for this call; ask for one on the call's page, with a reason.")
    recordings = heard_recordings(request, call)
    if not recordings:
        raise NothingThere("There is no raw sound of this call.")
    sealed = desk_of(request).sealed
    sound = joined([sealed.get(call.id, recording_name(one.id)) for one in recordings], offsets(recordings))
    _note_sound(request, leave)
    if asked := request.headers.get("range", ""):
        return ranged(sound, asked, most=PIECE)
    return StreamingResponse(_while_open(request, call, sound), media_type="audio/wav", headers=RANGES)


def heard_recordings(request: Request, call: Call) -> Sequence[Recording]:
    """The recordings whose raw sound rests here."""
    names = desk_of(request).sealed.names(call.id)
    every = desk_of(request).book.recordings(call.id)
    return [one for one in every if one.state in USABLE and recording_name(one.id) in names]


def _while_open(request: Request, call: Call, sound: bytes) -> Iterator[bytes]:
    """The sound, piece by piece; it stops where the leave ends."""
    for start in range(0, len(sound), PIECE):
        if open_leave(request, call) is None:
            return
        yield sound[start : start + PIECE]


def _note_sound(request: Request, leave: Reveal) -> None:
    """Once for each leave: that the sound was listened to."""
    ledger, until = desk_of(request).ledger, leave.until.isoformat()
    entries = ledger.entries(leave.call_id) if ledger else ()
    noted = [kept.entry.body for kept in entries if kept.entry.kind == SOUND]
    if not any((body["by"], body["until"]) == (leave.by, until) for body in noted):
        note_act(request, leave.call_id, SOUND, by=leave.by, reason=leave.reason, until=until)


@doors.get("/reveals", dependencies=[Depends(Needs(Permission.READ_LEDGER))])
def reveals_page(request: Request) -> Response:
    """Every reveal, and how many each person asked for."""
    ledger, names = desk_of(request).ledger, handles(people_of(request))
    # A change of bounds counts where it gave words back: it bears a reason then.
    granted = [
        kept.entry
        for kept in (ledger.entries() if ledger else ())
        if kept.entry.kind in SHOWN and "reason" in kept.entry.body
    ]
    # Listening belongs to a reveal that is counted already.
    people = [str(entry.body["by"]) for entry in granted if entry.kind != SOUND]
    counts = Counter(names.get(by, by) for by in people)
    newest = granted[::-1][:200]
    return page(
        request, "reveals.html", reveals=newest, counts=counts.most_common(), names=names, reasons=REASONS, shown=SHOWN
    )


def checked_reason(untrusted_reason: str, untrusted_reference: str) -> dict[str, str]:
    """A reason and a reference fit for the ledger; UntrustedInput where they are not."""
    if untrusted_reason not in REASONS:
        raise UntrustedInput("Say why: choose one of the reasons.")
    if untrusted_reference and not REFERENCE.fullmatch(untrusted_reference):
        raise UntrustedInput("A reference is a case number in capital letters and digits, never a name.")
    return {"reason": untrusted_reason, "reference": untrusted_reference}


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
