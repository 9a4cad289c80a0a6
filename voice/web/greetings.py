"""Greeting scripts as people read them: the list, one script, its versions, a call played through, the rules."""

import difflib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from voice.call.values import CallId
from voice.consent.report import WordingReport, of_every_line
from voice.errors import NothingThere
from voice.greeting import rules
from voice.greeting.jurisdiction import apply, contested
from voice.greeting.lint import spoken_s
from voice.greeting.values import LineMode, LineProfile
from voice.journey import proofreading
from voice.journey.proofreading import Proof
from voice.journey.simulation import Answer, Played
from voice.journey.wordings import consent_report
from voice.review.greeting_versions import GreetingVersion, VersionState, may_publish, versions
from voice.review.roles import Permission
from voice.vault.greetings import LOCALE, SCRIPT, GreetingFiles
from voice.web.desk import desk_of, people_of, rooms_of
from voice.web.guards import Needs, visitor_of
from voice.web.history import handles
from voice.web.rendering import page

doors = APIRouter()
READ = Depends(Needs(Permission.READ_SCRIPTS))
Short = Annotated[str, Query(max_length=80)]
Number = Annotated[int, Query(ge=0, le=100_000)]
SAYS = "line says: "
MODES: Mapping[str, str] = {
    LineMode.NOTICE: "announces, and a key declines",
    LineMode.ASK: "asks, and records only after a yes",
    LineMode.ANNOUNCE_ONLY: "announces, never records",
    LineMode.NEVER: "never records",
}
BEHAVIOURS: Mapping[str, str] = {
    Answer.YES: "agrees",
    Answer.NO: "says no",
    Answer.SILENCE: "presses nothing",
    Answer.WRONG_KEY: "presses another key",
    Answer.HANGUP: "hangs up",
    Answer.WITHDRAW: "agrees, then takes it back",
    Answer.MINOR: "agrees, and turns out to be a minor",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One script in one locale, as the list shows it."""

    script: str
    locale: str
    proof: Proof
    lines: tuple[str, ...]
    drafts: int
    figures: WordingReport | None


@dataclass(frozen=True)
class Meeting:
    """Which call is to be met: of which version (0: as callers hear it now), on which line, with which answer."""

    version: Number = 0
    line: Short = ""
    answer: Short = "yes"


def files_of(request: Request) -> GreetingFiles:
    """The folder of scripts; pages that need it are mounted only where there is one."""
    files = rooms_of(request).greetings
    if files is None:
        raise LookupError("this page is mounted without its scripts")
    return files


def versions_of(request: Request, script: str, locale: str) -> Sequence[GreetingVersion]:
    """Every text of a script, oldest first."""
    ledger = desk_of(request).ledger
    entries = ledger.entries(CallId("")) if ledger else ()
    return versions((kept.entry for kept in entries), script, locale)


def in_use(request: Request, script: str, locale: str) -> bytes:
    """The text the next caller hears; NothingThere where there is no such script."""
    known = SCRIPT.fullmatch(script) and LOCALE.fullmatch(locale)
    found = files_of(request).in_use(script, locale) if known else None
    if found is None:
        raise NothingThere("There is no such greeting script.")
    return found


def version_of(request: Request, script: str, locale: str, sequence: int) -> GreetingVersion:
    """One version by its number; NothingThere where there is none."""
    found = next((one for one in versions_of(request, script, locale) if one.sequence == sequence), None)
    if found is None:
        raise NothingThere("There is no such version of this script.")
    return found


@doors.get("/greetings", dependencies=[READ])
def every_script(request: Request) -> Response:
    """Every script: whether it is fit to be heard, who says it, how callers answered it."""
    rooms, files = rooms_of(request), files_of(request)
    figures = _figures(request)
    listed = []
    for script, locale in files.every():
        proof = proofreading.read(in_use(request, script, locale), (script, locale), rooms.lines, rooms.prompts)
        drafts = [v for v in versions_of(request, script, locale) if v.state is VersionState.DRAFT]
        row = figures.get((script, proof.script.version, locale)) if proof.script else None
        listed.append(Listed(script, locale, proof, _says(rooms.lines, script, locale), len(drafts), row))
    return page(request, "greetings.html", listed=listed, modes=MODES)


@doors.get("/greetings/rules", dependencies=[READ])
def recording_rules(request: Request, line: Short = "", caller: Short = "", called: Short = "") -> Response:
    """Which recording rules apply to a call between two places, and why."""
    rooms = rooms_of(request)
    book = rules.load(rooms.prompts)
    places = sorted({rule.place for rule in book.rules})
    chosen = next((one for one in rooms.lines if one.name == line), rooms.lines[0])
    caller, called = (place if place in places else "" for place in (caller, called))
    return page(
        request,
        "greetings_rules.html",
        book=book,
        places=places,
        contested=contested(book),
        lines=rooms.lines,
        line=chosen,
        caller=caller,
        called=called,
        applied=apply(book, chosen, caller, called),
        modes=MODES,
    )


@doors.get("/greetings/{script}/{locale}", dependencies=[READ])
def one_script(request: Request, script: str, locale: str) -> Response:
    """One script: its words with their timing, what the checker says, its versions with their figures."""
    rooms, present = rooms_of(request), in_use(request, script, locale)
    proof = proofreading.rehearsed(present, (script, locale), rooms.lines, rooms.prompts)
    speaker = proofreading.speakers(rooms.lines, script, locale)[0]
    figures = _figures(request)
    return page(
        request,
        "greetings_script.html",
        script=script,
        locale=locale,
        proof=proof,
        modes=MODES,
        said_by=_says(rooms.lines, script, locale),
        spoken=tuple(proofreading.spoken(proof.script, speaker)) if proof.script else (),
        versions=tuple(reversed(versions_of(request, script, locale))),
        figures={version: row for (name, version, where), row in figures.items() if (name, where) == (script, locale)},
        present=hashlib.sha256(present).hexdigest(),
        names=handles(people_of(request)),
    )


@doors.get("/greetings/{script}/{locale}/versions/{sequence}", dependencies=[READ])
def one_version(request: Request, script: str, locale: str, sequence: int, against: Number = 0) -> Response:
    """One version: its text, and what differs from what callers hear now (or from another version)."""
    rooms, present = rooms_of(request), in_use_or_nothing(request, script, locale)
    version = version_of(request, script, locale, sequence)
    content = files_of(request).kept(version.sha256)
    other = files_of(request).kept(version_of(request, script, locale, against).sha256) if against else present
    by = visitor_of(request).account_id
    sha256 = hashlib.sha256(present).hexdigest()
    return page(
        request,
        "greetings_version.html",
        script=script,
        locale=locale,
        version=version,
        text=content.decode("utf-8", "replace"),
        changes=tuple(changes(other, content)),
        against=against,
        others=[one for one in versions_of(request, script, locale) if one.sequence != sequence],
        proof=proofreading.rehearsed(content, (script, locale), rooms.lines, rooms.prompts),
        heard_now=version.sha256 == sha256,
        may_publish=may_publish(version, by, rooms.second_person),
        second_person=rooms.second_person,
        present=sha256,
        names=handles(people_of(request)),
    )


@doors.get("/greetings/{script}/{locale}/call", dependencies=[READ])
def play_call(request: Request, script: str, locale: str, which: Annotated[Meeting, Depends()]) -> Response:
    """A call as the caller meets it, for each thing a caller can do."""
    proof, speaker = _played(request, (script, locale), which)
    played = tuple(proofreading.calls(proof.script, speaker)) if proof.script else ()
    shown = next((one for one in played if one.answer == which.answer), played[0] if played else None)
    speakers = proofreading.speakers(rooms_of(request).lines, script, locale)
    return page(
        request,
        "greetings_call.html",
        script=script,
        locale=locale,
        version=which.version,
        proof=proof,
        played=played,
        shown=shown,
        dialogue=tuple(_acts(shown)) if shown else (),
        seconds=sum(spoken_s(text, locale) for text in _said(shown)) if shown else 0,
        behaviours=BEHAVIOURS,
        line=speaker,
        lines=speakers,
        has_sound=rooms_of(request).speak is not None,
    )


@doors.get("/greetings/{script}/{locale}/call.wav", dependencies=[READ])
def hear_call(request: Request, script: str, locale: str, which: Annotated[Meeting, Depends()]) -> Response:
    """Everything the line says in such a call, read out by the speech program of this machine."""
    speak = rooms_of(request).speak
    proof, speaker = _played(request, (script, locale), which)
    played = proofreading.calls(proof.script, speaker) if proof.script else iter(())
    shown = next((one for one in played if one.answer == which.answer), None)
    if speak is None or shown is None:
        raise NothingThere("There is no sound of this: no speech program is installed, or the script has a fault.")
    return Response(speak("\n\n".join(_said(shown)), locale), media_type="audio/wav")


def in_use_or_nothing(request: Request, script: str, locale: str) -> bytes:
    """The text in use, or nothing where the script is only being written."""
    try:
        return in_use(request, script, locale)
    except NothingThere:
        return b""


def changes(old: bytes, new: bytes) -> Iterator[tuple[str, str]]:
    """What became of each line, with two lines around each change: (same, removed, added or gap; text)."""
    before, after = (text.decode("utf-8", "replace").splitlines() for text in (old, new))
    kinds = {" ": "same", "-": "removed", "+": "added", "@": "gap"}
    for line in list(difflib.unified_diff(before, after, n=2, lineterm=""))[2:]:
        yield kinds[line[0]], "" if line[0] == "@" else line[1:]


def _played(request: Request, place: tuple[str, str], which: Meeting) -> tuple[Proof, LineProfile]:
    if which.version:
        content = files_of(request).kept(version_of(request, *place, which.version).sha256)
    else:
        content = in_use(request, *place)
    rooms = rooms_of(request)
    proof = proofreading.read(content, place, rooms.lines, rooms.prompts)
    speakers = proofreading.speakers(rooms.lines, *place)
    return proof, next((one for one in speakers if one.name == which.line), speakers[0])


def _acts(played: Played) -> Iterator[tuple[str, str]]:
    """Each step of a dialogue with who takes it: the line speaking, the caller, or the machine."""
    for step in played.dialogue:
        if step.startswith(SAYS):
            yield "line", step.removeprefix(SAYS)
        else:
            yield ("caller" if "caller" in step else "machine"), step


def _said(played: Played) -> list[str]:
    return [step.removeprefix(SAYS) for step in played.dialogue if step.startswith(SAYS)]


def _says(known: Sequence[LineProfile], script: str, locale: str) -> tuple[str, ...]:
    """The lines that say this script."""
    return tuple(line.name for line in proofreading.said_on(known, script, locale))


def _figures(request: Request) -> Mapping[tuple[str, str, str], WordingReport]:
    """How consent went, by script, version and locale."""
    desk = desk_of(request)
    rows = of_every_line(consent_report(desk.book, desk.ledger).wordings)
    return {(row.wording.script, row.wording.version, row.wording.locale): row for row in rows}
