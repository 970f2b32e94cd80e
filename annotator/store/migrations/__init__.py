"""The history of the tables, as Alembic revisions; one per schema version."""
