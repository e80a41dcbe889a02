"""Alembic's way in. It is handed a connection whose transaction is already open."""

from alembic import context

from phemius_core.store._tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
