"""What a person decides about redaction is worked in by the worker: words, sound, summary and export follow."""

import io
import wave
from dataclasses import replace

import numpy as np
import pytest

from tests.support.ended_call import CALL, NEIGHBOUR, House, bytes_in, minds, walk
from tests.support.vault import RealVault
from voice.call.values import CallState
from voice.errors import NothingThere, UnderHold
from voice.journey.after import AfterCall
from voice.journey.end import Ending
from voice.journey.objects import MARKS, RAW_TRANSCRIPT, REDACTED_AUDIO, REDACTION_MAP, CallObjects, recording_name
from voice.journey.rework import Rework, ReworkParts
from voice.journey.strike import REMOVED
from voice.review.corrections import Corrected, Correction
from voice.review.decisions import Act, Author, Wanted, decide, target_of
from voice.vault.exports import ExportFolder

CALLER = (
    "hello my name is Anna Kowalski and Blumenthal sent me my card is four one one one one one one one one one one one "
    "one one one one I am very angry"
)
AGENT = "thank you for calling Anna how can I help you today"
SAYS = (CALLER, AGENT)


@pytest.fixture
def house(tmp_path):
    (tmp_path / "data").mkdir()
    vault = RealVault(tmp_path / "data")
    house = House(vault, ExportFolder(tmp_path / "transcripts"))
    house.folder = tmp_path
    for call_id in (CALL, NEIGHBOUR):
        house.ended_call(call_id)
        assert run(house, call_id) == ""
    yield house
    vault.close()


def run(house, call_id=CALL, says=SAYS):
    return walk(AfterCall(house.parts, minds(house.clock, says)), call_id)


def rework_of(house):
    parts = house.parts
    return Rework(ReworkParts(parts.book, parts.sealed, parts.endings, parts.queue, parts.clock))


def decided(house, act, call_id=CALL, officer=True, **wanted):
    marks = CallObjects(house.vault.sealed).marks(call_id).utterances
    asked = Wanted(act, **wanted)
    return rework_of(house).decide(
        call_id, lambda version: decide(marks, asked, Author(version, "a1", house.clock.now(), officer))
    )


def text_of(house, call_id=CALL):
    return " / ".join(said.text for said in CallObjects(house.vault.sealed).redacted_transcript(call_id).utterances)


def token(house, word):
    """The utterance and the number of a word of the redacted text."""
    for said in CallObjects(house.vault.sealed).redacted_transcript(CALL).utterances:
        if word in said.text.split():
            number = said.text.split().index(word) + 1
            return {"utterance_id": said.id, "first": number, "last": number}
    raise AssertionError(f"{word} does not stand there")


def target(house, placeholder):
    for one in CallObjects(house.vault.sealed).marks(CALL).utterances:
        for mark in one.marks:
            if mark.placeholder == placeholder:
                return target_of(one.id, mark)
    raise AssertionError(f"{placeholder} does not stand there")


def sealed_texts(house, call_id=CALL):
    return {name: house.vault.sealed.get(call_id, name) for name in house.vault.sealed.names(call_id)}


def raw_words(house):
    return [word for said in CallObjects(house.vault.sealed).raw_transcript(CALL).utterances for word in said.words]


def loud(wav, start_ms, end_ms, channel=0):
    with wave.open(io.BytesIO(wav)) as file:
        frames = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())
    return bool(frames[start_ms * 8 : end_ms * 8, channel].any())


