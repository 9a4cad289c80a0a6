"""Lines: one file, one table a number, and a complaint that names the line of the file."""

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from tests.support.line import PROMPTS
from voice.greeting.lines import _CHECKS, DEFAULT, for_number, is_open, load, named, parse
from voice.greeting.script import ScriptFaulty
from voice.greeting.shelf import ScriptShelf
from voice.greeting.values import LineMode, LineProfile

TWO = b"""
[[line]]
name = "desk"
business = "Harbour Dental"
number = "+15550100"
dial = ["+15550111", "+15550112"]
mode = "notice"
place = "US-CA"
purposes = ["recording", "transcription"]
open_hours = ["mon-fri 09:00-17:00", "sat 10:00-12:00"]
timezone = "America/Los_Angeles"
languages = {"1" = "en-US", "2" = "es-US"}

[[line]]
name = "night"
business = "Night Line"
"""


def test_without_a_file_one_line_answers_every_number_by_voicemail():
    (line,) = load(None)
    assert (line.number, line.dial, line.mode) == ("*", (), LineMode.ASK)


def test_each_number_has_its_line_and_the_rest_the_one_for_all():
    lines = parse(TWO, "lines.toml")
    assert for_number(lines, "+15550100").name == "desk"
    assert for_number(lines, "+15550199").name == "night"
    assert for_number(lines[:1], "+15550199") is DEFAULT
    assert named(lines, "night").business == "Night Line"
    assert named(lines, "gone") is DEFAULT


def test_opening_hours_are_those_of_the_line_s_own_town():
    desk = parse(TWO, "lines.toml")[0]
    assert is_open(desk, datetime(2026, 3, 2, 17, 30, tzinfo=UTC))
    assert not is_open(desk, datetime(2026, 3, 2, 12, 0, tzinfo=UTC))
    assert is_open(desk, datetime(2026, 3, 7, 18, 30, tzinfo=UTC))
    assert not is_open(desk, datetime(2026, 3, 8, 18, 30, tzinfo=UTC))
    assert is_open(DEFAULT, datetime(2026, 3, 8, 3, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('name = "desk"', 'name = "Front Desk"', "lines.toml:3: expected `name`"),
        ('number = "+15550100"', 'number = "5550100"', "lines.toml:5: expected `number`"),
        ('"+15550112"', '"front"', "lines.toml:6: expected `dial`"),
        ('"notice"', '"always"', "expected `mode` to be ask, notice, announce_only or never"),
        ('"US-CA"', '"California"', "expected `place`"),
        ('"transcription"]', '"training"]', "training cannot be asked for"),
        ('["recording", ', "[", 'begins with "recording"'),
        ("09:00", "9am", "expected `open_hours`"),
        ("America/Los_Angeles", "Pacific", "expected `timezone`"),
        ('"2" = "es-US"', '"2" = "Spanish"', "expected `languages`"),
        ('place = "US-CA"', "colour = 3", "a line has no `colour`"),
        ('business = "Night Line"', "", "every [[line]] to have a `business`"),
        ('name = "night"', 'name = "desk"', "a `name` of its own"),
        ("[[line]]", "[[lines]]", "expected one [[line]] table"),
        ('number = "+15550100"', "number = ", "not valid TOML"),
    ],
)
def test_a_faulty_line_is_refused_with_what_was_expected(old, new, expected):
    assert old.encode() in TWO
    with pytest.raises(ScriptFaulty) as caught:
        parse(TWO.replace(old.encode(), new.encode(), 1), "lines.toml")
    assert expected in caught.value.public


def test_a_missing_file_of_lines_says_which_setting_to_check(tmp_path):
    with pytest.raises(ScriptFaulty, match="VOICE_LINES"):
        load(tmp_path / "none.toml")


def test_the_example_holds_and_shows_every_entry_a_line_may_have():
    example = PROMPTS / "lines.example.toml"
    lines = load(example)
    shelf = ScriptShelf(PROMPTS)
    for line in lines:
        shelf.ready(line)
    text = example.read_text()
    silent = {"strict_script", "voicemail_s"}
    assert {field.name for field in fields(LineProfile) if f"{field.name} =" not in text} == silent


def test_every_entry_a_line_has_is_checked():
    assert set(_CHECKS) == {field.name for field in fields(LineProfile)}
