"""After hang-up: each step leaves what the next needs, asks for its own purpose, and may run twice."""

import itertools
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.ended_call import CALL, CALLER_SAYS, SECRET_WORDS, House, a_wav, asked, bytes_in, minds, walk
from tests.support.vault import RealVault
from voice.call.values import CallId, CallState
from voice.consent.history import to_entry
from voice.consent.values import LedgerEntry, Purpose, WithdrawalScope
from voice.errors import CarrierUnavailable, LeakFound, NotPermitted, RecordingNotReady, RecordingUnusable, VoiceError
from voice.insight.values import Statement, Summary
from voice.journey.after import AfterCall
from voice.journey.end import Ending
from voice.journey.objects import CallObjects, recording_name
from voice.journey.pause import PAUSED, RESUMED
from voice.journey.streaming import gaps_name
from voice.recording.values import CARRIER_FAILED, RecordingState
from voice.review.values import ReviewReason
from voice.vault.exports import ExportFolder


@pytest.fixture
def house(tmp_path):
    vault = RealVault(tmp_path / "data" if (tmp_path / "data").mkdir() is None else tmp_path)
    yield House(vault, ExportFolder(tmp_path / "transcripts"))
    vault.close()


def after(house, **changed):
    return AfterCall(house.parts, minds(house.clock, **changed))


def run(house, call_id=CALL, calls=None):
    return walk(calls or after(house), call_id)


def exported(house, call_id=CALL):
    place = house.exports.place(house.vault.book.call(call_id))
    return {file.name: file.read_text() for file in place.iterdir()} if place.exists() else {}


def test_a_granted_call_goes_all_the_way(house):
    house.ended_call()
    assert run(house) == ""
    assert house.vault.book.call(CALL).state is CallState.READY
    assert set(exported(house)) == {
        "call.json", "transcript.md", "transcript.vtt", "summary.md", "consent-receipt.json",
        "label.html", "label.svg", "label.json", "label.txt",
    }  # fmt: skip
    document = json.loads(exported(house)["call.json"])
    assert document["redaction"]["counts"]
    assert [item.reasons for item in house.vault.reviews.items()] == [(ReviewReason.NEW,)]


def test_a_call_that_is_ready_is_already_in_the_queue_for_review(house, monkeypatch):
    """A kill between the two must leave a call that is not called ready yet, so that the step runs again."""
    house.ended_call()

    def killed(_book, _item):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(house.vault.reviews), "queue", killed)
        with pytest.raises(KeyboardInterrupt):
            run(house)
    assert house.vault.book.call(CALL).state is CallState.WORKING
    assert run(house) == ""
    assert len(house.vault.reviews.items()) == 1


def test_the_carriers_copy_is_deleted_and_seen_to_be_gone(house):
    house.ended_call()
    run(house)
    assert house.carrier.recordings == {}
    [recording] = house.vault.book.recordings(CALL)
    assert recording.state is RecordingState.CARRIER_COPY_GONE
    assert len(recording.sha256) == 64


def test_the_carriers_copy_stays_until_ours_is_sealed(house):
    house.ended_call(wav=b"not audio at all")
    assert run(house) == "recording_not_audio"
    assert list(house.carrier.recordings) == ["RE-call-one-1"]


def test_a_copy_that_will_not_go_is_asked_for_again(house):
    house.ended_call()
    house.carrier.delete_recording = lambda carrier_id: None
    fetch, drop = after(house).steps()[:2]
    fetch.run(CALL)
    with pytest.raises(CarrierUnavailable) as told:
        drop.run(CALL)
    assert told.value.retry_helps
    assert house.vault.book.recordings(CALL)[0].state is RecordingState.SEALED


def test_every_step_may_run_twice(house):
    house.ended_call()
    calls = after(house)
    for step in calls.steps():
        step.run(CALL)
        step.run(CALL)
    assert house.vault.book.call(CALL).state is CallState.READY
    assert len(house.vault.book.recordings(CALL)) == 1
    assert len(CallObjects(house.vault.sealed).runs(CALL)) == 5
    assert len(house.vault.reviews.items()) == 1


def test_nothing_spoken_rests_outside_the_seal(house, tmp_path):
    house.ended_call()
    run(house)
    everything = bytes_in(tmp_path)
    for word in SECRET_WORDS:
        assert word.encode() not in everything
    raw = CallObjects(house.vault.sealed).raw_transcript(CALL)
    assert CALLER_SAYS in " ".join(one.text for one in raw.utterances)


