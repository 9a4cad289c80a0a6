"""One party's voice in the other's channel: recognised by its waveform, and not transcribed twice.

A phone's loudspeaker leaks into its microphone: the far voice comes back later and quieter. Two
voices of different people never correlate like that, whatever they say.
"""

from collections.abc import Sequence

import numpy as np

from voice.transcript.ports import Samples
from voice.transcript.speech import RATE, Stretch

LATEST_ECHO_S = 0.6
"""Acoustic echo over a phone network comes back within this."""
BLOCK_S = 1.0
SAME_WAVE = 0.5
"""Normalised correlation above which a block is the other channel's sound; different voices stay below 0.3."""
COPY = 0.98
"""Above this, with no delay and at the same level, the channel is a copy: one microphone written twice."""
QUIETER = 0.7
"""An echo has lost at least 3 dB."""
ECHO_SHARE = 0.8


def without_echo(turns: Sequence[Sequence[Stretch]], channels: Sequence[Samples]) -> list[list[Stretch]]:
    """The turns of each channel that are not an echo (or a copy) of another channel's sound."""
    kept: list[list[Stretch]] = []
    for number, own in enumerate(turns):
        others = [(other, samples) for other, samples in enumerate(channels) if other != number]
        kept.append(
            [
                turn
                for turn in own
                if not any(_is_echo(channels[number], samples, turn, number > other) for other, samples in others)
            ]
        )
    return kept


def _is_echo(own: Samples, other: Samples, turn: Stretch, is_later: bool) -> bool:
    """Whether most blocks of the turn that carry sound are the other channel's sound."""
    echoed = sounding = 0.0
    for start in range(turn[0], turn[1], round(BLOCK_S * RATE)):
        end = min(start + round(BLOCK_S * RATE), turn[1])
        energy = float(np.sum(np.square(own[start:end], dtype=np.float64)))
        sounding += energy
        if energy and _block_is_echo(own, other, (start, end), is_later):
            echoed += energy
    return sounding > 0 and echoed >= ECHO_SHARE * sounding


def _block_is_echo(own: Samples, other: Samples, block: Stretch, is_later: bool) -> bool:
    start, end = block
    before = min(round(LATEST_ECHO_S * RATE), start)
    heard = own[start:end].astype(np.float64)
    source = other[start - before : end].astype(np.float64)
    own_power = float(np.sum(np.square(heard)))
    total = np.concatenate(([0.0], np.cumsum(np.square(source))))
    if total[-1] < max(0.99 * own_power, 1e-6 * len(source)):
        return False  # too little there to come back as this much
    size = 1 << int(np.ceil(np.log2(len(heard) + len(source))))
    products = np.fft.irfft(np.fft.rfft(source, size) * np.conj(np.fft.rfft(heard, size)), size)[: before + 1]
    power = total[len(heard) : len(heard) + before + 1] - total[: before + 1]
    alike = np.abs(products) / np.sqrt(np.maximum(power * own_power, 1e-12))
    best = int(np.argmax(alike))
    is_quieter = own_power < QUIETER**2 * power[best]
    is_copy = is_later and best == before and alike[best] > COPY
    return bool(alike[best] > SAME_WAVE and is_quieter) or bool(is_copy)
