"""Noise, tones and blemishes in the mel domain, where they cost little."""

from functools import cache

import numpy as np

Array = np.ndarray
BINS = np.arange(80.0)
TELEPHONE_TOP = 63


def stretch_vowels(dice: np.random.Generator, mel: Array) -> Array:
    """Shift formants by up to seven per cent in a third of utterances: other vocal tracts."""
    if dice.random() > 0.35:
        return mel
    source = np.clip(BINS * dice.uniform(0.93, 1.07), 0, 78.999)
    low = source.astype(int)
    share = (source - low).astype(np.float32)
    return np.asarray(mel[:, low] * (1 - share) + mel[:, low + 1] * share)


@cache
def _grain() -> Array:
    """Draw the flicker of white noise once: power of mean one, calmer where bands are wider."""
    shape = 1.5 + 3 * BINS / 80
    flicker = np.random.default_rng(0).gamma(shape, 1 / shape, (30_000, 80))
    return np.asarray(flicker, dtype=np.float32)


def hiss(dice: np.random.Generator, frames: int) -> Array:
    """Make noise power (frames, 80) of a random smooth colour, mostly in the telephone band."""
    bends = np.sort(dice.uniform(0, 79, 5))
    colour = np.interp(BINS, bends, dice.uniform(-1.2, 1.2, 5)) - dice.uniform(0, 0.02) * BINS
    if dice.random() < 0.9:
        colour[TELEPHONE_TOP + dice.integers(0, 3) :] -= 5
    grain = _grain()
    at = int(dice.integers(0, len(grain) - frames))
    power = grain[at : at + frames] * np.float32(10) ** colour.astype(np.float32)
    if dice.random() < 0.3:
        slow = np.sin(np.arange(frames) / dice.uniform(5, 80) + dice.uniform(0, 6))
        power *= (1 + 0.8 * slow).astype(np.float32)[:, None]
    return np.asarray(power)


def tones(dice: np.random.Generator, frames: int) -> Array:
    """Make power (frames, 80) of tones in a cadence: dial and ring tones, keys, a tune."""
    power = np.full((frames, 80), 1e-6)
    at = int(dice.integers(0, 40))
    length, gap = dice.integers(5, 200), dice.integers(0, 200)
    steady = dice.random() < 0.5
    pitches = dice.uniform(8, 50, dice.integers(1, 3))
    while at < frames:
        if not steady:
            pitches = dice.uniform(8, 55, dice.integers(1, 4))
        shape = sum(np.exp(-0.5 * ((BINS - p) / 0.6) ** 2) for p in pitches)
        power[at : at + length] += shape
        at += int(length + gap + 1)
    return power


def background(dice: np.random.Generator, power: Array, speech: bool) -> Array:
    """Make what is to be added to a window: often a quiet hiss, without speech also tones."""
    frames = len(power)
    if not speech:
        loud = 10 ** dice.uniform(-6, 1)
        if dice.random() < 0.4:
            return np.asarray(tones(dice, frames) * loud + hiss(dice, frames) * loud * 1e-4)
        return np.asarray(hiss(dice, frames) * loud)
    if dice.random() < 0.45:
        return np.zeros_like(power)
    return np.asarray(hiss(dice, frames) * power.max() * 10 ** -dice.uniform(1.8, 5.5))


def normalise(dice: np.random.Generator, log_power: Array) -> Array:
    """Normalise as Whisper does; half of windows are quieter than the loudest of their file."""
    top = log_power.max() + (dice.uniform(0, 0.8) if dice.random() < 0.5 else 0.0)
    return np.asarray((np.maximum(log_power, top - 8) + 4) / 4)


def blemish(dice: np.random.Generator, mel: Array) -> None:
    """Blank a few short stretches of time and one band, in place."""
    for _ in range(int(dice.integers(1, 3))):
        at = int(dice.integers(0, len(mel) - 20))
        mel[at : at + int(dice.integers(3, 14))] = mel.min() if dice.random() < 0.5 else mel.mean()
    low = int(dice.integers(0, 70))
    mel[:, low : low + int(dice.integers(1, 11))] = mel.mean()
