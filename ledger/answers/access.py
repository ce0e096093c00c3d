"""
The access log: who asked what, for which purpose, with whose consent; one line of canonical JSON for each answer.

Each line names the SHA-256 of the line before it, and the digest of the answer that was given.  Whoever keeps one line
has all before it: none can be changed, left out or put in between without its digest being another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from ledger.answers.jws import written
from ledger.store.service.answers import AnswerRow

FIRST = bytes(32)
"""What the first line names as the one before it."""


def fields(row: AnswerRow, answer: bytes) -> dict[str, Any]:
    """Return what a line says of an answer, `answer` being the SHA-256 of its JWS; all but the line before."""
    return {
        "number": row.number,
        "at": row.at,
        "client": row.client,
        "participant": row.participant,
        "purpose": row.purpose,
        "basis": row.basis,
        "certificate": "0x" + row.certificate.hex() if row.certificate is not None else None,
        "request": "0x" + row.request_digest.hex(),
        "answer": "0x" + answer.hex(),
    }


def line(said: Mapping[str, Any], previous: bytes) -> tuple[str, bytes]:
    """Return a line and its digest."""
    text = written({**said, "previous": "0x" + previous.hex()})
    return text.decode(), hashlib.sha256(text).digest()


def read(text: str) -> dict[str, Any]:
    """Return the members of a line; none of them if it is no object of JSON."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def broken(lines: Iterable[str], number: int = 1, previous: bytes | None = FIRST) -> Iterator[int]:
    """
    Return the numbers of the lines at which the chain of an export breaks; the first is line `number`.

    An export from the middle begins where it begins: its `previous` is none, and the first line's is believed.
    """
    for at, text in enumerate(lines, number):
        found = read(text)
        is_next = previous is None or found.get("previous") == "0x" + previous.hex()
        if found.get("number") != at or not is_next or written(found).decode() != text:
            yield at
        previous = hashlib.sha256(text.encode()).digest()
