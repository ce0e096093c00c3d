"""
A mirror in which somebody has changed cells, or added or deleted rows: the proof must name each, and nothing else.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import psycopg
from sqlalchemy import Table

from ledger.chain.reader import Reader
from ledger.config import Settings
from ledger.index import index_once
from ledger.proof import prove
from ledger.store.compare import OF_ITSELF, tables
from ledger.store.database import parse
from ledger.store.mirror import Mirror
from tests.simulation.chain import Chain, deployment_on
from tests.simulation.node import Node, SimulatedRpc
from tests.simulation.stores import SqliteStore, Store, compiled_once

BLOCKS = 30
PLANTED_MAX = 60
"""Tamperings of one mirror before it is proven: each may be two differences, and the proof names 200."""

Named = tuple[str, tuple[Any, ...], str, str | None]
"""Table, key, kind of difference and column."""


@dataclass(frozen=True, slots=True)
class Planted:
    """What was done, and the differences by which it must be named."""

    what: str
    named: frozenset[Named]


class Tampering:
    """One chain from a seed, its mirror in `store`, and what is planted in it, round after round."""

    def __init__(self, seed: int, store: Store, scratch: SqliteStore) -> None:
        self.happened: Counter[str] = Counter()
        self._seed = seed
        self._store = store
        self._scratch = scratch
        self._random = random = Random(seed)  # noqa: S311
        chain = Chain(random)
        chain.grow(BLOCKS)
        self._reader = Reader(SimulatedRpc(Node(chain, random), random), deployment_on(chain))  # type: ignore[arg-type]

    def round(self, count: int) -> None:
        """Plant so many, prove the mirror, and raise `AssertionError` if what is named is not what was planted."""
        self._store.renew()
        self._scratch.renew()
        settings = Settings()
        with compiled_once(), Mirror(self._store.url) as live, Mirror(self._scratch.url) as scratch:
            index_once(self._reader, live, settings)
            planted = self._plant(count)
            proof = prove(live, scratch, self._reader, settings, lambda *_: None)
            assert proof is not None
            told = {(each.table, tuple(each.key.values()), each.kind.value, each.column) for each in proof.differences}
        where = f"seed {self._seed}, {live.url.get_backend_name()}"
        for each in planted:
            assert each.named <= told, f"{where}: not named: {each.what}: {each.named - told}"
            self.happened[each.what.partition(" ")[0]] += 1
        rest = told - {named for each in planted for named in each.named}
        assert not rest, f"{where}: named without a cause: {sorted(rest, key=str)[:3]}"

    def _plant(self, count: int) -> list[Planted]:
        """Change so many rows, each only once."""
        with _Hand(self._store.url) as hand:
            places = [(table, row) for table in tables() for row in hand.rows(table)]
            taken = {(table.name, _key(table, row)) for table, row in places}
            self._random.shuffle(places)
            planted: list[Planted] = []
            for table, row in places:
                if len(planted) == count:
                    break
                done = self._tampered(hand, table, row, taken)
                if done is not None:
                    planted.append(done)
            return planted

    def _tampered(
        self, hand: _Hand, table: Table, row: tuple[Any, ...], taken: set[tuple[str, tuple[Any, ...]]]
    ) -> Planted | None:
        """Tamper with one row; none where the database does not let it happen.  `taken` are keys that rows had."""
        random, key = self._random, _key(table, row)
        chance = random.random()
        if chance < 0.1 and table.name != "cursor":
            hand.run(f"DELETE FROM {_name(table)} WHERE {hand.where(table)}", key)  # noqa: S608
            return Planted(f"deleted {table.name} {key}", frozenset({(table.name, key, "missing", None)}))
        columns = [place for place, column in enumerate(table.columns) if chance >= 0.2 or column.primary_key]
        place = random.choice(columns)
        column = list(table.columns)[place]
        told = _another(random, row[place], hand.is_strict)
        if told == row[place] or column.name in (OF_ITSELF.get(table.name) or ()):
            return None
        altered = (*row[:place], told, *row[place + 1 :])
        named: set[Named] = {(table.name, key, "changed", column.name)}
        if column.primary_key:
            moved = _key(table, altered)
            if (table.name, moved) in taken:
                return None
            taken.add((table.name, moved))
            named = {(table.name, key, "missing", None), (table.name, moved, "extra", None)}
        if chance < 0.2:
            marks = ", ".join([hand.mark] * len(row))
            what, done = "added", hand.run(f"INSERT INTO {_name(table)} VALUES ({marks})", altered)  # noqa: S608
            named = {each for each in named if each[2] == "extra"}
        else:
            change = f'UPDATE {_name(table)} SET "{column.name}" = {hand.mark} WHERE {hand.where(table)}'  # noqa: S608
            what, done = "changed", hand.run(change, (told, *key))
        told_as = f"{what} {table.name}.{column.name} of {key}: {row[place]!r} -> {told!r}"
        return Planted(told_as, frozenset(named)) if done else None


def _another(random: Random, value: Any, is_strict: bool) -> Any:
    """Return another value in the place of this one, of the same type where the database insists."""
    if value is None:
        return random.choice((1, 7)) if not is_strict else None
    if not is_strict and random.random() < 0.15:
        return random.choice((b"", b"\xff", "forged", 2**40, -1))
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return max(0, value + random.choice((1, -1, 2, 1_000)))
    if isinstance(value, bytes):
        place = random.randrange(len(value)) if value else 0
        return value[:place] + bytes([value[place] ^ 1 << random.randrange(8)]) + value[place + 1 :] if value else b"\1"
    place = random.randrange(len(value)) if value else 0
    return f"{value[:place]}~{value[place + 1 :]}"


def _key(table: Table, row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(value for column, value in zip(table.columns, row, strict=True) if column.primary_key)


def _name(table: Table) -> str:
    return f'"{table.name}"'


class _Hand:
    """A connection with which a database is written into, past everything of ours."""

    def __init__(self, url: str) -> None:
        parsed = parse(url)
        self.is_strict = parsed.get_backend_name() == "postgresql"
        self.mark = "%s" if self.is_strict else "?"
        if self.is_strict:
            plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
            self._connection: Any = psycopg.connect(plain, autocommit=True)
        else:
            self._connection = sqlite3.connect(str(parsed.database), isolation_level=None)

    def __enter__(self) -> _Hand:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def rows(self, table: Table) -> list[tuple[Any, ...]]:
        return list(self._connection.execute(f"SELECT * FROM {_name(table)}").fetchall())  # noqa: S608

    def where(self, table: Table) -> str:
        return " AND ".join(f'"{column.name}" = {self.mark}' for column in table.columns if column.primary_key)

    def run(self, statement: str, values: tuple[Any, ...]) -> bool:
        """Run a statement; say whether the database did it."""
        try:
            done = self._connection.execute(statement, values)
        except (sqlite3.Error, psycopg.Error):
            return False
        return bool(done.rowcount == 1)


def rounds(count: int) -> Iterator[int]:
    """Return how many are planted in each mirror, so that it is `count` in all."""
    while count > 0:
        yield min(count, PLANTED_MAX)
        count -= PLANTED_MAX
