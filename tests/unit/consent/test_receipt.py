"""A receipt verifies offline with the public key alone, and a changed one does not."""

import copy
import json
from dataclasses import replace

import pytest

from tests.support.ledger import MemoryLedger
from tests.support.line import CALLER, RING, Line
from voice.consent.receipt import verify
from voice.journey.receipts import signed_receipt
from voice.vault.chain import proof_holds


def receipt_of(line):
    found = signed_receipt(line.call(), line.ledger, RING, line.clock.now(), "voice 0.1.0")
    return json.loads(json.dumps(found))


def public_key(line):
    return bytes.fromhex(line.ledger.public_key())


@pytest.fixture
def line():
    return Line()


@pytest.mark.parametrize(
    ("keys", "status"), [(["1"], "granted"), (["2"], "refused"), (["", ""], "no_answer"), ([], "abandoned")]
)
def test_a_receipt_says_which_of_the_ways_the_call_went(line, keys, status):
    line.ring()
    for digits in keys:
        line.press(digits)
    line.hang_up()
    receipt = receipt_of(line)
    assert receipt["outcome"]["status"] == status
    assert verify(receipt, public_key(line), proof_holds) == ()
    assert {row["purpose"]: row["status"] for row in receipt["purposes"]}["training"] == "refused"


def test_a_receipt_names_script_rules_and_keys_but_nobody(line):
    line.agreed()
    receipt = receipt_of(line)
    notice = receipt["notices"][0]
    assert (notice["script"], notice["keys"], len(notice["text_sha256"])) == ("standard", {"yes": "1", "no": "2"}, 64)
    assert any(rule.startswith("us-ca@") for rule in notice["rules"])
    assert CALLER not in json.dumps(receipt)
    assert line.call().caller_ref not in json.dumps(receipt)


def test_a_changed_receipt_is_found(line):
    line.ring()
    line.press("2")
    receipt = receipt_of(line)
    forged = copy.deepcopy(receipt)
    forged["outcome"]["status"] = "granted"
    problems = verify(forged, public_key(line), proof_holds)
    assert len(problems) == 2


def test_a_receipt_signed_by_somebody_else_is_found(line):
    line.agreed()
    stranger = MemoryLedger(seed=bytes(32))
    receipt = {name: value for name, value in receipt_of(line).items() if name != "proof"}
    assert verify(stranger.sign(receipt), public_key(line), proof_holds)


def test_an_outcome_that_does_not_follow_is_found_even_when_signed(line):
    line.ring()
    line.press("2")
    receipt = {name: value for name, value in receipt_of(line).items() if name != "proof"}
    receipt["outcome"]["status"] = "granted"
    assert verify(line.ledger.sign(receipt), public_key(line), proof_holds) == (
        "The outcome stated does not follow from the history.",
    )


def test_something_else_is_not_a_receipt(line):
    assert verify({"schema": "voice.call/1"}, public_key(line), proof_holds)
    broken = line.ledger.sign({"schema": "voice.consent-receipt/1", "record": {}, "events": [{"kind": 3}]})
    assert verify(broken, public_key(line), proof_holds) == ("The history inside cannot be read.",)


def test_a_receipt_says_what_the_caller_was_told_whatever_is_configured_later(line):
    line.agreed()
    later = replace(RING, business="Another Name", retention_days=365)
    receipt = signed_receipt(line.call(), line.ledger, later, line.clock.now(), "voice 0.1.0")
    assert (receipt["controller"], receipt["retention_days"]) == ({"name": "Harbour Dental"}, 30)
