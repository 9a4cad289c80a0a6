"""The `voice` command: one topic a file in `voice/commands/`, loaded when its name is called.

Loading every topic takes seconds (language tools, workflow engine): only `--help` does.
"""

import sys
from collections.abc import Callable

import typer
from pydantic import ValidationError
from rich.console import Console

from voice.errors import VoiceError


def _demo() -> typer.Typer:
    from voice.commands import demo

    return demo.app


def _serve() -> typer.Typer:
    from voice.commands import serve

    return serve.app


def _work() -> typer.Typer:
    from voice.commands import work

    return work.app


def _doctor() -> typer.Typer:
    from voice.commands import doctor

    return doctor.app


def _import() -> typer.Typer:
    from voice.commands import import_

    return import_.app


def _transcribe() -> typer.Typer:
    from voice.commands import transcribe

    return transcribe.app


def _redact() -> typer.Typer:
    from voice.commands import redact

    return redact.app


def _insight() -> typer.Typer:
    from voice.commands import insight

    return insight.app


def _models() -> typer.Typer:
    from voice.commands import models

    return models.app


def _label() -> typer.Typer:
    from voice.commands import label

    return label.app


def _greeting() -> typer.Typer:
    from voice.commands import greeting

    return greeting.app


def _consent() -> typer.Typer:
    from voice.commands import consent

    return consent.app


def _ledger() -> typer.Typer:
    from voice.commands import ledger

    return ledger.app


def _retention() -> typer.Typer:
    from voice.commands import retention

    return retention.app


def _twilio() -> typer.Typer:
    from voice.commands import twilio

    return twilio.app


def _quality() -> typer.Typer:
    from voice.commands import quality, quality_transcript

    quality.app.add_typer(quality_transcript.app)
    return quality.app


def _account() -> typer.Typer:
    from voice.commands import account

    return account.app


def _documents() -> typer.Typer:
    from voice.commands import documents

    return documents.app


TOPICS: dict[str, Callable[[], typer.Typer]] = {
    "demo": _demo,
    "serve": _serve,
    "work": _work,
    "doctor": _doctor,
    "import": _import,
    "transcribe": _transcribe,
    "redact": _redact,
    "insight": _insight,
    "models": _models,
    "label": _label,
    "greeting": _greeting,
    "consent": _consent,
    "ledger": _ledger,
    "retention": _retention,
    "twilio": _twilio,
    "quality": _quality,
    "account": _account,
    "documents": _documents,
}
ALSO = {"sentiment": "insight"}
"""Commands that live in another topic's file."""


def application(called: str) -> typer.Typer:
    """The command line with the called topic alone, or with every topic where none is named."""
    app = typer.Typer(
        name="voice",
        help="Inbound calls: recorded only after consent, transcribed here, redacted, labelled.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def voice() -> None:
        """Inbound calls: recorded only after consent, transcribed here, redacted, labelled."""

    topic = ALSO.get(called, called)
    for name in [topic] if topic in TOPICS else TOPICS:
        app.add_typer(TOPICS[name]())
    return app


def main() -> None:
    """Run a command; an error of ours becomes one sentence and exit code 1."""
    try:
        application(sys.argv[1] if len(sys.argv) > 1 else "")()
    except VoiceError as error:
        _say(error.public)
        sys.exit(1)
    except ValidationError as error:
        for fault in error.errors(include_input=False, include_url=False):
            _say("VOICE_" + "_".join(str(part) for part in fault["loc"]).upper() + f": {fault['msg']}")
        sys.exit(1)


def _say(sentence: str) -> None:
    Console(stderr=True).print(sentence, style="bold", markup=False, highlight=False)
