"""`voice doctor`: what is missing before real calls may come, each with what to do about it."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table

from voice.call.twilio_account import AccountLook
from voice.call.twilio_rest import TwilioRest
from voice.errors import VoiceError
from voice.greeting import rules, script
from voice.journey.reconcile import OVER
from voice.settings import Settings, is_loopback
from voice.transcript.models import EMBEDDED_FOLDER, choose
from voice.vault.heartbeats import HeartbeatBook
from voice.wiring.carriers import SIGNALWIRE
from voice.wiring.parts import Parts, open_parts

app = typer.Typer(help="Check the installation.")
LEAST_FREE_BYTES = 2 << 30
REACH_S = 5.0


class Verdict(StrEnum):
    """How a check went."""

    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check, its verdict, and what to do or what was found."""

    check: str
    verdict: Verdict
    says: str


@app.command()
def doctor(
    network: Annotated[bool, typer.Option(help="Also look whether the public URL and the carrier answer.")] = True,
) -> None:
    """Look at everything a real call needs; exit 1 where something is bad."""
    console = Console()
    findings = list(examine(Settings(), network))
    table = Table()
    for name in ("check", "", "says"):
        table.add_column(name, overflow="fold")
    colours = {Verdict.GOOD: "green", Verdict.CAUTION: "yellow", Verdict.BAD: "red"}
    for found in findings:
        table.add_row(found.check, f"[{colours[found.verdict]}]{found.verdict}[/]", found.says)
    console.print(table)
    if any(found.verdict is Verdict.BAD for found in findings):
        raise typer.Exit(1)


def examine(settings: Settings, network: bool) -> Iterator[Finding]:
    """Every finding, in the order of a call's life."""
    yield _judged("python", lambda: sys.version.split()[0])
    yield _space(settings)
    yield _judged("greeting rules", lambda: f"{len(rules.load(settings.prompts).rules)} jurisdiction rules")
    yield _model(settings)
    yield _public_url(settings)
    try:
        parts = open_parts(settings)
    except VoiceError as fault:
        yield Finding("data folder", Verdict.BAD, fault.public)
        return
    try:
        yield Finding("data folder", Verdict.GOOD, "opens; the key fits")
        yield from _inside(parts, network)
    finally:
        parts.close()


def _inside(parts: Parts, network: bool) -> Iterator[Finding]:
    for line in parts.lines:
        yield _judged(
            f"line {line.name}",
            lambda line=line: (
                f"script {script.load(parts.settings.prompts, line.script, line.locale).name}, {line.locale}"
            ),  # type: ignore[misc]  # a default binds the loop's value
        )
    yield _worker(parts)
    faults = parts.ledger.verify()
    whole = f"{len(parts.ledger.entries())} entries, whole"
    yield Finding("ledger", Verdict.BAD if faults else Verdict.GOOD, faults[0] if faults else whole)
    if not parts.settings.secret("carrier_token"):
        yield Finding(
            "carrier",
            Verdict.CAUTION,
            "no token: set VOICE_CARRIER_ACCOUNT and VOICE_CARRIER_TOKEN_FILE for real calls",
        )
    elif network:
        yield from _carrier(parts)


def _carrier(parts: Parts) -> Iterator[Finding]:
    """What a look at the carrier's side finds: credentials, copies that should be gone, the account, its numbers."""
    reached = _judged("carrier", lambda: _reached(parts))
    yield reached
    if reached.verdict is Verdict.BAD:
        return
    try:
        yield _copies(parts)
        yield from _account(parts)
    except VoiceError as fault:
        yield Finding("carrier account", Verdict.BAD, fault.public)


def _worker(parts: Parts) -> Finding:
    now = parts.clock.now()
    alive = [beat for beat in HeartbeatBook(parts.engine).beats() if beat.alive(now)]
    if not alive:
        return Finding(
            "worker", Verdict.CAUTION, "none is alive: finished calls wait; run `voice serve` or `voice work`"
        )
    return Finding("worker", Verdict.GOOD, f"{len(alive)} alive, with {', '.join(sorted({b.model for b in alive}))}")


def _reached(parts: Parts) -> str:
    parts.carrier.recordings_of("CA" + "0" * 32)
    return "answers, and the token is accepted"


def _copies(parts: Parts) -> Finding:
    reports = parts.carrier.reports()
    known = (parts.book.recording_by_carrier_id(report.carrier_recording_id) for report in reports)
    left = sum(one is not None and one.state in OVER for one in known)
    strange = sum(parts.book.call_by_carrier_id(report.carrier_call_id) is None for report in reports)
    says = f"{len(reports)} rest at the carrier, {left} of them should be gone, {strange} are of calls unknown here"
    if left:
        return Finding("carrier copies", Verdict.BAD, f"{says}; start the worker, whose rounds delete them")
    return Finding("carrier copies", Verdict.CAUTION if strange else Verdict.GOOD, says)


def _account(parts: Parts) -> Iterator[Finding]:
    settings = parts.settings
    if settings.carrier == SIGNALWIRE or not settings.public_url:
        return
    with closing(
        TwilioRest(settings.carrier_account, settings.secret("carrier_token"), settings.carrier_api_url)
    ) as rest:
        for found in AccountLook(rest, settings.public_url).findings(parts.clock.now()):
            yield Finding(found.look, Verdict.GOOD if found.good else Verdict.BAD, found.says)


def _space(settings: Settings) -> Finding:
    at = next(folder for folder in (settings.data, *settings.data.absolute().parents) if folder.exists())
    free = shutil.disk_usage(at).free
    says = f"{free >> 30} GiB free"
    if free < LEAST_FREE_BYTES:
        return Finding("disk", Verdict.BAD, f"{says}: make room, or set VOICE_DATA to a larger disk")
    return Finding("disk", Verdict.GOOD, says)


def _model(settings: Settings) -> Finding:
    try:
        chosen = choose(settings.model, settings.data, offline=True)
    except VoiceError as fault:
        return Finding("speech model", Verdict.BAD, fault.public)
    if chosen.folder == EMBEDDED_FOLDER:
        return Finding("speech model", Verdict.CAUTION, "embedded demonstration model; run `voice models pull base.en`")
    return Finding("speech model", Verdict.GOOD, chosen.identity.name)


def _public_url(settings: Settings) -> Finding:
    url = settings.public_url
    if not url:
        return Finding("public URL", Verdict.CAUTION, "set VOICE_PUBLIC_URL to where the carrier reaches this service")
    if is_loopback(url):
        return Finding("public URL", Verdict.CAUTION, "on this machine alone: no carrier reaches it")
    if not url.startswith("https://"):
        return Finding("public URL", Verdict.BAD, "must begin with https://")
    try:
        answer = httpx.get(f"{url}/health", timeout=REACH_S)
    except httpx.HTTPError:
        return Finding("public URL", Verdict.BAD, "does not answer from here; check DNS, certificate and proxy")
    good = answer.status_code == httpx.codes.OK
    return Finding("public URL", Verdict.GOOD if good else Verdict.BAD, f"/health answers {answer.status_code}")


def _judged(check: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(check, Verdict.GOOD, look())
    except VoiceError as fault:
        return Finding(check, Verdict.BAD, fault.public)
