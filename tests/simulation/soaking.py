"""
A ledger in use and in trouble: acts on a real chain, reads of the real API, and an index in a process of its own.

Between the acts the node is stopped and started, the chain rewritten, the index killed.  At the end everything is left
in peace, the audit must be clean, and the mirror must be what is built anew from the node.
"""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

import httpx

from ledger.chain.contracts import deploy
from ledger.chain.node import LocalNode, free_port
from ledger.chain.rpc import Rpc
from ledger.chain.writer import Writer
from ledger.config import Settings
from ledger.doctor import Patient, examine
from ledger.errors import LedgerError
from ledger.proof import proven
from ledger.store.mirror import Mirror
from tests.chain_fixtures import LedgerChain, signer_for
from tests.fault.stand import Stand, founding_with_profiles

ROOT = Path(__file__).parents[2]
REORG_MAX = 6
VISIBLE_SECONDS_MAX = 90.0
"""Longest wait until an act is shown; an index that was killed and a node that was down are within it."""

QUIET_SECONDS = 20.0
"""So long after the last trouble, what is measured is an undisturbed ledger: an index waits up to 15 s for a node."""

PAGES = (
    "/v1/status",
    "/v1/certificates",
    "/v1/entries",
    "/v1/outbox",
    "/v1/participants/1",
    "/v1/participants/1/certificates",
    "/v1/pledges",
    "/metrics",
)


