"""The label as a CycloneDX 1.6 machine-learning bill of materials, for tools that read those.

One component of type machine-learning-model per feature, with the weights' hash, licence and
supplier; what the format has no field for stands in `properties` under `nutrition:`.
https://cyclonedx.org/docs/1.6/json/
"""

import re
from typing import Any

from voice.label.rows import answer, fact_fields, level_shown
from voice.label.values import FeatureLabel, LabelFact, NutritionLabel

_SHA256 = re.compile(r"[0-9a-f]{64}")


def export(label: NutritionLabel) -> dict[str, Any]:
    """The bill of materials as a JSON-ready dictionary; the same label gives the same document."""
    components = [_component(feature, place) for place, feature in enumerate(label.features, 1)]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": "voice", "name": "voice"},
            "properties": [
                {"name": "nutrition:subject", "value": label.subject},
                {"name": "nutrition:privacyLadderLevel", "value": level_shown(label.privacy_ladder_level)},
                *({"name": "nutrition:note", "value": note} for note in label.notes),
            ],
        },
        "components": components,
        "dependencies": [{"ref": "voice", "dependsOn": [component["bom-ref"] for component in components]}],
    }


def _component(feature: FeatureLabel, place: int) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "machine-learning-model",
        "bom-ref": f"model-{place}",
        "name": feature.base_model,
        "description": feature.description,
        "modelCard": _card(feature),
        "properties": _properties(feature),
    }
    if feature.owner:
        component["supplier"] = {"name": feature.owner}
    if feature.licence:
        component["licenses"] = [{"license": {"name": feature.licence}}]
    if _SHA256.fullmatch(feature.digest):
        component["hashes"] = [{"alg": "SHA-256", "content": feature.digest}]
    return component


def _card(feature: FeatureLabel) -> dict[str, Any]:
    considerations: dict[str, Any] = {"useCases": [f"{feature.name}: {feature.description}"]}
    if feature.model_note:
        considerations["technicalLimitations"] = [feature.model_note]
    return {"modelParameters": {"task": feature.name.lower(), "architectureFamily": feature.model_type}} | {
        "considerations": considerations
    }


def _properties(feature: FeatureLabel) -> list[dict[str, str]]:
    found = [
        ("feature", feature.name),
        ("privacyLadderLevel", level_shown(feature.privacy_ladder_level)),
        ("dataRetention", feature.data_retention),
    ]
    if feature.evidence:
        found += [
            ("runsOn", feature.runs_on),
            ("networkHosts", ", ".join(feature.network_hosts) or "none"),
            ("biometricIdentifiers", answer(feature.biometric_identifiers)),
        ]
    if feature.emotion_basis:
        found.append(("emotionBasis", feature.emotion_basis))
    for name, _ in fact_fields():
        fact: LabelFact = getattr(feature, name)
        found.append((_camel(name), answer(fact.value)))
        found += [(f"{_camel(name)}:comment", comment) for comment in fact.comments]
    return [{"name": f"nutrition:{name}", "value": value} for name, value in found]


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
