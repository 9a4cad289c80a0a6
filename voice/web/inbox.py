"""The inbox: calls that need a look and why, filters, full-text search, the list as CSV and JSON."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from voice.call.values import CallId, CallState
from voice.consent.values import ConsentStatus
from voice.insight.category import Category
from voice.insight.values import SentimentLabel
from voice.redaction.values import RiskClass
from voice.review.inbox import Filed, Found, Wanted
from voice.review.roles import Permission
from voice.review.values import ReviewReason
from voice.vault.search import COUNTED
from voice.vault.views import SavedView
from voice.web.desk import desk_of, filing_of, people_of
from voice.web.guards import Needs, visitor_of
from voice.web.rendering import NAVIGATION, page

doors = APIRouter()
PAGE = 25
MOST_EXPORTED = 10_000
SHOWN = ("waiting", "all", "reviewed")
EXPORTED = [column.name for column in fields(Filed) if column.name not in ("words", "gravity")]
CHOICES: Mapping[str, tuple[str, ...]] = {
    "state": tuple(CallState),
    "consent": tuple(ConsentStatus),
    "sentiment": tuple(SentimentLabel),
    "category": tuple(Category),
    "risk": tuple(RiskClass),
    "doubtful": ("yes",),
    "why": tuple(ReviewReason),
}
HEADLINES: Mapping[str, str] = {
    CallState.LIVE: "Somebody is on the line",
    CallState.AWAITING_RECORDING: "The recording is being fetched",
    CallState.WORKING: "The call is being worked on",
    CallState.UNRECORDED: "Not recorded: no consent was given",
    CallState.RECORDING_UNUSABLE: "The recording cannot be used",
    CallState.BLOCKED: "Held back: a text still showed what redaction had found",
    CallState.QUARANTINED: "Set aside: a recording without a consent that covers it",
    CallState.ERASED: "Erased",
}
Start = Annotated[int, Query(ge=0, le=10_000_000)]


def wanted_from(untrusted: Mapping[str, str]) -> Wanted:
    """What an address asks for; unknown words in it are taken as nothing."""
    known = {column.name: untrusted.get(column.name, "")[:200] for column in fields(Wanted)}
    for name, choices in CHOICES.items():
        known[name] = known[name] if known[name] in choices else ""
    known["show"] = known["show"] if known["show"] in SHOWN else "waiting"
    return Wanted(**known)


def wanted_of(request: Request) -> Wanted:
    """What this request's address asks for."""
    return wanted_from(request.query_params)


def address_of_list(wanted: Wanted) -> str:
    """The address of the list that shows this."""
    return "/?" + urlencode({name: value for name, value in asdict(wanted).items() if value})


@doors.get("/", dependencies=[Depends(Needs(Permission.READ_REPORTS))])
def first_page(request: Request, start: Start = 0) -> Response:
    """The inbox, or the first page one's roles open."""
    visitor = visitor_of(request)
    if not visitor.may(Permission.READ_CALLS):
        others = [path for path, _name, permission in NAVIGATION if visitor.may(permission)]
        return RedirectResponse((others or ["/account"])[0], status_code=303)
    filing, wanted = filing_of(request), wanted_of(request)
    filing.newest()
    found = filing.index.find(wanted, PAGE, start)
    under_way = [
        call for call in desk_of(request).book.calls(limit=PAGE) if call.ended_at is None and _open(call.state)
    ]
    return page(
        request,
        "inbox.html",
        found=_fresh(request, found),
        wanted=wanted,
        start=start,
        size=PAGE,
        address=address_of_list(wanted).removeprefix("/?"),
        views=_views(request),
        controls=_controls(request),
        filtered=any(value for name, value in asdict(wanted).items() if name != "show"),
        narrowed=any(value for name, value in asdict(wanted).items() if name not in ("show", "words")),
        lines=filing.index.lines(),
        more=found.total >= COUNTED,
        choices=CHOICES,
        headlines=HEADLINES,
        under_way=under_way,
        whole=filing.whole or not _in_background(request),
    )


@doors.get("/calls.csv", dependencies=[Depends(Needs(Permission.READ_CALLS))])
def as_csv(request: Request) -> Response:
    """The list as a spreadsheet reads it: codes, times and redacted words."""
    out = io.StringIO()
    writer = csv.DictWriter(out, EXPORTED, lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(request):
        writer.writerow({name: _no_formula(value) for name, value in row.items()})
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=_saved_as("calls.csv"))


@doors.get("/calls.json", dependencies=[Depends(Needs(Permission.READ_CALLS))])
def as_json(request: Request) -> Response:
    """The list as JSON."""
    body = json.dumps({"schema": "voice.calls/1", "calls": _rows(request)}, ensure_ascii=False, indent=1)
    return Response(body, media_type="application/json", headers=_saved_as("calls.json"))


@doors.get("/api/calls", dependencies=[Depends(Needs(Permission.READ_CALLS))])
def for_programs(request: Request, start: Start = 0) -> Response:
    """The list for programs, a page at a time."""
    filing = filing_of(request)
    filing.newest()
    found = _fresh(request, filing.index.find(wanted_of(request), PAGE, start))
    body = {"schema": "voice.calls/1", "total": found.total, "calls": [_row(call) for call in found.calls]}
    return Response(json.dumps(body, ensure_ascii=False), media_type="application/json")


def _views(request: Request) -> list[tuple[SavedView, str]]:
    account_id = visitor_of(request).account_id
    shown = people_of(request).views.shown_to(account_id) if account_id else ()
    return [(view, address_of_list(view.wanted)) for view in shown]


def _controls(request: Request) -> bool:
    """Whether this visitor may change the recording of a live call."""
    rooms = desk_of(request).rooms
    return rooms is not None and rooms.recording is not None and visitor_of(request).may(Permission.REVIEW_CALLS)


def _rows(request: Request) -> list[dict[str, object]]:
    filing = filing_of(request)
    filing.newest()
    return [_row(call) for call in filing.index.find(wanted_of(request), MOST_EXPORTED).calls]


def _row(call: Filed) -> dict[str, object]:
    return {name: value for name, value in asdict(call).items() if name in EXPORTED}


def _fresh(request: Request, found: Found) -> Found:
    """What is listed as it stands in the book now: an erased call shows nothing of what it said."""
    filing, book = filing_of(request), desk_of(request).book
    filing.file([book.call(call_id) for call_id in _ids(found)])
    kept = [call for call in found.calls if filing.index.knows(*_standing(call))]
    return replace(found, calls=tuple(kept))


def _ids(found: Found) -> list[CallId]:
    return [CallId(call.call_id) for call in found.calls]


def _standing(call: Filed) -> tuple[CallId, str, str, bool]:
    return CallId(call.call_id), call.state, call.reason, call.reviewed


def _open(state: CallState) -> bool:
    return state in (CallState.LIVE, CallState.AWAITING_RECORDING, CallState.WORKING)


def _in_background(request: Request) -> bool:
    rooms = desk_of(request).rooms
    return rooms is not None and rooms.background


def _no_formula(value: object) -> object:
    """A cell that begins like a formula is text: spreadsheets would otherwise run it."""
    return "'" + value if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value


def _saved_as(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}
