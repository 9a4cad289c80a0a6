"""One call's page: what stands on it, for whom, and what it never shows."""

import hashlib
import html
import re
from dataclasses import replace

import pytest

from tests.architecture.source import ROOT
from tests.support.call_documents import finished
from tests.support.workbench import ASKED, Workbench, text_of
from voice.call.values import CallState
from voice.consent.history import to_entry
from voice.greeting.lines import load
from voice.greeting.script import parse, render
from voice.insight.values import Quarter, Score, SentimentLabel
from voice.journey.dialogue import OPENING
from voice.journey.objects import MARKS, CallObjects, RedactionMarks
from voice.redaction.values import MarkedUtterance
from voice.web.chart import turning_point


@pytest.fixture
def bench():
    bench = Workbench()
    bench.add(finished())
    return bench


@pytest.fixture
def rosa(bench):
    return bench.browser_of("reviewer", name="rosa")


def test_every_statement_of_the_summary_jumps_to_an_utterance_on_the_page(bench, rosa):
    html = rosa.open("/calls/call-1").text
    evidence = re.findall(r'class="evidence" href="#(u\d+)"', html)
    assert evidence
    assert all(f'id="{target}"' in html for target in evidence)


def test_the_page_tells_consent_sentiment_conversation_label_and_history(bench, rosa):
    words = text_of(rosa.open("/calls/call-1").text)
    for expected in (
        "granted by keypad",
        "script standard",
        "Overall",
        "caller talked",
        "Privacy ladder level",
        "consent: asked",
    ):
        assert expected in words


def test_placeholders_are_marked_and_the_counts_told(bench, rosa):
    html = rosa.open("/calls/call-1").text
    assert '<span class="redacted">[PERSON_1]</span>' in html
    assert "1 person" in text_of(html)


def test_who_looked_is_remembered_once_a_day(bench, rosa):
    for _ in range(3):
        rosa.open("/calls/call-1")
    assert text_of(rosa.page.text).count("looked at") == 1
    bench.clock.forward(minutes=30)
    rosa.open("/calls/call-1")
    assert len(bench.people.looks.looks("call-1")) == 1


def test_an_unknown_call_is_a_page_that_says_so(bench, rosa):
    assert rosa.open("/calls/nothing").status_code == 404
    assert "There is no call with this id" in rosa.page.text


def test_the_whole_label_and_its_files_are_there(bench, rosa):
    assert "Trust Ingredients" in rosa.open("/calls/call-1/label").text
    assert rosa.open("/calls/call-1/label.svg").headers["content-type"].startswith("image/svg+xml")
    for name in re.findall(r'/calls/call-1/files/([\w.-]+)"', rosa.open("/calls/call-1").text):
        assert rosa.http.get(f"/calls/call-1/files/{name}").status_code == 200, name


@pytest.mark.parametrize(
    "name", ["raw-transcript.json", "redaction-map.json", "%2e%2e", "document.json", "recording-1.wav"]
)
def test_no_sealed_object_is_a_file(bench, rosa, name):
    bench.sealed.put("call-1", "raw-transcript.json", b"{}")
    bench.sealed.put("call-1", "redaction-map.json", b"{}")
    assert rosa.http.get(f"/calls/call-1/files/{name}").status_code == 404


@pytest.mark.parametrize("state", [CallState.BLOCKED, CallState.QUARANTINED, CallState.ERASED])
def test_a_call_that_is_not_released_shows_no_word(state):
    bench = Workbench()
    bench.add(finished(), state=state)
    html = bench.browser_of("reviewer").open("/calls/call-1").text
    assert "appointment" not in html
    assert bench.browser_of("officer").http.get("/api/calls/call-1").status_code == 404


def test_an_officer_withdraws_for_the_caller_only_with_the_box_ticked(bench):
    officer = bench.browser_of("officer")
    officer.open("/calls/call-1")
    assert officer.submit("/calls/call-1/withdrawn").status_code == 400
    assert bench.withdrawn == []
    officer.open("/calls/call-1")
    officer.submit("/calls/call-1/withdrawn", confirmed="yes")
    assert [str(scope) for _, scope, _ in bench.withdrawn] == ["from_the_start"]
    assert "was destroyed" in officer.page.text
    assert "appointment" not in officer.page.text
    by = [kept.entry.body for kept in bench.ledger.entries("call-1") if kept.entry.kind == "withdrawal.requested"]
    assert by == [{"by": officer.account.id}]


def test_a_reviewer_sees_no_way_to_withdraw_and_an_auditor_none_to_act(bench, rosa):
    assert "withdrawn" not in rosa.open("/calls/call-1").text
    assert "/reviewed" not in bench.browser_of("auditor").open("/calls/call-1").text


def test_the_turning_point_is_the_largest_change_and_none_when_it_hardly_changes():
    def quarter(start, score):
        return Quarter(start, start + 10, Score(score, SentimentLabel.NEUTRAL, 0.5))

    assert turning_point([quarter(0, -0.5), quarter(10, -0.4), quarter(20, 0.4), quarter(30, 0.5)]).start_ms == 20
    assert turning_point([quarter(0, 0.1), quarter(10, 0.2)]) is None
    assert turning_point([Quarter(0, 10, None)]) is None


def asked_in_words(bench, call_id, **changed):
    """A question put with the project's own script, as the line says it."""
    content = (ROOT / "prompts" / "greetings" / "standard" / "en-US.toml").read_bytes()
    script, line = parse(content, "standard", "en-US"), load(None)[0]
    text = "\n".join(render(script, line, kind).text for kind in OPENING if kind in script.prompts)
    digests = {
        "script_sha256": hashlib.sha256(content).hexdigest(),
        "prompt_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    said = {"script_version": script.version, "business": line.business, "retention_days": line.retention_days}
    event = replace(ASKED, **digests, **said)
    bench.ledger.append(to_entry(call_id, replace(event, **changed)))
    return text


def test_what_was_asked_is_told_word_for_word_and_what_was_heard(bench, rosa):
    text = asked_in_words(bench, "call-1")
    shown = text_of(rosa.open("/calls/call-1").text)
    assert all(html.escape(part) in rosa.page.text or part in shown for part in text.splitlines())
    assert "Heard key 1" in shown
    assert "The receipt" in shown


@pytest.mark.parametrize("changed", [{"prompt_sha256": "0" * 64}, {"script_sha256": "0" * 64}, {"script": "../etc"}])
def test_words_that_cannot_be_proved_are_not_shown(bench, rosa, changed):
    asked_in_words(bench, "call-1", **changed)
    page = rosa.open("/calls/call-1")
    assert page.status_code == 200
    assert "The words that were said" not in page.text


def test_a_word_that_was_hardly_heard_is_marked_until_a_person_corrects_it(bench, rosa):
    said = finished().transcript.utterances
    marks = tuple(
        MarkedUtterance(
            one.id, tuple((n, n) for n in range(len(one.text.split()))), ((0, 1),) * len(one.text.split()), (),
            (0.31,) + (0.9,) * (len(one.text.split()) - 1),
        )
        for one in said
    )  # fmt: skip
    CallObjects(bench.sealed).put("call-1", MARKS, RedactionMarks(0, marks))
    page = rosa.open("/calls/call-1").text
    assert '<span class="unsure" title="heard with 31 % confidence">Hello,' in page
    assert '<span class="redacted">[PERSON_1]</span>' in page
    rosa.open("/calls/call-1/corrections?what=words&of=u2")
    rosa.submit("/calls/call-1/corrections", after="Hallo, I have been waiting.")
    assert '">Hello,' not in rosa.open("/calls/call-1").text