def test_words_that_a_person_marks_leave_text_sound_summary_and_export(house):
    assert "Blumenthal" in text_of(house)
    before = house.vault.sealed.get(CALL, REDACTED_AUDIO)
    decided(house, Act.ADDED, officer=False, entity_type="PERSON", **token(house, "Blumenthal"))
    assert house.vault.book.call(CALL).state is CallState.WORKING
    assert run(house) == ""
    assert house.vault.book.call(CALL).state is CallState.READY
    assert "Blumenthal" not in text_of(house)
    for name, content in sealed_texts(house).items():
        if name not in (RAW_TRANSCRIPT, REDACTION_MAP):
            assert b"Blumenthal" not in content, name
    assert b"Blumenthal" not in bytes_in(house.exports.place(house.vault.book.call(CALL)))
    word = next(w for w in raw_words(house) if w.text == "Blumenthal")
    assert loud(before, word.end_ms - 50, word.end_ms)
    assert not loud(house.vault.sealed.get(CALL, REDACTED_AUDIO), word.start_ms, word.end_ms)
    # The twin said the same and is as it was.
    assert "Blumenthal" in text_of(house, NEIGHBOUR)
    assert CallObjects(house.vault.sealed).decisions(NEIGHBOUR) == ()


def test_words_are_not_heard_anew_once_somebody_referred_to_them(house):
    raw = house.vault.sealed.get(CALL, RAW_TRANSCRIPT)
    decided(house, Act.ADDED, entity_type="PERSON", **token(house, "Blumenthal"))
    assert run(house, says=("something else altogether", "and so on")) == ""
    assert house.vault.sealed.get(CALL, RAW_TRANSCRIPT) == raw


def test_a_false_alarm_is_put_back_everywhere_and_a_proposal_alone_changes_nothing(house):
    before = text_of(house)
    decided(house, Act.PROPOSED, officer=False, target=target(house, "[PERSON_1]"))
    assert house.vault.book.call(CALL).state is CallState.READY
    assert run(house) == ""
    assert text_of(house) == before
    decided(house, Act.PUT_BACK, target=target(house, "[PERSON_1]"))
    assert run(house) == ""
    assert text_of(house).count("Anna") == 2
    assert CallObjects(house.vault.sealed).marks(CALL).through == 2


def test_a_type_and_bounds_are_changed(house):
    decided(house, Act.RETYPED, officer=False, entity_type="ACCOUNT", target=target(house, "[CARD_1]"))
    decided(house, Act.MOVED, officer=False, after=2, target=target(house, "[PERSON_1]"))
    assert run(house) == ""
    assert "[ACCOUNT_1]" in text_of(house)
    assert "Blumenthal" not in text_of(house)
    assert CallObjects(house.vault.sealed).redacted_transcript(CALL).counts["ACCOUNT"] == 1


def test_what_an_officer_removes_is_nowhere_any_more_and_the_twin_is_untouched(house):
    raw = CallObjects(house.vault.sealed).raw_transcript(CALL)
    spans = [one for one in CallObjects(house.vault.sealed).redaction(CALL).audio_spans if one.entity_type == "PERSON"]
    twin = sealed_texts(house, NEIGHBOUR)
    assert b"Kowalski" in house.vault.sealed.get(CALL, RAW_TRANSCRIPT)
    decided(house, Act.REMOVED, target=target(house, "[PERSON_1]"))
    assert run(house) == ""
    for name, content in sealed_texts(house).items():
        assert b"Kowalski" not in content, name
        assert b"Anna" not in content, name
    assert b"Kowalski" not in bytes_in(house.folder)
    heard = house.vault.sealed.get(CALL, recording_name(f"{CALL}-1"))
    for span in spans:
        channel = 0 if span.speaker == "caller" else 1
        assert not loud(heard, span.start_ms, span.end_ms, channel)
    assert loud(heard, 3800, 3900)
    now = CallObjects(house.vault.sealed).raw_transcript(CALL)
    assert [len(said.words) for said in now.utterances] == [len(said.words) for said in raw.utterances]
    assert "[PERSON_1]" in text_of(house)
    [entry] = [kept.entry for kept in house.vault.ledger.entries(CALL) if kept.entry.kind == REMOVED]
    assert entry.body == {"version": 1, "target": "u1.w5", "type": "PERSON", "places": 2}
    assert sealed_texts(house, NEIGHBOUR) == twin
    # Worked through once more, what is left stays as it is.
    before = text_of(house)
    assert run(house) == ""
    assert text_of(house) == before
    assert CallObjects(house.vault.sealed).redacted_transcript(CALL).counts["PERSON"] == 2


