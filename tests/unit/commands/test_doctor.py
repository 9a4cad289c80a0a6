"""The doctor sees what is missing, and says what to do."""

from tests.architecture.source import ROOT
from voice.commands.doctor import Verdict, examine
from voice.settings import Settings
from voice.vault.heartbeats import Heartbeat, HeartbeatBook
from voice.wiring.parts import open_parts


def found(tmp_path, **given):
    settings = Settings.model_validate(
        {"data": tmp_path / "data", "prompts": ROOT / "prompts", "model": "embedded", **given}
    )
    return {finding.check: finding for finding in examine(settings, network=False)}


def test_a_fresh_installation_is_cautioned_not_condemned(tmp_path):
    findings = found(tmp_path)
    assert findings["carrier"].verdict is Verdict.CAUTION
    assert findings["speech model"].verdict is Verdict.CAUTION
    assert findings["ledger"].verdict is Verdict.GOOD
    assert not [one for one in findings.values() if one.verdict is Verdict.BAD]


def test_a_worker_that_is_not_alive_is_a_caution_and_one_that_is_heard_is_good(tmp_path):
    assert found(tmp_path)["worker"].verdict is Verdict.CAUTION
    parts = open_parts(Settings.model_validate({"data": tmp_path / "data"}))
    now = parts.clock.now()
    HeartbeatBook(parts.engine).beat(Heartbeat("worker-1", "base.en", now, now))
    parts.close()
    finding = found(tmp_path)["worker"]
    assert finding.verdict is Verdict.GOOD
    assert "base.en" in finding.says


def test_a_missing_model_is_bad_and_names_the_command(tmp_path):
    finding = found(tmp_path, model="small.en")["speech model"]
    assert finding.verdict is Verdict.BAD
    assert "voice models pull" in finding.says


def test_a_public_address_without_tls_is_bad(tmp_path):
    assert found(tmp_path, public_url="http://voice.example.org")["public URL"].verdict is Verdict.BAD


def test_missing_prompts_are_bad(tmp_path):
    findings = found(tmp_path, prompts=tmp_path)
    assert findings["greeting rules"].verdict is Verdict.BAD
    assert findings["line default"].verdict is Verdict.BAD


def test_another_key_is_refused(tmp_path):
    found(tmp_path, key="11" * 32)
    assert found(tmp_path, key="22" * 32)["data folder"].verdict is Verdict.BAD
