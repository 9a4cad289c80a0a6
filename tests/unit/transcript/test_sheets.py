"""Windows that share one pass of the model: silence keeps them apart, every word goes back to its own."""

import numpy as np
import pytest

from tests.support import sounds
from voice.transcript.drafts import Draft, DraftSegment, DraftWord, believe
from voice.transcript.sheets import APART, Joiner, sheet_of
from voice.transcript.speech import RATE, Window


def window(channel: int, start: float, length: float) -> Window:
    turn = (round(start * RATE), round((start + length) * RATE))
    return Window(channel, (turn,), sounds.noise(length, 0.1, seed=channel))


def draft(*words: tuple[str, float, float]) -> Draft:
    return Draft((DraftSegment(tuple(DraftWord(f" {w}", a, b, 0.9) for w, a, b in words), -0.2, 0.1, 1.0),))


def joined(*windows: Window, limit_s: float = 30.0, most_open: int = 4):
    joiner = Joiner(limit_s, most_open)
    return [sheet for each in windows for sheet in joiner.add(each)] + list(joiner.rest())


def test_what_is_left_over_of_both_channels_is_heard_in_one_pass():
    sheets = joined(window(0, 0, 29.5), window(0, 40, 3), window(1, 0, 28), window(1, 50, 5))
    assert [[each.channel for each in sheet.windows] for sheet in sheets] == [[0], [0, 1], [1]]


def test_a_pass_is_never_longer_than_a_window():
    sheets = joined(*(window(number % 2, number * 20, 9.8) for number in range(7)))
    assert all(len(sheet.audio) <= 30 * RATE for sheet in sheets)
    assert sum(len(sheet.windows) for sheet in sheets) == 7


def test_a_model_that_is_asked_phrase_by_phrase_has_none_joined():
    assert len(joined(window(0, 0, 1), window(1, 2, 1), most_open=0)) == 2


def test_a_second_of_silence_keeps_windows_apart():
    sheet = sheet_of([window(0, 0, 2), window(1, 5, 3)])
    assert not sheet.audio[2 * RATE : 2 * RATE + APART].any()
    assert np.array_equal(sheet.audio[2 * RATE + APART :], sounds.noise(3, 0.1, seed=1))


def test_each_word_goes_back_to_its_own_channel_and_time():
    sheet = sheet_of([window(0, 10, 2), window(1, 50, 3)])
    written = draft(("hello", 0.5, 1.0), ("there", 1.2, 1.8), ("good", 3.5, 4.0), ("morning", 4.1, 5.0))
    found = [believe(part, each, "en").segments for part, each in sheet.parts(written)]
    said = [
        [(each.channel, word.text, word.start_ms) for each in segments for word in each.words] for segments in found
    ]
    assert said == [
        [(0, "hello", 10_500), (0, "there", 11_200)],
        [(1, "good", 50_500), (1, "morning", 51_100)],
    ]


@pytest.mark.parametrize("at", [2.45, 2.55])
def test_a_word_heard_in_the_silence_between_is_dropped_and_counted(at):
    sheet = sheet_of([window(0, 10, 2), window(1, 50, 3)])
    written = draft(("hello", 0.5, 1.0), ("ghost", at - 0.05, at + 0.05), ("good", 3.5, 4.0))
    found = [believe(part, each, "en") for part, each in sheet.parts(written)]
    texts = [word.text for each in found for segment in each.segments for word in segment.words]
    assert texts == ["hello", "good"]
    assert sum(each.dropped_words for each in found) == 1
