"""`voice label`: a call's AI nutrition label, in the shape you need."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from voice.errors import UntrustedInput
from voice.label import cyclonedx, document, render, twilio_json
from voice.label.rich import terminal
from voice.label.values import NutritionLabel

app = typer.Typer(name="label", help="Show what the machine did on a call.", no_args_is_help=True)


class Shape(StrEnum):
    """How a label can be written."""

    TERMINAL = "terminal"
    TEXT = "text"
    HTML = "html"
    SVG = "svg"
    JSON = "json"
    TWILIO = "twilio"
    CYCLONEDX = "cyclonedx"


@app.callback()
def topic() -> None:
    """Labels are computed when a call is worked; these commands show them."""


@app.command()
def show(
    file: Annotated[
        Path, typer.Argument(help="call.json or label.json of a finished call.", exists=True, dir_okay=False)
    ],
    shape: Annotated[Shape, typer.Option("--format", help="How to write it.")] = Shape.TERMINAL,
) -> None:
    """Show a finished call's label."""
    out(read(file), shape)


@app.command()
def draw(
    file: Annotated[Path, typer.Argument(help="A label in Twilio's JSON shape.", exists=True, dir_okay=False)],
    shape: Annotated[
        Shape, typer.Option("--format", help="How to write it; not json, which is for computed labels.")
    ] = Shape.TERMINAL,
    subject: Annotated[str, typer.Option(help="What the label is of; else the file's name.")] = "",
) -> None:
    """Draw a label somebody declared: for a feature you build, or a vendor's."""
    if shape is Shape.JSON:
        raise UntrustedInput("Our own JSON holds evidence for every fact; a declared label has none. Take twilio.")
    out(twilio_json.read_all(_json(file), subject or file.stem), shape)


def out(label: NutritionLabel, shape: Shape) -> None:
    """Print the label in one shape."""
    if shape is Shape.TERMINAL:
        Console().print(terminal(label))
    else:
        typer.echo(written(label, shape))


def read(file: Path) -> NutritionLabel:
    """The label in a call.json or label.json; UntrustedInput when there is none."""
    untrusted = _json(file)
    if isinstance(untrusted, dict) and untrusted.get("schema") != document.SCHEMA_NAME:
        untrusted = untrusted.get("label")
    if not isinstance(untrusted, dict):
        raise UntrustedInput("This file holds no label: nothing of this call was worked, or it is another file.")
    return document.from_dict(untrusted)


def written(label: NutritionLabel, shape: Shape) -> str:
    """The label as text in one shape."""
    if shape is Shape.HTML:
        return render.html(label)
    if shape is Shape.SVG:
        return render.svg(label)
    if shape is Shape.TEXT:
        return render.text(label)
    makers = {Shape.JSON: document.to_dict, Shape.TWILIO: twilio_json.export, Shape.CYCLONEDX: cyclonedx.export}
    return json.dumps(makers[shape](label), ensure_ascii=False, indent=2)


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError as broken:
        raise UntrustedInput("This file is no JSON.") from broken
