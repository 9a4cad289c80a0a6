"""The ledger: chained, signed, append-only; the fake and the real one behave alike."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
import sqlalchemy as sa

from tests.support.clock import NOON
from tests.support.ledger import MemoryLedger
from tests.support.postgres import ON_POSTGRES, fresh_url
from tests.support.vault import RealVault
from voice.call.values import CallId
from voice.consent.values import LedgerEntry
from voice.vault.chain import proof_holds

ONE, TWO = CallId("call-one"), CallId("call-two")


def an_entry(call_id=ONE, number=0):
    return LedgerEntry(call_id, "something_happened", NOON + timedelta(seconds=number), {"number": number, "é": [1]})


@pytest.fixture(params=["memory", "real", ON_POSTGRES])
def ledger(request, tmp_path):
    if request.param == "memory":
        yield MemoryLedger()
        return
    real = RealVault(tmp_path, url=fresh_url() if request.param == "postgres" else "")
    yield real.ledger
    real.close()


def test_an_untouched_ledger_is_whole(ledger):
    assert ledger.verify() == ()
    for number in range(5):
        ledger.append(an_entry(number=number))
    assert ledger.verify() == ()


def test_entries_come_in_order_for_one_call_or_all(ledger):
    for number, call_id in enumerate((ONE, TWO, ONE)):
        ledger.append(an_entry(call_id, number))
    assert [kept.sequence for kept in ledger.entries()] == [1, 2, 3]
    assert [kept.entry.body["number"] for kept in ledger.entries(ONE)] == [0, 2]


def test_an_entry_comes_back_as_it_went_in(ledger):
    chained = ledger.append(an_entry())
    assert ledger.entries()[0].entry == an_entry()
    assert ledger.entries()[0].sha256 == chained.sha256


def test_the_hour_of_another_zone_is_the_same_moment(ledger):
    elsewhere = NOON.astimezone(timezone(timedelta(hours=2)))
    ledger.append(replace(an_entry(), at=elsewhere))
    assert ledger.verify() == ()
    assert ledger.entries()[0].entry.at == NOON


def test_a_signed_body_verifies_with_the_public_key_alone(ledger):
    document = ledger.sign({"receipt": "r1", "purposes": ["recording"]})
    key = bytes.fromhex(ledger.public_key())
    assert proof_holds(document, key)
    assert not proof_holds({**document, "receipt": "r2"}, key)
    assert not proof_holds({"receipt": "r1"}, key)
    assert not proof_holds({**document, "proof": {"signature": "not hex"}}, key)


def test_a_body_signed_by_somebody_else_does_not_verify(ledger):
    stranger = MemoryLedger(seed=bytes(32))
    assert not proof_holds(stranger.sign({"receipt": "r1"}), bytes.fromhex(ledger.public_key()))


def test_a_changed_entry_of_the_fake_is_named():
    ledger = MemoryLedger()
    for number in range(3):
        ledger.append(an_entry(number=number))
    ledger.tamper(1, replace(ledger.entries()[1], entry=an_entry(number=7)))
    assert ledger.verify() == ("Ledger entry 2 was changed.",)


# --- the real one, with somebody at the file ---------------------------------------------------


@pytest.fixture
def kept(tmp_path):
    vault = RealVault(tmp_path)
    for number in range(4):
        vault.ledger.append(an_entry(number=number))
    yield vault
    vault.close()


def tamper(vault, *statements):
    """Somebody who owns the file removes the guards first."""
    with vault.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER ledger_no_update")
        connection.exec_driver_sql("DROP TRIGGER ledger_no_delete")
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger SET kind = 'x'", "DELETE FROM ledger", "DELETE FROM ledger WHERE sequence = 2"]
)
def test_the_table_refuses_change_and_deletion(kept, statement):
    with pytest.raises(sa.exc.IntegrityError, match="append-only"), kept.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert kept.ledger.verify() == ()
    assert len(kept.ledger.entries()) == 4


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger SET kind = 'y' WHERE sequence = 3",
        "UPDATE ledger SET call_id = 'call-two' WHERE sequence = 3",
        "UPDATE ledger SET body = '{\"number\":9}' WHERE sequence = 3",
        "UPDATE ledger SET body = 'broken' WHERE sequence = 3",
        "UPDATE ledger SET at = '2020-01-01 00:00:00.000000' WHERE sequence = 3",
    ],
)
def test_a_changed_entry_is_named(kept, change):
    tamper(kept, change)
    assert kept.ledger.verify() == ("Ledger entry 3 was changed.",)


def test_every_byte_of_an_entry_counts(kept):
    tamper(kept)
    texts = ("call_id", "kind", "at", "body", "previous_sha256", "sha256", "signature")
    with kept.engine.connect() as connection:
        row = connection.exec_driver_sql(f"SELECT {', '.join(texts)} FROM ledger WHERE sequence = 2").one()  # noqa: S608
    unseen = []
    for column, text in zip(texts, row, strict=True):
        for place, letter in enumerate(text):
            # One bit, and the bit that makes a letter small or capital or a blank another blank.
            for other in {chr(ord(letter) ^ 1), chr(ord(letter) ^ 32)} - {"\x00"}:
                changed = text[:place] + other + text[place + 1 :]
                put(kept, column, changed)
                if not kept.ledger.verify():
                    unseen.append((column, place, other))
        put(kept, column, text)
    assert unseen == []
    assert kept.ledger.verify() == ()


def put(vault, column, text):
    with vault.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE ledger SET {column} = ? WHERE sequence = 2", (text,))  # noqa: S608


@pytest.mark.parametrize("body", ['{"number": 2,"é":[1]}', '{"number":2,"é":[1] }', '{"é":[1],"number":2}'])
def test_the_same_body_in_another_spelling_is_a_changed_one(kept, body):
    tamper(kept)
    put(kept, "body", body)
    assert kept.ledger.verify() == ("Ledger entry 2 was changed.",)


def test_a_forged_hash_bears_no_signature(kept):
    tamper(kept, "UPDATE ledger SET sha256 = 'abab' WHERE sequence = 3")
    problems = kept.ledger.verify()
    assert "Ledger entry 3 bears no valid signature." in problems
    assert "Ledger entry 4 does not follow the entry before it." in problems


def test_a_signature_that_is_not_one_is_named(kept):
    tamper(kept, "UPDATE ledger SET signature = 'zz' WHERE sequence = 2")
    assert kept.ledger.verify() == ("Ledger entry 2 bears no valid signature.",)


def test_a_missing_entry_is_named(kept):
    tamper(kept, "DELETE FROM ledger WHERE sequence = 2")
    assert "Ledger entries 2 to 2 are missing." in kept.ledger.verify()


def test_entries_cut_off_at_the_end_are_missed(kept):
    tamper(kept, "DELETE FROM ledger WHERE sequence > 2")
    assert kept.ledger.verify() == ("Ledger entries 3 to 4 are missing.",)


def test_an_emptied_ledger_is_missed(kept):
    tamper(kept, "DELETE FROM ledger")
    assert kept.ledger.verify() == ("Ledger entries 1 to 4 are missing.",)


def test_reordered_entries_are_named(kept):
    tamper(
        kept,
        "UPDATE ledger SET sequence = 99 WHERE sequence = 2",
        "UPDATE ledger SET sequence = 2 WHERE sequence = 3",
        "UPDATE ledger SET sequence = 3 WHERE sequence = 99",
    )
    problems = kept.ledger.verify()
    assert "Ledger entry 2 was changed." in problems
    assert "Ledger entry 3 was changed." in problems


def test_the_key_survives_a_restart(kept, tmp_path):
    again = RealVault(tmp_path)
    assert again.ledger.public_key() == kept.ledger.public_key()
    assert again.ledger.verify() == ()
    again.close()


@pytest.mark.postgres
@pytest.mark.parametrize("statement", ["UPDATE ledger SET kind = 'x'", "DELETE FROM ledger", "TRUNCATE ledger"])
def test_a_table_on_a_server_refuses_change_and_deletion_too(tmp_path, statement):
    vault = RealVault(tmp_path, url=fresh_url())
    vault.ledger.append(an_entry())
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), vault.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert vault.ledger.verify() == ()
    assert len(vault.ledger.entries()) == 1
    vault.close()
