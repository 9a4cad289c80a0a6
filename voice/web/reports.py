"""What the whole installation did and how it stands: its label, consent figures, the ledger, lines, status."""

import shutil
from collections import Counter
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from voice.call.values import END_STATES, CallId, CallState
from voice.consent.values import ConsentStatus
from voice.journey.wordings import Wordings, consent_report
from voice.recording.values import RecordingState
from voice.review.installation import gathered
from voice.review.roles import Permission
from voice.review.switches import of_line
from voice.web.desk import clock_of, desk_of, filing_of, people_of, rooms_of
from voice.web.guards import Needs
from voice.web.history import act, handles
from voice.web.rendering import page

doors = APIRouter()
LABELLED = 20
LISTED = 100
COUNTED = 2000
LATE = timedelta(hours=1)
LOW_DISK = 0.1
Start = Annotated[int, Query(ge=0, le=10_000_000)]


@doors.get("/label", dependencies=[Depends(Needs(Permission.READ_REPORTS))])
def installation_label(request: Request) -> Response:
    """The installation's nutrition label, gathered from its newest calls."""
    filing, book = filing_of(request), desk_of(request).book
    ready = [call for call in book.calls(limit=LISTED) if call.state is CallState.READY][:LABELLED]
    documents = [filing.document(call.id) for call in ready]
    label = gathered([document.label for document in documents if document and document.label])
    return page(request, "label.html", subject=label.subject if label else "", label=label, back="")


@doors.get("/consent", dependencies=[Depends(Needs(Permission.READ_REPORTS))])
def consent_page(request: Request) -> Response:
    """How consent went: by status, by line and script version, with the words that were put."""
    desk, rooms = desk_of(request), rooms_of(request)
    found = consent_report(desk.book, desk.ledger)
    wordings = Wordings(rooms.greetings) if rooms.greetings else Wordings.below(rooms.prompts, rooms.data)
    said = {row.wording: wordings.said(row.wording) for row in found.wordings}
    return page(request, "consent.html", report=found, statuses=tuple(ConsentStatus), said=said)


@doors.get("/ledger", dependencies=[Depends(Needs(Permission.READ_LEDGER))])
def ledger_page(request: Request, start: Start = 0, call: str = "", kind: str = "", check: str = "") -> Response:
    """The ledger, newest first; `check` verifies every hash and signature."""
    ledger, names = desk_of(request).ledger, handles(people_of(request))
    entries = list(ledger.entries(CallId(call) if call else None)) if ledger else []
    kinds = sorted({kept.entry.kind for kept in entries})
    entries = [kept for kept in reversed(entries) if kind in ("", kept.entry.kind)]
    shown = [(kept, act(kept, names)) for kept in entries[start : start + LISTED]]
    return page(
        request,
        "ledger.html",
        shown=shown,
        total=len(entries),
        start=start,
        size=LISTED,
        call=call,
        kind=kind,
        kinds=kinds,
        problems=list(ledger.verify()) if ledger and check else None,
        proof=ledger.sign({})["proof"] if ledger else None,
    )


@doors.get("/lines", dependencies=[Depends(Needs(Permission.READ_SCRIPTS))])
def lines_page(request: Request) -> Response:
    """The lines: what a caller meets on each, and what follows."""
    return page(request, "lines.html", lines=rooms_of(request).lines, linked=rooms_of(request).greetings is not None)


@doors.get("/switches", dependencies=[Depends(Needs(Permission.SEE_STATUS))])
def switches_page(request: Request) -> Response:
    """What is on and off, for the installation and for each line, and where each is turned."""
    rooms = rooms_of(request)
    return page(request, "switches.html", everywhere=rooms.switches, lines=[(one, of_line(one)) for one in rooms.lines])


@doors.get("/status", dependencies=[Depends(Needs(Permission.SEE_STATUS))])
def status_page(request: Request) -> Response:
    """How the system stands: workers, queue, calls by state, what is late, carrier copies, models, disk."""
    desk, rooms, now = desk_of(request), rooms_of(request), clock_of(request).now()
    calls = desk.book.calls(limit=COUNTED)
    late = [one for one in calls if one.state not in END_STATES and now - (one.ended_at or one.started_at) > LATE]
    copies = [
        (one.id, recording.id)
        for one in calls[:LISTED]
        for recording in desk.book.recordings(one.id)
        if recording.state in (RecordingState.COMPLETED, RecordingState.SEALED)
    ]
    documents = [filing_of(request).document(one.id) for one in calls[:LISTED] if one.state is CallState.READY]
    runs = {(run.feature, run.model.name, run.device) for doc in documents[:LABELLED] if doc for run in doc.runs}
    workers = rooms.workers.beats() if rooms.workers else None
    disk = shutil.disk_usage(rooms.data)
    return page(
        request,
        "status.html",
        states=Counter(one.state for one in calls),
        counted=len(calls),
        late=late,
        copies=copies,
        runs=sorted(runs),
        free=disk.free,
        low=disk.free / disk.total < LOW_DISK,
        waiting=len(rooms.reviews.items(limit=COUNTED)),
        workers=workers,
        living=[one for one in workers or () if one.alive(now)],
        queued=rooms.queued() if rooms.queued else None,
        now=now,
    )
