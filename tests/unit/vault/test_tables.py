"""The tables are those the migrations make, and they keep their promises."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from tests.support.clock import NOON
from tests.support.vault import RealVault
from voice.call.values import Call, CallState, Direction
from voice.errors import SettingsError, StorageFull, StorageUnavailable
from voice.vault import account_tables
from voice.vault.database import open_database
from voice.vault.tables import metadata


def test_migrations_make_the_tables_the_code_expects(tmp_path):
    assert account_tables.accounts.name in metadata.tables
    engine = open_database(tmp_path)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_sqlite_overwrites_what_is_deleted_and_keeps_foreign_keys(tmp_path):
    engine = open_database(tmp_path)
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "secure_delete", "foreign_keys", "synchronous", "busy_timeout")
        }
    engine.dispose()
    assert pragmas == {
        "journal_mode": "wal",
        "secure_delete": 1,
        "foreign_keys": 1,
        "synchronous": 2,
        "busy_timeout": 30_000,
    }


def test_tables_of_a_newer_version_are_refused(tmp_path):
    open_database(tmp_path).dispose()
    with sqlite3.connect(tmp_path / "voice.sqlite") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(SettingsError, match="newer Voice"):
        open_database(tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "voice.sqlite").write_bytes(b"something else entirely" * 100)
    with pytest.raises(SettingsError, match="not a database"):
        open_database(tmp_path)


def test_no_column_holds_a_number_a_name_or_a_text():
    names = {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns}
    for word in ("caller_number", "phone", "number", "name_of", "text", "transcript", "summary", "agent_name"):
        assert not [name for name in names if word in name.split(".")[1]]


def test_answers_are_sealed_in_the_file(tmp_path):
    vault = RealVault(tmp_path)
    vault.deliveries.remember("token-1", "<Response><Dial>+15550100</Dial></Response>", vault.clock.now())
    vault.close()
    for file in tmp_path.glob("voice.sqlite*"):
        assert b"5550100" not in file.read_bytes()
        assert b"token-1" not in file.read_bytes()


def test_old_answers_are_forgotten_and_young_ones_stay(tmp_path):
    vault = RealVault(tmp_path)
    vault.deliveries.remember("old", "<A/>", vault.clock.now())
    later = vault.clock.forward(days=2)
    vault.deliveries.remember("young", "<B/>", later)
    assert vault.deliveries.forget_before(later) == 1
    assert vault.deliveries.answer_for("old") is None
    assert vault.deliveries.answer_for("young") == "<B/>"
    vault.close()


def test_a_full_disk_is_a_sentence_and_no_vendors_error(tmp_path):
    vault = RealVault(tmp_path)
    with vault.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        with pytest.raises(StorageFull, match="make room"):
            for number in range(200):
                vault_row = ("token" + str(number), b"x" * 4000, "2026-01-01 00:00:00.000000")
                connection.exec_driver_sql("INSERT INTO deliveries VALUES (?, ?, ?)", vault_row)
    vault.close()


def test_a_locked_database_is_worth_another_try(tmp_path):
    vault = RealVault(tmp_path)
    with sqlite3.connect(tmp_path / "voice.sqlite") as other, vault.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable) as told:
            connection.exec_driver_sql("DELETE FROM deliveries")
        assert told.value.retry_helps
    other.close()
    vault.close()


def a_call(n):
    at = NOON + timedelta(minutes=n)
    return Call(f"call-{n}", "twilio", f"CA{n}", "desk", "cafe" * 16, Direction.INBOUND, at)


def test_a_receipt_is_found_by_its_reference_and_every_call_is_read_once_at_most(tmp_path):
    asked = []

    def ref_of(call_id):
        asked.append(call_id)
        return f"ref-{call_id}"

    with closing(RealVault(tmp_path)) as vault:
        for n in range(3):
            vault.book.add_call(a_call(n))
        assert vault.book.call_by_receipt("ref-call-1", ref_of).id == "call-1"
        assert vault.book.call_by_receipt("ref-call-2", ref_of).id == "call-2"
        assert vault.book.call_by_receipt("ref-of-nobody", ref_of) is None
        assert sorted(asked) == ["call-0", "call-1", "call-2"]
        vault.book.change_call("call-1", lambda call: replace(call, state=CallState.ERASED))
        assert vault.book.call_by_receipt("ref-call-1", ref_of).state is CallState.ERASED


def test_of_two_calls_with_one_reference_the_newest_is_found(tmp_path):
    with closing(RealVault(tmp_path)) as vault:
        for n in range(2):
            vault.book.add_call(a_call(n))
        assert vault.book.call_by_receipt("same", lambda _call_id: "same").id == "call-1"
