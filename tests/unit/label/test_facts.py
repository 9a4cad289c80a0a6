from dataclasses import replace

import pytest

from tests.support.run_records import around, run, whole_call
from voice.errors import SettingsError
from voice.label.facts import EMBEDDED_NOTE, compute


def feature(label, name):
    return next(found for found in label.features if found.name == name)


def test_the_label_shows_the_features_that_ran_in_the_order_of_the_calls_life():
    label = compute(tuple(reversed(whole_call())), around())
    assert [f.name for f in label.features] == ["Transcription", "Redaction", "Summary", "Sentiment"]


def test_raw_text_stands_on_level_two_and_redacted_text_on_level_one():
    label = compute(whole_call(), around())
    assert {f.name: f.privacy_ladder_level for f in label.features} == {
        "Transcription": 2,
        "Redaction": 2,
        "Summary": 1,
        "Sentiment": 1,
    }
    assert label.privacy_ladder_level == 2


def test_a_summary_that_saw_raw_text_stands_on_level_two():
    assert compute((run("summary", raw=True),), around()).privacy_ladder_level == 2


def test_a_shared_language_model_fed_redacted_text_is_level_three_and_shared():
    label = compute((run("summary", hosts=("models.example.org",), settings={"method": "language_model"}),), around())
    summary = feature(label, "Summary")
    assert label.privacy_ladder_level == 3
    assert summary.customer_data_shared_with_vendor.value is True
    assert "models.example.org" in summary.customer_data_shared_with_vendor.comments[0]
    assert summary.model_type.startswith("Generative")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]"])
def test_a_language_model_on_this_machine_is_shared_with_nobody(host):
    summary = feature(compute((run("summary", hosts=(host,)),), around()), "Summary")
    assert (summary.privacy_ladder_level, summary.customer_data_shared_with_vendor.value) == (1, False)


@pytest.mark.parametrize(
    "found", [run("transcription", raw=True, hosts=("api.example.org",)), run("redaction", hosts=("x",))]
)
def test_level_four_is_refused(found):
    with pytest.raises(SettingsError) as refusal:
        compute((found,), around())
    assert refusal.value.code == "ladder_level_4"


def test_a_model_trained_without_a_grant_is_refused_and_with_one_is_told():
    trained = run("sentiment", settings={"updates_weights": True})
    with pytest.raises(SettingsError):
        compute((trained,), around())
    told = feature(compute((trained,), around(purposes_granted=("training",))), "Sentiment")
    assert told.base_model_trained_with_customer_data.value is True
    assert told.training_data_anonymized.value is False


def test_the_embedded_model_is_named_for_what_it_is():
    runs = (run("transcription", "voice-embedded", raw=True, purpose="demonstration and tests"),)
    label = compute(runs, around())
    assert feature(label, "Transcription").model_note == EMBEDDED_NOTE
    assert any(EMBEDDED_NOTE in note for note in label.notes)


def test_a_real_model_carries_no_such_note():
    assert not any(EMBEDDED_NOTE in note for note in compute(whole_call(), around()).notes)


def test_without_a_run_there_is_no_level():
    label = compute((), around())
    assert (label.privacy_ladder_level, label.features) == (None, ())
    assert "No AI feature ran on this call." in label.notes


@pytest.mark.parametrize(
    ("deleted", "gone", "erasable", "value"),
    [(True, True, True, True), (True, False, True, True), (False, False, True, False), (None, False, True, True),
     (True, True, False, False)],
)  # fmt: skip
def test_data_deletion_follows_the_carriers_copy_and_our_own(deleted, gone, erasable, value):
    changes = {"carrier_copy_deleted": deleted, "carrier_copy_verified_gone": gone, "erasable": erasable}
    fact = compute(whole_call(), around(**changes)).features[0].data_deletion
    assert fact.value is value
    assert any("not yet confirmed" in comment for comment in fact.comments) == (deleted is True and not gone)


@pytest.mark.parametrize(
    ("changes", "said"),
    [({}, "30 days after the call, then erased"), ({"retention_days": None}, "Until erased"),
     ({"legal_hold": True}, "Until a legal hold is lifted")],
)  # fmt: skip
def test_retention_is_what_is_configured(changes, said):
    assert compute(whole_call(), around(**changes)).features[0].data_retention == said


def test_without_review_ledger_or_audit_the_label_says_no():
    label = compute(
        whole_call(), around(review_available=False, ledger_entries=0, outputs_audited=0, redaction_measured=None)
    )
    redaction = feature(label, "Redaction")
    assert redaction.human_in_the_loop.value is False
    assert redaction.logging_and_auditing.value is False
    assert redaction.guardrails.value is False


def test_a_leak_is_no_guardrail():
    label = compute(whole_call(), around(leaks_found=1, redaction_measured=None))
    assert feature(label, "Redaction").guardrails.value is False


def test_consistency_is_claimed_only_where_it_was_recorded():
    sampled = compute((run("summary", settings={"temperature": 0.7}),), around()).features[0]
    unknown = compute((run("summary"),), around()).features[0]
    assert (sampled.input_output_consistency.value, unknown.input_output_consistency.value) == (False, None)


def test_the_feeling_is_said_to_come_from_the_text():
    assert feature(compute(whole_call(), around()), "Sentiment").emotion_basis == "text"


def test_biometric_identifiers_are_told():
    runs = (run("diarization", raw=True),)
    assert "No biometric identifiers were made." in compute(runs, around()).notes
    marked = type(runs[0])(
        **{**{f: getattr(runs[0], f) for f in runs[0].__dataclass_fields__}, "made_biometric_identifiers": True}
    )
    label = compute((marked,), around())
    assert label.features[0].biometric_identifiers
    assert "No biometric identifiers were made." not in label.notes


def test_a_feature_the_label_does_not_know_is_shown_all_the_same_and_taken_to_read_raw_text():
    label = compute((*whole_call(), run("mind reading")), around())
    assert label.features[-1].name == "Mind reading"
    assert label.features[-1].privacy_ladder_level == 2
    with pytest.raises(SettingsError):
        compute((run("mind reading", hosts=("models.example.org",)),), around())


def test_redaction_is_known_by_its_longer_name():
    assert [f.name for f in compute((run("Redaction of personal data"),), around()).features] == ["Redaction"]


@pytest.mark.parametrize(("again", "value"), [(0, True), (2, False)])
def test_a_stretch_decoded_with_sampling_is_told(again, value):
    fact = compute((run("transcription", settings={"windows_tried_again": again}),), around()).features[0]
    assert fact.input_output_consistency.value is value


@pytest.mark.parametrize(
    ("method", "said"),
    [("keypad", "by pressing a key"), ("agent", "an agent asked and marked"), ("notice", "no consent is claimed")],
)
def test_the_label_says_how_the_caller_agreed(method, said):
    notes = compute((run("summary"),), replace(around(), consent_method=method)).notes
    assert sum(said in note for note in notes) == 1


def test_a_label_of_a_call_without_an_answer_claims_no_agreement():
    notes = compute((run("summary"),), replace(around(), consent_method="none")).notes
    assert not any("agreed" in note for note in notes)


@pytest.mark.parametrize(("times", "value"), [(2, True), (0, False)])
def test_sound_that_was_heard_again_was_checked_and_sound_that_was_not_says_so(times, value):
    covered = run("Redacted sound", raw=True, settings={"times_heard_again": times})
    assert feature(compute((*whole_call(), covered), around()), "Redacted sound").guardrails.value is value
