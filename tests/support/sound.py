"""Short made-up sounds as WAV files."""

import numpy as np

from voice.call.simulated.sound import Sound, write_wav


def two_tones(seconds=3.0, rate=8000):
    """A two-channel WAV: the caller a low tone, the agent a high one."""
    at = np.arange(int(seconds * rate)) / rate
    tones = [np.sin(2 * np.pi * hertz * at) * 8000 for hertz in (220, 880)]
    return write_wav(Sound(rate, np.stack(tones, axis=1).astype(np.int16)))
