"""Words become utterances by speaker and pause; overlap stays overlap."""

from voice.transcript.align import attribute, utterances
from voice.transcript.values import Segment, SpeakerTurn, Word

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


TURNS = (SpeakerTurn("speaker_1", 0, 1000), SpeakerTurn("speaker_2", 1000, 2000), SpeakerTurn("speaker_1", 3000, 4000))


def test_words_of_one_segment_go_to_the_voice_that_was_speaking():
    mixed = segment(0, ("hello", 100, 500), ("good", 900, 1400), ("morning", 1400, 1900), ("thanks", 2900, 3500))
    given, speakers = attribute([mixed], TURNS)
    assert speakers == ("speaker_1", "speaker_2")
    assert [(each.speaker, each.text) for each in utterances(given, speakers)] == [
        ("speaker_1", "hello"),
        ("speaker_2", "good morning"),
        ("speaker_1", "thanks"),
    ]


def test_a_word_between_two_turns_goes_to_the_nearer_one():
    given, speakers = attribute([segment(0, ("uh", 2700, 2800))], TURNS)
    assert speakers[given[0].channel] == "speaker_1"
    given, speakers = attribute([segment(0, ("uh", 2100, 2200))], TURNS)
    assert speakers[given[0].channel] == "speaker_2"


def test_without_turns_nothing_changes():
    said = (segment(0, ("hello", 0, 500)),)
    assert attribute(said, ()) == (said, ())
