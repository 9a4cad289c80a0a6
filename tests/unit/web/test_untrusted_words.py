"""Nothing said on the phone, typed into a form or written in a file name becomes markup, on any page."""

import pytest

from tests.support import redacted_calls
from tests.support.call_documents import finished
from tests.support.payloads import DANGEROUS, PAYLOADS
from tests.support.workbench import Workbench
from voice.call.values import CallId
from voice.journey.objects import CallObjects
from voice.redaction.resolve import redact
from voice.redaction.spoken import SpokenDetector
from voice.transcript.values import RawTranscript, Utterance, Word


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_transcript_that_speaks_markup_stays_text_on_every_page(payload):
    bench = Workbench()
    lines = [
        f"caller: I am very upset about {payload} and want a new appointment.",
        f"agent: {payload} is terrible, I am sorry.",
    ]
    bench.add(finished(redacted_calls.call(*lines)), line=payload)
    browser = bench.browser_of("reviewer", "officer", "admin", "editor")
    for address in ("/", "/?show=all", "/calls/call-1", "/calls/call-1/label", "/calls/call-1/label.svg"):
        html = browser.http.get(address).text
        assert not [mark for mark in DANGEROUS if mark in html], address


@pytest.mark.parametrize("payload", PAYLOADS)
def test_marked_words_that_speak_markup_stay_text(payload):
    bench = Workbench()
    words = tuple(
        Word(word, 300 * n, 300 * n + 200, 0.3) for n, word in enumerate(f"my name is Anna {payload}".split())
    )
    said = Utterance("u1", "caller", 0, 9000, words, 0.3)
    heard = redact(RawTranscript(CallId("call-1"), "en", redacted_calls.MODEL, (said,), 9000), (SpokenDetector(),))
    bench.add(finished(heard.transcript))
    CallObjects(bench.sealed).put_redaction("call-1", heard)
    browser = bench.browser_of("reviewer", "officer")
    for address in ("/calls/call-1", "/calls/call-1/redactions", "/calls/call-1/redactions?of=u1.w4&u=u1"):
        html = browser.http.get(address).text
        assert not [mark for mark in DANGEROUS if mark in html], address


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_typed_comes_back_as_text(payload):
    bench = Workbench()
    browser = bench.browser_of("reviewer", "admin")
    answers = [
        browser.http.get("/", params={"words": payload, "line": payload, "since": payload}),
        browser.http.get(f"/calls/{payload}"),
        browser.http.get("/sign-in", params={"token": payload}),
    ]
    browser.open("/accounts")
    answers.append(browser.submit("/accounts", name=payload, roles=["reviewer"]))
    browser.open("/account")
    answers.append(browser.submit("/account/tokens", name=payload[:60], role="reviewer"))
    for answer in answers:
        assert not [mark for mark in DANGEROUS if mark in answer.text]


def test_every_answer_forbids_foreign_scripts_styles_frames_and_forms():
    bench = Workbench()
    for answer in (
        bench.browser_of("reviewer").open("/"),
        bench.stranger().open("/sign-in"),
        bench.stranger().open("/x"),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


def test_no_page_needs_an_inline_script_or_style():
    bench = Workbench()
    bench.add(finished())
    browser = bench.browser_of("reviewer", "officer", "admin", "editor", "auditor")
    for address in ("/", "/calls/call-1", "/calls/call-1/label", "/accounts", "/account"):
        html = browser.open(address).text
        assert " style=" not in html, address
        assert "<style" not in html, address
        assert " onclick" not in html, address
        assert "<script>" not in html, address
