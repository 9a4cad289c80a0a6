"""How sure a label may be: a logistic regression from what the lexicon saw to whether it was right.

Coefficients lie in calibration.json. They are fitted by tests/quality/fit_sentiment.py on sentences
the lexicon was not tuned to, and a test fits them again and compares: nobody types them. On 72
further sentences of calls (tests/quality/test_sentiment_confidence.py keeps the floors):

- labels right: 69 % of three (plain VADER: 67 %); most misses are facts that only a person hears
  as a complaint ("your machine ate my card"), and they come with a low confidence;
- expected calibration error of the confidence: 0.06 (VADER's magnitude taken as one: 0.46);
- where the confidence is at least 0.6 (40 % of sentences), 90 % are right.

All sentences are by one author, so a stranger's calls will fare worse.
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
