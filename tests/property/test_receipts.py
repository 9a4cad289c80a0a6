"""A receipt is as it was signed or does not hold, wherever and however it was changed."""

import copy
import functools
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.line import RING, Line
from voice.consent.receipt import verify
from voice.journey.receipts import signed_receipt
from voice.vault.chain import proof_holds

LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.just([]), st.just({}))
ANYTHING = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))
LAWS = settings(max_examples=300, deadline=None, database=None)


@functools.cache
def signed():
    line = Line()
    line.agreed()
    line.hang_up()
    receipt = signed_receipt(line.call(), line.ledger, RING, line.clock.now(), "voice 0.1.0")
    return json.dumps(receipt), bytes.fromhex(line.ledger.public_key())


def paths(value, path=()):
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in children:
        yield from paths(child, (*path, name))


def changed(receipt, path, value):
    found = copy.deepcopy(receipt)
    parent = found
    for name in path[:-1]:
        parent = parent[name]
    parent[path[-1]] = value
    return found


@LAWS
@given(st.data(), ANYTHING)
def test_a_change_anywhere_is_found(data, value):
    text, key = signed()
    receipt = json.loads(text)
    assert verify(receipt, key, proof_holds) == ()
    path = data.draw(st.sampled_from([path for path in paths(receipt) if path]))
    forged = changed(receipt, path, value)
    if forged != receipt:
        assert verify(forged, key, proof_holds)


@LAWS
@given(st.dictionaries(st.sampled_from(["schema", "record", "events", "purposes", "outcome", "proof"]), ANYTHING))
def test_anything_at_all_is_checked_without_a_crash(found):
    _, key = signed()
    assert verify({**found, "schema": "voice.consent-receipt/1"}, key, proof_holds)
