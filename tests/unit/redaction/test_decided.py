"""What people decide about redaction stands above the detectors, everywhere in the call, and shows no hidden value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.call.values import CallId
from voice.redaction.decided import PERSON, Place, Verdict
from voice.redaction.marks import STRUCK
from voice.redaction.resolve import redact
from voice.redaction.spoken import SpokenDetector
from voice.redaction.upheld import redact_as_decided
from voice.transcript.values import ModelIdentity, RawTranscript, Utterance, Word

DETECTORS = (SpokenDetector(),)


def raw(*lines):
    said = []
    for number, line in enumerate(lines, 1):
        speaker, _, text = line.partition(": ")
        words = tuple(Word(word, 300 * i, 300 * i + 250, 0.9) for i, word in enumerate(text.split(" ")))
        said.append(Utterance(f"u{number}", speaker, 0, 300 * len(words), words, 0.9))
    return RawTranscript(CallId("c"), "en", ModelIdentity("m", "0" * 64), tuple(said), 9000)


def texts(result):
    return [said.text for said in result.transcript.utterances]


CALL = raw(
    "caller: My name is Anna Kowalski, and the orchid account is late.",
    "agent: The orchid account of Anna, I see.",
    "caller: Orchid's number is four one one one two two two two.",
)


def test_words_a_person_marks_are_redacted_wherever_they_are_said_again():
    result = redact(CALL, DETECTORS, [Verdict(Place("u1", 7, 7), "ORGANISATION")])
    assert "rchid" not in " ".join(texts(result))
    assert "[ORGANISATION_1]" in texts(result)[0]
    assert "[ORGANISATION_1]" in texts(result)[1]
    assert "[ORGANISATION_1]'s number" in texts(result)[2]
    assert [mark.detector for mark in result.marks[0].marks if mark.entity_type == "ORGANISATION"] == [PERSON]


def test_a_false_alarm_is_put_back_and_other_values_stay_hidden():
    first = redact(CALL, DETECTORS)
    mark = next(one for one in first.marks[2].marks)
    result = redact(CALL, DETECTORS, [Verdict(Place("u3", mark.first, mark.last))])
    assert "four one one one two two two two" in texts(result)[2]
    assert texts(result)[:2] == texts(first)[:2]
    assert "four one" not in str([value.surfaces for value in result.found.values])


def test_a_type_given_by_a_person_stands_and_the_value_keeps_one_placeholder():
    first = redact(CALL, DETECTORS)
    mark = first.marks[2].marks[0]
    result = redact(CALL, DETECTORS, [Verdict(Place("u3", mark.first, mark.last), "PIN")])
    assert "[PIN_1]" in texts(result)[2]


def test_bounds_may_be_widened_and_narrowed():
    wide = redact(CALL, DETECTORS, [Verdict(Place("u1", 2, 4), "PERSON")])
    assert texts(wide)[0].startswith("My name [PERSON_1]")
    mark = next(one for one in redact(CALL, DETECTORS).marks[2].marks)
    narrower = Verdict(Place("u3", mark.first, mark.last - 1), "ACCOUNT")
    narrow = redact(CALL, DETECTORS, [Verdict(Place("u3", mark.first, mark.last)), narrower])
    assert texts(narrow)[2].endswith("two.")


def test_a_later_verdict_stands_above_an_earlier_one():
    back = Verdict(Place("u1", 3, 4))
    hidden = Verdict(Place("u1", 3, 4), "PERSON")
    assert "Anna" not in texts(redact(CALL, DETECTORS, [back, hidden]))[0]


def test_a_verdict_that_would_show_a_value_hidden_elsewhere_is_refused():
    call = raw("caller: My name is Wilhelmina Kowalski.", "agent: Thank you, Wilhelmina Kowalski.")
    result, refused = redact_as_decided(call, DETECTORS, [Verdict(Place("u2", 2, 3))])
    assert [one.place for one in refused] == [Place("u2", 2, 3)]
    assert "Kowalski" not in " ".join(texts(result))
    both = [Verdict(Place("u1", 3, 4)), Verdict(Place("u2", 2, 3))]
    result, refused = redact_as_decided(call, DETECTORS, both)
    assert refused == ()
    assert texts(result) == ["My name is Wilhelmina Kowalski.", "Thank you, Wilhelmina Kowalski."]


def test_marks_and_tokens_hold_numbers_and_no_text():
    result = redact(CALL, DETECTORS)
    assert not any(word in str(result.marks) for word in ("Anna", "Kowalski", "orchid", "account"))
    for said, marks, spoken in zip(result.transcript.utterances, result.marks, CALL.utterances, strict=True):
        assert len(marks.tokens) == len(said.text.split())
        assert len(marks.times) == len(spoken.words)


def test_a_value_removed_for_good_leaves_its_placeholder_and_is_still_counted():
    said = ("I", "am", "[PERSON_1]", "", "hello")
    words = tuple(Word(word, 10 * i, 10 * i + 9, 1.0) for i, word in enumerate(said))
    struck = RawTranscript(CallId("c"), "en", CALL.model, (Utterance("u1", "caller", 0, 49, words, 1.0),), 49)
    result = redact(struck, DETECTORS)
    assert texts(result) == ["I am [PERSON_1] hello"]
    assert result.transcript.counts == {"PERSON": 1}
    assert result.found.values == ()
    [mark] = result.marks[0].marks
    assert (mark.first, mark.last, mark.detector, mark.placeholder) == (2, 3, STRUCK, "[PERSON_1]")
    assert result.marks[0].tokens == ((0, 0), (1, 1), (2, 3), (4, 4))


WORDS = st.sampled_from(
    ["my", "name", "is", "Anna", "Kowalski", "four", "one", "two", "4111", "orchid,", "(Bob)", "the", "at"]
)


@pytest.mark.filterwarnings("error")
@given(
    st.lists(WORDS, min_size=1, max_size=12),
    st.integers(0, 11),
    st.integers(0, 11),
    st.sampled_from(["PERSON", "ACCOUNT"]),
)
def test_whatever_words_a_person_marks_none_of_them_is_left(words, a, b, kind):
    call = raw("caller: " + " ".join(words))
    first, last = sorted((min(a, len(words) - 1), min(b, len(words) - 1)))
    result = redact(call, DETECTORS, [Verdict(Place("u1", first, last), kind)])
    said, marks = result.transcript.utterances[0], result.marks[0]
    assert len(marks.tokens) == len(said.text.split())
    covered = {word for one in marks.marks for word in range(one.first, one.last + 1)}
    assert set(range(first, last + 1)) <= covered
    assert texts(redact(call, DETECTORS, [Verdict(Place("u1", first, last), kind)])) == texts(result)
