"""Run migrations on the connection that `annotator.store.migrate` hands over, within its transaction."""

from __future__ import annotations

from alembic import context

from annotator.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
