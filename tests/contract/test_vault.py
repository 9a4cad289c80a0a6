"""The call book, the delivery book and the sealed store: the fakes and the real ones behave alike."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.call_book import MemoryCallBook, MemoryDeliveryBook
from tests.support.clock import NOON, FrozenClock
from tests.support.ledger import MemoryLedger
from tests.support.postgres import ON_POSTGRES, fresh_url
from tests.support.sealed_store import MemorySealedStore
from tests.support.vault import RealVault
from voice.call.values import Call, CallId, CallState, Direction
from voice.consent.values import LedgerEntry
from voice.errors import NothingThere
from voice.recording.values import Recording, RecordingState

ONE, TWO = CallId("call-one"), CallId("call-two")


def a_call(call_id=ONE, carrier_call_id="CA1", **changes):
    values = {
        "id": call_id,
        "carrier": "twilio",
        "carrier_call_id": carrier_call_id,
        "line": "front desk",
        "caller_ref": "ab" * 32,
        "direction": Direction.INBOUND,
        "started_at": NOON,
    }
    return Call(**{**values, **changes})


def a_recording(recording_id="rec1", carrier_id="RE1", **changes):
    values = {
        "id": recording_id,
        "call_id": ONE,
        "carrier_recording_id": carrier_id,
        "state": RecordingState.COMPLETED,
        "source": "RecordVerb",
        "channels": 2,
        "announced_ms": 61_000,
    }
    return Recording(**{**values, **changes})


@pytest.fixture(params=["memory", "real", ON_POSTGRES])
def vault(request, tmp_path):
    if request.param != "memory":
        real = RealVault(tmp_path, url=fresh_url() if request.param == "postgres" else "")
        yield real
        real.close()
        return

    class Memory:
        ledger = MemoryLedger()
        book, deliveries, sealed = MemoryCallBook(ledger), MemoryDeliveryBook(), MemorySealedStore()

    yield Memory()


@pytest.fixture(params=["memory", "real", ON_POSTGRES])
def two_books(request, tmp_path):
    """The call book as two processes have it open."""
    if request.param == "memory":
        book = MemoryCallBook()
        yield book, book
        return
    url = fresh_url() if request.param == "postgres" else ""
    web, worker = RealVault(tmp_path, url=url), RealVault(tmp_path, url=url)
    yield web.book, worker.book
    web.close()
    worker.close()


def test_a_call_comes_back_as_it_went_in(vault):
    vault.book.add_call(a_call(ended_at=NOON))
    assert vault.book.call(ONE) == a_call(ended_at=NOON)
    assert vault.book.call_by_carrier_id("CA1") == a_call(ended_at=NOON)
    assert vault.book.call_by_carrier_id("CA9") is None


def test_an_unknown_call_is_nothing_there(vault):
    with pytest.raises(NothingThere):
        vault.book.call(ONE)
    with pytest.raises(NothingThere):
        vault.book.change_call(ONE, lambda now: now)
    with pytest.raises(NothingThere):
        vault.book.add_recording(a_recording())
    with pytest.raises(NothingThere):
        vault.book.change_recording("rec1", lambda now: now)


def test_the_same_carrier_call_twice_is_one_call(vault):
    assert vault.book.add_call(a_call()) == a_call()
    assert vault.book.add_call(a_call(TWO, "CA1")) == a_call()
    assert [call.id for call in vault.book.calls()] == [ONE]


def test_a_changed_state_is_the_one_read(vault):
    vault.book.add_call(a_call())
    vault.book.add_call(a_call(TWO, "CA2", started_at=NOON + timedelta(seconds=1)))
    ready = vault.book.change_call(ONE, lambda now: replace(now, state=CallState.READY, reason="x"))
    assert ready == a_call(state=CallState.READY, reason="x")
    assert vault.book.call(ONE).state is CallState.READY
    assert vault.book.calls_in([CallState.READY]) == (a_call(state=CallState.READY, reason="x"),)
    assert [call.id for call in vault.book.calls_in([CallState.LIVE])] == [TWO]


def test_what_is_erased_or_destroyed_stays_so_whoever_comes_late(vault):
    vault.book.add_call(a_call())
    vault.book.add_recording(a_recording())
    vault.book.change_call(ONE, lambda now: replace(now, state=CallState.ERASED, caller_ref=""))
    vault.book.change_recording("rec1", lambda now: replace(now, state=RecordingState.DESTROYED))
    late = vault.book.change_call(ONE, lambda now: a_call(state=CallState.READY))
    assert late == vault.book.call(ONE) == a_call(state=CallState.ERASED, caller_ref="")
    vault.book.change_recording("rec1", lambda now: a_recording(state=RecordingState.SEALED))
    assert [kept.state for kept in vault.book.recordings(ONE)] == [RecordingState.DESTROYED]


def test_two_processes_that_change_one_call_never_write_over_each_other(two_books):
    """Each adds a letter to what stands there, many times; with a read and a blind write letters would be lost."""
    two_books[0].add_call(a_call())

    def adding(book, letter):
        for _ in range(20):
            book.change_call(ONE, lambda now: replace(now, reason=now.reason + letter))

    threads = [
        threading.Thread(target=adding, args=(book, letter)) for book, letter in zip(two_books, "ab", strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    written = two_books[0].call(ONE).reason
    assert (written.count("a"), written.count("b")) == (20, 20)


def test_calls_are_found_by_state_and_age(vault):
    for number, state in enumerate((CallState.LIVE, CallState.READY, CallState.WORKING, CallState.AWAITING_RECORDING)):
        ended = None if state in (CallState.LIVE, CallState.WORKING) else NOON
        begun = NOON + timedelta(minutes=number)
        vault.book.add_call(a_call(CallId(f"c{number}"), f"CA{number}", state=state, started_at=begun, ended_at=ended))
    states = (CallState.READY, CallState.LIVE)
    assert [call.id for call in vault.book.calls_in(states, since=NOON + timedelta(seconds=1))] == ["c1"]
    assert [call.id for call in vault.book.calls_in(states, until=NOON)] == ["c0"]
    assert vault.book.calls_in(states, since=NOON + timedelta(seconds=1), until=NOON) == ()
    # Without an end, or waiting for a recording; what is done with is not read again.
    assert [call.id for call in vault.book.calls_open(NOON + timedelta(hours=1))] == ["c0", "c2", "c3"]
    assert [call.id for call in vault.book.calls_open(NOON + timedelta(seconds=90))] == ["c0"]


def test_calls_are_found_by_what_the_ledger_holds_of_them(vault):
    for number, state in enumerate((CallState.READY, CallState.ERASED, CallState.READY)):
        vault.book.add_call(a_call(CallId(f"c{number}"), f"CA{number}", state=state))
    for call_id, kind in (("c0", "taken_back"), ("c0", "taken_back"), ("c1", "taken_back"), ("c2", "something_else")):
        vault.ledger.append(LedgerEntry(CallId(call_id), kind, NOON))
    assert [call.id for call in vault.book.calls_with(("taken_back",))] == ["c0"]


def test_calls_come_newest_first_and_no_more_than_asked(vault):
    clock = FrozenClock()
    for number in range(4):
        vault.book.add_call(a_call(CallId(f"c{number}"), f"CA{number}", started_at=clock.forward(minutes=1)))
    assert [call.id for call in vault.book.calls(limit=3)] == ["c3", "c2", "c1"]


def test_recordings_are_noted_once_changed_by_id_and_found_by_the_carriers_id(vault):
    sealed = a_recording(state=RecordingState.SEALED, sha256="cd" * 32, started_at=NOON)
    vault.book.add_call(a_call())
    assert vault.book.add_recording(a_recording()) == a_recording()
    assert vault.book.add_recording(a_recording("rec2", duration_ms=7)) == a_recording()
    assert vault.book.change_recording("rec1", lambda now: sealed) == sealed
    assert vault.book.recordings(ONE) == (sealed,)
    assert vault.book.recording_by_carrier_id("RE1").sha256 == "cd" * 32
    assert vault.book.recording_by_carrier_id("RE2") is None
    assert vault.book.recordings(TWO) == ()


def test_a_repeated_delivery_gets_the_first_answer(vault):
    assert vault.deliveries.answer_for("token") is None
    vault.deliveries.remember("token", "<Response/>", NOON)
    vault.deliveries.remember("token", "<Other/>", NOON)
    assert vault.deliveries.answer_for("token") == "<Response/>"


def test_an_object_comes_back_as_it_went_in_and_can_be_replaced(vault):
    vault.sealed.put(ONE, "a.json", b"one")
    vault.sealed.put(ONE, "a.json", b"two")
    vault.sealed.put(ONE, "b.json", b"")
    assert vault.sealed.get(ONE, "a.json") == b"two"
    assert vault.sealed.get(ONE, "b.json") == b""
    assert tuple(vault.sealed.names(ONE)) == ("a.json", "b.json")


def test_an_object_of_another_call_or_name_is_nothing_there(vault):
    vault.sealed.put(ONE, "a.json", b"one")
    for call_id, name in ((TWO, "a.json"), (ONE, "b.json")):
        with pytest.raises(NothingThere):
            vault.sealed.get(call_id, name)


def test_one_object_is_removed_and_the_others_stay(vault):
    vault.sealed.put(ONE, "a.json", b"one")
    vault.sealed.put(ONE, "b.json", b"two")
    vault.sealed.remove(ONE, "a.json")
    vault.sealed.remove(ONE, "a.json")
    assert tuple(vault.sealed.names(ONE)) == ("b.json",)
    with pytest.raises(NothingThere):
        vault.sealed.get(ONE, "a.json")
    assert vault.sealed.get(ONE, "b.json") == b"two"


def test_what_is_destroyed_stays_destroyed_and_the_neighbour_stays(vault):
    vault.sealed.put(ONE, "a.json", b"one")
    vault.sealed.put(TWO, "a.json", b"neighbour")
    gone = vault.sealed.destroy(ONE)
    assert [(artefact.name, artefact.verified) for artefact in gone] == [("a.json", True)]
    assert vault.sealed.destroy(ONE) == ()
    assert vault.sealed.names(ONE) == ()
    with pytest.raises(NothingThere):
        vault.sealed.get(ONE, "a.json")
    with pytest.raises(NothingThere):
        vault.sealed.put(ONE, "a.json", b"again")
    assert vault.sealed.get(TWO, "a.json") == b"neighbour"


def test_a_call_destroyed_before_anything_was_kept_keeps_nothing_later(vault):
    vault.sealed.destroy(ONE)
    with pytest.raises(NothingThere):
        vault.sealed.put(ONE, "late.json", b"late")


@pytest.mark.postgres
def test_a_destroyed_key_lies_in_no_page_of_a_servers_table(tmp_path):
    vault = RealVault(tmp_path, url=fresh_url())
    for call_id in (ONE, TWO):
        vault.sealed.put(call_id, "a.json", b"words")
    with vault.engine.connect() as connection:
        keys = dict(connection.exec_driver_sql("SELECT call_id, wrapped FROM data_keys").all())
    vault.sealed.destroy(ONE)
    with vault.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
        pages = connection.exec_driver_sql("SELECT pg_read_binary_file(pg_relation_filepath('data_keys'))").scalar()
    assert bytes(keys[ONE]) not in bytes(pages)
    assert bytes(keys[TWO]) in bytes(pages)
    vault.close()
