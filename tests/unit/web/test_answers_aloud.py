"""The doors of a live call: an agent marks an answer, somebody joins; by page and by program, guarded."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.call_documents import finished
from tests.support.workbench import Workbench
from voice.call.values import CallState
from voice.consent.history import to_entry
from voice.consent.values import AgentMarkedAnswer, LedgerEntry, Purpose
from voice.greeting.script import ScriptFaulty
from voice.journey.aloud import NOT_STARTED, QuestionAloud
from voice.review.roles import Role


class Live:
    """Remembers what it was told; `begins` says whether the carrier begins."""

    def __init__(self):
        self.told = []
        self.begins = True

    def questions_aloud(self, call_id):
        return (
            QuestionAloud("recording", ("recording", "transcription"), "This is Harbour Dental."),
            QuestionAloud("analysis", ("analysis",), "summing it up"),
        )

    def marked(self, call_id, mark):
        self.told.append((call_id, mark))
        return self.begins

    def party_joined(self, call_id, ask_by_keypad=False):
        self.told.append((call_id, ask_by_keypad))


@pytest.fixture
def bench():
    live = Live()
    bench = Workbench(live=live)
    bench.live = live
    bench.add(finished())
    bench.add(None, call_id="live", state=CallState.LIVE)
    bench.book.change_call("live", lambda call: replace(call, ended_at=None))
    return bench


def test_an_agent_marks_a_yes_on_the_calls_page_and_stands_in_the_event(bench):
    rosa = bench.browser_of("reviewer", name="rosa")
    assert "This is Harbour Dental." in rosa.open("/calls/live").text
    rosa.submit("/calls/live/answer", answer="yes", about=["recording", "analysis"])
    ((call_id, mark),) = bench.live.told
    assert (call_id, mark.agent, mark.granted, mark.about) == ("live", rosa.account.id, True, ("recording", "analysis"))


def test_a_no_is_told_too_and_nothing_else_is_an_answer(bench):
    rosa = bench.browser_of("reviewer")
    rosa.open("/calls/live")
    rosa.submit("/calls/live/answer", answer="no", about=["recording"])
    assert bench.live.told[0][1].granted is False
    rosa.open("/calls/live")
    assert rosa.submit("/calls/live/answer", answer="perhaps").status_code == 400
    assert len(bench.live.told) == 1


def test_somebody_joined_is_told_with_how_to_ask_again_and_noted(bench):
    rosa = bench.browser_of("reviewer")
    for ask, by_keypad in (("aloud", False), ("keypad", True)):
        rosa.open("/calls/live")
        rosa.submit("/calls/live/joined", ask=ask)
        assert bench.live.told[-1] == ("live", by_keypad)
    noted = [kept.entry.body for kept in bench.ledger.entries("live") if kept.entry.kind == "party.reported"]
    assert noted == [{"by": rosa.account.id, "ask": "aloud"}, {"by": rosa.account.id, "ask": "keypad"}]


@pytest.mark.parametrize("path", ["answer", "joined"])
@pytest.mark.parametrize("role", ["editor", "admin", "auditor"])
def test_who_may_not_act_on_calls_opens_neither_door(bench, path, role):
    visitor = bench.browser_of(role)
    token = bench.keeper.visitor(visitor.http.cookies["voice_session"]).csrf
    assert visitor.http.post(f"/calls/live/{path}", data={"answer": "yes", "csrf": token}).status_code == 403
    assert bench.live.told == []


@pytest.mark.parametrize("path", ["answer", "joined"])
def test_a_form_of_somebody_elses_page_opens_neither_door(bench, path):
    rosa = bench.browser_of("reviewer")
    assert rosa.http.post(f"/calls/live/{path}", data={"answer": "yes", "about": "recording"}).status_code == 403
    assert bench.stranger().http.post(f"/calls/live/{path}", data={"answer": "yes"}).status_code == 401
    assert bench.live.told == []


def test_a_call_that_is_over_offers_neither(bench):
    rosa = bench.browser_of("reviewer")
    page = rosa.open("/calls/call-1").text
    assert "/answer" not in page
    assert "/joined" not in page
    token = bench.keeper.visitor(rosa.http.cookies["voice_session"]).csrf
    for path in ("answer", "joined"):
        filled = {"answer": "yes", "about": "recording", "ask": "aloud", "csrf": token}
        assert rosa.http.post(f"/calls/call-1/{path}", data=filled).status_code == 404
    assert bench.live.told == []


def test_a_script_that_became_faulty_offers_no_question_and_leaves_the_page(bench):
    def faulty(_call_id):
        raise ScriptFaulty("standard/en-US.toml:1: not valid TOML.")

    bench.live.questions_aloud = faulty
    page = bench.browser_of("reviewer").open("/calls/live")
    assert page.status_code == 200
    assert "/answer" not in page.text


def test_a_start_that_failed_stands_on_the_page(bench):
    marked = AgentMarkedAnswer(bench.clock.now(), "account-7", True, (Purpose.RECORDING,))
    bench.ledger.append(to_entry("live", marked))
    rosa = bench.browser_of("reviewer")
    assert "did not begin" not in rosa.open("/calls/live").text
    bench.ledger.append(LedgerEntry("live", NOT_STARTED, bench.clock.now(), {"reason": "carrier_unavailable"}))
    assert "recording did not begin at the carrier" in rosa.open("/calls/live").text


def test_a_program_marks_and_is_told_whether_recording_began(bench):
    account, _secret = bench.account("reviewer", name="switchboard")
    now = bench.clock.now()
    token = bench.people.sessions.add_token(account.id, "pbx", Role.REVIEWER, now, now + timedelta(days=1))
    headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
    post = bench.stranger().http.post
    yes = {"granted": True, "about": ["recording"]}
    assert post("/api/calls/live/answer", json=yes, headers=headers).json() == {"granted": True, "recording": True}
    bench.live.begins = False
    assert post("/api/calls/live/answer", json=yes, headers=headers).json() == {"granted": True, "recording": False}
    no = {"granted": False, "about": ["recording"]}
    assert post("/api/calls/live/answer", json=no, headers=headers).json() == {"granted": False, "recording": False}
    assert post("/api/calls/live/joined", json={"ask": "keypad"}, headers=headers).json() == {"recording": False}
    assert bench.live.told[-1] == ("live", True)
    assert post("/api/calls/live/joined", json={"ask": "shout"}, headers=headers).status_code == 400
    assert post("/api/calls/live/answer", json=yes, headers={"accept": "application/json"}).status_code == 401
