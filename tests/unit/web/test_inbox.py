"""The inbox: what waits and why, filters, search over redacted words, exports; nothing of an erased call."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support import redacted_calls
from tests.support.call_documents import finished, refused
from tests.support.clock import NOON
from tests.support.workbench import Workbench, text_of
from voice.call.values import CallState

GRATEFUL = redacted_calls.call(
    "agent: Good morning, how can I help?",
    "caller: Thank you, everything about the garden fence is wonderful, I am so happy.",
    "agent: That is lovely to hear.",
    "caller: Yes, great, thank you so much.",
)
FURIOUS = redacted_calls.call(
    "agent: Good morning, how can I help?",
    "caller: This is terrible, the worst service, I am furious about the broken boiler.",
    "caller: It is awful and horrible and nobody cares, I hate this.",
    "agent: I am sorry.",
    "caller: That is terrible, really bad.",
)


@pytest.fixture
def bench():
    return Workbench()


@pytest.fixture
def rosa(bench):
    return bench.browser_of("reviewer", name="rosa")


def order(page):
    import re

    return re.findall(r'class="teaser" href="/calls/([\w-]+)"', page.text)


def test_the_gravest_call_comes_first_and_says_why(bench, rosa):
    bench.add(finished(GRATEFUL), call_id="happy")
    bench.add(finished(FURIOUS), call_id="angry", at=NOON - timedelta(hours=2))
    bench.add(None, call_id="stuck", state=CallState.BLOCKED, reason="leak_found", at=NOON - timedelta(hours=3))
    assert order(rosa.open("/")) == ["stuck", "angry", "happy"]
    assert "negative" in text_of(rosa.page.text)
    assert "leak blocked" in text_of(rosa.page.text)


def test_a_call_that_was_refused_waits_for_nobody_but_is_listed_among_all(bench, rosa):
    bench.add(refused(), call_id="no", state=CallState.UNRECORDED)
    assert order(rosa.open("/")) == []
    assert order(rosa.open("/?show=all")) == ["no"]


def test_search_finds_redacted_words_and_nothing_else(bench, rosa):
    bench.add(finished(GRATEFUL), call_id="happy")
    bench.add(finished(FURIOUS), call_id="angry")
    assert order(rosa.open("/?show=all&words=boiler")) == ["angry"]
    assert order(rosa.open("/?show=all&words=boil")) == ["angry"]
    assert order(rosa.open("/?show=all&words=garden+fence")) == ["happy"]
    assert order(rosa.open("/?show=all&words=submarine")) == []


@pytest.mark.parametrize("words", ['"', "*", "a OR b", "NEAR(", "words:x", "';--", "\x00", "(", "-", "é" * 500, "  "])
def test_search_takes_words_not_query_language(bench, rosa, words):
    bench.add(finished(GRATEFUL), call_id="happy")
    assert rosa.http.get("/", params={"show": "all", "words": words}).status_code == 200


def test_filters_narrow_the_list(bench, rosa):
    bench.add(finished(GRATEFUL), call_id="happy", line="garden")
    bench.add(finished(FURIOUS), call_id="angry", at=NOON - timedelta(days=3))
    card = redacted_calls.call("caller: It is [CREDIT_CARD_1].", counts={"CREDIT_CARD": 1, "PERSON": 1})
    bench.add(finished(card), call_id="card", at=NOON - timedelta(days=9))
    mumbled = redacted_calls.call("caller: The the the the the.")
    odd = replace(mumbled, utterances=(replace(mumbled.utterances[0], doubtful="repeats"),))
    bench.add(finished(odd), call_id="mumbled", at=NOON - timedelta(days=9))
    for query, found in [
        ("line=garden", ["happy"]),
        ("sentiment=negative", ["angry"]),
        ("consent=granted&since=2026-02-26", ["happy", "angry"]),
        ("consent=refused", []),
        ("why=negative", ["angry"]),
        ("since=2026-02-26&until=2026-02-28", ["angry"]),
        ("since=2026-02-28&until=2026-03-02", ["happy"]),
        ("state=blocked", []),
        ("category=technical_trouble", ["angry"]),
        ("category=billing", []),
        ("risk=high", ["card"]),
        ("risk=medium", []),
        ("doubtful=yes", ["mumbled"]),
    ]:
        assert order(rosa.open(f"/?show=all&{query}")) == found, query


def test_the_list_says_what_a_call_is_about_and_leads_to_the_words(bench, rosa):
    bench.add(finished(FURIOUS), call_id="angry")
    assert 'href="/calls/angry#u2" title="Where this was said">technical trouble</a>' in rosa.open("/").text


def test_where_analysis_was_not_granted_the_list_says_nothing_of_what_the_call_is_about(bench, rosa):
    plain = replace(finished(FURIOUS), summary=None, sentiment=None, conversation=None)
    bench.add(plain, call_id="angry")
    assert "technical trouble</a>" not in rosa.open("/").text
    assert order(rosa.open("/?category=technical_trouble&show=all")) == []


def test_a_live_calls_recording_is_changed_from_the_list(rosa, bench):
    bench.add(None, call_id="live", state=CallState.LIVE)
    bench.book.change_call("live", lambda call: replace(call, ended_at=None))
    rosa.open("/")
    rosa.submit("/calls/live/recording", act="pause")
    assert bench.recording.changed == [("live", "pause")]
    assert 'action="/calls/live/withdrawn"' not in rosa.open("/").text
    auditor = bench.browser_of("auditor")
    assert 'action="/calls/live/recording"' not in auditor.open("/").text
    officer = bench.browser_of("officer")
    officer.open("/")
    officer.submit("/calls/live/withdrawn", confirmed="yes")
    assert [call_id for call_id, _, _ in bench.withdrawn] == ["live"]


def test_unknown_words_in_the_address_are_taken_as_nothing(bench, rosa):
    bench.add(finished(GRATEFUL), call_id="happy")
    assert rosa.open("/?show=everything&sentiment=furious&state=%3Cscript%3E").status_code == 200
    assert rosa.open("/?start=-1").status_code == 422


def test_a_marked_call_leaves_the_queue_and_comes_back_when_asked(bench, rosa):
    bench.add(finished(FURIOUS), call_id="angry")
    rosa.open("/")
    rosa.open("/calls/angry")
    rosa.submit("/calls/angry/reviewed")
    assert order(rosa.open("/")) == []
    assert order(rosa.open("/?show=reviewed")) == ["angry"]
    rosa.open("/calls/angry")
    rosa.submit("/calls/angry/reviewed")
    assert order(rosa.open("/")) == ["angry"]
    kinds = [kept.entry.kind for kept in bench.ledger.entries("angry")]
    assert kinds[-2:] == ["review.done", "review.asked_again"]


def test_of_an_erased_call_the_list_keeps_nothing_that_was_said_and_the_other_stays(bench, rosa):
    bench.add(finished(FURIOUS), call_id="angry")
    bench.add(finished(GRATEFUL), call_id="happy")
    assert order(rosa.open("/?show=all&words=boiler")) == ["angry"]
    bench._withdraw("angry", "from_the_start", "officer")
    for address in ("/?show=all&words=boiler", "/?show=all", "/calls.csv?show=all", "/calls.json?show=all"):
        page = rosa.open(address)
        assert "boiler" not in text_of(page.text).replace("search what was said", "") or "words=boiler" in address
        assert "furious" not in page.text
    assert order(rosa.open("/?show=all&words=boiler")) == []
    assert order(rosa.open("/?show=all&words=garden")) == ["happy"]


def test_a_call_that_old_that_only_the_background_reads_it_is_dropped_once_erased(bench, rosa):
    bench.add(finished(FURIOUS), call_id="old", at=NOON - timedelta(days=20))
    filing_seen = rosa.open("/?show=all")
    assert order(filing_seen) == ["old"]
    for number in range(60):
        bench.add(finished(GRATEFUL), call_id=f"c{number}", at=NOON - timedelta(minutes=number))
    bench.book.change_call("old", lambda now: replace(now, state=CallState.ERASED))
    assert order(rosa.open("/?show=all&words=boiler")) == []
    assert "furious" not in rosa.page.text


def test_a_call_that_is_still_open_is_shown_as_under_way(bench, rosa):
    bench.add(None, call_id="live", state=CallState.LIVE)
    bench.book.change_call("live", lambda now: replace(now, ended_at=None))
    assert "Under way" in rosa.open("/").text


def test_the_list_is_exported_as_it_is_filtered(bench, rosa):
    bench.add(finished(GRATEFUL), call_id="happy", line="garden")
    bench.add(finished(FURIOUS), call_id="angry")
    rows = list(csv.DictReader(io.StringIO(rosa.open("/calls.csv?show=all&line=garden").text)))
    assert [row["call_id"] for row in rows] == ["happy"]
    assert [call["call_id"] for call in rosa.open("/calls.json?show=all").json()["calls"]] == ["angry", "happy"]


def test_no_cell_of_the_spreadsheet_is_run_as_a_formula(bench, rosa):
    bench.add(finished(GRATEFUL), call_id="happy", line="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in rosa.open("/calls.csv?show=all").text


def test_a_program_reads_the_list_with_its_token_and_only_under_api(bench):
    made, _ = bench.account("reviewer", name="rosa")
    token = bench.people.sessions.add_token(made.id, "x", next(iter(made.roles)), NOON, NOON + timedelta(days=1))
    bench.add(finished(GRATEFUL), call_id="happy")
    program = bench.stranger().http
    headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
    assert program.get("/api/calls?show=all", headers=headers).json()["total"] == 1
    assert program.get("/api/calls/happy", headers=headers).json()["schema"] == "voice.call/1"
    assert program.get("/calls.json", headers=headers).status_code == 401
    assert program.get("/api/calls", headers={**headers, "authorization": "Bearer x"}).status_code == 401


def test_many_calls_come_page_by_page(bench, rosa):
    for number in range(30):
        bench.add(finished(GRATEFUL), call_id=f"c{number:02}", at=NOON - timedelta(minutes=number))
    assert len(order(rosa.open("/"))) == 25
    assert "start=25" in rosa.page.text
    assert len(order(rosa.open("/?start=25"))) == 5
