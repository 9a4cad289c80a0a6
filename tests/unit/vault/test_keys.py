"""Keys: made once, kept apart, never replaced while something is sealed under them."""

import stat

import pytest

from tests.support.vault import KEY, RealVault
from voice.errors import KeyMissing, SealBroken
from voice.vault.keyring import Keyring, load_key


def test_a_first_start_makes_a_key_that_only_its_owner_may_read(tmp_path):
    key = load_key("", tmp_path, expected=False)
    assert len(key) == 32
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert load_key("", tmp_path, expected=True) == key
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


def test_a_missing_key_is_never_replaced_once_something_is_sealed(tmp_path):
    with pytest.raises(KeyMissing, match="restore"):
        load_key("", tmp_path, expected=True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["short", "zz" * 32, "ab" * 31, "ab" * 33])
def test_a_key_of_the_wrong_form_is_refused(tmp_path, text):
    with pytest.raises(KeyMissing, match="64 hexadecimal"):
        load_key(text, tmp_path, expected=False)


def test_a_given_key_leaves_no_file(tmp_path):
    assert load_key("ab" * 32, tmp_path, expected=False) == b"\xab" * 32
    assert not list(tmp_path.iterdir())


def test_another_key_than_the_one_before_refuses_to_start(tmp_path):
    RealVault(tmp_path).close()
    with pytest.raises(KeyMissing, match="give back the key"):
        RealVault(tmp_path, key=bytes(32))


def test_a_wrapped_key_opens_only_for_its_purpose():
    ring = Keyring(KEY)
    wrapped = ring.wrap("call-one", b"secret")
    assert ring.unwrap("call-one", wrapped) == b"secret"
    assert b"secret" not in wrapped
    with pytest.raises(KeyMissing):
        ring.unwrap("call-two", wrapped)


def test_a_caller_reference_is_the_same_for_the_same_number_and_tells_nothing():
    ring = Keyring(KEY)
    assert ring.caller_ref("+15550100") == ring.caller_ref("+15550100")
    assert ring.caller_ref("+15550100") != ring.caller_ref("+15550101")
    assert ring.caller_ref("+15550100") != Keyring(bytes(32)).caller_ref("+15550100")
    assert "5550100" not in ring.caller_ref("+15550100")


def test_a_changed_answer_is_not_given_again():
    ring = Keyring(KEY)
    sealed = ring.seal_answer("t", "<Dial>+15550100</Dial>")
    assert b"5550100" not in sealed
    assert ring.open_answer("t", sealed) == "<Dial>+15550100</Dial>"
    with pytest.raises(SealBroken):
        ring.open_answer("t", sealed[:-1] + bytes([sealed[-1] ^ 1]))
