"""The label as JSON of our own shape, voice.label/1 (label.schema.json): everything, nothing lost on the way back."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from voice.errors import UntrustedInput
from voice.label.values import FeatureLabel, LabelFact, NutritionLabel

SCHEMA_NAME = "voice.label/1"
_FACT_FIELDS = (
    "optional",
    "base_model_trained_with_customer_data",
    "customer_data_shared_with_vendor",
    "training_data_anonymized",
    "data_deletion",
    "human_in_the_loop",
    "logging_and_auditing",
    "guardrails",
    "input_output_consistency",
)


@cache
def schema() -> dict[str, Any]:
    """The published JSON Schema of a label."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("label.schema.json").read_text(encoding="utf-8"))
    return found


def to_dict(label: NutritionLabel) -> dict[str, Any]:
    """The label ready for JSON: lists instead of tuples, fields named as in values.py."""
    body: dict[str, Any] = json.loads(json.dumps(asdict(label)))
    return {"schema": SCHEMA_NAME, **body}


def from_dict(untrusted_label: Mapping[str, Any]) -> NutritionLabel:
    """The label from JSON; UntrustedInput when it is none."""
    for problem in Draft202012Validator(schema()).iter_errors(untrusted_label):
        place = "/".join(str(part) for part in problem.absolute_path) or "the top"
        raise UntrustedInput(f"This is no nutrition label ({SCHEMA_NAME}): something is wrong at {place}.")
    return NutritionLabel(
        subject=untrusted_label["subject"],
        privacy_ladder_level=untrusted_label["privacy_ladder_level"],
        features=tuple(_feature(feature) for feature in untrusted_label["features"]),
        notes=tuple(untrusted_label["notes"]),
    )


def _feature(checked: Mapping[str, Any]) -> FeatureLabel:
    fields = dict(checked)
    for name in _FACT_FIELDS:
        fact = fields[name]
        fields[name] = LabelFact(fact["value"], tuple(fact["comments"]), tuple(fact["evidence"]))
    fields["network_hosts"] = tuple(fields["network_hosts"])
    fields["evidence"] = {name: tuple(sources) for name, sources in fields["evidence"].items()}
    return FeatureLabel(**fields)
