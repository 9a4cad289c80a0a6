"""Every table of ours: ids, times, codes, hashes and ciphertext; no column holds personal data.

The caller's number exists only as a keyed hash; answers to webhooks and keys rest sealed.
Migrations make these tables (voice/vault/migrations); a test compares the two.
"""

from datetime import UTC, datetime

import sqlalchemy as sa

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Utc(sa.types.TypeDecorator[datetime]):
    """A moment in UTC: stored without zone (SQLite knows none), handed back aware."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


metadata = sa.MetaData(naming_convention=NAMES)

calls = sa.Table(
    "calls",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("carrier", sa.String(32), nullable=False),
    sa.Column("carrier_call_id", sa.String(64), nullable=False, unique=True),
    sa.Column("line", sa.String(128), nullable=False),
    sa.Column("caller_ref", sa.String(64), nullable=False),
    sa.Column("direction", sa.String(16), nullable=False),
    sa.Column("started_at", Utc, nullable=False, index=True),
    sa.Column("state", sa.String(32), nullable=False, index=True),
    sa.Column("reason", sa.String(64), nullable=False),
    sa.Column("ended_at", Utc),
    # A keyed hash of the receipt code, written when a code is first looked for: without the key it names no call.
    sa.Column("receipt_ref", sa.String(64), index=True),
    sa.Index(
        "ix_calls_without_end",
        "started_at",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
)

recordings = sa.Table(
    "recordings",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("call_id", sa.String(64), sa.ForeignKey("calls.id"), nullable=False, index=True),
    sa.Column("carrier_recording_id", sa.String(64), nullable=False, unique=True),
    sa.Column("state", sa.String(32), nullable=False),
    sa.Column("source", sa.String(64), nullable=False),
    sa.Column("channels", sa.Integer, nullable=False),
    sa.Column("announced_ms", sa.Integer, nullable=False),
    sa.Column("duration_ms", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("reason", sa.String(64), nullable=False),
    sa.Column("started_at", Utc),
    sa.Column("roles", sa.String(128), nullable=False),
)

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("call_id", sa.String(64), nullable=False, index=True),
    sa.Column("kind", sa.String(64), nullable=False, index=True),
    sa.Column("at", Utc, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("previous_sha256", sa.String(64), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("signature", sa.String(128), nullable=False),
)

# The newest entry, named apart: entries cut off at the end are missed by nobody else.
ledger_head = sa.Table(
    "ledger_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
)

vault_keys = sa.Table(
    "vault_keys",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)

# A destroyed call keeps its row without a key: what is destroyed stays destroyed.
data_keys = sa.Table(
    "data_keys",
    metadata,
    sa.Column("call_id", sa.String(64), primary_key=True),
    sa.Column("wrapped", sa.LargeBinary),
    sa.Column("destroyed_at", Utc),
)

objects = sa.Table(
    "objects",
    metadata,
    sa.Column("call_id", sa.String(64), sa.ForeignKey("data_keys.call_id"), primary_key=True),
    sa.Column("name", sa.String(128), primary_key=True),
    sa.Column("file", sa.String(64), nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("token_sha256", sa.String(64), primary_key=True),
    sa.Column("sealed_answer", sa.LargeBinary, nullable=False),
    sa.Column("at", Utc, nullable=False, index=True),
)

holds = sa.Table(
    "holds",
    metadata,
    sa.Column("call_id", sa.String(64), sa.ForeignKey("calls.id"), primary_key=True),
    sa.Column("placed_at", Utc, nullable=False),
    sa.Column("reason", sa.String(128), nullable=False),
)

# An erasure is written down before anything is destroyed, so that a killed process is not the end of it.
erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column("call_id", sa.String(64), sa.ForeignKey("calls.id"), primary_key=True),
    sa.Column("trigger", sa.String(64), nullable=False),
    sa.Column("planned_at", Utc, nullable=False),
    sa.Column("artefacts", sa.Text, nullable=False),
    sa.Column("completed_at", Utc),
)

reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("call_id", sa.String(64), sa.ForeignKey("calls.id"), primary_key=True),
    sa.Column("reasons", sa.String(256), nullable=False),
    sa.Column("queued_at", Utc, nullable=False, index=True),
)

# A worker that is alive writes here every half minute.
heartbeats = sa.Table(
    "heartbeats",
    metadata,
    sa.Column("worker", sa.String(64), primary_key=True),
    sa.Column("model", sa.String(128), nullable=False),
    sa.Column("started_at", Utc, nullable=False),
    sa.Column("beat_at", Utc, nullable=False),
)
