"""Exports: whole or not there, gone when removed, and never anybody else's."""

import errno
import os
import threading

import pytest

from tests.support.clock import NOON
from voice.call.values import Call, CallId, Direction
from voice.errors import StorageFull
from voice.vault.exports import ExportFolder


def a_call(name):
    return Call(CallId(name), "twilio", f"CA-{name}", "front", "", Direction.INBOUND, NOON)


CALL, NEIGHBOUR = a_call("call-one"), a_call("call-two")
FILES = {"call.json": "{}", "transcript.md": "words"}


def everything(folder):
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*"))


@pytest.fixture
def exports(tmp_path):
    return ExportFolder(tmp_path)


def test_files_lie_by_day_and_call(exports, tmp_path):
    exports.write(CALL, FILES)
    assert everything(tmp_path) == [
        "2026-03-02",
        "2026-03-02/call-one",
        "2026-03-02/call-one/call.json",
        "2026-03-02/call-one/transcript.md",
    ]


def test_a_second_export_replaces_the_first_wholly(exports, tmp_path):
    exports.write(CALL, FILES)
    exports.write(CALL, {"consent-receipt.json": "{}"})
    assert [gone.name for gone in exports.present(CALL)] == ["consent-receipt.json"]


def test_what_is_being_written_is_not_there_yet(exports, tmp_path):
    aside = tmp_path / "2026-03-02" / ".call-one.being-written"
    aside.mkdir(parents=True)
    (aside / "call.json").write_text("{")
    assert exports.present(CALL) == ()
    exports.write(CALL, FILES)
    assert not aside.exists()


def test_a_full_disk_leaves_the_earlier_export_and_no_half(exports, tmp_path, monkeypatch):
    exports.write(CALL, FILES)

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StorageFull):
            exports.write(CALL, {"new.md": "words"})
    assert {gone.name for gone in exports.present(CALL)} == set(FILES)
    assert not [name for name in everything(tmp_path) if "being-written" in name]


def test_removing_lists_what_was_there_and_leaves_the_neighbour(exports, tmp_path):
    exports.write(CALL, FILES)
    exports.write(NEIGHBOUR, FILES)
    gone = exports.remove(CALL)
    assert {(one.name, one.bytes, one.verified) for one in gone} == {("call.json", 2, True), ("transcript.md", 5, True)}
    assert exports.remove(CALL) == ()
    assert {one.name for one in exports.present(NEIGHBOUR)} == set(FILES)
    exports.remove(NEIGHBOUR)
    assert everything(tmp_path) == []


def test_what_was_half_written_is_removed_too(exports, tmp_path):
    aside = tmp_path / "2026-03-02" / ".call-one.being-written"
    aside.mkdir(parents=True)
    (aside / "transcript.md").write_text("words")
    exports.remove(CALL)
    assert everything(tmp_path) == []


def test_two_that_write_and_remove_one_call_at_once_wait_for_each_other(exports):
    faults = []

    def over_and_over(act):
        try:
            for _ in range(40):
                act()
        except OSError as fault:
            faults.append(fault)

    acts = (lambda: exports.write(CALL, FILES), lambda: exports.write(CALL, FILES), lambda: exports.remove(CALL))
    threads = [threading.Thread(target=over_and_over, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    exports.write(CALL, FILES)
    assert sorted(file.name for file in exports.place(CALL).iterdir()) == sorted(FILES)
