"""A spaCy pipeline with named entities as an optional detector: a folder or an installed package."""

from collections.abc import Iterable

import spacy
from spacy.about import __version__

from voice.errors import ModelMissing
from voice.redaction.ner import Hit, NeuralDetector

_CERTAIN = 1.0


def load(model: str, threshold: float = 0.0) -> NeuralDetector:
    """A detector on a spaCy pipeline; ModelMissing when there is none or it knows no entities."""
    try:
        pipeline = spacy.load(model)
    except OSError:
        raise ModelMissing(
            f"No spaCy pipeline at {model}: give a folder or the name of an installed package."
        ) from None
    if not {"ner", "entity_ruler"} & set(pipeline.pipe_names):
        raise ModelMissing(f"The spaCy pipeline at {model} recognises no names: it has no part called ner.")

    def find(text: str) -> Iterable[Hit]:
        # spaCy gives no score for an entity.
        return ((entity.start_char, entity.end_char, entity.label_, _CERTAIN) for entity in pipeline(text).ents)

    return NeuralDetector("spacy", __version__, model, threshold, find)
