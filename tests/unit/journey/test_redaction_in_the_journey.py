"""Redaction in the journey: rules of a line, sound without values, and an audit of every place that names a call."""

import io
import wave
from dataclasses import replace

import numpy as np
import pytest

from tests.support.ended_call import CALL, CALLER_SAYS, NEIGHBOUR, House, a_wav, minds, walk
from tests.support.vault import RealVault
from voice.call.values import CallState
from voice.consent.values import LedgerEntry
from voice.errors import LeakFound, SettingsError
from voice.journey.after import AfterCall
from voice.journey.cover import CUT, DESTROYED, WITHHELD
from voice.journey.objects import RAW_TRANSCRIPT, REDACTED_AUDIO, CallObjects, recording_name
from voice.recording.values import RecordingState
from voice.retention.hold import place
from voice.vault.exports import ExportFolder


@pytest.fixture
def house(tmp_path):
    (tmp_path / "data").mkdir()
    vault = RealVault(tmp_path / "data")
    yield House(vault, ExportFolder(tmp_path / "transcripts"))
    vault.close()


def with_line(house, **changed):
    house.parts = replace(house.parts, lines=(replace(house.parts.lines[0], **changed),))


def run(house, call_id=CALL, mind=None):
    return walk(AfterCall(house.parts, mind or minds(house.clock)), call_id)


def sound_of(house, call_id=CALL):
    with wave.open(io.BytesIO(house.vault.sealed.get(call_id, REDACTED_AUDIO))) as file:
        frames = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return frames.reshape(-1, file.getnchannels()), file.getframerate()


def kinds(house, call_id=CALL):
    return [kept.entry.kind for kept in house.vault.ledger.entries(call_id)]


class AllKnowing:
    """Hears every word in any sound, silenced or not."""

    def __init__(self, honest):
        self.honest, self.first = honest, None

    def transcribe(self, channels, language, hints):
        self.first = self.first or self.honest.transcribe(channels, language, hints)
        return self.first


