"""How well redaction did where people looked: precision and recall by month and type, from the ledger."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from voice.review.detection import Row, figures, judged, rows, total
from voice.review.roles import Permission
from voice.web.desk import desk_of
from voice.web.guards import Needs
from voice.web.rendering import page

doors = APIRouter()


@doors.get("/redaction", dependencies=[Depends(Needs(Permission.READ_REPORTS))])
def detection_page(request: Request) -> Response:
    """The figures, and how test cases are made of the decisions."""
    found = _rows(request)
    return page(request, "detection.html", rows=found, total=total(found))


@doors.get("/redaction.json", dependencies=[Depends(Needs(Permission.READ_REPORTS))])
def detection_figures(request: Request) -> Response:
    """The figures for programs."""
    return JSONResponse({"schema": "voice.redaction-figures/1", "rows": figures(_rows(request))})


def _rows(request: Request) -> tuple[Row, ...]:
    ledger = desk_of(request).ledger
    return rows(judged(kept.entry for kept in (ledger.entries() if ledger else ())))