@pytest.mark.parametrize(
    ("wav", "announced_ms", "code"),
    [
        (b"", 4000, "recording_empty"),
        (b"<html>error</html>", 4000, "recording_not_audio"),
        (a_wav()[:20_000], 4000, "recording_truncated"),
        (a_wav(seconds=1.5), 4000, "recording_duration"),
        (a_wav(channels=1), 4000, "recording_channels"),
    ],
)
def test_an_unusable_recording_is_kept_sealed_and_shown_with_its_reason(house, wav, announced_ms, code):
    house.ended_call(wav=wav, announced_ms=announced_ms)
    assert run(house) == code
    call = house.vault.book.call(CALL)
    assert (call.state, call.reason) == (CallState.RECORDING_UNUSABLE, code)
    [recording] = house.vault.book.recordings(CALL)
    assert house.vault.sealed.get(CALL, recording_name(recording.id)) == wav
    assert set(exported(house)) == {"call.json", "consent-receipt.json"}
    assert ReviewReason.RECORDING_UNUSABLE in house.vault.reviews.items()[0].reasons


def test_a_file_still_being_written_is_fetched_again(house):
    house.ended_call(wav=a_wav()[:20_000])
    fetch = after(house).steps()[0]
    with pytest.raises(RecordingUnusable) as told:
        fetch.run(CALL)
    assert told.value.retry_helps
    house.carrier.recordings["RE-call-one-1"] = a_wav()
    assert run(house) == ""
    assert house.vault.book.call(CALL).state is CallState.READY


def test_a_recording_of_other_channels_is_not_fetched_again(house):
    house.ended_call(wav=a_wav(channels=1))
    with pytest.raises(RecordingUnusable) as told:
        after(house).steps()[0].run(CALL)
    assert not told.value.retry_helps


def test_a_recording_that_is_not_there_yet_is_waited_for(house):
    house.ended_call()
    house.carrier.recordings.clear()
    fetch = after(house).steps()[0]
    with pytest.raises(RecordingNotReady):
        fetch.run(CALL)
    assert sum(min(fetch.first_wait_s * 2**n, 3600) for n in range(fetch.max_attempts - 1)) >= 500


def test_a_recording_the_carrier_could_not_make_is_not_asked_for(house):
    house.ended_call()
    house.carrier.recordings.clear()
    failed = house.vault.book.recordings(CALL)[0].id
    house.vault.book.change_recording(
        failed, lambda now: replace(now, state=RecordingState.UNUSABLE, reason=CARRIER_FAILED)
    )
    # Not RecordingNotReady, which is tried again for minutes.
    with pytest.raises(RecordingUnusable) as fault:
        after(house).steps()[0].run(CALL)
    assert not fault.value.retry_helps
    assert run(house) == CARRIER_FAILED
    call = house.vault.book.call(CALL)
    assert (call.state, call.reason) == (CallState.RECORDING_UNUSABLE, CARRIER_FAILED)
    assert set(exported(house)) == {"call.json", "consent-receipt.json"}
    assert [item.call_id for item in house.vault.reviews.items()] == [CALL]


def test_a_second_recording_that_failed_does_not_spoil_the_first(house):
    call = house.ended_call()
    house.recorded(call, number=2)
    house.carrier.recordings.pop("RE-call-one-2")
    house.vault.book.change_recording(
        "call-one-2", lambda now: replace(now, state=RecordingState.UNUSABLE, reason=CARRIER_FAILED)
    )
    assert run(house) == ""
    assert house.vault.book.call(CALL).state is CallState.READY


@pytest.mark.parametrize("step", ["fetch_recording", "drop_carrier_copy", "queue_for_review"])
def test_an_erasure_in_another_process_is_never_written_over(house, tmp_path, step):
    """The worker is in the middle of a step, past its look at the history, when the web process erases the call."""
    house.ended_call()
    other = RealVault(tmp_path / "data", clock=house.clock)
    web = Ending(replace(house.parts, book=other.book, sealed=other.sealed, ledger=other.ledger))
    book, erased = house.parts.book, []

    class Overtaken:
        """The worker's book: just before its first change, the other process does all of its own."""

        def __getattr__(self, name):
            if name in ("change_call", "change_recording") and not erased:
                erased.append(name)
                house.withdraw()
                web.erase(CALL, "withdrawn")
            return getattr(book, name)

    calls = AfterCall(replace(house.parts, book=Overtaken()), minds(house.clock))
    for known in after(house).steps():
        if known.name == step:
            break
        known.run(CALL)
    mine = next(one for one in calls.steps() if one.name == step)
    try:
        mine.run(CALL)
    except VoiceError as fault:
        calls.stopped(CALL, step, fault.code)
    assert erased
    call = house.vault.book.call(CALL)
    assert (call.state, call.reason, call.caller_ref) == (CallState.ERASED, "withdrawn", "")
    assert {one.state for one in house.vault.book.recordings(CALL)} == {RecordingState.DESTROYED}
    assert list(house.vault.sealed.names(CALL)) == []
    assert house.vault.reviews.items() == ()
    other.close()


