"""The caller's page: a code opens one call and no other; what it tells is read off the vault and the ledger."""

import io
import json
import threading
import zipfile
from dataclasses import replace

import pytest

from tests.support import redacted_calls
from tests.support.call_documents import finished, refused
from tests.support.payloads import DANGEROUS, PAYLOADS
from tests.support.workbench import Workbench, text_of
from voice.call.values import CallId, CallState
from voice.consent.history import to_entry
from voice.consent.receipt import verify
from voice.consent.values import ConsentWithdrawn, WithdrawalScope
from voice.greeting.lines import parse
from voice.journey.kept import kept
from voice.recording.values import Recording, RecordingState
from voice.vault.chain import proof_holds
from voice.web import public

MINE = CallId("mine")


@pytest.fixture
def bench():
    bench = Workbench()
    bench.add(finished(), call_id=MINE)
    bench.add(finished(), call_id="theirs")
    return bench


def opened(bench, call_id=MINE):
    caller = bench.stranger()
    caller.open("/receipt")
    caller.submit("/receipt", code=bench.codes.code(call_id))
    return caller


def a_recording(state, source="RecordVerb"):
    return Recording("RE1", MINE, "RE1", state, source, 2, 0)


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


@pytest.mark.parametrize("code", ["", "0000000000", MINE, "receipt-mine", "12345", "x" * 40, "٠١٢٣٤٥٦٧٨٩"])
def test_a_code_that_is_none_opens_nothing(bench, code):
    caller = bench.stranger()
    caller.open("/receipt")
    assert caller.submit("/receipt", code=code).status_code == 404


def test_guessing_is_slow_from_one_address(bench):
    caller = bench.stranger()
    for number in range(8):
        caller.http.post("/receipt", data={"code": f"{number:010d}"})
    right = {"code": bench.codes.code(MINE)}
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
    assert [(call_id, channel) for call_id, _, channel in bench.withdrawn] == [(MINE, "receipt_page")]
    assert "took it back" in caller.page.text
    assert "appointment" not in caller.page.text
    assert bench.book.call("theirs").state is CallState.READY
    caller.http.post("/receipt/withdrawn", data={"code": bench.codes.code(MINE), "confirmed": "yes"})
    assert len(bench.withdrawn) == 1


def test_the_code_stands_in_no_address_and_staff_pages_stay_shut(bench):
    caller = opened(bench)
    code = bench.codes.code(MINE)
    assert code not in str(caller.page.url)
    assert caller.open("/calls/mine").status_code == 401


def test_only_who_may_withdraw_for_a_caller_sees_the_code(bench):
    code = bench.codes.code(MINE)
    spaced = f"{code[:3]} {code[3:6]} {code[6:]}"
    assert spaced in bench.browser_of("officer").open("/calls/mine").text
    assert spaced not in bench.browser_of("reviewer").open("/calls/mine").text


def test_every_sealed_thing_is_named_the_raw_words_included(bench):
    for name in ("recording-RE1.wav", "raw-transcript.json", "redaction-map.json", "something-new.bin"):
        bench.sealed.put(MINE, name, b"x")
    words = text_of(opened(bench).page.text)
    for expected in (
        "the recording, as sound",
        "as they were heard, names and numbers included",
        "the list of what was taken out",
        "something-new.bin",
    ):
        assert expected in words
    assert "as they were heard" not in text_of(opened(bench, "theirs").page.text)


def test_a_copy_at_the_carrier_is_named_until_it_is_seen_gone(bench):
    call = bench.book.call(MINE)
    for state in (RecordingState.COMPLETED, RecordingState.SEALED, RecordingState.QUARANTINED):
        assert any("telephone company" in thing for thing in kept(call, (), [a_recording(state)]))
    assert kept(call, (), [a_recording(RecordingState.CARRIER_COPY_GONE)]) == ()
    assert kept(call, (), [a_recording(RecordingState.SEALED, "MediaStream")]) == ()


def test_the_day_on_which_it_ends_is_that_of_the_lines_schedule():
    lines = parse(b'[[line]]\nname = "reception"\nbusiness = "Riverside Dental"\nretention_days = 3\n', "lines")
    bench = Workbench(lines=lines)
    bench.add(finished(), call_id=MINE)
    words = text_of(opened(bench).page.text)
    assert "Until 2026-03-05" in words
    assert "Your call with Riverside Dental" in words


