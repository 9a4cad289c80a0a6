"""Corrections are a person's, versioned and sealed; raw words are shown to an officer, with a reason, for a while."""

import pytest

from tests.support.call_documents import finished
from tests.support.workbench import Workbench, text_of
from voice.call.values import CallId
from voice.journey.objects import RAW_TRANSCRIPT, REDACTION_MAP
from voice.redaction.values import FoundValue, RedactionMap
from voice.transcript.values import ModelIdentity, RawTranscript, Utterance, Word
from voice.vault.serial import dump

SECRET = "Wilhelmina"


@pytest.fixture
def bench():
    bench = Workbench()
    for call_id in ("call-1", "call-2"):
        bench.add(finished(), call_id=call_id)
        word = Word(SECRET, 0, 500, 0.9)
        raw = RawTranscript(
            CallId(call_id), "en", ModelIdentity("m", "0" * 64), (Utterance("u4", "caller", 0, 500, (word,), 0.9),), 900
        )
        bench.sealed.put(call_id, RAW_TRANSCRIPT, dump(raw))
        found = RedactionMap(CallId(call_id), (FoundValue("[PERSON_1]", "PERSON", (SECRET,)),))
        bench.sealed.put(call_id, REDACTION_MAP, dump(found))
    return bench


def correct(browser, what, of, after, call_id="call-1"):
    browser.open(f"/calls/{call_id}/corrections?what={what}&of={of}")
    return browser.submit(f"/calls/{call_id}/corrections", after=after)


@pytest.mark.parametrize(
    ("what", "of", "after"),
    [
        ("words", "u2", "Hello, I have been waiting for thirty minutes."),
        ("speaker", "u2", "agent"),
        ("summary", "0", "A caller moves an appointment."),
        ("sentiment", "overall", "negative"),
    ],
)
def test_a_correction_shows_on_the_page_as_a_persons(bench, what, of, after):
    rosa = bench.browser_of("reviewer", name="rosa")
    page = correct(rosa, what, of, after)
    assert after in text_of(page.text)
    assert "corrected by a person" in page.text
    kept = [entry.entry for entry in bench.ledger.entries("call-1") if entry.entry.kind == "correction.made"]
    assert kept[0].body == {"by": rosa.account.id, "what": what, "target": of, "version": 1}
    assert "corrected by a person" not in rosa.open("/calls/call-2").text


def test_versions_are_kept_with_what_stood_before(bench):
    rosa = bench.browser_of("reviewer", name="rosa")
    correct(rosa, "words", "u2", "First try.")
    correct(rosa, "words", "u2", "Second try.")
    words = text_of(rosa.open("/calls/call-1/corrections").text)
    assert words.index("Version 2") < words.index("Version 1")
    assert "First try. Second try." in words


def test_a_corrected_word_is_found_and_exported(bench):
    rosa = bench.browser_of("reviewer", name="rosa")
    correct(rosa, "words", "u2", "The hovercraft is full of eels.")
    assert "/calls/call-1" in rosa.open("/?show=all&words=hovercraft").text
    assert "hovercraft" in rosa.open("/calls/call-1/files/transcript.md").text


def test_what_redaction_took_out_does_not_come_back_by_hand(bench):
    rosa = bench.browser_of("reviewer", name="rosa")
    for form in (SECRET, SECRET.upper(), "wilhel mina", f"({SECRET})"):
        answer = correct(rosa, "words", "u4", f"My name is {form}.")
        assert answer.status_code == 400
    assert SECRET not in answer.text
    assert SECRET not in rosa.open("/calls/call-1").text


@pytest.mark.parametrize(
    ("what", "of", "after"),
    [
        ("words", "u99", "x"),
        ("words", "u2", "   "),
        ("words", "u2", "x" * 2001),
        ("speaker", "u2", "the queen"),
        ("sentiment", "overall", "furious"),
        ("summary", "99", "x"),
        ("summary", "-1", "x"),
        ("label", "u2", "x"),
    ],
)
def test_what_is_no_correction_changes_nothing(bench, what, of, after):
    rosa = bench.browser_of("reviewer", name="rosa")
    token = bench.keeper.visitor(rosa.http.cookies["voice_session"]).csrf
    body = {"what": what, "of": of, "after": after, "csrf": token}
    assert rosa.http.post("/calls/call-1/corrections", data=body).status_code in (400, 404)
    assert "corrections.json" not in bench.sealed.names("call-1")


