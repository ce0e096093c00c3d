"""The client itself: verify, answer, portfolio, credential, watch."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self

from ledger.client.answers import Answer, Line, Portfolio, Told
from ledger.client.problems import AnswerRefused, Unreachable, problem_of
from ledger.client.road import Road
from ledger.client.signed import Asked, Operator, body_of, portfolio, verification

TIMEOUT_SECONDS = 30.0
"""How long to wait for an answer: the service itself gives up a little earlier."""

RETRIES_MAX = 4
"""How often a request is sent again when the service is away or has had too many."""

QUIET_SECONDS = 45.0
"""A stream without a sign of life for so long is dead; the service gives one every fifteen seconds."""

_JSON = {"Content-Type": "application/json"}


class Client:
    """
    A client of one service; use it in a `with`, or `close` it.

    Credentials are an `api_key`, or `client_id` and `client_secret`, from which tokens are got and renewed; without any
    the public asks.  `answer_keys` are the thumbprints of the operator's keys that are believed: pin them, for what the
    service publishes proves only that it agrees with itself.  One client may be used by several threads.
    """

    def __init__(
        self,
        url: str,
        *,
        api_key: str = "",
        client_id: str = "",
        client_secret: str = "",
        answer_keys: Collection[str] = (),
        timeout_seconds: float = TIMEOUT_SECONDS,
        retries_max: int = RETRIES_MAX,
    ) -> None:
        given = {"api_key": api_key} if api_key else {"client_id": client_id, "client_secret": client_secret}
        self._road = Road(url, given if api_key or client_id else {}, timeout_seconds, retries_max)
        self._pinned = frozenset(answer_keys)
        self._keys: Mapping[str, Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._road.close()

    # QUESTIONS

    def verify(self, purpose: str, *, idempotency_key: str | None = None, **asked: Any) -> Answer:
        """
        Ask whether a certificate may be relied on for a purpose, and return the answer, checked.

        `asked` is the question's members as the service describes them, in its words: `number`, `id`, `qr` or
        `documentDigest`, `holder`, `loan`, `equity`, `basis`, `asOf`, `asOfBlock`; sums are in fen.  A nonce is drawn
        for each question.  Under the same `idempotency_key` and nonce the same question gets the same answer.

        Raises the `Problem` of its kind; `AnswerRefused` if the answer does not hold.
        """
        is_known = self._road.is_known
        nonce = asked.pop("nonce", None) or (secrets.token_hex(16) if is_known else None)
        body = body_of({"purpose": purpose, "nonce": nonce, **asked})
        headers = {"Idempotency-Key": idempotency_key or secrets.token_hex(16)} if is_known else {}
        said = self._road.send("POST", "/v1/verifications", content=body, headers={**_JSON, **headers}).json()
        return self._checked(said, Asked(body, nonce))

    def answer(self, number: int) -> Answer:
        """Return an answer that was given before, checked; only to those entitled.  Raises as `verify` does."""
        return self._checked(self._road.send("GET", f"/v1/verifications/{number}").json(), None)

    def portfolio(self, purpose: str, items: Iterable[str | Mapping[str, Any]], **asked: Any) -> Portfolio:
        """
        Ask about many certificates at once, each by its number or as the service describes an item.

        Nothing is returned before the one signature over all lines holds.  Raises as `verify` does.
        """
        each = [{"number": item} if isinstance(item, str) else dict(item) for item in items]
        nonce = asked.pop("nonce", None) or secrets.token_hex(16)
        body = body_of({"purpose": purpose, "nonce": nonce, "items": each, **asked})
        answer = self._road.send("POST", "/v1/portfolios", content=body, headers=_JSON)
        _, *lines, last = [line for line in answer.content.split(b"\n") if line]
        closing = json.loads(last)
        if "problem" in closing:
            raise problem_of(int(closing["problem"]["status"]), closing["problem"])
        payload = portfolio(lines, closing, self._operator(closing["answer"]), Asked(body, nonce))
        return Portfolio.of(payload, [Line.of(json.loads(line)) for line in lines], closing)

    def credential(self, name: str) -> str:
        """Return a new credential of a certificate's document, every field disclosed, for those entitled."""
        return self._road.send("GET", f"/v1/certificates/{name}/credential").text

    # WATCHING

    def watch(self, certificates: Iterable[str] = (), after: str | None = None) -> Iterator[Told]:
        """
        Tell events as they are mirrored, from now on or from behind `after`, a `place` that was told: for ever.

        A stream that ends, or breaks, is opened again behind the last place: none is missed, none told twice.  Raises
        the `Problem` of its kind; `Unreachable` if it breaks so often in a row, as a request is tried again.
        """
        place, broken = after, 0
        params = [("certificate", name) for name in certificates]
        while True:
            headers = {"Last-Event-ID": place} if place is not None else {}
            try:
                with self._road.stream("/v1/stream", params, headers, QUIET_SECONDS) as answer:
                    for kind, at, data in _events(answer.iter_lines()):
                        place, broken = at or place, 0
                        if kind and at:
                            yield Told(kind, at, json.loads(data))
                self._road.pause(0)
            except Unreachable:
                broken += 1
                if broken > self._road.retries_max:
                    raise
                self._road.pause(broken)

    # CHECKING

    def _checked(self, said: Mapping[str, Any], asked: Asked | None) -> Answer:
        try:
            signed, log = str(said["answer"]), str(said["log"])
        except (KeyError, TypeError):
            raise AnswerRefused("AnswerDoesNotHold", reason="BundleAnswerMalformed") from None
        operator = self._operator(signed)
        payload = verification(signed, log, operator, asked)
        return Answer.of(payload, signed, log, operator.published)

    def _operator(self, signed: str) -> Operator:
        """Return the published keys; asked for again where the answer is by a newer one."""
        for is_fresh in (False, True):
            if self._keys is None or is_fresh:
                self._keys = self._road.send("GET", "/.well-known/jwks.json").json()
            operator = Operator(self._keys, self._pinned)
            if operator.signs(signed):
                break
        return operator


def _events(lines: Iterator[str]) -> Iterator[tuple[str, str, str]]:
    """Return type, id and data of each event (HTML Living Standard, §9.2.6); a sign of life has an id alone."""
    kind = place = ""
    data: list[str] = []
    for line in lines:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            yield kind, place, "\n".join(data)
            kind, place, data = "", "", []
        elif name == "event":
            kind = value
        elif name == "id":
            place = value
        elif name == "data":
            data.append(value)
