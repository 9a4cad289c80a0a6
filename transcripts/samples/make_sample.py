"""Makes a sample call's audio from its script, with Debian's flite (`apt install flite`).

    python transcripts/samples/make_sample.py transcripts/samples/moving-an-appointment.toml

Writes, beside the script, a two-channel 8 kHz mu-law WAV (channel 0 the caller, channel 1 the
agent, as a carrier records an inbound leg) and a JSON with each turn's start and end in ms.
"""

import json
import struct
import subprocess
import sys
import tempfile
import tomllib
import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE = 8000
LEAD_MS, PAUSE_MS, TAIL_MS = 600, 650, 600
CHANNEL = {"caller": 0, "agent": 1}


def speak(text: str, voice: str) -> npt.NDArray[np.float64]:
    """What flite says, band-limited to 8 kHz, mono float64 in [-1, 1]."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "turn.wav"
        subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(file)], check=True)
        with wave.open(str(file)) as spoken:
            rate = spoken.getframerate()
            samples = np.frombuffer(spoken.readframes(spoken.getnframes()), "<i2") / 32768
    return trimmed(resampled(samples, rate))


def resampled(samples: npt.NDArray[np.float64], rate: int) -> npt.NDArray[np.float64]:
    """To 8 kHz through the spectrum: everything above 3.7 kHz is gone, as on a phone line."""
    spectrum = np.fft.rfft(samples)
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate)
    spectrum[(frequencies > 3700) | (frequencies < 120)] = 0
    length = round(len(samples) * RATE / rate)
    kept = spectrum[: length // 2 + 1]
    return np.fft.irfft(kept, length) * (length / len(samples))


def trimmed(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Without the silence flite puts around a sentence, at an even level."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    spoken = samples[loud[0] : loud[-1]] if len(loud) else samples
    return spoken * (0.4 / max(float(np.abs(spoken).max()), 1e-6))


def mu_law(samples: npt.NDArray[np.float64]) -> bytes:
    """ITU-T G.711 mu-law bytes of samples in [-1, 1]."""
    linear = np.clip(samples * 32768, -32635, 32635).astype(np.int32)
    sign = np.where(linear < 0, 0x80, 0)
    magnitude = np.abs(linear) + 132
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    return (~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8).tobytes()


def wav(body: bytes, channels: int) -> bytes:
    """A WAV file (format 7, mu-law) around interleaved bytes."""
    form = struct.pack("<HHIIHHH", 7, channels, RATE, RATE * channels, channels, 8, 0)
    chunks = b"fmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def main(script: Path) -> None:
    """Speak every turn in order, lay them on two channels, write audio and times."""
    cast = tomllib.loads(script.read_text(encoding="utf-8"))
    voices = {"caller": cast["caller_voice"], "agent": cast["agent_voice"]}
    at = LEAD_MS * RATE // 1000
    placed: list[tuple[str, int, npt.NDArray[np.float64], str]] = []
    for turn in cast["turns"]:
        samples = speak(turn["text"], voices[turn["speaker"]])
        placed.append((turn["speaker"], at, samples, turn["text"]))
        at += len(samples) + PAUSE_MS * RATE // 1000
    audio = np.random.default_rng(0).standard_normal((at + TAIL_MS * RATE // 1000, 2)) * 0.0006
    for speaker, start, samples, _ in placed:
        audio[start : start + len(samples), CHANNEL[speaker]] += samples
    script.with_suffix(".wav").write_bytes(wav(mu_law(audio.reshape(-1)), 2))
    times = [
        {
            "speaker": speaker,
            "start_ms": start * 1000 // RATE,
            "end_ms": (start + len(samples)) * 1000 // RATE,
            "text": text,
        }
        for speaker, start, samples, text in placed
    ]
    script.with_suffix(".json").write_text(json.dumps(times, indent=1) + "\n", encoding="utf-8")
    print(f"{len(audio) / RATE:.1f} s, {script.with_suffix('.wav').stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
