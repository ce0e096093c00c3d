"""
Signing in at a service from the command line: as an officer, with his password and a code, or as a client by its key.

An officer's session ends with the command.  Password, code and key are no arguments: they are asked for, or come from
the environment.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import typer

from ledger.client.road import Road
from ledger.commands.context import Context
from ledger.errors import InvalidInput, Refused

TIMEOUT_SECONDS = 30.0
"""How long to wait for an answer: the service itself gives up a little earlier."""

RETRIES_MAX = 2
"""How often a request is sent again when the service is away; an act is prepared once under its key."""


class SignedIn:
    """A service to which somebody is known; use it in a `with`."""

    def __init__(self, context: Context, url: str, login: str) -> None:
        key = context.settings.api_key.get_secret_value()
        if not login and not key:
            raise InvalidInput("FieldMissing", "login")
        self._road = Road(url, {} if login else {"api_key": key}, TIMEOUT_SECONDS, RETRIES_MAX)
        self._context = context
        self._login = login
        self._csrf = ""

    def __enter__(self) -> Self:
        try:
            if self._login:
                self._sign_in()
        except BaseException:
            self._road.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._csrf:
                self._road.send("DELETE", "/v1/session", headers=self._headers)
        finally:
            self._road.close()

    def fetch(self, path: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is at a path.  Raises the client's `Problem`."""
        said: dict[str, Any] = self._road.send("GET", path, params=dict(parameters)).json()
        return said

    def ask(self, path: str, body: Any, key: str = "") -> dict[str, Any]:
        """Ask with a JSON body, once under `key`, and return what is answered.  Raises the client's `Problem`."""
        headers = {**self._headers, **({"Idempotency-Key": key} if key else {})}
        said: dict[str, Any] = self._road.send("POST", path, json=body, headers=headers).json()
        return said

    def _sign_in(self) -> None:
        password = self._context.settings.officer_password.get_secret_value() or self._asked("密码", "Password")
        said = self.ask("/v1/session", {"login": self._login, "password": password})
        self._csrf = said["csrf"]
        if said["stage"] == "code":
            said = self.ask(
                "/v1/session/code", {"code": self._asked("动态验证码或恢复码", "Code of the second factor")}
            )
            self._csrf = said["csrf"]
        if said["stage"] != "open":
            raise Refused("SignInUnfinished")

    @property
    def _headers(self) -> dict[str, str]:
        return {"X-CSRF-Token": self._csrf} if self._csrf else {}

    def _asked(self, zh: str, en: str) -> str:
        """Ask at the terminal, unseen; without a terminal the next line that is given is the answer."""
        if not sys.stdin.isatty():
            return sys.stdin.readline().strip()
        return str(typer.prompt(self._context.say(zh, en), hide_input=True, err=True))
