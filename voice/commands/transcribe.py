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
from voice.commands.choosing import chosen_model
from voice.errors import UntrustedInput
from voice.settings import Settings
from voice.transcript import align, subtitles, trusted
from voice.transcript.ports import Diarizer, Heard, Samples
from voice.transcript.values import Utterance

app = typer.Typer(help="Transcribe an audio file on this machine.")
VOICEPRINTS = (
    "Telling voices apart computes voiceprints (biometric identifiers), kept in memory only. "
    "Do it only where everyone who speaks has agreed to it."
)
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
    diarize: Annotated[bool, typer.Option(help="Tell voices in one channel apart (extra `diarize`).")] = False,
    speakers: Annotated[int | None, typer.Option(help="How many people speak, where you know.")] = None,
) -> None:
    """Write down who said what, when: raw, unredacted text for your own eyes, nothing kept."""
    console = Console(stderr=True)
    if diarize:
        console.print(VOICEPRINTS, style="yellow", highlight=False)
        diarizer = _diarizer()
    heard = _listen(file, language, console)
    segments, names = heard.segments, tuple(channels.split(","))
    if diarize:
        with console.status("Telling voices apart"):
            segments, names = align.attribute(segments, diarizer.diarize(_one_channel(file), speakers).turns)
    said = align.utterances(segments, names)
    text = render(form, said, file.stem, _call_json(said, heard))
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


def _diarizer() -> Diarizer:
    """The trusted pipeline, opened before anything takes long; ModelMissing says what to install or fetch."""
    from voice.transcript.pyannote import PyannoteDiarizer

    return PyannoteDiarizer(trusted.recall(Settings().data), SystemClock())


def _one_channel(file: Path) -> Samples:
    from voice.transcript import audio

    channels = audio.read_channels(file)
    if len(channels) != 1:
        raise UntrustedInput(
            f"{file.name} has {len(channels)} channels: who speaks is known without comparing voices. "
            "Leave --diarize out."
        )
    return channels[0]


def _listen(file: Path, language: str, console: Console) -> Heard:
    from voice.transcript import audio, av, measuring  # heavy: only where something is transcribed
    from voice.transcript.whisper import WhisperTranscriber

    settings = Settings()
    chosen = chosen_model(console, settings)
    with _listening(console) as bar:
        task = bar.add_task("Listening", total=av.promised_s(file))
        transcriber = WhisperTranscriber(
            chosen,
            SystemClock(),
            plan=measuring.plan_for(chosen, settings.data),
            listener=lambda seconds: bar.update(task, completed=seconds),
        )
        return transcriber.transcribe_stream(audio.stream(file), language, ())


def _listening(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f} s of audio"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def _call_json(said: Sequence[Utterance], heard: Heard) -> dict[str, Any]:
    """The transcript part of `voice.call/1`."""
    return {
        "schema": "voice.call/1",
        "call": {"duration_ms": round(float(heard.run.settings["audio_s"] or 0) * 1000)},
        "transcript": {
            "language": heard.language,
            "model": {"name": heard.run.model.name, "digest": heard.run.model.digest},
            "utterances": [
                {
                    "id": each.id,
                    "speaker": each.speaker,
                    "start_ms": each.start_ms,
                    "end_ms": each.end_ms,
                    "text": each.text,
                    "confidence": each.confidence,
                }
                for each in said
            ],
        },
    }
