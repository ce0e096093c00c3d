"""
One JSON-RPC connection to a node.

Three kinds of trouble are kept apart: the road is blocked (`Unavailable`, "NodeUnreachable": tried again, with limits),
the answer is no JSON-RPC answer to what was asked (`Unavailable`, "NodeAnswerInvalid": a wrong address or a broken
proxy, not tried again), and the node says no (`NodeRefused`: it understood, trying again changes nothing).  No message
carries more of the URL than scheme, host and port: user, path and query are where providers put their keys.
"""

from __future__ import annotations

import itertools
import json
import logging
import random
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, NoReturn, Self
from urllib.parse import urlsplit

import httpx
import orjson

from ledger.errors import LedgerError, Misconfigured, Unavailable
from ledger.tls import trusted

BATCH_MAX = 100
"""Calls in one request; Besu takes 1,024 by default, and a hundred already hides the round trip."""

ANSWER_BYTES_MAX = 128 * 1024 * 1024
"""Largest answer read; 2,000 blocks of batch issues stay below it, and a reader halves its range at it."""

ANSWER_TIMEOUTS_MAX = 6
"""An answer may take so many timeouts from its first byte to its last: a slow road, but no trickle without end."""

BACKOFF_SECONDS = 0.2
BACKOFF_SECONDS_MAX = 5.0

LATE_TRIES_MAX = 2
"""What was late twice is too much for the node, or the node is gone; it is better asked for less."""

LATE = "no answer in time"

_TOO_MUCH_REASONS = frozenset({LATE, "HTTP 413", "HTTP 504", "ReadError", "RemoteProtocolError"})
"""How the road breaks when an answer is too large for a node or a proxy; a dead node breaks it otherwise."""

_METHOD_MISSING = frozenset({-32601, -32004})
"""JSON-RPC's number for an unknown method, and EIP-1474's for one that is not supported."""

_ROAD_STATUSES = frozenset({408, 413, 425, 429, 500, 502, 503, 504})
_DENIED_STATUSES = frozenset({401, 403})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

# httpx logs whole URLs, with the keys that stand in them.
logging.getLogger("httpx").setLevel(logging.WARNING)

Call = tuple[str, Sequence[Any]]


class NodeRefused(LedgerError):
    """The node understood a call and refused it.  `number` and `data` are its error's, for the revert decoder."""

    status = 502

    def __init__(self, method: str, message: str, number: int = 0, data: Any = None) -> None:
        super().__init__("NodeRefused", method=method, message=message)
        self.number = number
        self.data = data

    @property
    def message(self) -> str:
        return str(self.facts["message"])

    @property
    def lacks_method(self) -> bool:
        """Whether the node does not know the method at all, whatever it is asked."""
        return self.number in _METHOD_MISSING


