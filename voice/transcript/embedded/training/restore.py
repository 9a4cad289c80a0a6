"""Read the shipped model's weights back, so that training can go on from them.

The shipped file is CTranslate2's binary format, version 6: named arrays, the large ones as
int8 with one scale a row. What comes back is rounded to that; the phone reader, which is not
shipped, starts anew.
"""

import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch

from voice.transcript.embedded.training.network import WINDOW
from voice.transcript.embedded.training.tokens import MODEL
from voice.transcript.embedded.training.weights import LINEAR, NORM, linears, norms

KINDS = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
VERSION = 6


def restore(path: Path = MODEL / "model.bin") -> dict[str, torch.Tensor]:
    """Read the weights under the network's names."""
    with path.open("rb") as file:
        theirs = _arrays(file)
    ours: dict[str, np.ndarray] = {}
    for name, layers in linears().items():
        for kind in LINEAR:
            parts = np.split(theirs[f"{name}/{kind}"], len(layers))
            ours |= {f"{layer}.{kind}": part for layer, part in zip(layers, parts, strict=True)}
    for name, layer in norms().items():
        ours[f"{layer}.weight"], ours[f"{layer}.bias"] = (theirs[f"{name}/{kind}"] for kind in NORM)
    positions = theirs["encoder/position_encodings/encodings"]
    ours["positions"], ours["padding"] = positions[:WINDOW], positions[WINDOW]
    ours["embedding.weight"] = theirs["decoder/embeddings/weight"]
    ours["text_positions"] = theirs["decoder/position_encodings/encodings"]
    return {name: torch.from_numpy(np.array(value)) for name, value in ours.items()}


def _arrays(file: BinaryIO) -> dict[str, np.ndarray]:
    """Read every array, widened to float32 where it was int8."""
    if _number(file, "I") != VERSION:
        raise ValueError("only version 6 of CTranslate2's format can be read")
    _text(file)
    _number(file, "I")
    found: dict[str, np.ndarray] = {}
    for _ in range(_number(file, "I")):
        name = _text(file)
        shape = [_number(file, "I") for _ in range(_number(file, "B"))]
        kind = np.dtype(KINDS[_number(file, "B")])
        found[name] = np.frombuffer(file.read(_number(file, "I")), kind).reshape(shape)
    for name in [n for n in found if f"{n}_scale" in found]:
        scale = found[f"{name}_scale"].reshape(-1, *[1] * (found[name].ndim - 1))
        found[name] = found[name].astype(np.float32) / scale
    return found


def _number(file: BinaryIO, kind: str) -> int:
    return int(struct.unpack(f"<{kind}", file.read(struct.calcsize(f"<{kind}")))[0])


def _text(file: BinaryIO) -> str:
    return file.read(_number(file, "H"))[:-1].decode()
