"""How wide text is in Helvetica and its metric twins (Arial, Liberation Sans), without a font at hand.

Advance widths per 1000 units of the em, from Adobe's published font metrics (Core 14 AFM).
"""

_REGULAR: dict[str, int] = {
    **dict.fromkeys(" !,./:;I[\\]ft", 278), **dict.fromkeys("()-`r", 333), **dict.fromkeys("ijl", 222),
    **dict.fromkeys("+<=>~", 584), **dict.fromkeys("cksvxyzJ", 500), **dict.fromkeys("TFZ", 611), '"': 355, "'": 191,
    **dict.fromkeys("ABEKPSVXY&", 667), **dict.fromkeys("CDHNRUw", 722), **dict.fromkeys("GOQ", 778), "M": 833,
    "m": 833, "W": 944, "%": 889, "@": 1015, "*": 389, "^": 469, "|": 260, "{": 334, "}": 334, "…": 1000, "—": 1000,
    "·": 278, "“": 333, "”": 333, "’": 222,
}  # fmt: skip
_BOLD: dict[str, int] = {
    **dict.fromkeys(" ,./I\\ijl", 278), **dict.fromkeys("!():;-[]ft`", 333), **dict.fromkeys("+<=>~", 584),
    **dict.fromkeys("r*{}", 389), **dict.fromkeys("bdghnopquFTZL", 611), **dict.fromkeys("EPSVXY", 667), "z": 500,
    **dict.fromkeys("ABCDHKNRU&", 722), **dict.fromkeys("GOQw", 778), "M": 833, "m": 889, "W": 944, "%": 889, "@": 975,
    '"': 474, "'": 238, "|": 280, "…": 1000, "—": 1000, "·": 278, "“": 500, "”": 500, "’": 278,
}  # fmt: skip
_OTHER = 556


def width(text: str, size: float, bold: bool = False) -> float:
    """The advance width of a line of text at a font size, in the same unit as the size."""
    table = _BOLD if bold else _REGULAR
    return sum(table.get(character, _OTHER) for character in text) * size / 1000


def wrap(text: str, size: float, within: float, bold: bool = False) -> tuple[str, ...]:
    """Lines no wider than `within`; a single word that is wider stands alone, cut with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size, bold) <= within:
            lines[-1] = joined
        else:
            lines.append(_cut(word, size, within, bold))
    return tuple(lines)


def _cut(word: str, size: float, within: float, bold: bool) -> str:
    if width(word, size, bold) <= within:
        return word
    while word and width(word + "…", size, bold) > within:
        word = word[:-1]
    return word + "…"
