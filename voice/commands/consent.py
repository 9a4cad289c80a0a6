"""`voice consent`: check receipts offline, show and export them, compare wordings, take consent back."""

import csv
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from voice.call.values import CallId
from voice.consent import receipt_page, vcon
from voice.consent.receipt import Receipt
from voice.consent.receipt import verify as problems_of
from voice.consent.report import WordingReport
from voice.consent.values import ConsentStatus, WithdrawalScope
from voice.errors import UntrustedInput
from voice.journey.receipt_codes import ReceiptCodes
from voice.journey.wordings import Wordings, consent_report
from voice.settings import Settings
from voice.vault.chain import PROOF, proof_holds

app = typer.Typer(name="consent", help="Consent: verify, show, export, report, withdraw.", no_args_is_help=True)

CERTIFICATE = "voice.erasure/1"
ENDS = (
    ConsentStatus.GRANTED,
    ConsentStatus.REFUSED,
    ConsentStatus.NO_ANSWER,
    ConsentStatus.ABANDONED,
    ConsentStatus.WITHDRAWN,
)
File = Annotated[Path, typer.Argument(help="A consent receipt (consent-receipt.json) or a certificate of erasure.")]
Key = Annotated[str, typer.Option("--key", help="The public key, 64 hex digits, or a file that holds it.")]


@app.command("verify")
def verify(file: File, key: Key = "") -> None:
    """Check a receipt, or a certificate of erasure, without any service; exit code 1 if it does not hold."""
    paper = _read(file)
    stated = str(_proof(paper).get("public_key", ""))
    public_key = _key(key or stated)
    if paper.get("schema") == CERTIFICATE:
        problems = _broken_proof(paper, public_key)
        said = f"The certificate holds: {len(_listed(paper))} artefacts destroyed, trigger {paper.get('trigger')}"
    else:
        problems = problems_of(paper, public_key, proof_holds)
        said = f"The receipt holds: consent {_status(paper)}"
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"{said}, signed by {stated[:16]}...")
    if not key:
        typer.echo("The key is the one the receipt names itself: compare it with the one published, or give --key.")


@app.command("page")
def page(file: File) -> None:
    """Print a receipt as a page for people (HTML)."""
    typer.echo(receipt_page.html(_readable(file)), nl=False)


@app.command("vcon")
def export_vcon(file: File) -> None:
    """Print a receipt as two vCon attachments: consent, and lawful basis."""
    receipt = _readable(file)
    attachments = [vcon.consent_attachment(receipt), vcon.lawful_basis_attachment(receipt)]
    typer.echo(json.dumps({"attachments": attachments}, indent=2, ensure_ascii=False))


@app.command("report")
def show_report(
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values instead of a table.")] = False,
) -> None:
    """How often each wording was agreed to, refused, left unanswered or abandoned, by line and script version."""
    from voice.wiring.parts import open_parts  # opens the database: not for --help

    parts = open_parts(Settings())
    try:
        rows = consent_report(parts.book, parts.ledger).wordings
    finally:
        parts.close()
    if as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(["line", "script", "version", "locale", "calls", *ConsentStatus, "granted_share"])
        writer.writerows([*_cells(row), f"{row.granted_share:.3f}"] for row in rows)
        return
    _draw(rows, Wordings.below(Settings().prompts, Settings().data))


@app.command("code")
def code(call_id: Annotated[str, typer.Argument(help="The call's id.")]) -> None:
    """Print the receipt code of a call: whoever holds it can take that consent back. Give it to the caller alone."""
    from voice.wiring.parts import open_parts

    parts = open_parts(Settings())
    try:
        known = parts.book.call(CallId(call_id))
        typer.echo(ReceiptCodes(parts.book, parts.keyring.caller_ref).code(known.id))
    finally:
        parts.close()


@app.command("withdraw")
def withdraw(
    call_or_code: Annotated[str, typer.Argument(help="The call's id, or its receipt code.")],
    scope: Annotated[WithdrawalScope, typer.Option(help="What is taken back.")] = WithdrawalScope.FROM_THE_START,
) -> None:
    """Take consent back for a call: recording stops, and everything made from it is destroyed by the worker."""
    from voice.wiring.live import open_live  # the journey as the web process runs it: not for --help
    from voice.wiring.parts import open_parts

    parts = open_parts(Settings())
    try:
        found = ReceiptCodes(parts.book, parts.keyring.caller_ref).find(call_or_code)
        open_live(parts).withdraw(found or CallId(call_or_code), scope, "cli")
    finally:
        parts.close()
    typer.echo("Consent is withdrawn. The certificate of what was destroyed is written beside the receipt.")


def _cells(row: WordingReport) -> list[str]:
    wording = row.wording
    counts = [str(row.counts.get(status, 0)) for status in ConsentStatus]
    return [wording.line, wording.script, wording.version, wording.locale, str(row.calls), *counts]


def _draw(rows: tuple[WordingReport, ...], wordings: Wordings) -> None:
    table = Table("line", "script", "calls", *(status.replace("_", " ") for status in ENDS), "granted", box=None)
    for row in rows:
        name = f"{row.wording.script} {row.wording.version} {row.wording.locale}"
        counts = [str(row.counts.get(status, 0)) for status in ENDS]
        table.add_row(row.wording.line, name, str(row.calls), *counts, f"{row.granted_share:.0%}")
    console = Console()
    if not rows:
        console.print("No caller was asked yet.")
        return
    console.print(table)
    for row in rows:
        console.print(f"\n{row.wording.script} {row.wording.version} {row.wording.locale}:", highlight=False)
        console.print(wordings.said(row.wording), markup=False, highlight=False)


def _read(file: Path) -> Receipt:
    try:
        untrusted = json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        raise UntrustedInput(f"{file.name} cannot be read; name a consent-receipt.json.") from None
    except ValueError:
        raise UntrustedInput(f"{file.name} is not JSON; name a consent-receipt.json.") from None
    if not isinstance(untrusted, dict):
        raise UntrustedInput(f"{file.name} is not a receipt; name a consent-receipt.json.")
    return untrusted


def _readable(file: Path) -> Receipt:
    """A receipt that holds together; a broken one is not dressed up."""
    receipt = _read(file)
    key = str(_proof(receipt).get("public_key", ""))
    problems = problems_of(receipt, _key(key), proof_holds)
    if problems:
        raise UntrustedInput(f"{file.name} does not hold: {problems[0]}")
    return receipt


def _broken_proof(paper: Receipt, public_key: bytes) -> tuple[str, ...]:
    return () if proof_holds(paper, public_key) else ("The signature does not belong to this text and this key.",)


def _status(receipt: Receipt) -> object:
    outcome = receipt.get("outcome")
    return outcome.get("status") if isinstance(outcome, Mapping) else ""


def _listed(certificate: Receipt) -> list[object]:
    artefacts = certificate.get("artefacts")
    return artefacts if isinstance(artefacts, list) else []


def _proof(receipt: Receipt) -> Mapping[str, object]:
    proof = receipt.get(PROOF)
    return proof if isinstance(proof, Mapping) else {}


def _key(untrusted: str) -> bytes:
    """A public key in hex, or in a file; a wrong one simply verifies nothing."""
    path = Path(untrusted)
    text = (
        path.read_text(encoding="utf-8").strip() if untrusted and len(untrusted) != 64 and path.is_file() else untrusted
    )
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise UntrustedInput("A public key has 64 hex digits; `voice ledger key` prints ours.") from None
