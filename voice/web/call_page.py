"""One call's page: transcript with its evidence, sentiment, consent, label, history; marks and withdrawals."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from voice.call.values import Call, CallId, CallState
from voice.consent.history import state_of
from voice.consent.machine import purpose_words
from voice.consent.values import WithdrawalScope
from voice.errors import NothingThere, UntrustedInput
from voice.greeting.script import ScriptFaulty
from voice.journey.aloud import QuestionAloud, start_failed
from voice.journey.objects import MARKS, CallObjects
from voice.label import render, twilio_json
from voice.retention.erasure import CERTIFIED
from voice.review.export import CallDocument, files, to_json
from voice.review.roles import Permission
from voice.web.asked import questions
from voice.web.chart import chart
from voice.web.desk import clock_of, desk_of, filing_of, note_act, people_of, rooms_of
from voice.web.guards import Needs, visitor_of
from voice.web.history import history
from voice.web.inbox import HEADLINES
from voice.web.rendering import page
from voice.web.revealing import REASONS
from voice.web.sound import has_sound, wave

UNSURE_WORDS = 0.5
"""Probability below which a word may well be another."""

doors = APIRouter()
acts = APIRouter()
Text = Annotated[str, Form(max_length=300)]
DOWNLOADS = ("call.json", "transcript.md", "transcript.vtt", "summary.md", "consent-receipt.json", "label.json")
KINDS = {"json": "application/json", "md": "text/markdown", "vtt": "text/vtt"}


@doors.get("/calls/{call_id}", dependencies=[Depends(Needs(Permission.READ_CALLS))])
def call_page(request: Request, call_id: str) -> Response:
    """One call, redacted."""
    desk, people, visitor = desk_of(request), people_of(request), visitor_of(request)
    call = desk.book.call(CallId(call_id))
    document = filing_of(request).shown(call)
    people.looks.looked(call.id, visitor.account_id, clock_of(request).now())
    entries = desk.ledger.entries(call.id) if desk.ledger else ()
    consent = state_of(kept.entry for kept in entries)
    return page(
        request,
        "call.html",
        call=call,
        document=None if document is None else to_json(document),
        chart=_chart(document),
        consent=consent,
        purposes=purpose_words(consent),
        questions=questions(call, entries, desk.rooms),
        certificate=next((k.entry.body for k in reversed(entries) if k.entry.kind == CERTIFIED), None),
        history=history(call.id, desk.ledger, people),
        reviewed=people.looks.marks([call.id]).get(call.id),
        downloads=[name for name in DOWNLOADS if document is not None and name in files(document)],
        headlines=HEADLINES,
        corrected=_corrected(request, call, checked=True) if document else frozenset(),
        waiting=_corrected(request, call, checked=False) if document else frozenset(),
        reveal_reasons=REASONS if document else {},
        code=desk.rooms.codes.code(call.id) if desk.rooms and visitor.may(Permission.WITHDRAW) else "",
        wave=wave(desk.sealed, call) if document else None,
        sound=document is not None and has_sound(desk.sealed, call),
        marked=document is not None and MARKS in desk.sealed.names(call.id),
        unsure=_unsure(request, call, document),
        live=call.state is CallState.LIVE and desk.rooms is not None and desk.rooms.recording is not None,
        aloud=_aloud(request, call) if desk.rooms else (),
        not_started=start_failed([kept.entry for kept in entries], consent),
        can_act=desk.rooms is not None,
        can_withdraw=call.state is not CallState.ERASED,
    )


@doors.get("/calls/{call_id}/label", dependencies=[Depends(Needs(Permission.READ_CALLS))])
def label_page(request: Request, call_id: str) -> Response:
    """The call's nutrition label, drawn."""
    document = _finished(request, call_id)
    if document.label is None:
        raise NothingThere("This call has no label: no feature of the machine ran on it.")
    return page(request, "label.html", subject=call_id, label=document.label, back=f"/calls/{call_id}")


@doors.get("/calls/{call_id}/label.svg", dependencies=[Depends(Needs(Permission.READ_CALLS))])
def label_picture(request: Request, call_id: str) -> Response:
    """The label as a picture."""
    document = _finished(request, call_id)
    if document.label is None:
        raise NothingThere("This call has no label: no feature of the machine ran on it.")
    return Response(render.svg(document.label), media_type="image/svg+xml")


