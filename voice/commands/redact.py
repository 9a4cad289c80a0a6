"""`voice redact`: take personal data out of text, line by line or at once, and out of a recording."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from voice.errors import UntrustedInput
from voice.redaction import detectors, recognisers
from voice.redaction.ports import Detector
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
    own: Annotated[
        Path | None, typer.Option("--recognisers", exists=True, dir_okay=False, help="Your own recognisers, in TOML.")
    ] = None,
    audio: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A WAV to redact instead.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the redacted WAV goes.")] = None,
    channels: Annotated[str, typer.Option(help="Who speaks on which channel, in order.")] = "caller,agent",
    beep: Annotated[bool, typer.Option("--beep", help="A tone instead of silence.")] = False,
) -> None:
    """Take personal data out of a text or a recording; nothing leaves this machine and nothing is kept."""
    chosen: tuple[Detector, ...] = (*detectors.standard(), *(recognisers.load(own) if own else ()))
    if audio is not None:
        _redact_recording(audio, out, tuple(channels.split(",")), beep, chosen)
    elif jsonl:
        for number, line in enumerate(sys.stdin, start=1):
            if line.strip():
                typer.echo(json.dumps(redacted_line(line, number, chosen), ensure_ascii=False))
    else:
        for part in [text] if text is not None else _standard_input():
            typer.echo(redact_text(part, "", chosen).text)


def _redact_recording(
    audio: Path, out: Path | None, speakers: tuple[str, ...], beep: bool, chosen: tuple[Detector, ...]
) -> None:
    from voice.commands.redact_audio import redact_recording  # heavy: speech recognition

    if out is None or out.resolve() == audio.resolve():
        raise UntrustedInput("Say where the redacted recording goes: `--out COPY.wav`, another file than the original.")
    done = redact_recording(audio, speakers, beep, chosen)
    out.write_bytes(done.wav)
    Console(stderr=True).print(
        f"{len(done.spans)} stretch(es) covered; listened to again {done.rounds} time(s), nothing removed is heard.",
        highlight=False,
    )


def _standard_input() -> Iterator[str]:
    return (line.rstrip("\n") for line in sys.stdin)


def redacted_line(untrusted_line: str, number: int, chosen: tuple[Detector, ...]) -> dict[str, Any]:
    """One JSONL answer; spans count in characters of the line's own text."""
    entry = _parsed(untrusted_line, number)
    found = redact_text(entry["text"], entry["prev"], chosen)
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
