"""Migration environment: Alembic's entry point; `stores.tables.upgrade` passes the connection.

The transaction is the caller's, so a migration is applied whole or not at all.
"""

from alembic import context

from stores.tables.search_schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