def test_new_words_are_removed_for_good_in_one_go(house):
    decided(house, Act.REMOVED, entity_type="PERSON", **token(house, "Blumenthal"))
    assert run(house) == ""
    for name, content in sealed_texts(house).items():
        assert b"Blumenthal" not in content, name
    assert b"Blumenthal" not in bytes_in(house.exports.place(house.vault.book.call(CALL)))
    assert "[PERSON_2]" in text_of(house)
    assert b"Kowalski" in house.vault.sealed.get(CALL, RAW_TRANSCRIPT)


def test_a_legal_hold_refuses_a_removal_and_one_placed_later_makes_it_wait(house):
    ending = Ending(house.parts)
    ending.place_hold(CALL, "CASE-7")
    with pytest.raises(UnderHold, match="legal hold"):
        decided(house, Act.REMOVED, target=target(house, "[PERSON_1]"))
    assert CallObjects(house.vault.sealed).decisions(CALL) == ()
    ending.lift_hold(CALL)
    decided(house, Act.REMOVED, target=target(house, "[PERSON_1]"))
    ending.place_hold(CALL, "CASE-8")
    assert run(house) == ""
    assert b"Kowalski" in house.vault.sealed.get(CALL, RAW_TRANSCRIPT)
    ending.lift_hold(CALL)
    assert any(key.startswith("lifted") for _, key in house.queue.work)
    assert run(house) == ""
    assert b"Kowalski" not in house.vault.sealed.get(CALL, RAW_TRANSCRIPT)


@pytest.mark.parametrize("written", [0, 1, 2, 3])
def test_killed_between_its_writes_a_removal_completes(house, written):
    """Death after so many of the strike's own writes: sound, words, marks, value."""
    decided(house, Act.REMOVED, target=target(house, "[PERSON_1]"))
    calls = AfterCall(house.parts, minds(house.clock, SAYS))
    names = [step.name for step in calls.steps()]
    for step in calls.steps()[: names.index("strike")]:
        step.run(CALL)

    class Death(Exception):
        pass

    class Dying:
        def __init__(self, sealed):
            self._sealed, self.left = sealed, written

        def __getattr__(self, name):
            return getattr(self._sealed, name)

        def put(self, call_id, name, content):
            if not self.left:
                raise Death
            self.left -= 1
            self._sealed.put(call_id, name, content)

    dying = AfterCall(replace(house.parts, sealed=Dying(house.vault.sealed)), minds(house.clock, SAYS))
    with pytest.raises(Death):
        next(step for step in dying.steps() if step.name == "strike").run(CALL)
    for step in calls.steps()[names.index("strike") :]:
        step.run(CALL)
    assert house.vault.book.call(CALL).state is CallState.READY
    for name, content in sealed_texts(house).items():
        assert b"Kowalski" not in content, name


def test_where_raw_words_were_destroyed_what_people_find_still_leaves_text_and_sound(house):
    house.parts = replace(house.parts, lines=(replace(house.parts.lines[0], redaction={"CREDIT_CARD": "block"}),))
    decided(house, Act.CONFIRMED, target=target(house, "[CARD_1]"))
    assert run(house) == ""
    assert RAW_TRANSCRIPT not in house.vault.sealed.names(CALL)
    before = house.vault.sealed.get(CALL, REDACTED_AUDIO)
    decided(house, Act.ADDED, entity_type="PERSON", **token(house, "Blumenthal"))
    assert run(house) == ""
    assert "Blumenthal" not in text_of(house)
    assert "[CARD_1]" in text_of(house)
    assert house.vault.sealed.get(CALL, REDACTED_AUDIO) != before
    placeholders = {value.placeholder for value in CallObjects(house.vault.sealed).redaction_map(CALL).values}
    assert {"[CARD_1]", "[PERSON_1]"} <= placeholders


