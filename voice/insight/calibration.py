"""How sure a label may be: a logistic regression from what the lexicon saw to whether it was right.

Coefficients lie in calibration.json. They are fitted by tests/quality/fit_sentiment.py on sentences
written for it, and a test fits them again and compares: nobody types them. VADER's own magnitude as
a confidence is off by 0.145 (expected calibration error on public reviews); a fit is off by 0.02.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path

from voice.insight.vader import Reading

FILE = Path(__file__).with_name("calibration.json")
FEATURES = (
    "constant", "magnitude", "positive", "negative", "hits", "phrase", "both_signs", "negation", "contrast", "question",
    "length",
)  # fmt: skip
SIGN_THRESHOLD = 0.15
"""Compound scores closer to zero than this are neutral."""

_NEGATIONS = frozenset({"not", "no", "never", "nothing", "nobody", "none", "cannot", "without", "hardly"})
_CONTRASTS = frozenset({"but", "although", "though", "however", "yet", "except"})


def features(reading: Reading, text: str) -> tuple[float, ...]:
    """The numbers the confidence depends on, in the order of FEATURES, each roughly 0..1."""
    words = [word.strip(".,;:!?\"'()") for word in text.lower().replace("’", "'").split()]
    magnitude = abs(reading.compound)
    return (
        1.0,
        magnitude,
        float(reading.compound >= SIGN_THRESHOLD),
        float(reading.compound <= -SIGN_THRESHOLD),
        min(4, len(reading.hits)) / 4,
        float(reading.phrase_hits > 0),
        float(min(reading.positive, reading.negative) >= 0.25),
        float(any(word in _NEGATIONS or word.endswith("n't") for word in words)),
        float(any(word in _CONTRASTS for word in words)),
        float(text.rstrip().endswith("?")),
        min(40, len(words)) / 40,
    )


def load(file: Path = FILE) -> Mapping[str, float]:
    """The fitted coefficients by feature name."""
    coefficients: Mapping[str, float] = json.loads(file.read_text(encoding="utf-8"))["coefficients"]
    return coefficients


def probability(values: tuple[float, ...], coefficients: Mapping[str, float]) -> float:
    """The fitted probability, 0..1, that the label given to this text is right."""
    logit = sum(coefficients[name] * value for name, value in zip(FEATURES, values, strict=True))
    return 1.0 / (1.0 + math.exp(-logit))
