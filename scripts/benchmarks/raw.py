"""
The fastest way that we know without any meaning: big ranges fetched ahead, words cut out of the answer's text at fixed
places, and one bare table of them.

Nothing is checked, folded or kept as a fact; a log whose text is not as this node writes it would be read wrongly.  It
says how much of a mirror's time is meaning.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg

from ledger.chain.decode import CONTRACTS, abi, signature_of
from ledger.domain.keccak import keccak
from scripts.benchmarks import wire
from scripts.benchmarks.databases import ask, is_sqlite, open_sqlite
from scripts.benchmarks.task import Task, perform

AHEAD = 1
"""Answers fetched before they are wanted."""

ADDRESS = '{"address":"0x'
ADDRESS_DIGITS = 40
WORD_DIGITS = 64
TOPICS = '","topics":["0x'
NEXT_TOPIC = '","0x'
DATA = '"],"data":"0x'
TOPIC_PLACE = ADDRESS_DIGITS + len(TOPICS)


@dataclass(frozen=True, slots=True)
class Shape:
    """Where the words of an event stand in a log's text after the address begins, and where the rest goes on."""

    words: tuple[slice, ...]
    rest: int


def shapes() -> tuple[dict[str, Shape], int]:
    """Return the shape of each event by its first topic's digits, and the most words that one has."""
    found = {}
    for element in (each for contract in CONTRACTS for each in abi(contract) if each["type"] == "event"):
        indexed = sum(1 for each in element["inputs"] if each["indexed"])
        step = WORD_DIGITS + len(NEXT_TOPIC)
        topics = [TOPIC_PLACE + step * place for place in range(1 + indexed)]
        data = topics[-1] + WORD_DIGITS + len(DATA)
        words = [data + WORD_DIGITS * place for place in range(len(element["inputs"]) - indexed)]
        places = tuple(slice(place, place + WORD_DIGITS) for place in (*topics, *words))
        rest = data + WORD_DIGITS * len(words)
        found[keccak(signature_of(element).encode()).hex()] = Shape(places, rest)
    return found, max(len(shape.words) for shape in found.values())


def ahead(answers: Iterator[bytes]) -> Iterator[bytes]:
    """Give the answers as they come, the next being fetched meanwhile."""
    waiting: queue.Queue[bytes | None] = queue.Queue(AHEAD)

    def fetch() -> None:
        for each in answers:
            waiting.put(each)
        waiting.put(None)

    threading.Thread(target=fetch, daemon=True).start()
    while (body := waiting.get()) is not None:
        yield body


def work(task: Task) -> None:
    table, width = shapes()
    columns = "block BIGINT, log BIGINT, transaction BIGINT, time BIGINT, emitter BYTEA"
    columns += "".join(f", word{place} BYTEA" for place in range(width))
    answers = ahead(wire.logs(task.rpc_url, task.last))
    if is_sqlite(task.database_url):
        _to_sqlite(task.database_url, f"CREATE TABLE raw ({columns.replace('transaction', 'tx')})", table, answers)
        return
    with psycopg.connect(task.database_url) as opened, opened.cursor() as cursor:
        cursor.execute(f"CREATE TABLE raw ({columns})".encode())
        with cursor.copy("COPY raw FROM STDIN") as copy:
            blanks = ["\t\\N" * (width - place) for place in range(width + 1)]
            for body in answers:
                copy.write(_lines(body.decode(), table, blanks))


def _lines(text: str, table: dict[str, Shape], blanks: list[str]) -> str:
    """Return the logs of one answer as PostgreSQL's COPY reads them; digits stay digits."""
    lines = []
    for log in text.split(ADDRESS)[1:]:
        shape = table[log[TOPIC_PLACE : TOPIC_PLACE + WORD_DIGITS]]
        rest = log[shape.rest :].split('"', 25)
        lines.append(
            f"{int(rest[8], 16)}\t{int(rest[24], 16)}\t{int(rest[20], 16)}\t{int(rest[12], 16)}"
            f"\t\\\\x{log[:ADDRESS_DIGITS]}\t\\\\x"
            + "\t\\\\x".join([log[place] for place in shape.words])
            + blanks[len(shape.words)]
        )
    lines.append("")
    return "\n".join(lines)


def _to_sqlite(url: str, creation: str, table: dict[str, Shape], answers: Iterator[bytes]) -> None:
    width = creation.count("word")
    blanks = [[None] * (width - place) for place in range(width + 1)]
    with closing(open_sqlite(url)) as connection:
        connection.execute(creation)
        insertion = f"INSERT INTO raw VALUES ({','.join('?' * (5 + width))})"  # noqa: S608
        connection.execute("BEGIN IMMEDIATE")
        for body in answers:
            connection.executemany(insertion, _rows(body.decode(), table, blanks))
        connection.execute("COMMIT")


def _rows(text: str, table: dict[str, Shape], blanks: list[list[None]]) -> Iterator[list[Any]]:
    for log in text.split(ADDRESS)[1:]:
        shape = table[log[TOPIC_PLACE : TOPIC_PLACE + WORD_DIGITS]]
        rest = log[shape.rest :].split('"', 25)
        yield [
            int(rest[8], 16),
            int(rest[24], 16),
            int(rest[20], 16),
            int(rest[12], 16),
            bytes.fromhex(log[:ADDRESS_DIGITS]),
            *[bytes.fromhex(log[place]) for place in shape.words],
            *blanks[len(shape.words)],
        ]


def tally(task: Task) -> dict[str, Any]:
    return {"events": ask(task.database_url, "SELECT count(*) FROM raw")[0][0]}


if __name__ == "__main__":
    perform(work, tally)
