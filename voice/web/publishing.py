"""Greeting scripts as an editor changes them: write and check, keep as a draft, let callers hear it, put it aside."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from voice.call.values import CallId
from voice.errors import NothingThere, NotPermitted, UntrustedInput
from voice.journey import proofreading
from voice.journey.proofreading import Proof, Remark
from voice.review.greeting_versions import (
    DISCARDED,
    FOUND,
    PUBLISHED,
    PUT_UP,
    GreetingVersion,
    VersionState,
    may_publish,
    taken,
)
from voice.review.roles import Permission
from voice.vault.greetings import LOCALE, SCRIPT
from voice.web.desk import note_act, rooms_of
from voice.web.greetings import changes, files_of, in_use, in_use_or_nothing, version_of, versions_of
from voice.web.guards import Needs, visitor_of
from voice.web.rendering import page

doors = APIRouter()
EDIT = Depends(Needs(Permission.EDIT_SCRIPTS))
Written = Annotated[str, Form(max_length=60_000)]
Word = Annotated[str, Form(max_length=80)]
Short = Annotated[str, Query(max_length=80)]
Number = Annotated[int, Query(ge=0, le=100_000)]
Place = tuple[str, str]
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,31}")
MOVED_ON = "Somebody published another text since you began; below is what differs now. Yours is still here."


@dataclass(frozen=True)
class Writing:
    """What the editor's form sends: a text, what to do with it, and the hash of what callers heard at the start."""

    text: Written = ""
    act: Word = "check"
    base: Word = ""


@doors.get("/greetings/new", dependencies=[EDIT])
def new_script(request: Request, script: Short = "", locale: Short = "", like: Short = "") -> Response:
    """To the editor, with a copy of another script under a new name or in a new locale."""
    place = _checked(script.strip(), locale.strip())
    if files_of(request).in_use(*place) is not None:
        raise UntrustedInput("There is a script of this name and locale already; open it and edit it.")
    _copied(request, like, place)
    return RedirectResponse(f"/greetings/{place[0]}/{place[1]}/edit?like={like}", status_code=303)


@doors.get("/greetings/{script}/{locale}/edit", dependencies=[EDIT])
def editor(request: Request, script: str, locale: str, version: Number = 0, like: Short = "") -> Response:
    """The text of a script in a form: as callers hear it, of another version, or copied from another script."""
    place = _checked(script, locale)
    if version:
        content = files_of(request).kept(version_of(request, *place, version).sha256)
    elif like and files_of(request).in_use(*place) is None:
        content = _copied(request, like, place)
    else:
        content = in_use(request, *place)
    base = _present(request, place)
    return _form(request, place, Writing(content.decode("utf-8", "replace"), base=base))


@doors.post("/greetings/{script}/{locale}/checked", dependencies=[EDIT])
def check_as_typed(request: Request, script: str, locale: str, text: Written = "") -> Response:
    """What the checker says, for the editor's page while somebody types; nothing is kept."""
    proof = _proof(request, _checked(script, locale), _bytes(text))
    remarks = [
        {"line": one.at_line, "code": one.code, "message": one.message, "warning": one.warning} for one in proof.remarks
    ]
    return JSONResponse({"good": proof.good, "remarks": remarks})


@doors.post("/greetings/{script}/{locale}/edit", dependencies=[EDIT])
def written(request: Request, script: str, locale: str, given: Annotated[Writing, Depends()]) -> Response:
    """Check a text, and on demand keep it as a draft or let callers hear it; a faulty one is only shown again."""
    place, content, act = _checked(script, locale), _bytes(given.text), given.act
    proof = _proof(request, place, content)
    if act not in ("draft", "publish") or not proof.good:
        return _form(request, place, given, 200 if act == "check" else 400, _refused(act))
    if content == files_of(request).in_use(*place):
        return _form(request, place, given, failed="Callers hear exactly this text already.")
    with files_of(request).one_at_a_time():
        if given.base != _present(request, place):
            return _form(request, place, replace(given, base=_present(request, place)), 409, MOVED_ON)
        version = _put_up(request, place, content, proof)
        if act == "publish":
            _let_be_heard(request, version, content)
            return RedirectResponse(f"/greetings/{script}/{locale}", status_code=303)
    return RedirectResponse(f"/greetings/{script}/{locale}/versions/{version.sequence}", status_code=303)


@doors.post("/greetings/{script}/{locale}/versions/{sequence}/published", dependencies=[EDIT])
def publish(request: Request, script: str, locale: str, sequence: int, base: Word = "") -> Response:
    """Let callers hear a draft, or an older version again."""
    place = _checked(script, locale)
    version = version_of(request, *place, sequence)
    content = files_of(request).kept(version.sha256)
    if not _proof(request, place, content).good:
        raise NotPermitted("This text no longer passes the check for the lines that say it; edit it first.")
    with files_of(request).one_at_a_time():
        if base != _present(request, place):
            raise UntrustedInput("Somebody published another text since you looked; compare with it first.")
        _let_be_heard(request, version, content)
    return RedirectResponse(f"/greetings/{script}/{locale}", status_code=303)


