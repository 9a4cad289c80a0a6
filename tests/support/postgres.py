"""A PostgreSQL database of its own for each test; the server is named by VOICE_TEST_POSTGRES."""

import os
import secrets

import pytest
import sqlalchemy as sa

SERVER = os.environ.get("VOICE_TEST_POSTGRES", "")
ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)


def fresh_url():
    """The address of an empty database; skips where no server is named."""
    if not SERVER:
        pytest.skip("VOICE_TEST_POSTGRES names no PostgreSQL server (tests/support/postgres.sh starts one)")
    name = f"voice_{secrets.token_hex(6)}"
    engine = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return sa.make_url(SERVER).set(database=name).render_as_string(hide_password=False)
