"""The optional neural detectors on real, tiny models of their makers' classes; weights by hand or by chance."""

import pytest

from voice.redaction import gliner, transformers
from voice.redaction.detectors import standard
from voice.redaction.resolve import redact_text
from voice.redaction.values import Turn

WHY = "the extra `ner` is not installed"
SIZE = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
LABELS = {0: "O", 1: "B-PER", 2: "I-PER"}


@pytest.fixture
def vendor(monkeypatch):
    """The libraries, told to stay offline; skipped where the extra is absent."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    pytest.importorskip("torch", reason=WHY)
    return pytest.importorskip("transformers", reason=WHY)


def tokenizer_into(folder, vendor):
    vocabulary = folder / "words.txt"
    folder.mkdir(exist_ok=True)
    vocabulary.write_text("\n".join(WORDS), encoding="utf-8")
    vendor.BertTokenizerFast(vocab_file=str(vocabulary)).save_pretrained(folder)


def a_classifier(folder, vendor, label):
    """A model that gives every word the same label."""
    names = {name: place for place, name in LABELS.items()}
    config = vendor.BertConfig(vocab_size=len(WORDS), id2label=LABELS, label2id=names, **SIZE)
    model = vendor.BertForTokenClassification(config)
    model.classifier.weight.data.zero_()
    model.classifier.bias.data[label] = 9.0
    model.save_pretrained(folder)
    tokenizer_into(folder, vendor)
    return str(folder)


def test_a_classifier_of_transformers_names_what_it_marks(vendor, tmp_path):
    detector = transformers.load(a_classifier(tmp_path / "model", vendor, label=1))
    spans = detector.detect(Turn("then Zorblax came"))
    assert [(span.start, span.end, span.entity_type) for span in spans] == [
        (0, 4, "PERSON"),
        (5, 12, "PERSON"),
        (13, 17, "PERSON"),
    ]
    assert all(span.score > 0.9 for span in spans)
    assert "Zorblax" not in redact_text("then Zorblax came", "", (*standard(), detector)).text


def test_a_classifier_that_marks_nothing_leaves_the_text(vendor, tmp_path):
    detector = transformers.load(a_classifier(tmp_path / "model", vendor, label=0))
    assert redact_text("then Zorblax came", "", [detector]).text == "then Zorblax came"


def test_gliner_is_asked_for_our_labels_and_answers_within_the_text(vendor, tmp_path):
    library = pytest.importorskip("gliner", reason=WHY)
    encoder = tmp_path / "encoder"
    vendor.BertModel(vendor.BertConfig(vocab_size=len(WORDS), **SIZE)).save_pretrained(encoder)
    tokenizer_into(encoder, vendor)
    config = library.GLiNERConfig(
        model_name=str(encoder), hidden_size=16, max_width=4, dropout=0.0, span_mode="markerV0"
    )
    library.GLiNER.from_config(config).save_pretrained(tmp_path / "model")
    detector = gliner.load(str(tmp_path / "model"), threshold=0.0)
    text = "then Zorblax came"
    spans = detector.detect(Turn(text))
    # Weights by chance: where it points is of no interest, that it points into the text with types of ours is.
    assert spans
    assert all(text[span.start : span.end].strip() for span in spans)
    assert gliner.load(str(tmp_path / "model"), threshold=1.0).detect(Turn(text)) == []
