import pytest

from tests.support.clock import FrozenClock
from tests.support.redacted_calls import call, dentist
from voice.insight.sentiment import LexiconScorer
from voice.insight.values import SentimentLabel

SCORER = LexiconScorer(FrozenClock())


def score(*lines, **changes):
    return SCORER.score(call(*lines, **changes))[0]


@pytest.mark.parametrize(
    "text",
    [
        "I have been on hold for forty minutes",
        "the engineer never showed up",
        "why is my bill so high",
        "you charged me twice",
        "Nobody has called me back",
    ],
)
def test_a_service_failure_is_negative_without_an_unkind_word(text):
    assert SCORER.score_text(text).label is SentimentLabel.NEGATIVE


@pytest.mark.parametrize("text", ["no problem at all", "I never had a problem with it", "no worries"])
def test_a_denied_problem_is_no_problem(text):
    assert SCORER.score_text(text).label is SentimentLabel.POSITIVE


@pytest.mark.parametrize(
    "text", ["Could you please help me", "thank you for calling, how can I help you today", "I would like to order two"]
)
def test_courtesy_is_not_a_feeling(text):
    assert SCORER.score_text(text).score == 0.0


def test_an_agents_manners_do_not_colour_the_call():
    polite = ("agent: I am so sorry about that, I would be happy to help, thank you very much, wonderful.",)
    angry = ("caller: This is terrible, I am very upset.",)
    assert score(*angry, *polite).overall == score(*angry).overall
    assert score(*angry, *polite).speakers["agent"].label is SentimentLabel.UNKNOWN


def test_the_caller_decides_the_overall_score_and_each_speaker_has_a_own():
    found = score("caller: I am very happy with it.", "agent: That price is terrible, honestly awful.")
    assert found.overall.label is SentimentLabel.POSITIVE
    assert found.speakers["agent"].label is SentimentLabel.NEGATIVE


def test_upset_first_and_content_last_is_mixed():
    found = SCORER.score(dentist())[0]
    assert found.overall.label is SentimentLabel.MIXED
    assert found.quarters[0].score.label is SentimentLabel.NEGATIVE
    assert found.quarters[3].score.label is SentimentLabel.POSITIVE


def test_a_little_of_the_other_sign_is_not_mixed():
    found = score("caller: " + "It is terrible and awful and I am furious. " * 4, "caller: good")
    assert found.overall.label is SentimentLabel.NEGATIVE


def test_without_evidence_nothing_is_claimed():
    found = score("caller: My appointment is on Tuesday.", "agent: It is at three.")
    assert (found.overall.label, found.overall.confidence) == (SentimentLabel.UNKNOWN, 0.0)


@pytest.mark.parametrize("text", ["", "   ", "[PERSON_1]"])
def test_no_words_are_unknown(text):
    assert SCORER.score_text(text).label is SentimentLabel.UNKNOWN


def test_a_placeholder_has_no_feeling():
    assert SCORER.score_text("I met [LOVE_1] there").score == 0.0


def test_doubtful_words_lower_the_confidence_and_not_the_score():
    sure, unsure = (score("caller: I am very unhappy.", confidence=c).overall for c in (1.0, 0.5))
    assert unsure.score == sure.score
    assert unsure.confidence == pytest.approx(sure.confidence / 2, abs=1e-3)


def test_little_evidence_lowers_the_confidence():
    feeling = "caller: I am very unhappy."
    facts = [f"caller: The parcel number {n} has four stamps on it and a label." for n in range(10)]
    assert score(feeling, *facts).overall.confidence < score(feeling).overall.confidence


def test_the_words_it_rests_on_are_named():
    found = score("caller: I have been on hold for ten minutes, that is awful.")
    assert found.utterances[0].rationale == ("been on hold for ten minutes", "awful")


def test_four_quarters_cover_the_call_and_a_silent_one_has_no_score():
    transcript = call("caller: I am happy.")
    longer = type(transcript)(
        transcript.call_id, "en", transcript.model, transcript.utterances, {}, transcript.duration_ms * 10
    )
    quarters = SCORER.score(longer)[0].quarters
    assert [q.score is None for q in quarters] == [False, True, True, True]
    assert (quarters[0].start_ms, quarters[3].end_ms) == (0, longer.duration_ms)


def test_a_call_without_words_is_unknown_throughout():
    found = score()
    assert (found.overall.label, found.speakers, found.utterances) == (SentimentLabel.UNKNOWN, {}, ())


def test_the_run_record_says_text_alone_and_which_lexicon():
    record = SCORER.score(dentist())[1]
    assert (record.settings["basis"], record.used_raw_text, record.network_hosts) == ("text", False, ())
    assert len(record.model.digest) == 64
