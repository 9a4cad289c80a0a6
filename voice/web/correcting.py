"""Corrections by people: typed on a page of their own, sealed with the call, gone with it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from voice.call.values import CallId
from voice.errors import NothingThere, UntrustedInput
from voice.insight.values import SentimentLabel
from voice.journey.objects import CallObjects
from voice.review.corrections import SPEAKERS, Corrected, Correction, Proposed, brings_back, correct, present
from voice.review.export import CallDocument
from voice.review.roles import Permission
from voice.web.desk import clock_of, desk_of, filing_of, note_act, people_of, rework_of
from voice.web.guards import Needs, visitor_of
from voice.web.history import handles
from voice.web.rendering import page

doors = APIRouter()
Text = Annotated[str, Form(max_length=4000)]
Short = Annotated[str, Form(max_length=40)]


@doors.get("/calls/{call_id}/corrections", dependencies=[Depends(Needs(Permission.READ_CALLS))])
def corrections_page(request: Request, call_id: str, what: str = "", of: str = "") -> Response:
    """What was corrected, version by version; with `what` and `of`, a form for one more."""
    return _page(request, call_id, what, of)


@doors.post("/calls/{call_id}/corrections", dependencies=[Depends(Needs(Permission.REVIEW_CALLS))])
def add_correction(request: Request, call_id: str, what: Short = "", of: Short = "", after: Text = "") -> Response:
    """Keep a correction as the next version."""
    if what not in set(Corrected):
        raise UntrustedInput("That cannot be corrected.")
    document = _open_document(request, call_id)
    try:
        change = _kept(request, document, Proposed(Corrected(what), of, after))
    except UntrustedInput as wrong:
        return _page(request, call_id, what, of, failed=wrong.public)
    note_act(request, CallId(call_id), "correction.made", by=change.by, what=what, target=of, version=change.version)
    filing_of(request).again(CallId(call_id))
    anchor = of if change.what in (Corrected.WORDS, Corrected.SPEAKER) else change.what.value
    return RedirectResponse(f"/calls/{call_id}#{anchor}", status_code=303)


def _kept(request: Request, document: CallDocument, proposed: Proposed) -> Correction:
    """The correction, sealed; the worker reads what was typed before anybody else does."""
    call_id, by, now = document.call.id, visitor_of(request).account_id, clock_of(request).now()
    correct(document, proposed, 0, by, now)
    _refuse_known_values(request, call_id, proposed.untrusted_after)
    return rework_of(request).correct(call_id, lambda version: correct(document, proposed, version, by, now))


def _page(request: Request, call_id: str, what: str, of: str, failed: str = "") -> Response:
    document = _open_document(request, call_id)
    form = what in set(Corrected) and visitor_of(request).may(Permission.REVIEW_CALLS)
    return page(
        request,
        "corrections.html",
        400 if failed else 200,
        call_id=document.call.id,
        what=what,
        of=of,
        before=present(document, Corrected(what), of) if form else None,
        corrections=filing_of(request).corrections(document.call.id),
        names=handles(people_of(request)),
        speakers=SPEAKERS,
        labels=tuple(SentimentLabel),
        failed=failed,
    )


def _open_document(request: Request, call_id: str) -> CallDocument:
    call = desk_of(request).book.call(CallId(call_id))
    document = filing_of(request).shown(call)
    if document is None:
        raise NothingThere("There is nothing to correct of this call.")
    return document


def _refuse_known_values(request: Request, call_id: CallId, after: str) -> None:
    """What redaction took out must not come back by hand."""
    found = CallObjects(desk_of(request).sealed).redaction_map(call_id)
    if found is not None and brings_back(found, after):
        raise UntrustedInput("That holds a value which redaction took out of this call; write its placeholder instead.")