def test_taken_back_from_now_on_keeps_what_was_recorded_and_claims_no_destruction():
    withdrawn = []

    def note_alone(call_id, scope, channel):
        """As far as a withdrawal goes while a legal hold stands: the ledger, and nothing destroyed."""
        withdrawn.append((call_id, scope, channel))
        bench.ledger.append(to_entry(call_id, ConsentWithdrawn(bench.clock.now(), scope, channel)))

    bench = Workbench(withdraw=note_alone)
    bench.add(finished(), call_id=MINE)
    caller = opened(bench)
    caller.submit("/receipt/withdrawn", scope="from_now", confirmed="yes")
    assert withdrawn == [(MINE, WithdrawalScope.FROM_NOW, "receipt_page")]
    words = text_of(caller.page.text)
    assert "took it back" in words
    assert "to be destroyed" not in words
    assert "[PERSON_1]" in words
    caller.submit("/receipt/withdrawn", confirmed="yes")
    assert withdrawn[-1] == (MINE, WithdrawalScope.FROM_THE_START, "receipt_page")
    words = text_of(caller.page.text)
    assert "is to be destroyed" in words
    assert "[PERSON_1]" not in words


def test_a_download_is_noted_in_the_calls_history_without_the_code(bench):
    caller = opened(bench)
    caller.submit("/receipt/download")
    noted = [kept.entry for kept in bench.ledger.entries(MINE) if kept.entry.kind == "data.handed_out"]
    assert len(noted) == 1
    assert bench.codes.code(MINE) not in str(noted[0].body)
    assert not [kept for kept in bench.ledger.entries(CallId("theirs")) if kept.entry.kind == "data.handed_out"]


def test_what_is_blocked_or_set_aside_is_not_handed_out(bench):
    for state in (CallState.BLOCKED, CallState.QUARANTINED):
        bench.book.change_call(MINE, lambda now, state=state: replace(now, state=state))
        page = opened(bench).page.text
        assert "[PERSON_1]" not in page
        assert "appointment" not in page


@pytest.mark.parametrize("path", ["/receipt", "/receipt/download", "/receipt/withdrawn"])
def test_unknown_malformed_and_missing_codes_get_the_same_answer_at_every_door(bench, path):
    answers = [
        bench.stranger().http.post(path, data={"code": code, "confirmed": "yes"})
        for code in ("", "1", "0000000001", "mine", "+15550100123")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert bench.withdrawn == []


def test_somebody_elses_page_cannot_send_the_form(bench):
    for path in ("/receipt", "/receipt/download", "/receipt/withdrawn"):
        answer = bench.stranger().http.post(
            path,
            data={"code": bench.codes.code(MINE), "confirmed": "yes"},
            headers={"sec-fetch-site": "cross-site"},
        )
        assert answer.status_code == 403
    assert bench.withdrawn == []


def test_while_one_code_is_looked_up_the_next_waits_its_turn(bench, monkeypatch):
    monkeypatch.setattr(public, "LONGEST_WAIT_S", 0)
    entered, leave = threading.Event(), threading.Event()
    find = bench.codes.find

    def slow(code):
        entered.set()
        leave.wait(10)
        return find(code)

    bench.codes.find = slow
    statuses = []
    first = threading.Thread(
        target=lambda: statuses.append(
            bench.stranger().http.post("/receipt", data={"code": bench.codes.code(MINE)}).status_code
        )
    )
    first.start()
    entered.wait(10)
    assert bench.stranger().http.post("/receipt", data={"code": "0000000001"}).status_code == 503
    leave.set()
    first.join(10)
    assert statuses == [200]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_call_that_speaks_markup_stays_text_on_the_callers_page(payload):
    bench = Workbench()
    spoken = [f"caller: I want {payload} and a new appointment.", f"agent: {payload} it is."]
    bench.add(finished(redacted_calls.call(*spoken)), call_id=MINE, line=payload)
    caller = opened(bench)
    answers = [caller.page, caller.submit("/receipt/withdrawn", confirmed=payload, scope=payload)]
    answers.append(bench.stranger().http.post("/receipt", data={"code": payload[:40]}))
    for answer in answers:
        assert not [mark for mark in DANGEROUS if mark in answer.text]
        assert "set-cookie" not in answer.headers
