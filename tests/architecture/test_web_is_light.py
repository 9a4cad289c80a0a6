"""A ringing phone does not wait for a model: the web process never loads ML."""

import subprocess
import sys

from tests.architecture.source import ROOT

HEAVY = [
    "torch",
    "faster_whisper",
    "ctranslate2",
    "onnxruntime",
    "spacy",
    "presidio_analyzer",
    "pyannote",
    "faker",
    "vaderSentiment",
]


def test_the_web_process_never_loads_ml():
    found = subprocess.run(
        [sys.executable, "-c", f"import sys, voice.wiring.web; print([m for m in {HEAVY!r} if m in sys.modules])"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "[]"
