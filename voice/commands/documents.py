"""`voice documents`: the tables of ARCHITECTURE.md that are generated from code, and whether they are fresh."""

import re
from pathlib import Path
from typing import Annotated

import typer

from voice.consent.table import state_table
from voice.journey.data_map import data_map

app = typer.Typer(help="Generated parts of the documents.")
ARCHITECTURE = Path("ARCHITECTURE.md")
PARTS = {"consent states": state_table, "data map": data_map}


@app.command()
def documents(file: Annotated[Path, typer.Option(help="The document to renew.")] = ARCHITECTURE) -> None:
    """Write the consent state table and the data map anew."""
    file.write_text(renewed(file.read_text(encoding="utf-8")), encoding="utf-8")


def renewed(text: str) -> str:
    """The document with every generated part made anew; the marks around a part stay."""
    for name, made in PARTS.items():
        between = re.compile(rf"(<!-- {name}: generated -->\n).*?(<!-- end -->)", re.DOTALL)
        table = made().strip()
        text = between.sub(lambda found, table=table: f"{found[1]}{table}\n{found[2]}", text)  # type: ignore[misc]  # a default binds the loop's value
    return text
