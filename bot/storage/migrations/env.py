"""What alembic executes to run the steps; the connection and its transaction are those of bot.storage.migrations."""

from alembic import context

from bot.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    version_table=context.config.attributes["version_table"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
