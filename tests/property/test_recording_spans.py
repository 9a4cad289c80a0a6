"""Kept audio lies inside granted time, for any history of grants and any error of the carrier's clock."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.clock import NOON
from voice.consent.machine import GrantedTime
from voice.recording.spans import kept

SKEW_MS = 2000


def moment(ms):
    return NOON + timedelta(milliseconds=ms)


@st.composite
def histories(draw):
    """Grants in truth, in ms: disjoint, in order, the last one perhaps open."""
    edges = sorted(draw(st.lists(st.integers(0, 60_000), min_size=2, max_size=8, unique=True)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    grants = [GrantedTime(moment(start), moment(end)) for start, end in pairs]
    if draw(st.booleans()):
        grants[-1] = GrantedTime(grants[-1].start_at, None)
    return grants


@given(histories(), st.integers(0, 60_000), st.integers(1, 60_000), st.integers(-SKEW_MS, SKEW_MS))
@settings(max_examples=300)
def test_kept_audio_lies_inside_granted_time(grants, late_ms, duration_ms, clock_error_ms):
    began = grants[0].start_at + timedelta(milliseconds=late_ms)
    told = began + timedelta(milliseconds=clock_error_ms)
    for span in kept(grants, told, duration_ms, SKEW_MS):
        assert 0 <= span.start_ms < span.end_ms <= duration_ms
        start, end = (began + timedelta(milliseconds=ms) for ms in (span.start_ms, span.end_ms))
        assert any(grant.start_at <= start and (grant.end_at is None or end <= grant.end_at) for grant in grants)


@given(histories(), st.integers(1, 60_000))
def test_without_a_time_nothing_doubtful_is_kept(grants, duration_ms):
    certain = len(grants) == 1 and grants[0].end_at is None
    assert bool(kept(grants, None, duration_ms, SKEW_MS)) == certain


@given(st.integers(0, 60_000), st.integers(1, 60_000), st.integers(-SKEW_MS, SKEW_MS))
def test_one_grant_that_never_ended_keeps_the_whole_recording(late_ms, duration_ms, clock_error_ms):
    [span] = kept([GrantedTime(NOON, None)], moment(late_ms + clock_error_ms), duration_ms, SKEW_MS)
    assert (span.start_ms, span.end_ms) == (0, duration_ms)
