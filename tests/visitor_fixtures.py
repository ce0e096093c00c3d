"""
An API with clients of its own, as an operator has it, to ask as anybody.

Fixtures
    door    the API on the founding blocks, on SQLite; it looks its callers up anew at each request
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.caller import Scope
from ledger.config import Settings
from ledger.index import index_once
from ledger.store.mirror import Mirror
from ledger.store.service import Service, clients
from ledger.store.service.clients import New
from ledger.tls import trusted
from tests.chain_fixtures import LedgerChain
from tests.house_fixtures import serving, settings_for


@dataclass
class Door:
    """An API over a mirror, what it keeps of its clients, and words for who asks."""

    app: FastAPI
    base: str
    settings: Settings
    chain: LedgerChain
    mirror: Mirror

    @property
    def service(self) -> Service:
        found: Service = self.app.state.ledger.service
        return found

    def ask(self, path: str, key: str = "", method: str = "GET", **more: Any) -> httpx.Response:
        headers = ({"X-Api-Key": key} if key else {}) | more.pop("headers", {})
        with httpx.Client(base_url=self.base, verify=trusted(), timeout=30) as client:
            return client.request(method, path, headers=headers, **more)

    def sync(self) -> None:
        index_once(self.chain.reader(), self.mirror, self.settings)

    def new_secret(self, *scopes: Scope, participant: int = 0) -> tuple[str, str]:
        """Return the id and the secret of a new client."""
        now = int(time.time())
        with self.service.writing() as session:
            named = frozenset(map(str, scopes or Scope))
            client = clients.add(session, New("a test client", participant, named), now)
            return client.id, clients.issue(session, client, clients.Kind.SECRET, now)

    def grant(self, client_id: str, seconds: int, scopes: tuple[Scope, ...] = tuple(Scope)) -> str:
        """Return a token that a client was given a second ago, for so many seconds."""
        with self.service.writing() as session:
            client = clients.by_id(session, client_id)
            return clients.grant(session, client, frozenset(map(str, scopes)), int(time.time()) - 1, seconds)

    def revoke(self, key: str) -> None:
        with self.service.writing() as session:
            shown = clients.by_bearer(session, key)
            assert shown is not None
            clients.revoke(session, shown.client, int(time.time()))


@contextmanager
def opened(
    chain: LedgerChain, home: Path, *, caller_seconds: float = 0.0, window_seconds: int = 60, **settings: Any
) -> Iterator[Door]:
    """Open an API over the chain, on SQLite."""
    plenty = {"public_per_minute": 100_000}
    made = settings_for(home, chain.url).model_copy(update=plenty | settings)
    chain.deployment.save(made.deployment_file)
    with Mirror(made.database) as mirror:
        mirror.migrate()
        index_once(chain.reader(), mirror, made)
        app = create_app(made, mirror=mirror, caller_seconds=caller_seconds, window_seconds=window_seconds)
        with serving(app, public=True) as client:
            yield Door(app, str(client.base_url), made, chain, mirror)


@pytest.fixture
def door(ledger_chain: LedgerChain, tmp_path: Path) -> Iterator[Door]:
    """An API that looks its callers up anew at each request."""
    with opened(ledger_chain, tmp_path) as made:
        yield made


def is_refused(answer: httpx.Response, status: int, code: str) -> None:
    """Expect a problem with this status and code."""
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
