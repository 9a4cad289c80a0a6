"""One synthesised utterance: its sound, and what is said when."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]


def listed(text: str, between: str | None = None) -> list[str]:
    """List the words of a text."""
    return text.split(between)


PHONES = listed(
    "pau aa ae ah ao aw ax ay b ch d dh eh er ey f g hh ih iy jh k l m n ng ow oy p r s sh t th uh uw v w y z zh"
)


@dataclass(frozen=True)
class Manner:
    """How an utterance is to be spoken: which voice, how fast, how high (1.0 is its own way)."""

    voice: str
    speed: float = 1.0
    pitch: float = 1.0


@dataclass(frozen=True)
class Utterance:
    """Sound at `rate` Hz; `words` and `phones` carry start and end in seconds, or are empty."""

    sound: Samples
    rate: int
    words: list[tuple[float, float]] = field(default_factory=list)
    phones: list[tuple[str, float]] = field(default_factory=list)
