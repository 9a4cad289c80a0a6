"""`voice models`: which speech models are known, which are here, fetch, check and remove them."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.table import Table

from voice.settings import Settings
from voice.transcript import models
from voice.transcript.catalogue import DEFAULT_NAME, KNOWN

app = typer.Typer(name="models", help="Speech models: list, pull, verify, remove.", no_args_is_help=True)


@app.command("list")
def list_models() -> None:
    """Every model by name: size, languages, licence, whether it is here, its digest."""
    data = Settings().data
    here = models.pulled(data)
    table = Table("model", "size", "languages", "licence", "here", "digest", box=None, pad_edge=False)
    for known in KNOWN.values():
        folder = models.folder_of(known.name, data)
        present = known.name in here
        table.add_row(
            known.name,
            f"{known.model_bytes / 1e6:.0f} MB",
            known.languages,
            known.licence,
            f"{models.size_of(folder) / 1e6:.0f} MB" if present else "",
            models.from_folder(folder).identity.digest[:12] if present else "",
        )
    embedded = models.embedded()
    size = f"{models.size_of(embedded.folder) / 1e6:.0f} MB"
    table.add_row(models.EMBEDDED_NAME, size, "English", "", size, embedded.identity.digest[:12])
    Console().print(table)
    Console().print(f"\n{embedded.notes[0]}", highlight=False)


@app.command()
def pull(
    name: Annotated[str, typer.Argument(help="A name from `voice models list`.")] = DEFAULT_NAME,
) -> None:
    """Fetch a model from the hub, pinned by revision and SHA-256; goes on where it broke off."""
    with transfer() as bar:
        task = bar.add_task(f"Pulling {name}", total=None)
        identity = models.pull(
            name, Settings().data, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )
    Console().print(f"{name} is here: revision {identity.revision[:12]}, SHA-256 {identity.digest}", highlight=False)


@app.command()
def verify(
    name: Annotated[str, typer.Argument(help="One model; without it every model that is here.")] = "",
) -> None:
    """Compare every file with the SHA-256 recorded when it was pulled."""
    data = Settings().data
    broken = 0
    for each in [name] if name else models.pulled(data):
        changed = models.verify(each, data)
        broken += bool(changed)
        Console().print(f"{each}: {'changed: ' + ', '.join(changed) if changed else 'as pulled'}", highlight=False)
    if broken:
        raise typer.Exit(1)


@app.command()
def remove(name: Annotated[str, typer.Argument(help="The model to delete from this machine.")]) -> None:
    """Delete a pulled model; recordings and transcripts are untouched."""
    freed = models.remove(name, Settings().data)
    Console().print(f"{name} removed, {freed / 1e6:.0f} MB freed.", highlight=False)


def transfer() -> Progress:
    """A progress bar for downloads, on standard error."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
