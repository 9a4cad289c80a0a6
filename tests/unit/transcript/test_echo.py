"""An echo is not said twice; people who speak at once are both heard."""

from pathlib import Path

import numpy as np
import pytest

from tests.support import sounds
from voice.transcript import audio
from voice.transcript.echo import without_echo
from voice.transcript.speech import RATE


@pytest.fixture(scope="module")
def call() -> tuple[np.ndarray, np.ndarray]:
    left, right = audio.read_channels(Path("transcripts/samples/moving-an-appointment.wav"))
    return left[: 20 * RATE], right[: 20 * RATE]


def echo_of(samples: np.ndarray, delay_s: float, level: float) -> np.ndarray:
    """Later, quieter, smeared by a small room, with the line's noise on top."""
    room = np.array([1.0, 0, 0.3, 0, -0.2, 0, 0.1])
    smeared = np.convolve(samples, room)[: len(samples)] * level
    delayed = np.concatenate([np.zeros(round(delay_s * RATE), np.float32), smeared])[: len(samples)]
    return (delayed + sounds.noise(len(samples) / RATE, 0.001)).astype(np.float32)


@pytest.mark.parametrize("delay_s", [0.01, 0.12, 0.5])
@pytest.mark.parametrize("level", [0.05, 0.3])
def test_the_agents_voice_coming_back_is_dropped(call, delay_s, level):
    agent = call[1]
    silent_caller = echo_of(agent, delay_s, level)
    turn = (round(0.4 * RATE), round(6 * RATE))
    kept = without_echo([[(turn[0], turn[1] + round(delay_s * RATE))], [turn]], (silent_caller, agent))
    assert kept == [[], [turn]]


def test_two_people_speaking_at_once_are_both_kept(call):
    caller, agent = call
    both = np.roll(caller, -6 * RATE), agent
    turns = [[(round(0.6 * RATE), 4 * RATE)], [(round(0.6 * RATE), 5 * RATE)]]
    assert without_echo(turns, both) == turns


def test_a_caller_who_speaks_over_an_echo_is_kept(call):
    caller, agent = call
    mixed = np.roll(caller, -6 * RATE) + echo_of(agent, 0.1, 0.1)
    turns = [[(round(0.6 * RATE), 4 * RATE)], [(round(0.6 * RATE), 5 * RATE)]]
    assert without_echo(turns, (mixed, agent)) == turns


def test_one_microphone_written_to_both_channels_is_heard_once(call):
    turn = (round(0.6 * RATE), 5 * RATE)
    assert without_echo([[turn], [turn]], (call[1], call[1].copy())) == [[turn], []]


def test_a_single_channel_has_no_echo(call):
    assert without_echo([[(0, RATE)]], (call[0],)) == [[(0, RATE)]]


def test_nothing_in_the_other_channel_means_no_echo(call):
    turns = [[(round(6.6 * RATE), 9 * RATE)], []]
    assert without_echo(turns, (call[0], np.zeros_like(call[0]))) == turns
