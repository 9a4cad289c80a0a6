"""What a model invents is cut or marked: silence, stock phrases, loops, poor attempts; what was said stays."""

import numpy as np
import pytest

from tests.support import micro_whisper, sounds
from voice.clock import SystemClock
from voice.transcript import faster_whisper, models
from voice.transcript.drafts import Draft, DraftSegment, DraftWord, believe
from voice.transcript.speech import RATE, Window
from voice.transcript.threads import ThreadPlan
from voice.transcript.whisper import Decoding, WhisperTranscriber

TWO_AT_ONCE = Decoding(device="cpu", batch_size=2)
TALK = "could I move my appointment to Thursday please"


def spoken(*stretches: tuple[float, float], length: float = 10.0) -> Window:
    """A window of silence with sound in these stretches of it."""
    audio = sounds.silence(length)
    for start, end in stretches:
        audio[round(start * RATE) : round(end * RATE)] = sounds.noise(end - start, 0.1)
    return Window(0, ((0, len(audio)),), audio)


def written(text: str, start: float = 0.5, end: float = 4.5, sure: float = 0.9, **scores: float) -> DraftSegment:
    said = text.split()
    step = (end - start) / len(said)
    words = tuple(DraftWord(f" {word}", start + n * step, start + (n + 1) * step, sure) for n, word in enumerate(said))
    known = {"average_log_probability": -0.2, "no_speech_probability": 0.05, "compression_ratio": 1.2} | scores
    return DraftSegment(words, **known)


def believed(*segments: DraftSegment, window: Window | None = None, language: str = "en"):
    return believe(window or spoken((0.0, 10.0)), Draft(segments), language)


def texts(found) -> list[str]:
    return [" ".join(word.text for word in segment.words) for segment in found.segments]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Thanks for watching!", "en"),
        ("Untertitel der Amara.org-Community", "de"),
        ("Sous-titres réalisés par la communauté d'Amara.org", "fr"),
        ("¡Suscríbete al canal!", "es"),
        ("Thanks for watching!", "de"),
    ],
)
def test_a_stock_phrase_is_dropped_in_its_language_and_what_was_said_beside_it_stays(text, language):
    found = believed(written(text), written(TALK, 5.0, 9.0), language=language)
    assert texts(found) == [TALK]
    assert (found.dropped_segments, found.dropped_words) == (1, len(text.split()))


def test_a_stock_phrase_of_one_language_is_talk_in_another():
    assert texts(believed(written("bis zum nächsten Mal"), language="fr")) == ["bis zum nächsten Mal"]


def test_words_whose_times_fall_into_silence_are_dropped():
    window = spoken((0.0, 3.0), length=10.0)
    found = believed(written("yes that is right", 0.2, 2.6), written("and goodbye", 6.0, 8.0), window=window)
    assert texts(found) == ["yes that is right"]
    assert found.dropped_words == 2


def test_a_word_half_in_silence_is_not_lost():
    window = spoken((0.0, 3.0), length=10.0)
    assert texts(believed(written("goodbye", 2.5, 3.6), window=window)) == ["goodbye"]


def test_a_loop_is_cut_to_its_first_round_and_the_segment_marked():
    [segment] = believed(written("I will call you back " * 6, 0.2, 9.8)).segments
    assert " ".join(word.text for word in segment.words) == "I will call you back"
    assert segment.doubtful == "repeats_itself"


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        ({}, ""),
        ({"average_log_probability": -1.4}, "low_probability"),
        ({"no_speech_probability": 0.7}, "perhaps_no_speech"),
        ({"compression_ratio": 2.9}, "repeats_itself"),
        ({"sure": 0.3}, "low_probability"),
    ],
)
def test_a_doubtful_segment_says_why_and_a_good_one_says_nothing(scores, reason):
    [segment] = believed(written(TALK, **scores)).segments
    assert segment.doubtful == reason


def test_what_the_model_itself_takes_for_silence_is_dropped():
    found = believed(written(TALK, average_log_probability=-1.4, no_speech_probability=0.7))
    assert found.segments == ()


