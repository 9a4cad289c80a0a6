"""Recording rules as data: which readings apply to a call, and the strictest mode they leave.

Not legal advice: rows are configurable, each with its source, its date and a confidence. Contested
readings stand side by side; the strictest wins. Where somebody is can only be guessed from a number,
so a number may make a call stricter and never looser; an unknown place counts as one that asks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voice.greeting.values import LineMode, LineProfile

STRICTNESS = tuple(LineMode)
"""Line modes, strictest last."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One reading of one place's law: `mode` is the loosest line mode it allows.

    `place` is an ISO 3166 code (DE, US-CA); `last_verified` an ISO date; `confidence` high, medium or low.
    """

    id: str
    place: str
    reading: str
    mode: LineMode
    source: str
    last_verified: str
    confidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules, with the version that goes into the consent record."""

    version: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """The mode a call gets, the rules that spoke, and why in one sentence each."""

    mode: LineMode
    rules: tuple[Rule, ...]
    reasons: tuple[str, ...]
    version: str

    def names(self) -> tuple[str, ...]:
        """What the consent record keeps: rule ids with the version of the rule book."""
        return tuple(f"{rule.id}@{self.version}" for rule in self.rules)


def strictest(modes: Iterable[LineMode]) -> LineMode:
    """The strictest of some modes."""
    return max(modes, key=STRICTNESS.index)


def rules_of(book: RuleBook, place: str) -> tuple[Rule, ...]:
    """Every reading for a place: its own rows and its country's."""
    return tuple(rule for rule in book.rules if place and rule.place in (place, place.split("-")[0]))


def apply(book: RuleBook, line: LineProfile, caller_place: str, callee_place: str = "") -> Applied:
    """The strictest of the line's mode, its own place's rules and those of either number's place."""
    places = (line.place, callee_place, caller_place)
    rules = tuple(dict.fromkeys(rule for place in places for rule in rules_of(book, place)))
    modes = [line.mode, *(rule.mode for rule in rules)]
    reasons = [f"the line is set to {line.mode}", *(_reason(rule) for rule in rules)]
    if line.may_include_minors:
        modes.append(LineMode.ANNOUNCE_ONLY)
        reasons.append("the line may be called by minors: announce_only at the least")
    if not rules_of(book, caller_place):
        modes.append(LineMode.ASK)
        reasons.append("where the caller is is unknown or has no rule here: ask at the least")
    return Applied(strictest(modes), rules, tuple(reasons), book.version)


def contested(book: RuleBook) -> tuple[str, ...]:
    """Places whose rows disagree about the mode."""
    places = sorted({rule.place for rule in book.rules})
    return tuple(place for place in places if len({rule.mode for rule in _own(book.rules, place)}) > 1)


def _own(rules: Sequence[Rule], place: str) -> list[Rule]:
    return [rule for rule in rules if rule.place == place]


def _reason(rule: Rule) -> str:
    return (
        f"{rule.id} ({rule.place}, {rule.reading}): {rule.mode} at the least; "
        f"{rule.source}; verified {rule.last_verified}, confidence {rule.confidence}"
    )
