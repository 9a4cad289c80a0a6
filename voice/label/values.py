"""The AI nutrition label: Twilio's field names and order, every value computed from run records."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LabelFact:
    """Yes, No or N/A (None) with comments; `evidence` names the run records or settings behind it."""

    value: bool | None
    comments: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeatureLabel:
    """The label of one feature (transcription, redaction, summary, sentiment) in Twilio's order.

    Level 0 stands for N/A, which is what labels read from elsewhere may say.

    `evidence` does for the plain fields what LabelFact.evidence does for the others: field name to sources.
    """

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
    model_note: str = ""
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NutritionLabel:
    """A call's label: the highest ladder level among the features that ran, and each feature's own."""

    subject: str
    privacy_ladder_level: int | None
    features: tuple[FeatureLabel, ...]
    notes: tuple[str, ...] = ()

    @property
    def is_computed(self) -> bool:
        """Computed from what happened; a label read from elsewhere is only declared by its maker."""
        return all(feature.evidence for feature in self.features)


@dataclass(frozen=True, slots=True)
class MeasuredRedaction:
    """How much personal data redaction finds, as last measured: recall 0..1 over `spans` spans of `on`."""

    recall: float
    spans: int
    on: str
    measured_on: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the run records cannot know about a call and its house; what is unknown stays unclaimed.

    `retention_days` None: no period is configured. `carrier_copy_deleted` None: the carrier never
    had one (an imported recording). `outputs_audited` counts the texts searched for what redaction
    had found before they were released.
    """

    subject: str
    retention_days: int | None
    purposes_granted: tuple[str, ...]
    erasable: bool
    review_available: bool
    ledger_entries: int
    consent_method: str = ""
    carrier_copy_deleted: bool | None = None
    carrier_copy_verified_gone: bool = False
    legal_hold: bool = False
    outputs_audited: int = 0
    leaks_found: int = 0
    personal_data_found: int = 0
    redaction_measured: MeasuredRedaction | None = None
    greeting_spoken_by_carrier: bool = False
