import json
import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.redaction.presidio import PresidioDetector
from voice.redaction.values import Turn

WRITTEN = [
    ("my card is 4111 1111 1111 1111", "CREDIT_CARD"),
    ("mail info@acme-tools.com", "EMAIL_ADDRESS"),
    ("my phone number is 212-555-0123", "PHONE_NUMBER"),
    ("the IBAN is DE89370400440532013000", "IBAN"),
    ("my social security number is 219-09-9999", "US_SSN"),
    ("from 192.168.10.20", "IP_ADDRESS"),
]


@pytest.fixture
def no_sockets(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a look-up was attempted")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize(("text", "kind"), WRITTEN)
def test_written_forms_are_found_without_any_look_up(text, kind, no_sockets):
    assert kind in {span.entity_type for span in PresidioDetector().detect(Turn(text))}


def test_words_around_a_number_raise_its_score():
    bare = PresidioDetector(0.0).detect(Turn("so 212-555-0123"))
    told = PresidioDetector(0.0).detect(Turn("my phone number is 212-555-0123"))
    score = {span.entity_type: span.score for span in bare}["PHONE_NUMBER"]
    assert {span.entity_type: span.score for span in told}["PHONE_NUMBER"] > score


def test_where_it_is_not_asked_it_would_have_found_nothing():
    quality = Path(__file__).parents[2] / "quality"
    lines = (quality / "redaction_ordinary_talk.txt").read_text(encoding="utf-8").splitlines()
    lines += [json.loads(line)["text"] for line in (quality / "redaction_judged.jsonl").read_text().splitlines()]
    detector = PresidioDetector()
    passed_over = [text for text in lines if not detector.detect(Turn(text))]
    assert len(passed_over) > 300
    assert [text for text in passed_over if detector.analyse(text)] == []


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=60))
def test_no_text_hides_anything_from_it(text):
    detector = PresidioDetector()
    assert list(detector.detect(Turn(text))) == list(detector.analyse(text))
