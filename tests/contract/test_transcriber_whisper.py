"""What faster-whisper itself is asked to do: nothing is sent to a model that is not speech, and no stranger is met."""

import socket
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support import micro_whisper, sounds
from tests.support.shared import DATA
from voice.clock import SystemClock
from voice.errors import ModelMissing
from voice.transcript import align, audio, models
from voice.transcript.whisper import WhisperTranscriber

SAMPLE = Path("transcripts/samples/moving-an-appointment.wav")


@pytest.fixture(scope="module")
def embedded() -> WhisperTranscriber:
    return WhisperTranscriber(models.embedded(), SystemClock())


@pytest.fixture(scope="module")
def micro(tmp_path_factory) -> WhisperTranscriber:
    return WhisperTranscriber(models.from_folder(micro_whisper.build(tmp_path_factory.mktemp("m"))), SystemClock())


@pytest.mark.parametrize(
    "sound",
    [
        sounds.silence(20),
        sounds.noise(20, 0.003),
        sounds.noise(20, 0.05),
        sounds.tone(20, 425, level=0.3),
        sounds.hold_music(20),
        sounds.keys_pressed("12358012358012358"),
    ],
    ids=["silence", "line noise", "loud noise", "dial tone", "hold music", "key tones"],
)
def test_what_is_not_speech_gives_no_words_on_either_channel(embedded, micro, sound):
    for transcriber in (embedded, micro):
        for channels in ((sound, sounds.silence(1)), (sounds.silence(1), sound)):
            heard = transcriber.transcribe(channels, "en", ())
            assert [word.text for segment in heard.segments for word in segment.words] == []


def test_silence_never_reaches_the_model(micro):
    heard = micro.transcribe((sounds.silence(60), sounds.silence(60)), "en", ())
    assert heard.run.settings["windows"] == 0


def test_no_socket_is_opened_while_a_call_is_transcribed(embedded, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    channels = tuple(channel[: 6 * audio.RATE] for channel in audio.read_channels(SAMPLE))
    assert embedded.transcribe(channels, "en", ()).segments


def test_a_stream_is_heard_like_the_whole_call(embedded):
    beginning = tuple(channel[: 20 * audio.RATE] for channel in audio.read_channels(SAMPLE))
    pieces = (
        tuple(channel[s : s + 7 * audio.RATE] for channel in beginning)
        for s in range(0, 20 * audio.RATE, 7 * audio.RATE)
    )
    whole = embedded.transcribe(beginning, "en", ())
    streamed = embedded.transcribe_stream(pieces, "en", ())
    assert whole.segments == streamed.segments
    assert streamed.run.settings["audio_s"] == 20.0


def test_turns_of_both_speakers_alternate_as_they_did(embedded):
    heard = embedded.transcribe(audio.read_channels(SAMPLE), "en", ())
    found = align.utterances(heard.segments, ("caller", "agent"))
    assert len(found) >= 15
    assert found[0].speaker == "agent"
    assert {a.speaker != b.speaker for a, b in pairwise(found)} == {True}


def test_a_folder_that_is_no_model_is_named_before_anything_is_loaded(tmp_path):
    with pytest.raises(ModelMissing, match=r"no config\.json"):
        models.from_folder(tmp_path)


def test_a_broken_model_file_is_one_sentence(tmp_path):
    folder = micro_whisper.build(tmp_path / "broken")
    (folder / "model.bin").write_bytes(b"not a model")
    with pytest.raises(ModelMissing, match="could not be loaded"):
        WhisperTranscriber(models.from_folder(folder), SystemClock())


def test_what_the_embedded_model_makes_of_a_human_voice_is_marked_doubtful(embedded):
    human = DATA / "audio" / "jfk.flac"
    if not human.is_file():
        pytest.skip("the shared recording of a human voice is not here")
    heard = embedded.transcribe(audio.read_channels(human)[:1], "en", ())
    assert heard.segments
    assert {segment.doubtful for segment in heard.segments} == {"low_probability"}


def test_clear_synthetic_speech_is_not_marked_doubtful(embedded):
    beginning = tuple(channel[: 15 * audio.RATE] for channel in audio.read_channels(SAMPLE))
    assert {segment.doubtful for segment in embedded.transcribe(beginning, "en", ()).segments} == {""}
