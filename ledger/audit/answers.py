"""
The numbered answers that the service gave: from the service itself, or a file of `deed answers export`.

NDJSON: a first line with the log's origin, its keys (RFC 7517) and its checkpoint; then each answer as a compact JWS
with its number.  They are read as a stream, once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx

from ledger.audit.node import host_of, shown
from ledger.audit.note import Checkpoint, read_checkpoint
from ledger.audit.token import TOKEN_CHARACTERS_MAX, public_keys
from ledger.errors import Misconfigured, Unavailable
from ledger.tls import trusted

SCHEMA = "datadeed/answers/1"

ANSWERS_MAX = 500
"""Answers asked of the service at a time: some megabytes, and the most that it gives."""

LINE_BYTES_MAX = TOKEN_CHARACTERS_MAX + 1_024
"""Longest line: an answer with its number."""

PAGE_BYTES_MAX = 67_108_864
"""Longest page of answers that is read from a service; five hundred have about six megabytes."""

MALFORMED = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)
"""What reading a malformed answer raises."""

EXCERPT = 80
"""Characters of a line that a finding repeats."""


class AnswersBroken(Exception):
    """The answers are not whole, or none: what there should be, and what there was."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(expected, found)
        self.expected = expected
        self.found = found


@dataclass(frozen=True, slots=True)
class Opening:
    """Of which log, with which keys by their thumbprints, and what is published of each; none was given without."""

    origin: str
    keys: Mapping[str, bytes]
    published: Mapping[str, Mapping[str, Any]]
    checkpoint: Checkpoint | None


class Exported:
    """Answers in a file."""

    def __init__(self, file: Path) -> None:
        if not file.is_file():
            raise Misconfigured("AuditSourceMissing", source=str(file))
        self.name = "file"
        self._file: IO[bytes] = file.open("rb")

    def opening(self) -> Opening:
        """Read the first line.  Raises `AnswersBroken`."""
        record = _record(self._file.readline(LINE_BYTES_MAX))
        if record.get("schema") != SCHEMA:
            raise AnswersBroken(SCHEMA, str(record.get("schema"))[:EXCERPT])
        return _opening(record)

    def answers(self) -> Iterator[tuple[int, str]]:
        """Yield number and token of every answer, also of those beyond the checkpoint.  Raises `AnswersBroken`."""
        for line in iter(lambda: self._file.readline(LINE_BYTES_MAX), b""):
            yield _answer(_record(line))

    def close(self) -> None:
        self._file.close()


class Published:
    """Answers behind GET /v1/log/answers, for who shows a key with the scope `supervise`."""

    def __init__(self, url: str, timeout_seconds: float, api_key: str = "") -> None:
        self.name = host_of(url)
        self._client = httpx.Client(
            base_url=url.rstrip("/"), verify=trusted(), timeout=timeout_seconds, headers=shown(api_key)
        )
        self._size = 0

    def opening(self) -> Opening:
        """Fetch checkpoint and keys, in this order: a key is published before it signs.  Raises as `answers` does."""
        note = self._ask("/v1/log/checkpoint", absent=(httpx.codes.NOT_FOUND,))
        keys = _record(self._ask("/.well-known/jwks.json") or b"")
        text = note.decode("utf-8", "replace") if note else None
        opening = _opening({**keys, "origin": None, "checkpoint": text})
        self._size = opening.checkpoint.size if opening.checkpoint else 0
        return opening

    def answers(self) -> Iterator[tuple[int, str]]:
        """
        Yield number and token of the answers up to the checkpoint that was fetched.

        Raises `Unavailable` if the service does not answer, `AnswersBroken` for what is no answer.
        """
        last, more = 0, True
        while last < self._size and more:
            asked = f"/v1/log/answers?after={last}&limit={min(ANSWERS_MAX, self._size - last)}"
            *lines, end = (self._ask(asked) or b"").splitlines() or [b""]
            for line in lines:
                number, token = _answer(_record(line))
                yield number, token
            before, last, more = last, _count(_record(end).get("after")), bool(lines)
            if more and last <= before:
                raise AnswersBroken(f"answers after {before}", f"answers after {last}")

    def close(self) -> None:
        self._client.close()

    def _ask(self, path: str, absent: tuple[int, ...] = ()) -> bytes | None:
        content = bytearray()
        try:
            with self._client.stream("GET", path) as answer:
                for part in answer.iter_bytes():
                    content += part
                    if len(content) > PAGE_BYTES_MAX:
                        raise self._silent(f"> {PAGE_BYTES_MAX} bytes")
        except httpx.HTTPError as broken:
            raise self._silent(str(broken) or type(broken).__name__) from broken
        if answer.status_code in absent:
            return None
        if answer.status_code != httpx.codes.OK:
            raise self._silent(f"HTTP {answer.status_code}")
        return bytes(content)

    def _silent(self, reason: str) -> Unavailable:
        return Unavailable("AuditSourceSilent", source=self.name, reason=reason)


Answers = Exported | Published


def answers_at(source: str, timeout_seconds: float, api_key: str = "") -> Answers:
    """The answers behind a URL or in a file.  Raises `Misconfigured` if there is no such file."""
    if source.startswith(("http://", "https://")):
        return Published(source, timeout_seconds, api_key)
    return Exported(Path(source))


def _opening(record: Mapping[str, Any]) -> Opening:
    try:
        note, published = record["checkpoint"], record["keys"]
        keys = public_keys(published)
        checkpoint = read_checkpoint(note) if note is not None else None
        origin = record["origin"] if record["origin"] is not None else checkpoint.origin if checkpoint else ""
        return Opening(str(origin), keys, {str(each["kid"]): each for each in published}, checkpoint)
    except MALFORMED as broken:
        raise AnswersBroken("origin, keys and checkpoint", repr(broken)[:EXCERPT]) from None


def _answer(record: Mapping[str, Any]) -> tuple[int, str]:
    token = record.get("answer")
    if not isinstance(token, str):
        raise AnswersBroken("an answer", str(token)[:EXCERPT])
    return _count(record.get("number")), token


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise AnswersBroken("a number", str(value)[:EXCERPT])
    return value


def _record(line: bytes) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise AnswersBroken("a JSON object", repr(line[:EXCERPT])) from None
    if not isinstance(record, dict):
        raise AnswersBroken("a JSON object", repr(line[:EXCERPT]))
    return record
