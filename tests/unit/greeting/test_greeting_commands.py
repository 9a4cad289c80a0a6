"""`voice greeting`: what the laboratory prints and how it ends."""

import shutil

import pytest
from typer.testing import CliRunner

from tests.support.line import PROMPTS
from voice.commands.greeting import app


def run(*words):
    return CliRunner().invoke(app, [*words, "--prompts", str(PROMPTS)])


def test_check_passes_every_shipped_script():
    result = run("check")
    assert result.exit_code == 0
    assert result.output.count(": good") == 20


def test_check_names_file_and_line_of_a_fault(tmp_path):
    folder = tmp_path / "prompts"
    shutil.copytree(PROMPTS, folder)
    path = folder / "greetings/standard/en-US.toml"
    text = path.read_text().replace("{business}. We would", "us. We would")
    path.write_text(text)
    number = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith("notice"))
    result = CliRunner().invoke(app, ["check", "standard", "--locale", "en-US", "--prompts", str(folder)])
    assert result.exit_code == 1
    assert f"standard/en-US.toml:{number}: who-missing" in result.output
    path.write_text(text[:300])
    result = CliRunner().invoke(app, ["check", "standard", "--locale", "en-US", "--prompts", str(folder)])
    assert result.exit_code == 1
    assert "not valid TOML" in result.output


def test_simulate_all_passes_for_every_script_and_locale():
    result = run("simulate", "--answer", "all")
    assert result.exit_code == 0
    assert "broken" not in result.output
    assert result.output.count("caller hangs up") == 20 * 7


@pytest.mark.parametrize(
    ("answer", "status", "recorded"),
    [
        ("yes", "granted", True),
        ("no", "refused", False),
        ("silence", "no_answer", False),
        ("wrong-key", "no_answer", False),
        ("hangup", "abandoned", False),
        ("withdraw", "withdrawn", True),
        ("minor", "withdrawn", True),
    ],
)
def test_simulate_shows_each_way_a_call_can_go(answer, status, recorded):
    result = run("simulate", "standard", "--answer", answer, "--locale", "en-US")
    assert f"standard/en-US {answer}: {status}" in result.output
    assert ("recording starts" in result.output) is recorded


def test_simulate_refuses_an_answer_nobody_can_give():
    assert run("simulate", "standard", "--answer", "perhaps").exit_code == 2


def test_a_script_nobody_wrote_is_not_found():
    assert run("check", "unwritten").exit_code == 2


def test_preview_shows_text_with_timing():
    result = run("preview", "standard", "--locale", "de-DE")
    assert result.exit_code == 0
    assert "Aufzeichnung" in result.output
    assert "about" in result.output


def test_explain_names_rules_sources_and_the_outcome():
    result = run("explain", "--from", "+14152345678", "--to", "+493012345678")
    assert result.exit_code == 0
    assert "us-ca" in result.output
    assert "StGB" in result.output
    assert "applied: ask" in result.output


def test_simulate_plays_the_lines_of_a_file_with_their_languages_and_menus():
    lines = str(PROMPTS / "lines.example.toml")
    result = run("simulate", "standard", "--locale", "en-US", "--lines", lines)
    assert result.exit_code == 0
    assert "Para español" in result.output
    assert "To take back a permission" in result.output


def test_the_commands_in_the_guide_to_prompts_run(monkeypatch):
    monkeypatch.chdir(PROMPTS.parent)
    guide = (PROMPTS / "README.md").read_text()
    commands = [line.split("#")[0].split()[2:] for line in guide.splitlines() if line.startswith("    voice greeting")]
    assert len(commands) == 4
    for words in commands:
        assert CliRunner().invoke(app, words).exit_code == 0, words
