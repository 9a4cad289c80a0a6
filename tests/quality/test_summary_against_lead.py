"""Summaries of whole calls against references, and against the first three sentences of the call."""

from pathlib import Path
from statistics import mean

from rouge_score.rouge_scorer import RougeScorer

from tests.support.redacted_calls import call
from voice.insight.evidence import verify
from voice.insight.sentences import candidates
from voice.insight.summary import summarise

FILE = Path(__file__).parent / "calls" / "dialogues.txt"
SCORER = RougeScorer(["rouge1", "rougeL"], use_stemmer=True)


def dialogues():
    """(name, transcript, reference) of each call in the file."""
    found = []
    for block in FILE.read_text(encoding="utf-8").split("\n== ")[1:]:
        name, *lines = block.strip().splitlines()
        said = [line for line in lines if line and not line.startswith(">")]
        reference = " ".join(line[2:] for line in lines if line.startswith("> "))
        found.append((name, call(*said), reference))
    return found


CALLS = dialogues()


def f1(reference, text, kind="rouge1"):
    return SCORER.score(reference, text)[kind].fmeasure


def summary_of(transcript):
    return " ".join(sentence.text for sentence in summarise(transcript).sentences)


def lead_three(transcript):
    return " ".join(candidate.text for candidate in candidates(transcript)[:3])


def first_words(transcript, count):
    return " ".join(" ".join(c.text for c in candidates(transcript)).split()[:count])


def bare(transcript):
    """The same call as a recogniser without capitals and punctuation writes it."""
    lines = []
    for said in transcript.utterances:
        words = [("[" in w and w.strip(".,?!")) or w.strip(".,?!").lower() for w in said.text.split()]
        lines.append(f"{said.speaker}: {' '.join(words)}")
    return call(*lines)


def test_there_are_enough_calls_to_measure():
    assert len(CALLS) >= 20
    assert all(reference for _, _, reference in CALLS)


def test_summaries_beat_the_first_three_sentences_clearly():
    ours = mean(f1(reference, summary_of(transcript)) for _, transcript, reference in CALLS)
    lead = mean(f1(reference, lead_three(transcript)) for _, transcript, reference in CALLS)
    assert ours >= 1.2 * lead


def test_they_beat_as_many_words_from_the_beginning():
    ours = mean(f1(reference, summary_of(t)) for _, t, reference in CALLS)
    same = mean(f1(reference, first_words(t, len(summary_of(t).split()))) for _, t, reference in CALLS)
    assert ours >= 1.2 * same


def test_lower_case_words_without_punctuation_cost_little():
    ours = mean(f1(reference, summary_of(transcript)) for _, transcript, reference in CALLS)
    plain = mean(f1(reference, summary_of(bare(transcript))) for _, transcript, reference in CALLS)
    assert plain >= 0.9 * ours


def test_every_call_has_a_reason_and_most_a_promise_and_an_outcome():
    summaries = [summarise(transcript) for _, transcript, _ in CALLS]
    assert all(summary.reason for summary in summaries)
    assert mean(bool(summary.actions) for summary in summaries) >= 0.85
    assert mean(bool(summary.outcome or summary.next_step) for summary in summaries) >= 0.85


def test_the_reason_is_near_what_the_reference_begins_with():
    near = [f1(reference.split(". ")[0], summarise(t).reason.text) >= 0.2 for _, t, reference in CALLS]
    assert mean(near) >= 0.8


def test_every_statement_of_every_call_stands():
    for _, transcript, _ in CALLS:
        assert verify(summarise(transcript), transcript)[1] == 0
