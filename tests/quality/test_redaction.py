"""Floors: what redaction finds on judged speech, on generated written forms, and what it leaves alone."""

import json
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stdnum import luhn
from stdnum.iban import calc_check_digits

from tests.architecture.source import ROOT
from tests.support.shared import DATA
from voice.commands.quality import judged_lines, measure
from voice.redaction import measured
from voice.redaction.detectors import standard
from voice.redaction.resolve import redact_text
from voice.redaction.scoring import STRUCTURED, Score
from voice.redaction.values import Turn

HERE = Path(__file__).parent
JUDGED = {"first": HERE / "redaction_judged.jsonl", "second": HERE / "redaction_blind.jsonl"}
TALK = HERE / "redaction_ordinary_talk.txt"
TALKS = (TALK, HERE / "redaction_blind_talk.txt")
OURS = HERE / "redaction_development.jsonl"
OUR_TALK = HERE / "redaction_development_talk.txt"
NEAR_MISSES = HERE / "redaction_development_near_misses.txt"
DEVELOPMENT = DATA / "spoken_personal_data.jsonl"


def scored(path, change=lambda text: text):
    """A judged set, each text changed first; spans move with the text, so changes keep its length."""
    score = Score()
    for judged in judged_lines(path):
        found = redact_text(change(judged.text), change(judged.previous), standard()).spans
        score.add(judged, [(span.start, span.end, span.entity_type) for span in found])
    return score


@pytest.fixture(scope="module", params=JUDGED.values(), ids=JUDGED)
def judged(request):
    return request.param, scored(request.param)


@pytest.mark.parametrize(
    ("types", "floor"),
    [(STRUCTURED, 0.95), ({"PERSON"}, 0.90), ({"ADDRESS"}, 0.85), ({"PASSWORD", "PIN"}, 0.85)],
    ids=["structured", "names", "addresses", "secrets"],
)
def test_judged_speech_is_covered(judged, types, floor):
    assert judged[1].group(types).coverage >= floor


def test_hardly_a_word_is_taken_that_is_not_personal(judged):
    assert judged[1].token_precision >= 0.97


def test_the_label_shows_what_is_measured_now_on_the_harder_set(judged):
    shown = measured.load()
    second = scored(JUDGED["second"])
    whole = second.group(second.types)
    assert (shown.recall, shown.spans) == (round(whole.coverage, 4), whole.spans)
    assert shown.recall <= judged[1].group(judged[1].types).coverage


@pytest.mark.parametrize(
    "change", [str.lower, lambda text: re.sub(r"[.,?!;](?= |$)", " ", text)], ids=["case", "marks"]
)
def test_lost_capitals_or_marks_cost_less_than_five_points(judged, change):
    path, score = judged
    assert scored(path, change).group(STRUCTURED).coverage > score.group(STRUCTURED).coverage - 0.05


def test_our_own_development_set_stays_covered():
    score = scored(OURS)
    assert score.group(STRUCTURED).coverage >= 0.95
    assert score.group({"PERSON"}).coverage >= 0.95
    assert score.group({"ADDRESS"}).coverage >= 0.88
    assert score.group({"PASSWORD", "PIN"}).coverage >= 0.95


def test_the_development_set_stays_covered():
    if not DEVELOPMENT.exists():
        pytest.skip("the development set lies outside the repository and is not here")
    score = measure(DEVELOPMENT)
    assert score.group(score.types).coverage >= 0.98


@pytest.mark.parametrize("lower", [False, True], ids=["written", "as heard"])
@pytest.mark.parametrize("talks", [TALKS, (OUR_TALK,)], ids=["judged", "development"])
def test_ordinary_talk_is_left_alone(talks, lower):
    counted = [counts(path, lower) for path in talks]
    words, false = (sum(column) for column in zip(*counted, strict=True))
    assert words > 5000
    assert 1000 * false / words <= 1


@pytest.mark.parametrize("lower", [False, True], ids=["written", "as heard"])
def test_lines_made_of_near_misses_are_mostly_left_alone(lower):
    words, false = counts(NEAR_MISSES, lower)
    assert words > 3000
    assert 1000 * false / words <= 7


