import json

import pytest
from typer.testing import CliRunner

from voice.commands.quality import app
from voice.errors import UntrustedInput
from voice.redaction import measured
from voice.redaction.scoring import Judged, Score


def test_half_a_number_is_not_found():
    score = Score()
    score.add(Judged("pin 1 2 3 4 now", ((4, 11, "PIN"),)), [(4, 7, "PIN")])
    tally = score.types["PIN"]
    assert (tally.spans, tally.covered) == (1, 0)
    assert score.token_recall == 0.5


def test_the_right_words_under_the_wrong_name_are_covered_but_not_typed():
    score = Score()
    score.add(Judged("pin 1 2 3 4 now", ((4, 11, "PIN"),)), [(4, 11, "ACCOUNT")])
    assert (score.types["PIN"].covered, score.types["PIN"].typed) == (1, 0)


def test_a_span_on_nothing_personal_is_false():
    score = Score()
    score.add(Judged("a b c d e f g h i j", ()), [(0, 3, "PERSON")])
    assert score.false_spans_per_1000_words == 100
    assert score.token_precision == 0


def test_the_command_measures_and_writes_figures_with_their_date(tmp_path):
    reference, figures = tmp_path / "x.jsonl", tmp_path / "figures.json"
    reference.write_text(json.dumps({"text": "my name is Emily Carter", "spans": [[11, 23, "PERSON"]]}) + "\n")
    result = CliRunner().invoke(app, ["redaction", "--reference", str(reference), "--write", str(figures)])
    assert result.exit_code == 0
    read = measured.load(figures)
    assert (read.recall, read.spans, read.on) == (1.0, 1, "x.jsonl")
    assert len(read.measured_on) == 10


def test_a_reference_line_that_is_none_is_named(tmp_path):
    reference = tmp_path / "x.jsonl"
    reference.write_text('{"text": "fine", "spans": []}\n{"spans": []}\n')
    result = CliRunner().invoke(app, ["redaction", "--reference", str(reference)])
    assert isinstance(result.exception, UntrustedInput)
    assert "line 2" in result.exception.public


def test_without_figures_nothing_is_claimed(tmp_path):
    assert measured.load(tmp_path / "none.json") is None


@pytest.mark.parametrize("key", ["recall", "spans", "on", "measured_on"])
def test_the_published_figures_can_be_read(key):
    assert getattr(measured.load(), key)