def test_the_sound_is_silent_where_a_value_was_said_and_untouched_elsewhere(house):
    house.ended_call()
    assert run(house) == ""
    sound, rate = sound_of(house)
    spans = CallObjects(house.vault.sealed).redaction(CALL).audio_spans
    assert spans
    for span in spans:
        assert not sound[span.start_ms * rate // 1000 : span.end_ms * rate // 1000, 0].any()
    with wave.open(io.BytesIO(a_wav())) as file:
        original = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    assert (sound[:, 1] == original[:, 1]).all()
    assert (sound[:300, 0] == original[:300, 0]).all()
    [ran] = [one for one in CallObjects(house.vault.sealed).runs(CALL) if one.feature == "Redacted sound"]
    assert ran.settings["times_heard_again"] >= 1
    assert ran.model.name == "scripted"


def test_without_listening_again_no_model_is_named(house):
    house.ended_call()
    assert run(house, mind=replace(minds(house.clock), relisten=False)) == ""
    assert REDACTED_AUDIO in house.vault.sealed.names(CALL)
    [ran] = [one for one in CallObjects(house.vault.sealed).runs(CALL) if one.feature == "Redacted sound"]
    assert ran.settings["times_heard_again"] == 0
    assert ran.model.name != "scripted"


def test_sound_in_which_a_value_is_still_heard_is_withheld_and_the_words_go_on(house):
    house.ended_call()
    honest = minds(house.clock)
    knowing = replace(honest, transcriber=AllKnowing(honest.transcriber))
    assert run(house, mind=knowing) == ""
    assert REDACTED_AUDIO not in house.vault.sealed.names(CALL)
    assert house.vault.book.call(CALL).state is CallState.READY
    assert kinds(house).count(WITHHELD) == 1
    assert all(one.feature != "Redacted sound" for one in CallObjects(house.vault.sealed).runs(CALL))
    # The neighbour's sound is released.
    house.ended_call(NEIGHBOUR)
    run(house, NEIGHBOUR)
    assert REDACTED_AUDIO in house.vault.sealed.names(NEIGHBOUR)
    assert WITHHELD not in kinds(house, NEIGHBOUR)


def test_two_recordings_are_one_sound_on_the_calls_clock(house):
    call = house.ended_call()
    house.clock.forward(seconds=30)
    house.recorded(call, number=2)
    assert run(house) == ""
    sound, rate = sound_of(house)
    assert len(sound) == 34 * rate
    assert not sound[5 * rate : 29 * rate].any()
    for span in CallObjects(house.vault.sealed).redaction(CALL).audio_spans:
        assert not sound[span.start_ms * rate // 1000 : span.end_ms * rate // 1000, 0].any()


def test_a_blocked_type_destroys_raw_words_and_sound_and_the_neighbours_stay(house):
    with_line(house, redaction={"CREDIT_CARD": "block"})
    house.ended_call()
    house.ended_call(NEIGHBOUR)
    assert run(house) == ""
    assert run(house, NEIGHBOUR, minds(house.clock, ("please move my appointment", "of course"))) == ""
    names = house.vault.sealed.names(CALL)
    assert RAW_TRANSCRIPT not in names
    assert not [name for name in names if name.startswith("recording-")]
    assert {REDACTED_AUDIO, "redacted-transcript.json", "document.json"} <= set(names)
    assert house.vault.book.call(CALL).state is CallState.READY
    assert [one.state for one in house.vault.book.recordings(CALL)] == [RecordingState.DESTROYED]
    [entry] = [kept.entry for kept in house.vault.ledger.entries(CALL) if kept.entry.kind == DESTROYED]
    assert entry.body == {"types": ["CREDIT_CARD"], "objects": [RAW_TRANSCRIPT, recording_name("call-one-1")]}
    # The neighbour said no card number on the same line.
    assert {RAW_TRANSCRIPT, recording_name("call-two-1")} <= set(house.vault.sealed.names(NEIGHBOUR))
    assert DESTROYED not in kinds(house, NEIGHBOUR)


def test_work_begun_again_after_the_destruction_keeps_what_was_made(house):
    with_line(house, redaction={"CREDIT_CARD": "block"})
    house.ended_call()
    run(house)
    before = {name: house.vault.sealed.get(CALL, name) for name in house.vault.sealed.names(CALL)}
    assert run(house) == ""
    assert before[REDACTED_AUDIO] == house.vault.sealed.get(CALL, REDACTED_AUDIO)
    assert before["redacted-transcript.json"] == house.vault.sealed.get(CALL, "redacted-transcript.json")
    assert kinds(house).count(DESTROYED) == 1
    assert house.vault.book.call(CALL).state is CallState.READY


SAYS_MORE = f"hello my name is Emily Carter and {CALLER_SAYS}"


def held(house, call_id=CALL, **rules):
    if rules:
        with_line(house, **rules)
    house.ended_call(call_id)
    house.vault.endings.place(place(call_id, "case-7", house.clock.now()))
    assert run(house, call_id, minds(house.clock, (SAYS_MORE, "of course"))) == ""
    return CallObjects(house.vault.sealed)


def raw_text(objects, call_id=CALL):
    return " ".join(spoken.text for spoken in objects.raw_transcript(call_id).utterances)


def recorded_sound(house, call_id):
    with wave.open(io.BytesIO(house.vault.sealed.get(call_id, recording_name(f"{call_id}-1")))) as file:
        frames = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return frames.reshape(-1, file.getnchannels()), file.getframerate()


def test_a_legal_hold_keeps_raw_words_and_sound_without_what_may_never_be_kept(house):
    objects = held(house, redaction={"CREDIT_CARD": "block"})
    assert raw_text(objects) == "hello my name is Emily Carter and my card number is [CARD] thank you of course"
    sound, rate = recorded_sound(house, CALL)
    spans = objects.redaction(CALL).audio_spans
    card = [span for span in spans if span.entity_type == "CREDIT_CARD"]
    name = [span for span in spans if span.entity_type == "PERSON"]
    assert card
    assert name
    assert not any(sound[s.start_ms * rate // 1000 : s.end_ms * rate // 1000, 0].any() for s in card)
    assert all(sound[s.start_ms * rate // 1000 : s.end_ms * rate // 1000, 0].any() for s in name)
    assert sound[:, 1].any()
    [entry] = [kept.entry for kept in house.vault.ledger.entries(CALL) if kept.entry.kind == CUT]
    assert entry.body == {"types": ["CREDIT_CARD"], "objects": [RAW_TRANSCRIPT, recording_name("call-one-1")]}


def test_a_hold_on_a_line_that_blocks_nothing_keeps_raw_words_whole(house):
    objects = held(house)
    assert raw_text(objects) == f"{SAYS_MORE} of course"
    assert CUT not in kinds(house)
    assert objects.redaction_map(CALL).values[0].surfaces


def test_work_begun_again_on_a_held_call_changes_nothing(house):
    held(house, redaction={"CREDIT_CARD": "block"})
    before = {name: house.vault.sealed.get(CALL, name) for name in house.vault.sealed.names(CALL)}
    assert run(house, mind=minds(house.clock, ("something else", "of course"))) == ""
    for name in (RAW_TRANSCRIPT, "redacted-transcript.json", recording_name("call-one-1"), REDACTED_AUDIO):
        assert before[name] == house.vault.sealed.get(CALL, name)
    assert kinds(house).count(CUT) == 1


@pytest.mark.parametrize("on_hold", [False, True])
def test_after_the_audit_a_blocked_value_is_in_no_object_and_the_rest_of_the_list_stays(house, on_hold):
    with_line(house, redaction={"CREDIT_CARD": "block"})
    house.ended_call()
    if on_hold:
        house.vault.endings.place(place(CALL, "case-7", house.clock.now()))
    assert run(house, mind=minds(house.clock, (SAYS_MORE, "of course"))) == ""
    found = CallObjects(house.vault.sealed).redaction_map(CALL)
    assert {one.placeholder: bool(one.surfaces) for one in found.values} == {"[PERSON_1]": True, "[CARD_1]": False}
    for name in house.vault.sealed.names(CALL):
        assert b"one one one" not in house.vault.sealed.get(CALL, name)
        assert b"four one" not in house.vault.sealed.get(CALL, name)


def test_until_the_audit_has_passed_a_blocked_value_is_known_to_it(house):
    with_line(house, redaction={"CREDIT_CARD": "block"})
    house.ended_call()
    house.vault.ledger.append(LedgerEntry(CALL, "note.made", house.clock.now(), {"text": CALLER_SAYS}))
    assert run(house) == LeakFound.code
    assert CallObjects(house.vault.sealed).redaction_map(CALL).values[0].surfaces


def test_a_type_that_a_line_keeps_stays_in_the_text_and_is_named_in_the_record(house):
    with_line(house, redaction={"URL": "keep"})
    says = ("please look at www.example.com today", "of course")
    house.ended_call()
    assert run(house, mind=minds(house.clock, says)) == ""
    objects = CallObjects(house.vault.sealed)
    assert "www.example.com" in objects.redacted_transcript(CALL).utterances[0].text
    [ran] = [one for one in objects.runs(CALL) if one.feature == "Redaction of personal data"]
    assert ran.settings["left_in_text"] == "URL"


def test_a_line_may_not_keep_data_of_high_risk(house):
    with_line(house, redaction={"CREDIT_CARD": "keep"})
    with pytest.raises(SettingsError, match=r"Line default.*CREDIT_CARD"):
        AfterCall(house.parts, minds(house.clock))


def test_a_lines_own_recognisers_redact_its_calls(house, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        '[[recogniser]]\nname = "loyalty"\nentity_type = "LOYALTY"\nwritten = "zebra-\\\\d+"\n'
        '[[recogniser.test]]\ntext = "it is zebra-12"\nfinds = ["zebra-12"]\n'
    )
    with_line(house, recognisers=str(own))
    house.ended_call()
    assert run(house, mind=minds(house.clock, ("it is zebra-12 I think", "of course"))) == ""
    transcript = CallObjects(house.vault.sealed).redacted_transcript(CALL)
    assert transcript.counts == {"LOYALTY": 1}
    assert "zebra" not in transcript.utterances[0].text
