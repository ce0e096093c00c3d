"""A part of a list, and where the next part begins: a place in the list, never a count of rows to skip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from ledger.domain.events import Position
from ledger.domain.facts import Fact
from ledger.store.facts import SHELVES

T = TypeVar("T")
P = TypeVar("P")
F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Page(Generic[T, P]):
    """`next` is to be given as `after` for the next page; none on the last."""

    items: tuple[T, ...]
    next: P | None


def by_position(
    session: Session, kind: type[F], condition: ColumnElement[bool], place: Position | None, limit: int, *, order: str
) -> Page[F, Position]:
    """Return the facts of a kind that fit a condition, behind `place` in the order of its field `order`, a position."""
    shelf = SHELVES[kind.KIND]
    places: tuple[Any, ...] = (shelf.table.c[f"{order}_block"], shelf.table.c[f"{order}_log"])
    wanted = select(shelf.table).where(condition)
    if place is not None:
        wanted = wanted.where(tuple_(*places) > (place.block, place.log))
    rows = session.execute(wanted.order_by(*places).limit(limit + 1)).mappings()
    found: list[F] = [shelf.fact_of(row) for row in rows]
    return Page(tuple(found[:limit]), getattr(found[limit - 1], order) if len(found) > limit else None)


def merged(pages: Iterable[Page[F, Position]], limit: int, *, order: str) -> Page[F, Position]:
    """Return the page of the facts of several pages that begin at the same place, each in the order of `order`."""
    parts = list(pages)
    found = sorted((item for part in parts for item in part.items), key=attrgetter(order))
    more = len(found) > limit or any(part.next is not None for part in parts)
    found = found[:limit]
    return Page(tuple(found), getattr(found[-1], order) if more else None)
