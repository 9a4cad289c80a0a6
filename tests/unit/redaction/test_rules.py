import pytest

from tests.support.spoken_call import spoken_call
from voice.errors import SettingsError
from voice.redaction.detectors import standard
from voice.redaction.resolve import redact
from voice.redaction.rules import Rules, highest_risk, parse, risk
from voice.redaction.values import RiskClass


def test_what_is_kept_stays_in_the_text_and_everything_else_goes():
    rules = parse({"PERSON": "keep"})
    result = redact(spoken_call("agent: this is Maria, my number is 212-555-0123"), rules.apply(standard()))
    assert result.transcript.utterances[0].text == "this is Maria, my number is [PHONE_1]"


def test_blocked_types_that_were_found_are_named():
    rules = parse({"CREDIT_CARD": "block", "PIN": "block"})
    assert rules.blocked({"CREDIT_CARD": 1, "PERSON": 2}) == ("CREDIT_CARD",)


def test_without_rules_everything_is_redacted_and_nothing_blocked():
    detectors = standard()
    assert Rules().apply(detectors) == detectors
    assert Rules().blocked({"CREDIT_CARD": 1}) == ()


@pytest.mark.parametrize("wrong", [{"PERSON": "hide"}, {"CREDIT_CARD": "keep"}, {"UNHEARD_OF": "keep"}])
def test_a_rule_that_cannot_be_meant_is_refused(wrong):
    with pytest.raises(SettingsError):
        parse(wrong)


def test_risk_classes_order_and_the_unknown_counts_as_high():
    assert risk("CREDIT_CARD") is RiskClass.HIGH
    assert risk("SOMETHING_NEW") is RiskClass.HIGH
    assert highest_risk(["URL", "PERSON"]) is RiskClass.MEDIUM
    assert highest_risk([]) is RiskClass.LOW
