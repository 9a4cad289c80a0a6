"""Every page for people, on one desk: the list of calls, one page per call, and the doors around them."""

import json
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from voice.call.values import CallId
from voice.errors import NothingThere
from voice.review.roles import Permission
from voice.vault.ports import CallBook, Ledger, SealedStore
from voice.web import accounts, sign_in
from voice.web.desk import Desk, desk_of
from voice.web.guards import Needs, open_to_all, visitor_of
from voice.web.rendering import NAVIGATION, page

DOCUMENT = "document.json"
doors = APIRouter()


def router(book: CallBook, sealed: SealedStore, secure_cookie: bool, ledger: Ledger | None = None) -> APIRouter:
    """Doors for people; every page finds this desk."""
    desk = Desk(book, sealed, secure_cookie, ledger)

    def lay_out(request: Request) -> None:
        request.state.desk = desk

    every = APIRouter(dependencies=[Depends(lay_out)])
    for part in (doors, sign_in.doors, accounts.doors):
        every.include_router(part)
    return every


@doors.get("/health", dependencies=[Depends(open_to_all)])
def health(request: Request) -> Response:
    """Whether the database answers."""
    desk_of(request).book.calls(limit=1)
    return JSONResponse({"status": "ok"})


@doors.get("/", dependencies=[Depends(Needs(Permission.READ_REPORTS))])
def first_page(request: Request) -> Response:
    """The calls, or the first page one's roles open."""
    visitor = visitor_of(request)
    if not visitor.may(Permission.READ_CALLS):
        open_pages = [path for path, _name, permission in NAVIGATION if visitor.may(permission)]
        return RedirectResponse((open_pages or ["/account"])[0], status_code=303)
    return page(request, "calls.html", calls=desk_of(request).book.calls())


@doors.get("/calls/{call_id}", dependencies=[Depends(Needs(Permission.READ_CALLS))])
def call(request: Request, call_id: str) -> Response:
    """One call."""
    desk = desk_of(request)
    known = desk.book.call(CallId(call_id))
    return page(request, "call.html", call=known, document=document_of(desk.sealed, known.id))


def document_of(sealed: SealedStore, call_id: CallId) -> dict[str, Any] | None:
    """The call's redacted document, None while there is none."""
    try:
        return dict(json.loads(sealed.get(call_id, DOCUMENT)))
    except NothingThere:
        return None
