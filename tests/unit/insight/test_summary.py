import pytest

from tests.support.clock import FrozenClock
from tests.support.redacted_calls import DENTIST, call, dentist
from voice.insight.sentences import clean, split
from voice.insight.summary import ExtractiveSummariser, summarise


def test_the_reason_is_why_the_caller_called():
    assert summarise(dentist()).reason.utterance_ids == ("u6",)


def test_outcome_and_next_step_are_what_was_done_and_promised():
    summary = summarise(dentist())
    assert summary.outcome.text == "Your appointment is moved."
    assert summary.next_step.text == "I will send you a confirmation by e-mail today."
    assert [action.text for action in summary.actions] == ["I will send you a confirmation by e-mail today."]


def test_it_works_on_lower_case_words_without_punctuation():
    bare = [line.replace(".", "").replace(",", "").replace("?", "").lower() for line in DENTIST]
    bare = [line.replace("[person_1]", "[PERSON_1]").replace("[phone_number_1]", "[PHONE_NUMBER_1]") for line in bare]
    summary = summarise(call(*bare))
    assert summary.reason.utterance_ids == ("u6",)
    assert summary.next_step.utterance_ids == ("u9",)


def test_every_sentence_is_made_of_the_words_of_the_utterance_it_cites():
    transcript = dentist()
    said = {utterance.id: utterance.text.lower() for utterance in transcript.utterances}
    for sentence in summarise(transcript).sentences:
        (cited,) = sentence.utterance_ids
        assert sentence.text.rstrip(".").lower() in said[cited]


def test_greetings_names_and_numbers_read_out_are_no_news():
    texts = " ".join(sentence.text for sentence in summarise(dentist()).sentences)
    assert "Thank you for calling" not in texts
    assert "[PERSON_1]" not in texts
    assert "[PHONE_NUMBER_1]" not in texts


@pytest.mark.parametrize("lines", [(), ("caller: uh",), ("agent: Thank you for calling, goodbye.",), ("caller: ",)])
def test_a_call_that_says_nothing_has_no_summary(lines):
    summary = summarise(call(*lines))
    assert (summary.method, summary.sentences, summary.reason) == ("none", (), None)


def test_a_call_whose_agent_alone_speaks_has_no_reason():
    assert summarise(call("agent: The office moves to the second floor on Monday.")).reason is None


def test_a_long_call_is_still_a_short_summary():
    lines = [f"caller: The delivery of part {n} did not reach the warehouse in week {n}." for n in range(80)]
    assert len(summarise(call(*lines)).sentences) == 6


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("um so i i want to, uh, cancel", "I want to, cancel."),
        ("yeah okay that works", "That works."),
        ("No, I did not order that", "I did not order that."),
        ("it is [DATE_1]!", "It is [DATE_1]!"),
        ("uh, um", ""),
    ],
)
def test_stumbling_is_cleaned_and_words_are_kept(raw, cleaned):
    assert clean(raw) == cleaned


def test_long_unpunctuated_speech_breaks_at_joints_and_loses_nothing():
    text = "i bought a lamp last week and i put it in the hall but it flickers all the time so i called you twice "
    text = (text * 2).strip()
    pieces = split(text)
    assert len(pieces) > 1
    assert " ".join(pieces) == text


def test_the_run_record_says_how_it_was_made():
    _, record = ExtractiveSummariser(FrozenClock()).summarise(dentist())
    assert (record.feature, record.used_raw_text, record.network_hosts) == ("summary", False, ())
    assert record.settings["method"] == "extractive"
    assert record.settings["statements_dropped"] == 0
    assert len(record.model.digest) == 64
