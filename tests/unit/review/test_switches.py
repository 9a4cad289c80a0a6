"""What is on and off is computed from what is in force."""

from dataclasses import replace

import pytest

from voice.greeting.lines import DEFAULT
from voice.greeting.values import LineMode, RecordFrom
from voice.review.switches import of_line
from voice.settings import Settings
from voice.wiring.switches import switches


def found(line=DEFAULT, **changed):
    return {one.feature: one for one in of_line(replace(line, **changed))}


def everywhere(**given):
    settings = Settings.model_validate({"data": "nowhere", **given})
    return {one.feature: one for one in switches(settings)}


def test_a_line_that_asks_records_after_a_yes_and_derives_what_it_asks_for():
    told = found()
    assert told["Recording"].on
    assert told["Recording"].says == "after a yes"
    assert told["Summary, sentiment, category"].on
    assert not found(purposes=("recording", "transcription"))["Summary, sentiment, category"].on


@pytest.mark.parametrize("mode", [LineMode.NEVER, LineMode.ANNOUNCE_ONLY])
def test_a_line_that_never_records_has_everything_off_that_rests_on_a_recording(mode):
    told = found(mode=mode)
    for feature in ("Recording", "Transcription", "Summary, sentiment, category"):
        assert not told[feature].on
        assert told[feature].setting == "mode"


def test_a_line_that_may_include_minors_records_nobody():
    told = found(may_include_minors=True)
    assert not told["Recording"].on
    assert told["Recording"].setting == "may_include_minors"


def test_a_stream_leaves_no_copy_at_the_carrier():
    assert found(record_from=RecordFrom.STREAM)["No copy at the carrier"].on
    assert not found()["No copy at the carrier"].on


def test_what_is_kept_or_blocked_is_named():
    told = found(redaction={"URL": "keep", "CREDIT_CARD": "block"})
    assert not told["Every type redacted"].on
    assert told["Every type redacted"].says == "stays in the text: url"
    assert told["Raw words and sound destroyed"].says == "where one of these was said: credit card"


def test_every_switch_of_the_installation_names_a_setting_that_exists():
    names = {f"VOICE_{name.upper()}" for name in Settings.model_fields}
    for one in everywhere().values():
        assert one.setting in names


def test_switches_follow_the_settings():
    assert not everywhere()["Signing in by a provider"].on
    assert everywhere(oidc_issuer="https://login.example.org")["Signing in by a provider"].on
    assert everywhere()["The model hub may be asked"].on
    assert not everywhere(offline=True)["The model hub may be asked"].on
    assert everywhere(carrier_token="t")["Calls from the carrier"].on
