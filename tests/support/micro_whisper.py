"""A model of Whisper's shape with random weights, built on the spot: same files, same code path, no meaning.

Its compute is that of a real model of the same shape, so it also serves to measure.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ctranslate2.specs import WhisperSpec
from ctranslate2.specs.whisper_spec import WhisperConfig
from tokenizers import AddedToken, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE

TIMESTAMPS = 1501
WINDOW_POSITIONS = 1500
TEXT_POSITIONS = 448


@dataclass(frozen=True, slots=True)
class Shape:
    """Layers, width and heads; the default is the smallest that is still a Whisper."""

    encoder_layers: int = 1
    decoder_layers: int = 1
    width: int = 64
    heads: int = 2
    mels: int = 80
    text_tokens: int = 1_000


MICRO = Shape()
TINY = Shape(4, 4, 384, 6, text_tokens=50_257)
BASE = Shape(6, 6, 512, 8, text_tokens=50_257)
SMALL = Shape(12, 12, 768, 12, text_tokens=50_257)


def build(folder: Path, shape: Shape = MICRO, quantization: str = "int8") -> Path:
    """Write the model's files into `folder` and return it; published conversions are "float16"."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens = _write_tokenizer(folder, shape.text_tokens)
    random = np.random.default_rng(7)
    spec = WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    _fill(spec, shape, len(tokens), random)
    spec.register_vocabulary(tokens)
    config: WhisperConfig = spec.config
    config.suppress_ids, config.suppress_ids_begin, config.lang_ids = [], [], []
    config.alignment_heads = [(shape.decoder_layers - 1, head) for head in range(shape.heads)]
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(folder))
    (folder / "preprocessor_config.json").write_text(
        json.dumps(
            {"feature_size": shape.mels, "sampling_rate": 16000, "hop_length": 160, "chunk_length": 30, "n_fft": 400}
        )
    )
    return folder


def _write_tokenizer(folder: Path, text_tokens: int) -> list[str]:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    pairs = [(a, b) for a in letters for b in letters]
    merges, words = [], {letter: number for number, letter in enumerate(letters)}
    for a, b in pairs:
        if len(words) >= text_tokens:
            break
        words[a + b] = len(words)
        merges.append((a, b))
    tokenizer = Tokenizer(BPE(vocab=words, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    specials = ["<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|translate|>", "<|transcribe|>"]
    specials += ["<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"]
    tokenizer.add_special_tokens([AddedToken(each, special=True) for each in specials])
    tokenizer.save(str(folder / "tokenizer.json"))
    tokens = [token for token, _ in sorted(tokenizer.get_vocab().items(), key=lambda each: each[1])]
    return tokens + [f"<|{number * 0.02:.2f}|>" for number in range(TIMESTAMPS)]


def _fill(spec: WhisperSpec, shape: Shape, vocabulary: int, random: np.random.Generator) -> None:
    width = shape.width

    def weights(*size: int) -> np.ndarray:
        return (random.standard_normal(size) / np.sqrt(size[-1])).astype(np.float32)

    def linear(layer, rows: int, columns: int) -> None:
        layer.weight, layer.bias = weights(rows, columns), np.zeros(rows, np.float32)

    def norm(layer) -> None:
        layer.gamma, layer.beta = np.ones(width, np.float32), np.zeros(width, np.float32)

    def attention(layer, *sizes: int) -> None:
        norm(layer.layer_norm)
        for part, rows in zip(layer.linear, sizes, strict=True):
            linear(part, rows, width)

    for conv, channels in ((spec.encoder.conv1, shape.mels), (spec.encoder.conv2, width)):
        conv.weight, conv.bias = weights(width, channels, 3), np.zeros(width, np.float32)
    spec.encoder.position_encodings.encodings = weights(WINDOW_POSITIONS, width)
    spec.decoder.position_encodings.encodings = weights(TEXT_POSITIONS, width)
    spec.decoder.embeddings.weight = spec.decoder.projection.weight = weights(vocabulary, width)
    for half in (spec.encoder, spec.decoder):
        norm(half.layer_norm)
        for layer in half.layer:
            attention(layer.self_attention, 3 * width, width)
            if half is spec.decoder:
                attention(layer.attention, width, 2 * width, width)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, 4 * width, width)
            linear(layer.ffn.linear_1, width, 4 * width)
