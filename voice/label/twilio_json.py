"""Twilio's machine-readable label, as its documentation pages embed it: written strictly, read forgivingly.

Shape (https://www.twilio.com/docs/conversations/intelligence/ai-nutrition-facts.md): `value` is true,
false or null (older labels say "N/A"); `comments` null, [] or a list. One object per feature.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from voice.errors import UntrustedInput
from voice.label.ladder import MEANING
from voice.label.values import FeatureLabel, LabelFact, NutritionLabel


def export(label: NutritionLabel) -> dict[str, Any]:
    """`{"labels": [...]}`, one Twilio-shaped object per feature that ran."""
    return {"labels": [_export_feature(feature) for feature in label.features]}


def _export_feature(feature: FeatureLabel) -> dict[str, Any]:
    level = feature.privacy_ladder_level or None
    by: tuple[str, ...] = ()
    if level and feature.evidence:
        by = (f"Privacy ladder level {level} by the founding definition of October 2023: {MEANING[level]}.",)
    return {
        "name": feature.name,
        "description": feature.description,
        "modelType": feature.model_type,
        "optional": bool(feature.optional.value),
        "baseModel": feature.base_model,
        "aiPrivacyLevel": level,
        "trustLayer": {
            "baseModelCustomerData": _export_fact(feature.base_model_trained_with_customer_data, *by),
            "vendorModelCustomerData": _export_fact(feature.customer_data_shared_with_vendor),
            "trainingDataAnonymized": _export_fact(feature.training_data_anonymized),
            "dataDeletion": _export_fact(feature.data_deletion),
            "auditing": _export_fact(feature.human_in_the_loop),
            "dataStorage": feature.data_retention,
            "compliance": {
                "loggingAndAuditTrails": _export_fact(feature.logging_and_auditing),
                "guardrails": _export_fact(feature.guardrails),
            },
            "inputOutputConsistency": _export_fact(feature.input_output_consistency),
        },
        "linksAndResources": feature.other_resources,
    }


def _export_fact(fact: LabelFact, *further: str) -> dict[str, Any]:
    return {"value": fact.value, "comments": [*fact.comments, *further]}


def read_all(untrusted: object, subject: str) -> NutritionLabel:
    """A whole label from one object, a list of them, or `{"labels": [...]}`: declared by its maker, not computed."""
    found = untrusted.get("labels", [untrusted]) if isinstance(untrusted, Mapping) else untrusted
    if not isinstance(found, Sequence) or isinstance(found, str) or not found:
        raise UntrustedInput("This is no nutrition label in Twilio's shape: give one object or a list of them.")
    if not all(isinstance(one, Mapping) for one in found):
        raise UntrustedInput("This is no nutrition label in Twilio's shape: each entry must be an object.")
    features = tuple(read(one) for one in found)
    return NutritionLabel(subject, max(feature.privacy_ladder_level for feature in features), features)


def read(untrusted_label: Mapping[str, Any]) -> FeatureLabel:
    """One Twilio-shaped label, whatever its spelling of N/A and of no comments; UntrustedInput when it is none."""
    trust = _part(untrusted_label, "trustLayer")
    compliance = _part(trust, "compliance")
    return FeatureLabel(
        name=_words(untrusted_label, "name"),
        description=_words(untrusted_label, "description"),
        privacy_ladder_level=_level(untrusted_label.get("aiPrivacyLevel")),
        optional=LabelFact(_value(untrusted_label.get("optional"))),
        model_type=_words(untrusted_label, "modelType"),
        base_model=_words(untrusted_label, "baseModel"),
        base_model_trained_with_customer_data=_read_fact(trust.get("baseModelCustomerData")),
        customer_data_shared_with_vendor=_read_fact(trust.get("vendorModelCustomerData")),
        training_data_anonymized=_read_fact(trust.get("trainingDataAnonymized")),
        data_deletion=_read_fact(trust.get("dataDeletion")),
        human_in_the_loop=_read_fact(trust.get("auditing")),
        data_retention=_words(trust, "dataStorage"),
        logging_and_auditing=_read_fact(compliance.get("loggingAndAuditTrails")),
        guardrails=_read_fact(compliance.get("guardrails")),
        input_output_consistency=_read_fact(trust.get("inputOutputConsistency")),
        other_resources=_words(untrusted_label, "linksAndResources"),
    )


def _part(untrusted: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = untrusted.get(key)
    if not isinstance(part, Mapping):
        raise UntrustedInput(f"This is no nutrition label in Twilio's shape: “{key}” is missing or no object.")
    return part


def _words(untrusted: Mapping[str, Any], key: str) -> str:
    said = untrusted.get(key)
    return "" if said is None else str(said).strip()


def _level(untrusted: object) -> int:
    """1 to 4; 0 stands for N/A, which is what today's labels say where no base model is trained."""
    if untrusted is None or str(untrusted).strip().upper() in ("", "N/A", "NA"):
        return 0
    if str(untrusted).strip() in ("1", "2", "3", "4"):
        return int(str(untrusted))
    raise UntrustedInput("This is no nutrition label in Twilio's shape: “aiPrivacyLevel” is not 1 to 4 or N/A.")


def _read_fact(untrusted: object) -> LabelFact:
    if not isinstance(untrusted, Mapping):
        return LabelFact(_value(untrusted))
    comments = untrusted.get("comments")
    if isinstance(comments, str):
        comments = [comments]
    said = tuple(str(c).strip() for c in comments if str(c).strip()) if isinstance(comments, Sequence) else ()
    return LabelFact(_value(untrusted.get("value")), said)


def _value(untrusted: object) -> bool | None:
    if isinstance(untrusted, bool):
        return untrusted
    word = str(untrusted).strip().lower()
    return {"yes": True, "true": True, "no": False, "false": False}.get(word)
