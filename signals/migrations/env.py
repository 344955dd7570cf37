"""Alembic's entry: runs inside the transaction that `signals.database.migrate` opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], target_metadata=None)
context.run_migrations()
