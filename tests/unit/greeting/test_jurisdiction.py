"""Recording rules: the strictest of line, place and number applies; a number never makes it looser."""

import re
from dataclasses import replace

import pytest

from tests.support.line import PROMPTS
from voice.greeting import rules
from voice.greeting.area_codes import AREA_CODES
from voice.greeting.jurisdiction import STRICTNESS, apply, contested, rules_of
from voice.greeting.lines import DEFAULT
from voice.greeting.phonenumbers import place_of
from voice.greeting.script import ScriptFaulty
from voice.greeting.values import LineMode

BOOK = rules.load(PROMPTS)
NOTICE = replace(DEFAULT, mode=LineMode.NOTICE)
STATES = set(AREA_CODES)
EUROPE = set(re.findall("..", "ATBEBGHRCYCZDKEEFIFRDEGRHUIEITLVLTLUMTNLPLPTROSKSIESSEISLINO"))
ELSEWHERE = {"US", "GB", "CH", "CA", "AU", "BR", "IN", "JP", "KR"}


def test_every_place_promised_has_a_row():
    places = {rule.place for rule in BOOK.rules}
    assert len(STATES) == 51
    assert {f"US-{state}" for state in STATES} | EUROPE | ELSEWHERE <= places


def test_every_row_has_a_source_a_date_and_a_confidence():
    for rule in BOOK.rules:
        assert rule.source and rule.last_verified and rule.confidence in ("high", "medium", "low")


def test_contested_places_keep_their_readings_and_the_strictest_applies():
    assert {"US-CT", "US-DE", "US-MI", "US-NV", "DE", "GB"} <= set(contested(BOOK))
    for place in contested(BOOK):
        assert len(rules_of(BOOK, place)) >= 2
        assert apply(BOOK, NOTICE, place).mode is LineMode.ASK


@pytest.mark.parametrize("state", ["CA", "FL", "IL", "MD", "MA", "MT", "NH", "PA", "WA", "CT", "DE", "NV", "MI"])
def test_all_party_states_are_asked_even_on_a_line_that_announces(state):
    assert apply(BOOK, NOTICE, f"US-{state}").mode is LineMode.ASK


def test_a_one_party_caller_leaves_the_line_as_it_is():
    assert apply(BOOK, NOTICE, "US-TX").mode is LineMode.NOTICE
    assert apply(BOOK, DEFAULT, "US-TX").mode is LineMode.ASK


def test_a_number_never_makes_a_call_looser():
    for mode in STRICTNESS:
        for place in ("", "XX", *{rule.place for rule in BOOK.rules}):
            applied = apply(BOOK, replace(DEFAULT, mode=mode), place)
            assert STRICTNESS.index(applied.mode) >= STRICTNESS.index(mode)


def test_an_unknown_place_is_asked():
    assert apply(BOOK, NOTICE, "").mode is LineMode.ASK
    assert apply(BOOK, NOTICE, "XX").mode is LineMode.ASK


def test_the_line_s_own_place_counts_whoever_calls():
    assert apply(BOOK, replace(NOTICE, place="US-CA"), "US-TX").mode is LineMode.ASK
    assert apply(BOOK, NOTICE, "US-TX", "DE").mode is LineMode.ASK


def test_a_line_minors_may_call_only_greets():
    assert apply(BOOK, replace(DEFAULT, may_include_minors=True), "US-TX").mode is LineMode.ANNOUNCE_ONLY


def test_the_record_names_the_rules_with_their_version():
    assert apply(BOOK, DEFAULT, "US-CA").names() == (f"us-federal@{BOOK.version}", f"us-ca@{BOOK.version}")


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ("+14152345678", "US-CA"),
        ("+12025551234", "US-DC"),
        ("+493012345678", "DE"),
        ("+442079460000", "GB"),
        ("+14165551234", "CA"),
        ("+18005551234", "US"),
        ("+266696687", ""),
        ("anonymous", ""),
        ("client:alice", ""),
        ("", ""),
    ],
)
def test_a_number_hints_at_a_place_or_at_none(number, place):
    assert place_of(number) == place


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('version = "2026-11-23"', "", "expected `version"),
        ('source = "18 U.S.C. 2511(2)(d)"', "", "rule `us-federal` to have a `source`"),
        ('mode = "notice"', 'mode = "perhaps"', "to have the mode notice, ask"),
        ("last_verified = 2026-11-23", 'last_verified = "soon"', "verified on a date"),
        ('confidence = "high"', 'confidence = "sure"', "high, medium or low"),
        ('id = "us-al"', 'id = "us-ak"', "an `id` of its own"),
    ],
)
def test_a_faulty_rule_book_is_refused(old, new, expected):
    text = (PROMPTS / "rules/jurisdictions.toml").read_text()
    assert old in text
    with pytest.raises(ScriptFaulty) as caught:
        rules.parse(text.replace(old, new, 1).encode())
    assert expected in caught.value.public


def test_a_missing_rule_book_says_so(tmp_path):
    with pytest.raises(ScriptFaulty, match=r"jurisdictions\.toml"):
        rules.load(tmp_path)
