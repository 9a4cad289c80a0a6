import json
import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from voice.commands.redact import app

RUN = CliRunner()
ROOT = Path(__file__).resolve().parents[3]


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


OFFLINE = """
import socket, sys
def refuse(*args, **kwargs):
    sys.exit("a look-up was attempted")
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse
socket.socket.connect = socket.socket.sendto = refuse
from voice.commands.redact import app
app(["--jsonl"])
"""


def test_a_whole_run_looks_nothing_up():
    lines = [
        {"id": 1, "text": "write to info@acme-tools.com, see www.example.co.uk, from 10.20.30.40"},
        {"id": 2, "text": "my card is 4111 1111 1111 1111 and my number +44 20 7946 0999"},
        {"id": 3, "text": "ich heiße Jürgen Hofmann und wohne in der Lindenstraße 14"},
    ]
    ran = subprocess.run(
        [sys.executable, "-c", OFFLINE],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": "/nonexistent", "PYTHONPATH": str(ROOT)},
    )
    assert ran.returncode == 0, ran.stderr
    redacted = [json.loads(line)["redacted"] for line in ran.stdout.splitlines()]
    assert "[EMAIL_1]" in redacted[0]
    assert "[PERSON_1]" in redacted[2]