def counts(path, lower):
    """Words of a talk without personal data, and spans taken from it, all of them in error."""
    words = false = 0
    previous = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        text = re.sub(r"[^\w\s']", "", line.lower()) if lower else line
        false += len(redact_text(text, previous, standard()).spans)
        words += len(text.split())
        previous = text
    return words, false


def _card(dice):
    body = dice.choice(["4", "51", "55", "6011"])
    body += "".join(dice.choices("0123456789", k=15 - len(body)))
    number = body + luhn.calc_check_digit(body)
    join = dice.choice(["", " ", "-"])
    return join.join(number[at : at + 4] for at in range(0, 16, 4))


def _iban(dice):
    country, size = dice.choice([("DE", 18), ("FR", 23), ("ES", 20), ("GB", 18), ("NL", 14)])
    bank = "".join(dice.choices("ABCDEFGHKLM", k=4)) if country in ("GB", "NL") else ""
    rest = bank + "".join(dice.choices("0123456789", k=size - len(bank)))
    number = country + calc_check_digits(country + "00" + rest) + rest
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4)) if dice.random() < 0.5 else number


def _ssn(dice):
    return f"{dice.randint(100, 665):03d}-{dice.randint(10, 99)}-{dice.randint(1000, 9999)}"


def _phone(dice):
    a, b, c = dice.randint(201, 989), dice.randint(201, 989), dice.randint(0, 9999)
    shape = dice.choice(
        ["({}) {}-{:04d}", "{}-{}-{:04d}", "{}.{}.{:04d}", "+1 {} {} {:04d}", "1-{}-{}-{:04d}", "{}{}{:04d}"]
    )
    return shape.format(a, b, c)


def _email(dice):
    name = "".join(dice.choices("abcdefghklmnoprstuvw", k=dice.randint(3, 9)))
    place = "".join(dice.choices("abcdefghklmnoprstuvw", k=dice.randint(3, 9)))
    return f"{name}{dice.choice(['', '.x', '_9', '+shop'])}@{place}.{dice.choice(['com', 'org', 'co.uk', 'de', 'net'])}"


def _ip(dice):
    return ".".join(str(dice.randint(1, 254)) for _ in range(4))


FRAMES = ["it is {} I think", "{}", "please use {} from now on", "so, {}, right?", "Call about {}."]


@pytest.mark.parametrize("make", [_card, _iban, _ssn, _phone, _email, _ip])
def test_two_thousand_written_forms_are_found(make):
    dice = random.Random(7)
    missed = []
    for _ in range(334):
        value = make(dice)
        text = dice.choice(FRAMES).format(value)
        left = redact_text(text, "", standard()).text
        if any(part in left for part in re.split(r"[\s.@()-]+", value) if len(part) > 3) or value in left:
            missed.append(text)
    assert len(missed) <= 3, missed[:5]


def test_fifty_thousand_words_a_second():
    lines = [line for line in TALK.read_text(encoding="utf-8").splitlines() if line]
    turns = [Turn(text, previous) for previous, text in zip(["", *lines], lines, strict=False)]
    words = sum(len(turn.text.split()) for turn in turns)
    for turn in turns[:5]:
        _ = [detector.detect(turn) for detector in standard()]
    best = min(_seconds(turns) for _ in range(3))
    # A machine shared with others is given a factor of three; `make bench` has the figure itself.
    assert words / best >= 50_000 / 3


def _seconds(turns):
    began = time.process_time()
    for turn in turns:
        for detector in standard():
            detector.detect(turn)
    return time.process_time() - began


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="resident memory is read from Linux's /proc")
def test_less_than_two_hundred_megabytes_are_resident():
    program = (
        "from voice.redaction.detectors import standard\n"
        "from voice.redaction.resolve import redact_text\n"
        "redact_text('my name is Emily Carter, card 4111 1111 1111 1111', '', standard())\n"
        "from tests.support.resident import MOST, resident_bytes\n"
        "print(resident_bytes(MOST))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert int(ran.stdout) / 1024**2 < 200


@pytest.mark.parametrize("path", JUDGED.values(), ids=JUDGED)
def test_a_judged_set_is_large_enough_and_well_formed(path):
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    spans = [(row["text"], start, end) for row in rows for start, end, _ in row["spans"]]
    assert len(spans) >= 300
    assert all(text[start:end].strip() == text[start:end] != "" for text, start, end in spans)
