"""
The auditor's own JSON-RPC client.

It only asks.  Whatever goes wrong on the road is `Unavailable`: the audit then could not decide, which is neither
clean nor a finding.  What the answers are worth is `evidence`'s business.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import orjson

from ledger.errors import Unavailable
from ledger.tls import trusted

ATTEMPTS_MAX = 3
"""Tries of one request when the connection fails; a node that restarts is back within the waits between them."""

WAIT_SECONDS = 0.25
"""Before the second try; doubled before the third."""

REASON_MAX = 200
"""Characters of a node's own words that an error repeats."""

ANSWER_BYTES_MAX = 128 * 1024 * 1024
"""Longest answer that is read; the longest that an honest node gives to what is asked here is a few megabytes."""

UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, OverflowError)
"""What reading a malformed answer raises."""

Call = tuple[str, list[Any]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refusal:
    """The node answered a call with an error: the method is missing, the block is unknown, the state is pruned."""

    method: str
    message: str


def host_of(url: str) -> str:
    """Scheme, host and port of a URL: what a report may say of it, for the rest may hold credentials."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}"


def shown(api_key: str) -> dict[str, str]:
    """Return the headers that show an API key to the audited service; none without one."""
    return {"x-api-key": api_key} if api_key else {}


class Node:
    """One node, asked over HTTP.  Use as a context manager."""

    def __init__(self, url: str, timeout_seconds: float = 20.0) -> None:
        self.host = host_of(url)
        self._client = httpx.Client(
            base_url=url, verify=trusted(), timeout=timeout_seconds, headers={"accept": "application/json"}
        )

    def __enter__(self) -> Node:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(self, method: str, *params: Any) -> Any:
        """Ask one thing.  Raises `Unavailable` if the node says no, or nothing."""
        return self.ask_all([(method, list(params))])[0]

    def ask_all(self, calls: Sequence[Call]) -> list[Any]:
        """Ask many things at once; the answers are in the order of the calls.  Raises `Unavailable` as `ask` does."""
        answers = self.try_all(calls)
        for answer in answers:
            if isinstance(answer, Refusal):
                raise Unavailable(
                    "AuditNodeRefused", host=self.host, method=answer.method, reason=answer.message[:REASON_MAX]
                )
        return answers

    def try_all(self, calls: Sequence[Call]) -> list[Any]:
        """As `ask_all`, but what the node refuses is an answer too: a `Refusal`."""
        if not calls:
            return []
        body = [
            {"jsonrpc": "2.0", "id": index, "method": method, "params": params}
            for index, (method, params) in enumerate(calls)
        ]
        rows = self._post(body)
        if not isinstance(rows, list):
            raise self.unreadable(calls[0][0], "a batch was not answered with a list")
        answers: dict[Any, Any] = {row.get("id"): row for row in rows if isinstance(row, dict)}
        return [self._answer(method, answers.get(index)) for index, (method, _) in enumerate(calls)]

    def read(self, method: str, reader: Callable[[Any], T], value: Any) -> T:
        """Read an answer; what is malformed is the node's fault.  Raises `Unavailable`."""
        try:
            return reader(value)
        except UNREADABLE as broken:
            raise self.unreadable(method, repr(broken)) from broken

    def unreadable(self, method: str, reason: object) -> Unavailable:
        """The error for an answer that nobody can read."""
        return Unavailable("AuditNodeAnswer", host=self.host, method=method, reason=str(reason)[:REASON_MAX])

    def _answer(self, method: str, row: Any) -> Any:
        if not isinstance(row, dict) or ("result" not in row and "error" not in row):
            raise self.unreadable(method, "an answer is missing")
        error = row.get("error")
        if not error:
            return row.get("result")
        if not isinstance(error, dict):
            raise self.unreadable(method, error)
        return Refusal(method, str(error.get("message")))

    def _post(self, body: list[dict[str, Any]]) -> Any:
        method = str(body[0]["method"])
        for attempt in range(ATTEMPTS_MAX):
            try:
                return orjson.loads(self._read(method, body))
            except httpx.TransportError as broken:
                if attempt == ATTEMPTS_MAX - 1:
                    raise self._silent(method, broken) from broken
                time.sleep(WAIT_SECONDS * 2**attempt)
            except httpx.HTTPStatusError as refused:
                raise self._silent(method, f"HTTP {refused.response.status_code}") from refused
            except (ValueError, RecursionError, httpx.DecodingError) as broken:
                raise self.unreadable(method, "the answer is not JSON") from broken
        raise AssertionError("unreachable")

    def _read(self, method: str, body: list[dict[str, Any]]) -> bytes:
        content = bytearray()
        with self._client.stream("POST", "", json=body) as answer:
            answer.raise_for_status()
            for part in answer.iter_bytes():
                content += part
                if len(content) > ANSWER_BYTES_MAX:
                    raise self.unreadable(method, f"it is longer than {ANSWER_BYTES_MAX} bytes")
        return bytes(content)

    def _silent(self, method: str, reason: object) -> Unavailable:
        text = str(reason) or type(reason).__name__
        return Unavailable("AuditNodeSilent", host=self.host, method=method, reason=text[:REASON_MAX])
