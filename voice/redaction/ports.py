"""What redaction needs: detectors, in any number and any order."""

from collections.abc import Sequence
from typing import Protocol

from voice.redaction.values import Span, Turn


class Detector(Protocol):
    """Finds personal data in one turn."""

    @property
    def name(self) -> str:
        """What the run record calls it."""
        ...

    @property
    def version(self) -> str:
        """Which version of it ran."""
        ...

    def detect(self, turn: Turn) -> Sequence[Span]:
        """Spans of `turn.text`, in any order, possibly overlapping; never raises on any text."""
        ...
