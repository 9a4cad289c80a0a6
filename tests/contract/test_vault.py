"""The call book, the delivery book and the sealed store: the fakes and the real ones behave alike."""

import pytest

from tests.support.call_book import MemoryCallBook, MemoryDeliveryBook
from tests.support.clock import NOON, FrozenClock
from tests.support.postgres import ON_POSTGRES, fresh_url
from tests.support.sealed_store import MemorySealedStore
from tests.support.vault import RealVault
from voice.call.values import Call, CallId, CallState, Direction
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
        book, deliveries, sealed = MemoryCallBook(), MemoryDeliveryBook(), MemorySealedStore()

    yield Memory()


def test_a_call_comes_back_as_it_went_in(vault):
    vault.book.add_call(a_call(ended_at=NOON))
    assert vault.book.call(ONE) == a_call(ended_at=NOON)
    assert vault.book.call_by_carrier_id("CA1") == a_call(ended_at=NOON)
    assert vault.book.call_by_carrier_id("CA9") is None


def test_an_unknown_call_is_nothing_there(vault):
    with pytest.raises(NothingThere):
        vault.book.call(ONE)
    with pytest.raises(NothingThere):
        vault.book.save_call(a_call())
    with pytest.raises(NothingThere):
        vault.book.save_recording(a_recording())


def test_the_same_carrier_call_twice_is_one_call(vault):
    vault.book.add_call(a_call())
    vault.book.add_call(a_call(TWO, "CA1"))
    assert [call.id for call in vault.book.calls()] == [ONE]


def test_a_saved_state_is_the_one_read(vault):
    vault.book.add_call(a_call())
    vault.book.save_call(a_call(state=CallState.READY, reason="x"))
    assert vault.book.call(ONE).state is CallState.READY
    assert vault.book.calls_in([CallState.READY]) == (a_call(state=CallState.READY, reason="x"),)
    assert vault.book.calls_in([CallState.LIVE]) == ()


def test_calls_come_newest_first_and_no_more_than_asked(vault):
    clock = FrozenClock()
    for number in range(4):
        vault.book.add_call(a_call(CallId(f"c{number}"), f"CA{number}", started_at=clock.forward(minutes=1)))
    assert [call.id for call in vault.book.calls(limit=3)] == ["c3", "c2", "c1"]


def test_recordings_are_replaced_by_id_and_found_by_the_carriers_id(vault):
    vault.book.add_call(a_call())
    vault.book.save_recording(a_recording())
    vault.book.save_recording(a_recording(state=RecordingState.SEALED, sha256="cd" * 32, started_at=NOON))
    assert vault.book.recordings(ONE) == (a_recording(state=RecordingState.SEALED, sha256="cd" * 32, started_at=NOON),)
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
