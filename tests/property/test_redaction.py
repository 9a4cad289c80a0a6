"""Laws of redaction: nothing detected survives, nothing else changes, order and repetition do not matter."""

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.spoken_call import spoken_call
from voice.redaction.detectors import standard
from voice.redaction.identity import compact
from voice.redaction.reading import PLACEHOLDER
from voice.redaction.resolve import redact, redact_text
from voice.redaction.spans import merge
from voice.redaction.stdnum import is_card
from voice.redaction.values import Span, Turn

SENTENCES = (
    "my name is Maria Lopez and the card number four one double five oh seven 4111 1111 at gmail dot com I live Elm "
    "Street 12 born on March third nineteen eighty please call 212-555-0123 , . ? it's PIN password bluebird no sorry "
    "[PERSON_1] S as in Sam L O P E Z hundred thousand dollars Mr. the a uh from you"
)
WORDS = st.sampled_from(SENTENCES.split())
SAID = st.lists(WORDS, min_size=1, max_size=25).map(" ".join)
ANYTHING = st.one_of(SAID, st.text(max_size=80))
QUESTIONS = st.sampled_from(["", "What is your name?", "And the card number?", "your password?", "Where do you live?"])
SPANS = st.lists(
    st.builds(
        Span,
        st.integers(0, 40),
        st.integers(0, 40),
        st.sampled_from(["PERSON", "PIN"]),
        st.sampled_from([0.5, 0.9]),
        st.sampled_from(["a", "b"]),
    ),
    max_size=8,
)
FEW = settings(max_examples=150, deadline=None)


@FEW
@given(ANYTHING, QUESTIONS)
def test_no_detected_character_survives_and_no_other_changes(text, question):
    done = redact_text(text, question, standard())
    kept, cursor = [], 0
    for span in done.spans:
        assert cursor <= span.start < span.end <= len(text)
        kept.append(text[cursor : span.start])
        cursor = span.end
    kept.append(text[cursor:])
    assert re.fullmatch(PLACEHOLDER.pattern.join(map(re.escape, kept)), done.text)


@FEW
@given(ANYTHING, QUESTIONS)
def test_redacting_twice_changes_nothing(text, question):
    once = redact_text(text, question, standard()).text
    assert redact_text(once, question, standard()).text == once


@FEW
@given(SAID, QUESTIONS)
def test_the_order_of_detectors_does_not_matter(text, question):
    assert redact_text(text, question, standard()) == redact_text(text, question, tuple(reversed(standard())))


@FEW
@given(SPANS, st.randoms())
def test_merged_spans_cover_the_same_characters_in_any_order(spans, dice):
    shuffled = list(spans)
    dice.shuffle(shuffled)
    merged = merge(spans)
    assert merge(shuffled) == merged
    covered = {place for span in spans for place in range(span.start, span.end)}
    assert {place for span in merged for place in range(span.start, span.end)} == covered
    assert all(left.end <= right.start for left, right in pairwise(merged))


@FEW
@given(st.lists(st.tuples(st.sampled_from(["caller", "agent"]), SAID), min_size=1, max_size=6))
def test_every_surface_found_in_a_call_is_gone_from_all_of_it(lines):
    call = spoken_call(*(f"{speaker}: {text}" for speaker, text in lines))
    result = redact(call, standard())
    left = [PLACEHOLDER.sub(" ", utterance.text) for utterance in result.transcript.utterances]
    for value in result.found.values:
        for surface in value.surfaces:
            if len(compact(surface)) > 2:  # two digits are no value one could recognise again
                assert not any(f" {surface} " in f" {text} " for text in left)


@FEW
@given(st.text("0123456789", min_size=15, max_size=15), st.integers(0, 9), st.booleans())
def test_valid_and_damaged_card_numbers_are_redacted_alike(first, last, spoken):
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    number = f"{first}{last}"
    said = " ".join(names[int(mark)] for mark in number) if spoken else number
    done = redact_text(f"so it is {said}", "", standard())
    assert done.text == "so it is [CARD_1]"
    assert is_card(number) in (True, False)


@FEW
@given(st.one_of(SAID, st.text(max_size=200)), st.text(max_size=60))
def test_a_detector_never_raises_and_stays_within_the_text(text, previous):
    for detector in standard():
        for span in detector.detect(Turn(text, previous)):
            assert 0 <= span.start < span.end <= len(text)
            assert 0 < span.score <= 1
