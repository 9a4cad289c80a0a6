"""`voice redact`: take personal data out of text, line by line or at once."""

import json
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from voice.errors import UntrustedInput
from voice.redaction import detectors
from voice.redaction.resolve import RedactedText, redact_text

app = typer.Typer()


@app.command("redact")
def redact(
    text: Annotated[str | None, typer.Argument(help="The text; without it, standard input is read.")] = None,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl", help='Lines {"id","text","prev"} in, {"id","redacted","spans":[[start,end,type,score]]} out.'
        ),
    ] = False,
) -> None:
    """Take personal data out of a text; nothing leaves this machine and nothing is kept."""
    if jsonl:
        for number, line in enumerate(sys.stdin, start=1):
            if line.strip():
                typer.echo(json.dumps(redacted_line(line, number), ensure_ascii=False))
        return
    for part in [text] if text is not None else _standard_input():
        typer.echo(redact_text(part, "", detectors.standard()).text)


def _standard_input() -> Iterator[str]:
    return (line.rstrip("\n") for line in sys.stdin)


def redacted_line(untrusted_line: str, number: int) -> dict[str, Any]:
    """One JSONL answer; spans count in characters of the line's own text."""
    entry = _parsed(untrusted_line, number)
    found = redact_text(entry["text"], entry["prev"], detectors.standard())
    return {"id": entry["id"], "redacted": found.text, "spans": _spans(found)}


def _spans(found: RedactedText) -> list[list[int | str | float]]:
    return [[span.start, span.end, span.entity_type, round(span.score, 2)] for span in found.spans]


def _parsed(untrusted_line: str, number: int) -> dict[str, Any]:
    try:
        entry = json.loads(untrusted_line)
    except json.JSONDecodeError:
        raise UntrustedInput(f'Line {number} is not JSON: write {{"id": ..., "text": ..., "prev": ...}}.') from None
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        raise UntrustedInput(f'Line {number} has no "text": write {{"id": ..., "text": ..., "prev": ...}}.')
    previous = entry.get("prev")
    return {"id": entry.get("id"), "text": entry["text"], "prev": previous if isinstance(previous, str) else ""}