class Soak:
    """One ledger in `home`; `url` is of an empty database, or empty for SQLite in `home`.  Use it in a `with`."""

    def __init__(self, seed: int, home: Path, url: str) -> None:
        self.happened: Counter[str] = Counter()
        self.visible: list[float] = []
        self.visible_in_trouble: list[float] = []
        self.memory: list[tuple[float, int, int]] = []
        self._random = Random(seed)  # noqa: S311
        self._home = home
        self._url = url
        self._node = LocalNode(home / "node", free_port(), block_seconds=0)
        self._stack = ExitStack()
        self._faults: list[str] = []
        self._names = (f"certificate {number}" for number in itertools.count(1))
        self._disturbed_at = time.monotonic()
        self._over = threading.Event()

    def __enter__(self) -> Self:
        self._stack.enter_context(self._node)
        rpc = self._stack.enter_context(Rpc(self._node.url, retries_max=2))
        deployment = deploy(rpc, signer_for("deployer"), founding_with_profiles())
        chain = LedgerChain(self._node.url, rpc, deployment, Writer(rpc, deployment.chain_id))
        self._stand = Stand(self._home, chain)
        if self._url:
            self._stand.settings = self._stand.settings.model_copy(update={"database_url": self._url})
        self._stand.admit("first holder", "second holder")
        self._founded = chain.reader().head().number
        with Mirror(self._settings.database) as mirror:
            mirror.migrate()
        self._index = self._started()
        self._api = self._stack.enter_context(self._stand.served())
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self._act()
        self._disturbed_at = time.monotonic()  # the index has just begun
        self.visible_in_trouble.clear()
        self._measure()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._reader.join()
        self._index.kill()
        self._index.communicate()
        self._stand.chain.writer.close()
        self._stack.close()

    def __str__(self) -> str:
        return f"{dict(self.happened)}; block to visible: {_spread(self.visible)}, after trouble: " + (
            f"{_spread(self.visible_in_trouble)}; index's memory {_course([index for _, index, _ in self.memory])}; "
            f"this process' {_course([own for _, _, own in self.memory])}"
        )

    @property
    def _settings(self) -> Settings:
        return self._stand.settings

    # A STEP

    def step(self) -> None:
        """Do an act and see it appear; now and then, make trouble."""
        chance = self._random.random()
        if chance < 0.06:
            self._kill()
        elif chance < 0.09:
            self._rewrite()
        elif chance < 0.11:
            self._restart_node()
        self._act()

    def _act(self) -> None:
        """Do some act; what the chain has forgotten may be refused."""
        stand, random = self._stand, self._random
        name = next(self._names)
        try:
            if random.random() < 0.3:
                stand.issue(*(f"{name}, {part}" for part in range(random.randint(1, 8))))
            else:
                stand.issue(name)
                (stand.transfer if random.random() < 0.6 else stand.cancel)(name)
        except LedgerError as error:
            self.happened[f"refused: {error.code}"] += 1
            self._renew()
            return
        self.happened["acts"] += 1
        number = stand.chain.reader().head().number
        began = time.monotonic()
        while self._shown() < number:
            if time.monotonic() > began + VISIBLE_SECONDS_MAX:
                self._faults.append(f"block {number} was not shown after {VISIBLE_SECONDS_MAX} s")
                break
            self._watch()
            time.sleep(0.01)
        quiet = began > self._disturbed_at + QUIET_SECONDS
        (self.visible if quiet else self.visible_in_trouble).append(time.monotonic() - began)
        if self.happened["acts"] % 50 == 0:
            self._measure()

    def _shown(self) -> int:
        """Return the block of which the API speaks."""
        shown = {"X-Api-Key": self._stand.api_key}
        answer = httpx.get(f"{self._api}/v1/certificates", params={"limit": 1}, headers=shown, timeout=30)
        return int(answer.headers.get("Ledger-Block", -1))

    # TROUBLE

    def _kill(self) -> None:
        self.happened["index killed"] += 1
        self._index.kill()
        self._index.communicate()
        self._index = self._started()
        self._disturbed_at = time.monotonic()

    def _rewrite(self) -> None:
        """Take some blocks back; their acts are gone."""
        head = self._stand.chain.reader().head().number
        depth = min(self._random.randint(1, REORG_MAX), head - self._founded - 1)
        if depth > 0:
            self.happened["chain rewritten"] += 1
            self._stand.chain.rpc.call("anvil_reorg", [depth, []])
            self._renew()
            self._disturbed_at = time.monotonic()

    def _restart_node(self) -> None:
        self.happened["node restarted"] += 1
        self._node.stop()
        time.sleep(self._random.uniform(0, 3))
        self._node.start()
        self._renew()
        self._disturbed_at = time.monotonic()

    def _renew(self) -> None:
        """Forget which transactions were sent: the chain may have forgotten them too."""
        chain = self._stand.chain
        chain.writer.close()
        self._stand.chain = replace(chain, writer=Writer(chain.rpc, chain.deployment.chain_id))

    def _started(self) -> subprocess.Popen[str]:
        environment = os.environ | {
            "DEED_HOME": str(self._settings.home),
            "DEED_RPC_URL": self._node.url,
            "DEED_DATABASE_URL": self._settings.database,
        }
        return subprocess.Popen(
            [sys.executable, "-m", "ledger.cli", "--lang", "en", "index"],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _watch(self) -> None:
        """Start the index again if it ended by itself, which it should not."""
        if self._index.poll() is not None:
            _, said = self._index.communicate()
            self.happened["index ended by itself"] += 1
            self._faults.append(f"the index ended with {self._index.returncode}: {said.strip()[-500:]}")
            self._index = self._started()

    # READS AND MEASURES

    def _read(self) -> None:
        """Ask the API for this and that until it is over."""
        random = Random(1)  # noqa: S311
        shown = {"X-Api-Key": self._stand.api_key}
        with httpx.Client(base_url=self._api, headers=shown, timeout=30) as client:
            while not self._over.wait(0.02):
                page = random.choice(PAGES)
                status = client.get(page).status_code
                self.happened["reads"] += 1
                if status >= 500 and status != 503:
                    self._faults.append(f"{page} answered {status}")

    def _measure(self) -> None:
        self.memory.append((time.monotonic(), _resident(self._index.pid), _resident(os.getpid())))

    # THE END

    def end(self) -> list[str]:
        """Let everything come to rest; return what is wrong."""
        self._act()
        self._measure()
        report = self._stand.audit()
        if report.notes.undecided:
            self._faults.append(f"the audit could not decide: {report.notes.undecided}")
        self._faults += [f"the audit found: {finding}" for finding in report.findings[:10]]
        with Mirror(self._settings.database) as mirror:
            patient = Patient(self._settings, self._stand.chain.deployment, self._stand.chain.rpc, mirror)
            findings = [each for each in examine(patient) if each.check in {"NODE", "CONTRACTS", "SCHEMA"}]
            found, proof = proven(patient, findings, lambda *_: None)
        if proof is None or proof.count:
            self._faults.append(f"the mirror is not what the node says: {found} {proof and proof.differences[:3]}")
        else:
            self.happened["rows proven"] = proof.rows
        return self._faults


def _spread(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return "not measured"
    cuts = statistics.quantiles(seconds, n=100)
    return f"p50 {cuts[49]:.2f} s, p99 {cuts[98]:.2f} s of {len(seconds)}"


def _course(sizes: list[int]) -> str:
    return f"{sizes[0] >> 20} MiB at the start, {sizes[-1] >> 20} at the end, {max(sizes) >> 20} at most"


def _resident(process: int) -> int:
    """Return a process' resident memory in bytes."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
