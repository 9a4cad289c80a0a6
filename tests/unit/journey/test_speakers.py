"""Who said what: by channel where there is one for each, by voice only with leave to compare voices, else nobody."""

import json
from dataclasses import replace

import pytest

from tests.support.diarizer import ScriptedDiarizer, no_diarizer
from tests.support.ended_call import CALL, PURPOSES, SECRET_WORDS, House, a_wav, minds
from tests.support.vault import RealVault
from voice.call.values import CallState
from voice.consent.values import Purpose
from voice.errors import NotPermitted, VoiceError
from voice.journey.after import AfterCall
from voice.journey.objects import CallObjects
from voice.recording.values import UNKNOWN
from voice.vault.exports import ExportFolder

WITH_VOICES = (*PURPOSES, Purpose.SPEAKER_RECOGNITION)
TALK = ("hello it is me good morning how can I help you",)
TWO_VOICES = (("speaker_1", 0, 2000), ("speaker_2", 2000, 4000))


@pytest.fixture
def house(tmp_path):
    (tmp_path / "data").mkdir()
    vault = RealVault(tmp_path / "data")
    yield House(vault, ExportFolder(tmp_path / "transcripts"))
    vault.close()


def mono_call(house, granted=WITH_VOICES):
    return house.ended_call(granted=granted, wav=a_wav(channels=1), channels=1)


def run(house, diarizer):
    for step in AfterCall(house.parts, minds(house.clock, TALK, diarizer)).steps():
        step.run(CALL)


def speakers(house):
    return [said.speaker for said in CallObjects(house.vault.sealed).raw_transcript(CALL).utterances]


def document(house):
    return json.loads((house.exports.place(house.vault.book.call(CALL)) / "call.json").read_text())


def test_with_leave_the_voices_in_one_channel_are_told_apart(house):
    mono_call(house)
    diarizer = ScriptedDiarizer(*TWO_VOICES)
    run(house, diarizer)
    assert house.vault.book.call(CALL).state is CallState.READY
    raw = CallObjects(house.vault.sealed).raw_transcript(CALL)
    assert [(said.speaker, said.text) for said in raw.utterances] == [
        ("speaker_1", "hello it is me good morning"),
        ("speaker_2", "how can I help you"),
    ]
    assert diarizer.asked == [None]


def test_the_label_says_that_voiceprints_were_made_and_by_which_grant(house):
    mono_call(house)
    run(house, ScriptedDiarizer(*TWO_VOICES))
    label = CallObjects(house.vault.sealed).document(CALL).label
    [feature] = [one for one in label.features if one.name == "Speaker separation"]
    assert feature.biometric_identifiers
    assert "speaker_recognition" in feature.optional.comments[0]
    assert "was not" not in feature.optional.comments[0]
    assert "No biometric identifiers were made." not in label.notes
    steps = [ran["step"] for ran in document(house)["runs"]]
    assert steps[:2] == ["transcription", "diarization"]


def test_without_leave_nobody_is_named_and_nothing_is_compared(house):
    mono_call(house, granted=PURPOSES)
    diarizer = ScriptedDiarizer(*TWO_VOICES)
    run(house, diarizer)
    assert diarizer.asked == []
    assert set(speakers(house)) == {UNKNOWN}
    label = CallObjects(house.vault.sealed).document(CALL).label
    assert "No biometric identifiers were made." in label.notes
    assert any("not told apart (not granted)" in note for note in label.notes)
    assert document(house)["runs"][0]["settings"]["voices_not_told_apart"] == "not_granted"


def test_leave_taken_back_while_the_words_were_written_stops_the_work(house):
    mono_call(house)
    diarizer = ScriptedDiarizer(*TWO_VOICES)
    mind = minds(house.clock, TALK, diarizer)
    written = mind.transcriber.transcribe

    def slow(*asked):
        house.withdraw()
        return written(*asked)

    mind.transcriber.transcribe = slow
    fetch, _, transcribe = AfterCall(house.parts, mind).steps()[:3]
    fetch.run(CALL)
    with pytest.raises(NotPermitted):
        transcribe.run(CALL)
    assert diarizer.asked == []


def test_a_channel_for_each_is_never_compared_by_voice_whatever_was_granted(house):
    house.ended_call(granted=WITH_VOICES)
    diarizer = ScriptedDiarizer(*TWO_VOICES)
    run(house, diarizer)
    assert diarizer.asked == []
    label = CallObjects(house.vault.sealed).document(CALL).label
    assert "No biometric identifiers were made." in label.notes
    assert any("no voice was compared" in said for said in label.features[0].guardrails.comments)


def test_a_message_left_after_the_tone_is_the_callers_alone(house):
    mono_call(house)
    [recording] = house.vault.book.recordings(CALL)
    house.vault.book.change_recording(recording.id, lambda one: replace(one, source="RecordVerb"))
    diarizer = ScriptedDiarizer(*TWO_VOICES)
    run(house, diarizer)
    assert (set(speakers(house)), diarizer.asked) == ({"caller"}, [])


class Failing(ScriptedDiarizer):
    def diarize(self, samples, speakers):
        raise VoiceError("The diarization pipeline failed on this recording.", code="voices_not_told_apart")


@pytest.mark.parametrize(
    ("diarizer", "reason"),
    [(no_diarizer, "pipeline_missing"), (Failing(), "voices_not_told_apart"), (ScriptedDiarizer(), "no_voice_found")],
    ids=["none here", "fails", "hears nobody"],
)
def test_a_call_is_never_lost_for_want_of_a_diarizer_and_the_reason_stands_in_its_document(house, diarizer, reason):
    mono_call(house)
    run(house, diarizer)
    assert house.vault.book.call(CALL).state is CallState.READY
    assert set(speakers(house)) == {UNKNOWN}
    assert document(house)["runs"][0]["settings"]["voices_not_told_apart"] == reason
    assert any(reason.replace("_", " ") in note for note in document(house)["label"]["notes"])


def test_the_line_says_how_many_people_speak(house):
    house.parts = replace(house.parts, lines=(replace(house.parts.lines[0], speakers=2),))
    mono_call(house)
    diarizer = ScriptedDiarizer(*TWO_VOICES)
    run(house, diarizer)
    assert diarizer.asked == [2]


def test_voices_of_two_recordings_are_not_taken_for_the_same_people(house):
    call = mono_call(house)
    house.clock.forward(seconds=10)
    house.recorded(call, number=2, wav=a_wav(channels=1), channels=1)
    run(house, ScriptedDiarizer(*TWO_VOICES))
    assert speakers(house) == ["speaker_1", "speaker_2", "speaker_3", "speaker_4"]


def test_what_was_redacted_is_silenced_for_every_voice(house):
    house.ended_call(granted=WITH_VOICES, wav=a_wav(channels=1), channels=1)
    says = ("my card number is four one one one one one one one one one one one one one one one thank you",)
    calls = AfterCall(house.parts, minds(house.clock, says, ScriptedDiarizer(*TWO_VOICES)))
    for step in calls.steps():
        step.run(CALL)
    assert house.vault.book.call(CALL).state is CallState.READY
    assert "redacted-audio.wav" in house.vault.sealed.names(CALL)
    assert not any(words in json.dumps(document(house)) for words in SECRET_WORDS)
