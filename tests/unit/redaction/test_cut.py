"""What is cut out of raw words under a legal hold, and what is not."""

from voice.call.values import CallId
from voice.redaction.cut import without_values, without_words
from voice.redaction.values import FoundValue, RedactedSpan, RedactionMap
from voice.transcript.values import ModelIdentity, RawTranscript, Utterance, Word


def said(speaker, text, start=0):
    words = tuple(
        Word(word, start + place * 100, start + place * 100 + 100, 1.0) for place, word in enumerate(text.split())
    )
    return Utterance("u1", speaker, start, start + len(words) * 100, words, 1.0)


RAW = RawTranscript(
    CallId("call-1"),
    "en",
    ModelIdentity("m", "d"),
    (said("caller", "card four one one thanks"), said("agent", "I heard four one one")),
    500,
)


def test_the_words_of_a_span_become_one_mark_and_the_neighbours_stay():
    [caller, agent] = without_words(RAW, [RedactedSpan("caller", 100, 400, "CREDIT_CARD")]).utterances
    assert caller.text == "card [CARD] thanks"
    assert agent == RAW.utterances[1]
    assert (caller.words[1].start_ms, caller.words[1].end_ms) == (100, 400)


def test_cutting_twice_changes_nothing():
    spans = [RedactedSpan("caller", 100, 400, "CREDIT_CARD"), RedactedSpan("agent", 200, 500, "CREDIT_CARD")]
    once = without_words(RAW, spans)
    assert without_words(once, spans) == once


def test_values_of_some_types_leave_the_map_and_the_rest_stay():
    person, card = FoundValue("[PERSON_1]", "PERSON", ("Emily",)), FoundValue("[CARD_1]", "CREDIT_CARD", ("4111",))
    found = without_values(RedactionMap(CallId("call-1"), (person, card)), {"CREDIT_CARD"})
    assert found.values == (person, FoundValue("[CARD_1]", "CREDIT_CARD", ()))