def test_what_is_typed_into_a_correction_is_redacted_before_it_is_shown_and_the_export_follows(house):
    said = CallObjects(house.vault.sealed).redacted_transcript(CALL).utterances[1]
    typed = "thank you for calling Anna Kowalski I am Thomas Lindqvist my mail is tom at example dot org"
    rework_of(house).correct(
        CALL, lambda version: Correction(version, Corrected.WORDS, said.id, said.text, typed, "a1", house.clock.now())
    )
    assert run(house) == ""
    [kept] = CallObjects(house.vault.sealed).corrections(CALL)
    assert kept.checked
    assert "[PERSON_1]" in kept.after
    exported = (house.exports.place(house.vault.book.call(CALL)) / "transcript.md").read_text()
    assert "I am" in exported
    for word in ("Anna", "Kowalski", "Lindqvist", "example dot org"):
        assert word not in kept.after
        assert word not in exported
    assert "Lindqvist" not in str(sealed_texts(house))


def test_an_erased_call_takes_no_decision(house):
    Ending(house.parts).erase(CALL, "withdrawn")
    with pytest.raises((NothingThere, AttributeError)):
        decided(house, Act.ADDED, entity_type="PERSON", utterance_id="u1", first=1, last=1)


def test_a_corrected_text_follows_what_is_put_back_and_renumbered(house):
    said = CallObjects(house.vault.sealed).redacted_transcript(CALL).utterances[0]
    decided(house, Act.ADDED, entity_type="PERSON", **token(house, "Blumenthal"))
    assert run(house) == ""
    typed = "this is [PERSON_1] and [PERSON_2]"
    rework_of(house).correct(
        CALL, lambda version: Correction(version, Corrected.WORDS, said.id, "", typed, "a1", house.clock.now())
    )
    assert run(house) == ""
    assert CallObjects(house.vault.sealed).corrections(CALL)[0].after == typed
    decided(house, Act.PUT_BACK, target=target(house, "[PERSON_1]"))
    before = house.vault.sealed.get(CALL, MARKS)
    assert run(house) == ""
    # As if the first run had been killed between the corrections and the marks.
    house.vault.sealed.put(CALL, MARKS, before)
    assert run(house) == ""
    assert "Anna Kowalski and [PERSON_1]" in text_of(house)
    assert CallObjects(house.vault.sealed).corrections(CALL)[0].after == "this is Anna Kowalski and [PERSON_1]"


def test_a_correction_makes_nobody_listen_to_the_sound_again(house):
    said = CallObjects(house.vault.sealed).redacted_transcript(CALL).utterances[1]
    rework_of(house).correct(
        CALL, lambda version: Correction(version, Corrected.WORDS, said.id, said.text, "hello", "a1", house.clock.now())
    )

    class Deaf:
        def transcribe(self, channels, language, hints):
            raise AssertionError("nothing is to be listened to")

    calls = AfterCall(house.parts, replace(minds(house.clock, SAYS), transcriber=Deaf()))
    for step in calls.steps():
        step.run(CALL)
    assert house.vault.book.call(CALL).state is CallState.READY


def test_where_words_were_cut_out_of_what_was_heard_a_removal_still_takes_the_right_ones(house):
    raw = CallObjects(house.vault.sealed).raw_transcript(CALL)
    first = raw.utterances[0]
    cut = replace(raw, utterances=(replace(first, words=first.words[2:]), *raw.utterances[1:]))
    decided(house, Act.REMOVED, target=target(house, "[PERSON_1]"))
    calls = AfterCall(house.parts, minds(house.clock, SAYS))
    names = [step.name for step in calls.steps()]
    for step in calls.steps()[: names.index("strike")]:
        step.run(CALL)
    CallObjects(house.vault.sealed).put(CALL, RAW_TRANSCRIPT, cut)
    for step in calls.steps()[names.index("strike") :]:
        step.run(CALL)
    for name, content in sealed_texts(house).items():
        assert b"Kowalski" not in content, name
        assert b"Anna" not in content, name
    assert "hello my name is [PERSON_1]" in text_of(house)
