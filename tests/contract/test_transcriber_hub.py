"""The real hub client against a hub on loopback, whole, broken and cut off in every way a network is."""

import hashlib
import os
import socket
import subprocess
import sys
import time

import pytest
from huggingface_hub import constants

from tests.support.model_hub import REVISION, ModelHub, serving
from voice.errors import ModelMissing
from voice.transcript.catalogue import KnownModel
from voice.transcript.huggingface_hub import HuggingFaceHub
from voice.transcript.models import HubUnreachable

WEIGHTS = os.urandom(300_000)
FILES = {"config.json": b"{}", "model.bin": WEIGHTS, "tokenizer.json": b"{}", "README.md": b"not wanted"}
MODEL = KnownModel("tiny", "a/tiny", REVISION, hashlib.sha256(WEIGHTS).hexdigest(), len(WEIGHTS), "English")


@pytest.fixture(autouse=True)
def online(monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)


def test_a_pull_brings_the_model_files_and_nothing_else(tmp_path):
    seen = []
    with serving(ModelHub(FILES)) as hub:
        revision = HuggingFaceHub(hub.url).pull(MODEL, tmp_path, lambda done, total: seen.append((done, total)))
    assert revision == REVISION
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.json", "model.bin", "tokenizer.json"]
    assert (tmp_path / "model.bin").read_bytes() == WEIGHTS
    assert seen[-1] == (len(WEIGHTS) + 4, len(WEIGHTS) + 4)
    assert all(f"/{REVISION}" in asked for asked in hub.asked)


def test_a_broken_line_is_taken_up_where_it_broke(tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 50_000)
    with serving(ModelHub(FILES, break_off_after=200_000)) as hub:
        HuggingFaceHub(hub.url).pull(MODEL, tmp_path, lambda done, total: None)
    assert (tmp_path / "model.bin").read_bytes() == WEIGHTS
    assert hub.ranges == ["bytes=200000-"]


def test_a_hub_without_the_model_says_so(tmp_path):
    unknown = KnownModel("tiny", "a/tiny", "0" * 40, "", 0, "English")
    with serving(ModelHub(FILES)) as hub, pytest.raises(ModelMissing, match="no longer has"):
        HuggingFaceHub(hub.url).pull(unknown, tmp_path, lambda done, total: None)


def test_a_refused_connection_fails_at_once(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.monotonic()
    with pytest.raises(HubUnreachable):
        HuggingFaceHub(f"http://127.0.0.1:{port}").pull(MODEL, tmp_path, lambda done, total: None)
    assert time.monotonic() - began < 5


def test_a_hub_that_takes_the_call_and_never_speaks_is_given_up(tmp_path):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        began = time.monotonic()
        with pytest.raises(HubUnreachable, match=r"did not answer|out of reach"):
            HuggingFaceHub(f"http://127.0.0.1:{mute.getsockname()[1]}", answer_within_s=0.5).pull(
                MODEL, tmp_path, lambda done, total: None
            )
        assert time.monotonic() - began < 5


def test_a_name_look_up_that_hangs_is_given_up_and_does_not_keep_the_process(tmp_path):
    """Nothing times out a name look-up: a process in which it hangs for a minute must still end in seconds."""
    program = (
        "import socket, time, sys, pathlib\n"
        "socket.getaddrinfo = lambda *a, **k: time.sleep(60)\n"
        "from voice.transcript import models\n"
        "chosen = models.choose('', pathlib.Path(sys.argv[1]))\n"
        "print(chosen.is_embedded, chosen.notes[1])\n"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        env={**os.environ, "HF_HUB_OFFLINE": "0", "HF_ENDPOINT": "http://models.invalid"},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("True The model hub did not answer within 4.5 seconds.")
    assert time.monotonic() - began < 30
