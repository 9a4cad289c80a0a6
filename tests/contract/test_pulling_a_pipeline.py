"""A diarization pipeline from a hub that wants a token: fetched, pinned, recorded; trusted by a person alone."""

import json
import os

import pytest
from huggingface_hub import constants
from typer.testing import CliRunner

from tests.support.model_hub import REVISION, ModelHub, serving
from voice.commands import models as models_command
from voice.errors import ModelMissing
from voice.transcript import models, pipelines, trusted
from voice.transcript.huggingface_hub import HuggingFaceHub
from voice.transcript.models import HubUnreachable

TOKEN = "hf_a_token_of_somebody"
CONFIG = b"pipeline:\n  params:\n    segmentation: $model/segmentation\n    embedding: $model/embedding\n"
FILES = {
    "config.yaml": CONFIG,
    "segmentation/pytorch_model.bin": os.urandom(200_000),
    "embedding/pytorch_model.bin": os.urandom(1_000),
    "plda/plda.npz": os.urandom(500),
    "README.md": b"not wanted",
    "setup.py": b"not wanted either",
}
NAME = "community-1"


@pytest.fixture(autouse=True)
def loopback(monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    known = pipelines.KnownPipeline(NAME, "a/pipeline", REVISION, "CC-BY-4.0")
    monkeypatch.setitem(pipelines.KNOWN, NAME, known)


def pulled(hub, data, token=TOKEN, progress=None):
    return pipelines.pull(NAME, data, HuggingFaceHub(hub.url, token=token), progress)


def test_a_pull_brings_the_parts_alone_and_records_what_came(tmp_path):
    seen = []
    with serving(ModelHub(FILES, token=TOKEN)) as hub:
        folder = pulled(hub, tmp_path, progress=lambda done, total: seen.append((done, total)))
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert present == set(FILES) - {"README.md", "setup.py"}
    record = json.loads((tmp_path / "pipelines" / f"{NAME}.json").read_text())
    assert (record["revision"], set(record["files"])) == (REVISION, present)
    assert seen[-1][0] == seen[-1][1] > 200_000
    assert all(f"/{REVISION}" in asked for asked in hub.asked)


def test_the_token_is_shown_to_the_hub_and_rests_nowhere(tmp_path):
    with serving(ModelHub(FILES, token=TOKEN)) as hub:
        pulled(hub, tmp_path)
    assert hub.tokens == {TOKEN}
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert TOKEN.encode() not in everything


@pytest.mark.parametrize("token", ["", "hf_of_another"])
def test_without_the_right_token_it_is_said_what_to_do(tmp_path, token):
    with serving(ModelHub(FILES, token=TOKEN)) as hub, pytest.raises(ModelMissing, match="VOICE_HUB_TOKEN") as told:
        pulled(hub, tmp_path, token)
    assert TOKEN not in told.value.public
    assert not pipelines.is_here(NAME, tmp_path)


def test_a_pull_that_broke_off_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 50_000)
    with serving(ModelHub(FILES, token=TOKEN, break_off_after=150_000)) as hub:
        folder = pulled(hub, tmp_path)
    assert (folder / "segmentation" / "pytorch_model.bin").read_bytes() == FILES["segmentation/pytorch_model.bin"]
    assert hub.ranges == ["bytes=150000-"]


def test_what_is_not_what_the_hub_states_is_deleted(tmp_path):
    hub = ModelHub(FILES, token=TOKEN, stated={"plda/plda.npz": "0" * 64})
    with serving(hub), pytest.raises(ModelMissing, match=r"plda/plda\.npz.*deleted"):
        pulled(hub, tmp_path)
    assert list((tmp_path / "pipelines").iterdir()) == []


def test_a_pulled_pipeline_is_not_trusted_until_a_person_says_so_and_then_without_the_hub(tmp_path, monkeypatch):
    monkeypatch.setenv("VOICE_DATA", str(tmp_path))
    with serving(ModelHub(FILES, token=TOKEN)) as hub:
        folder = pulled(hub, tmp_path)
    with pytest.raises(ModelMissing, match="No diarization pipeline is trusted"):
        trusted.recall(tmp_path)
    done = CliRunner().invoke(models_command.app, ["trust", NAME], catch_exceptions=False)
    assert done.exit_code == 0
    found = trusted.recall(tmp_path)
    assert (found.folder, found.revision, found.licence) == (folder.resolve(), REVISION, "CC-BY-4.0")


def test_a_changed_pipeline_is_named_and_not_opened(tmp_path, monkeypatch):
    monkeypatch.setenv("VOICE_DATA", str(tmp_path))
    with serving(ModelHub(FILES, token=TOKEN)) as hub:
        folder = pulled(hub, tmp_path)
    trusted.trust(folder, tmp_path)
    (folder / "segmentation" / "pytorch_model.bin").write_bytes(b"other weights")
    done = CliRunner().invoke(models_command.app, ["verify"])
    assert (done.exit_code, "changed: segmentation/pytorch_model.bin" in done.stdout) == (1, True)
    with pytest.raises(ModelMissing, match="changed since it was trusted"):
        trusted.recall(tmp_path)


def test_a_pipeline_is_no_speech_model_and_can_be_removed(tmp_path, monkeypatch):
    monkeypatch.setenv("VOICE_DATA", str(tmp_path))
    with serving(ModelHub(FILES, token=TOKEN)) as hub:
        pulled(hub, tmp_path)
    assert models.pulled(tmp_path) == ()
    assert NAME in CliRunner().invoke(models_command.app, ["list"]).stdout
    assert "removed" in CliRunner().invoke(models_command.app, ["remove", NAME]).stdout
    assert not pipelines.is_here(NAME, tmp_path)


def test_a_hub_out_of_reach_is_said_within_seconds(tmp_path):
    with pytest.raises(HubUnreachable):
        pipelines.pull(NAME, tmp_path, HuggingFaceHub("http://127.0.0.1:9", token=TOKEN))
