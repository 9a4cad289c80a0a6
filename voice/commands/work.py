"""`voice work`: the worker that turns finished calls into transcripts, summaries and labels."""

from typing import Annotated

import typer

from voice.log import set_up
from voice.settings import Settings

app = typer.Typer(help="Run the worker.")


@app.command()
def work(
    until_stdin_closes: Annotated[
        bool, typer.Option(help="End when standard input closes, as it does when the service that began us dies.")
    ] = False,
) -> None:
    """Work on calls until stopped; one worker for each data folder."""
    from voice.wiring.worker import run_worker  # loads the models: not for --help

    set_up()
    run_worker(Settings(), until_stdin_closes)
