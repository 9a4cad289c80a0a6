"""Laws of words: each lands in exactly one utterance, in order, nothing invented, inside the audio."""

from collections import Counter
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.transcript import doubt, sections, sheets, speech
from voice.transcript.align import utterances
from voice.transcript.drafts import Draft, DraftSegment, DraftWord
from voice.transcript.values import Segment, Word

RATE = speech.RATE

words = st.builds(
    lambda text, start, length, probability: Word(text, start, start + length, probability),
    st.text("abcdefgh.?", min_size=1, max_size=5),
    st.integers(0, 60_000),
    st.integers(0, 3_000),
    st.floats(0, 1),
)
segments = st.lists(st.builds(Segment, st.integers(0, 3), st.lists(words, max_size=12).map(tuple)), max_size=12)
turns = st.lists(st.tuples(st.floats(0, 3), st.floats(0.05, 12)), min_size=1, max_size=8)


@given(segments)
def test_every_word_lands_in_exactly_one_utterance_of_its_own_speaker(said):
    found = utterances(said, ("caller", "agent"))
    names = ("caller", "agent", "speaker_3", "speaker_4")
    before = Counter((names[each.channel], word) for each in said for word in each.words)
    after = Counter((each.speaker, word) for each in found for word in each.words)
    assert after == before


@given(segments)
def test_utterances_are_numbered_and_ordered_by_time_and_so_are_their_words(said):
    found = utterances(said, ("caller", "agent"))
    assert [each.id for each in found] == [f"u{number}" for number in range(1, len(found) + 1)]
    assert [each.start_ms for each in found] == sorted(each.start_ms for each in found)
    for each in found:
        starts = [word.start_ms for word in each.words]
        assert starts == sorted(starts)
        assert each.start_ms == starts[0] <= each.end_ms == max(word.end_ms for word in each.words)
        assert 0.0 <= each.confidence <= 1.0


@given(segments)
def test_what_was_said_does_not_depend_on_the_order_of_segments(said):
    assert Counter(each.words for each in utterances(said, ())) == Counter(
        each.words for each in utterances(list(reversed(said)), ())
    )


def laid_out(gaps_and_lengths) -> list[tuple[int, int]]:
    laid, at = [], 0
    for gap, length in gaps_and_lengths:
        start = at + round(gap * RATE)
        at = start + round(length * RATE)
        laid.append((start, at))
    return laid


@given(turns, st.sampled_from([3.0, 6.0, 30.0]), st.integers(0, 4))
def test_windows_hold_every_sample_of_every_turn_once_and_none_is_too_long(gaps_and_lengths, limit_s, open_windows):
    packer, windows = speech.Packer(0, limit_s, open_windows), []
    laid = laid_out(gaps_and_lengths)
    for start, end in laid:
        windows += packer.add(start, np.ones(end - start, np.float32))
    windows += packer.rest()
    assert speech.join([turn for window in windows for turn in window.turns]) == speech.join(laid)
    assert sum(len(window.audio) for window in windows) == sum(end - start for start, end in laid)
    assert all(list(window.turns) == sorted(window.turns) for window in windows)
    assert all(0 < len(window.audio) <= limit_s * RATE for window in windows)


@given(st.lists(turns, min_size=1, max_size=3), st.lists(st.tuples(st.floats(-1, 32), st.floats(0, 2)), max_size=20))
def test_windows_that_share_a_pass_share_no_word_and_lose_none(channels, times):
    joiner, windows = sheets.Joiner(30.0, 4), []
    for channel, gaps_and_lengths in enumerate(channels):
        packer = speech.Packer(channel, 30.0, 4)
        for low, high in laid_out(gaps_and_lengths):
            windows += packer.add(low, np.ones(high - low, np.float32))
        windows += packer.rest()
    passes = [sheet for window in windows for sheet in joiner.add(window)] + list(joiner.rest())
    assert Counter(id(window) for sheet in passes for window in sheet.windows) == Counter(map(id, windows))
    written = tuple(DraftWord(f" w{n}", start, start + length, 0.5) for n, (start, length) in enumerate(times))
    for sheet in passes:
        assert len(sheet.audio) <= 30 * RATE
        given_back = [w for _, part in sheet.parts(Draft((DraftSegment(written, 0, 0, 1),))) for w in words_of(part)]
        assert Counter(given_back) == Counter(word.text for word in written)


def words_of(draft):
    return [word.text for segment in draft.segments for word in segment.words]


@given(turns, st.floats(-1, 40), st.floats(0, 5))
def test_a_placed_word_lies_inside_one_turn(gaps_and_lengths, start, length):
    packer, windows = speech.Packer(0, 30.0, 4), []
    for low, high in laid_out(gaps_and_lengths):
        windows += packer.add(low, np.ones(high - low, np.float32))
    windows += packer.rest()
    low, high = windows[0].place(start, start + length)
    assert low < high
    assert any(begin <= low and high <= end for begin, end in windows[0].turns)


@given(st.lists(st.sampled_from(["yes", "no", "one", "zero", "please"]), max_size=60))
def test_cutting_loops_invents_nothing_and_is_done_in_one_go(texts):
    said = [Word(text, number, number + 1, 0.5) for number, text in enumerate(texts)]
    kept = doubt.cut_loops(said)
    position = iter(said)
    assert all(any(word is other for other in position) for word in kept)
    assert set(texts) == {word.text for word in kept}


@settings(deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=8))
def test_sections_hold_every_sample_in_order(lengths):
    total = sum(lengths) * RATE
    whole = np.arange(total, dtype=np.float32)
    edges = np.cumsum([0, *lengths]) * RATE
    pieces = ((whole[a:b],) for a, b in pairwise(edges))
    found = list(sections.sections(pieces))
    assert np.array_equal(np.concatenate([section.channels[0] for section in found]), whole)
    assert all(len(section.channels[0]) <= sections.SECTION_S * RATE for section in found)
    assert [section.start for section in found] == [int(section.channels[0][0]) for section in found]
