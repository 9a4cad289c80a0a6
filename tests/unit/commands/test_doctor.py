"""The doctor sees what is missing, and says what to do."""

from dataclasses import replace

import pytest

from tests.architecture.source import ROOT
from tests.support.call_documents import a_call
from tests.support.sound import two_tones
from voice.call.simulator import ACCOUNT, TOKEN, Simulator
from voice.commands.doctor import Verdict, examine
from voice.recording.values import Recording, RecordingState
from voice.settings import Settings
from voice.vault.heartbeats import Heartbeat, HeartbeatBook
from voice.wiring.parts import open_parts


def found(tmp_path, network=False, **given):
    settings = Settings.model_validate(
        {"data": tmp_path / "data", "prompts": ROOT / "prompts", "model": "embedded", **given}
    )
    return {finding.check: finding for finding in examine(settings, network)}


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


@pytest.fixture
def carrier():
    simulator = Simulator("http://127.0.0.1:1", audio=two_tones(0.2), environment={}).start()
    yield simulator
    simulator.stop()


def beside(simulator, tmp_path, token=TOKEN):
    """Findings with the simulated carrier on the other side."""
    account = {"carrier_account": ACCOUNT, "carrier_token": token, "carrier_api_url": simulator.api_url}
    return found(tmp_path, network=True, public_url="http://127.0.0.1:1", **account)


def test_the_carriers_side_is_looked_at_with_clock_copies_and_numbers(tmp_path, carrier):
    carrier.exchange.add_number("+14155550100")
    findings = beside(carrier, tmp_path)
    assert findings["carrier"].verdict is Verdict.GOOD
    assert findings["clock"].verdict is Verdict.GOOD
    assert findings["carrier copies"].verdict is Verdict.GOOD
    # The account's number rings elsewhere.
    assert "voice twilio connect" in findings["numbers"].says


def test_a_wrong_token_is_bad_and_nothing_more_is_asked(tmp_path, carrier):
    findings = beside(carrier, tmp_path, token="another")
    assert findings["carrier"].verdict is Verdict.BAD
    assert "carrier copies" not in findings


def test_a_copy_that_should_be_gone_is_bad_and_a_strangers_is_only_named(tmp_path, carrier):
    call = carrier.exchange.begin_call("+14152345678", "+14155550100", 8000)
    copy = carrier.exchange.begin_recording(call, "dial", 2)
    assert beside(carrier, tmp_path)["carrier copies"].verdict is Verdict.CAUTION
    parts = open_parts(Settings.model_validate({"data": tmp_path / "data", "prompts": ROOT / "prompts"}))
    parts.book.add_call(replace(a_call(), carrier_call_id=call.sid))
    gone = Recording("r-1", a_call().id, copy.sid, RecordingState.CARRIER_COPY_GONE, "DialVerb", 2, 1000)
    parts.book.add_recording(gone)
    parts.close()
    assert beside(carrier, tmp_path)["carrier copies"].verdict is Verdict.BAD
