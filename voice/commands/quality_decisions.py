"""`voice quality decisions`: how the detectors did where people looked, and test cases out of it."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from voice.review.detection import Row, judged, rows, total
from voice.settings import Settings

app = typer.Typer()


@app.command()
def decisions(
    cases: Annotated[
        Path | None, typer.Option(help="Write test cases here, for `voice quality redaction --reference`.")
    ] = None,
) -> None:
    """Precision and recall of redaction by month and type, from what people decided in the workbench."""
    from voice.journey.cases import CaseParts
    from voice.journey.cases import cases as made
    from voice.wiring.parts import open_parts  # opens the database: not for --help

    parts = open_parts(Settings())
    try:
        found = rows(judged(kept.entry for kept in parts.ledger.entries()))
        lines = [
            json.dumps(case, ensure_ascii=False) for case in made(CaseParts(parts.book, parts.sealed, parts.ledger))
        ]
    finally:
        parts.close()
    console = Console()
    console.print(_table(found))
    console.print("Counted where people looked; what nobody noticed is missing from recall.", highlight=False)
    if cases is not None:
        cases.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        console.print(f"{len(lines)} case(s) with stand-ins for every value written.", highlight=False)


def _table(found: tuple[Row, ...]) -> Table:
    table = Table("month", "type", "there", "found", "right type", "false alarms", "precision", "recall")
    for row in (*found, total(found)):
        counts = (row.there, row.found, row.typed, row.false_alarms)
        name = row.entity_type or "all"
        table.add_row(row.month, name, *(str(count) for count in counts), _share(row.precision), _share(row.recall))
    return table


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.3f}"
