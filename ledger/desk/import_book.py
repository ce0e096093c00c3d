"""
What an import has planned and what became of it, kept before anything is sent: one small SQLite file an import.

Plans are for ever, and are what makes an import go on after a kill without a duplicate or a loss.  What is wrong with
rows, and which data and numbers were seen in the file, is found anew in each run and stands in temporary tables, which
spill to disk: memory does not grow with the file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.errors import InvalidInput, LedgerError, Unavailable

_SCHEMA = """
CREATE TABLE IF NOT EXISTS batches (
    batch INTEGER PRIMARY KEY,
    plan  TEXT NOT NULL,           -- act, deadline, rows, certificates: the same bytes again
    hash  BLOB,                    -- of the transaction that is in a block
    block INTEGER
);
CREATE TABLE IF NOT EXISTS planned (line INTEGER PRIMARY KEY, batch INTEGER NOT NULL) WITHOUT ROWID;
CREATE TEMPORARY TABLE seen (what TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID;
CREATE TEMPORARY TABLE faults (line INTEGER NOT NULL, field TEXT, code TEXT NOT NULL, zh TEXT NOT NULL, en TEXT);
CREATE INDEX temp.faults_by_line ON faults (line);
"""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with one row, in both languages."""

    row: int
    field: str | None
    code: str
    zh: str
    en: str

    def say(self, locale: str) -> str:
        return self.zh if locale == "zh" else self.en


class ImportBook:
    """The book of one import; held by one process at a time."""

    def __init__(self, file: Path) -> None:
        """Raises `Unavailable` ImportRunning if another process has it, ImportBookUnusable if it is no book."""
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._told():
            self._db = sqlite3.connect(file, timeout=1.0, isolation_level=None)
        try:
            with self._told():
                for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"):
                    self._db.execute(f"PRAGMA {pragma}")
                self._db.executescript(f"BEGIN EXCLUSIVE; {_SCHEMA} COMMIT;")
        except Unavailable:
            self._db.close()
            raise

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = "ImportRunning" if "locked" in str(error) else "ImportBookUnusable"
            raise Unavailable(code, file=str(self._file), reason=str(error)) from None

    # PLANS

    def plan(self, plans: Sequence[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
        """Keep the plans of batches, on disk when this returns; return each with its number."""
        kept = []
        with self._told():
            self._db.execute("BEGIN")
            for plan in plans:
                batch = self._db.execute("INSERT INTO batches (plan) VALUES (?)", (json.dumps(plan),)).lastrowid
                assert batch is not None, "SQLite numbers a new row"
                rows = [(row, batch) for row in plan["rows"]]
                self._db.executemany("INSERT INTO planned (line, batch) VALUES (?, ?)", rows)
                kept.append((batch, plan))
            self._db.execute("COMMIT")
        return kept

    def plans(self) -> Iterator[tuple[int, dict[str, Any], bytes | None, int]]:
        """Return the batches in their order: number, plan, and transaction and block of those that are done."""
        last = 0
        while True:
            query = "SELECT batch, plan, hash, block FROM batches WHERE batch > ? ORDER BY batch LIMIT 1"
            with self._told():
                found = self._db.execute(query, (last,)).fetchone()
            if found is None:
                return
            last = found[0]
            yield found[0], json.loads(found[1]), found[2], found[3] or 0

    def done(self, batches: Sequence[tuple[int, bytes, int]]) -> None:
        """Note that batches are in blocks: the number of each, its transaction and its block."""
        with self._told():
            self._db.execute("BEGIN")
            values = [(hash_, block, batch) for batch, hash_, block in batches]
            self._db.executemany("UPDATE batches SET hash = ?, block = ? WHERE batch = ?", values)
            self._db.execute("COMMIT")

    def drop(self, batch: int) -> None:
        """Forget a batch that a contract refused: nothing of it was done."""
        with self._told():
            self._db.execute("BEGIN")
            self._db.execute("DELETE FROM planned WHERE batch = ?", (batch,))
            self._db.execute("DELETE FROM batches WHERE batch = ?", (batch,))
            self._db.execute("COMMIT")

    def planned(self, first: int, last: int) -> set[int]:
        """Return the rows from `first` to `last` that are planned."""
        with self._told():
            found = self._db.execute("SELECT line FROM planned WHERE line BETWEEN ? AND ?", (first, last)).fetchall()
        return {line for (line,) in found}

    def registered(self) -> int:
        """Return how many rows are on the chain."""
        return self._one("SELECT count(*) FROM planned JOIN batches USING (batch) WHERE hash IS NOT NULL")

    # WHAT A RUN FINDS

    def begin(self) -> None:
        """Forget what was found in an earlier pass."""
        with self._told():
            self._db.execute("DELETE FROM seen")
            self._db.execute("DELETE FROM faults")

    def first_with(self, what: str, row: int) -> int:
        """Return the first row that has this, which may be `row` itself."""
        return self._one(
            "INSERT INTO seen VALUES (?, ?) ON CONFLICT (what) DO UPDATE SET line = line RETURNING line", what, row
        )

    def remark(self, row: int, error: LedgerError) -> None:
        """Note what is wrong with a row."""
        field = error.field if isinstance(error, InvalidInput) else None
        values = (row, field, error.code, error.explain("zh"), error.explain("en"))
        with self._told():
            self._db.execute("INSERT INTO faults VALUES (?, ?, ?, ?, ?)", values)

    def remarks(self, most: int = -1, row: int | None = None) -> list[Remark]:
        """Return what is wrong with all rows, in their order, or with one; no more than `most`, if not negative."""
        where, values = ("", (most,)) if row is None else ("WHERE line = ?", (row, most))
        with self._told():
            query = f"SELECT * FROM faults {where} ORDER BY line, rowid LIMIT ?"  # noqa: S608 - ours
            found = self._db.execute(query, values).fetchall()
        return [Remark(*each) for each in found]

    def faults(self) -> tuple[int, int]:
        """Return how many rows are faulty, and how many faults they have."""
        return self._one("SELECT count(DISTINCT line) FROM faults"), self._one("SELECT count(*) FROM faults")

    def _one(self, query: str, *values: object) -> int:
        with self._told():
            return int(self._db.execute(query, values).fetchone()[0])
