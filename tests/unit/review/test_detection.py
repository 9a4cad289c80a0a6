"""Precision and recall of redaction, counted from decisions in the ledger alone."""

from datetime import UTC, datetime

import pytest

from voice.consent.values import LedgerEntry
from voice.redaction.decided import PERSON
from voice.review.detection import judged, rows, total

MARCH, APRIL = datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


def decided(act, target="u1.w1", kind="PERSON", was="PERSON", call="c1", at=MARCH, **more):
    body = {
        "by": "a",
        "target": target,
        "version": 1,
        "type": kind,
        "was": was,
        "detector": "voice.spoken",
        "places": 1,
    }
    return LedgerEntry(call, f"redaction.{act}", at, {**body, **more})


def row(*entries):
    [found] = rows(judged(entries))
    return found


@pytest.mark.parametrize(
    ("act", "more", "counts"),
    [
        ("confirmed", {}, (1, 1, 1, 0)),
        ("declined", {}, (1, 1, 1, 0)),
        ("removed", {}, (1, 1, 1, 0)),
        ("put_back", {}, (0, 0, 0, 1)),
        ("added", {"was": "", "detector": ""}, (1, 0, 0, 0)),
        ("removed", {"was": "", "detector": ""}, (1, 0, 0, 0)),
        ("retyped", {"was": "ACCOUNT"}, (1, 1, 0, 0)),
        ("moved", {"widened": True}, (1, 0, 0, 0)),
        ("moved", {"widened": False}, (1, 1, 1, 0)),
    ],
)
def test_each_decision_says_one_thing_of_the_machine(act, more, counts):
    found = row(decided(act, **more))
    assert (found.there, found.found, found.typed, found.false_alarms) == counts


def test_a_proposal_says_nothing_and_the_last_word_counts():
    assert judged([decided("proposed")]) == ()
    found = row(decided("confirmed"), decided("proposed"), decided("put_back"))
    assert (found.there, found.false_alarms) == (0, 1)


def test_what_is_decided_about_a_persons_mark_is_no_credit_to_the_machine():
    missed = decided("added", was="", detector="")
    assert row(missed, decided("confirmed", detector=PERSON)).found == 0
    assert judged([missed, decided("put_back", detector=PERSON)]) == ()
    assert row(missed, decided("retyped", kind="ADDRESS", detector=PERSON)).entity_type == "ADDRESS"


def test_months_and_types_stand_apart_and_two_calls_are_two_places():
    found = rows(
        judged(
            [
                decided("confirmed"),
                decided("put_back", call="c2"),
                decided("added", "u9.w4", was="", detector=""),
                decided("confirmed", at=APRIL, call="c3", kind="PIN", was="PIN"),
            ]
        )
    )
    assert [(one.month, one.entity_type) for one in found] == [("2026-04", "PIN"), ("2026-03", "PERSON")]
    assert (found[1].precision, found[1].recall) == (0.5, 0.5)
    assert total(found).there == 3


def test_where_nothing_was_judged_there_is_no_figure():
    assert total(()).precision is None
    assert total(()).recall is None
    assert judged([LedgerEntry("c", "redaction.removed_for_good", MARCH, {"version": 1, "target": "u1.w1"})]) == ()
