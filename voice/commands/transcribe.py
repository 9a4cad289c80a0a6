"""`voice transcribe FILE`: the words of an audio file, on this machine, as they were heard.

This is the one command that gives raw text: names and numbers included, redacted by nobody. It
says so, writes only where it is told to, and keeps nothing.
"""

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from voice.clock import SystemClock
from voice.commands.models import transfer
from voice.settings import Settings
from voice.transcript import align, models, subtitles
from voice.transcript.values import RunRecord, Utterance

app = typer.Typer(help="Transcribe an audio file on this machine.")
RAW_TEXT = "This is raw text: personal data included, nothing redacted. It stays where you put it."


class Format(StrEnum):
    """What a transcript can be written as."""

    MD = "md"
    VTT = "vtt"
    SRT = "srt"
    JSON = "json"
    RTTM = "rttm"
    CTM = "ctm"


@app.command()
def transcribe(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Any audio file: WAV, FLAC, MP3, M4A ...")],
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.MD,
    out: Annotated[Path | None, typer.Option(help="A file to write; without it, standard output.")] = None,
    channels: Annotated[str, typer.Option(help="Who speaks on which channel, in order.")] = "caller,agent",
    language: Annotated[str, typer.Option(help="A language code such as en; empty: detect it.")] = "",
) -> None:
    """Write down who said what, when: raw, unredacted text for your own eyes, nothing kept."""
    console = Console(stderr=True)
    heard, run, duration_ms, spoken = _listen(file, channels.split(","), language, console)
    text = render(form, heard, file.stem, _call_json(heard, run, duration_ms, spoken))
    console.print(RAW_TEXT, style="yellow", highlight=False)
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")


def render(form: Format, heard: Sequence[Utterance], name: str, whole: dict[str, Any]) -> str:
    """Utterances as text in one of the formats; `name` is the file's, `whole` the JSON form."""
    writers: dict[Format, Callable[[], str]] = {
        Format.MD: lambda: subtitles.markdown(heard),
        Format.VTT: lambda: subtitles.vtt(heard),
        Format.SRT: lambda: subtitles.srt(heard),
        Format.RTTM: lambda: subtitles.rttm(heard, name),
        Format.CTM: lambda: subtitles.ctm(heard, name),
        Format.JSON: lambda: json.dumps(whole, ensure_ascii=False, indent=1) + "\n",
    }
    return writers[form]()


def _listen(
    file: Path, speakers: list[str], language: str, console: Console
) -> tuple[tuple[Utterance, ...], RunRecord, int, str]:
    from voice.transcript import audio, av, measuring  # heavy: only where something is transcribed
    from voice.transcript.whisper import WhisperTranscriber

    settings = Settings()
    with transfer() as bar:
        task = bar.add_task("Pulling the speech model", total=None, visible=False)
        chosen = models.choose(
            settings.model,
            settings.data,
            offline=settings.offline,
            progress=lambda done, total: bar.update(task, completed=done, total=total, visible=True),
        )
    for note in chosen.notes:
        console.print(note, highlight=False)
    with _listening(console) as bar:
        task = bar.add_task("Listening", total=av.promised_s(file))
        transcriber = WhisperTranscriber(
            chosen,
            SystemClock(),
            plan=measuring.plan_for(chosen, settings.data),
            listener=lambda seconds: bar.update(task, completed=seconds),
        )
        heard = transcriber.transcribe_stream(audio.stream(file), language, ())
    duration_ms = round(float(heard.run.settings["audio_s"] or 0) * 1000)
    return align.utterances(heard.segments, speakers), heard.run, duration_ms, heard.language


def _listening(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f} s of audio"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def _call_json(heard: Sequence[Utterance], run: RunRecord, duration_ms: int, language: str) -> dict[str, Any]:
    """The transcript part of `voice.call/1`."""
    return {
        "schema": "voice.call/1",
        "call": {"duration_ms": duration_ms},
        "transcript": {
            "language": language,
            "model": {"name": run.model.name, "digest": run.model.digest},
            "utterances": [
                {
                    "id": each.id,
                    "speaker": each.speaker,
                    "start_ms": each.start_ms,
                    "end_ms": each.end_ms,
                    "text": each.text,
                    "confidence": each.confidence,
                }
                for each in heard
            ],
        },
    }
