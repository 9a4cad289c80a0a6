from tests.support.redacted_calls import MODEL
from voice.call.values import CallId
from voice.insight.conversation import measure
from voice.redaction.values import RedactedTranscript, RedactedUtterance


def conversation(*stretches, duration_ms=10_000):
    utterances = tuple(
        RedactedUtterance(f"u{n}", who, start, end, "words", 1.0) for n, (who, start, end) in enumerate(stretches, 1)
    )
    return measure(RedactedTranscript(CallId("c"), "en", MODEL, utterances, {}, duration_ms))


def test_talk_and_silence_fill_the_call():
    found = conversation(("caller", 0, 4000), ("agent", 5000, 9000))
    assert (found.talk_ms, found.silence_ms, found.overlap_ms) == ({"agent": 4000, "caller": 4000}, 2000, 0)
    assert (found.turns, found.interruptions) == (2, 0)


def test_two_at_once_is_overlap_counted_once():
    found = conversation(("caller", 0, 6000), ("agent", 4000, 8000))
    assert (found.overlap_ms, found.silence_ms) == (2000, 2000)


def test_talking_over_someone_is_an_interruption():
    assert conversation(("caller", 0, 6000), ("agent", 3000, 8000)).interruptions == 1


def test_assent_and_a_quick_start_are_no_interruptions():
    assert conversation(("caller", 0, 6000), ("agent", 3000, 3600)).interruptions == 0
    assert conversation(("caller", 0, 6000), ("agent", 5900, 8000)).interruptions == 0


def test_the_same_speaker_going_on_is_one_turn():
    assert conversation(("caller", 0, 1000), ("caller", 1500, 2000), ("agent", 3000, 4000)).turns == 2


def test_nobody_spoke():
    found = conversation()
    assert (found.talk_ms, found.silence_ms, found.turns) == ({}, 10_000, 0)
