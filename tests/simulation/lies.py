"""
Lies: an answer with one field changed, or with one part left out, doubled, or in another's place.

The answer itself stays as it is, since it is the node's own memory; a lie is a copy that shares what it can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

Path = tuple[str | int, ...]

MISSING = object()
"""In place of a value: the field is not there at all."""


@dataclass(frozen=True, slots=True)
class Lie:
    """What is told, and how it came to be, for whoever looks for the fault."""

    answer: Any
    path: Path
    how: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or 'the whole'}: {self.how}"


def paths(answer: Any, path: Path = ()) -> Iterator[Path]:
    """Return the way to each value in an answer, its own first."""
    yield path
    if isinstance(answer, dict):
        for name, value in answer.items():
            yield from paths(value, (*path, name))
    elif isinstance(answer, list):
        for place, value in enumerate(answer):
            yield from paths(value, (*path, place))


def at(answer: Any, path: Path) -> Any:
    """Return the value to which a path leads."""
    for step in path:
        answer = answer[step]
    return answer


def replaced(answer: Any, path: Path, value: Any) -> Any:
    """Return an answer that has another value at the end of `path`, or none there if it is `MISSING`."""
    if not path:
        return value if value is not MISSING else None
    step, rest = path[0], path[1:]
    copied = answer.copy()
    if rest or value is not MISSING:
        copied[step] = replaced(answer[step], rest, value)
    else:
        del copied[step]
    return copied


# ONE FIELD


def one_field(random: Random, answer: Any) -> Lie:
    """Return the answer with one value changed, wherever it is."""
    path = random.choice(list(paths(answer)))
    true = at(answer, path)
    while True:
        how, change = random.choice(CHANGES)
        told = change(random, true)
        if told is not true and (type(told) is not type(true) or told != true):
            shown = "nothing" if told is MISSING else f"{told!r:.80}"
            return Lie(replaced(answer, path, told), path, f"{how}: {true!r:.80} -> {shown}")


def _another_digit(random: Random, true: Any) -> Any:
    if not isinstance(true, str) or len(true) < 3:
        return true
    place = random.randrange(2, len(true))
    return true[:place] + random.choice("0123456789abcdef") + true[place + 1 :]


def _another_length(random: Random, true: Any) -> Any:
    if not isinstance(true, str):
        return true
    cut = random.choice((1, 2, 64))
    return random.choice((true[:-cut], true + "00", true + "0", true[:2] + "00" * 32 + true[2:], "0x", ""))


def _another_number(random: Random, true: Any) -> Any:
    if not isinstance(true, str):
        return true
    try:
        number = int(true, 16)
    except ValueError:
        return true
    return hex(random.choice((number + 1, max(0, number - 1), number << 8, number ^ 1 << random.randrange(40), 0)))


def _another_spelling(random: Random, true: Any) -> Any:
    if not isinstance(true, str):
        return true
    spelt = (true.upper(), f" {true}", f"{true}\n", true.replace("0x", "0X"), true.removeprefix("0x"))
    return random.choice((*spelt, "0x-1", "0x_1", f"0x{true}"))


def _another_type(random: Random, true: Any) -> Any:
    return random.choice((0, 1, -1, 2**70, 1.5, True, False, "", "0x", "0xzz", [], {}, [true], {"": true}, "null"))


CHANGES: tuple[tuple[str, Callable[[Random, Any], Any]], ...] = (
    ("another digit", _another_digit),
    ("another digit", _another_digit),
    ("another digit", _another_digit),
    ("another length", _another_length),
    ("another number", _another_number),
    ("another spelling", _another_spelling),
    ("another type", _another_type),
    ("null", lambda _, __: None),
    ("missing", lambda _, __: MISSING),
)


# ONE PART


def one_part(random: Random, answer: Any) -> Lie:
    """Return the answer with one list in it changed; or, where there is none that has anything, without anything."""
    lists = [path for path in paths(answer) if isinstance(at(answer, path), list) and at(answer, path)]
    if not lists:
        return Lie(None, (), "nothing")
    path = random.choice(lists)
    true = at(answer, path)
    how, change = random.choice(PARTS)
    return Lie(replaced(answer, path, change(random, true)), path, how)


def _swapped(random: Random, true: list[Any]) -> list[Any]:
    told = true.copy()
    one, other = random.randrange(len(told)), random.randrange(len(told))
    told[one], told[other] = told[other], told[one]
    return told


def _doubled(random: Random, true: list[Any]) -> list[Any]:
    place = random.randrange(len(true))
    return [*true[: place + 1], *true[place:]]


def _dropped(random: Random, true: list[Any]) -> list[Any]:
    place = random.randrange(len(true))
    return [*true[:place], *true[place + 1 :]]


PARTS: tuple[tuple[str, Callable[[Random, list[Any]], list[Any]]], ...] = (
    ("one dropped", _dropped),
    ("one doubled", _doubled),
    ("two swapped", _swapped),
    ("turned round", lambda _, true: true[::-1]),
    ("empty", lambda _, __: []),
    ("only the first half", lambda _, true: true[: len(true) // 2]),
)
