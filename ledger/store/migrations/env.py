"""What Alembic runs: the revisions, in the transaction of the connection that `ledger.store.schema` gives it."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import BigInteger, TypeDecorator

from ledger.store.tables import Base


def _render(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our column types as what the database has, so that an old revision never needs today's program."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{type(item.impl).__name__}()"
    if kind == "type" and isinstance(item, BigInteger):
        return "NUMBER"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
