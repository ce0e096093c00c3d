"""
Chance for the walk: one number from Hypothesis and the step's own make all choices of the step.

So a step is cheap and repeatable, and a number that comes twice, as Hypothesis likes it, does not choose the same
twice.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Choices that follow from two numbers."""

    def __init__(self, number: int, step: int) -> None:
        self._random = random.Random(f"{number} at {step}")  # noqa: S311

    def pick(self, values: Sequence[T]) -> T:
        return self._random.choice(values)

    def weighed(self, values: Mapping[T, int]) -> T:
        return self._random.choices(list(values), list(values.values()))[0]

    def some(self, values: Sequence[T], count: int) -> list[T]:
        return self._random.sample(values, count)

    def chance(self, percent: int) -> bool:
        return self._random.randrange(100) < percent

    def number(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def bent(self, *ways: str, percent: int = 40) -> str:
        """Return one of the ways to go wrong in so many of a hundred cases, and else nothing."""
        return self.pick(ways) if ways and self.chance(percent) else ""
