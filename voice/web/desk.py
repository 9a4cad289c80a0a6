"""What the pages work with: handed in once by the wiring, found again by every page."""

from dataclasses import dataclass

from fastapi import Request

from voice.clock import Clock
from voice.vault.people import People
from voice.vault.ports import CallBook, Ledger, SealedStore
from voice.web.doorkeeper import Doorkeeper


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts every page may use."""

    book: CallBook
    sealed: SealedStore
    secure_cookie: bool
    ledger: Ledger | None = None


def desk_of(request: Request) -> Desk:
    """The desk of this application."""
    desk: Desk = request.state.desk
    return desk


def keeper_of(request: Request) -> Doorkeeper:
    """The doorkeeper of this application."""
    keeper: Doorkeeper = request.app.state.doorkeeper
    return keeper


def people_of(request: Request) -> People:
    """The people of this application."""
    return keeper_of(request).people


def clock_of(request: Request) -> Clock:
    """The clock of this application."""
    return keeper_of(request).clock


def address_of(request: Request) -> str:
    """From where a request comes: for the throttle alone, never kept or logged."""
    return request.client.host if request.client else ""
