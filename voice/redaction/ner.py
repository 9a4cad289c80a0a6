"""Optional neural recognisers of names and places: what they have in common, whoever made them."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from voice.redaction.values import Span, Turn

Hit = tuple[int, int, str, float]
"""(start, end, the model's own label, score)."""

TYPES: Mapping[str, str] = {
    "person": "PERSON",
    "per": "PERSON",
    "name": "PERSON",
    "address": "ADDRESS",
    "street address": "ADDRESS",
    "location": "ADDRESS",
    "loc": "ADDRESS",
    "gpe": "ADDRESS",
    "fac": "ADDRESS",
    "phone number": "PHONE_NUMBER",
    "email": "EMAIL_ADDRESS",
    "date of birth": "DATE_OF_BIRTH",
    "credit card number": "CREDIT_CARD",
    "social security number": "US_SSN",
    "passport number": "ACCOUNT",
    "driver licence": "ACCOUNT",
    "account number": "ACCOUNT",
    "password": "PASSWORD",
}
LABELS = tuple(label for label in TYPES if label not in ("per", "loc", "gpe", "fac", "name", "location"))
"""What a model that takes its labels as input is asked for; towns alone are no personal data."""


class NeuralDetector:
    """Any model that marks stretches of text; `model` and `threshold` go into the run record."""

    def __init__(
        self, name: str, version: str, model: str, threshold: float, find: Callable[[str], Iterable[Hit]]
    ) -> None:
        self.name, self.version = name, version
        self.model, self.threshold = model, threshold
        self._find = find

    def detect(self, turn: Turn) -> Sequence[Span]:
        """Spans above the threshold whose label we know; a span of the wrong size is left out."""
        size = len(turn.text)
        return [
            Span(start, end, TYPES[label.lower()], round(score, 2), self.name)
            for start, end, label, score in self._find(turn.text)
            if score >= self.threshold and label.lower() in TYPES and 0 <= start < end <= size
        ]
