"""The installation's pages: its label, consent figures, the ledger, lines, status."""

from dataclasses import replace

import pytest

from tests.support.call_documents import finished
from tests.support.week_of_calls import fill
from tests.support.workbench import Workbench, text_of
from voice.call.values import CallState
from voice.greeting.lines import parse
from voice.review.installation import gathered


@pytest.fixture
def bench():
    bench = Workbench()
    fill(bench)
    return bench


def test_the_installations_label_names_each_feature_once_and_the_highest_level(bench):
    words = text_of(bench.browser_of("editor").open("/label").text)
    assert "from its 5 newest calls" in words
    assert words.count("Trust Ingredients") == len({feature.name for feature in finished().label.features})


def test_before_the_first_call_the_label_claims_nothing():
    assert "No call has a label yet" in Workbench().browser_of("editor").open("/label").text
    assert gathered([]) is None


def test_consent_is_counted_from_the_ledger_by_script_version(bench):
    words = text_of(bench.browser_of("auditor").open("/consent").text)
    assert "granted" in words
    assert "reception standard 1 en-US" in words
    assert "The text of this version is not kept here" in words


def test_the_ledger_says_whether_the_chain_is_whole(bench):
    auditor = bench.browser_of("auditor")
    assert "Whole:" in auditor.open("/ledger?check=yes").text
    entry = bench.ledger.entries()[0]
    bench.ledger.tamper(0, replace(entry, entry=replace(entry.entry, body={"digits": "2"})))
    assert "The chain is broken" in auditor.open("/ledger?check=yes").text


def test_the_ledger_narrows_to_a_call_and_a_kind(bench):
    auditor = bench.browser_of("auditor")
    page = text_of(auditor.open("/ledger?call=6f1d0c52aa&kind=consent.asked").text)
    assert "Ledger 1 " in page


def test_the_lines_say_what_a_caller_meets_and_never_whom_they_ring(bench):
    assert "asks, and records only after a yes" in bench.browser_of("editor").open("/lines").text


def test_the_lines_say_where_callers_wait_and_how_long_is_kept():
    lines = parse(
        b'[[line]]\nname = "desk"\nbusiness = "Riverside Dental"\nqueue = "support"\nqueue_wait_s = 90\n'
        b'purposes = ["recording", "storage"]\nshort_days = 4\nconsent_days = 60\n',
        "lines",
    )
    page = text_of(Workbench(lines=lines).browser_of("editor").open("/lines").text)
    assert "has callers wait in the queue support for 90 seconds at most" in page
    assert "30 days after the call; 4 where longer storage was not granted" in page
    assert "A yes counts for 60 days" in page


def test_the_status_names_what_is_late_and_counts_by_state(bench):
    admin = bench.browser_of("admin")
    assert "more than an hour" not in admin.open("/status").text
    bench.clock.forward(hours=2)
    admin = bench.browser_of("admin", name="later")
    assert "1 call has been under way for more than an hour" in text_of(admin.open("/status").text)
    assert "recording unusable 1" in text_of(admin.page.text)


def test_the_status_says_when_no_worker_is_alive_and_what_waits(bench):
    bench.queued = (3, 1)
    silent = text_of(bench.browser_of("admin").open("/status").text)
    assert "No worker is alive" in silent
    assert "3 pieces of work waiting, 1 running" in silent
    bench.worker()
    heard = text_of(bench.browser_of("auditor").open("/status").text)
    assert "No worker is alive" not in heard
    assert "worker-1 alive" in heard
    assert "base.en" in heard
    bench.clock.forward(minutes=4)
    again = text_of(bench.browser_of("admin", name="later").open("/status").text)
    assert "worker-1 silent" in again
    assert "No worker is alive" in again


def test_the_switches_are_those_in_force_and_promise_no_lever(bench):
    admin = bench.browser_of("admin")
    words = text_of(admin.open("/switches").text)
    assert "A second person publishes greetings off" in words
    assert "Recording on after a yes" in words
    assert admin.page.text.count("<form") == 1  # signing out
    assert bench.browser_of("reviewer").open("/switches").status_code == 403


def test_roles_see_only_their_own_entries_in_the_navigation(bench):
    editor = bench.browser_of("editor").open("/label").text
    assert 'href="/ledger"' not in editor
    assert 'href="/accounts"' not in editor
    auditor = bench.browser_of("auditor").open("/label").text
    assert 'href="/ledger"' in auditor


def test_no_link_on_any_page_leads_nowhere(bench):
    import re

    browser = bench.browser_of("reviewer", "officer", "editor", "admin", "auditor")
    seen, open_pages = set(), ["/"]
    while open_pages:
        path = open_pages.pop()
        if path in seen or "sign-out" in path:
            continue
        seen.add(path)
        answer = browser.http.get(path)
        assert answer.status_code in (200, 303), path
        if "text/html" in answer.headers.get("content-type", ""):
            links = re.findall(r'(?:href|src)="(/[^"#]*)', answer.text)
            open_pages += [link.replace("&amp;", "&") for link in links]
    assert len(seen) > 20
    assert bench.book.call("6f1d0c52aa").state is CallState.READY
