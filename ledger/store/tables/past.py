"""
The twins: beside each table of facts, one of the same columns for what was.

A row of a twin was true from the end of its `since_block` until another took its place at `until_block`.  Both tables
together are the facts after any block (`queries.past`), and what undoes a block (`mirror`): no other journal is kept.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, UniqueConstraint

SINCE, UNTIL = "since_block", "until_block"


def past_of(table: Table) -> Table:
    """Return the twin of a table: its columns, the end, and every index of it."""
    number = BigInteger().with_variant(Integer(), "sqlite")
    columns = [
        Column(
            column.name,
            column.type,
            nullable=column.nullable,
            primary_key=column.primary_key or column.name == SINCE,
            autoincrement=False,
        )
        for column in table.columns
    ]
    twin = Table(f"{table.name}_past", table.metadata, *columns, Column(UNTIL, number, nullable=False, index=True))
    for names in _looked_up_by(table):
        Index(None, *(twin.c[name] for name in names))
    return twin


def _looked_up_by(table: Table) -> list[tuple[str, ...]]:
    """The columns of each index; what is unique now was not so in the course of time."""
    indices = [tuple(column.name for column in index.columns) for index in table.indexes]
    unique = [
        tuple(column.name for column in constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    return sorted(names for names in indices + unique if names != (SINCE,))
