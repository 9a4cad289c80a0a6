"""The nutrition label of a call, computed from run records and circumstances. Pure; nothing is typed by hand.

Every fact names its evidence: `run:<step>.<field>` or `circumstances.<field>`; a property test
follows each one back (tests/property/test_label_facts_trace.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice.consent.values import Purpose
from voice.errors import SettingsError
from voice.label import ladder
from voice.label.kinds import KINDS, FeatureKind, canonical, kind
from voice.label.values import Circumstances, FeatureLabel, LabelFact, NutritionLabel
from voice.transcript.values import RunRecord

RESOURCES = "https://nutrition-facts.ai"
EMBEDDED_NOTE = "embedded demonstration model; run `voice models pull base.en` for real calls"


def compute(runs: Sequence[RunRecord], circumstances: Circumstances) -> NutritionLabel:
    """The label of one call; SettingsError where a run would stand on level 4 of the privacy ladder."""
    ran = dict.fromkeys(canonical(run.feature) for run in runs)
    names = [*(name for name in KINDS if name in ran), *(name for name in ran if name not in KINDS)]
    features = tuple(_feature(_Run(kind(name), _of(runs, name), circumstances)) for name in names)
    return NutritionLabel(
        subject=circumstances.subject,
        privacy_ladder_level=max((feature.privacy_ladder_level for feature in features), default=None),
        features=features,
        notes=(*_notes(features, circumstances), *_speakers_unknown(runs)),
    )


def _of(runs: Sequence[RunRecord], name: str) -> tuple[RunRecord, ...]:
    return tuple(run for run in runs if canonical(run.feature) == name)


@dataclass(frozen=True, slots=True)
class _Run:
    """One feature's runs with what they happened in; the last run names the model, all count for the rest."""

    kind: FeatureKind
    runs: tuple[RunRecord, ...]
    around: Circumstances

    @property
    def last(self) -> RunRecord:
        return self.runs[-1]

    @property
    def shared_with(self) -> tuple[str, ...]:
        return ladder.strangers(host for run in self.runs for host in run.network_hosts)

    def source(self, *fields: str) -> tuple[str, ...]:
        """Evidence: these fields of every run of the feature."""
        return tuple(f"run:{run.step}.{name}" for run in self.runs for name in fields)

    def setting(self, name: str) -> object:
        """A setting of the last run, None where it has none."""
        return self.last.settings.get(name)


def _around(*fields: str) -> tuple[str, ...]:
    return tuple(f"circumstances.{name}" for name in fields)


def _feature(run: _Run) -> FeatureLabel:
    model = run.last.model
    raw = run.kind.reads_raw or any(record.used_raw_text for record in run.runs)
    return FeatureLabel(
        name=run.kind.name,
        description=run.kind.description,
        privacy_ladder_level=ladder.level(run.kind.name, raw, run.shared_with),
        optional=_optional(run),
        model_type=_model_type(run),
        base_model=f"{model.name} {model.revision[:12]}".strip(),
        base_model_trained_with_customer_data=_trained(run),
        customer_data_shared_with_vendor=_shared(run),
        training_data_anonymized=_anonymized(run),
        data_deletion=_deletion(run),
        human_in_the_loop=_human(run),
        data_retention=_retention(run.around),
        logging_and_auditing=_logged(run),
        guardrails=_guardrails(run),
        input_output_consistency=_consistency(run),
        other_resources=RESOURCES,
        owner=model.owner,
        licence=model.licence,
        digest=model.digest,
        runs_on=f"{'this machine' if not run.shared_with else ', '.join(run.shared_with)} ({run.last.device})",
        network_hosts=tuple(sorted({host for record in run.runs for host in record.network_hosts})),
        biometric_identifiers=any(record.made_biometric_identifiers for record in run.runs),
        emotion_basis=str(run.setting("basis") or "") if run.kind is KINDS["sentiment"] else "",
        model_note=EMBEDDED_NOTE if "demonstration" in model.purpose else "",
        evidence=_plain_evidence(run),
    )


