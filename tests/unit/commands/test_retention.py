"""`voice retention` on a real data folder: what is due, held, lifted and erased."""

from datetime import UTC, datetime, timedelta

import pytest
import structlog
from typer.testing import CliRunner

from tests.support.ended_call import asked
from voice.call.values import Call, CallId, CallState, Direction
from voice.commands import retention
from voice.consent.history import to_entry
from voice.consent.values import AnswerHeard
from voice.settings import Settings
from voice.wiring.parts import open_parts

OLD, YOUNG = CallId("call-old"), CallId("call-young")


@pytest.fixture
def parts(tmp_path, monkeypatch):
    monkeypatch.setenv("VOICE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("VOICE_TRANSCRIPTS", str(tmp_path / "transcripts"))
    opened = open_parts(Settings(data=tmp_path / "data", transcripts=tmp_path / "transcripts"))
    now = datetime.now(UTC)
    for call_id, days in ((OLD, 40), (YOUNG, 1)):
        at = now - timedelta(days=days)
        line = opened.lines[0].name
        call = Call(call_id, "import", call_id, line, "", Direction.IMPORTED, at, CallState.READY, "", at)
        opened.book.add_call(call)
        opened.ledger.append(to_entry(call_id, asked(at)))
        opened.ledger.append(to_entry(call_id, AnswerHeard(at, "1")))
        opened.sealed.put(call_id, "recording-1.wav", b"sound")
        opened.exports.write(call, {"transcript.md": "words"})
    yield opened
    opened.close()


def run(*arguments):
    try:
        return CliRunner().invoke(retention.app, list(arguments), catch_exceptions=False)
    finally:
        # The command's log goes to the runner's stream, which ends with the run.
        structlog.reset_defaults()


def test_due_names_the_old_call_and_not_the_young_one(parts):
    said = run("due").output
    assert OLD in said and YOUNG not in said


def test_a_sweep_erases_the_old_call_and_not_the_young_one(parts):
    assert run("sweep").exit_code == 0
    assert parts.book.call(OLD).state is CallState.ERASED
    assert parts.sealed.names(OLD) == ()
    assert parts.book.call(YOUNG).state is CallState.READY
    assert parts.sealed.get(YOUNG, "recording-1.wav") == b"sound"
    assert "Nothing is due" in run("due").output


def test_a_held_call_is_neither_swept_nor_erased_until_the_hold_is_lifted(parts):
    run("hold", OLD, "--reference", "case-7")
    assert "case-7" in run("holds").output
    assert "Nothing is due" in run("due").output
    run("sweep")
    with pytest.raises(Exception, match="legal hold"):
        run("erase", OLD)
    assert parts.book.call(OLD).state is CallState.READY
    run("lift", OLD)
    assert "No hold stands" in run("holds").output
    run("sweep")
    assert parts.book.call(OLD).state is CallState.ERASED


def test_erasure_on_request_prints_what_was_destroyed(parts):
    said = run("erase", YOUNG).output
    for name in ("recording-1.wav", "transcript.md"):
        assert name in said
    assert parts.book.call(YOUNG).reason == "request"
    assert parts.book.call(OLD).state is CallState.READY
