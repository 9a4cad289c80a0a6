"""Sealed files: whole or not at all, bound to their place, gone when destroyed."""

import errno

import pytest

from tests.support.vault import RealVault
from voice.call.values import CallId
from voice.errors import NothingThere, SealBroken, StorageFull
from voice.vault import envelope
from voice.vault.files import LocalFiles

ONE, TWO = CallId("call-one"), CallId("call-two")
WORDS = b"my card number is four one one one"


@pytest.fixture
def vault(tmp_path):
    real = RealVault(tmp_path)
    yield real
    real.close()


def everything(folder):
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_neither_words_nor_names_nor_call_ids_show_in_the_files(vault):
    vault.sealed.put(ONE, "raw-transcript.json", WORDS)
    [file] = (vault.folder / "objects").iterdir()
    assert WORDS not in everything(vault.folder)
    assert "call-one" not in file.name and b"call-one" not in file.read_bytes()


def test_a_file_moved_to_another_place_does_not_open(vault):
    vault.sealed.put(ONE, "a.json", WORDS)
    [first] = vault.files.names(older_than=vault.clock.forward(days=36500))
    vault.sealed.put(ONE, "b.json", b"other")
    [second] = [name for name in vault.files.names(older_than=vault.clock.now()) if name != first]
    objects = vault.folder / "objects"
    (objects / second).write_bytes((objects / first).read_bytes())
    with pytest.raises(SealBroken):
        vault.sealed.get(ONE, "b.json")


def test_replacing_an_object_leaves_no_older_file(vault):
    for content in (b"one", b"two", b"three"):
        vault.sealed.put(ONE, "a.json", content)
    assert len(list((vault.folder / "objects").iterdir())) == 1


def test_a_destroyed_calls_wrapped_key_is_nowhere_in_the_database(vault):
    vault.sealed.put(ONE, "a.json", WORDS)
    vault.sealed.put(TWO, "a.json", WORDS)
    with vault.engine.connect() as connection:
        keys = dict(connection.exec_driver_sql("SELECT call_id, wrapped FROM data_keys").all())
    vault.sealed.destroy(ONE)
    assert keys["call-one"] not in everything(vault.folder)
    assert keys["call-two"] in everything(vault.folder)
    assert vault.sealed.get(TWO, "a.json") == WORDS


def test_a_file_left_by_a_killed_process_is_swept_and_others_stay(vault):
    vault.sealed.put(ONE, "a.json", WORDS)
    vault.files.write("ab" * 16, [b"half of something"])
    vault.clock.forward(days=-36500)
    assert vault.sealed.sweep_strays() == 0
    vault.clock.forward(days=2 * 36500)
    assert vault.sealed.sweep_strays() == 1
    assert vault.sealed.get(ONE, "a.json") == WORDS


def test_a_full_disk_is_said_in_a_sentence_and_leaves_nothing(vault):
    def chunks():
        yield b"first"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StorageFull, match="full"):
        vault.files.write("cd" * 16, chunks())
    assert not list((vault.folder / "objects").iterdir())


def test_a_missing_file_is_nothing_there(vault, tmp_path):
    vault.sealed.put(ONE, "a.json", WORDS)
    for file in (vault.folder / "objects").iterdir():
        file.unlink()
    with pytest.raises(NothingThere):
        vault.sealed.get(ONE, "a.json")


def test_deleting_twice_is_one_deletion(tmp_path):
    files = LocalFiles(tmp_path / "objects")
    files.write("ab" * 16, [b"x"])
    files.delete("ab" * 16)
    files.delete("ab" * 16)
    assert not files.exists("ab" * 16)


def test_chunks_cannot_be_dropped_moved_or_cut_off():
    key, place = bytes(32), b"call\0name"
    header, *chunks = envelope.seal(key, place, bytes(3 * envelope.CHUNK))
    assert len(chunks) == 3
    for changed in (
        [header, *chunks[:2]],
        [header, chunks[1], chunks[0], chunks[2]],
        [header, chunks[0], chunks[2]],
        [header],
    ):
        with pytest.raises(SealBroken):
            envelope.unseal(key, place, changed)
    assert envelope.unseal(key, place, [header, *chunks]) == bytes(3 * envelope.CHUNK)
