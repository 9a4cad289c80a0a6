"""`voice quality`: measure a stage against a reference, and keep the figures the label shows."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from voice.clock import SystemClock
from voice.commands import quality_decisions, quality_transcript
from voice.errors import UntrustedInput
from voice.redaction import detectors, measured
from voice.redaction.resolve import redact_text
from voice.redaction.scoring import Judged, Score

app = typer.Typer(name="quality", help="Measure a stage against a reference.", no_args_is_help=True)
app.add_typer(quality_transcript.app)
app.add_typer(quality_decisions.app)


@app.callback()
def quality() -> None:
    """Measure a stage against a reference."""


@app.command()
def redaction(
    reference: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help='Lines {"text","spans":[[start,end,type]],"prev"}.')
    ],
    write: Annotated[Path | None, typer.Option(help="Also write the figures to this JSON file.")] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Make these the figures that labels show.")] = False,
    on: Annotated[str, typer.Option(help="What the reference is, as the label is to call it.")] = "",
) -> None:
    """How much personal data redaction finds: per type, and what it takes away in error."""
    score = measure(reference)
    today = SystemClock().now().date()
    console = Console()
    console.print(_table(score))
    for name, figure in score.figures().items():
        if name != "types":
            console.print(f"{name}: {figure}", highlight=False)
    for path in [*([write] if write else []), *([measured.FILE] if publish else [])]:
        measured.save(score, on or reference.name, today, detectors.rules_digest(), path)


def measure(reference: Path) -> Score:
    """Redact every text of a reference and count."""
    score = Score()
    for judged in track(list(judged_lines(reference)), "Redacting", console=Console(stderr=True), transient=True):
        found = redact_text(judged.text, judged.previous, detectors.standard())
        score.add(judged, [(span.start, span.end, span.entity_type) for span in found.spans])
    return score


def judged_lines(reference: Path) -> Iterator[Judged]:
    """The texts of a reference file; UntrustedInput names a line that is none."""
    lines = reference.read_text(encoding="utf-8").splitlines()
    for number, untrusted_line in enumerate(lines, start=1):
        if not untrusted_line.strip():
            continue
        try:
            entry = json.loads(untrusted_line)
            spans = tuple((int(start), int(end), str(kind)) for start, end, kind, *_ in entry.get("spans", []))
            yield Judged(str(entry["text"]), spans, str(entry.get("prev") or ""))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise UntrustedInput(f'{reference.name}: line {number} is no {{"text", "spans", "prev"}}.') from None


def _table(score: Score) -> Table:
    table = Table("type", "spans", "fully covered", "share", "right type")
    for name, tally in sorted(score.types.items()):
        table.add_row(name, str(tally.spans), str(tally.covered), f"{tally.coverage:.3f}", str(tally.typed))
    return table
