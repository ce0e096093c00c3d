"""What a question sends to a database, and how the database goes about it: its own plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session


@contextmanager
def statements(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """Give the list to which every statement of the session is added as it is sent."""
    sent: list[tuple[str, Any]] = []
    engine = session.get_bind().engine

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def plan_of(session: Session, ask: Callable[[], object]) -> list[str]:
    """Return the plans of all statements that a question sends."""
    connection = session.connection()
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    with statements(session) as sent:
        ask()
    rows = [row for statement, parts in sent for row in connection.exec_driver_sql(explain + statement, parts)]
    return [str(row[-1]) for row in rows]
