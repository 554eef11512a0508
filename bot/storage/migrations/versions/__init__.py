"""The steps of the schema, one module each, executed by alembic alone."""
