"""The AI nutrition label: Twilio's field names and order, every value computed from run records."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelFact:
    """Yes, No or N/A (None) with comments; `evidence` names the run records or settings behind it."""

    value: bool | None
    comments: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeatureLabel:
    """The label of one feature (transcription, redaction, summary, sentiment) in Twilio's order."""

    name: str
    description: str
    privacy_ladder_level: int
    optional: LabelFact
    model_type: str
    base_model: str
    base_model_trained_with_customer_data: LabelFact
    customer_data_shared_with_vendor: LabelFact
    training_data_anonymized: LabelFact
    data_deletion: LabelFact
    human_in_the_loop: LabelFact
    data_retention: str
    logging_and_auditing: LabelFact
    guardrails: LabelFact
    input_output_consistency: LabelFact
    other_resources: str = ""
    owner: str = ""
    licence: str = ""
    digest: str = ""
    runs_on: str = ""
    network_hosts: tuple[str, ...] = ()
    biometric_identifiers: bool = False
    emotion_basis: str = ""


@dataclass(frozen=True, slots=True)
class NutritionLabel:
    """A call's label: the highest ladder level among the features that ran, and each feature's own."""

    subject: str
    privacy_ladder_level: int | None
    features: tuple[FeatureLabel, ...]
    notes: tuple[str, ...] = ()
