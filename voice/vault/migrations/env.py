"""Alembic's entry: runs the changes on the connection handed in by `vault.database`."""

from typing import Any

from alembic import context

from voice.vault.tables import metadata


def ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave tables that are not ours (the workflow engine's) alone."""
    return kind != "table" or name in metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=ours,
    render_as_batch=True,
)
context.run_migrations()
