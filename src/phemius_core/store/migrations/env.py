"""Entry point of Alembic, which gets a connection with an open transaction."""

from alembic import context

from phemius_core.store._tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