@doors.post("/greetings/{script}/{locale}/versions/{sequence}/discarded", dependencies=[EDIT])
def discard(request: Request, script: str, locale: str, sequence: int) -> Response:
    """Put a draft aside; its text stays in the history."""
    version = version_of(request, *_checked(script, locale), sequence)
    if version.state is not VersionState.DRAFT:
        raise UntrustedInput("Only a draft can be put aside; callers have heard this one.")
    _note(request, DISCARDED, (script, locale), version.version, version.sha256)
    return RedirectResponse(f"/greetings/{script}/{locale}", status_code=303)


def _put_up(request: Request, place: Place, content: bytes, proof: Proof) -> GreetingVersion:
    """Keep a text and note who put it up; what callers heard until now is kept beside it."""
    known = {one.sha256: one for one in versions_of(request, *place)}
    present = in_use_or_nothing(request, *place)
    if present and hashlib.sha256(present).hexdigest() not in known:
        old = proofreading.read(present, place, rooms_of(request).lines, rooms_of(request).prompts).script
        _note(request, FOUND, place, old.version if old else "unreadable", files_of(request).keep(present))
    sha256 = files_of(request).keep(content)
    waits = known.get(sha256)
    if waits is None or waits.state is VersionState.DISCARDED:
        _note(request, PUT_UP, place, proof.script.version if proof.script else "", sha256)
    return next(one for one in versions_of(request, *place) if one.sha256 == sha256)


def _let_be_heard(request: Request, version: GreetingVersion, content: bytes) -> None:
    if not may_publish(version, visitor_of(request).account_id, rooms_of(request).second_person):
        raise NotPermitted("A second person publishes what you put up: ask another editor to look at the draft.")
    place = (version.script, version.locale)
    files_of(request).publish(*place, content)
    _note(request, PUBLISHED, place, version.version, version.sha256)


def _proof(request: Request, place: Place, content: bytes) -> Proof:
    """The checker's remarks, with those that need the history: words under a version stay the same words."""
    rooms = rooms_of(request)
    proof = proofreading.rehearsed(content, place, rooms.lines, rooms.prompts)
    if proof.script is None:
        return proof
    at_line = next((n for n, line in enumerate(content.splitlines(), 1) if line.lstrip().startswith(b"version")), 1)
    return Proof(
        proof.script, (*_history_remarks(request, place, proof.script.version, content, at_line), *proof.remarks)
    )


def _history_remarks(request: Request, place: Place, version: str, content: bytes, at_line: int) -> Sequence[Remark]:
    if not VERSION.fullmatch(version):
        return [Remark(at_line, "version-odd", "A version is letters, digits, dots and hyphens, at most 32.")]
    present = in_use_or_nothing(request, *place)
    rooms = rooms_of(request)
    heard = proofreading.read(present, place, rooms.lines, rooms.prompts).script if present else None
    other = heard is not None and heard.version == version and present != content
    if other or taken(versions_of(request, *place), version, hashlib.sha256(content).hexdigest()):
        message = f'Version "{version}" stands for other words, and figures are counted by it: give this one its own.'
        return [Remark(at_line, "version-taken", message)]
    return []


def _form(request: Request, place: Place, given: Writing, status: int = 200, failed: str = "") -> Response:
    content, present = _bytes(given.text), in_use_or_nothing(request, *place)
    return page(
        request,
        "greetings_edit.html",
        status,
        script=place[0],
        locale=place[1],
        text=given.text,
        base=given.base,
        failed=failed,
        proof=_proof(request, place, content),
        changes=tuple(changes(present, content)) if present else (),
        second_person=rooms_of(request).second_person,
        rows=min(60, given.text.count("\n") + 3),
    )


def _present(request: Request, place: Place) -> str:
    return hashlib.sha256(in_use_or_nothing(request, *place)).hexdigest()


def _copied(request: Request, like: str, place: Place) -> bytes:
    """Another script's text as the first version of this one."""
    name, _, locale = like.partition("/")
    text = in_use(request, name, locale).decode("utf-8", "replace")
    text = re.sub(r"(?m)^locale\s*=.*$", lambda _match: f'locale = "{place[1]}"', text, count=1)
    return re.sub(r"(?m)^version\s*=.*$", 'version = "1"', text, count=1).encode("utf-8")


def _checked(script: str, locale: str) -> Place:
    if not SCRIPT.fullmatch(script) or not LOCALE.fullmatch(locale):
        raise NothingThere("A script is named like standard, and its locale like en-US; there is no such one.")
    return script, locale


def _refused(act: str) -> str:
    return "" if act == "check" else "Nothing was kept: the checker has complaints. Mend them and try again."


def _bytes(text: str) -> bytes:
    """A form's text as a file's: lines end as in the other files, the last one too."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    return (lines + "\n").encode("utf-8", "replace")


def _note(request: Request, kind: str, place: Place, version: str, sha256: str) -> None:
    by = "" if kind == FOUND else visitor_of(request).account_id
    note_act(request, CallId(""), kind, script=place[0], locale=place[1], version=version, sha256=sha256, by=by)
