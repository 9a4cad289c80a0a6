"""The data folder opened: made on the first start, refused where running would be unsafe."""

import stat

import pytest

from tests.support.clock import FrozenClock
from tests.support.ended_call import CALL, House, minds
from tests.support.postgres import ON_POSTGRES, fresh_url
from voice.call.values import CallState
from voice.errors import CarrierRefused, KeyMissing, SettingsError
from voice.journey.after import AfterCall
from voice.journey.end import Ending
from voice.settings import Settings
from voice.wiring.parts import open_parts


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def settings(request, tmp_path):
    url = fresh_url() if request.param == "postgres" else ""
    return Settings(data=tmp_path / "data", transcripts=tmp_path / "transcripts", database_url=url)


def test_a_first_start_makes_a_folder_that_only_its_owner_may_enter(settings):
    open_parts(settings).close()
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700
    assert stat.S_IMODE((settings.data / "key").stat().st_mode) == 0o600


def test_a_second_start_finds_what_the_first_one_left(settings):
    first = open_parts(settings)
    first.sealed.put(CALL, "a.json", b"kept")
    second = open_parts(settings)
    assert second.sealed.get(CALL, "a.json") == b"kept"
    assert second.ledger.public_key() == first.ledger.public_key()
    first.close()
    second.close()


def test_a_lost_key_refuses_to_start_and_makes_no_other(settings):
    open_parts(settings).close()
    (settings.data / "key").unlink()
    with pytest.raises(KeyMissing, match="restore"):
        open_parts(settings)
    assert not (settings.data / "key").exists()


def test_another_key_refuses_to_start(settings):
    open_parts(settings).close()
    with pytest.raises(KeyMissing, match="give back the key"):
        open_parts(settings.model_copy(update={"key": type(settings.key)("ab" * 32)}))


def test_a_key_file_that_is_not_there_is_named(settings, tmp_path):
    with pytest.raises(SettingsError, match="VOICE_KEY_FILE"):
        open_parts(settings.model_copy(update={"key_file": tmp_path / "nowhere"}))


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="VOICE_DATA"):
        open_parts(Settings(data=tmp_path / "file" / "data"))


def test_without_credentials_nothing_is_asked_of_a_carrier(settings):
    parts = open_parts(settings)
    for ask in (parts.carrier.recordings_of, parts.carrier.reports, parts.carrier.delete_recording):
        with pytest.raises(CarrierRefused, match="VOICE_CARRIER_ACCOUNT"):
            ask("RE1")
    parts.close()


def test_a_call_goes_all_the_way_and_ends(settings):
    parts = open_parts(settings, FrozenClock())
    house = House(parts, parts.exports)
    house.ended_call()
    for step in AfterCall(house.parts, minds(parts.clock)).steps():
        step.run(CALL)
    assert parts.book.call(CALL).state is CallState.READY
    certificate = Ending(house.parts).erase(CALL, "request")
    assert all(gone.verified for gone in certificate.artefacts)
    assert parts.book.call(CALL).state is CallState.ERASED
    assert parts.ledger.verify() == ()
    parts.close()


def test_nothing_is_made_outside_the_folder(settings, monkeypatch, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    open_parts(settings).close()
    assert list(elsewhere.iterdir()) == []
