"""What the pages work with: handed in once by the wiring, found again by every page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fastapi import Request

from voice.call.values import CallId
from voice.clock import Clock
from voice.consent.values import LedgerEntry, WithdrawalScope
from voice.errors import NotPermitted
from voice.greeting.values import LineProfile
from voice.journey.aloud import Mark, QuestionAloud
from voice.journey.receipt_codes import ReceiptCodes
from voice.journey.rework import Rework
from voice.review.ports import ReviewBook
from voice.review.switches import Switch
from voice.review.vouching import Vouched
from voice.vault.greetings import GreetingFiles
from voice.vault.heartbeats import HeartbeatBook
from voice.vault.people import People
from voice.vault.ports import CallBook, Ledger, SealedStore
from voice.web.authlib import Attempt
from voice.web.doorkeeper import Doorkeeper
from voice.web.filing import Filing


class SignsIn(Protocol):
    """An OpenID provider as the doors use it (`web.authlib.Provider`)."""

    name: str

    def begin(self) -> Attempt: ...
    def finish(self, attempt: Attempt, untrusted_code: str) -> Vouched: ...


class LiveRecording(Protocol):
    """Changes what is being recorded on a live call (`journey.pause.RecordingPause`)."""

    def pause(self, call_id: CallId) -> None: ...
    def resume(self, call_id: CallId) -> None: ...
    def stop(self, call_id: CallId) -> None: ...


class LiveAnswers(Protocol):
    """What people on a live call tell the journey (`journey.live.LiveCall`)."""

    def questions_aloud(self, call_id: CallId) -> tuple[QuestionAloud, ...]: ...
    def marked(self, call_id: CallId, mark: Mark) -> bool: ...
    def party_joined(self, call_id: CallId, ask_by_keypad: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class Rooms:
    """What some pages need beyond calls and accounts. `withdraw` takes consent back for a caller, from the start.

    Scripts are edited where `greetings` says where they lie; `speak` reads a text of a locale out as a WAV file;
    with `second_person` nobody publishes what they wrote themselves. `data` is the folder whose disk is watched;
    `background` reads older calls into the index beside the requests; `recording` changes that of a live call,
    `live` is told what was answered aloud on it. What people decide and correct goes through `rework` to the worker.
    `workers` tells who works; `queued` how many pieces of work wait, and how many run; `switches` what is on;
    by `provider` people sign in.
    """

    lines: tuple[LineProfile, ...]
    prompts: Path
    reviews: ReviewBook
    withdraw: Callable[[CallId, WithdrawalScope, str], object]
    codes: ReceiptCodes
    data: Path = Path()
    background: bool = True
    greetings: GreetingFiles | None = None
    speak: Callable[[str, str], bytes] | None = None
    second_person: bool = False
    recording: LiveRecording | None = None
    live: LiveAnswers | None = None
    rework: Rework | None = None
    workers: HeartbeatBook | None = None
    queued: Callable[[], tuple[int, int]] | None = None
    switches: Sequence[Switch] = ()
    provider: SignsIn | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts every page may use."""

    book: CallBook
    sealed: SealedStore
    secure_cookie: bool
    ledger: Ledger | None = None
    rooms: Rooms | None = None


def desk_of(request: Request) -> Desk:
    """The desk of this application."""
    desk: Desk = request.state.desk
    return desk


def rooms_of(request: Request) -> Rooms:
    """The further rooms; pages that need them are mounted only where there are some."""
    rooms = desk_of(request).rooms
    if rooms is None:
        raise LookupError("this page is mounted without its rooms")
    return rooms


def rework_of(request: Request) -> Rework:
    """Where decisions and corrections go; NotPermitted where this house has no worker to carry them out."""
    rooms = desk_of(request).rooms
    if rooms is None or rooms.rework is None:
        raise NotPermitted("Nothing can be changed here: no worker would carry it out.")
    return rooms.rework


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


def filing_of(request: Request) -> Filing:
    """The index of calls, made at the first look."""
    if not hasattr(request.app.state, "filing"):
        desk = desk_of(request)
        request.app.state.filing = Filing(desk.book, desk.sealed, people_of(request).looks)
        if desk.rooms is not None and desk.rooms.background:
            request.app.state.filing.start()
    filing: Filing = request.app.state.filing
    return filing


def address_of(request: Request) -> str:
    """From where a request comes: for the throttle alone, never kept or logged."""
    return request.client.host if request.client else ""


def note_act(request: Request, call_id: CallId, kind: str, **body: object) -> None:
    """Write a person's act into the ledger, with ids and codes alone."""
    ledger = desk_of(request).ledger
    if ledger is not None:
        ledger.append(LedgerEntry(call_id, kind, clock_of(request).now(), body))
