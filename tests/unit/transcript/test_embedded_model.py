"""The embedded model is small, says what it is, hears a clear synthetic sentence, and nothing in silence."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from faster_whisper import WhisperModel

from voice.transcript import embedded

FOLDER = Path(embedded.__file__).parent
MODEL = FOLDER / "model"
LARGEST = 15 * 1024 * 1024
RATE = 16_000


@cache
def model() -> WhisperModel:
    return WhisperModel(str(MODEL), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)


def hear(sound: np.ndarray, *, vad: bool) -> str:
    segments, _ = model().transcribe(
        sound.astype(np.float32),
        language="en",
        beam_size=5,
        vad_filter=vad,
        word_timestamps=True,
        condition_on_previous_text=False,
    )
    return " ".join("".join(segment.text for segment in segments).split())


def test_the_package_data_stays_under_fifteen_megabytes() -> None:
    sizes = [path.stat().st_size for path in FOLDER.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert sum(sizes) <= LARGEST


def test_the_model_says_that_it_is_not_for_real_callers() -> None:
    said = json.loads((MODEL / "voice.json").read_text(encoding="utf-8"))
    assert said["purpose"] == "demonstration and tests"
    assert said["languages"] == ["en"]
    assert said["call"]["condition_on_previous_text"] is False


def test_the_vocabulary_is_english_only_and_ends_with_ten_seconds_of_timestamps() -> None:
    vocabulary = json.loads((MODEL / "vocabulary.json").read_text(encoding="utf-8"))
    tokenizer = json.loads((MODEL / "tokenizer.json").read_text(encoding="utf-8"))
    assert "" not in vocabulary
    assert vocabulary[-501] == "<|0.00|>"
    assert vocabulary[-1] == "<|10.00|>"
    assert not any(token["content"].startswith("<|0") for token in tokenizer["added_tokens"])
    assert model().model.is_multilingual is False


def test_the_bare_space_is_not_suppressed() -> None:
    """A segment begins with a bare space; were it suppressed, words would be garbled."""
    config = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))
    space = model().hf_tokenizer.token_to_id("Ġ")
    assert space not in config["suppress_ids"]
    assert len(config["alignment_heads"]) == 2


@pytest.mark.parametrize("vad", [True, False])
def test_silence_gives_no_words(vad: bool) -> None:
    assert hear(np.zeros(8 * RATE), vad=vad) == ""


def test_noise_gives_no_words() -> None:
    assert hear(np.random.default_rng(1).standard_normal(8 * RATE) * 0.01, vad=True) == ""


def test_a_clear_synthetic_sentence_is_heard_with_its_times() -> None:
    try:
        from voice.transcript.embedded.training import flite
        from voice.transcript.embedded.training.utterance import Manner

        spoken = flite.speak("I would like to change my appointment, please.", Manner("slt"))
    except OSError:
        pytest.skip("Flite is not installed here (Debian: libflite1), so there is nothing to say the sentence")
    assert spoken.rate == RATE
    assert hear(spoken.sound, vad=True).lower().rstrip(".") == "i would like to change my appointment, please"
