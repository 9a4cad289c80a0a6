"""Nothing said on the phone, typed into a form or written in a file name becomes markup, on any page."""

import re
from dataclasses import replace

import pytest
from fastapi.routing import APIRoute

from tests.architecture.test_routes_guarded import every_route
from tests.support import redacted_calls
from tests.support.call_documents import finished
from tests.support.payloads import DANGEROUS, PAYLOADS
from tests.support.workbench import ASKED, Workbench
from voice.call.values import CallId, CallState
from voice.consent.history import to_entry
from voice.consent.values import LedgerEntry
from voice.greeting.lines import DEFAULT
from voice.journey.objects import CallObjects
from voice.redaction.resolve import redact
from voice.redaction.spoken import SpokenDetector
from voice.review.inbox import Wanted
from voice.transcript.values import RawTranscript, Utterance, Word
from voice.vault.views import SavedView

MARKUP = ("text/html", "image/svg+xml")
PLACES = {"call_id": "call-1", "script": "standard", "locale": "en-US", "sequence": "1", "name": "label.html"}


def every_page(bench):
    """The address of each GET route there is: a page that is new is tried without being named here."""
    for route in every_route(bench.app):
        if isinstance(route, APIRoute) and "GET" in route.methods:
            yield re.sub(r"{(\w+)(?::\w+)?}", lambda found: PLACES[found.group(1)], route.path)


def hostile(payload):
    """A workbench where everything that comes from outside is this payload."""
    bench = Workbench(lines=(replace(DEFAULT, name=payload, business=payload),))
    said = redacted_calls.call(f"caller: I am upset about {payload}, nobody called back.", f"agent: {payload}.")
    document = finished(said)
    odd = tuple(replace(run, model=replace(run.model, name=payload, owner=payload)) for run in document.runs)
    bench.add(replace(document, runs=odd), line=payload, reason=payload)
    bench.add(None, call_id="stuck", state=CallState.BLOCKED, line=payload, reason=payload)
    bench.add(None, call_id="live", state=CallState.LIVE, line=payload)
    bench.worker(payload[:60], payload)
    body = {"by": payload, "script": payload, "file": payload, "reason": payload}
    bench.ledger.append(LedgerEntry(CallId("call-1"), payload, bench.clock.now(), body))
    bench.ledger.append(LedgerEntry(CallId("call-1"), "reveal.granted", bench.clock.now(), body))
    asked = replace(ASKED, script=payload, script_version=payload)
    bench.ledger.append(to_entry(CallId("other"), asked))
    return bench


@pytest.mark.parametrize("payload", PAYLOADS)
def test_whatever_comes_from_outside_stays_text_on_every_page_there_is(payload):
    bench = hostile(payload)
    browser = bench.browser_of("reviewer", "officer", "admin", "editor", "auditor")
    bench.people.views.save(SavedView("", browser.account.id, payload[:60], Wanted(words=payload)), bench.clock.now())
    shown = 0
    for address in every_page(bench):
        answer = browser.http.get(address)
        if answer.headers.get("content-type", "").startswith(MARKUP):
            shown += answer.status_code == 200
            assert not [mark for mark in DANGEROUS if mark in answer.text], address
    assert shown >= 20


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
        browser.http.get(f"/calls/call-1/files/{payload}"),
        browser.http.get("/ledger", params={"call": payload, "kind": payload}),
        browser.http.get("/greetings/rules", params={"line": payload, "caller": payload, "called": payload}),
        browser.http.get("/join", params={"token": payload}),
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
