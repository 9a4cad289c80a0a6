"""Send speech through a telephone line: 300 to 3400 Hz, 8 kHz, mu-law, and its blemishes."""

from fractions import Fraction

import numpy as np
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

from voice.transcript.embedded.training.utterance import Samples

LINE_RATE = 8000
EAR_RATE = 16000
MU = 255.0


def resample(sound: Samples, rate: float, target: float) -> Samples:
    """Resample by the nearest small fraction."""
    ratio = Fraction(target / rate).limit_denominator(160)
    return resample_poly(sound, ratio.numerator, ratio.denominator).astype(np.float32)


def mu_law(sound: Samples) -> Samples:
    """Code with eight-bit mu-law (ITU-T G.711) and decode again."""
    coded = np.sign(sound) * np.log1p(MU * np.abs(sound)) / np.log1p(MU)
    stepped = np.round((coded + 1) * 127.5) / 127.5 - 1
    decoded = np.sign(stepped) * ((1 + MU) ** np.abs(stepped) - 1) / MU
    return decoded.astype(np.float32)


def band(sound: Samples, low: float, high: float, order: int = 4) -> Samples:
    """Keep what lies between two frequencies, in Hz, of sound at the line's rate."""
    filter_ = butter(order, [low, high], "band", fs=LINE_RATE, output="sos")
    return sosfilt(filter_, sound).astype(np.float32)


def echo(sound: Samples, rate: int, dice: np.random.Generator) -> Samples:
    """Put the speaker into a small room."""
    count = int(rate * dice.uniform(0.04, 0.15))
    decay = np.exp(-np.arange(count) / count * 5) * dice.uniform(0.05, 0.2)
    room = (dice.standard_normal(count) * decay).astype(np.float32)
    room[0] = 1
    return fftconvolve(sound, room)[: len(sound) + count // 2].astype(np.float32)


def call(sound: Samples, rate: int, warp: float, dice: np.random.Generator) -> Samples:
    """Make training sound at 16 kHz of a random line; `warp` above 1 is faster and higher."""
    narrow = dice.random() < 0.94
    target = LINE_RATE if narrow else EAR_RATE
    line = resample(sound, rate * warp, target)
    if dice.random() < 0.1:
        line = echo(line, target, dice)
    if narrow and dice.random() < 0.65:
        line = band(line, dice.uniform(150, 320), dice.uniform(3300, 3600), int(dice.choice((2, 4))))
    line = line / (np.abs(line).max() + 1e-9) * 10 ** (dice.uniform(-16, -1) / 20)
    return resample(mu_law(line), LINE_RATE, EAR_RATE) if narrow else line.astype(np.float32)
