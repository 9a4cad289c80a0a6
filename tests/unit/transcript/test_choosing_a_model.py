"""The order of choice, and that nothing is ever swapped in silence."""

import hashlib
from pathlib import Path

import pytest

from tests.support import micro_whisper
from voice.errors import ModelMissing
from voice.transcript import catalogue, models
from voice.transcript.catalogue import KnownModel
from voice.transcript.models import HubUnreachable


class Shelf:
    """A hub that has one micro model, whatever it is asked for."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.asked: list[str] = []

    def pull(self, model, folder, progress):
        self.asked.append(model.name)
        for file in self.source.iterdir():
            (folder / file.name).write_bytes(file.read_bytes())
        progress(1, 1)
        return model.revision


class CutOff:
    def pull(self, model, folder, progress):
        raise HubUnreachable("The model hub is out of reach from this machine.")


class Forbidden:
    def pull(self, model, folder, progress):
        raise AssertionError("the hub was asked")


@pytest.fixture(scope="session")
def micro(tmp_path_factory) -> Path:
    return micro_whisper.build(tmp_path_factory.mktemp("micro"))


@pytest.fixture
def shelf(micro, monkeypatch) -> Shelf:
    """The catalogue pins what this shelf holds."""
    content = (micro / "model.bin").read_bytes()
    for name in ("base.en", "tiny"):
        pinned = KnownModel(name, f"a/{name}", "r" * 40, hashlib.sha256(content).hexdigest(), len(content), "English")
        monkeypatch.setitem(catalogue.KNOWN, name, pinned)
    return Shelf(micro)


def test_the_embedded_model_can_be_named(tmp_path):
    chosen = models.choose("embedded", tmp_path, hub=Forbidden())
    assert chosen.is_embedded
    assert chosen.identity.purpose == "demonstration and tests"
    assert chosen.call.window_s == 6
    assert not chosen.call.takes_hints


def test_a_folder_can_be_named(tmp_path, micro):
    chosen = models.choose(str(micro), tmp_path, hub=Forbidden())
    assert chosen.folder == micro
    assert "VOICE_MODEL" in chosen.notes[0]


def test_a_known_name_is_pulled_once_and_then_found(tmp_path, shelf):
    first = models.choose("tiny", tmp_path, hub=shelf)
    again = models.choose("tiny", tmp_path, offline=True, hub=Forbidden())
    assert shelf.asked == ["tiny"]
    assert first.identity == again.identity
    assert first.identity.revision == "r" * 40
    assert "pulled now" in first.notes[0]
    assert "pulled earlier" in again.notes[0]


def test_a_model_already_here_goes_before_the_hub(tmp_path, shelf):
    models.pull("tiny", tmp_path, shelf)
    chosen = models.choose("", tmp_path, hub=Forbidden())
    assert chosen.identity.name == "tiny"


def test_the_default_goes_before_others_that_are_here_and_they_are_named(tmp_path, shelf):
    models.pull("tiny", tmp_path, shelf)
    models.pull("base.en", tmp_path, shelf)
    chosen = models.choose("", tmp_path, hub=Forbidden())
    assert chosen.identity.name == "base.en"
    assert "tiny" in chosen.notes[0]


def test_with_nothing_here_the_default_is_pulled(tmp_path, shelf):
    assert models.choose("", tmp_path, hub=shelf).identity.name == "base.en"


def test_where_no_hub_answers_the_embedded_model_says_so(tmp_path):
    chosen = models.choose("", tmp_path, hub=CutOff())
    assert chosen.is_embedded
    assert "understands no real caller" in chosen.notes[0]
    assert "out of reach" in chosen.notes[1]
    assert "voice models pull base.en" in chosen.notes[1]


def test_offline_means_the_hub_is_not_even_asked(tmp_path):
    chosen = models.choose("", tmp_path, offline=True, hub=Forbidden())
    assert chosen.is_embedded
    assert "offline" in chosen.notes[1]


@pytest.mark.parametrize(("offline", "hub"), [(False, CutOff()), (True, Forbidden())])
def test_a_model_that_was_named_is_never_replaced_by_another(tmp_path, offline, hub):
    with pytest.raises(ModelMissing, match="voice models pull small"):
        models.choose("small", tmp_path, offline=offline, hub=hub)


def test_an_unknown_name_lists_the_known_ones(tmp_path):
    with pytest.raises(ModelMissing, match=r"base\.en"):
        models.choose("huge", tmp_path, hub=Forbidden())


def test_a_download_that_is_not_what_was_pinned_is_refused_and_deleted(tmp_path, shelf, monkeypatch):
    wrong = KnownModel("tiny", "a/tiny", "r" * 40, "f" * 64, 1, "English")
    monkeypatch.setitem(catalogue.KNOWN, "tiny", wrong)
    with pytest.raises(ModelMissing, match="SHA-256"):
        models.pull("tiny", tmp_path, shelf)
    assert list((tmp_path / "models").iterdir()) == []


def test_a_pulled_model_that_changed_on_disk_is_not_used(tmp_path, shelf):
    models.pull("tiny", tmp_path, shelf)
    with (models.folder_of("tiny", tmp_path) / "model.bin").open("ab") as file:
        file.write(b"x")
    assert models.verify("tiny", tmp_path) == ("model.bin",)
    with pytest.raises(ModelMissing, match="changed on disk"):
        models.choose("", tmp_path, hub=Forbidden())


def test_an_untouched_model_verifies(tmp_path, shelf):
    models.pull("tiny", tmp_path, shelf)
    assert models.verify("tiny", tmp_path) == ()


def test_removing_one_model_leaves_the_other(tmp_path, shelf):
    models.pull("tiny", tmp_path, shelf)
    models.pull("base.en", tmp_path, shelf)
    assert models.remove("tiny", tmp_path) > 0
    assert models.pulled(tmp_path) == ("base.en",)
    assert models.verify("base.en", tmp_path) == ()


def test_removing_what_is_not_there_says_so(tmp_path):
    with pytest.raises(ModelMissing, match="nothing was removed"):
        models.remove("tiny", tmp_path)


def test_the_digest_changes_with_any_file(tmp_path, micro):
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in micro.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    same = models.from_folder(copy).identity.digest
    (copy / "tokenizer.json").write_text("{}")
    assert models.from_folder(micro).identity.digest == same != models.from_folder(copy).identity.digest


def test_every_known_model_is_pinned():
    for known in catalogue.KNOWN.values():
        assert len(known.revision) == 40
        assert len(known.model_sha256) == 64
        assert known.model_bytes > 50_000_000
        assert known.licence