def _plain_evidence(run: _Run) -> Mapping[str, tuple[str, ...]]:
    """Sources of the fields that are not facts with evidence of their own."""
    return {
        "name": run.source("feature"),
        "description": run.source("feature"),
        "privacy_ladder_level": run.source("used_raw_text", "network_hosts", "feature"),
        "model_type": run.source("feature", "settings"),
        "base_model": run.source("model.name", "model.revision"),
        "data_retention": _around("retention_days", "legal_hold"),
        "other_resources": run.source("feature"),
        "owner": run.source("model.owner"),
        "licence": run.source("model.licence"),
        "digest": run.source("model.digest"),
        "runs_on": run.source("device", "network_hosts"),
        "network_hosts": run.source("network_hosts"),
        "biometric_identifiers": run.source("made_biometric_identifiers"),
        "emotion_basis": run.source("settings"),
        "model_note": run.source("model.purpose"),
    }


def _model_type(run: _Run) -> str:
    if run.setting("method") == "language_model":
        return "Generative: language model, each sentence checked against the call"
    return run.kind.model_type


def _optional(run: _Run) -> LabelFact:
    purpose = run.kind.purpose
    if purpose is None:
        said = "Always on: nothing is made of a transcript before it."
        return LabelFact(False, (said,), run.source("feature"))
    granted = purpose.value in run.around.purposes_granted
    said = f"Runs only where “{purpose.value}” was granted; here it was{'' if granted else ' not'}."
    return LabelFact(True, (said,), _around("purposes_granted"))


def _trained(run: _Run) -> LabelFact:
    trains = any(record.settings.get("updates_weights") is True for record in run.runs)
    if trains and Purpose.TRAINING.value not in run.around.purposes_granted:
        raise SettingsError(
            f"{run.kind.name} changed a model's weights without a grant for training: do not use this model.",
            code="trained_without_grant",
        )
    said = "This call changed a model." if trains else "The model was used as it came; this call changed no model."
    return LabelFact(trains, (said,), run.source("settings") + _around("purposes_granted"))


def _shared(run: _Run) -> LabelFact:
    if run.shared_with:
        hosts = ", ".join(run.shared_with)
        return LabelFact(True, (f"Redacted text was sent to {hosts}; never audio.",), run.source("network_hosts"))
    contacted = any(record.network_hosts for record in run.runs)
    said = "Runs on this machine" + ("; only loopback was contacted." if contacted else "; no host was contacted.")
    return LabelFact(False, (said,), run.source("network_hosts"))


def _anonymized(run: _Run) -> LabelFact:
    trained = _trained(run)
    said = "Nothing of the call trains a model, so there is nothing to anonymise."
    return LabelFact(None, (said,), trained.evidence) if not trained.value else LabelFact(False, (), trained.evidence)


def _deletion(run: _Run) -> LabelFact:
    around = run.around
    comments = ["Erasing the call destroys its data key and every file." if around.erasable else "Cannot be erased."]
    if around.carrier_copy_deleted is not None:
        if around.carrier_copy_verified_gone:
            comments.append("The carrier's copy was deleted; its absence was checked.")
        elif around.carrier_copy_deleted:
            comments.append("The carrier was asked to delete its copy; its absence is not yet confirmed.")
        else:
            comments.append("The carrier still holds a copy.")
    clean = around.carrier_copy_deleted is None or around.carrier_copy_deleted or around.carrier_copy_verified_gone
    sources = _around("erasable", "carrier_copy_deleted", "carrier_copy_verified_gone")
    return LabelFact(around.erasable and clean, tuple(comments), sources)


def _human(run: _Run) -> LabelFact:
    if not run.around.review_available:
        return LabelFact(False, ("No review page is served.",), _around("review_available"))
    return LabelFact(
        True, ("A person can read and correct the result; it decides nothing.",), _around("review_available")
    )


def _retention(around: Circumstances) -> str:
    if around.legal_hold:
        return "Until a legal hold is lifted"
    if around.retention_days is None:
        return "Until erased"
    return f"{around.retention_days} days after the call, then erased"


def _logged(run: _Run) -> LabelFact:
    count = run.around.ledger_entries
    said = f"{count} entries of this call in a hash-chained, signed ledger; logs hold no words of it."
    return LabelFact(count > 0, (said,) if count else ("No ledger entry was found.",), _around("ledger_entries"))


