"""Our own detector: everything that is said rather than written, read once per turn."""

from collections.abc import Sequence

from voice.redaction import addresses, dates, numbers, secret_words, web_addresses
from voice.redaction.names import Names
from voice.redaction.reading import PLACEHOLDER, Reading
from voice.redaction.values import Span, Turn

VERSION = "1"


class SpokenDetector:
    """Reads numbers, letters, names, addresses, dates and secrets as people say them."""

    name = numbers.NAME
    version = VERSION

    def __init__(self) -> None:
        self._names = Names()

    def detect(self, turn: Turn) -> Sequence[Span]:
        """Spans of one turn; the previous turn tells what a bare answer is."""
        reading = Reading(turn.text, turn.previous)
        if not reading.low:
            return ()
        found = [
            *numbers.find(reading),
            *web_addresses.find(reading, self.name),
            *dates.find(reading, self.name),
            *addresses.find(reading, self.name),
            *secret_words.find(reading, self.name),
            *self._names.find(reading, self.name),
        ]
        if "[" not in turn.text:
            return found
        taken = [match.span() for match in PLACEHOLDER.finditer(turn.text)]
        return [span for span in found if not any(a < span.end and span.start < b for a, b in taken)]
