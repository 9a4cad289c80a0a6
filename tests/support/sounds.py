"""Sounds made on the spot, 16 kHz float32: silence, noise, music, key tones, and files that hold them."""

import io

import av
import numpy as np

RATE = 16_000
KEYS = {"1": (697, 1209), "2": (697, 1336), "3": (697, 1477), "5": (770, 1336), "8": (852, 1336), "0": (941, 1336)}


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE), np.float32)


def noise(seconds: float, level: float = 0.01, seed: int = 1) -> np.ndarray:
    return (np.random.default_rng(seed).standard_normal(round(seconds * RATE)) * level).astype(np.float32)


def tone(seconds: float, *hertz: float, level: float = 0.2) -> np.ndarray:
    time = np.arange(round(seconds * RATE)) / RATE
    return (level * np.mean([np.sin(2 * np.pi * f * time) for f in hertz], axis=0)).astype(np.float32)


def keys_pressed(keys: str) -> np.ndarray:
    """DTMF: 120 ms a key, 80 ms between."""
    return np.concatenate([part for key in keys for part in (tone(0.12, *KEYS[key], level=0.4), silence(0.08))])


def hold_music(seconds: float) -> np.ndarray:
    """Chords of plucked notes, four to the bar."""
    chords = ((262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294))
    beats = []
    for beat in range(round(seconds * 2)):
        chord = chords[beat // 4 % 4]
        time = np.arange(RATE // 2) / RATE
        notes = [np.sin(2 * np.pi * f * h * time) / h for f in chord for h in (1, 2, 3)]
        beats.append(np.mean(notes, axis=0) * np.exp(-3 * time) * 0.5)
    return np.concatenate(beats).astype(np.float32)


def file_of(channels: np.ndarray, *, form: str = "wav", codec: str = "pcm_s16le", rate: int = RATE) -> bytes:
    """A file of (channels, samples) float audio in any container and codec PyAV writes."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=form) as container:
        layout = "mono" if channels.shape[0] == 1 else "stereo"
        stream = container.add_stream(codec, rate=rate, layout=layout)
        resampler = av.AudioResampler(format=stream.codec_context.format, layout=layout, rate=rate)
        packed = (np.clip(channels, -1, 1) * 32767).astype(np.int16).T.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(packed), format="s16", layout=layout)
        frame.sample_rate = RATE
        fifo = av.AudioFifo()
        for resampled in (*resampler.resample(frame), *resampler.resample(None)):
            resampled.pts = None
            fifo.write(resampled)
        size = stream.codec_context.frame_size or 1024
        while fifo.samples:
            part = fifo.read(min(size, fifo.samples))
            part.pts = None
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return buffer.getvalue()
