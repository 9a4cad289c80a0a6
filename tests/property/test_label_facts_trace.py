"""Every label fact traces to a run record or a circumstance, for any runs and any circumstances."""

from dataclasses import fields, is_dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.run_records import around, run
from voice.errors import SettingsError
from voice.label.facts import compute
from voice.label.kinds import KINDS, canonical
from voice.label.values import FeatureLabel, LabelFact

SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "method": st.sampled_from(["extractive", "language_model", "lexicon"]),
        "verifier": st.booleans(),
        "statements_dropped": st.integers(0, 9),
        "calibrated": st.booleans(),
        "deterministic": st.booleans(),
        "temperature": st.sampled_from([0.0, 0.4]),
        "voice_detector": st.just("silero"),
        "words_dropped": st.integers(0, 9),
        "windows_tried_again": st.integers(0, 3),
        "neural": st.booleans(),
        "basis": st.just("text"),
    },
)
RUNS = st.lists(
    st.builds(
        lambda feature, name, raw, host, setting, purpose: run(
            feature, name, raw=raw, hosts=host, settings=setting, purpose=purpose
        ),
        st.sampled_from([*KINDS, "diarization", "Redaction of personal data", "mind reading"]),
        st.text(min_size=1, max_size=12),
        st.booleans(),
        st.sampled_from([(), (), ("127.0.0.1",), ("models.example.org",)]),
        SETTINGS,
        st.sampled_from(["", "demonstration and tests"]),
    ),
    max_size=6,
)
AROUND = st.builds(
    around,
    retention_days=st.none() | st.integers(1, 4000),
    purposes_granted=st.sampled_from([(), ("transcription",), ("recording", "transcription", "analysis")]),
    erasable=st.booleans(),
    review_available=st.booleans(),
    ledger_entries=st.integers(0, 50),
    carrier_copy_deleted=st.none() | st.booleans(),
    carrier_copy_verified_gone=st.booleans(),
    legal_hold=st.booleans(),
    outputs_audited=st.integers(0, 9),
    leaks_found=st.integers(0, 1),
    redaction_measured=st.none(),
)


def resolve(source, runs, circumstances):
    """Follow one piece of evidence to where it points; AttributeError when it points nowhere."""
    where, _, path = source.partition(".")
    starts = [circumstances] if where == "circumstances" else [r for r in runs if f"run:{r.step}" == where]
    assert starts, source
    for start in starts:
        found = start
        for name in path.split("."):
            found = getattr(found, name)
    return True


@settings(max_examples=60, deadline=None)
@given(RUNS, AROUND)
def test_every_fact_traces_to_what_happened(runs, circumstances):
    try:
        label = compute(runs, circumstances)
    except SettingsError as refusal:
        assert refusal.code == "ladder_level_4"
        return
    for feature in label.features:
        for field in fields(FeatureLabel):
            value = getattr(feature, field.name)
            if field.name == "evidence":
                continue
            evidence = value.evidence if isinstance(value, LabelFact) else feature.evidence[field.name]
            assert evidence, field.name
            assert all(resolve(source, runs, circumstances) for source in evidence)


@settings(max_examples=60, deadline=None)
@given(RUNS, AROUND)
def test_the_calls_level_is_the_highest_of_its_features_and_never_four(runs, circumstances):
    try:
        label = compute(runs, circumstances)
    except SettingsError:
        return
    levels = [feature.privacy_ladder_level for feature in label.features]
    assert label.privacy_ladder_level == max(levels, default=None)
    assert all(level in (1, 2, 3) for level in levels)


@settings(max_examples=60, deadline=None)
@given(RUNS, AROUND)
def test_a_stranger_who_saw_anything_is_never_kept_quiet(runs, circumstances):
    met = {run.feature for run in runs if "models.example.org" in run.network_hosts}
    try:
        label = compute(runs, circumstances)
    except SettingsError:
        assert met
        return
    told = {f.name for f in label.features if f.customer_data_shared_with_vendor.value}
    assert len(told) == len({canonical(name) for name in met})
    assert bool(met) == (label.privacy_ladder_level == 3)


# What each fact depends on: changing the source alone changes the fact, so evidence is cause, not decoration.
CAUSES = {
    "data_retention": ("retention_days", 31),
    "human_in_the_loop": ("review_available", False),
    "logging_and_auditing": ("ledger_entries", 0),
    "data_deletion": ("erasable", False),
    "optional": ("purposes_granted", ()),
}


def test_changing_the_evidence_changes_the_fact():
    runs = (run("summary"),)
    before = compute(runs, around()).features[0]
    for field, (source, value) in CAUSES.items():
        after = compute(runs, replace(around(), **{source: value})).features[0]
        changed = {f.name for f in fields(FeatureLabel) if getattr(before, f.name) != getattr(after, f.name)}
        assert changed == {field}
        evidence = getattr(before, field)
        sources = evidence.evidence if is_dataclass(evidence) else before.evidence[field]
        assert f"circumstances.{source}" in sources
