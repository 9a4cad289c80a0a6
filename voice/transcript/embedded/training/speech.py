"""Synthesise training speech into shards of log-mel frames with words and phones.

python -m voice.transcript.embedded.training.speech --out build/speech --utterances 30000

A shard is three files: NAME.mel.npy (frames, 80, float16), NAME.phone.npy (frames, int8, -1
where unknown) and NAME.json (one entry an utterance), written last, so a shard is whole or absent.
"""

import argparse
import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from rich.progress import Progress

from voice.transcript.embedded.training import espeak, flite, telephone
from voice.transcript.embedded.training.texts import Sentences, held_out
from voice.transcript.embedded.training.utterance import PHONES, Manner, Samples, Utterance, listed

FLITE_VOICES = ("slt",) * 10 + ("rms",) * 9 + ("awb",) * 7
ESPEAK_VOICES = ("en-us", *(f"en-us{variant}" for variant in listed(" +m1 +m3 +m4 +m7 +f1 +f2 +f3 +f4", " ")))
ESPEAK_VOICES += ("en-gb-x-rp", "en-gb-x-rp+f2")
UNSEEN_VOICES = ("en-us+f5", "en-us+m8", "kal16")
FLITE_SHARE = 0.74
LONGEST = 950
SHARD = 300
_extractor = FeatureExtractor()
_hann = np.hanning(_extractor.n_fft + 1)[:-1].astype(np.float32)


@dataclass(frozen=True)
class Entry:
    """One utterance of a shard: frames are of 10 ms; words are empty where times are unknown."""

    text: str
    voice: str
    frames: int
    words: list[tuple[int, int]]


def speak(text: str, manner: Manner) -> Utterance:
    """Say the text with the synthesiser that has the voice."""
    engine = espeak if manner.voice.startswith("en-") else flite
    return engine.speak(text, manner)


def edges(utterance: Utterance) -> tuple[float, float]:
    """Find where sound begins and ends, in seconds, with a margin of 30 ms."""
    step = utterance.rate // 100
    loud = np.abs(utterance.sound[: len(utterance.sound) // step * step]).reshape(-1, step).max(1)
    where = np.flatnonzero(loud > 0.02 * loud.max())
    begin = max(0.0, where[0] / 100 - 0.03)
    return begin, min(len(utterance.sound) / utterance.rate, (where[-1] + 1) / 100 + 0.03)


def log_mel(sound: Samples) -> np.ndarray:
    """Compute log10 mel power (frames, 80) of sound at 16 kHz, not yet normalised."""
    spectrum = _extractor.stft(
        np.pad(sound, (400, 400)), _extractor.n_fft, _extractor.hop_length, window=_hann,
        return_complex=True,
    )[..., :-1]  # fmt: skip
    power = _extractor.mel_filters @ (np.abs(spectrum) ** 2)
    return np.asarray(np.log10(np.maximum(power, 1e-10)).T[2:-2], dtype=np.float32)


def make(text: str, dice: np.random.Generator) -> tuple[Entry, np.ndarray, np.ndarray] | None:
    """Say a text in a random voice over a random line; None where it is too long or too short."""
    voices = FLITE_VOICES if dice.random() < FLITE_SHARE else ESPEAK_VOICES
    manner = Manner(str(dice.choice(voices)), dice.uniform(0.84, 1.16), dice.uniform(0.6, 1.4))
    spoken, warp = speak(text, manner), float(dice.choice((1, 1, 1, 0.94, 0.97, 1.03, 1.07)))
    begin, end = edges(spoken)
    cut = spoken.sound[int(begin * spoken.rate) : int(end * spoken.rate)]
    mel = log_mel(telephone.call(cut, spoken.rate, warp, dice))
    if not 12 < len(mel) < LONGEST:
        return None
    frame = lambda at: int(np.clip(round((at - begin) / warp * 100), 0, len(mel)))  # noqa: E731
    words = [(frame(a), frame(b)) for a, b in spoken.words]
    return Entry(text, manner.voice, len(mel), words), mel, _phones(spoken, begin, warp, len(mel))


def _phones(spoken: Utterance, begin: float, warp: float, frames: int) -> np.ndarray:
    if not spoken.phones:
        return np.full(frames, -1, np.int8)
    ends = np.array([end for _, end in spoken.phones])
    names = [PHONES.index(name) if name in PHONES else 0 for name, _ in spoken.phones] + [0]
    at = begin + (np.arange(frames) + 0.5) / 100 * warp
    return np.array(names, np.int8)[np.searchsorted(ends, at)]


def write_shard(path: Path, made: list[tuple[Entry, np.ndarray, np.ndarray]]) -> None:
    """Write a shard; its JSON appears last and at once."""
    np.save(f"{path}.mel.npy", np.concatenate([mel for _, mel, _ in made]).astype(np.float16))
    np.save(f"{path}.phone.npy", np.concatenate([phones for _, _, phones in made]))
    partial = Path(f"{path}.part")
    partial.write_text(json.dumps([asdict(entry) for entry, _, _ in made]), encoding="utf-8")
    partial.replace(f"{path}.json")


def main() -> None:
    """Synthesise; run once per core with another --seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--utterances", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sections", nargs="*", default=[], help="only these of the grammar")
    parser.add_argument("--avoid", type=Path, nargs="*", default=[], help="files whose sentences are not to be said")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    sentences, dice = Sentences(7000 + options.seed), np.random.default_rng(options.seed)
    held, count = {s for part in held_out().values() for s in part}, Counter[str]()
    avoided = "\n".join(path.read_text(encoding="utf-8") for path in options.avoid)
    made: list[tuple[Entry, np.ndarray, np.ndarray]] = []
    with Progress() as progress:
        task = progress.add_task("utterances", total=options.utterances)
        while not progress.finished:
            text = sentences.of(str(dice.choice(options.sections))) if options.sections else sentences.any()
            count[text] += 1
            if text in held or text in avoided or count[text] > 4 or (utterance := make(text, dice)) is None:
                continue
            made.append(utterance)
            progress.advance(task)
            if len(made) == SHARD or progress.finished:
                number = sum(count.values())
                write_shard(options.out / f"seed{options.seed}-{number:07d}", made)
                made = []


if __name__ == "__main__":
    main()
