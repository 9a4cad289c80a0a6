"""Energy gate, windows, sections: nothing spoken is lost, no time is invented."""

import numpy as np
import pytest

from tests.support import sounds
from voice.transcript import sections, speech
from voice.transcript.speech import RATE


def test_digital_silence_has_no_candidates():
    samples = sounds.silence(10)
    assert speech.candidates(speech.loud_frames(samples), len(samples)) == ()


def test_the_last_bit_of_mu_law_is_silence_too():
    samples = np.full(10 * RATE, 8 / 32768, np.float32)
    assert speech.candidates(speech.loud_frames(samples), len(samples)) == ()


def test_a_sound_is_a_candidate_with_a_margin_around_it():
    samples = np.concatenate([sounds.silence(3), sounds.tone(1, 300), sounds.silence(3)])
    ((start, end),) = speech.candidates(speech.loud_frames(samples), len(samples))
    assert start / RATE == pytest.approx(2.5, abs=0.05)
    assert end / RATE == pytest.approx(4.5, abs=0.05)


def test_a_quiet_talker_over_line_noise_still_passes_the_gate():
    samples = sounds.noise(10, level=0.002)
    samples[5 * RATE : 6 * RATE] += sounds.tone(1, 300, level=0.03)
    loud = speech.loud_frames(samples)
    assert loud[5 * 50 + 5 : 6 * 50 - 5].all()


def test_a_channel_that_is_all_speech_is_not_gated_by_itself():
    assert speech.loud_frames(sounds.noise(10, level=0.1)).all()


def packed(*turns: tuple[float, float], limit_s: float = 6.0, open_windows: int = 4) -> list[speech.Window]:
    packer = speech.Packer(0, limit_s, open_windows)
    windows = []
    for start, length in turns:
        windows += packer.add(round(start * RATE), sounds.noise(length, 0.1))
    return windows + list(packer.rest())


def lengths(windows: list[speech.Window]) -> list[list[int]]:
    return [[round((end - start) / RATE) for start, end in window.turns] for window in windows]


def test_a_turn_goes_into_the_first_window_that_has_room():
    assert lengths(packed((0, 2), (5, 5), (20, 3), (30, 1))) == [[2, 3, 1], [5]]


def test_what_is_left_over_is_packed_once_more_where_that_saves_a_window():
    assert len(packed((0, 2), (10, 3), (20, 3), (30, 4))) == 2


def test_with_no_window_kept_open_each_phrase_has_its_own():
    assert lengths(packed((0, 2), (5, 3), (20, 1), (21, 1), open_windows=0)) == [[2], [3], [1, 1]]


def test_turns_that_touch_stay_together():
    assert lengths(packed((0, 4), (10, 1), (20, 2), (22, 1))) == [[4, 1], [2, 1]]


def test_no_more_than_a_few_windows_are_open_at_once():
    packer = speech.Packer(0, 6.0, 4)
    done = [list(packer.add(number * 10 * RATE, sounds.noise(5, 0.1))) for number in range(6)]
    assert [len(each) for each in done] == [0, 0, 0, 0, 0, 1]


def test_a_word_is_placed_in_the_turn_that_holds_its_middle():
    (window,) = packed((1, 2), (10, 2))
    assert window.place(0.5, 1.0) == (1.5 * RATE, 2 * RATE)
    start, end = window.place(2.2, 2.8)
    assert (start / RATE, end / RATE) == (10.2, 10.8)


def test_a_word_never_reaches_out_of_its_turn():
    (window,) = packed((1, 2), (10, 2))
    assert window.place(1.5, 2.2) == (2.5 * RATE, 3 * RATE)
    assert window.place(3.9, 9.0) == (11.9 * RATE, 12 * RATE)
    assert window.place(8.0, 9.0) == (12 * RATE - 1, 12 * RATE)
    assert window.place(-1.0, 0.5) == (1 * RATE, 1.5 * RATE)


def test_a_long_turn_is_cut_where_it_is_quietest():
    audio = np.concatenate([sounds.noise(4.5, 0.1), sounds.silence(0.3), sounds.noise(4.5, 0.1)])
    parts = list(speech.split(audio, 6 * RATE))
    assert len(parts) == 2
    assert parts[0][1] / RATE == pytest.approx(4.65, abs=0.15)


def test_sections_join_to_the_whole_call_and_are_cut_in_a_pause():
    left, right = sounds.noise(200, 0.1), sounds.noise(200, 0.1, seed=2)
    for samples in (left, right):
        samples[50 * RATE : 51 * RATE] = 0
    found = list(sections.sections(iter([(left[:70_000], right[:70_000]), (left[70_000:], right[70_000:])])))
    assert np.array_equal(np.concatenate([section.channels[0] for section in found]), left)
    assert np.array_equal(np.concatenate([section.channels[1] for section in found]), right)
    assert found[1].start == len(found[0].channels[0])
    assert 50 * RATE < found[1].start < 51 * RATE


def test_channels_of_different_length_end_in_silence():
    (piece,) = sections.slices((sounds.noise(2), sounds.noise(1)))
    assert len(piece[1]) == 2 * RATE
    assert not piece[1][RATE:].any()
