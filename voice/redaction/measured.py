"""How well redaction was last measured, and when: read by the label, written by `voice quality redaction`."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from voice.redaction.scoring import STRUCTURED, Score

FILE = Path(__file__).with_name("measured.json")


@dataclass(frozen=True, slots=True)
class Measured:
    """Share of personal data found, fully covered, over `spans` spans of the reference `on`."""

    recall: float
    spans: int
    on: str
    measured_on: str
    token_precision: float
    false_spans_per_1000_words: float


def load(path: Path = FILE) -> Measured | None:
    """The last measurement, None where none was made for this version of the rules."""
    if not path.exists():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    names = ("recall", "spans", "on", "measured_on", "token_precision", "false_spans_per_1000_words")
    return Measured(**{name: kept[name] for name in names})


def save(score: Score, on: str, measured_on: date, rules: str, path: Path = FILE) -> None:
    """Write the figures; `rules` is the digest of the rules they hold for."""
    path.write_text(json.dumps(figures(score, on, measured_on, rules), indent=1) + "\n", encoding="utf-8")


def figures(score: Score, on: str, measured_on: date, rules: str) -> dict[str, Any]:
    """The measurement as it is written down."""
    whole = score.group(score.types)
    return {
        "measured_on": measured_on.isoformat(),
        "on": on,
        "rules_sha256": rules,
        "spans": whole.spans,
        "recall": round(whole.coverage, 4),
        "structured": round(score.group(STRUCTURED).coverage, 4),
        **score.figures(),
    }
