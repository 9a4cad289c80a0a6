"""Saved views of the list of calls: named, one's own, shown to the others only when shared."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from voice.errors import NotPermitted, UntrustedInput
from voice.review.roles import Permission
from voice.vault.views import SavedView
from voice.web.desk import clock_of, people_of
from voice.web.guards import Needs, visitor_of
from voice.web.inbox import address_of_list, wanted_from

doors = APIRouter()
LONGEST_NAME = 60


@doors.post("/views", dependencies=[Depends(Needs(Permission.OWN_ACCOUNT))])
def save_view(
    request: Request,
    name: Annotated[str, Form(max_length=300)] = "",
    query: Annotated[str, Form(max_length=3000)] = "",
    shared: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Save what the list looks for now; sharing it changes what others see, so reviewers and officers alone may."""
    visitor, told = visitor_of(request), " ".join(name.split())
    if not 0 < len(told) <= LONGEST_NAME or not told.isprintable():
        raise UntrustedInput(f"A view needs a name of at most {LONGEST_NAME} characters.")
    if shared and not visitor.may(Permission.REVIEW_CALLS):
        raise NotPermitted("Your roles change nothing that others see; keep the view to yourself.")
    wanted = wanted_from(dict(parse_qsl(query)))
    view = SavedView("", visitor.account_id, told, wanted, bool(shared))
    people_of(request).views.save(view, clock_of(request).now())
    return RedirectResponse(address_of_list(wanted), status_code=303)


@doors.post("/views/deleted", dependencies=[Depends(Needs(Permission.OWN_ACCOUNT))])
def delete_view(request: Request, view_id: Annotated[str, Form(max_length=64)] = "") -> Response:
    """Delete one of one's own views; the calls in it are untouched."""
    people_of(request).views.delete(view_id, visitor_of(request).account_id)
    return RedirectResponse("/", status_code=303)
