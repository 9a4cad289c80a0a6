"""What rounds and sweeps look for is found by an index: calls without an end, entries of a kind."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    without_end = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_calls_without_end", "calls", ["started_at"], sqlite_where=without_end, postgresql_where=without_end
    )
    op.create_index("ix_ledger_kind", "ledger", ["kind"])
