"""Transcripts are compared for what was said, not for how it was typed."""

import json

import pytest

from voice.commands.quality_transcript import read_reference, score
from voice.errors import UntrustedInput
from voice.transcript.scoring import Said, comparable, invented, start_errors
from voice.transcript.values import Utterance, Word


def heard(speaker: str, text: str, start_ms: int) -> Utterance:
    words = tuple(Word(each, start_ms + n * 300, start_ms + n * 300 + 250, 0.9) for n, each in enumerate(text.split()))
    return Utterance("u1", speaker, start_ms, words[-1].end_ms, words, 0.9)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I'm sorry, I can't.", "i am sorry i can not"),
        ("Twenty-five dollars", "25 dollars"),
        ("um, two one two", "2 1 2"),
        ("Okay [laughs] fine", "ok fine"),
        ("It is 1,200", "it is 1200"),
    ],
)
def test_typing_habits_do_not_count(one, other):
    assert comparable(one) == comparable(other)


def test_different_words_still_differ():
    assert comparable("twenty five") != comparable("twenty nine")


SAID = [Said("caller", "my name is Emily", 1000, 2200), Said("agent", "thank you", 3000, 3600)]


def test_a_perfect_transcript_has_no_error():
    report = score("m", [(SAID, [heard("caller", "My name is Emily.", 1000), heard("agent", "Thank you!", 3000)])])
    assert (report.word_error, report.speaker_attributed_error, report.words_on_silence) == (0, 0, 0)
    assert report.words == 6
    assert report.median_start_error_ms == 0


def test_a_misheard_word_counts_once():
    report = score("m", [(SAID, [heard("caller", "my name is Milly", 1000), heard("agent", "thank you", 3000)])])
    assert report.word_error == round(1 / 6, 4)
    assert report.by_speaker == {"caller": 0.25, "agent": 0.0}


def test_words_given_to_the_wrong_speaker_count_as_attributed_error_only():
    report = score("m", [(SAID, [heard("agent", "my name is Emily", 1000), heard("agent", "thank you", 3000)])])
    assert report.word_error == 0
    assert report.speaker_attributed_error > 0.5


def test_a_speaker_the_reference_does_not_know_is_all_error():
    report = score("m", [(SAID, [heard("caller", "my name is Emily", 1000), heard("ghost", "thank you", 3000)])])
    assert report.by_speaker["ghost"] == 2.0


def test_words_where_nobody_spoke_are_counted():
    assert invented(SAID, [heard("caller", "thanks for watching", 8000)]) == 3
    assert invented(SAID, [heard("caller", "my name", 900)]) == 0


def test_the_start_of_a_turn_is_compared_with_its_own_speakers_words():
    assert start_errors(SAID, [heard("caller", "my name", 1200), heard("agent", "thank", 2900)]) == [200, 100]


def test_a_reference_is_read_by_call(tmp_path):
    line = {"audio": "a.wav", "speaker": "caller", "start_ms": 1, "end_ms": 2, "text": "hello"}
    calls = read_reference(f"{json.dumps(line)}\n\n{json.dumps({**line, 'audio': 'b.wav'})}\n", tmp_path)
    assert list(calls) == [tmp_path / "a.wav", tmp_path / "b.wav"]


@pytest.mark.parametrize("line", ["{}", "not json", '{"audio": "a", "speaker": "b", "text": "c", "start_ms": "x"}', ""])
def test_a_line_that_cannot_be_used_is_named(line, tmp_path):
    with pytest.raises(UntrustedInput):
        read_reference(line, tmp_path)
