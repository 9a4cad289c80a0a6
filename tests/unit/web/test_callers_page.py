"""The caller's page: a code opens one call, and no other; guessing is slow; taking back destroys."""

import io
import json
import zipfile

import pytest

from tests.support.call_documents import finished, refused
from tests.support.workbench import Workbench, text_of
from voice.call.values import CallState
from voice.consent.receipt import verify
from voice.vault.chain import proof_holds


@pytest.fixture
def bench():
    bench = Workbench()
    bench.add(finished(), call_id="mine")
    bench.add(finished(), call_id="theirs")
    return bench


def opened(bench, call_id="mine"):
    caller = bench.stranger()
    caller.open("/receipt")
    caller.submit("/receipt", code=bench.codes.code(call_id))
    return caller


def test_the_code_shows_what_was_answered_kept_and_done(bench):
    words = text_of(opened(bench).page.text)
    for expected in (
        "You agreed.",
        "without names",
        "[PERSON_1]",
        "Privacy ladder level 2",
        "trained with your call: no",
    ):
        assert expected in words


def test_a_refusal_is_told_as_one(bench):
    bench.add(refused(), call_id="no", state=CallState.UNRECORDED)
    assert "Privacy ladder" not in opened(bench, "no").page.text


@pytest.mark.parametrize("code", ["", "0000000000", "mine", "receipt-mine", "12345", "x" * 40, "٠١٢٣٤٥٦٧٨٩"])
def test_a_code_that_is_none_opens_nothing(bench, code):
    caller = bench.stranger()
    caller.open("/receipt")
    assert caller.submit("/receipt", code=code).status_code == 404


def test_guessing_is_slow_from_one_address(bench):
    caller = bench.stranger()
    for number in range(8):
        caller.http.post("/receipt", data={"code": f"{number:010d}"})
    right = {"code": bench.codes.code("mine")}
    assert caller.http.post("/receipt", data=right).status_code == 429
    bench.clock.forward(minutes=16)
    assert caller.http.post("/receipt", data=right).status_code == 200


def test_the_download_holds_a_record_whose_signature_anybody_can_check(bench):
    caller = opened(bench)
    caller.submit("/receipt/download")
    with zipfile.ZipFile(io.BytesIO(caller.page.content)) as archive:
        receipt = json.loads(archive.read("consent-receipt.json"))
        assert "transcript.md" in archive.namelist()
    assert verify(receipt, bytes.fromhex(bench.ledger.public_key()), proof_holds) == ()


def test_taking_back_destroys_this_call_and_leaves_the_others(bench):
    caller = opened(bench)
    assert caller.submit("/receipt/withdrawn").status_code == 400
    assert bench.withdrawn == []
    caller = opened(bench)
    caller.submit("/receipt/withdrawn", confirmed="yes")
    assert [(call_id, channel) for call_id, _, channel in bench.withdrawn] == [("mine", "receipt_page")]
    assert "took it back" in caller.page.text
    assert "appointment" not in caller.page.text
    assert bench.book.call("theirs").state is CallState.READY
    caller.http.post("/receipt/withdrawn", data={"code": bench.codes.code("mine"), "confirmed": "yes"})
    assert len(bench.withdrawn) == 1


def test_the_code_stands_in_no_address_and_staff_pages_stay_shut(bench):
    caller = opened(bench)
    code = bench.codes.code("mine")
    assert code not in str(caller.page.url)
    assert caller.open("/calls/mine").status_code == 401


def test_only_who_may_withdraw_for_a_caller_sees_the_code(bench):
    code = bench.codes.code("mine")
    spaced = f"{code[:3]} {code[3:6]} {code[6:]}"
    assert spaced in bench.browser_of("officer").open("/calls/mine").text
    assert spaced not in bench.browser_of("reviewer").open("/calls/mine").text
