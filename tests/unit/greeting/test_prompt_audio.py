"""Our own recordings of prompts: played instead of text, hashed into the record, served with caching."""

import hashlib
import shutil

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.line import PROMPTS, RING, Line
from voice.call.values import Play
from voice.errors import NothingThere
from voice.greeting import audio
from voice.greeting.script import ScriptFaulty, load
from voice.journey.receipts import signed_receipt
from voice.web.prompt_audio import router

SOUND = b"RIFF....WAVEsound of a greeting"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(PROMPTS, tmp_path / "prompts")
    script = tmp_path / "prompts/greetings/standard/en-US.toml"
    script.write_text(script.read_text() + '\n[audio]\nnotice = "en-US/notice.wav"\n')
    (tmp_path / "prompts/audio/en-US").mkdir(parents=True)
    (tmp_path / "prompts/audio/en-US/notice.wav").write_bytes(SOUND)
    (tmp_path / "prompts/secret.wav").write_bytes(b"not below audio")
    return tmp_path / "prompts"


def test_a_recorded_prompt_is_played_and_its_hash_goes_into_record_and_receipt(folder):
    line = Line(scripts=lambda name, locale: load(folder, name, locale))
    actions = line.ring()
    assert actions[0].prompts[0] == Play("/audio/en-US/notice.wav")
    receipt = signed_receipt(line.call(), line.ledger, RING, line.clock.now(), "voice 0.1.0")
    assert receipt["notices"][0]["audio_sha256"] == [hashlib.sha256(SOUND).hexdigest()]


def test_a_script_that_names_a_missing_recording_is_refused(folder):
    (folder / "audio/en-US/notice.wav").unlink()
    with pytest.raises(ScriptFaulty, match=r"prompts/audio/en-US/notice\.wav"):
        load(folder, "standard", "en-US")


@pytest.mark.parametrize("path", ["../secret.wav", "/etc/passwd", "en-US/../../secret.wav", "en-US", "none.wav", ""])
def test_nothing_else_on_the_machine_is_a_prompt(folder, path):
    with pytest.raises(NothingThere):
        audio.read(folder, path)


def test_the_carrier_fetches_a_prompt_once_and_then_only_asks_whether_it_changed(folder):
    app = FastAPI()
    app.include_router(router(folder))
    client = TestClient(app)
    first = client.get("/audio/en-US/notice.wav")
    assert (first.status_code, first.content, first.headers["content-type"]) == (200, SOUND, "audio/wav")
    assert "max-age" in first.headers["cache-control"]
    again = client.get("/audio/en-US/notice.wav", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/audio/..%2Fsecret.wav").status_code == 404
