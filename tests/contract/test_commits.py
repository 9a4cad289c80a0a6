"""Writers that come together share a commit; each waits for its own, and nobody pays for another's fault."""

import sqlite3
import threading
from contextlib import closing

import pytest
import sqlalchemy as sa

from tests.support.postgres import ON_POSTGRES, fresh_url
from tests.support.vault import RealVault
from voice.errors import NothingThere, StorageUnavailable
from voice.vault.commits import Commits, begun
from voice.vault.database import BUSY_MS
from voice.vault.tables import holds, vault_keys

WRITERS = 8


@pytest.fixture(params=["real", ON_POSTGRES])
def commits(request, tmp_path):
    vault = RealVault(tmp_path, url=fresh_url() if request.param == "postgres" else "")
    yield Commits(vault.engine)
    vault.close()


def add(name):
    def act(connection):
        connection.execute(sa.insert(vault_keys).values(name=name, sealed=b"x"))
        return name

    return act


def names(commits):
    with commits.engine.connect() as connection:
        return set(connection.execute(sa.select(vault_keys.c.name)).scalars()) - {"ledger"}


def all_at_once(commits, acts):
    """Each act from a thread of its own, all waiting while one commit is under way; results or faults in order."""
    found = [None] * len(acts)

    def write(place):
        try:
            found[place] = commits.write(acts[place])
        except Exception as fault:  # noqa: BLE001 (the test looks at it)
            found[place] = fault

    threads = [threading.Thread(target=write, args=(place,)) for place in range(len(acts))]
    with commits._leading:
        for thread in threads:
            thread.start()
        while len(commits._waiting) < len(acts):
            threading.Event().wait(0.001)
    for thread in threads:
        thread.join()
    return found


def test_what_one_writes_is_there_when_it_returns(commits):
    assert commits.write(add("one")) == "one"
    assert names(commits) == {"one"}


def test_writers_that_come_together_share_one_commit(commits):
    transactions = []
    sa.event.listen(commits.engine, "commit", lambda connection: transactions.append(1))
    assert all_at_once(commits, [add(f"w{n}") for n in range(WRITERS)]) == [f"w{n}" for n in range(WRITERS)]
    assert names(commits) == {f"w{n}" for n in range(WRITERS)}
    assert len(transactions) == 1


def test_one_that_fails_spoils_no_others_commit_and_hears_of_its_own_fault(commits):
    commits.write(add("taken"))
    found = all_at_once(commits, [add("first"), lambda _connection: _refuse(), add("taken"), add("last")])
    assert (found[0], found[3]) == ("first", "last")
    assert isinstance(found[1], NothingThere)
    assert isinstance(found[2], sa.exc.IntegrityError)
    assert names(commits) == {"taken", "first", "last"}


def test_a_transaction_that_fails_leaves_nothing_of_itself(commits):
    def half(connection):
        add("half")(connection)
        raise NothingThere("then it broke")

    with pytest.raises(NothingThere):
        commits.write(half)
    assert names(commits) == set()


def patience(connection):
    """How a commit treats the disk: SQLite 2 waits, 1 does not; PostgreSQL says on or off."""
    sqlite = connection.dialect.name == "sqlite"
    return connection.exec_driver_sql("PRAGMA synchronous" if sqlite else "SHOW synchronous_commit").scalar()


WAITS, DOES_NOT = (2, "on"), (1, "off")


def test_only_who_says_so_does_not_wait_for_the_disk_and_the_next_one_does_again(commits):
    assert commits.write(patience) in WAITS
    assert commits.write(patience, waits=False) in DOES_NOT
    assert commits.write(patience) in WAITS
    with pytest.raises(NothingThere):
        commits.write(lambda connection: _refuse(), waits=False)
    with commits.engine.connect() as connection:
        assert patience(connection) in WAITS


def _refuse():
    raise NothingThere("not this one")


def test_beside_one_that_must_wait_all_of_a_commit_wait(commits):
    acts = [patience, patience]
    patient = iter((False, True))
    written = []

    def write(act):
        written.append(commits.write(act, waits=next(patient)))

    threads = [threading.Thread(target=write, args=(act,)) for act in acts]
    with commits._leading:
        for number, thread in enumerate(threads, 1):
            thread.start()
            while len(commits._waiting) < number:
                threading.Event().wait(0.001)
    for thread in threads:
        thread.join()
    assert all(said in WAITS for said in written)


def test_what_a_transaction_read_stays_true_until_it_writes(tmp_path):
    """SQLite would else let another process write between our look and our write, and refuse ours."""
    ours, theirs = RealVault(tmp_path), RealVault(tmp_path)
    sa.event.listen(theirs.engine, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout=1"))
    theirs.engine.dispose()
    with begun(ours.engine) as connection:
        connection.execute(sa.select(holds)).all()
        with pytest.raises(Exception, match=r"locked|does not answer"), begun(theirs.engine):
            pass
    ours.close()
    theirs.close()


def test_who_waits_for_another_process_begins_when_that_is_over_and_is_as_patient_as_before(tmp_path):
    ours, theirs = RealVault(tmp_path), RealVault(tmp_path)
    waiting = threading.Event()

    def write(connection):
        waiting.set()
        return connection.exec_driver_sql("PRAGMA busy_timeout").scalar()

    found = []
    thread = threading.Thread(target=lambda: found.append(Commits(theirs.engine).write(write)))
    with begun(ours.engine) as connection:
        thread.start()
        assert not waiting.wait(0.05), "two processes wrote at once"
        add("ours")(connection)
    thread.join()
    assert found == [BUSY_MS]
    ours.close()
    theirs.close()


def test_who_waited_in_vain_is_told_so_and_the_connection_is_as_before(tmp_path):
    with closing(RealVault(tmp_path)) as vault, closing(sqlite3.connect(tmp_path / "voice.sqlite")) as other:
        sa.event.listen(vault.engine, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout=20"))
        vault.engine.dispose()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable):
            Commits(vault.engine).write(add("ours"))
        other.rollback()
        with begun(vault.engine) as connection:
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 20
        assert names(Commits(vault.engine)) == set()