def test_an_erased_calls_corrections_are_gone_with_it(bench):
    rosa = bench.browser_of("reviewer", name="rosa")
    correct(rosa, "words", "u2", "The hovercraft is full of eels.")
    bench._withdraw("call-1", "from_the_start", "officer")
    assert bench.sealed.names("call-1") == ()
    assert rosa.open("/calls/call-1/corrections").status_code == 404
    assert "hovercraft" not in rosa.open("/?show=all&words=hovercraft").text.replace('value="hovercraft"', "").replace(
        "words=hovercraft", ""
    )


def reveal(browser, call_id="call-1", **filled):
    browser.open(f"/calls/{call_id}")
    return browser.submit(f"/calls/{call_id}/reveals", **{"reason": "complaint_handling", "reference": "", **filled})


def test_an_officer_sees_raw_words_with_a_reason_for_a_quarter_of_an_hour_of_this_call_alone(bench):
    officer = bench.browser_of("officer")
    assert officer.open("/calls/call-1/raw").status_code == 403
    assert SECRET in reveal(officer, reference="CASE-7").text
    assert officer.open("/calls/call-2/raw").status_code == 403
    bench.clock.forward(minutes=14)
    assert SECRET in officer.open("/calls/call-1/raw").text
    bench.clock.forward(minutes=1)
    assert officer.open("/calls/call-1/raw").status_code == 403
    body = next(e.entry.body for e in bench.ledger.entries("call-1") if e.entry.kind == "reveal.granted")
    assert (body["by"], body["reason"], body["reference"]) == (officer.account.id, "complaint_handling", "CASE-7")


def test_one_officers_leave_is_not_anothers(bench):
    reveal(bench.browser_of("officer", name="ines"))
    assert bench.browser_of("officer", name="omar").open("/calls/call-1/raw").status_code == 403


@pytest.mark.parametrize(
    "filled",
    [{"reason": ""}, {"reason": "curious"}, {"reference": "Wilhelmina Smith"}, {"reference": "x'); DROP"}],
)
def test_without_a_known_reason_or_with_a_name_as_reference_nothing_is_revealed(bench, filled):
    officer = bench.browser_of("officer")
    assert reveal(officer, **filled).status_code == 400
    assert officer.open("/calls/call-1/raw").status_code == 403
    assert not [e for e in bench.ledger.entries() if e.entry.kind == "reveal.granted"]


@pytest.mark.parametrize("role", ["reviewer", "editor", "admin", "auditor"])
def test_nobody_else_sees_or_is_offered_raw_words(bench, role):
    reveal(bench.browser_of("officer"))
    browser = bench.browser_of(role)
    assert browser.open("/calls/call-1/raw").status_code == 403
    assert "/reveals" not in browser.open("/calls/call-1").text.replace('href="/reveals"', "")


def test_the_auditor_sees_how_often_each_person_looked(bench):
    officer = bench.browser_of("officer", name="ines")
    reveal(officer)
    reveal(officer, "call-2")
    words = text_of(bench.browser_of("auditor").open("/reveals").text)
    assert "ines 2" in words
    assert "The caller complained" in words
    assert SECRET not in words


def test_no_page_shows_a_raw_word_to_anybody_without_a_reveal(bench):
    browser = bench.browser_of("reviewer", "officer", "editor", "admin", "auditor")
    pages = [
        "/",
        "/?show=all",
        f"/?show=all&words={SECRET}",
        "/calls/call-1",
        "/calls/call-1/label",
        "/calls.csv?show=all",
    ]
    pages += ["/calls.json?show=all", "/ledger", "/consent", "/label", "/status", "/calls/call-1/files/call.json"]
    for path in pages:
        html = browser.http.get(path).text.replace(f'value="{SECRET}"', "").replace(f"words={SECRET}", "")
        assert SECRET not in html, path
