"""What is cut out of a recording: the rest stays in its place, and silence is silence in its encoding."""

from datetime import timedelta

from tests.support.clock import NOON
from tests.support.ended_call import a_wav
from voice.consent.machine import GrantedTime
from voice.recording.inspect import inspect_wav
from voice.recording.spans import cut, kept
from voice.recording.values import AudioSpan
from voice.recording.wav import read_form


def at(seconds):
    return NOON + timedelta(seconds=seconds)


def test_an_open_grant_keeps_everything():
    assert kept([GrantedTime(at(0), None)], at(1), 5000) == (AudioSpan(0, 5000),)


def test_no_grant_keeps_nothing():
    assert kept([], at(1), 5000) == ()


def test_a_recording_without_a_time_is_kept_only_where_nothing_ended():
    assert kept([GrantedTime(at(0), None)], None, 5000) == (AudioSpan(0, 5000),)
    assert kept([GrantedTime(at(0), at(3))], None, 5000) == ()
    assert kept([GrantedTime(at(0), at(1)), GrantedTime(at(2), None)], None, 5000) == ()


def test_after_the_grant_ended_nothing_is_kept_and_the_clocks_doubt_counts_against_us():
    assert kept([GrantedTime(at(0), at(10))], at(1), 60_000, skew_ms=2000) == (AudioSpan(0, 7000),)
    assert kept([GrantedTime(at(0), at(2))], at(1), 60_000, skew_ms=2000) == ()


def test_a_second_grant_begins_only_where_it_surely_had_begun():
    spans = kept([GrantedTime(at(0), at(10)), GrantedTime(at(20), None)], at(0), 30_000, skew_ms=1000)
    assert spans == (AudioSpan(0, 9000), AudioSpan(21_000, 30_000))


def test_what_is_cut_is_silent_and_what_is_kept_stays_in_its_place():
    wav = a_wav(seconds=4, channels=1)
    form = read_form(wav)
    left = cut(wav, form, [AudioSpan(1000, 2000), AudioSpan(3000, 3500)])
    facts = inspect_wav(left, 1, 3500)
    assert facts.duration_ms == 3500
    sound, original = left[44:], wav[44:]
    assert set(sound[:16_000]) == {0}
    assert sound[16_000:32_000] == original[16_000:32_000]
    assert set(sound[32_000:48_000]) == {0}
    assert sound[48_000:] == original[48_000:56_000]
