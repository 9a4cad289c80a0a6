"""`voice account`: the way back in when nobody can sign in any more."""

import re

import pytest
from typer.testing import CliRunner

from voice.commands.account import app
from voice.settings import Settings
from voice.wiring.parts import open_parts


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("VOICE_DATA", str(tmp_path))
    return lambda *words: CliRunner().invoke(app, list(words))


def test_a_new_account_is_invited_by_a_link_and_listed(run):
    assert re.search(r"/join\?token=[\w-]{40,}", run("invite", "rosa", "--role", "reviewer").output)
    listed = run("list").output
    assert "rosa" in listed
    assert "invited" in listed


def test_a_new_account_needs_a_role_and_a_handle(run):
    assert run("invite", "rosa").exception is not None
    assert run("invite", "Rosa Parks", "--role", "reviewer").exception is not None


def test_a_known_account_gets_a_new_link_and_the_ledger_says_so(run, tmp_path):
    run("invite", "rosa", "--role", "admin")
    assert "/join?token=" in run("invite", "rosa").output
    parts = open_parts(Settings())
    kinds = [kept.entry.kind for kept in parts.ledger.entries()]
    parts.close()
    assert kinds == ["account_invited", "account_invited"]


def test_an_account_is_shut_out(run):
    run("invite", "rosa", "--role", "reviewer")
    assert run("disable", "rosa").exit_code == 0
    assert "shut out" in run("list").output
    assert run("disable", "nobody").exception is not None
