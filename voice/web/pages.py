"""Every page for people, on one desk."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from voice.vault.ports import CallBook, Ledger, SealedStore
from voice.web import (
    accounts,
    call_page,
    correcting,
    detection,
    greetings,
    inbox,
    live_answers,
    live_control,
    provider,
    public,
    publishing,
    redactions,
    reports,
    revealing,
    sign_in,
    sound,
    views,
)
from voice.web.desk import Desk, Rooms, desk_of
from voice.web.guards import open_to_all

doors = APIRouter()


def router(
    book: CallBook,
    sealed: SealedStore,
    secure_cookie: bool,
    ledger: Ledger | None = None,
    rooms: Rooms | None = None,
) -> APIRouter:
    """Doors for people; every page finds this desk. Pages that need further rooms come with them."""
    desk = Desk(book, sealed, secure_cookie, ledger, rooms)

    def lay_out(request: Request) -> None:
        request.state.desk = desk

    every = APIRouter(dependencies=[Depends(lay_out)])
    for part in (doors, sign_in.doors, accounts.doors, inbox.doors, views.doors, call_page.doors):
        every.include_router(part)
    for part in (correcting.doors, redactions.doors, detection.doors, revealing.doors, sound.doors):
        every.include_router(part)
    if rooms is not None:
        every.include_router(call_page.acts)
        for part in (reports.doors, public.doors, live_control.doors, live_answers.doors):
            every.include_router(part)
    if rooms is not None and rooms.provider is not None:
        every.include_router(provider.doors)
    if rooms is not None and rooms.greetings is not None:
        for part in (publishing.doors, greetings.doors):
            every.include_router(part)
    return every


@doors.get("/health", dependencies=[Depends(open_to_all)])
def health(request: Request) -> Response:
    """Whether the database answers."""
    desk_of(request).book.calls(limit=1)
    return JSONResponse({"status": "ok"})
