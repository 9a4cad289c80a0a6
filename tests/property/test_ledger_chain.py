"""The law of the ledger: whatever is done to what was written shows."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.clock import NOON
from tests.support.ledger import SEED, MemoryLedger
from voice.call.values import CallId
from voice.consent.values import LedgerEntry
from voice.vault.chain import check, proof_holds

SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20)
BODIES = st.dictionaries(st.text(min_size=1, max_size=8), SCALARS | st.lists(SCALARS, max_size=3), max_size=4)
CALLS = st.sampled_from(["one", "two"]).map(CallId)
ENTRIES = st.builds(
    LedgerEntry,
    CALLS,
    st.sampled_from(["a", "b"]),
    st.integers(0, 10**6).map(lambda s: NOON + timedelta(seconds=s)),
    BODIES,
)
LEDGERS = st.lists(ENTRIES, min_size=2, max_size=8)


def written(entries, seed=SEED):
    ledger = MemoryLedger(seed)
    for entry in entries:
        ledger.append(entry)
    return ledger


@given(LEDGERS)
@settings(max_examples=40)
def test_what_was_written_is_whole(entries):
    assert written(entries).verify() == ()


@given(LEDGERS, st.data())
@settings(max_examples=60)
def test_a_changed_entry_shows(entries, data):
    ledger = written(entries)
    place = data.draw(st.integers(0, len(entries) - 1))
    chained = ledger.entries()[place]
    other = data.draw(ENTRIES.filter(lambda one: one != chained.entry))
    ledger.tamper(place, replace(chained, entry=other))
    assert ledger.verify()


@given(LEDGERS, st.data())
@settings(max_examples=60)
def test_a_dropped_or_moved_entry_shows(entries, data):
    ledger = written(entries)
    kept = list(ledger.entries())
    key = bytes.fromhex(ledger.public_key())
    place = data.draw(st.integers(0, len(kept) - 2))
    assert check(kept[:place] + kept[place + 1 :], key)
    kept[place], kept[place + 1] = kept[place + 1], kept[place]
    assert check(kept, key)


@given(LEDGERS)
@settings(max_examples=30)
def test_a_ledger_written_anew_by_a_stranger_shows(entries):
    forged = written(entries, seed=bytes(32))
    assert check(forged.entries(), bytes.fromhex(MemoryLedger().public_key()))


@given(BODIES.filter(lambda body: "proof" not in body), BODIES)
@settings(max_examples=60)
def test_a_signed_body_holds_until_a_word_of_it_changes(body, other):
    ledger = MemoryLedger()
    key = bytes.fromhex(ledger.public_key())
    document = ledger.sign(body)
    assert proof_holds(document, key)
    changed = {**document, **{name: value for name, value in other.items() if name != "proof"}}
    assert proof_holds(changed, key) == (changed == document and repr(changed) == repr(document))
