"""The revisions of the mirror's schema, in order, for Alembic.  Their configuration is in `ledger.store.schema`."""
