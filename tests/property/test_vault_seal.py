"""The law of sealing: what was sealed opens to itself, and one flipped bit opens nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.errors import SealBroken
from voice.vault import envelope

KEYS = st.binary(min_size=32, max_size=32)
PLACES = st.binary(min_size=1, max_size=40)


@given(key=KEYS, place=PLACES, content=st.binary(max_size=5000), step=st.integers(1, 700))
@settings(max_examples=60)
def test_what_was_sealed_opens_to_itself_in_pieces_of_any_size(key, place, content, step):
    sealed = b"".join(envelope.seal(key, place, content))
    pieces = [sealed[start : start + step] for start in range(0, len(sealed), step)]
    assert envelope.unseal(key, place, pieces) == content


@given(content=st.binary(max_size=300), where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(max_examples=100)
def test_one_flipped_bit_opens_nothing(content, where, bit):
    sealed = bytearray(b"".join(envelope.seal(bytes(32), b"p", content)))
    sealed[int(where * len(sealed))] ^= 1 << bit
    with pytest.raises(SealBroken):
        envelope.unseal(bytes(32), b"p", [bytes(sealed)])


@given(content=st.binary(max_size=300), key=KEYS, place=PLACES)
@settings(max_examples=50)
def test_another_key_or_place_opens_nothing(content, key, place):
    sealed = b"".join(envelope.seal(b"k" * 32, b"the place", content))
    for other_key, other_place in ((key, b"the place"), (b"k" * 32, place)):
        if (other_key, other_place) != (b"k" * 32, b"the place"):
            with pytest.raises(SealBroken):
                envelope.unseal(other_key, other_place, [sealed])
