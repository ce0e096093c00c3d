#!/usr/bin/env python3
"""
Measure what each act costs on a node and write contracts/GAS.md.

    scripts/gas.py            measures and writes the table
    scripts/gas.py --check    measures and compares; exit code 1 if the committed table is stale

The acts are the tests' own (`tests/evm.py`), sent to Anvil with London's rules; gas is the receipts'.  What a signature
costs is measured by difference: the same cancellation, by the holder's will and ex officio, differs by one approval.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from eth_abi.abi import encode
from eth_utils.crypto import keccak

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ledger.chain.node import free_port  # noqa: E402
from scripts import gas_nouns as nouns  # noqa: E402
from tests.abi import Contract  # noqa: E402  (the repository's root is on the path only now)
from tests.chains import CHAIN_ID, Anvil  # noqa: E402
from tests.evm import World  # noqa: E402
from tests.parties import (  # noqa: E402
    ADMIN,
    ALPHA,
    BETA,
    CONSENT,
    DPR,
    FOREVER,
    GOVERNORS,
    HOLD,
    NORTH,
    OPERATE,
    START,
    USE,
    ZERO_DIGEST,
    Actor,
    Party,
    an_issue,
    digest,
    id_of,
)

BINARY = ROOT / "node_modules" / "@foundry-rs" / "anvil-linux-amd64" / "bin" / "anvil"
TABLE = ROOT / "contracts" / "GAS.md"


@dataclass(frozen=True)
class Row:
    """One act's cost, for one certificate or holder; `target` and `floor` are those of the peers' comparison."""

    act: str
    total: int
    signatures: int
    target: int | None = None
    floor: int | None = None
    parts: str = ""

    @property
    def net(self) -> int:
        return self.total - self.signatures

    def __str__(self) -> str:
        figures = (self.total, self.signatures, self.net, self.target, self.floor)
        return f"| {self.act} | " + " | ".join("" if f is None else f"{f:,}" for f in figures) + " |"


@contextmanager
def anvil() -> Iterator[str]:
    """Run a node with London's rules for as long as the block lasts; yield its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as cache:
        arguments = [
            "--port",
            port,
            "--hardfork",
            "london",
            "--base-fee",
            0,
            "--gas-price",
            0,
            "--gas-limit",
            300_000_000,
        ]
        arguments += ["--chain-id", CHAIN_ID, "--timestamp", START - 1, "--auto-impersonate", "--silent"]
        command = [str(BINARY), *map(str, arguments), "--cache-path", cache]
        node = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url)
            yield url
        finally:
            node.terminate()
            node.wait(10)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            httpx.post(url, json={"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []})
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


Cost = tuple[int, int]
"""Gas, and how many approvals travelled."""


class Bench:
    """A world on a node, and the acts one after another; each returns its cost."""

    def __init__(self, url: str) -> None:
        self.world = World(Anvil(url))
        self.serial = 0

    def reserve(self, count: int) -> int:
        """Return the first of so many fresh serials."""
        first, self.serial = self.serial + 1, self.serial + count
        return first

    def issues(self, count: int) -> list[tuple[int, bytes, bytes]]:
        """Return `count` fresh issues."""
        first = self.reserve(count)
        return [an_issue(ALPHA, serial) for serial in range(first, self.serial + 1)]

    def send(self, sender: Actor, contract: Contract, function: str, *arguments: Any) -> Cost:
        """Send an act; its last argument is the approval or the list of them, if it has any."""
        gas = self.world.send(sender, contract, function, *arguments).gas
        assert gas is not None
        last = arguments[-1]
        return gas, len(last) if isinstance(last, list) else int(isinstance(last, tuple))

    def issue(self, count: int) -> Cost:
        """Issue `count`."""
        issues = self.issues(count)
        words = b"".join(word.to_bytes(32, "big") + data + document for word, data, document in issues)
        act = ("Issue", keccak(words), count, FOREVER)
        approval = self.world.approve(NORTH.checker, self.world.certificates, *act)
        return self.send(NORTH.maker, self.world.certificates, "issue", issues, FOREVER, approval)

    def issue_shared(self) -> Cost:
        """Issue one certificate to two co-holders."""
        (issue,) = self.issues(1)
        shares = [(ALPHA.number, HOLD | USE, 4000), (BETA.number, OPERATE, 6000)]
        issue_digest = keccak(encode(["(uint256,bytes32,bytes32)"], [issue]))
        act = ("IssueShared", issue_digest, keccak(encode(["(uint32,uint8,uint16)[]"], [shares])), FOREVER)
        approval = self.world.approve(NORTH.checker, self.world.certificates, *act)
        return self.send(NORTH.maker, self.world.certificates, "issueShared", issue, shares, FOREVER, approval)

    def act(self, act: str, signers: Sequence[Actor], *values: Any) -> Cost:
        """Act on a fresh certificate, whose second event this is."""
        (issue,) = self.issues(1)
        self.world.issue(issue)
        call = self.world.call_to(act, signers, id_of(ALPHA.number, DPR, issue[1]), *values)
        return self.send(NORTH.maker, self.world.certificates, *call)

    def admit(self, first: int, count: int) -> Cost:
        """Admit `count` holders with one key each."""
        duties = {"consent": CONSENT | ADMIN}
        admissions = [Party(f"holder {n}", n, duties=duties).admission for n in range(first, first + count)]
        content = keccak(encode(["(bytes32,uint8,uint16,bytes32,(address,uint8)[])[]"], [admissions]))
        approval = self.world.approve(NORTH.checker, self.world.participants, "AdmitHolders", content, FOREVER)
        return self.send(NORTH.maker, self.world.participants, "admitHolders", admissions, FOREVER, approval)

    def enrol(self) -> Cost:
        """Enrol a key by a holder's two administrators."""
        act = (ALPHA.number, Actor("a new key").address, CONSENT, FOREVER)
        approval = self.world.approve(ALPHA.deputy, self.world.participants, "EnrolKey", *act)
        return self.send(ALPHA.admin, self.world.participants, "enrolKey", *act, approval)

    def vote(self) -> Cost:
        """Vote the second yes, which approves."""
        participants = self.world.participants
        call = participants.call_data("unpause", ZERO_DIGEST)
        arguments = (participants.address, call, ZERO_DIGEST)
        proposal = self.world.send(GOVERNORS[0].voter, participants, "propose", *arguments).output
        return self.send(GOVERNORS[1].voter, participants, "vote", proposal)


NOUN_SERIALS = 3
"""Serials that a noun's act may use: its certificate's, and those of certificates that come out of it."""

ISSUE = "two fresh slots 44,200, a log of five words 2,405"
CHANGE = "record and head 10,000, a log of four to six words 2,149 to 2,661"
RULES = "the other contract 2,600, the maker's key 2,100, the register's charge 2,100"
HANDLING = "call data, EIP-712, ABI coding and checks"


def measure(url: str) -> tuple[list[Row], int]:
    """Return all rows of the table, in its order, and what one approval costs."""
    bench = Bench(url)
    checker, alpha, beta = NORTH.checker, ALPHA.consent, BETA.consent
    document, data = digest("new document"), digest("new data")
    bench.issue(1)  # the first act on a ledger pays for nothing that later ones do not
    willing, official = bench.act("Cancel", [checker, alpha], 1, document), bench.act("Cancel", [checker], 4, document)
    approval = willing[0] - official[0]
    rows: list[Row] = []

    def row(act: str, cost: Cost, *rest: Any, each: int = 1) -> None:
        rows.append(Row(act, cost[0] // each, cost[1] * approval // each, *rest))

    rules = f"{RULES}, pause and number of participants 2,100"
    single = f"21,000; {ISSUE}; the holder's head 5,000; {rules}; the rest {HANDLING}"
    batch = f"{ISSUE}, call data 1,320; the rest checks and hashes"
    change = f"21,000; {CHANGE}; {RULES}; the rest {HANDLING}"
    row("register one", bench.issue(1), 75_000, 68_404, single)
    row("register 100, each", bench.issue(100), 49_000, 47_544, batch, each=100)
    row("register 500, each", bench.issue(500), 49_000, 47_544, batch, each=500)
    row("register one, two co-holders", bench.issue_shared())
    transfer = bench.act("Transfer", [checker, alpha, beta], ALPHA.number, BETA.number, document)
    moving = f"21,000; {CHANGE}; both holders' heads 10,000; {RULES}, the pause 2,100; the rest {HANDLING}"
    row("transfer", transfer, 33_000, 28_671, moving)
    row("amend", bench.act("Amend", [checker, alpha], ZERO_DIGEST, document, 0, 0))
    row("amend, new data version", bench.act("Amend", [checker, alpha], data, document, 0, 0))
    row("cancel, of the holder's will", willing)
    row("cancel, ex officio", official, 35_000, 28_671, change)
    row("revoke", bench.act("Revoke", [checker], document), 35_000, 28_671, change)
    for name, act, target, parts, each in nouns.rows():
        serial = bench.reserve(NOUN_SERIALS * each)
        receipt, signers = act(bench.world, serial)
        assert receipt.gas is not None
        row(name, (receipt.gas, signers), target, None, parts, each=each)
    row("admit one holder", bench.admit(1000, 1))
    row("admit 100 holders, each", bench.admit(2000, 100), each=100)
    row("enrol a key", bench.enrol())
    row("vote, the approving one", bench.vote())
    return rows, approval


HEADING = """# Gas

Written by `scripts/gas.py`, from the receipts of Anvil with London's rules; a test compares. Call data is paid, slots
are cold. *Signatures* are the approvals that travel in the act, {approval:,} each: measured as the difference between
two cancellations, one with the holder's consent and one without. Of that, 3,000 are ecrecover, 2,100 the key's slot,
about 1,950 call data; the rest is ABI coding on both sides. A contract that signs by ERC-1271 pays its own code on top.
*Net* is without them. *Target* and *floor* are the peers' comparison's, where no act has a checker, a consent or a
head; the floor there is one or two slots and a bare log.

| act | total | signatures | net | target | floor |
|---|--:|--:|--:|--:|--:|
"""

REMARKS = """
What the targets leave out is what the ledger is for: the head (a second slot, 5,000, on every change), the heads of the
holders that a certificate leaves or enters (5,000 each, once in a batch; 22,100 for hands into which none came before),
both hands in every event (512), a registry in charge of the register (2,100), and rules in a contract of their own
(2,600).
"""


def table(rows: list[Row], approval: int) -> str:
    """Return contracts/GAS.md."""
    above = [(row, row.net - row.target) for row in rows if row.target is not None and row.net > row.target]
    lines = [f"* **{row.act}**, {by:,} above: {row.parts}." for row, by in above]
    why = "\n".join(["", "## Above target, and why", "", *lines, ""]) if lines else ""
    return HEADING.format(approval=approval) + "\n".join(map(str, rows)) + "\n" + why + REMARKS


def main() -> int:
    """Measure, then write or compare; 1 if the committed table is stale."""
    parser = argparse.ArgumentParser(description="Measure the contracts' gas on a node.")
    parser.add_argument("--check", action="store_true", help="compare with contracts/GAS.md, write nothing")
    check = parser.parse_args().check
    with anvil() as url:
        measured = table(*measure(url))
    if not check:
        TABLE.write_text(measured, encoding="utf-8")
        print(measured)
    elif not TABLE.exists() or TABLE.read_text(encoding="utf-8") != measured:
        print(f"{TABLE.relative_to(ROOT)} is not what is measured; run scripts/gas.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
