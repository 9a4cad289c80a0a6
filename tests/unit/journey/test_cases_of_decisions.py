"""Test cases made of decisions: they measure detectors, and no value, rare word or name of a call is in them."""

import json

import pytest

from tests.support.ended_call import CALL, PURPOSES
from tests.support.worked_bench import WorkedBench
from voice.call.values import CallId
from voice.commands.quality import judged_lines, measure
from voice.commands.redact import redacted_line
from voice.consent.values import Purpose
from voice.journey.cases import CaseParts, cases
from voice.journey.objects import CallObjects
from voice.redaction.spoken import SpokenDetector
from voice.redaction.substitutes import Substitutes
from voice.review.decisions import Act, Author, Wanted, decide

THIRD = CallId("call-three")


@pytest.fixture
def bench(tmp_path):
    bench = WorkedBench(tmp_path)
    yield bench
    bench.vault.close()


def decided(bench, act, call_id=CALL, **wanted):
    marks = CallObjects(bench.sealed).marks(call_id).utterances
    asked = Wanted(act, **wanted)
    bench.rework.decide(call_id, lambda version: decide(marks, asked, Author(version, "a", bench.clock.now(), True)))


def made(bench):
    return list(cases(CaseParts(bench.book, bench.sealed, bench.ledger)))


def test_a_case_holds_stand_ins_of_the_same_shape_and_nothing_of_the_call(bench, tmp_path):
    assert made(bench) == []
    decided(bench, Act.CONFIRMED, target="u1.w5")
    decided(bench, Act.ADDED, utterance_id="u1", first=7, last=7, entity_type="PERSON")
    case, other = made(bench)
    assert other["spans"][0][2] == "PERSON"
    text = json.dumps([case, other])
    assert not [word for word in ("Anna", "Kowalski", "Blumenthal", CALL, "four one one") if word in text]
    kinds = [kind for _, _, kind in case["spans"]]
    assert kinds == ["PERSON", "PERSON", "CREDIT_CARD"]
    name, missed, card = (case["text"][start:end] for start, end, _ in case["spans"])
    assert len(name.split()) == 2
    assert missed.istitle()
    assert len(card.split()) == 16
    reference = tmp_path / "cases.jsonl"
    reference.write_text(json.dumps(case) + "\n")
    assert [one.text for one in judged_lines(reference)] == [case["text"]]
    score = measure(reference)
    assert score.types["CREDIT_CARD"].spans == 1
    assert score.types["PERSON"].spans == 2
    assert redacted_line(json.dumps(case), 1, (SpokenDetector(),))["id"] == case["id"]


def test_a_false_alarm_stays_as_it_was_said_and_is_no_span(bench):
    decided(bench, Act.PUT_BACK, target="u1.w5")
    ours = [case for case in made(bench) if "Kowalski" in case["text"]]
    assert len(ours) == 1
    assert all("Kowalski" not in ours[0]["text"][start:end] for start, end, _ in ours[0]["spans"])


def test_an_erased_call_gives_no_case(bench):
    decided(bench, Act.CONFIRMED, target="u1.w5")
    bench.ending.erase(CALL, "withdrawn")
    assert made(bench) == []


def test_a_call_whose_caller_was_asked_for_training_and_does_not_grant_it_gives_no_case(bench):
    bench.house.ended_call(THIRD, granted=(*PURPOSES, Purpose.TRAINING))
    bench.house.queue.enqueue(THIRD, "first")
    decided(bench, Act.CONFIRMED, THIRD, target="u1.w5")
    assert made(bench) == []
    # The twin's caller was not asked for that.
    decided(bench, Act.CONFIRMED, target="u1.w5")
    assert len(made(bench)) == 2


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("four one one one", "PIN"),
        ("4111 1111", "CREDIT_CARD"),
        ("Anna Kowalski", "PERSON"),
        ("K-O-W", "PERSON"),
        ("tom at example dot org", "EMAIL_ADDRESS"),
        ("twelve Maple Street", "ADDRESS"),
    ],
)
def test_a_stand_in_has_the_shape_of_its_value_and_no_word_of_it_but_glue(value, kind):
    for seed in map(str, range(20)):
        stand_in = Substitutes(seed).of(value, kind)
        assert len(stand_in.split()) == len(value.split())
        assert [word.isdigit() for word in stand_in.split()] == [word.isdigit() for word in value.split()]
        same = {a for a, b in zip(stand_in.split(), value.split(), strict=True) if a == b}
        assert same <= {"at", "dot", "Street"}
    assert Substitutes("a").of(value, kind) == Substitutes("a").of(value, kind)
