"""What was redacted in a call, mark by mark: confirm, change, add, put back, remove for good; as plain forms.

Reviewers never see a hidden word here. What would show one is an officer's act, with a reason, in the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from voice.call.values import Call, CallId, CallState
from voice.errors import NothingThere, NotPermitted, UntrustedInput
from voice.journey.objects import CallObjects, RedactionMarks
from voice.redaction.decided import Place
from voice.redaction.marks import STRUCK
from voice.redaction.values import Mark, MarkedUtterance, RedactedTranscript
from voice.review.decisions import (
    FARTHEST,
    SHOWS_WORDS,
    TYPES,
    Act,
    Author,
    Decision,
    Wanted,
    body,
    decide,
    everywhere,
    latest,
    mark_at,
    target_of,
)
from voice.review.roles import Permission
from voice.web.desk import clock_of, desk_of, filing_of, note_act, people_of, rework_of
from voice.web.guards import Needs, visitor_of
from voice.web.history import handles
from voice.web.rendering import page
from voice.web.revealing import REASONS, checked_reason, open_leave

doors = APIRouter()
TO_BE_REMOVED = "to_be_removed"


class Asked(BaseModel):
    """The fields of the page's forms, as they were sent."""

    act: str = Field("", max_length=20)
    target: str = Field("", max_length=40)
    utterance: str = Field("", max_length=40)
    first: int = Field(0, ge=0, le=10_000)
    last: int = Field(0, ge=0, le=10_000)
    entity_type: str = Field("", max_length=40)
    before: int = Field(0, ge=-FARTHEST, le=FARTHEST)
    after: int = Field(0, ge=-FARTHEST, le=FARTHEST)
    reason: str = Field("", max_length=60)
    reference: str = Field("", max_length=60)
    confirmed: str = Field("", max_length=10)
    seen: int = Field(0, ge=0, le=1_000_000)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the redacted text: its number from 1, and the mark it stands for, if it hides something."""

    number: int
    text: str
    mark: Mark | None = None
    target: str = ""
    state: str = ""

    @property
    def around(self) -> tuple[str, str]:
        """What stands before and after the placeholder in the same word."""
        before, _, after = self.text.partition(self.mark.placeholder if self.mark else "\0")
        return before, after


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance as this page shows it."""

    id: str
    speaker: str
    start_ms: int
    tokens: tuple[Token, ...]


@doors.get("/calls/{call_id}/redactions", dependencies=[Depends(Needs(Permission.READ_CALLS))])
def redactions_page(request: Request, call_id: str, of: str = "", u: str = "") -> Response:
    """Every mark in its place; `of` opens one for a decision, `u` an utterance to mark words of."""
    return _page(request, call_id, of, u)


@doors.post("/calls/{call_id}/redactions", dependencies=[Depends(Needs(Permission.REVIEW_CALLS))])
def decide_on_redaction(request: Request, call_id: str, asked: Annotated[Asked, Form()]) -> Response:
    """Keep a decision; the worker makes words, sound, summary and export anew."""
    call, _transcript, marks = _open(request, call_id)
    try:
        wanted = _wanted(asked)
        if not wanted.target and asked.seen != marks.through:
            # Words are chosen by their place among the words that are left, and that has moved.
            raise UntrustedInput("The words have changed since you loaded the page; choose again.")
        noted = _reason(request, wanted, asked)
        decision = rework_of(request).decide(
            call.id, lambda version: decide(marks.utterances, wanted, _author(request, version))
        )
    except UntrustedInput as wrong:
        return _page(request, call_id, asked.target, asked.utterance, wrong.public)
    note_act(request, call.id, f"redaction.{decision.act.value}", **body(decision), **noted)
    filing_of(request).again(call.id)
    return RedirectResponse(f"/calls/{call.id}/redactions#{decision.places[0].utterance_id}", status_code=303)


def _wanted(asked: Asked) -> Wanted:
    if asked.act not in set(Act):
        raise UntrustedInput("That is nothing that can be decided.")
    act = Act(asked.act)
    if act is Act.REMOVED and asked.confirmed != "yes":
        raise UntrustedInput("Nothing was removed: tick the box that says you mean it.")
    return Wanted(
        act, asked.target, asked.utterance, asked.first, asked.last, asked.entity_type, asked.before, asked.after
    )  # fmt: skip


def _reason(request: Request, wanted: Wanted, asked: Asked) -> dict[str, str]:
    """Why words are to be shown again: asked of an officer, kept in the ledger, counted as a reveal."""
    if wanted.act not in SHOWS_WORDS and min(wanted.before, wanted.after) >= 0:
        return {}
    if not _is_officer(request):
        raise NotPermitted("Only an officer puts words back; propose it instead.")
    return checked_reason(asked.reason, asked.reference)


def _author(request: Request, version: int) -> Author:
    return Author(version, visitor_of(request).account_id, clock_of(request).now(), _is_officer(request))


def _is_officer(request: Request) -> bool:
    visitor = visitor_of(request)
    return visitor.may(Permission.REVEAL) and visitor.may(Permission.WITHDRAW)


