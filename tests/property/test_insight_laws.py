"""Laws of insight, for any words in any order: evidence exists, scores stay in range, time is conserved."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.clock import FrozenClock
from tests.support.redacted_calls import MODEL, call
from voice.call.values import CallId
from voice.insight import evidence
from voice.insight.conversation import measure
from voice.insight.sentiment import LexiconScorer
from voice.insight.summary import summarise
from voice.insight.values import SentimentLabel
from voice.redaction.values import RedactedTranscript, RedactedUtterance

SCORER = LexiconScorer(FrozenClock())
PHRASES = [
    "i want to move my appointment", "my name is [PERSON_1]", "it is broken", "that is wonderful",
    "i will call you back",
    "your order has been cancelled", "no problem", "um so", "thank you for calling", "nobody called me", "on [DATE_1]",
    "the 12 lamps", "and then", "you'll receive a letter", "€ 30?", "…", "I’m not happy", "yes.",
    "[PHONE_NUMBER_1]", "",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PHRASES), max_size=8).map(" ".join) | st.text(max_size=40).map(
    lambda text: text.replace("\n", " ")
)
LINES = st.lists(
    st.tuples(st.sampled_from(["caller", "agent", "speaker_1"]), TEXTS).map(lambda pair: f"{pair[0]}: {pair[1]}"),
    max_size=12,
)


@settings(max_examples=80, deadline=None)
@given(LINES)
def test_every_statement_cites_utterances_that_hold_its_words(lines):
    transcript = call(*lines)
    summary = summarise(transcript)
    assert evidence.verify(summary, transcript) == (summary, 0)
    parts = [s for s in (summary.reason, summary.outcome, summary.next_step) if s]
    assert all(part.utterance_ids for part in (*summary.sentences, *summary.actions, *parts))
    assert (summary.method == "none") == (not summary.sentences)


@settings(max_examples=80, deadline=None)
@given(LINES)
def test_a_summary_holds_no_placeholder_that_the_call_does_not_hold(lines):
    said = " ".join(lines)
    for sentence in summarise(call(*lines)).sentences:
        assert all(found in said for found in evidence.hard_facts(sentence.text) if found.startswith("["))


@settings(max_examples=80, deadline=None)
@given(LINES, st.floats(0, 1))
def test_scores_and_confidences_stay_in_range(lines, confidence):
    found = SCORER.score(call(*lines, confidence=confidence))[0]
    scores = [found.overall, *found.speakers.values(), *(u.score for u in found.utterances)]
    for score in [*scores, *(q.score for q in found.quarters if q.score)]:
        assert -1 <= score.score <= 1
        assert 0 <= score.confidence <= confidence + 1e-4
        assert score.label is not SentimentLabel.UNKNOWN or (score.score, score.confidence) == (0.0, 0.0)


@settings(max_examples=60, deadline=None)
@given(LINES, st.lists(TEXTS, max_size=4))
def test_nothing_an_agent_says_changes_what_the_caller_felt(lines, said):
    callers = [line for line in lines if not line.startswith("agent")]
    if not callers:
        return
    before = SCORER.score(call(*callers))[0].overall
    assert SCORER.score(call(*callers, *(f"agent: {text}" for text in said)))[0].overall == before


STRETCHES = st.lists(
    st.tuples(st.sampled_from(["caller", "agent", "speaker_1"]), st.integers(0, 5000), st.integers(0, 3000)), max_size=8
)


@settings(max_examples=80, deadline=None)
@given(STRETCHES, st.integers(0, 9000))
def test_talk_overlap_and_silence_add_up_to_the_call(stretches, duration):
    utterances = tuple(
        RedactedUtterance(f"u{n}", who, start, start + length, "", 1.0)
        for n, (who, start, length) in enumerate(stretches)
    )
    found = measure(RedactedTranscript(CallId("c"), "en", MODEL, utterances, {}, duration))
    whole = max([duration, *(u.end_ms for u in utterances)])
    assert 0 <= found.silence_ms <= whole
    assert 0 <= found.overlap_ms <= whole - found.silence_ms
    assert sum(found.talk_ms.values()) >= whole - found.silence_ms
    if len(found.talk_ms) <= 2:  # with two speakers the sum counts each overlap exactly twice
        assert sum(found.talk_ms.values()) - found.overlap_ms == whole - found.silence_ms
