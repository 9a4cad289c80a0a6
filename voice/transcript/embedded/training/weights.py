"""Which weights of a CTranslate2 Whisper are which weights of the network."""

from voice.transcript.embedded.training.network import DECODERS, ENCODERS

LINEAR, NORM = ("weight", "bias"), ("gamma", "beta")


def linears() -> dict[str, tuple[str, ...]]:
    """Name each CTranslate2 linear or convolution layer with the network layers stacked in it."""
    found: dict[str, tuple[str, ...]] = {f"encoder/{c}": (c,) for c in ("conv1", "conv2")}
    for part, count in (("encoder", ENCODERS), ("decoder", DECODERS)):
        for index in range(count):
            theirs, ours = f"{part}/layer_{index}", f"{part}.{index}"
            attention = f"{ours}.self_attention"
            stacked = tuple(f"{attention}.{matrix}" for matrix in ("query", "key", "value"))
            found[f"{theirs}/self_attention/linear_0"] = stacked
            found[f"{theirs}/self_attention/linear_1"] = (f"{attention}.out",)
            found[f"{theirs}/ffn/linear_0"] = (f"{ours}.widen",)
            found[f"{theirs}/ffn/linear_1"] = (f"{ours}.narrow",)
            if part == "decoder":
                cross = f"{ours}.cross_attention"
                found[f"{theirs}/attention/linear_0"] = (f"{cross}.query",)
                found[f"{theirs}/attention/linear_1"] = (f"{cross}.key", f"{cross}.value")
                found[f"{theirs}/attention/linear_2"] = (f"{cross}.out",)
    return found


def norms() -> dict[str, str]:
    """Name each CTranslate2 layer norm with the network's."""
    found = {"encoder/layer_norm": "encoder_norm", "decoder/layer_norm": "decoder_norm"}
    for part, count in (("encoder", ENCODERS), ("decoder", DECODERS)):
        for index in range(count):
            theirs, ours = f"{part}/layer_{index}", f"{part}.{index}"
            found[f"{theirs}/self_attention/layer_norm"] = f"{ours}.self_norm"
            found[f"{theirs}/ffn/layer_norm"] = f"{ours}.feed_norm"
            if part == "decoder":
                found[f"{theirs}/attention/layer_norm"] = f"{ours}.cross_norm"
    return found
