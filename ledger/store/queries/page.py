"""A part of a list, and where the next part begins: a place in the list, never a count of rows to skip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Page(Generic[T, P]):
    """`next` is to be given as `after` for the next page; none on the last."""

    items: tuple[T, ...]
    next: P | None
