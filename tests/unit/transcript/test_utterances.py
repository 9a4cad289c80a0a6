"""Words become utterances by speaker and pause; overlap stays overlap."""

from voice.transcript.align import utterances
from voice.transcript.values import Segment, Word

ROLES = ("caller", "agent")


def segment(channel: int, *words: tuple[str, int, int], doubtful: str = "") -> Segment:
    return Segment(channel, tuple(Word(text, start, end, 0.8) for text, start, end in words), doubtful=doubtful)


def heard(*segments: Segment) -> list[tuple[str, str, str]]:
    return [(each.id, each.speaker, each.text) for each in utterances(segments, ROLES)]


def test_each_channel_is_its_own_speaker_in_order_of_time():
    assert heard(segment(0, ("hello", 1000, 1400)), segment(1, ("good", 0, 300), ("morning", 310, 800))) == [
        ("u1", "agent", "good morning"),
        ("u2", "caller", "hello"),
    ]


def test_a_pause_of_more_than_a_second_starts_a_new_utterance():
    assert [text for _, _, text in heard(segment(0, ("one", 0, 500), ("two", 1400, 1800), ("three", 2900, 3300)))] == [
        "one two", "three",
    ]  # fmt: skip


def test_another_speaker_inside_a_short_pause_starts_a_new_utterance():
    found = heard(segment(0, ("yes", 0, 500), ("so", 1200, 1500)), segment(1, ("okay", 700, 1000)))
    assert [text for _, _, text in found] == ["yes", "okay", "so"]


def test_an_interjection_over_running_speech_does_not_cut_it():
    found = heard(segment(0, ("I", 0, 300), ("was", 310, 700), ("there", 720, 1100)), segment(1, ("mhm", 300, 700)))
    assert found == [("u1", "caller", "I was there"), ("u2", "agent", "mhm")]


def test_times_confidence_and_doubt_come_from_the_words():
    (one,) = utterances([segment(0, ("a", 10, 20), ("b", 30, 45), doubtful="low_probability")], ROLES)
    assert (one.start_ms, one.end_ms, one.confidence, one.doubtful) == (10, 45, 0.8, "low_probability")


def test_a_channel_without_a_role_is_a_numbered_speaker():
    assert heard(segment(2, ("hi", 0, 1)))[0][1] == "speaker_3"


def test_no_words_make_no_utterances():
    assert utterances([], ROLES) == ()
    assert utterances([Segment(0, ())], ROLES) == ()


def test_a_monologue_is_cut_after_a_sentence():
    words = [(f"w{n}{'.' if n % 10 == 9 else ''}", n * 400, n * 400 + 390) for n in range(100)]
    found = utterances([segment(0, *words)], ROLES)
    assert len(found) > 1
    assert all(each.text.endswith(".") for each in found)
