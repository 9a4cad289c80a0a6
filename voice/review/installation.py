"""The label of a whole installation: what its calls' labels say, gathered; nothing is added. Pure."""

from collections.abc import Sequence

from voice.label.values import FeatureLabel, NutritionLabel


def gathered(labels: Sequence[NutritionLabel]) -> NutritionLabel | None:
    """One label from those of many calls, newest first: each feature with each model that ran, once.

    The level is the highest of any of these calls; None where no call has a label.
    """
    if not labels:
        return None
    features: dict[tuple[str, str, str], FeatureLabel] = {}
    for label in labels:
        for feature in label.features:
            features.setdefault((feature.name, feature.base_model, feature.digest), feature)
    levels = [label.privacy_ladder_level for label in labels if label.privacy_ladder_level is not None]
    notes = tuple(dict.fromkeys(note for label in labels for note in label.notes))
    ordered = sorted(features.values(), key=lambda one: _place(one.name, labels))
    return NutritionLabel(_subject(len(labels)), max(levels, default=None), tuple(ordered), notes)


def _place(name: str, labels: Sequence[NutritionLabel]) -> int:
    names = [feature.name for label in labels for feature in label.features]
    return names.index(name)


def _subject(count: int) -> str:
    return (
        "this installation, from its newest call" if count == 1 else f"this installation, from its {count} newest calls"
    )
