"""The road to the service: who asks, tokens that renew themselves, and trying again within limits."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from ledger.client.problems import Problem, Unauthorised, Unreachable, problem_of
from ledger.client.signed import basic
from ledger.tls import trusted

WAIT_SECONDS_MAX = 30.0
"""Longest wait before one further attempt, whatever Retry-After says: longer is for the caller to decide."""

BACK_OFF_SECONDS = 0.2
"""The first wait where the service names none; it doubles each time, less a random part of half."""

RENEW_SHARE = 0.8
"""A token is renewed when so much of its time has passed."""

_TRY_AGAIN = frozenset({429, 502, 503, 504})


class Road:
    """Sends requests to one service, as one client, or as the public where it has no credentials."""

    def __init__(self, url: str, credentials: Mapping[str, str], timeout_seconds: float, retries_max: int) -> None:
        self._http = httpx.Client(
            base_url=url.rstrip("/"), verify=trusted(), timeout=timeout_seconds, follow_redirects=False
        )
        self._credentials = credentials
        self.retries_max = retries_max
        self._token = ""
        self._renew_at = 0.0
        self._lock = threading.Lock()

    @property
    def is_known(self) -> bool:
        """Whether somebody asks, and not the public."""
        return bool(self._credentials)

    def close(self) -> None:
        self._http.close()

    def pause(self, attempt: int) -> None:
        """Wait before trying again, longer after each attempt."""
        time.sleep(self._wait(attempt, None))

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        """
        Send a request and return its answer, whole, if it is 2xx.

        Raises the `Problem` of its kind; `Unreachable` ServiceUnreachable where nobody answers.
        """
        for attempt in range(self.retries_max + 1):
            try:
                answer = self._once(method, path, more)
            except httpx.TransportError as broken:
                if attempt == self.retries_max:
                    raise _silent(broken) from None
                time.sleep(self._wait(attempt, None))
                continue
            if answer.status_code not in _TRY_AGAIN or attempt == self.retries_max:
                break
            time.sleep(self._wait(attempt, answer.headers.get("retry-after")))
        if not answer.is_success:
            raise _problem(answer)
        return answer

    @contextmanager
    def stream(self, path: str, params: Any, headers: Mapping[str, str], quiet: float) -> Iterator[httpx.Response]:
        """Open an answer that goes on, `quiet` being the longest silence in seconds.  Raises as `send` does."""
        timeout = httpx.Timeout(self._http.timeout.connect, read=quiet)
        try:
            with self._http.stream(
                "GET", path, params=params, headers={**headers, **self._shown()}, timeout=timeout
            ) as answer:
                if not answer.is_success:
                    answer.read()
                    raise _problem(answer)
                yield answer
        except httpx.TransportError as broken:
            raise _silent(broken) from None

    def _once(self, method: str, path: str, more: Mapping[str, Any]) -> httpx.Response:
        headers = more.get("headers", {})
        rest = {name: value for name, value in more.items() if name != "headers"}
        answer = self._http.request(method, path, headers={**headers, **self._shown()}, **rest)
        if answer.status_code == Unauthorised.status and self._token:
            self._renew_at = 0.0  # ended before its time, as by a rotation
            answer = self._http.request(method, path, headers={**headers, **self._shown()}, **rest)
        return answer

    @staticmethod
    def _wait(attempt: int, told: str | None) -> float:
        if told is not None and told.isascii() and told.isdigit():
            return min(float(told), WAIT_SECONDS_MAX)
        most = min(BACK_OFF_SECONDS * 2.0**attempt, WAIT_SECONDS_MAX)
        return most * (1 - random.random() / 2)  # noqa: S311 - no secret: so that clients do not come back together

    # WHO ASKS

    def _shown(self) -> dict[str, str]:
        """Return the header that says who asks; a token is got, or renewed, where one is needed."""
        if "api_key" in self._credentials:
            return {"X-Api-Key": self._credentials["api_key"]}
        if "client_id" not in self._credentials:
            return {}
        with self._lock:
            if time.monotonic() >= self._renew_at:
                self._grant()
            return {"Authorization": f"Bearer {self._token}"}

    def _grant(self) -> None:
        shown = basic(self._credentials["client_id"], self._credentials["client_secret"])
        answer = self._http.post(
            "/v1/token", data={"grant_type": "client_credentials"}, headers={"Authorization": shown}
        )
        if not answer.is_success:
            raise _problem(answer)
        said = answer.json()
        self._token = str(said["access_token"])
        self._renew_at = time.monotonic() + float(said["expires_in"]) * RENEW_SHARE


def _problem(answer: httpx.Response) -> Problem:
    try:
        return problem_of(answer.status_code, json.loads(answer.content))
    except ValueError:
        return problem_of(answer.status_code, None)


def _silent(broken: httpx.TransportError) -> Unreachable:
    return Unreachable("ServiceUnreachable", reason=str(broken) or type(broken).__name__)