@doors.get("/calls/{call_id}/files/{name}", dependencies=[Depends(Needs(Permission.READ_CALLS))])
def download(request: Request, call_id: str, name: str) -> Response:
    """One of the call's redacted files."""
    document = _finished(request, call_id)
    found = dict(files(document))
    if document.label is not None:
        found["label.twilio.json"] = json.dumps(twilio_json.export(document.label), indent=2, ensure_ascii=False)
    if name not in (*DOWNLOADS, "label.twilio.json") or name not in found:
        raise NothingThere("There is no such file of this call.")
    kind = KINDS[name.rsplit(".", 1)[-1]]
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(found[name], media_type=f"{kind}; charset=utf-8", headers=headers)


@doors.get("/api/calls/{call_id}", dependencies=[Depends(Needs(Permission.READ_CALLS))])
def for_programs(request: Request, call_id: str) -> Response:
    """The call as voice.call/1."""
    document = _finished(request, call_id)
    return Response(json.dumps(to_json(document), ensure_ascii=False), media_type="application/json")


@acts.post("/calls/{call_id}/reviewed", dependencies=[Depends(Needs(Permission.REVIEW_CALLS))])
def mark_reviewed(request: Request, call_id: str, reviewed: Text = "yes") -> Response:
    """Somebody has looked, or asks for another look."""
    call, by = desk_of(request).book.call(CallId(call_id)), visitor_of(request).account_id
    looks, now = people_of(request).looks, clock_of(request).now()
    if reviewed == "yes":
        looks.mark(call.id, by, now)
        rooms_of(request).reviews.done(call.id)
        note_act(request, call.id, "review.done", by=by)
    else:
        looks.unmark(call.id)
        note_act(request, call.id, "review.asked_again", by=by)
    filing_of(request).again(call.id)
    return RedirectResponse("/" if reviewed == "yes" else f"/calls/{call.id}", status_code=303)


@acts.post("/calls/{call_id}/withdrawn", dependencies=[Depends(Needs(Permission.WITHDRAW))])
def withdraw(request: Request, call_id: str, confirmed: Text = "") -> Response:
    """The caller takes their consent back: everything of the call is destroyed."""
    call, by = desk_of(request).book.call(CallId(call_id)), visitor_of(request).account_id
    if confirmed != "yes":
        raise UntrustedInput("Nothing was done: tick the box that says the caller asked for it.")
    if call.state is CallState.ERASED:
        raise NothingThere("What this call left behind is destroyed already.")
    note_act(request, call.id, "withdrawal.requested", by=by)
    rooms_of(request).withdraw(call.id, WithdrawalScope.FROM_THE_START, "officer")
    filing_of(request).again(call.id)
    return RedirectResponse(f"/calls/{call.id}", status_code=303)


def _aloud(request: Request, call: Call) -> tuple[QuestionAloud, ...]:
    live = rooms_of(request).live
    if live is None or call.state is not CallState.LIVE:
        return ()
    try:
        return live.questions_aloud(call.id)
    except ScriptFaulty:
        # Without words to ask with, nothing is offered; the rest of the page stays.
        return ()


def _finished(request: Request, call_id: str) -> CallDocument:
    call = desk_of(request).book.call(CallId(call_id))
    document = filing_of(request).shown(call)
    if document is None:
        raise NothingThere("There is nothing to read of this call.")
    return document


def _corrected(request: Request, call: Call, checked: bool) -> frozenset[tuple[str, str]]:
    """What people corrected; not `checked`: what the worker has yet to read."""
    kept = filing_of(request).corrections(call.id)
    return frozenset((one.what.value, one.target) for one in kept if one.checked is checked)


def _unsure(request: Request, call: Call, document: CallDocument | None) -> Mapping[str, Sequence[tuple[str, float]]]:
    """Utterances with words that were hardly heard, word by word with the probability; not those a person corrected."""
    marks = CallObjects(desk_of(request).sealed).marks(call.id) if document is not None else None
    if marks is None or document is None or document.transcript is None:
        return {}
    mended, of = _corrected(request, call, checked=True), {one.id: one for one in marks.utterances}
    found: dict[str, Sequence[tuple[str, float]]] = {}
    for said in document.transcript.utterances:
        words, marked = said.text.split(), of.get(said.id)
        if marked is None or ("words", said.id) in mended or len(words) != len(marked.tokens) or not marked.sure:
            continue
        sure = [min(marked.sure[first : last + 1], default=1.0) for first, last in marked.tokens]
        if min(sure, default=1.0) < UNSURE_WORDS:
            found[said.id] = list(zip(words, sure, strict=True))
    return found


def _chart(document: CallDocument | None) -> object:
    if document is None or document.sentiment is None or document.transcript is None:
        return None
    return chart(document.sentiment, document.transcript)