def _guardrails(run: _Run) -> LabelFact:
    rules = _rules_kept(run)
    sources = run.source("settings")
    if run.kind is KINDS["redaction"]:
        sources = _around("outputs_audited", "leaks_found", "redaction_measured", "personal_data_found")
    return LabelFact(bool(rules), rules or ("None recorded.",), sources)


def _rules_kept(run: _Run) -> tuple[str, ...]:
    """What checked this feature's output on this call, in words."""
    around, kept = run.around, []
    if run.kind is KINDS["redaction"]:
        if around.outputs_audited and not around.leaks_found:
            kept.append(f"{around.outputs_audited} outputs searched for what was redacted: none held any.")
        if around.redaction_measured is not None:
            measured = around.redaction_measured
            kept.append(
                f"Found {measured.recall:.0%} of {measured.spans} spans of {measured.on} ({measured.measured_on})."
            )
    if run.setting("verifier") is True:
        dropped = run.setting("statements_dropped") or 0
        kept.append(f"Every sentence is checked against the words it cites; {dropped} dropped here.")
    if run.setting("calibrated") is True:
        kept.append("The confidence is fitted to sentences with known labels; without evidence it says unknown.")
    if {record.settings.get("speakers_by") for record in run.runs} == {"channels"}:
        kept.append("Each speaker has an audio channel: no voice was compared, no voiceprint made.")
    if run.setting("voice_detector"):
        dropped = run.setting("words_dropped") or 0
        kept.append(f"Only speech is transcribed; words the model made up are dropped ({dropped} here).")
    again = run.setting("times_heard_again")
    if isinstance(again, int) and again > 0:
        kept.append(f"The covered sound was transcribed again ({again}) and searched for what had been removed.")
    return tuple(kept)


def _consistency(run: _Run) -> LabelFact:
    """Yes only where no chance was involved on this very call, by the run's own settings."""
    sources = run.source("settings")
    if run.setting("deterministic") is True or run.setting("neural") is False:
        return LabelFact(True, ("The same input gives the same output: no chance is involved.",), sources)
    again = run.setting("windows_tried_again")
    if isinstance(again, int) and again > 0:
        said = f"{again} hard stretches were decoded again with sampling: another run may differ there."
        return LabelFact(False, (said,), sources)
    if again == 0 or run.setting("temperature") == 0:
        return LabelFact(True, ("Decoded without sampling (temperature 0).",), sources)
    if run.setting("temperature") is None:
        return LabelFact(None, ("Not recorded for this run.",), sources)
    return LabelFact(False, (f"Decoded with sampling (temperature {run.setting('temperature')}).",), sources)


_AGREED = {
    "keypad": "The caller agreed by pressing a key.",
    "agent": "The caller agreed aloud; an agent asked and marked the answer.",
    "notice": "The caller was told of the recording and did not decline; no consent is claimed.",
    "attested": "The basis of the recording was attested by whoever imported it.",
}


def _speakers_unknown(runs: Sequence[RunRecord]) -> tuple[str, ...]:
    """Why words of a channel that several people share have no speaker."""
    reasons = dict.fromkeys(str(run.settings.get("voices_not_told_apart") or "") for run in runs)
    return tuple(
        f"Several people share one audio channel; their voices were not told apart ({reason.replace('_', ' ')})."
        for reason in reasons
        if reason
    )


def _notes(features: Sequence[FeatureLabel], around: Circumstances) -> tuple[str, ...]:
    notes = []
    if not features:
        notes.append("No AI feature ran on this call.")
    for feature in features:
        if feature.model_note:
            notes.append(f"{feature.name}: {feature.model_note}")
    if not any(feature.biometric_identifiers for feature in features):
        notes.append("No biometric identifiers were made.")
    if around.consent_method in _AGREED:
        notes.append(_AGREED[around.consent_method])
    if around.greeting_spoken_by_carrier:
        notes.append("The greeting was read out by the carrier's own text-to-speech, which has a label of its own.")
    return tuple(notes)
