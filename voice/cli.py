"""The `voice` command: one sub-command a topic, each in `voice/commands/`."""

import sys

import typer
from pydantic import ValidationError
from rich.console import Console

from voice.commands import serve
from voice.errors import VoiceError

app = typer.Typer(
    name="voice",
    help="Inbound calls: recorded only after consent, transcribed here, redacted, labelled.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for topic in (serve.app,):
    app.add_typer(topic)


def main() -> None:
    """Run a command; an error of ours becomes one sentence and exit code 1."""
    try:
        app()
    except VoiceError as error:
        Console(stderr=True).print(f"[bold]{error.public}[/bold]", highlight=False)
        sys.exit(1)
    except ValidationError as error:
        for fault in error.errors(include_input=False, include_url=False):
            name = "VOICE_" + "_".join(str(part) for part in fault["loc"]).upper()
            Console(stderr=True).print(f"[bold]{name}: {fault['msg']}[/bold]", highlight=False)
        sys.exit(1)