def test_a_call_that_was_given_up_keeps_its_state_and_names_the_reason(house):
    house.ended_call()
    house.carrier.recordings.clear()
    assert run(house) == "recording_not_ready"
    call = house.vault.book.call(CALL)
    assert (call.state, call.reason) == (CallState.WORKING, "recording_not_ready")


def test_an_unrecorded_call_leaves_its_receipt_and_nothing_else(house):
    house.ended_call(digits="2")
    assert run(house) == ""
    assert set(exported(house)) == {"call.json", "consent-receipt.json"}
    assert house.vault.book.call(CALL).state is CallState.UNRECORDED
    assert [name for name in house.vault.sealed.names(CALL) if name != "document.json"] == []
    assert house.vault.reviews.items() == ()
    assert house.carrier.recordings == {}


def test_a_recording_without_a_grant_is_never_fetched(house):
    call = house.ended_call(digits="2")
    house.recorded(call)
    fetched = []
    house.carrier.fetch_recording = lambda *asked_for: fetched.append(asked_for)
    run(house)
    assert fetched == []
    assert house.vault.sealed.names(CALL) == ("document.json",)


def test_recording_without_transcription_stays_sealed_and_unheard(house):
    house.ended_call(granted=(Purpose.RECORDING,))
    assert run(house) == ""
    assert "recording-call-one-1.wav" in house.vault.sealed.names(CALL)
    assert CallObjects(house.vault.sealed).raw_transcript(CALL) is None
    assert set(exported(house)) == {"call.json", "consent-receipt.json"}


def test_transcription_without_analysis_derives_nothing(house):
    house.ended_call(granted=(Purpose.RECORDING, Purpose.TRANSCRIPTION))
    assert run(house) == ""
    document = json.loads(exported(house)["call.json"])
    assert "transcript" in document
    assert "summary" not in document and "sentiment" not in document
    assert CallObjects(house.vault.sealed).insight(CALL) is None


@pytest.mark.parametrize("before", range(12))
def test_a_withdrawal_before_any_step_stops_the_work_and_destroys(house, before, tmp_path):
    house.ended_call()
    house.ended_call(CallId("call-two"))
    run(house, CallId("call-two"))
    calls = after(house)
    steps = calls.steps()
    for step in steps[:before]:
        step.run(CALL)
    house.withdraw()
    with pytest.raises(NotPermitted) as told:
        steps[before].run(CALL)
    calls.stopped(CALL, steps[before].name, told.value.code)
    assert house.vault.book.call(CALL).state is CallState.ERASED
    assert house.vault.sealed.names(CALL) == ()
    assert set(exported(house)) == {"consent-receipt.json", "erasure-certificate.json"}
    assert not [kept for kept in house.carrier.recordings if "call-one" in kept]
    # The neighbour is untouched.
    assert house.vault.book.call(CallId("call-two")).state is CallState.READY
    assert len(exported(house, CallId("call-two"))) == 9
    assert len(house.vault.sealed.names(CallId("call-two"))) == 10


def test_a_withdrawal_from_now_on_keeps_what_was_recorded_before(house):
    call = house.ended_call()
    house.clock.forward(seconds=60)
    house.withdraw(scope=WithdrawalScope.FROM_NOW)
    assert run(house) == ""
    assert house.vault.book.call(call.id).state is CallState.READY


def test_what_was_recorded_after_a_withdrawal_from_now_on_is_not_kept(house):
    call = house.ended_call(wav=a_wav(seconds=20), announced_ms=20_000)
    house.clock.forward(seconds=10)
    house.vault.ledger.append(to_entry(call.id, asked(house.clock.now())))
    house.withdraw(scope=WithdrawalScope.FROM_NOW)
    assert run(house) == ""
    [recording] = house.vault.book.recordings(CALL)
    assert recording.reason == "cut_to_grant"
    assert recording.duration_ms == 8000
    [channel, _] = minds(house.clock).read_channels(house.vault.sealed.get(CALL, recording_name(recording.id)))
    assert 7900 <= len(channel) / 16 <= 8100


