"""What a line does with each type of personal data, and how much harm each can do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from voice.errors import SettingsError
from voice.redaction.ports import Detector
from voice.redaction.values import RiskClass, Span, Turn


class Action(StrEnum):
    """`block`: redacted, and its raw form is never kept; `redact`: the rule; `keep`: left in the text."""

    BLOCK = "block"
    REDACT = "redact"
    KEEP = "keep"


_HIGH = ("CREDIT_CARD", "CVV", "CARD_EXPIRY", "US_SSN", "IBAN", "PIN", "PASSWORD")
_MEDIUM = ("PERSON", "ADDRESS", "DATE_OF_BIRTH", "PHONE_NUMBER", "EMAIL_ADDRESS", "ACCOUNT")
_LOW = ("URL", "IP_ADDRESS")
RISKS: Mapping[str, RiskClass] = {
    **dict.fromkeys(_HIGH, RiskClass.HIGH),
    **dict.fromkeys(_MEDIUM, RiskClass.MEDIUM),
    **dict.fromkeys(_LOW, RiskClass.LOW),
}


def risk(entity_type: str) -> RiskClass:
    """The risk class of a type; one that nobody classified counts as high."""
    return RISKS.get(entity_type, RiskClass.HIGH)


def highest_risk(entity_types: Sequence[str]) -> RiskClass:
    """The highest class among types, low when there is none."""
    order = (RiskClass.HIGH, RiskClass.MEDIUM, RiskClass.LOW)
    found = {risk(entity_type) for entity_type in entity_types}
    return next((level for level in order if level in found), RiskClass.LOW)


@dataclass(frozen=True, slots=True)
class Rules:
    """One line's rules: what is not named is redacted."""

    actions: Mapping[str, Action] = field(default_factory=dict)

    def action(self, entity_type: str) -> Action:
        """What to do with a type."""
        return self.actions.get(entity_type, Action.REDACT)

    def apply(self, detectors: Sequence[Detector]) -> tuple[Detector, ...]:
        """The same detectors, silent about what this line keeps."""
        kept = frozenset(name for name, action in self.actions.items() if action is Action.KEEP)
        return tuple(_Silent(detector, kept) for detector in detectors) if kept else tuple(detectors)

    @property
    def blocked_types(self) -> frozenset[str]:
        """Types whose values may never be kept."""
        return frozenset(name for name, action in self.actions.items() if action is Action.BLOCK)

    def blocked(self, counts: Mapping[str, int]) -> tuple[str, ...]:
        """Types that were found and whose raw form may not be kept: destroy raw words and audio."""
        return tuple(sorted(self.blocked_types & set(counts)))


def parse(untrusted_rules: Mapping[str, Any]) -> Rules:
    """Rules from a line's settings, `{"CREDIT_CARD": "block"}`; SettingsError names what is wrong."""
    actions: dict[str, Action] = {}
    for name, wanted in untrusted_rules.items():
        if wanted not in tuple(Action):
            raise SettingsError(f"Redaction rule {name}: say block, redact or keep.")
        if Action(wanted) is Action.KEEP and risk(name) is RiskClass.HIGH:
            raise SettingsError(f"Redaction rule {name}: data of high risk cannot be kept; say block or redact.")
        actions[name] = Action(wanted)
    return Rules(actions)


class _Silent:
    """A detector that does not report some types."""

    def __init__(self, detector: Detector, kept: frozenset[str]) -> None:
        self.name, self.version = detector.name, detector.version
        self._detector, self._kept = detector, kept

    def detect(self, turn: Turn) -> Sequence[Span]:
        return [span for span in self._detector.detect(turn) if span.entity_type not in self._kept]
