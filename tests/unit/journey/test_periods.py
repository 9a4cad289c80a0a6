"""Longer storage is a question of its own, and a yes may be over one day: what follows, and what stays."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.clock import NOON, FrozenClock
from tests.support.ended_call import CALL, NEIGHBOUR, PURPOSES, House, a_wav, asked, minds
from tests.support.vault import RealVault
from voice.call.values import CallState
from voice.consent.receipt import Issue, build, verify
from voice.consent.values import AgentMarkedAnswer, AnswerHeard, ConsentStatus, Purpose
from voice.greeting.lines import load
from voice.journey.after import AfterCall
from voice.journey.end import Ending
from voice.journey.periods import consent_over_at, days_of, kept_briefly
from voice.journey.permission import consent_of
from voice.journey.receipts import signed_receipt
from voice.journey.rounds import Chores, Rounds
from voice.retention.erasure import CERTIFIED
from voice.vault.chain import proof_holds
from voice.vault.exports import ExportFolder

LINE = load(None)[0]
STORING = replace(LINE, purposes=("recording", "transcription", "analysis", "storage"), short_days=5)
WITH_STORAGE = (*PURPOSES, Purpose.STORAGE)
NO_CHORES = Chores(lambda: None, lambda before: None, lambda: None)


@pytest.fixture
def house(tmp_path):
    (tmp_path / "data").mkdir()
    vault = RealVault(tmp_path / "data", clock=FrozenClock())
    yield House(vault, ExportFolder(tmp_path / "transcripts"))
    vault.close()


def on(house, line):
    house.parts = replace(house.parts, lines=(line,))
    return house


def work(house, call_id):
    for step in AfterCall(house.parts, minds(house.clock)).steps():
        step.run(call_id)


class Idle:
    def has_work(self, call_id):
        return True

    is_busy = has_work

    def drop_other_versions(self):
        return 0

    def forget_finished(self, before):
        return 0


def a_round(house):
    Rounds(house.parts, Idle(), NO_CHORES).go()
    Ending(house.parts).finish_pending()


def state_of(house, call_id=CALL):
    return house.vault.book.call(call_id).state


def test_without_longer_storage_a_call_is_destroyed_early_and_its_neighbour_with_it_stays(house):
    on(house, STORING).ended_call(CALL, granted=PURPOSES)
    house.ended_call(NEIGHBOUR, granted=WITH_STORAGE, wav=a_wav(seconds=3.9))
    for call_id in (CALL, NEIGHBOUR):
        work(house, call_id)
    house.clock.forward(days=5, hours=-1)
    a_round(house)
    assert state_of(house) is CallState.READY
    house.clock.forward(hours=2)
    a_round(house)
    assert (state_of(house), state_of(house, NEIGHBOUR)) == (CallState.ERASED, CallState.READY)
    house.clock.forward(days=25)
    a_round(house)
    assert state_of(house, NEIGHBOUR) is CallState.ERASED


def test_a_line_that_does_not_ask_for_it_keeps_its_own_period(house):
    house.ended_call(CALL)
    work(house, CALL)
    house.clock.forward(days=29)
    a_round(house)
    assert state_of(house) is CallState.READY


def test_a_hold_protects_from_the_short_period_too(house):
    on(house, STORING).ended_call(CALL)
    Ending(house.parts).place_hold(CALL, "case-1")
    house.clock.forward(days=6)
    a_round(house)
    assert state_of(house) is not CallState.ERASED
    Ending(house.parts).lift_hold(CALL)
    house.clock.forward(hours=2)
    a_round(house)
    assert state_of(house) is CallState.ERASED


@pytest.mark.parametrize(
    ("events", "briefly"),
    [
        ([asked(NOON, WITH_STORAGE), AnswerHeard(NOON, "1")], False),
        ([asked(NOON, PURPOSES), AnswerHeard(NOON, "1")], True),
        (
            [asked(NOON, PURPOSES), AnswerHeard(NOON, "1"), asked(NOON, (Purpose.STORAGE,)), AnswerHeard(NOON, "2")],
            True,
        ),
        ([AgentMarkedAnswer(NOON, "a", True, WITH_STORAGE)], False),
        ([AgentMarkedAnswer(NOON, "a", True, PURPOSES)], True),
    ],
)
def test_only_a_grant_of_longer_storage_keeps_longer(events, briefly):
    assert kept_briefly(STORING, events) == briefly
    assert days_of(STORING, events) == (5 if briefly else 30)


def test_the_receipt_says_for_how_long_it_is_kept(house):
    told = replace(asked(NOON, PURPOSES), retention_days=30, short_days=5, consent_days=90)
    on(house, STORING).ended_call(CALL)
    receipt = signed_receipt(house.vault.book.call(CALL), house.vault.ledger, STORING, NOON, "voice test")
    assert receipt["retention_days"] == 5
    issue = Issue(NOON, "x", 1, "voice", 1, "")
    said = build(house.vault.book.call(CALL), [told, AnswerHeard(NOON, "1")], issue)
    assert (said["retention_days"], said["consent_days"]) == (5, 90)


# --- expiry ------------------------------------------------------------------------------------

SHORT = replace(LINE, consent_days=10)


def test_a_consent_that_is_over_is_written_down_acted_upon_and_certified(house):
    on(house, SHORT).ended_call(CALL)
    work(house, CALL)
    house.clock.forward(days=6)
    house.ended_call(NEIGHBOUR, wav=a_wav(seconds=3.9))
    work(house, NEIGHBOUR)
    house.clock.forward(days=4, hours=1)
    a_round(house)
    assert state_of(house) is CallState.ERASED
    assert house.vault.book.call(CALL).reason == "expired"
    assert state_of(house, NEIGHBOUR) is CallState.READY, "the younger one's yes still counts"
    kinds = [kept.entry.kind for kept in house.vault.ledger.entries(CALL)]
    assert kinds.count("consent.expired") == 1
    assert kinds[-1] == CERTIFIED
    assert consent_of(house.parts, CALL).status is ConsentStatus.EXPIRED
    assert not house.vault.sealed.names(CALL)
    assert house.vault.sealed.names(NEIGHBOUR)
    place = house.exports.place(house.vault.book.call(CALL))
    receipt = json.loads((place / "consent-receipt.json").read_text())
    key = bytes.fromhex(receipt["proof"]["public_key"])
    assert receipt["outcome"]["status"] == "expired"
    assert verify(receipt, key, proof_holds) == ()
    assert {row["status"] for row in receipt["purposes"]} <= {"expired", "refused", "not_asked"}


def test_it_is_written_down_once_however_many_rounds_go(house):
    on(house, SHORT).ended_call(CALL)
    house.clock.forward(days=11)
    for _ in range(3):
        a_round(house)
        house.clock.forward(hours=2)
    assert [kept.entry.kind for kept in house.vault.ledger.entries(CALL)].count("consent.expired") == 1


def test_under_a_hold_it_is_over_at_once_and_destroyed_when_the_hold_is_lifted(house):
    on(house, SHORT).ended_call(CALL)
    Ending(house.parts).place_hold(CALL, "case-1")
    house.clock.forward(days=11)
    a_round(house)
    assert consent_of(house.parts, CALL).status is ConsentStatus.EXPIRED
    assert state_of(house) is not CallState.ERASED
    Ending(house.parts).lift_hold(CALL)
    a_round(house)
    assert (state_of(house), house.vault.book.call(CALL).reason) == (CallState.ERASED, "expired")


def test_a_refusal_never_expires_and_without_a_setting_nothing_does(house):
    on(house, SHORT).ended_call(CALL, digits="2")
    house.clock.forward(days=11)
    assert Ending(house.parts).expire() == 0
    house.parts = replace(house.parts, lines=(LINE,))
    house.ended_call(NEIGHBOUR)
    house.clock.forward(days=3000)
    assert Ending(house.parts).expire() == 0


def test_the_shorter_counts_of_what_was_said_and_what_is_set_now():
    granted = [replace(asked(NOON), consent_days=30), AnswerHeard(NOON, "1")]
    assert consent_over_at(LINE, granted) == NOON + timedelta(days=30)
    assert consent_over_at(replace(LINE, consent_days=3), granted) == NOON + timedelta(days=3)
    assert consent_over_at(replace(LINE, consent_days=300), granted) == NOON + timedelta(days=30)
