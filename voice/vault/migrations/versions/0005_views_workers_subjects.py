"""Saved views, workers' heartbeats, accounts that an OpenID provider vouches for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and the column."""
    op.create_table(
        "views",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_views"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_views_account_id"),
    )
    op.create_index("ix_views_account_id", "views", ["account_id"])
    op.create_table(
        "heartbeats",
        sa.Column("worker", sa.String(64), nullable=False),
        sa.Column("model", sa.String(128), nullable=False),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("beat_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("worker", name="pk_heartbeats"),
    )
    op.add_column("accounts", sa.Column("subject_sha256", sa.String(64)))
    op.create_index("ix_accounts_subject_sha256", "accounts", ["subject_sha256"], unique=True)
