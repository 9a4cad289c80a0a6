"""Test calls: sentences that training never saw, said over a telephone line, and silence."""

from dataclasses import dataclass

import numpy as np

from voice.transcript.embedded.training.speech import ESPEAK_VOICES, UNSEEN_VOICES, edges, speak
from voice.transcript.embedded.training.telephone import (
    EAR_RATE,
    LINE_RATE,
    band,
    mu_law,
    resample,
)
from voice.transcript.embedded.training.texts import held_out
from voice.transcript.embedded.training.utterance import Manner, Samples

FLITE_VOICES = ("slt", "rms", "awb")
KNOWN_VOICES = (*FLITE_VOICES, "slt", "rms", "awb", ESPEAK_VOICES[0], "en-us+f2")
UNSEEN_VARIANTS = tuple(voice for voice in UNSEEN_VOICES if voice.startswith("en-"))
UNSEEN_ENGINE_VOICES = tuple(voice for voice in UNSEEN_VOICES if not voice.startswith("en-"))
QUIET_MINUTES = 10
PEAK = 0.4


@dataclass(frozen=True)
class Case:
    """One test sentence as 16 kHz sound, with its word times in seconds where known."""

    text: str
    voice: str
    sound: Samples
    words: list[tuple[float, float]]


def say(text: str, voice: str, dice: np.random.Generator) -> Case:
    """Say a sentence over an 8 kHz mu-law line, with silence and faint noise around it."""
    spoken = speak(text, Manner(voice))
    begin, end = edges(spoken)
    cut = spoken.sound[int(begin * spoken.rate) : int(end * spoken.rate)]
    line = resample(cut, spoken.rate, LINE_RATE)
    if dice.random() < 0.5:
        line = band(line, 250, 3450)
    before, after = (int(dice.uniform(0.2, 0.9) * LINE_RATE) for _ in range(2))
    line = np.pad(line / np.abs(line).max() * PEAK, (before, after)).astype(np.float32)
    noise = dice.standard_normal(len(line)) * 10 ** (-dice.uniform(50, 65) / 20)
    sound = resample(mu_law(line + noise.astype(np.float32)), LINE_RATE, EAR_RATE)
    shift = before / LINE_RATE - begin
    return Case(text, voice, sound, [(a + shift, b + shift) for a, b in spoken.words])


def cases(count: int) -> dict[str, list[Case]]:
    """Say every set of test sentences, at most `count` of each."""
    texts, dice = held_out(), np.random.default_rng(2026)
    mixed = [s for pair in zip(texts["call"][-60:], texts["free"], strict=False) for s in pair]
    sets = {
        "grammar sentences, known voices": (texts["call"], KNOWN_VOICES),
        "freely written sentences, known voices": (texts["free"], KNOWN_VOICES),
        "digit strings, known voices": (texts["digits"], KNOWN_VOICES),
        "both kinds, an espeak-ng variant never trained on": (mixed[:80], UNSEEN_VARIANTS),
        "both kinds, a flite voice never trained on": (mixed[:40], UNSEEN_ENGINE_VOICES),
    }
    return {
        name: [say(t, voices[i % len(voices)], dice) for i, t in enumerate(sentences[:count])]
        for name, (sentences, voices) in sets.items()
    }


def quiet(minutes: float = QUIET_MINUTES) -> Samples:
    """Make silence, hiss, hum, dial tone, ringing and keys, in turns of ten seconds, at 16 kHz."""
    dice, turn = np.random.default_rng(5), 10 * LINE_RATE
    at = np.arange(turn) / LINE_RATE

    def tone(*pitches: float) -> Samples:
        return np.asarray(sum(np.sin(2 * np.pi * p * at) for p in pitches), dtype=np.float32)

    kinds = (
        np.zeros(turn, np.float32),
        dice.standard_normal(turn).astype(np.float32) * 0.02,
        tone(60, 180) * 0.05,
        tone(350, 440) * 0.1,
        tone(440, 480) * 0.1 * (at % 6 < 2),
        tone(697, 1209) * 0.1 * (at % 1 < 0.15),
        np.cumsum(dice.standard_normal(turn)).astype(np.float32) * 0.0005,
        dice.standard_normal(turn).astype(np.float32) * 0.2 * (dice.random(turn) < 0.001),
    )
    turns = [kinds[i % len(kinds)] for i in range(round(minutes * 6))]
    line = np.clip(np.concatenate(turns), -1, 1).astype(np.float32)
    return resample(mu_law(line), LINE_RATE, EAR_RATE)
