"""`voice models`: which speech models are known, which are here, fetch, check and remove them."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.table import Column, Table

from voice.settings import Settings
from voice.transcript import models, pace, pipelines, trusted
from voice.transcript.catalogue import DEFAULT_NAME, KNOWN
from voice.transcript.models import ChosenModel

app = typer.Typer(name="models", help="Speech models: list, pull, verify, remove.", no_args_is_help=True)


@app.command("list")
def list_models() -> None:
    """Every model by name: size, languages, licence, whether it is here, its digest."""
    data = Settings().data
    here = models.pulled(data)
    names = ("model", "MB", "speaks", "licence", "error %", "here MB", "digest", "speed")
    table = Table(*(Column(name, no_wrap=True) for name in names), box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for known in KNOWN.values():
        present = _present(models.from_folder(models.folder_of(known.name, data)), data) if known.name in here else ()
        size = f"{known.model_bytes / 1e6:.0f}"
        table.add_row(known.name, size, known.languages, known.licence, known.telephone_word_error, *present)
    for name, pipeline in pipelines.KNOWN.items():
        folder = pipelines.folder_of(name, data)
        there = (
            (f"{models.size_of(folder) / 1e6:.0f}", trusted.digest_of(folder)[:8])
            if pipelines.is_here(name, data)
            else ()
        )
        table.add_row(name, "", "voices", pipeline.licence, "", *there)
    embedded = models.embedded()
    size = f"{models.size_of(embedded.folder) / 1e6:.0f}"
    table.add_row(models.EMBEDDED_NAME, size, "English", embedded.identity.licence, "", *_present(embedded, data))
    console = Console()
    console.print(table)
    console.print("\nerror: words wrong on telephone speech as published, CallHome / Switchboard", highlight=False)
    console.print("speed: seconds of speech a second here, as `voice models measure` found it", highlight=False)
    console.print(embedded.notes[0], highlight=False)


def _present(model: ChosenModel, data: Path) -> tuple[str, str, str]:
    """Disk use, digest and measured speed of a model that is here."""
    size = models.size_of(model.folder) / 1e6
    return f"{size:.0f}", model.identity.digest[:8], _speed(model, data)


def _speed(model: ChosenModel, data: Path) -> str:
    known = pace.recall(model, data)
    return f"{known.times_real:.0f}x" if known else "?"


@app.command()
def pull(
    name: Annotated[str, typer.Argument(help="A name from `voice models list`.")] = DEFAULT_NAME,
) -> None:
    """Fetch a model from the hub, pinned by revision and SHA-256; goes on where it broke off."""
    if name in pipelines.KNOWN:
        _pull_pipeline(name)
        return
    with transfer() as bar:
        task = bar.add_task(f"Pulling {name}", total=None)
        identity = models.pull(
            name, Settings().data, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )
    console = Console()
    console.print(f"{name} is here: revision {identity.revision[:12]}, SHA-256 {identity.digest}", highlight=False)
    measure(name)


def _pull_pipeline(name: str) -> None:
    from voice.transcript.huggingface_hub import HuggingFaceHub  # heavy: only where a model is fetched

    settings = Settings()
    hub = HuggingFaceHub(token=settings.secret("hub_token"))
    with transfer() as bar:
        task = bar.add_task(f"Pulling {name}", total=None)
        folder = pipelines.pull(
            name, settings.data, hub, lambda done, total: bar.update(task, completed=done, total=total)
        )
    said = f"{name} is here: revision {pipelines.KNOWN[name].revision[:12]}, SHA-256 {trusted.digest_of(folder)}"
    Console().print(said, highlight=False)
    Console().print(
        f"It is a program of its makers and not trusted yet: run `voice models trust {name}`.", highlight=False
    )


@app.command()
def measure(
    name: Annotated[str, typer.Argument(help="A model that is here, or `embedded`.")],
) -> None:
    """Measure how fast a model is on this machine and which thread plan suits it; remembered."""
    from voice.transcript import measuring  # heavy: loads the model

    data = Settings().data
    console = Console()
    with console.status(f"Measuring {name} on this machine"):
        found = measuring.measure(models.choose(name, data, offline=True), data)
    plan = f"{found.plan.workers} windows at once, {found.plan.threads} thread(s) each"
    console.print(f"{name}: {found.times_real:g} times real time, {plan}.", highlight=False)


@app.command()
def verify(
    name: Annotated[str, typer.Argument(help="One model; without it every model that is here.")] = "",
) -> None:
    """Compare every file with the SHA-256 recorded when it was pulled."""
    data = Settings().data
    broken = 0
    here = (*models.pulled(data), *(each for each in pipelines.KNOWN if pipelines.is_here(each, data)))
    for each in [name] if name else here:
        changed = (pipelines if each in here and each in pipelines.KNOWN else models).verify(each, data)
        broken += bool(changed)
        Console().print(f"{each}: {'changed: ' + ', '.join(changed) if changed else 'as pulled'}", highlight=False)
    if broken:
        raise typer.Exit(1)


@app.command()
def remove(name: Annotated[str, typer.Argument(help="The model to delete from this machine.")]) -> None:
    """Delete a pulled model; recordings and transcripts are untouched."""
    data = Settings().data
    freed = (pipelines if pipelines.is_here(name, data) else models).remove(name, data)
    Console().print(f"{name} removed, {freed / 1e6:.0f} MB freed.", highlight=False)


@app.command()
def trust(
    pipeline: Annotated[str, typer.Argument(help="A pyannote pipeline: the name of a pulled one, or a folder.")],
) -> None:
    """Trust a diarization pipeline: only this folder, with exactly these files, will be opened."""
    data = Settings().data
    folder = pipelines.folder_of(pipeline, data) if pipelines.is_here(pipeline, data) else Path(pipeline)
    found = trusted.trust(folder, data)
    Console().print(f"{folder.name} is trusted as it is now, SHA-256 {found.digest}", highlight=False)


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
