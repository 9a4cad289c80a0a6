import json

from typer.testing import CliRunner

from voice.commands.redact import app

RUN = CliRunner()


def test_a_text_comes_back_redacted():
    result = RUN.invoke(app, ["my name is Emily Carter"])
    assert result.stdout == "my name is [PERSON_1]\n"


def test_standard_input_is_read_line_by_line():
    result = RUN.invoke(app, [], input="my name is Emily Carter\nall good\n")
    assert result.stdout == "my name is [PERSON_1]\nall good\n"


def test_jsonl_answers_with_offsets_into_the_original():
    line = {"id": 7, "text": "it's nine oh two one oh", "prev": "What is your zip code?"}
    answer = json.loads(RUN.invoke(app, ["--jsonl"], input=json.dumps(line) + "\n").stdout)
    assert answer == {"id": 7, "redacted": "it's [ADDRESS_1]", "spans": [[5, 23, "ADDRESS", 0.8]]}


def test_a_broken_line_is_named_and_not_repeated():
    result = RUN.invoke(app, ["--jsonl"], input="my card is 4111\n")
    assert result.exit_code == 1
    assert "Line 1" in result.exception.public
    assert "4111" not in result.exception.public