@pytest.mark.parametrize("given", [-0.2, 0.0, 0.5, 1.0, 1.3])
def test_every_word_has_a_probability_between_nothing_and_certainty(given):
    [segment] = believed(written(TALK, sure=given)).segments
    assert {word.probability for word in segment.words} == {min(max(given, 0.0), 1.0)}


class Scripted:
    """Stands where faster-whisper is asked: poor at temperature 0 for chosen audio, good above."""

    def __init__(self, poor: int, warmer: float = -0.3) -> None:
        self.asked: list[tuple[float, int]] = []
        self.questions: list[faster_whisper.Question] = []
        self._poor, self._warmer = poor, warmer

    def __call__(self, whisper, heard, question):
        self.asked.append((question.temperature, len(heard)))
        self.questions.append(question)
        if question.temperature:
            return [Draft((written("warmer words", average_log_probability=self._warmer),)) for _ in heard]
        scores = [-2.0 if n < self._poor else -0.2 for n in range(len(heard))]
        return [Draft((written("cold words", average_log_probability=each),)) for each in scores]


@pytest.fixture(scope="module")
def micro(tmp_path_factory):
    return models.from_folder(micro_whisper.build(tmp_path_factory.mktemp("micro")))


@pytest.fixture
def hear(micro, monkeypatch):
    def run(scripted, *, hints=(), language="en", channels=None):
        # Two turns too long for one pass: two windows in one batch.
        monkeypatch.setattr(faster_whisper, "voiced", lambda samples: [(0, 20 * RATE), (25 * RATE, 45 * RATE)])
        monkeypatch.setattr(faster_whisper, "ask", scripted)
        ours = WhisperTranscriber(micro, SystemClock(), plan=ThreadPlan(1, 1), decoding=TWO_AT_ONCE)
        return ours.transcribe(channels or (sounds.noise(50, 0.1),), language, hints)

    return run


def test_only_the_poor_window_of_a_batch_is_tried_again_at_a_higher_temperature(hear):
    scripted = Scripted(poor=1)
    found = hear(scripted)
    assert scripted.asked == [(0.0, 2), (0.2, 1)]
    assert sorted(texts(found)) == ["cold words", "warmer words"]
    assert found.run.settings["windows_tried_again"] == 1


def test_a_worse_second_attempt_does_not_replace_the_first_and_the_doubt_stays(hear):
    scripted = Scripted(poor=2, warmer=-3.0)
    found = hear(scripted)
    assert scripted.asked == [(0.0, 2), (0.2, 2), (0.6, 2)]
    assert set(texts(found)) == {"cold words"}
    assert {segment.doubtful for segment in found.segments} == {"low_probability"}


def test_good_windows_are_decoded_once(hear):
    scripted = Scripted(poor=0)
    assert hear(scripted).run.settings["windows_tried_again"] == 0
    assert scripted.asked == [(0.0, 2)]


def test_the_lines_words_are_given_to_the_model_as_hints(hear):
    scripted = Scripted(poor=0)
    found = hear(scripted, hints=("Harbour Dental", "hygienist"))
    assert {question.hotwords for question in scripted.questions} == {"Harbour Dental, hygienist"}
    assert found.run.settings["hints"] == 2


def test_a_language_is_detected_once_for_each_channel_and_its_windows_are_heard_in_it(hear, monkeypatch):
    detected = []

    def language_of(whisper, samples):
        detected.append("de" if np.abs(samples).mean() > 0.1 else "en")
        return detected[-1]

    monkeypatch.setattr(faster_whisper, "languages", lambda whisper: ("en", "de"))
    monkeypatch.setattr(faster_whisper, "language_of", language_of)
    scripted = Scripted(poor=0)
    hear(scripted, language="", channels=(sounds.noise(50, 0.1), sounds.noise(50, 0.3, seed=2)))
    assert sorted(detected) == ["de", "en"]
    assert sorted(question.language for question in scripted.questions) == ["de", "en"]


def test_a_language_the_line_fixes_is_not_detected(hear, monkeypatch):
    def refuse(whisper, samples):
        raise AssertionError("a language was detected")

    monkeypatch.setattr(faster_whisper, "language_of", refuse)
    scripted = Scripted(poor=0)
    assert hear(scripted, language="en-US").language == "en"
