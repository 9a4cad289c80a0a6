"""Receipt codes: a keyed hash of each call's code, so that a code is found without reading every call."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and its index; it is filled when a code is first looked for."""
    op.add_column("calls", sa.Column("receipt_ref", sa.String(64)))
    op.create_index("ix_calls_receipt_ref", "calls", ["receipt_ref"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("ix_calls_receipt_ref", "calls")
    op.drop_column("calls", "receipt_ref")
