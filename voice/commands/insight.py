"""`voice insight` and `voice sentiment`: what may be said of a call, from a file or line by line."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from voice.clock import SystemClock
from voice.errors import UntrustedInput
from voice.insight.conversation import measure
from voice.insight.language_model import PROMPT, Endpoint, LanguageModelSummariser
from voice.insight.ports import Summariser
from voice.insight.sentiment import LexiconScorer
from voice.insight.summary import ExtractiveSummariser
from voice.redaction.detectors import standard
from voice.redaction.ports import Detector
from voice.redaction.resolve import redact
from voice.review.documents import call_json, reading
from voice.settings import Settings
from voice.transcript.values import RunRecord

app = typer.Typer(help="Summary and sentiment of a call that is already transcribed.")


@app.command()
def insight(
    file: Annotated[Path, typer.Argument(help="A voice.call/1 file with a transcript.", exists=True, dir_okay=False)],
    ask: Annotated[str, typer.Option(help="Address of an OpenAI-compatible language model (…/v1) to summarise.")] = "",
    model: Annotated[str, typer.Option(help="The language model's name there.")] = "",
    allow_remote: Annotated[bool, typer.Option(help="Allow that address to be another machine.")] = False,
) -> None:
    """Print the same call with summary, sentiment and conversation made anew."""
    try:
        untrusted: Any = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as broken:
        raise UntrustedInput("This file is no JSON: name a call.json.") from broken
    found, notes = enrich(untrusted, Endpoint(ask, model, allow_remote) if ask else None)
    for note in notes:
        typer.echo(note, err=True)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


@app.command()
def sentiment(
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read lines {"id","text"}, write lines with the score.')
    ] = False,
    file: Annotated[Path | None, typer.Argument(help="A file of lines; standard input without it.")] = None,
) -> None:
    """Score texts one by one: JSON lines with --jsonl, else one plain text per line."""
    lines = file.read_text(encoding="utf-8").splitlines() if file else (line.rstrip("\n") for line in sys.stdin)
    scorer = LexiconScorer(SystemClock())
    for name, text in _texts(iter(lines), jsonl):
        score = scorer.score_text(text)
        told = {"id": name, "score": score.score, "label": score.label.value, "confidence": score.confidence}
        typer.echo(json.dumps(told, ensure_ascii=False))


def _texts(lines: Iterator[str], jsonl: bool) -> Iterator[tuple[object, str]]:
    """Id and text of each line that is not empty; plain lines are numbered."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if not jsonl:
            yield str(number), line
            continue
        try:
            untrusted = json.loads(line)
        except ValueError as broken:
            raise UntrustedInput(f"Line {number} is no JSON.") from broken
        if not isinstance(untrusted, dict) or not isinstance(untrusted.get("text"), str):
            raise UntrustedInput(f"Line {number} needs “id” and “text”.")
        yield untrusted.get("id", str(number)), untrusted["text"]


def enrich(untrusted_document: object, endpoint: Endpoint | None) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The document with insights made anew from its text, redacted once more; and notes for the person."""
    raw = reading.transcript(untrusted_document)
    detectors = standard()
    transcript = redact(raw, detectors).transcript
    summary, summarised = _summariser(endpoint, detectors).summarise(transcript)
    feeling, scored = LexiconScorer(SystemClock()).score(transcript)
    found: dict[str, Any] = dict(untrusted_document)  # type: ignore[call-overload] # reading checked that it is a mapping
    notes = []
    if "fell_back" in summarised.settings:
        notes.append("The language model's answer could not be used: the summary is extractive.")
    if [u.text for u in raw.utterances] != [u.text for u in transcript.utterances]:
        notes.append("The file held personal data: it is redacted in what follows.")
    found["transcript"] = call_json.transcript_part(transcript)
    found["redaction"] = {"counts": _counts(found.get("redaction"), transcript.counts)}
    found["summary"] = call_json.summary_part(summary)
    found["sentiment"] = call_json.sentiment_part(feeling)
    found["conversation"] = call_json.conversation_part(measure(transcript))
    made = (summarised, scored)
    kept = [run for run in found.get("runs") or () if run.get("feature") not in ("summary", "sentiment")]
    found["runs"] = kept + call_json.runs_part(made)
    if "label" in found and not _still_true(found["label"], made):
        del found["label"]
        notes.append("The label is left out: summary and sentiment were made by other rules than those it names.")
    return found, tuple(notes)


def _summariser(endpoint: Endpoint | None, detectors: Sequence[Detector]) -> Summariser:
    if endpoint is None:
        return ExtractiveSummariser(SystemClock())
    prompt = (Settings().prompts / PROMPT).read_text(encoding="utf-8")
    return LanguageModelSummariser(endpoint, prompt, detectors, SystemClock())


def _counts(untrusted: Any, now: Any) -> dict[str, int]:
    """How much was redacted, in the file before and here."""
    before = untrusted.get("counts") if isinstance(untrusted, dict) else None
    counts = dict(before) if isinstance(before, dict) else {}
    return {kind: max(int(counts.get(kind, 0)), int(now.get(kind, 0))) for kind in sorted({*counts, *now})}


def _still_true(untrusted_label: Any, made: tuple[RunRecord, ...]) -> bool:
    """Whether the label names the very rules that made the new insights."""
    features = untrusted_label.get("features") if isinstance(untrusted_label, dict) else None
    digests = {feature.get("digest") for feature in features or () if isinstance(feature, dict)}
    return all(run.model.digest in digests for run in made)
