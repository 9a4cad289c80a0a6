"""Every logged field is on the allow-list, and every event name is a fixed word."""

import ast

from tests.architecture.source import calls, files, place
from voice.log import ALLOWED_FIELDS, keep_allowed

LEVELS = {"debug", "info", "warning", "error", "critical", "exception"}


def _log_calls():
    for path in files():
        if "voice.log" not in path.read_text():
            continue
        for name, node in calls(path):
            if name in LEVELS and isinstance(node.func, ast.Attribute):
                yield place(path), node


def test_every_logged_field_is_on_the_allow_list():
    strays = [
        f"{where}:{node.lineno} logs {keyword.arg or '**'}"
        for where, node in _log_calls()
        for keyword in node.keywords
        if keyword.arg not in ALLOWED_FIELDS
    ]
    assert not strays


def test_every_event_is_a_constant_word():
    loose = [
        f"{where}:{node.lineno}"
        for where, node in _log_calls()
        if len(node.args) != 1 or not isinstance(node.args[0], ast.Constant)
    ]
    assert not loose


def test_a_field_that_slips_through_is_dropped_and_counted():
    kept = keep_allowed(None, "info", {"event": "x", "call_id": "c", "transcript": "my card number"})
    assert kept == {"event": "x", "call_id": "c", "count": 1, "code": "log_fields_dropped"}


def test_nothing_is_printed_or_logged_past_the_allow_list():
    # engine/dbos.py only silences its vendor's logger.
    allowed = {"voice/log.py", "voice/engine/dbos.py"}
    strays = [
        place(path)
        for path in files()
        for name, node in calls(path)
        if name == "getLogger" and place(path) not in allowed
    ]
    assert not strays
