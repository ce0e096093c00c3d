"""Write the next revision: `python -m ledger.store.migrations "What it is for"`.  Read it before you commit it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from ledger.store import schema


def main(message: str) -> None:
    """Bring an empty database to the last revision, and write the difference between it and `tables`."""
    number = f"{len(schema.revisions()) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'empty.sqlite'}")
        with engine.begin() as connection:
            if schema.revisions():
                schema.upgrade(connection)
            config = schema.configuration(connection)
            command.revision(config, message, autogenerate=True, rev_id=number)
        engine.dispose()


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "Change the schema")