class Rpc:
    """
    Speaks to the node at `url`.  Safe for use by several threads; close it, or use it in a `with`.

    `bytes_read` counts the bytes of all answers, decompressed.  While `hurry` is set nothing is tried again: whoever
    wants to stop need not wait for a node that is gone.
    """

    def __init__(self, url: str, timeout_seconds: float = 20.0, retries_max: int = 4) -> None:
        """Raises `Misconfigured` if `url` is not an http(s) address."""
        self.shown = shown_url(url)
        self.bytes_read = 0
        self.hurry = threading.Event()
        self._retries_max = retries_max
        self._timeout_seconds = timeout_seconds
        self._url = url
        self._numbers = itertools.count(1)
        self._client = httpx.Client(
            verify=trusted(),
            timeout=timeout_seconds,
            trust_env=not is_loopback(url),
            headers={"content-type": "application/json", "accept": "application/json"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def call(self, method: str, params: Sequence[Any] = ()) -> Any:
        """Ask one thing.  Raises `Unavailable` or `NodeRefused` as the module's docstring says."""
        number = next(self._numbers)
        answer = self._post(_request(number, method, params), method)
        if not isinstance(answer, dict):
            self._invalid(method, "the answer is not an object")
        if "error" not in answer and answer.get("id") != number:
            self._invalid(method, f"the answer's id is {answer.get('id')!r}, not {number}")
        return self._result(answer, method)

    def batch(self, calls: Iterable[Call]) -> list[Any]:
        """
        Ask many things, in the fewest requests; the results are in the order of `calls`.

        Raises as `call` does, for the first call that fails.
        """
        results = []
        for answer in self.attempt(calls):
            if isinstance(answer, NodeRefused):
                raise answer
            results.append(answer)
        return results

    def attempt(self, calls: Iterable[Call]) -> list[Any]:
        """Ask many things as `batch` does, but give what the node refuses as a `NodeRefused` in its place."""
        results: list[Any] = []
        for group in _groups(calls):
            results += self._group(group)
        return results

    def _group(self, calls: Sequence[Call]) -> list[Any]:
        numbered = [(next(self._numbers), method, params) for method, params in calls]
        label = calls[0][0]
        answer = self._post([_request(*each) for each in numbered], label)
        if isinstance(answer, dict) and "error" in answer:
            self._result(answer, label)  # the node refuses the batch as a whole
        if not isinstance(answer, list) or len(answer) != len(numbered):
            self._invalid(label, f"a batch of {len(numbered)} calls has another number of answers")
        by_number = {each["id"]: each for each in answer if isinstance(each, dict) and isinstance(each.get("id"), int)}
        results: list[Any] = []
        for number, method, _ in numbered:
            if number not in by_number:
                self._invalid(method, f"no answer in the batch has the id {number}")
            try:
                results.append(self._result(by_number[number], method))
            except NodeRefused as refused:
                results.append(refused)
        return results

    def _result(self, answer: dict[str, Any], method: str) -> Any:
        error = answer.get("error")
        if error is not None:
            if not isinstance(error, dict):
                self._invalid(method, "its error is not an object")
            number = error.get("code")
            raise NodeRefused(
                method,
                " ".join(str(error.get("message", "")).split())[:500],
                number if isinstance(number, int) else 0,
                error.get("data"),
            )
        if "result" not in answer:
            self._invalid(method, "the answer has neither result nor error")
        return answer["result"]

    def _post(self, body: Any, method: str) -> Any:
        """Send with bounded retries: each wait is twice the last, a little uneven so that clients keep out of step."""
        content = json.dumps(body, separators=(",", ":")).encode()
        for attempt in itertools.count():
            try:
                return self._once(content, method)
            except _RoadFault as fault:
                wait = min(BACKOFF_SECONDS * 2**attempt, BACKOFF_SECONDS_MAX) * random.uniform(0.75, 1.25)  # noqa: S311
                wait = min(max(wait, fault.wait_seconds), BACKOFF_SECONDS_MAX)
                is_last = attempt >= self._retries_max or (str(fault) == LATE and attempt + 1 >= LATE_TRIES_MAX)
                if is_last or self.hurry.wait(wait):
                    raise Unavailable("NodeUnreachable", url=self.shown, reason=str(fault)) from None
        raise AssertionError("the loop ends by returning or raising")

    def _once(self, content: bytes, method: str) -> Any:
        try:
            with self._client.stream("POST", self._url, content=content) as answer:
                if answer.status_code in _DENIED_STATUSES:
                    raise Misconfigured("NodeAccessDenied", url=self.shown, status=answer.status_code)
                if answer.status_code in _ROAD_STATUSES:
                    raise _RoadFault(f"HTTP {answer.status_code}", _wait_asked(answer))
                body = self._read(answer, method)
        except httpx.ReadTimeout:
            raise _RoadFault(LATE) from None
        except httpx.TransportError as error:
            raise _RoadFault(type(error).__name__) from None
        except httpx.DecodingError:
            self._invalid(method, "a body that is not in the encoding that it claims")
        try:
            return orjson.loads(body)
        except ValueError:
            self._invalid(method, f"HTTP {answer.status_code} with a body that is not JSON")

    def _read(self, answer: httpx.Response, method: str) -> bytes:
        parts, length = [], 0
        end = time.monotonic() + ANSWER_TIMEOUTS_MAX * self._timeout_seconds
        for part in answer.iter_bytes():
            length += len(part)
            if time.monotonic() > end:
                raise _RoadFault(LATE)
            if length > ANSWER_BYTES_MAX:
                raise Unavailable("NodeAnswerTooLarge", url=self.shown, method=method, maximum=ANSWER_BYTES_MAX)
            parts.append(part)
        self.bytes_read += length
        return b"".join(parts)

    def _invalid(self, method: str, reason: str) -> NoReturn:
        raise Unavailable("NodeAnswerInvalid", url=self.shown, method=method, reason=reason)


class _RoadFault(Exception):
    """A fault of the road: worth another try, after `wait_seconds` if the other side asked for that."""

    def __init__(self, reason: str, wait_seconds: float = 0.0) -> None:
        super().__init__(reason)
        self.wait_seconds = wait_seconds


def shown_url(url: str) -> str:
    """Return what of `url` may stand in a message.  Raises `Misconfigured` if it is not an http(s) address."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise Misconfigured("NodeUrlInvalid") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Misconfigured("NodeUrlInvalid")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{port}"


def is_loopback(url: str) -> bool:
    """Say whether `url` is on this machine; a proxy that is named in the environment cannot reach it."""
    return urlsplit(url).hostname in _LOOPBACK


def quantity(value: Any) -> int:
    """Read a JSON-RPC quantity.  Raises `Unavailable` ("NodeAnswerInvalid") if it is none."""
    if isinstance(value, str) and value.startswith("0x") and value.isascii() and value.isalnum():  # no sign, no _
        try:
            return int(value, 16)
        except ValueError:
            pass
    raise Unavailable("NodeAnswerInvalid", url="the node", method="value", reason=f"{value!r:.80} is not a quantity")


def octets(value: Any, length: int | None = None) -> bytes:
    """Read JSON-RPC bytes, of `length` if given.  Raises `Unavailable` ("NodeAnswerInvalid") if they are none."""
    if isinstance(value, str) and value.startswith("0x"):
        try:
            read = bytes.fromhex(value[2:])
        except ValueError:
            read = None
        if read is not None and length in (None, len(read)):
            return read
    raise Unavailable(
        "NodeAnswerInvalid", url="the node", method="value", reason=f"{value!r:.80} is not {length or 'some'} bytes"
    )


def members(value: Any) -> Mapping[str, Any]:
    """Read a JSON-RPC object.  Raises `Unavailable` ("NodeAnswerInvalid") if it is none."""
    if isinstance(value, dict):
        return value
    raise Unavailable("NodeAnswerInvalid", url="the node", method="value", reason=f"{value!r:.80} is not an object")


def of_block(block: int, answer: Any) -> Any:
    """
    Return a result that belongs to a block and must be there.

    Raises `Unavailable` if it is not ("BlockMissing"), or if the node refuses it for now ("BlockRefused"), as it does
    before it has a block in all its tables; `NodeRefused` if it does not know the method.
    """
    if answer is None:
        raise Unavailable("BlockMissing", block=block)
    if isinstance(answer, NodeRefused):
        if answer.lacks_method:
            raise answer
        raise Unavailable("BlockRefused", block=block, message=answer.message) from answer
    return answer


def is_too_much(error: LedgerError) -> bool:
    """Say whether a node that raised this error may answer if it is asked for less."""
    if error.code == "NodeUnreachable":
        return error.facts["reason"] in _TOO_MUCH_REASONS
    return isinstance(error, NodeRefused) or error.code in {"NodeAnswerTooLarge", "BlockRefused"}


def to_hex(value: bytes | int) -> str:
    """Write bytes or a quantity as JSON-RPC has them."""
    return hex(value) if isinstance(value, int) else "0x" + value.hex()


def _request(number: int, method: str, params: Sequence[Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": list(params)}


def _groups(calls: Iterable[Call]) -> Iterable[Sequence[Call]]:
    rest = iter(calls)
    while group := tuple(itertools.islice(rest, BATCH_MAX)):
        yield group


def _wait_asked(answer: httpx.Response) -> float:
    asked = answer.headers.get("retry-after", "")
    return float(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0.0
