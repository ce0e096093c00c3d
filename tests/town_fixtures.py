"""
The portal as people meet it: a real server over a real ledger with some life on it, and Debian's Chromium before it.

Fixtures
    town       the ledger and its server, one for a run, on a node of its own that disturbs nobody
    chromium   one browser for a run
    visit      opens a page for somebody: `visit(who, language)`; when the test ends, nothing may have gone wrong on it

What a page logs as an error, what it asks of another host, and an answer that fails unexpectedly fail the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.caller import Scope
from ledger.chain.contracts import deploy
from ledger.chain.node import LocalNode, free_port
from ledger.chain.rpc import Rpc
from ledger.chain.writer import Writer
from ledger.config import Settings
from ledger.domain.burdens import Forbidden
from ledger.store.documents import Documents
from ledger.store.mirror import Mirror
from tests.chain_fixtures import LedgerChain, Party, founding, signer_for
from tests.house_fixtures import House, Registered, new_key, serving, settings_for
from tests.office_fixtures import Offices

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-default-browser-check",
)  # fmt: skip
"""No service of the browser's maker is asked for anything, and no screen or sandbox is needed."""

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Town:
    """The server, what is on its ledger, and who may ask."""

    house: House
    offices: Offices
    app: FastAPI
    url: str
    made: dict[str, Registered] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)

    def key(self, who: str) -> str:
        """Return the API key of an institution of the town by its name; of nobody for `public`."""
        if who not in self._keys:
            party = self.parties[who]
            service = self.app.state.ledger.service
            scopes = (*Scope,) if who == "supervisor" else (Scope.READ, Scope.VERIFY, Scope.WATCH)
            self._keys[who] = new_key(service, *scopes, participant=int(party.number))
        return self._keys[who]


def settle(town: Town) -> None:
    """Bring some life to the town: certificates in several states, and what rests on them."""
    house, offices = town.house, town.offices
    town.parties |= {name: getattr(house.chain, name) for name in ("bank", "registry", "supervisor")}
    holder, other = house.admit("海河数据科技"), house.admit("通惠云图信息")
    town.parties |= {"holder": holder, "other": other}
    for name in ("sound", "pledged", "frozen", "objected", "cancelled"):
        town.made[name] = house.issue(holder)
    for name in ("pledged", "frozen"):
        offices.value(town.made[name])
    offices.pledge(town.made["pledged"], holder)
    offices.hold(town.made["pledged"], holder)
    offices.freeze(town.made["frozen"], 180, Forbidden.TRANSFER | Forbidden.PLEDGE)
    offices.object(town.made["objected"], other)
    house.chain.cancel(town.made["cancelled"].issued, holder)
    town.made["passed on"] = house.transfer(house.issue(holder), holder, other)
    house.sync()
    house.now = house.chain.clock.now()


@contextmanager
def founded_town(home: Path, **changes: Any) -> Iterator[Town]:
    """Found a town on a node of its own and serve it."""
    with ExitStack() as stack:
        node = stack.enter_context(LocalNode(home, free_port(), block_seconds=0))
        rpc = stack.enter_context(Rpc(node.url))
        deployment = deploy(rpc, signer_for("deployer"), founding())
        plenty = {"public_per_minute": 100_000} | changes
        settings: Settings = settings_for(home, node.url).model_copy(update=plenty)
        deployment.save(settings.deployment_file)
        writer = Writer(rpc, deployment.chain_id)
        stack.callback(writer.close)
        mirror = stack.enter_context(Mirror(settings.database))
        mirror.migrate()
        chain = LedgerChain(node.url, rpc, deployment, writer)
        house = House(chain, mirror, Documents(settings.documents_dir), settings)
        house.sync()
        app = create_app(settings, clock=house.clock, mirror=mirror)
        house.client = stack.enter_context(serving(app))
        town = Town(house, Offices(house), app, str(house.client.base_url).rstrip("/"))
        settle(town)
        yield town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town of this run."""
    with founded_town(tmp_path_factory.mktemp("town")) as found:
        yield found
