"""The first tables, and the triggers that make the ledger append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table and guard the ledger."""
    _calls()
    _ledger()
    _vault()
    _endings()
    _guard("ledger")


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("carrier", sa.String(32), nullable=False),
        sa.Column("carrier_call_id", sa.String(64), nullable=False),
        sa.Column("line", sa.String(128), nullable=False),
        sa.Column("caller_ref", sa.String(64), nullable=False),
        sa.Column("direction", sa.String(16), nullable=False),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        sa.UniqueConstraint("carrier_call_id", name="uq_calls_carrier_call_id"),
    )
    op.create_index("ix_calls_started_at", "calls", ["started_at"])
    op.create_index("ix_calls_state", "calls", ["state"])
    op.create_table(
        "recordings",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("call_id", sa.String(64), nullable=False),
        sa.Column("carrier_recording_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("channels", sa.Integer, nullable=False),
        sa.Column("announced_ms", sa.Integer, nullable=False),
        sa.Column("duration_ms", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("started_at", sa.DateTime),
        sa.Column("roles", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recordings"),
        sa.UniqueConstraint("carrier_recording_id", name="uq_recordings_carrier_recording_id"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_recordings_call_id"),
    )
    op.create_index("ix_recordings_call_id", "recordings", ["call_id"])


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("sequence", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("call_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("previous_sha256", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_ledger"),
    )
    op.create_index("ix_ledger_call_id", "ledger", ["call_id"])
    head = op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_head"),
    )
    op.bulk_insert(head, [{"id": 1, "sequence": 0, "sha256": "0" * 64}])


def _vault() -> None:
    op.create_table(
        "vault_keys",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_vault_keys"),
    )
    op.create_table(
        "data_keys",
        sa.Column("call_id", sa.String(64), nullable=False),
        sa.Column("wrapped", sa.LargeBinary),
        sa.Column("destroyed_at", sa.DateTime),
        sa.PrimaryKeyConstraint("call_id", name="pk_data_keys"),
    )
    op.create_table(
        "objects",
        sa.Column("call_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("file", sa.String(64), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("call_id", "name", name="pk_objects"),
        sa.ForeignKeyConstraint(["call_id"], ["data_keys.call_id"], name="fk_objects_call_id"),
    )
    op.create_table(
        "deliveries",
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("sealed_answer", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_at", "deliveries", ["at"])


def _endings() -> None:
    op.create_table(
        "holds",
        sa.Column("call_id", sa.String(64), nullable=False),
        sa.Column("placed_at", sa.DateTime, nullable=False),
        sa.Column("reason", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("call_id", name="pk_holds"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_holds_call_id"),
    )
    op.create_table(
        "erasures",
        sa.Column("call_id", sa.String(64), nullable=False),
        sa.Column("trigger", sa.String(64), nullable=False),
        sa.Column("planned_at", sa.DateTime, nullable=False),
        sa.Column("artefacts", sa.Text, nullable=False),
        sa.Column("completed_at", sa.DateTime),
        sa.PrimaryKeyConstraint("call_id", name="pk_erasures"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_erasures_call_id"),
    )
    op.create_table(
        "reviews",
        sa.Column("call_id", sa.String(64), nullable=False),
        sa.Column("reasons", sa.String(256), nullable=False),
        sa.Column("queued_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("call_id", name="pk_reviews"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_reviews_call_id"),
    )
    op.create_index("ix_reviews_queued_at", "reviews", ["queued_at"])


def _guard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the {table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger AS "
        f"$$ BEGIN RAISE EXCEPTION 'the {table} is append-only'; END $$ LANGUAGE plpgsql"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
    )
