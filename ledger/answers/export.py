"""
All answers as an auditor gets them: NDJSON, which is whole by itself.

The first line says of which log, by which keys and up to which checkpoint; then each answer as it was given, in the
order of the leaves.  The checkpoint holds number and order of all of them, so that nothing else need vouch for either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.answers import proving
from ledger.answers.jws import written
from ledger.answers.keys import Keys
from ledger.store.service import answers as store
from ledger.store.service.answers import AnswerRow, ServiceSession

SCHEMA = "datadeed/answers/1"


def opening(session: ServiceSession, keys: Keys, origin: str, size: int) -> str:
    """Return the first line of the log of `size`; the checkpoint is null while the log is empty."""
    note = str(proving.checkpoint(session, size)) if size else None
    return written({"schema": SCHEMA, "origin": origin, **keys.published(), "checkpoint": note}).decode()


def line(row: AnswerRow) -> str:
    """Return the line of one answer: its number and its compact JWS."""
    return written({"number": row.number, "answer": row.jws}).decode()


def lines(session: ServiceSession, size: int, at_a_time: int) -> Iterator[str]:
    """Return the lines of the first `size` answers, read so many at a time."""
    last = 0
    while last < size and (rows := _part(session, last, size, at_a_time)):
        yield from map(line, rows)
        last = rows[-1].number


def _part(session: ServiceSession, last: int, size: int, at_a_time: int) -> Sequence[AnswerRow]:
    return [row for row in store.answers_after(session, last, at_a_time) if row.number <= size]