def test_a_recording_of_which_nothing_was_surely_granted_goes_unheard(house):
    call = house.ended_call()
    house.clock.forward(seconds=1)
    house.vault.ledger.append(to_entry(call.id, asked(house.clock.now())))
    house.withdraw(scope=WithdrawalScope.FROM_NOW)
    assert run(house) == ""
    assert house.vault.book.call(CALL).state is CallState.UNRECORDED
    assert house.carrier.recordings == {}
    assert house.vault.sealed.names(CALL) == ("document.json",)
    assert [kept.entry.kind for kept in house.vault.ledger.entries(CALL)][-1] == "recording.discarded"


def test_a_leak_blocks_the_call_and_releases_nothing(house):
    honest = minds(house.clock)

    class Gossip:
        def summarise(self, transcript):
            _, record = honest.summariser.summarise(transcript)
            return Summary("extractive", (Statement(CALLER_SAYS, ("u1",)),)), record

    house.ended_call()
    gossip = replace(honest, summariser=Gossip())
    assert run(house, calls=AfterCall(house.parts, gossip)) == LeakFound.code
    assert house.vault.book.call(CALL).state is CallState.BLOCKED
    assert set(exported(house)) == {"call.json", "consent-receipt.json"}
    assert ReviewReason.LEAK_BLOCKED in house.vault.reviews.items()[0].reasons


def test_two_recordings_become_one_transcript_on_one_clock(house):
    call = house.ended_call()
    house.clock.forward(seconds=30)
    house.recorded(call, number=2)
    assert run(house) == ""
    raw = CallObjects(house.vault.sealed).raw_transcript(CALL)
    assert [one.id for one in raw.utterances] == [f"u{n}" for n in range(1, len(raw.utterances) + 1)]
    assert raw.utterances[-1].start_ms >= 30_000
    assert raw.duration_ms == 34_000


def test_a_withdrawal_while_files_are_written_removes_them(house):
    house.ended_call()
    calls = after(house)
    steps = {step.name: step for step in calls.steps()}
    for step in itertools.takewhile(lambda step: step.name != "export", calls.steps()):
        step.run(CALL)
    write = house.exports.write

    def write_and_withdraw(call, files):
        write(call, files)
        house.withdraw()

    object.__setattr__(house.parts, "exports", house.exports)
    house.exports.write = write_and_withdraw
    with pytest.raises(NotPermitted):
        steps["export"].run(CALL)
    assert exported(house) == {}


def paused(house, *seconds):
    """Pauses, resumes in turn, so many seconds after the recording began."""
    began = house.vault.book.recordings(CALL)[0].started_at
    for kind, after_s in zip((PAUSED, RESUMED) * 2, seconds, strict=False):
        house.vault.ledger.append(LedgerEntry(CALL, kind, began + timedelta(seconds=after_s)))


def test_a_pause_is_a_gap_in_the_transcript_where_it_was(house):
    house.ended_call()
    paused(house, 1, 2, 3.5)
    assert run(house) == ""
    gaps = json.loads(exported(house)["call.json"])["transcript"]["gaps"]
    # The second pause was never ended: it lasts to the end of the recording.
    assert gaps == [
        {"kind": "paused", "start_ms": 1000, "end_ms": 2000},
        {"kind": "paused", "start_ms": 3500, "end_ms": 4000},
    ]
    assert "*0:01 to 0:02: the recording was paused*" in exported(house)["transcript.md"]


def test_a_stop_that_ended_the_recording_is_no_gap(house):
    house.ended_call()
    paused(house, 4)
    assert run(house) == ""
    assert json.loads(exported(house)["call.json"])["transcript"]["gaps"] == []


def test_sound_that_never_arrived_is_a_gap_once_for_both_tracks(house):
    house.ended_call()
    recording = house.vault.book.recordings(CALL)[0]
    lost = [(0, 500, 900), (1, 520, 950), (0, 2000, 2040)]
    listed = {"gaps": [{"track": t, "start_ms": a, "end_ms": b} for t, a, b in lost], "late_frames": 0}
    house.vault.sealed.put(CALL, gaps_name(recording.id), json.dumps(listed).encode())
    assert run(house) == ""
    gaps = json.loads(exported(house)["call.json"])["transcript"]["gaps"]
    assert gaps == [{"kind": "lost", "start_ms": 500, "end_ms": 950}]
    assert "sound was lost on the way" in exported(house)["transcript.md"]
