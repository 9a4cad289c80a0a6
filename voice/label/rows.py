"""The label as rows to draw: Twilio's field order, an explanation of each answer, and a cue for the reader.

People shown such labels asked "what does yes or no mean for data deletion?" and "how do I tell what
level is good?": so each row says it, and good or caution is marked by a word and a shape, not by
colour alone.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from voice.label.ladder import MEANING
from voice.label.values import FeatureLabel, LabelFact, NutritionLabel

HEADING = "AI Nutrition Facts"
NOT_APPLICABLE = 0
CODE = re.compile(r"`([^`]*)`")
"""A command within a sentence."""


class Cue(StrEnum):
    """How a reader should take an answer."""

    GOOD = "good"
    CAUTION = "caution"
    PLAIN = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a label: an answer, what it means, and comments on this call."""

    field: str
    name: str
    answer: str
    meaning: str = ""
    comments: tuple[str, ...] = ()
    cue: Cue = Cue.PLAIN


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one heading ("" for the first)."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What Yes and No mean for one field, and which of them is the good one."""

    name: str
    yes: str
    no: str
    none: str
    good: bool


_FACTS: dict[str, _Meaning] = {
    "optional": _Meaning(
        "Feature is Optional", "the caller decides whether it runs", "it runs on every transcript", "not known", True
    ),
    "base_model_trained_with_customer_data": _Meaning(
        "Base Model Trained with Customer Data",
        "calls were used to train the model",
        "no call is used to train the model",
        "not known",
        False,
    ),
    "customer_data_shared_with_vendor": _Meaning(
        "Customer Data is Shared with Model Vendor",
        "text of the call left this machine",
        "nothing of the call reaches the model's maker",
        "not known",
        False,
    ),
    "training_data_anonymized": _Meaning(
        "Training Data Anonymized",
        "training data held no personal data",
        "training data held personal data",
        "no call trains a model",
        True,
    ),
    "data_deletion": _Meaning(
        "Data Deletion",
        "what this feature made can be deleted for good",
        "something would remain after deletion",
        "nothing is kept",
        True,
    ),
    "human_in_the_loop": _Meaning(
        "Human in the Loop",
        "a person can check and correct the result",
        "nobody can check the result",
        "not known",
        True,
    ),
    "logging_and_auditing": _Meaning(
        "Logging & Auditing",
        "what happened can be checked afterwards",
        "there is no record of what happened",
        "not known",
        True,
    ),
    "guardrails": _Meaning(
        "Guardrails", "the output is checked before use", "the output is used unchecked", "not known", True
    ),
    "input_output_consistency": _Meaning(
        "Input/Output Consistency",
        "the same call gives the same result",
        "the same call may give another result",
        "not recorded for this run",
        True,
    ),
}

_TRUST = (
    "base_model_trained_with_customer_data",
    "customer_data_shared_with_vendor",
    "training_data_anonymized",
    "data_deletion",
    "human_in_the_loop",
)
_COMPLIANCE = ("logging_and_auditing", "guardrails", "input_output_consistency")


def level_cue(level: int | None) -> Cue:
    """Levels 1 and 2 stay in your house; 3 asks for care."""
    if not level:
        return Cue.PLAIN
    return Cue.GOOD if level <= 2 else Cue.CAUTION


def level_meaning(level: int | None) -> str:
    """The level in words."""
    if level == NOT_APPLICABLE:
        return "its maker names no level"
    return "no AI feature ran" if level is None else MEANING[level]


def level_shown(level: int | None) -> str:
    """The level as printed."""
    return "none" if level is None else ("N/A" if level == NOT_APPLICABLE else str(level))


def origin(label: NutritionLabel) -> str:
    """Where the answers come from: what happened, or somebody's word."""
    return "Computed from what happened on this call." if label.is_computed else "Declared by its maker, not computed."


def answer(value: bool | None) -> str:
    """Yes, No or N/A."""
    return "N/A" if value is None else ("Yes" if value else "No")


def sections(feature: FeatureLabel) -> tuple[Section, ...]:
    """The rows of one feature in Twilio's order, and below them what Twilio's label has no field for."""
    level = feature.privacy_ladder_level
    first = (
        Row("description", "Description", feature.description),
        Row(
            "privacy_ladder_level",
            "Privacy Ladder Level",
            level_shown(level),
            level_meaning(level),
            (),
            level_cue(level),
        ),
        fact_row(feature, "optional"),
        Row("model_type", "Model Type", feature.model_type),
        Row(
            "base_model", "Base Model", feature.base_model, comments=(feature.model_note,) if feature.model_note else ()
        ),
    )
    trust = (
        *(fact_row(feature, name) for name in _TRUST),
        Row("data_retention", "Data Retention", feature.data_retention),
    )
    compliance = (
        *(fact_row(feature, name) for name in _COMPLIANCE),
        Row("other_resources", "Other Resources", feature.other_resources or "none"),
    )
    drawn = (Section("", first), Section("Trust Ingredients", trust), Section("Compliance", compliance))
    return (*drawn, Section("Provenance", _provenance(feature))) if feature.evidence else drawn


def _provenance(feature: FeatureLabel) -> tuple[Row, ...]:
    made = feature.biometric_identifiers
    rows = [
        Row("owner", "Made by", feature.owner or "not recorded"),
        Row("licence", "Licence", feature.licence or "not recorded"),
        Row("digest", "Digest (SHA-256)", feature.digest[:16] + "…" if feature.digest else "not recorded"),
        Row("runs_on", "Runs on", feature.runs_on),
        Row("network_hosts", "Hosts contacted", ", ".join(feature.network_hosts) or "none"),
        Row(
            "biometric_identifiers",
            "Biometric identifiers",
            "made" if made else "none made",
            cue=Cue.CAUTION if made else Cue.GOOD,
        ),
    ]
    if feature.emotion_basis:
        rows.append(Row("emotion_basis", "Feeling is read from", f"{feature.emotion_basis} alone, never the voice"))
    return tuple(rows)


def fact_fields() -> tuple[tuple[str, str], ...]:
    """Field and printed name of every Yes/No/N/A row, in order."""
    return tuple((field, meaning.name) for field, meaning in _FACTS.items())


def fact_row(feature: FeatureLabel, field: str) -> Row:
    """The row of one Yes/No/N/A field: answer, meaning, cue."""
    fact: LabelFact = getattr(feature, field)
    meaning = _FACTS[field]
    said = meaning.none if fact.value is None else (meaning.yes if fact.value else meaning.no)
    cue = Cue.PLAIN if fact.value is None else (Cue.GOOD if fact.value == meaning.good else Cue.CAUTION)
    if field == "optional" and fact.value is False:
        cue = Cue.PLAIN  # protection that cannot be switched off is no reason for caution
    return Row(field, meaning.name, answer(fact.value), said, fact.comments, cue)
