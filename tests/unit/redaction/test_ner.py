from datetime import UTC, datetime

import pytest
import spacy

from voice.errors import ModelMissing
from voice.redaction import gliner
from voice.redaction import spacy as spacy_detector
from voice.redaction import transformers as transformers_detector
from voice.redaction.detectors import run_record, standard
from voice.redaction.ner import NeuralDetector
from voice.redaction.resolve import redact_text
from voice.redaction.values import Turn


def hears_zorblax(text):
    at = text.find("Zorblax")
    return [(at, at + 7, "Person", 0.8), (0, 4, "Person", 0.1), (0, 4, "vegetable", 0.9), (0, 9999, "person", 0.9)]


DETECTOR = NeuralDetector("fake", "1", "models/fake", 0.5, hears_zorblax)


def test_a_model_adds_what_rules_cannot_know():
    assert redact_text("then Zorblax came", "", (*standard(), DETECTOR)).text == "then [PERSON_1] came"


def test_unsure_unknown_and_impossible_hits_are_left_out():
    assert len(DETECTOR.detect(Turn("then Zorblax came"))) == 1


def test_model_and_threshold_go_into_the_record():
    record = run_record((*standard(), DETECTOR), datetime(2026, 1, 1, tzinfo=UTC), 0.1)
    assert record.settings["fake_model"] == "models/fake"
    assert record.settings["fake_threshold"] == 0.5
    assert record.settings["neural"] is True
    assert run_record(standard(), datetime(2026, 1, 1, tzinfo=UTC), 0.1).settings["neural"] is False


def test_a_spacy_pipeline_in_a_folder_is_a_detector(tmp_path):
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": "Zorblax"}])
    pipeline.to_disk(tmp_path / "pipeline")
    detector = spacy_detector.load(str(tmp_path / "pipeline"))
    assert redact_text("then Zorblax came", "", [detector]).text == "then [PERSON_1] came"


def test_a_spacy_pipeline_without_entities_is_refused(tmp_path):
    spacy.blank("en").to_disk(tmp_path / "pipeline")
    with pytest.raises(ModelMissing, match="recognises no names"):
        spacy_detector.load(str(tmp_path / "pipeline"))


@pytest.mark.parametrize("vendor", [gliner, transformers_detector])
def test_a_model_that_is_not_there_is_one_sentence_that_says_what_to_do(vendor, tmp_path):
    with pytest.raises(ModelMissing) as caught:
        vendor.load(str(tmp_path / "nothing"))
    assert "install" in caught.value.public or "folder" in caught.value.public
