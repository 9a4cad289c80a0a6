"""A token-classification model of transformers as an optional detector (extra `ner`)."""

from collections.abc import Iterable
from importlib.metadata import version as installed

from voice.errors import ModelMissing
from voice.redaction.ner import Hit, NeuralDetector

THRESHOLD = 0.5


def load(model: str, threshold: float = THRESHOLD) -> NeuralDetector:
    """A detector on a named-entity model, by folder or hub id; ModelMissing says what is missing."""
    try:
        from transformers import pipeline  # type: ignore[import-not-found,unused-ignore]  # only with the extra `ner`
    except ModuleNotFoundError:
        raise ModelMissing("transformers is not installed: run `pip install 'voice[ner]'`.") from None
    try:
        classify = pipeline("token-classification", model=model, aggregation_strategy="simple")
    except (OSError, ValueError):
        raise ModelMissing(f"No named-entity model at {model}: give a folder of transformers or a hub id.") from None

    def find(text: str) -> Iterable[Hit]:
        hits = classify(text)
        return ((hit["start"], hit["end"], hit["entity_group"], float(hit["score"])) for hit in hits)

    return NeuralDetector("transformers", installed("transformers"), model, threshold, find)
