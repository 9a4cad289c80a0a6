"""The caller's page: a receipt code opens what was kept of one call, to read, to take along, to take back.

The code travels in the body of a form, never in an address: addresses end up in histories and logs.
"""

import io
import json
import threading
import zipfile
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import Response

from voice.call.values import Call, CallId, CallState
from voice.consent.history import events_of, state_of
from voice.consent.machine import purpose_words
from voice.consent.values import ConsentState, WithdrawalScope
from voice.errors import NotPermitted
from voice.greeting.lines import named
from voice.journey.kept import kept
from voice.journey.periods import kept_briefly, schedules
from voice.journey.permission import ERASING, is_taken_back
from voice.journey.receipts import signed_receipt
from voice.retention.erasure import CERTIFIED
from voice.retention.schedule import due_at
from voice.review.export import RECEIPT_FILE, files
from voice.web.desk import address_of, clock_of, desk_of, filing_of, note_act, rooms_of
from voice.web.guards import open_to_all
from voice.web.rendering import page
from voice.web.throttle import Throttle

doors = APIRouter()
Code = Annotated[str, Form(max_length=40)]
GUESSES, GUESSES_OF_ALL = 8, 200
SPAN = timedelta(minutes=15)
EVERYBODY = "everybody"
CHANNEL = "receipt_page"
BY = "whoever holds the code"
LOOKING = threading.Semaphore(1)
"""One code is looked up at a time: that reads every call, and a ringing phone goes first."""
LONGEST_WAIT_S = 5


@doors.get("/receipt", dependencies=[Depends(open_to_all)])
def ask_for_code(request: Request) -> Response:
    """A form for the code."""
    return page(request, "receipt_code.html", failed="")


@doors.post("/receipt", dependencies=[Depends(open_to_all)])
def show(request: Request, code: Code = "") -> Response:
    """What was kept of the code's call."""
    call = _call(request, code)
    return _unknown(request) if call is None else _receipt(request, call, code)


@doors.post("/receipt/download", dependencies=[Depends(open_to_all)])
def download(request: Request, code: Code = "") -> Response:
    """Everything that may be handed out, as one archive: redacted files and the signed consent record."""
    call = _call(request, code)
    if call is None:
        return _unknown(request)
    document = filing_of(request).shown(call)
    found = dict(files(document)) if document is not None else {}
    found[RECEIPT_FILE] = json.dumps(_signed(request, call), indent=2, ensure_ascii=False) + "\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in found.items():
            archive.writestr(name, text)
    note_act(request, call.id, "data.handed_out", by=BY)
    headers = {"content-disposition": 'attachment; filename="my-call.zip"'}
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)


@doors.post("/receipt/withdrawn", dependencies=[Depends(open_to_all)])
def withdraw(request: Request, code: Code = "", confirmed: Code = "", scope: Code = "") -> Response:
    """Take consent back: from the start, and everything of the call is destroyed; or for what comes from now on."""
    call = _call(request, code)
    if call is None:
        return _unknown(request)
    if confirmed != "yes":
        return _receipt(request, call, code, failed="Nothing was done: tick the box to say that you mean it.")
    if not _going(call, _consent(request, call.id)):
        chosen = WithdrawalScope.FROM_NOW if scope == WithdrawalScope.FROM_NOW else WithdrawalScope.FROM_THE_START
        rooms_of(request).withdraw(call.id, chosen, CHANNEL)
        filing_of(request).again(call.id)
    return _receipt(request, desk_of(request).book.call(call.id), code)


def _receipt(request: Request, call: Call, code: str, failed: str = "") -> Response:
    desk, lines = desk_of(request), rooms_of(request).lines
    entries = desk.ledger.entries(call.id) if desk.ledger else ()
    consent = _consent(request, call.id)
    document = filing_of(request).shown(call)
    briefly = {call.id} if kept_briefly(named(lines, call.line), events_of(one.entry for one in entries)) else set()
    return page(
        request,
        "receipt.html",
        400 if failed else 200,
        call=call,
        line=named(lines, call.line),
        code=code,
        consent=consent,
        purposes=purpose_words(consent),
        document=document,
        destroyed=next((k.entry.body.get("artefacts") for k in entries if k.entry.kind == CERTIFIED), None),
        going=_going(call, consent),
        kept=kept(call, desk.sealed.names(call.id), desk.book.recordings(call.id)),
        until=due_at(call, schedules(lines), briefly),
        scopes=WithdrawalScope,
        failed=failed,
    )


def _consent(request: Request, call_id: CallId) -> ConsentState:
    ledger = desk_of(request).ledger
    return state_of(entry.entry for entry in (ledger.entries(call_id) if ledger else ()))


def _going(call: Call, consent: ConsentState) -> bool:
    """Whether everything of a call is destroyed, or is to be."""
    return call.state is CallState.ERASED or call.reason == ERASING or is_taken_back(consent)


def _signed(request: Request, call: Call) -> object:
    desk = desk_of(request)
    if desk.ledger is None:
        raise NotPermitted("Without a ledger there is no signed record.")
    return signed_receipt(
        call, desk.ledger, named(rooms_of(request).lines, call.line), clock_of(request).now(), "voice"
    )


def _call(request: Request, untrusted_code: str) -> Call | None:
    """The call of a code; guessing is slow, from one address and from all together."""
    if not hasattr(request.app.state, "guesses"):
        request.app.state.guesses = Throttle(clock_of(request), GUESSES, SPAN)
        request.app.state.all_guesses = Throttle(clock_of(request), GUESSES_OF_ALL, SPAN)
    guesses: Throttle = request.app.state.guesses
    together: Throttle = request.app.state.all_guesses
    if not guesses.allows(address_of(request)) or not together.allows(EVERYBODY):
        raise HTTPException(429, "Too many codes were tried; wait a quarter of an hour, or call us.")
    if not LOOKING.acquire(timeout=LONGEST_WAIT_S):
        raise HTTPException(503, "Many people look up their calls just now; try again in a minute.")
    try:
        call_id = rooms_of(request).codes.find(untrusted_code)
    finally:
        LOOKING.release()
    return None if call_id is None else desk_of(request).book.call(call_id)


def _unknown(request: Request) -> Response:
    failed = "We do not know that code. It has ten digits; it was said at the end of your call."
    return page(request, "receipt_code.html", 404, failed=failed)
