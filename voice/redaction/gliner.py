"""GLiNER as an optional detector (extra `ner`): a local folder or a hub id, loaded only when asked for."""

from collections.abc import Iterable
from importlib.metadata import version as installed

from voice.errors import ModelMissing
from voice.redaction.ner import LABELS, Hit, NeuralDetector

THRESHOLD = 0.3


def load(model: str, threshold: float = THRESHOLD) -> NeuralDetector:
    """A detector on a GLiNER model; ModelMissing says how to install what is missing."""
    try:
        from gliner import GLiNER  # type: ignore[import-not-found,unused-ignore]  # only with the extra `ner`
    except ModuleNotFoundError:
        raise ModelMissing("GLiNER is not installed: run `pip install 'voice[ner]'`.") from None
    try:
        loaded = GLiNER.from_pretrained(model)
    except (OSError, ValueError):
        # A folder needs tokenizer and encoder configuration beside the weights.
        raise ModelMissing(f"No GLiNER model at {model}: give a folder with weights, tokenizer and config.") from None

    def find(text: str) -> Iterable[Hit]:
        entities = loaded.predict_entities(text, list(LABELS), threshold=threshold)
        return ((hit["start"], hit["end"], hit["label"], float(hit["score"])) for hit in entities)

    return NeuralDetector("gliner", installed("gliner"), model, threshold, find)
