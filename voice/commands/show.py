"""How a finished call looks in a terminal: consent, transcript, summary, sentiment, label."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from voice.call.simulator import LineLog
from voice.label.document import from_dict
from voice.label.rich import terminal
from voice.review.export import RECEIPT_FILE

PLACEHOLDER = re.compile(r"\[[A-Z_]+_\d+\]")
COLOURS = {"granted": "green", "positive": "green", "negative": "red", "mixed": "yellow"}


def plainly(word: str) -> str:
    """A code as words."""
    return word.replace("_", " ")


def coloured(word: str) -> Text:
    """A status in its colour."""
    return Text(plainly(word), style=COLOURS.get(word, "default"))


def with_placeholders(text: str) -> Text:
    """Text whose placeholders stand out."""
    shown = Text(text)
    shown.highlight_regex(PLACEHOLDER, "bold magenta")
    return shown


def at(ms: int) -> str:
    """Milliseconds as m:ss."""
    return f"{ms // 60000}:{ms // 1000 % 60:02d}"


def percent(confidence: float) -> str:
    """A confidence as people read it."""
    return f"{confidence * 100:.0f} %"


def show_dialogue(console: Console, log: LineLog) -> None:
    """The call as somebody holding the line met it."""
    table = Table(title="On the line (simulated carrier, virtual time)", box=None)
    for name in ("at", "who", "what", ""):
        table.add_column(name, overflow="fold")
    for entry in log.entries:
        table.add_row(at(entry.at_ms), entry.who, plainly(entry.what), entry.text)
    console.print(table)


def show_consent(console: Console, consent: Mapping[str, Any]) -> None:
    """What was asked, what came of it, and the receipt's id."""
    rows = Table.grid(padding=(0, 2))
    rows.add_row("status", coloured(str(consent["status"])))
    rows.add_row("method", plainly(str(consent["method"])))
    for purpose, status in consent["purposes"].items():
        rows.add_row(plainly(purpose), coloured(status))
    for name in ("asked_at", "answered_at", "receipt_id"):
        if consent.get(name):
            rows.add_row(plainly(name), str(consent[name]))
    console.print(Panel(rows, title="Consent", expand=False))


def show_transcript(console: Console, transcript: Mapping[str, Any], counts: Mapping[str, int]) -> None:
    """Who said what, when; placeholders stand out."""
    table = Table(title=f"Transcript, redacted · {transcript['model']['name']}", show_lines=False, box=None)
    for name in ("", "at", "who", "what was heard"):
        table.add_column(name, overflow="fold")
    for said in transcript["utterances"]:
        table.add_row(said["id"], at(said["start_ms"]), said["speaker"], with_placeholders(said["text"]))
    console.print(table)
    removed = ", ".join(f"{count} {plainly(kind).lower()}" for kind, count in sorted(counts.items()))
    console.print(f"Redacted: {removed or 'nothing found'}", style="dim")


def statement(entry: Mapping[str, Any] | None, name: str) -> list[RenderableType]:
    """One named statement with its evidence, or nothing."""
    if not entry:
        return []
    evidence = " ".join(entry["utterances"])
    return [Text.assemble((f"{name}: ", "bold"), with_placeholders(entry["text"]), (f"  ({evidence})", "dim"))]


def show_summary(console: Console, summary: Mapping[str, Any]) -> None:
    """The summary, every sentence with the utterances it rests on."""
    lines: list[RenderableType] = []
    for name in ("reason", "outcome", "next_step"):
        lines += statement(summary.get(name), plainly(name))
    for action in summary["actions"]:
        lines += statement(action, "action")
    for sentence in summary["sentences"]:
        lines += statement(sentence, "·")
    console.print(Panel(Group(*lines), title=f"Summary ({plainly(summary['method'])})", expand=False))


def show_sentiment(console: Console, sentiment: Mapping[str, Any]) -> None:
    """Overall, per speaker and per quarter: score, label, confidence."""
    table = Table(title="Sentiment, from redacted text alone")
    for name in ("of", "label", "score", "confidence"):
        table.add_column(name, justify="right" if name in ("score", "confidence") else "left")
    scores: list[tuple[str, Mapping[str, Any]]] = [("overall", sentiment["overall"]), *sentiment["speakers"].items()]
    scores += [(f"quarter {n}", q["score"] or {}) for n, q in enumerate(sentiment["quarters"], 1)]
    for of, score in scores:
        if score:
            table.add_row(of, coloured(score["label"]), f"{score['score']:+.2f}", percent(score["confidence"]))
    console.print(table)


def show_call(console: Console, document: Mapping[str, Any], label: RenderableType | None) -> None:
    """Everything `call.json` holds, in the order of the call's life."""
    show_consent(console, document["consent"])
    if document.get("transcript"):
        show_transcript(console, document["transcript"], document["redaction"]["counts"])
    if document.get("summary"):
        show_summary(console, document["summary"])
    if document.get("sentiment"):
        show_sentiment(console, document["sentiment"])
    if label is not None:
        console.print(label)


def show_export(console: Console, folder: Path) -> None:
    """What a call's export folder holds, drawn; and where it lies."""
    call, receipt = folder / "call.json", folder / RECEIPT_FILE
    if call.exists():
        document = json.loads(call.read_text(encoding="utf-8"))
        show_call(console, document, terminal(from_dict(document["label"])) if document.get("label") else None)
    else:
        # Of an erased call the receipt is what is left.
        show_consent(console, _told_by(json.loads(receipt.read_text(encoding="utf-8"))))
    console.print(f"\nIn {folder}:", style="bold")
    for file in sorted(folder.iterdir()):
        console.print(f"  {file.name}")


def _told_by(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """A receipt in the form of the consent part of `call.json`."""
    purposes = {one["purpose"]: one["status"] for one in receipt["purposes"]}
    return {**receipt["outcome"], "purposes": purposes, "receipt_id": receipt["record"]["receipt_id"]}


def show_destroyed(console: Console, artefacts: Sequence[Mapping[str, Any]]) -> None:
    """What no longer exists, one line a thing."""
    table = Table(title="Destroyed")
    for name in ("what", "where", "bytes", "absence verified"):
        table.add_column(name)
    for gone in artefacts:
        table.add_row(gone["name"], plainly(gone["kind"]), str(gone["bytes"]), "yes" if gone["verified"] else "no")
    console.print(table)
