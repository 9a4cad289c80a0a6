import json
import re

import pytest
from jsonschema import Draft202012Validator

from tests.support.run_records import around, run, whole_call
from voice.errors import UntrustedInput
from voice.label import cyclonedx, document, render, twilio_json
from voice.label.facts import compute

LABEL = compute(whole_call(), around())


def test_our_own_json_comes_back_as_it_was():
    written = json.loads(json.dumps(document.to_dict(LABEL)))
    assert document.from_dict(written) == LABEL


def test_our_own_json_keeps_its_published_schema():
    Draft202012Validator.check_schema(document.schema())
    Draft202012Validator(document.schema()).validate(document.to_dict(LABEL))
    Draft202012Validator(document.schema()).validate(document.to_dict(compute((), around())))


@pytest.mark.parametrize("damage", [{"features": [{}]}, {"schema": "other"}, {"privacy_ladder_level": 4}, {"x": 1}])
def test_a_damaged_label_is_refused(damage):
    with pytest.raises(UntrustedInput):
        document.from_dict({**document.to_dict(LABEL), **damage})


def test_a_fact_without_evidence_is_no_label_of_ours():
    body = document.to_dict(LABEL)
    body["features"][0]["guardrails"]["evidence"] = []
    with pytest.raises(UntrustedInput):
        document.from_dict(body)


def test_twilios_shape_has_exactly_its_keys_and_plain_values():
    for found in twilio_json.export(LABEL)["labels"]:
        assert list(found) == [
            "name", "description", "modelType", "optional", "baseModel", "aiPrivacyLevel", "trustLayer",
            "linksAndResources",
        ]  # fmt: skip
        trust = found["trustLayer"]
        assert list(trust) == [
            "baseModelCustomerData", "vendorModelCustomerData", "trainingDataAnonymized", "dataDeletion", "auditing",
            "dataStorage", "compliance", "inputOutputConsistency",
        ]  # fmt: skip
        assert list(trust["compliance"]) == ["loggingAndAuditTrails", "guardrails"]
        facts = [v for v in (*trust.values(), *trust["compliance"].values()) if isinstance(v, dict) and "value" in v]
        assert len(facts) == 8
        assert all(fact["value"] in (True, False, None) and isinstance(fact["comments"], list) for fact in facts)
        assert "founding definition" in trust["baseModelCustomerData"]["comments"][-1]


def test_a_label_read_back_from_twilios_shape_says_the_same():
    for feature, written in zip(LABEL.features, twilio_json.export(LABEL)["labels"], strict=True):
        read = twilio_json.read(json.loads(json.dumps(written)))
        assert (read.name, read.base_model, read.privacy_ladder_level) == (
            feature.name, feature.base_model, feature.privacy_ladder_level,
        )  # fmt: skip
        assert read.guardrails.value == feature.guardrails.value
        assert read.human_in_the_loop.comments == feature.human_in_the_loop.comments


@pytest.mark.parametrize(
    ("value", "comments", "read_value", "read_comments"),
    [
        ("N/A", None, None, ()),
        (None, [], None, ()),
        ("Yes", "one line", True, ("one line",)),
        (False, ["a", ""], False, ("a",)),
    ],
)
def test_hand_written_spellings_are_read(value, comments, read_value, read_comments):
    written = twilio_json.export(LABEL)["labels"][0]
    written["trustLayer"]["dataDeletion"] = {"value": value, "comments": comments}
    fact = twilio_json.read(written).data_deletion
    assert (fact.value, fact.comments) == (read_value, read_comments)


@pytest.mark.parametrize("level", [None, "N/A", ""])
def test_a_level_that_does_not_apply_is_read_as_none(level):
    assert (
        twilio_json.read({**twilio_json.export(LABEL)["labels"][0], "aiPrivacyLevel": level}).privacy_ladder_level == 0
    )


@pytest.mark.parametrize("damage", [{"trustLayer": None}, {"aiPrivacyLevel": 7}, {"trustLayer": {}}])
def test_what_is_no_label_is_refused(damage):
    with pytest.raises(UntrustedInput):
        twilio_json.read({**twilio_json.export(LABEL)["labels"][0], **damage})


MAKERS = [render.html, render.svg, render.text, lambda label: str(cyclonedx.export(label))]


@pytest.mark.parametrize("level", [None, "N/A", 1, 4])
def test_a_declared_label_is_drawn_as_declared_and_claims_nothing_it_does_not_say(level):
    said = {**twilio_json.export(LABEL)["labels"][0], "aiPrivacyLevel": level}
    label = twilio_json.read_all([said, said], "A vendor's feature")
    for draw in MAKERS:
        drawn = draw(label)
        assert "Computed from" not in drawn
        assert "Biometric" not in drawn
        assert "biometricIdentifiers" not in drawn
        assert ("N/A" if level in (None, "N/A") else str(level)) in drawn
    again = twilio_json.export(label)["labels"][0]
    assert again["aiPrivacyLevel"] == (None if level in (None, "N/A") else level)
    assert again["trustLayer"] == said["trustLayer"]


@pytest.mark.parametrize("shape", [lambda one: one, lambda one: [one], lambda one: {"labels": [one]}])
def test_one_label_or_several_are_read(shape):
    one = twilio_json.export(LABEL)["labels"][0]
    assert [f.name for f in twilio_json.read_all(shape(one), "x").features] == ["Transcription"]


@pytest.mark.parametrize("untrusted", [None, 3, "label", [], {"labels": []}, [3], {"labels": "x"}])
def test_what_holds_no_label_is_refused(untrusted):
    with pytest.raises(UntrustedInput):
        twilio_json.read_all(untrusted, "x")


def test_the_bill_of_materials_has_the_required_structure():
    bill = cyclonedx.export(LABEL)
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    references = [bill["metadata"]["component"]["bom-ref"], *(c["bom-ref"] for c in bill["components"])]
    assert len(references) == len(set(references))
    assert {ref for d in bill["dependencies"] for ref in (d["ref"], *d["dependsOn"])} <= set(references)
    for component in bill["components"]:
        assert component["type"] == "machine-learning-model"
        assert component["name"]
        assert set(component) <= {
            "type", "bom-ref", "name", "description", "modelCard", "properties", "supplier", "licenses", "hashes",
        }  # fmt: skip
        assert set(component["modelCard"]) <= {
            "modelParameters",
            "quantitativeAnalysis",
            "considerations",
            "properties",
        }
        assert all(
            set(entry) == {"name", "value"} and isinstance(entry["value"], str) for entry in component["properties"]
        )
        for stamp in component["hashes"]:
            assert stamp["alg"] == "SHA-256"
            assert re.fullmatch(r"[0-9a-f]{64}", stamp["content"])


def test_a_model_without_a_digest_has_no_hash():
    found = run("summary")
    nameless = type(found)(
        **{**{f: getattr(found, f) for f in found.__dataclass_fields__}, "model": type(found.model)("m", "")}
    )
    assert "hashes" not in cyclonedx.export(compute((nameless,), around()))["components"][0]
