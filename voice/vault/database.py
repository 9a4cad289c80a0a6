"""Opening the database: SQLite by default, PostgreSQL by its address; brought up to date on the way."""

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from voice.errors import SettingsError, StorageFull, StorageUnavailable, VoiceError
from voice.log import logger

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MS = 30_000


def sqlite_engine(file: Path) -> sa.Engine:
    """An engine on a SQLite file: WAL, foreign keys, deleted content overwritten, writers wait for each other."""
    engine = sa.create_engine(f"sqlite:///{file}", connect_args={"timeout": BUSY_MS / 1000})
    sa.event.listen(engine, "connect", _careful)
    return engine


def postgres_engine(url: str) -> sa.Engine:
    """An engine on a PostgreSQL server."""
    return sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), pool_pre_ping=True)


def open_database(folder: Path, url: str = "") -> sa.Engine:
    """The database of a data folder (or of `url`), with its tables as this version needs them.

    Raises SettingsError where the tables belong to a newer Voice or cannot be opened.
    """
    engine = postgres_engine(url) if url else sqlite_engine(folder / "voice.sqlite")
    with ExitStack() as unless_well:
        unless_well.callback(engine.dispose)
        _brought_up_to_date(engine, folder)
        unless_well.pop_all()
    sa.event.listen(engine, "handle_error", _in_our_words)
    return engine


def _brought_up_to_date(engine: sa.Engine, folder: Path) -> None:
    try:
        with one_at_a_time(folder / "migrating.lock"):
            _upgrade(engine)
    except sa.exc.OperationalError as refused:
        raise _explained(refused) from None
    except sa.exc.DatabaseError:
        raise SettingsError("The file voice.sqlite in the data folder is not a database; restore it.") from None


@contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """Hold a lock file: the web and the worker process start at the same moment."""
    with file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def forget_deleted(engine: sa.Engine) -> None:
    """Remove what a database keeps of overwritten keys: SQLite's write-ahead log, PostgreSQL's dead rows.

    PostgreSQL's own write-ahead log holds them until it is recycled or archived: see SECURITY.md.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            # Rewritten into a new file: the table holds a few bytes for each call.
            connection.exec_driver_sql("VACUUM FULL data_keys")


def _careful(connection: Any, _record: Any) -> None:
    # pysqlite then opens every transaction that writes with BEGIN IMMEDIATE: no deadlock on upgrading a lock.
    connection.isolation_level = "IMMEDIATE"
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    for line in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {line}")


def _upgrade(engine: sa.Engine) -> None:
    config = Config()
    # Alembic reads "%" as the start of a variable.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            # DDL opens no transaction in pysqlite; a killed migration must leave nothing half made.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        present = MigrationContext.configure(connection).get_current_revision()
        if present == newest:
            return
        logger().info("tables_upgrading", version=newest)
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise SettingsError(
                "The data folder was written by a newer Voice; start that version, or restore an older backup."
            ) from None
    logger().info("tables_upgraded", version=newest)


def _explained(refused: sa.exc.OperationalError) -> VoiceError:
    text = str(refused.orig)
    if "full" in text or "disk I/O" in text:
        return StorageFull("The disk that holds the data folder is full; make room and start again.")
    if "locked" in text:
        return SettingsError("Another process keeps the database locked; stop it and start again.")
    return SettingsError("The database cannot be opened; check that the data folder exists and may be written.")


def _in_our_words(context: sa.engine.ExceptionContext) -> VoiceError | None:
    """A full disk or an absent server is a VoiceError for whoever writes: the live call goes on unrecorded."""
    refused = context.sqlalchemy_exception
    if not isinstance(refused, sa.exc.OperationalError):
        return None
    if "full" in str(refused.orig) or "disk I/O" in str(refused.orig):
        return StorageFull("The disk that holds the data folder is full; make room, work goes on.")
    return StorageUnavailable("The database does not answer; Voice asks again.")