def _open(request: Request, call_id: str) -> tuple[Call, RedactedTranscript, RedactionMarks]:
    call, objects = desk_of(request).book.call(CallId(call_id)), CallObjects(desk_of(request).sealed)
    if filing_of(request).shown(call) is None:
        raise NothingThere("There is nothing to read of this call.")
    transcript, marks = objects.redacted_transcript(call.id), objects.marks(call.id)
    if transcript is None or marks is None:
        raise NothingThere("Nothing is known of what was redacted in this call.")
    return call, transcript, marks


def _page(request: Request, call_id: str, of: str, u: str, failed: str = "") -> Response:
    call, transcript, marks = _open(request, call_id)
    decisions = CallObjects(desk_of(request).sealed).decisions(call.id)
    said = shown(transcript, marks.utterances, decisions)
    found = mark_at(marks.utterances, of)
    chosen = None if found is None else _chosen(request, call, marks, found, decisions)
    return page(
        request,
        "redactions.html",
        400 if failed else 200,
        call=call,
        said=said,
        groups=by_type(marks.utterances, decisions),
        chosen=chosen,
        marking=next((one for one in said if one.id == u), None),
        types=TYPES,
        farthest=FARTHEST,
        officer=_is_officer(request),
        held=rework_of(request).is_held(call.id) if visitor_of(request).may(Permission.REVIEW_CALLS) else False,
        working=call.state is CallState.WORKING,
        decisions=decisions,
        seen=marks.through,
        names=handles(people_of(request)),
        reasons=REASONS,
        failed=failed,
    )


def shown(
    transcript: RedactedTranscript, marked: Sequence[MarkedUtterance], decisions: Sequence[Decision]
) -> tuple[Said, ...]:
    """The redacted words with their numbers, each mark at the word that hides it."""
    of = {one.id: one for one in marked}
    return tuple(
        Said(one.id, one.speaker, one.start_ms, _tokens(one.text, of[one.id], decisions))
        for one in transcript.utterances
        if one.id in of
    )


def by_type(
    marked: Sequence[MarkedUtterance], decisions: Sequence[Decision]
) -> dict[str, list[tuple[str, Mark, int, str]]]:
    """Values by type, each once: its first place, its mark, in how many places it stands, and how it stands."""
    found: dict[str, list[tuple[str, Mark, int, str]]] = {}
    seen: set[str] = set()
    for one in marked:
        for mark in one.marks:
            if mark.placeholder not in seen:
                seen.add(mark.placeholder)
                places = len(everywhere(marked, mark.placeholder))
                line = (target_of(one.id, mark), mark, places, _state(one.id, mark, decisions))
                found.setdefault(mark.entity_type, []).append(line)
    return dict(sorted(found.items()))


def _tokens(text: str, marked: MarkedUtterance, decisions: Sequence[Decision]) -> tuple[Token, ...]:
    tokens = []
    for number, (word, (first, last)) in enumerate(zip(text.split(), marked.tokens, strict=True), start=1):
        hides = [
            mark for mark in marked.marks if mark.first <= last and first <= mark.last and mark.placeholder in word
        ]
        if hides:
            mark = hides[0]
            target, state = target_of(marked.id, mark), _state(marked.id, mark, decisions)
            tokens.append(Token(number, word, mark, target, state))
        else:
            tokens.append(Token(number, word))
    return tuple(tokens)


def _state(utterance_id: str, mark: Mark, decisions: Sequence[Decision]) -> str:
    """How a mark stands: what was decided last, "" where nobody has looked."""
    if mark.detector == STRUCK:
        return Act.REMOVED.value
    decision = latest(decisions, Place(utterance_id, mark.first, mark.last))
    if decision is None:
        return ""
    return TO_BE_REMOVED if decision.act is Act.REMOVED else decision.act.value


def _chosen(
    request: Request,
    call: Call,
    marks: RedactionMarks,
    found: tuple[MarkedUtterance, Mark],
    decisions: Sequence[Decision],
) -> dict[str, object]:
    """One mark, opened: what is known of it, and its raw words to an officer whose reveal is open."""
    utterance, mark = found
    place = Place(utterance.id, mark.first, mark.last)
    raw = ""
    if visitor_of(request).may(Permission.REVEAL) and open_leave(request, call) is not None:
        heard = CallObjects(desk_of(request).sealed).raw_transcript(call.id)
        words = next((one.words for one in heard.utterances if one.id == utterance.id), ()) if heard else ()
        raw = " ".join(word.text for word in words[mark.first : mark.last + 1])
    return {
        "mark": mark,
        "target": target_of(utterance.id, mark),
        "places": everywhere(marks.utterances, mark.placeholder),
        "last": latest(decisions, place),
        "state": _state(utterance.id, mark, decisions),
        "refused": any(place.touches(one) for one in marks.refused),
        "words": mark.last - mark.first + 1,
        "gone": mark.detector == STRUCK,
        "raw": raw,
    }
