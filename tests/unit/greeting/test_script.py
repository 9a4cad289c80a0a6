"""Greeting scripts: what is wrong with a file is said with file, line and what was expected."""

import shutil
from dataclasses import replace

import pytest

from tests.support.line import PROMPTS
from voice.consent.values import Purpose
from voice.greeting import script
from voice.greeting.lines import DEFAULT
from voice.greeting.script import PURPOSES, SAMPLE, ScriptFaulty, bundle, load, parse, render, render_question, separate
from voice.greeting.shelf import ScriptShelf
from voice.greeting.values import LineMode, PromptKind

GOOD = (PROMPTS / "greetings/standard/en-US.toml").read_bytes()
SHIPPED = sorted((PROMPTS / "greetings").glob("*/*.toml"))


def changed(old, new):
    assert old.encode() in GOOD
    return GOOD.replace(old.encode(), new.encode(), 1)


def complaint(untrusted):
    with pytest.raises(ScriptFaulty) as caught:
        parse(untrusted, "standard", "en-US")
    return caught.value.public


def test_ten_locales_ship_for_both_kinds_of_script():
    locales = {"en-US", "en-GB", "es-ES", "es-US", "fr-FR", "de-DE", "it-IT", "pt-BR", "nl-NL", "pl-PL"}
    assert {path.stem for path in SHIPPED if path.parent.name == "standard"} == locales
    assert {path.stem for path in SHIPPED if path.parent.name == "simple"} == locales


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_shipped_prompt_is_rendered_whole(path):
    script = load(PROMPTS, path.parent.name, path.stem)
    for kind in PromptKind:
        spoken = render(script, DEFAULT, kind, SAMPLE)
        assert "{" not in spoken.text
        assert len(spoken.sha256) == 64
    assert DEFAULT.business in render(script, DEFAULT, PromptKind.NOTICE).text
    assert "30" in render(script, DEFAULT, PromptKind.NOTICE).text


def test_the_names_of_purposes_are_those_of_consent():
    assert set(PURPOSES) == {purpose.value for purpose in Purpose}


def test_the_hash_is_of_the_file_as_it_is():
    assert parse(GOOD, "standard", "en-US").sha256 != parse(GOOD + b"\n", "standard", "en-US").sha256


def test_purposes_are_listed_as_the_language_does():
    script = parse(GOOD, "standard", "en-US")
    only = replace(DEFAULT, purposes=("recording",))
    assert "this call: recording it. We" in render(script, only, PromptKind.NOTICE).text


def test_a_purpose_with_a_question_of_its_own_leaves_the_bundle():
    asked = GOOD + b'\n[questions]\nanalysis = "May we sum it up? {yes} or {no}."\n'
    script = parse(asked, "standard", "en-US")
    assert bundle(script, DEFAULT) == ("recording", "transcription")
    assert separate(script, DEFAULT) == ("analysis",)
    assert render_question(script, DEFAULT, "analysis").text == "May we sum it up? 1 or 2."


@pytest.mark.parametrize(
    ("untrusted", "expected"),
    [
        (changed('version = "1"', "version = "), "standard/en-US.toml:4: not valid TOML"),
        (b"\xff\xfe", "standard/en-US.toml:1: expected UTF-8 text."),
        (changed('locale = "en-US"', 'locale = "de-DE"'), ":3: expected `locale = "),
        (changed('version = "1"', 'version = ""'), ":4: expected `version"),
        (changed('mode = "ask"', 'mode = "never"'), ":5: expected `mode"),
        (changed('yes = "1"', 'yes = "11"'), ":8: expected one key of a telephone"),
        (changed('no = "2"', 'no = "1"'), ":9: expected different keys"),
        (changed("refusal =", "refuse ="), "no prompt is called `refuse`"),
        (changed("goodbye = ", "# goodbye = "), "expected a prompt `goodbye`"),
        (changed("[words]", "[word]"), ":11: unknown entry `word`"),
        (changed("Goodbye.", "{name}"), "unknown variable {name}"),
        (GOOD + b'\n[questions]\nmarketing = "?"\n', "no purpose is called `marketing`"),
        (changed('and = "and"', "and = 7"), ":12: expected `and"),
        (b'audio = "x"\n' + GOOD, ":1: expected a table [audio]"),
    ],
)
def test_a_faulty_file_is_refused_with_its_place_and_what_was_expected(untrusted, expected):
    assert expected in complaint(untrusted)


def test_a_missing_script_says_so():
    with pytest.raises(ScriptFaulty, match="no such greeting script"):
        load(PROMPTS, "standard", "eo-EO")


def test_a_running_service_keeps_the_last_good_version(tmp_path):
    path = tmp_path / "greetings/standard/en-US.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(GOOD)
    shelf = ScriptShelf(tmp_path)
    good = shelf.script("standard", "en-US")
    path.write_bytes(GOOD[:200])
    assert shelf.script("standard", "en-US") == good
    path.write_bytes(changed('version = "1"', 'version = "2"'))
    assert shelf.script("standard", "en-US").version == "2"


def test_a_service_that_never_had_a_good_version_says_so(tmp_path):
    with pytest.raises(ScriptFaulty):
        ScriptShelf(tmp_path).script("standard", "en-US")


def test_the_simple_greeting_announces_and_the_standard_one_asks():
    assert load(PROMPTS, "simple", "fr-FR").mode is LineMode.NOTICE
    assert load(PROMPTS, "standard", "fr-FR").mode is LineMode.ASK


def test_every_script_a_line_may_need_is_looked_at_before_the_first_call():
    line = replace(DEFAULT, mode=LineMode.NOTICE, script="simple", languages={"1": "en-US", "2": "de-DE"})
    shelf = ScriptShelf(PROMPTS)
    shelf.ready(line)
    with pytest.raises(ScriptFaulty):
        shelf.ready(replace(line, languages={"1": "en-US", "2": "eo-EO"}))
    with pytest.raises(ScriptFaulty):
        shelf.ready(replace(line, strict_script="unwritten"))


def test_a_strict_script_that_only_announces_is_refused():
    line = replace(DEFAULT, mode=LineMode.NOTICE, script="simple", strict_script="simple")
    with pytest.raises(ScriptFaulty, match="has to ask"):
        ScriptShelf(PROMPTS).ready(line)


def test_a_script_is_read_again_only_after_an_edit(tmp_path, monkeypatch):
    reads = []
    monkeypatch.setattr(script, "load", lambda *asked: reads.append(asked) or load(*asked))
    folder = tmp_path / "prompts"
    shutil.copytree(PROMPTS, folder)
    shelf = ScriptShelf(folder)
    first = shelf.script("standard", "en-US")
    before = len(reads)
    assert shelf.script("standard", "en-US") is first
    assert len(reads) == before
    file = folder / "greetings/standard/en-US.toml"
    file.write_text(file.read_text().replace("version = ", "# edited\nversion = "))
    assert shelf.script("standard", "en-US").sha256 != first.sha256
