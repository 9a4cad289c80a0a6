"""The detectors a call passes through, and the record of what they were."""

import hashlib
import platform
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from voice.redaction.faker import SOURCE
from voice.redaction.ner import NeuralDetector
from voice.redaction.ports import Detector
from voice.redaction.presidio import PresidioDetector
from voice.redaction.spoken import SpokenDetector
from voice.transcript.values import ModelIdentity, RunRecord, Scalar

STEP = "redaction"
LANGUAGES = "English; German, Spanish and French by number words, cues and formats; others by patterns and names alone"


@cache
def standard() -> tuple[Detector, ...]:
    """Our own reader of speech and Presidio's patterns; nothing is fetched, nothing neural."""
    return (SpokenDetector(), PresidioDetector())


def run_record(detectors: Sequence[Detector], started_at: datetime, seconds: float) -> RunRecord:
    """What redacted a call: detectors with versions, and a digest over the rules' own source."""
    parts = [f"{detector.name} {detector.version}" for detector in detectors]
    neural = [detector for detector in detectors if isinstance(detector, NeuralDetector)]
    settings: dict[str, Scalar] = {"detectors": len(detectors), "names_from": SOURCE, "neural": bool(neural)}
    settings["languages"] = LANGUAGES
    for detector in neural:
        settings[f"{detector.name}_model"] = detector.model
        settings[f"{detector.name}_threshold"] = detector.threshold
    return RunRecord(
        step=STEP,
        feature="Redaction of personal data",
        model=ModelIdentity(
            name=" + ".join(parts),
            digest=rules_digest(),
            licence="Apache-2.0, MIT",
            owner="this project, Presidio",
            purpose="finds personal data in transcripts by rules, patterns and a list of names",
        ),
        settings=settings,
        device="cpu",
        started_at=started_at,
        seconds=seconds,
        software=f"Python {platform.python_version()}",
        used_raw_text=True,
    )


@cache
def rules_digest() -> str:
    """SHA-256 over this stage's source files, in order of their names."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
