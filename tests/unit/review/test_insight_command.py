import json

import pytest
from typer.testing import CliRunner

from tests.support.call_documents import finished, refused
from tests.support.language_model import language_model
from tests.support.redacted_calls import call
from voice.commands import insight, label
from voice.errors import UntrustedInput
from voice.review.documents.call_json import validator
from voice.review.export import files, to_json

RAW = {
    "schema": "voice.call/1",
    "transcript": {
        "utterances": [
            {
                "id": "u1",
                "speaker": "caller",
                "text": "My name is Emily Carter, my heating is broken and I am very upset.",
            },
            {
                "id": "u2",
                "speaker": "caller",
                "text": "My phone number is two one two, five five five, zero one two three.",
            },
        ]
    },
}


def run(app, *arguments, text=None):
    return CliRunner().invoke(app, [str(a) for a in arguments], input=text, catch_exceptions=False)


@pytest.fixture
def written(tmp_path):
    def write(name, body):
        (tmp_path / name).write_text(body if isinstance(body, str) else json.dumps(body), encoding="utf-8")
        return tmp_path / name

    return write


def test_insight_makes_the_same_call_again_with_its_label(written):
    document = to_json(finished())
    made = json.loads(run(insight.app, "insight", written("call.json", document)).stdout)
    validator().validate(made)
    assert made["summary"] == document["summary"]
    assert made["sentiment"] == document["sentiment"]
    assert made["label"] == document["label"]
    assert made["redaction"] == document["redaction"]


def test_a_label_of_other_rules_is_left_out_and_said_so(written):
    document = to_json(finished())
    for feature in document["label"]["features"]:
        feature["digest"] = "cd" * 32
    result = run(insight.app, "insight", written("call.json", document))
    assert "label" not in json.loads(result.stdout)
    assert "label is left out" in result.stderr


def test_a_file_that_was_never_redacted_leaves_redacted(written):
    result = run(insight.app, "insight", written("raw.json", RAW))
    for secret in ("Emily", "Carter", "two one two", "zero one two three"):
        assert secret not in result.stdout
    made = json.loads(result.stdout)
    assert made["redaction"]["counts"] == {"PERSON": 1, "PHONE_NUMBER": 1}
    assert made["sentiment"]["overall"]["label"] == "negative"


@pytest.mark.parametrize("body", ["no json", "[]", json.dumps(to_json(refused()))])
def test_a_file_without_a_transcript_is_refused(written, body):
    with pytest.raises(UntrustedInput):
        run(insight.app, "insight", written("x.json", body))


def test_sentiment_answers_line_by_line():
    lines = '{"id": "a", "text": "I am very happy"}\n\n{"id": 7, "text": "this is terrible"}\n{"id": "c", "text": ""}\n'
    made = [json.loads(line) for line in run(insight.app, "sentiment", "--jsonl", text=lines).stdout.splitlines()]
    assert [(m["id"], m["label"]) for m in made] == [("a", "positive"), (7, "negative"), ("c", "unknown")]
    assert all(set(m) == {"id", "score", "label", "confidence"} and 0 <= m["confidence"] <= 1 for m in made)


def test_sentiment_reads_plain_lines_too():
    made = [json.loads(line) for line in run(insight.app, "sentiment", text="wonderful\nawful\n").stdout.splitlines()]
    assert [(m["id"], m["label"]) for m in made] == [("1", "positive"), ("2", "negative")]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"text": 3}'])
def test_a_broken_line_is_named(line):
    with pytest.raises(UntrustedInput, match="Line 2"):
        run(insight.app, "sentiment", "--jsonl", text='{"text": "ok"}\n' + line + "\n")


@pytest.mark.parametrize("shape", ["terminal", "text", "html", "svg", "json", "twilio", "cyclonedx"])
def test_label_show_writes_every_shape_from_call_json_and_label_json(written, shape):
    papers = files(finished())
    shown = [
        run(label.app, "show", written(n, papers[n]), "--format", shape).stdout for n in ("call.json", "label.json")
    ]
    assert shown[0] == shown[1] != ""


@pytest.mark.parametrize("shape", ["terminal", "text", "html", "svg", "twilio", "cyclonedx"])
def test_label_draw_draws_a_declared_label(written, shape):
    declared = run(label.app, "show", written("c.json", files(finished())["call.json"]), "--format", "twilio").stdout
    drawn = run(label.app, "draw", written("vendor.json", declared), "--format", shape, "--subject", "A vendor").stdout
    assert "transcription" in drawn.lower()


def test_a_declared_label_is_never_written_as_computed(written):
    with pytest.raises(UntrustedInput):
        run(label.app, "draw", written("vendor.json", "{}"), "--format", "json")


@pytest.mark.parametrize("body", ["no json", "[]", "{}", json.dumps(to_json(refused()))])
def test_label_show_refuses_what_holds_no_label(written, body):
    with pytest.raises(UntrustedInput):
        run(label.app, "show", written("x.json", body))


def test_a_call_from_a_stranger_hides_nothing_of_others(written):
    made = json.loads(
        run(insight.app, "insight", written("one.json", to_json(finished(call("caller: only this"))))).stdout
    )
    assert [u["text"] for u in made["transcript"]["utterances"]] == ["only this"]


def test_a_language_model_may_summarise_and_gets_redacted_words_alone(written):
    with language_model() as model:
        claim = {"text": "The caller is very upset.", "utterances": ["u1"]}
        model.answers({"reason": claim, "actions": [], "outcome": None, "next_step": None, "sentences": [claim]})
        result = run(insight.app, "insight", written("raw.json", RAW), "--ask", model.url, "--model", "small-model")
        sent = json.dumps(model.asked)
    made = json.loads(result.stdout)
    assert made["summary"]["method"] == "language_model"
    assert "[PERSON_1]" in sent
    for secret in ("Emily", "Carter", "two one two", "zero one two three"):
        assert secret not in sent
