"""Whatever somebody writes into a file of ours, it is used or refused with a sentence, and nothing else happens."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.line import PROMPTS
from voice.greeting import lines, rules
from voice.greeting.lines import _CHECKS
from voice.greeting.rules import FIELDS
from voice.greeting.script import TABLES, ScriptFaulty, parse
from voice.greeting.values import PromptKind

SCRIPT = (PROMPTS / "greetings/standard/en-US.toml").read_bytes()
LAWS = settings(max_examples=200, deadline=None, database=None)
WORDS = st.sampled_from(
    ["", "ask", "recording", "training", "desk", "*", "1", "en-US", "US-CA", "+15550100", "high", "{x}"]
)
PLAIN = st.one_of(WORDS, st.integers(-3, 4000), st.booleans(), st.floats(allow_nan=False, allow_infinity=False))
KEYS = st.sampled_from([*_CHECKS, *FIELDS, *TABLES, *PromptKind, "line", "rule", "version", "locale", "odd key"])
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=8)


def toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))} = {toml(kept)}" for key, kept in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(kept) for kept in value) + "]"
    return json.dumps(str(value)) if isinstance(value, str) else json.dumps(value)


def document(found):
    return "".join(f"{json.dumps(str(key))} = {toml(value)}\n" for key, value in found.items()).encode()


def used_or_refused(read, untrusted):
    try:
        read(untrusted)
    except ScriptFaulty as fault:
        assert ":" in fault.public


@LAWS
@given(DOCUMENTS)
def test_any_document_is_a_script_or_is_refused(found):
    used_or_refused(lambda untrusted: parse(untrusted, "standard", "en-US"), document(found))


@LAWS
@given(st.lists(DOCUMENTS, max_size=3))
def test_any_tables_are_lines_or_are_refused(found):
    used_or_refused(lambda untrusted: lines.parse(untrusted, "lines.toml"), document({"line": found}))


@LAWS
@given(VALUES)
def test_any_value_in_place_of_lines_or_rules_is_refused(found):
    used_or_refused(lambda untrusted: lines.parse(untrusted, "lines.toml"), document({"line": found}))
    used_or_refused(rules.parse, document({"version": "1", "rule": found}))


@LAWS
@given(st.lists(DOCUMENTS, max_size=3))
def test_any_tables_are_rules_or_are_refused(found):
    used_or_refused(rules.parse, document({"version": "1", "rule": found}))


@LAWS
@given(st.sampled_from(sorted(_CHECKS)), VALUES)
def test_any_value_of_any_entry_of_a_line_is_read_or_refused(key, value):
    table = {"name": "desk", "business": "Harbour Dental", key: value}
    used_or_refused(lambda untrusted: lines.parse(untrusted, "lines.toml"), document({"line": [table]}))


@LAWS
@given(st.binary(max_size=60), st.integers(0, len(SCRIPT)))
def test_a_script_with_bytes_changed_anywhere_is_used_or_refused(noise, where):
    spoiled = SCRIPT[:where] + noise + SCRIPT[where + len(noise) :]
    used_or_refused(lambda untrusted: parse(untrusted, "standard", "en-US"), spoiled)
