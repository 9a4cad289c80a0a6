"""`voice quality transcript`: how well the model at hand hears, against a reference you give.

A reference is a JSONL file, one utterance a line:
`{"audio": "call.wav", "speaker": "caller", "start_ms": 600, "end_ms": 2100, "text": "..."}`; audio
paths are taken from the reference's folder, and lines of one call share its path.
"""

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from voice.clock import SystemClock
from voice.errors import UntrustedInput, VoiceError
from voice.settings import Settings
from voice.transcript import align, models
from voice.transcript.scoring import Said, comparable, invented, start_errors, texts_by_speaker
from voice.transcript.values import Utterance

app = typer.Typer(help="Measure what this machine hears.")


@dataclass(frozen=True, slots=True)
class Report:
    """Figures over all calls of a reference; errors are shares of the reference's words."""

    model: str
    calls: int
    words: int
    word_error: float
    speaker_attributed_error: float
    by_speaker: Mapping[str, float]
    median_start_error_ms: float
    words_on_silence: int
    doubtful_utterances: int


@app.command()
def transcript(
    reference: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="JSONL: audio, speaker, times, text.")],
    channels: Annotated[str, typer.Option(help="Who speaks on which channel, in order.")] = "caller,agent",
    as_json: Annotated[bool, typer.Option("--json", help="Write figures as JSON.")] = False,
) -> None:
    """Transcribe every call of a reference and say how much was misheard, misplaced or invented."""
    calls = read_reference(reference.read_text(encoding="utf-8"), reference.parent)
    settings = Settings()
    chosen = models.choose(settings.model, settings.data, offline=settings.offline)
    console = Console(stderr=True)
    for note in chosen.notes:
        console.print(note, highlight=False)
    with console.status("Listening"):
        heard = _hear(list(calls), chosen, channels.split(","))
    report = score(chosen.identity.name, [(calls[file], heard[file]) for file in calls])
    if as_json:
        typer.echo(json.dumps(asdict(report), indent=1))
    else:
        _show(report)


def read_reference(untrusted_lines: str, folder: Path) -> dict[Path, list[Said]]:
    """Utterances by call, in the order of the file; raises UntrustedInput naming the line that is wrong."""
    calls: dict[Path, list[Said]] = {}
    for number, line in enumerate(untrusted_lines.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
            said = Said(str(found["speaker"]), str(found["text"]), int(found["start_ms"]), int(found["end_ms"]))
            calls.setdefault(folder / str(found["audio"]), []).append(said)
        except (ValueError, KeyError, TypeError) as error:
            raise UntrustedInput(
                f"Line {number} of the reference cannot be used: each needs audio, speaker, start_ms, end_ms and text."
            ) from error
    if not calls:
        raise UntrustedInput("The reference holds no utterances: there is nothing to measure.")
    return calls


def score(model: str, calls: Sequence[tuple[Sequence[Said], Sequence[Utterance]]]) -> Report:
    """The figures; word error takes both speakers' words in order of time, the attributed one speaker by speaker."""
    jiwer = _jiwer()
    together = [(_whole(said), _whole(heard)) for said, heard in calls]
    speakers: dict[str, list[tuple[str, str]]] = {}
    for said, heard in calls:
        for speaker, texts in texts_by_speaker(said, heard).items():
            speakers.setdefault(speaker, []).append(texts)
    every = [texts for pairs in speakers.values() for texts in pairs]
    starts = [error for said, heard in calls for error in start_errors(said, heard)]
    return Report(
        model=model,
        calls=len(calls),
        words=sum(len(reference.split()) for reference, _ in together),
        word_error=_error(jiwer, together),
        speaker_attributed_error=_error(jiwer, every),
        by_speaker={speaker: _error(jiwer, pairs) for speaker, pairs in speakers.items()},
        median_start_error_ms=statistics.median(starts) if starts else 0.0,
        words_on_silence=sum(invented(said, heard) for said, heard in calls),
        doubtful_utterances=sum(bool(each.doubtful) for _, heard in calls for each in heard),
    )


def _whole(utterances: Sequence[Said | Utterance]) -> str:
    return comparable(" ".join(each.text for each in sorted(utterances, key=lambda each: each.start_ms)))


def _error(jiwer: Any, pairs: Sequence[tuple[str, str]]) -> float:
    """Errors per reference word over all pairs; words heard where the reference has none count as errors."""
    wrong = words = 0
    for reference, heard in pairs:
        words += len(reference.split())
        if reference:
            found = jiwer.process_words(reference, heard)
            wrong += found.substitutions + found.deletions + found.insertions
        else:
            wrong += len(heard.split())
    return round(wrong / max(words, 1), 4)


def _jiwer() -> Any:
    try:
        import jiwer  # a development dependency: nobody needs it to run the service
    except ModuleNotFoundError as error:
        raise VoiceError(
            "Measuring needs jiwer, which is not installed: run `make setup-dev`, or `pip install jiwer`.",
            code="jiwer_missing",
        ) from error
    return jiwer


def _hear(files: Sequence[Path], chosen: models.ChosenModel, speakers: list[str]) -> dict[Path, tuple[Utterance, ...]]:
    from voice.transcript import audio, measuring  # heavy: only where something is transcribed
    from voice.transcript.whisper import WhisperTranscriber

    _jiwer()
    plan = measuring.plan_for(chosen, Settings().data)
    transcriber = WhisperTranscriber(chosen, SystemClock(), plan=plan)
    found = {}
    for file in files:
        if not file.is_file():
            raise UntrustedInput(f"The reference names {file.name}, which is not there. Paths count from its folder.")
        heard = transcriber.transcribe_stream(audio.stream(file), "", ())
        found[file] = align.utterances(heard.segments, speakers)
    return found


def _show(report: Report) -> None:
    table = Table("", "", box=None, show_header=False, pad_edge=False)
    table.add_row("model", report.model)
    table.add_row("calls, words", f"{report.calls}, {report.words}")
    table.add_row("words wrong", f"{report.word_error:.1%}")
    table.add_row("words wrong or given to the wrong speaker", f"{report.speaker_attributed_error:.1%}")
    for speaker, error in report.by_speaker.items():
        table.add_row(f"  {speaker}", f"{error:.1%}")
    table.add_row("start of a turn off by (median)", f"{report.median_start_error_ms:.0f} ms")
    table.add_row("words heard where nobody spoke", str(report.words_on_silence))
    table.add_row("utterances marked doubtful", str(report.doubtful_utterances))
    Console().print(table)
