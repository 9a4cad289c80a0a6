"""`voice consent` and `voice ledger`: receipts are checked with nothing but a key."""

import json

import pytest
from typer.testing import CliRunner

from tests.support.line import PROMPTS, RING, Line
from voice.commands import consent, ledger
from voice.consent.history import to_entry
from voice.consent.values import CallerHungUp
from voice.errors import UntrustedInput
from voice.journey.receipts import signed_receipt
from voice.retention.erasure import Trigger, body, certify, taken_up
from voice.settings import Settings
from voice.wiring.parts import open_parts


@pytest.fixture
def line():
    found = Line()
    found.agreed()
    return found


@pytest.fixture
def receipt(line, tmp_path):
    path = tmp_path / "consent-receipt.json"
    path.write_text(json.dumps(signed_receipt(line.call(), line.ledger, RING, line.clock.now(), "voice 0.1.0")))
    return path


def run(*words):
    return CliRunner().invoke(consent.app, [str(word) for word in words])


def test_a_receipt_verifies_with_the_public_key_in_hex_or_in_a_file(receipt, line, tmp_path):
    key = tmp_path / "key.txt"
    key.write_text(line.ledger.public_key() + "\n")
    for given in (line.ledger.public_key(), key):
        result = run("verify", receipt, "--key", given)
        assert (result.exit_code, "granted" in result.output) == (0, True)


def test_a_receipt_checked_with_its_own_key_says_so(receipt):
    result = run("verify", receipt)
    assert result.exit_code == 0
    assert "names itself" in result.output


def test_a_changed_receipt_or_another_key_fails(receipt):
    body = json.loads(receipt.read_text())
    assert run("verify", receipt, "--key", "ab" * 32).exit_code == 1
    body["retention_days"] = 3650
    receipt.write_text(json.dumps(body))
    assert run("verify", receipt).exit_code == 1


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": "other"}'])
def test_what_is_no_receipt_is_refused(tmp_path, text):
    path = tmp_path / "other.json"
    path.write_text(text)
    result = run("verify", path, "--key", "ab" * 32)
    assert result.exit_code == 1


def test_a_page_and_attachments_are_made_of_receipts_that_hold(receipt):
    assert "You agreed." in run("page", receipt).output
    assert len(json.loads(run("vcon", receipt).output)["attachments"]) == 2
    body = json.loads(receipt.read_text())
    body["outcome"]["status"] = "refused"
    receipt.write_text(json.dumps(body))
    assert isinstance(run("page", receipt).exception, UntrustedInput)


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setenv("VOICE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("VOICE_TRANSCRIPTS", str(tmp_path / "transcripts"))
    monkeypatch.setenv("VOICE_PROMPTS", str(PROMPTS))
    parts = open_parts(Settings())
    line = Line(ledger=parts.ledger)
    line.book = parts.book
    line.restart()
    line.agreed()
    yield parts
    parts.close()


def test_the_ledger_s_word_is_checked_from_the_command_line(house):
    result = CliRunner().invoke(ledger.app, ["verify"])
    assert result.exit_code == 0
    assert "2 entries" in result.output
    assert len(CliRunner().invoke(ledger.app, ["key"]).output.strip()) == 64


def test_a_changed_ledger_is_named(house):
    import sqlalchemy as sa

    with house.engine.begin() as connection:
        # The table refuses changes; somebody who holds the file can take that refusal away.
        guards = connection.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for guard in guards:
            connection.execute(sa.text(f"DROP TRIGGER {guard}"))
        connection.execute(sa.text("UPDATE ledger SET body = replace(body, '\"1\"', '\"2\"') WHERE sequence = 2"))
    result = CliRunner().invoke(ledger.app, ["verify"])
    assert result.exit_code == 1
    assert "entry 2" in result.output


def test_the_report_shows_counts_and_the_question(house):
    result = run("report")
    assert result.exit_code == 0
    assert "100%" in result.output
    assert "If you agree" in result.output
    assert run("report", "--csv").output.splitlines()[1].startswith("desk,standard,1,en-US,1,")


def test_consent_is_withdrawn_from_the_command_line(house):
    assert run("withdraw", "call-1").exit_code == 0
    assert [kept.entry.kind for kept in house.ledger.entries("call-1")].count("consent.withdrawn") == 1
    house.ledger.append(to_entry("call-1", CallerHungUp(house.clock.now())))
    assert house.ledger.verify() == ()


def test_consent_is_withdrawn_by_receipt_code_and_the_neighbour_s_is_not(house):
    code = run("code", "call-1").output.strip()
    assert len(code) == 10
    assert run("withdraw", f"{code[:3]}-{code[3:]}").exit_code == 0
    kinds = [kept.entry.kind for kept in house.ledger.entries()]
    assert kinds.count("consent.withdrawn") == 1
    assert run("withdraw", "0000000000").exit_code == 1
    assert len(house.ledger.entries()) == len(kinds)


def test_a_certificate_of_erasure_is_checked_like_a_receipt(line, tmp_path):
    certificate = certify(taken_up("call-1", Trigger.WITHDRAWN, line.clock.now()), [], line.clock.now())
    path = tmp_path / "erasure-certificate.json"
    signed = dict(line.ledger.sign(body(certificate)))
    path.write_text(json.dumps(signed))
    assert "certificate holds: 0 artefacts" in run("verify", path, "--key", line.ledger.public_key()).output
    signed["trigger"] = "retention"
    path.write_text(json.dumps(signed))
    assert run("verify", path).exit_code == 1
