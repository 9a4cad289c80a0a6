"""Read-only pages: the list of calls and one page per call, behind the one-time sign-in link."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from voice.call.values import CallId
from voice.errors import NothingThere
from voice.vault.ports import CallBook, SealedStore
from voice.web.guards import SESSION_COOKIE, SESSION_HOURS, Doorkeeper, open_to_all, signed_in

DOCUMENT = "document.json"
templates = Jinja2Templates(directory=Path(__file__).parent / "templates")


def clock_time(ms: int) -> str:
    """Milliseconds as m:ss."""
    return f"{ms // 60000}:{ms // 1000 % 60:02d}"


def moment(at: datetime | str | None) -> str:
    """A time as people read it, in UTC."""
    if at is None:
        return ""
    return (datetime.fromisoformat(at) if isinstance(at, str) else at).strftime("%Y-%m-%d %H:%M UTC")


templates.env.filters["clock_time"] = clock_time
templates.env.filters["moment"] = moment


def router(book: CallBook, sealed: SealedStore, secure_cookie: bool) -> APIRouter:
    """Doors for people."""
    doors = APIRouter()

    @doors.get("/health", dependencies=[Depends(open_to_all)])
    def health() -> Response:
        book.calls(limit=1)
        return JSONResponse({"status": "ok"})

    @doors.get("/sign-in", dependencies=[Depends(open_to_all)])
    def sign_in_page(request: Request, token: str = "") -> HTMLResponse:
        # A link that signs in on GET would be spent by a mail scanner's preview: people press a button.
        return templates.TemplateResponse(request, "sign_in.html", {"token": token, "failed": False})

    @doors.post("/sign-in", dependencies=[Depends(open_to_all)])
    def sign_in(request: Request, token: str = Form("", max_length=200)) -> Response:
        keeper: Doorkeeper = request.app.state.doorkeeper
        session = keeper.redeem(token)
        if session is None:
            page = {"token": "", "failed": True}
            return templates.TemplateResponse(request, "sign_in.html", page, status_code=403)
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(
            SESSION_COOKIE,
            session,
            max_age=SESSION_HOURS * 3600,
            httponly=True,
            samesite="strict",
            secure=secure_cookie,
        )
        return answer

    @doors.get("/", dependencies=[Depends(signed_in)])
    def calls(request: Request) -> HTMLResponse:
        return templates.TemplateResponse(request, "calls.html", {"calls": book.calls()})

    @doors.get("/calls/{call_id}", dependencies=[Depends(signed_in)])
    def call(request: Request, call_id: str) -> HTMLResponse:
        known = book.call(CallId(call_id))
        page = {"call": known, "document": document_of(sealed, known.id)}
        return templates.TemplateResponse(request, "call.html", page)

    return doors


def document_of(sealed: SealedStore, call_id: CallId) -> dict[str, Any] | None:
    """The call's redacted document, None while there is none."""
    try:
        return dict(json.loads(sealed.get(call_id, DOCUMENT)))
    except NothingThere:
        return None
