"""Fit the confidence of sentiment labels: `python -m tests.quality.fit_sentiment` writes calibration.json.

Ridge logistic regression by Newton's method on tests/quality/calls/sentiment_calibration.txt; the
held-out file is never read here.
"""

import json
from pathlib import Path

import numpy as np

from voice.insight import calibration
from voice.insight.sentiment import label_of
from voice.insight.vader import CallLexicon

HERE = Path(__file__).parent / "calls"
RIDGE = 1.0
MEANING = {"+": "positive", "-": "negative", "=": "neutral"}


def read(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [(line[2:], MEANING[line[0]]) for line in lines if line and line[0] in MEANING]


def training():
    lexicon = CallLexicon()
    rows, right = [], []
    for text, meant in read("sentiment_calibration.txt"):
        reading = lexicon.read(text)
        rows.append(calibration.features(reading, text))
        right.append(label_of(reading).value == meant)
    return np.array(rows), np.array(right, dtype=float)


def fit(rows, right):
    weights = np.zeros(rows.shape[1])
    penalty = RIDGE * np.eye(rows.shape[1])
    penalty[0, 0] = 0.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (p - right) + penalty @ weights
        curve = rows.T @ (rows * (p * (1 - p))[:, None]) + penalty
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-10:
            break
    return {name: round(float(w), 6) for name, w in zip(calibration.FEATURES, weights, strict=True)}


if __name__ == "__main__":
    rows, right = training()
    body = {"sentences": len(right), "right": int(right.sum()), "coefficients": fit(rows, right)}
    calibration.FILE.write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
    print(body)
