"""Sound of a stream: whatever the order in which frames come, each byte lies where its time says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from voice.recording.stream import BYTES_PER_MS, PIECE_MS, SLACK_MS, Gap, StreamClock, assemble

FRAME_MS = 20
HEAD = 58


def frame(track, at_ms):
    """20 ms that say where they belong, and never look like silence."""
    return bytes([(track * 64 + at_ms // FRAME_MS) % 250 + 1]) * (FRAME_MS * BYTES_PER_MS)


def sound(pieces, end_ms):
    """The two tracks of an assembled file."""
    wav = assemble(dict(pieces), end_ms)
    data = wav[wav.index(b"data") + 8 :]
    return data[0::2], data[1::2]


def run(frames):
    clock = StreamClock()
    pieces = []
    for track, at_ms in frames:
        pieces += [(piece.number, piece.sound) for piece in clock.place(track, at_ms, frame(track, at_ms))]
    pieces += [(piece.number, piece.sound) for piece in clock.finish()]
    return clock, pieces


def both(count):
    return [(track, n * FRAME_MS) for n in range(count) for track in (0, 1)]


def test_what_was_sent_is_what_is_kept_bit_for_bit():
    clock, pieces = run(both(173))
    inbound, outbound = sound(pieces, clock.end_ms)
    assert inbound == b"".join(frame(0, n * FRAME_MS) for n in range(173))
    assert outbound == b"".join(frame(1, n * FRAME_MS) for n in range(173))
    assert clock.gaps == []
    assert clock.late_frames == 0


@given(
    st.integers(1, 90),
    st.sets(st.tuples(st.integers(0, 1), st.integers(0, 89)), max_size=30),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None)
def test_lost_and_shuffled_frames_leave_silence_and_a_gap_and_nothing_else(count, lost, chance):
    frames = [one for one in both(count) if (one[0], one[1] // FRAME_MS) not in lost]
    # Frames overtake each other within a tenth of a second, well inside what is waited for.
    frames.sort(key=lambda one: one[1] + chance.randrange(100))
    clock, pieces = run(frames)
    tracks = sound(pieces, clock.end_ms)
    silent = {(gap.track, ms) for gap in clock.gaps for ms in range(gap.start_ms, gap.end_ms)}
    for track in (0, 1):
        for n in range(clock.end_ms // FRAME_MS):
            at = n * FRAME_MS
            kept = tracks[track][at * BYTES_PER_MS : (at + FRAME_MS) * BYTES_PER_MS]
            if (track, at) in frames:
                assert kept == frame(track, at)
                assert (track, at) not in silent
            else:
                assert set(kept) == {0xFF}
                assert (track, at) in silent


@given(st.lists(st.tuples(st.integers(-1, 2), st.integers(-5, 30_000), st.binary(max_size=400)), max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_frames_at_all_make_a_file_of_the_right_length(frames):
    clock = StreamClock()
    pieces = {}
    for track, at_ms, content in frames:
        for piece in clock.place(track, at_ms, content):
            assert piece.number not in pieces
            pieces[piece.number] = piece.sound
        assert len(clock._open) <= (SLACK_MS + 60) // PIECE_MS + 2, "memory is bounded"
    for piece in clock.finish():
        pieces[piece.number] = piece.sound
    wav = assemble(pieces, clock.end_ms)
    assert len(wav) == HEAD + clock.end_ms * BYTES_PER_MS * 2


def test_a_track_that_falls_silent_is_not_waited_for():
    clock, pieces = run([(0, n * FRAME_MS) for n in range(100)])
    assert clock.gaps == [Gap(1, 0, 2000)]
    assert len(pieces) == 4


def test_a_killed_process_would_lose_less_than_a_second():
    clock = StreamClock()
    kept_ms = 0
    for track, at_ms in both(400):
        for piece in clock.place(track, at_ms, frame(track, at_ms)):
            kept_ms = (piece.number + 1) * PIECE_MS
        assert at_ms + FRAME_MS - kept_ms <= 1000
    alone = StreamClock()
    kept_ms = 0
    for n in range(400):
        for piece in alone.place(0, n * FRAME_MS, frame(0, n * FRAME_MS)):
            kept_ms = (piece.number + 1) * PIECE_MS
        assert (n + 1) * FRAME_MS - kept_ms <= 1000


def test_a_jump_in_time_is_a_gap_and_not_a_pile_of_silence():
    clock = StreamClock()
    clock.place(0, 0, frame(0, 0))
    pieces = clock.place(0, 3_600_000, frame(0, 0))
    assert len(pieces) <= 2
    assert len(clock.gaps) <= 3
