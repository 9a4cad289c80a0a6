"""Turn a training checkpoint into the shipped CTranslate2 int8 model.

python -m voice.transcript.embedded.training.export build/run/latest.pt
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from ctranslate2.specs.whisper_spec import WhisperSpec

from voice.transcript.embedded.training.network import DECODERS, ENCODERS, HEADS, POSITIONS, WINDOW
from voice.transcript.embedded.training.tokens import MODEL, Tokens
from voice.transcript.embedded.training.weights import LINEAR, NORM, linears, norms

ALIGNMENT_HEADS = [(DECODERS - 1, 0), (DECODERS - 1, 1)]
AVERAGE_SHARE = 0.4
PREPROCESSOR = {
    "feature_size": 80, "sampling_rate": 16000, "hop_length": 160, "chunk_length": 10, "n_fft": 400,
}  # fmt: skip


def specify(ours: dict[str, np.ndarray], tokens: Tokens) -> WhisperSpec:
    """Fill CTranslate2's description of a Whisper with the network's weights."""
    spec = WhisperSpec(ENCODERS, HEADS, DECODERS, HEADS)
    for name, layers in linears().items():
        for kind in LINEAR:
            value = np.concatenate([ours[f"{layer}.{kind}"] for layer in layers])
            setattr(_at(spec, name), kind, value)
    for name, layer in norms().items():
        for kind, own in zip(NORM, ("weight", "bias"), strict=True):
            setattr(_at(spec, name), kind, ours[f"{layer}.{own}"])
    padding = np.tile(ours["padding"], (POSITIONS - WINDOW, 1))
    spec.encoder.position_encodings.encodings = np.concatenate([ours["positions"], padding])
    spec.decoder.position_encodings.encodings = ours["text_positions"]
    spec.decoder.embeddings.weight = ours["embedding.weight"]
    spec.decoder.projection.weight = ours["embedding.weight"]
    spec.register_vocabulary(tokens.vocabulary())
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [tokens.end]
    spec.config.lang_ids = [tokens.english]
    spec.config.alignment_heads = ALIGNMENT_HEADS
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def _at(spec: object, path: str) -> object:
    for step in path.split("/"):
        name, _, index = step.rpartition("_")
        listed = index.isdigit() and hasattr(spec, name)
        spec = getattr(spec, name)[int(index)] if listed else getattr(spec, step)
    return spec


def blend(checkpoint: Path, average: float) -> dict[str, np.ndarray]:
    """Mix the last weights with a share of their running average, which hears better than either."""
    saved = torch.load(checkpoint, map_location="cpu")
    pairs = ((name, last, saved["average"][name]) for name, last in saved["network"].items())
    return {name: last.float().lerp(mean.float(), average).numpy() for name, last, mean in pairs}


def export(checkpoint: Path, folder: Path, average: float) -> None:
    """Write the model's files into a folder, each one replaced at once."""
    ours = blend(checkpoint, average)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        specify(ours, Tokens()).save(made)
        (Path(made) / "preprocessor_config.json").write_text(json.dumps(PREPROCESSOR) + "\n")
        shutil.copy(MODEL / "tokenizer.json", made)
        for path in sorted(Path(made).iterdir()):
            path.chmod(0o644)
            path.replace(folder / path.name)


def main() -> None:
    """Export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--average", type=float, default=AVERAGE_SHARE, help="share of the running average")
    options = parser.parse_args()
    export(options.checkpoint, options.out, options.average)


if __name__ == "__main__":
    main()
