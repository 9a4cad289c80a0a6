"""A diarization pipeline is a program: only the one that was trusted, unchanged, is used."""

import pytest

from voice.errors import ModelMissing
from voice.transcript import trusted

CONFIG = "pipeline:\n  params:\n    segmentation: $model/segmentation\n    embedding: $model/embedding\n"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "pipeline"
    (place / "segmentation").mkdir(parents=True)
    (place / "segmentation" / "pytorch_model.bin").write_bytes(b"weights")
    (place / "config.yaml").write_text(CONFIG)
    return place


def test_a_trusted_pipeline_is_found_again(folder, tmp_path):
    found = trusted.trust(folder, tmp_path)
    assert trusted.recall(tmp_path) == found
    assert len(found.digest) == 64


@pytest.mark.parametrize("file", ["segmentation/pytorch_model.bin", "config.yaml", "another.py"])
def test_a_pipeline_that_changed_is_not_opened(folder, tmp_path, file):
    trusted.trust(folder, tmp_path)
    (folder / file).write_bytes(b"something else")
    with pytest.raises(ModelMissing, match="changed"):
        trusted.recall(tmp_path)


def test_nothing_is_trusted_from_the_start(tmp_path):
    with pytest.raises(ModelMissing, match="voice models trust"):
        trusted.recall(tmp_path)


def test_a_folder_without_a_pipeline_is_not_trusted(tmp_path):
    with pytest.raises(ModelMissing, match="no diarization pipeline"):
        trusted.trust(tmp_path, tmp_path)


@pytest.mark.parametrize(
    "more",
    [
        "    plda: someone/else\n",
        "    plda: /somewhere/else\n",
        "preprocessors:\n  key:\n    name: os.system\n    params:\n      command: echo\n",
    ],
)
def test_a_pipeline_that_reaches_out_of_its_folder_is_not_trusted(folder, tmp_path, more):
    (folder / "config.yaml").write_text(CONFIG + more)
    with pytest.raises(ModelMissing, match="not trusted"):
        trusted.trust(folder, tmp_path)
