"""
`scripts/benchmark visible`: how long after its block an act is visible in the API.

A founded ledger on a local node that makes a block for each transaction, `deed serve` in a process of its own, and real
acts: every other one an issue, the rest transfers.  The sender asks for the receipt every few milliseconds and then the
API just as often; the time between the two answers is what counts.  Between acts it waits by chance, so that the acts
fall on every moment between two looks of the index.
"""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx

from api.caller import Scope
from ledger.chain.acts import Prepared
from ledger.chain.node import free_port
from ledger.chain.rpc import to_hex
from ledger.config import Settings
from ledger.domain.acts.certificates import Transfer
from ledger.domain.acts.issue import Issuance
from ledger.store.service import Service
from scripts.benchmarks.chain import ROOT
from scripts.benchmarks.databases import SERVERS
from scripts.benchmarks.founded import founded
from tests.chain_fixtures import LedgerChain, Party, digest_of
from tests.house_fixtures import new_key

SECONDS_MAX = 1.0
"""Promised for the local chain."""

LOOK_SECONDS = 0.005
"""Between two questions of the sender: the finest difference that is seen."""

PAUSE_SECONDS_MAX = 0.6
"""Between two acts: somewhat more than the index waits between two looks."""

PATIENCE_SECONDS = 30.0
WARM_ACTS = 5
"""Not counted: the first of everything loads code."""

NOBODY_URL = "ws://127.0.0.1:9"
"""Where no node tells of new blocks, so that only looking remains."""

ROADS: Mapping[str, Mapping[str, str]] = {
    "WebSocket": {},
    "polling only": {"DEED_WS_URL": NOBODY_URL},
}


class Unseen(Exception):
    """An act was not visible in time, or the API did not start."""


@dataclass(frozen=True)
class Delays:
    """What was measured on one road: seconds from block to visible, sorted."""

    road: str
    database: str
    seconds: list[float]

    def at(self, percent: float) -> float:
        """Return the delay that so many per cent of the acts did not exceed."""
        return self.seconds[min(len(self.seconds) - 1, int(len(self.seconds) * percent / 100))]

    @property
    def met(self) -> bool:
        return self.at(99) <= SECONDS_MAX

    def line(self) -> str:
        cells = [self.road, self.database, str(len(self.seconds))]
        cells += [f"{1_000 * each:,.0f}" for each in (statistics.median(self.seconds), self.at(99), self.seconds[-1])]
        return f"| {' | '.join(cells)} |"

    def as_json(self) -> dict[str, Any]:
        return {"road": self.road, "database": self.database, "seconds": self.seconds, "met": self.met}


def lines(found: list[Delays]) -> Iterator[str]:
    """Return the report as Markdown."""
    yield "| road | database | acts | p50 ms | p99 ms | max ms |"
    yield "|---|---|--:|--:|--:|--:|"
    yield from (each.line() for each in found)
    yield ""
    for each in found:
        verdict = "PASS" if each.met else "MISS"
        yield f"{verdict}  {each.road}, {each.database}: p99 {each.at(99):.3f} s ≤ {SECONDS_MAX:g} s"


def measure(acts: int, databases: tuple[str, ...], say: Callable[[str], None]) -> list[Delays]:
    """Measure so many acts on each road and database.  Raises `Unseen` if an act does not become visible."""
    found = []
    for name, road in itertools.product(databases, ROADS):
        with tempfile.TemporaryDirectory(prefix="deed-benchmark-") as made:
            folder = Path(made)
            (folder / name).mkdir()
            with SERVERS[name](folder / name) as database, database() as url, founded(folder) as chain:
                say(f"{acts} acts, {road}, {name}")
                settings = {"DEED_HOME": made, "DEED_RPC_URL": chain.url, "DEED_DATABASE_URL": url, **ROADS[road]}
                with _served(settings, folder) as api:
                    seconds = _Sender(chain, api).delays(acts)
            found.append(Delays(road, name, sorted(seconds)))
    return found


@contextmanager
def _served(settings: Mapping[str, str], folder: Path) -> Iterator[httpx.Client]:
    """Run `deed serve` as an operator would, and give a client once it answers."""
    port = free_port()
    command = [sys.executable, "-c", "from ledger.cli import main; main()", "serve", "--port", str(port)]
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=log, stderr=subprocess.STDOUT)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_SECONDS, trust_env=False) as api:
            _until(lambda: process.poll() is not None or _answers(api), "the API does not start")
            if process.poll() is not None:
                raise Unseen((folder / "serve.log").read_text(errors="replace"))
            with Service(Settings(home=Path(settings["DEED_HOME"])).service_database) as service:
                api.headers["X-Api-Key"] = new_key(service, Scope.READ)
            yield api
    finally:
        process.terminate()
        process.wait()


def _answers(api: httpx.Client) -> bool:
    try:
        return api.get("/v1/status").status_code == 200
    except httpx.TransportError:
        return False


class _Sender:
    """Sends acts one after another and watches for each."""

    def __init__(self, chain: LedgerChain, api: httpx.Client) -> None:
        self._chain = chain
        self._api = api
        self._random = Random(7)  # noqa: S311
        self._first, self._second = chain.admit("first holder", "second holder")

    def delays(self, acts: int) -> list[float]:
        """Return the seconds from block to visible of so many acts."""
        found = [self._delay(*each) for each in itertools.islice(self._acts(), WARM_ACTS + acts)]
        return found[WARM_ACTS:]

    def _acts(self) -> Iterator[tuple[Prepared, bytes, int]]:
        """Return acts without end, each with its certificate and the sequence number that it gives this."""
        chain, by = self._chain, self._chain.registry
        while True:
            issued = chain.issuance(self._first)
            yield chain.acts.issue(by.maker, by.checker, [issued], chain.deadline), issued.certificate_id, 1
            yield self._transfer(issued, by), issued.certificate_id, 2

    def _transfer(self, issued: Issuance, by: Party) -> Prepared:
        asked = Transfer(issued.certificate_id, self._first.number, self._second.number, digest_of("transferred"))
        return self._chain.prepared(asked, by, self._first.consent, self._second.consent)

    def _delay(self, act: Prepared, own: bytes, sequence: int) -> float:
        time.sleep(self._random.uniform(0, PAUSE_SECONDS_MAX))
        sent = self._chain.acts.send(act, self._chain.request_key())
        _until(lambda: self._chain.rpc.call("eth_getTransactionReceipt", [to_hex(sent.hash)]), "the act has no receipt")
        began = time.monotonic()
        _until(lambda: self._sequence_of(own) >= sequence, "the act is not visible in the API")
        return time.monotonic() - began

    def _sequence_of(self, own: bytes) -> int:
        answer = self._api.get(f"/v1/certificates/{to_hex(own)}")
        if answer.status_code == 404:
            return 0
        answer.raise_for_status()
        return int(answer.json()["sequence"])


def _until(happened: Callable[[], object], what: str) -> None:
    """Ask until it has happened.  Raises `Unseen` if it takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        if time.monotonic() > deadline:
            raise Unseen(what)
        time.sleep(LOOK_SECONDS)
