"""
The chain to be measured on: a real Anvil with a made-up history, spoken by emitters.

The history is made first, by a process of its own that takes its memory with it, and kept as a file of calldata; then
it is played to the node, a block at a time at the very times that its events speak of.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.chain.deployment import Deployment
from ledger.chain.node import CHAIN_ID, find_binary, free_port
from ledger.chain.rpc import Rpc, octets, to_hex
from ledger.domain.events import Digest
from ledger.domain.keccak import keccak
from ledger.errors import LedgerError
from scripts.benchmarks import history
from scripts.benchmarks.emitter import ADDRESSES, CONDUCTOR, EMITTER_CODE, codes
from scripts.benchmarks.history import BEGINNING, Summary

ROOT = Path(__file__).resolve().parents[2]
GAS_LIMIT = 30_000_000_000
"""Of a block: never what stops us."""

TRANSACTION_GAS = 16_000_000
"""Of a transaction; its network's ceiling is 2^24 (EIP-7825)."""

START_SECONDS_MAX = 30.0


@dataclass(frozen=True)
class Chain:
    """A node that serves a history: where it is, its deployment record, and what the history holds."""

    url: str
    pid: int
    deployment_file: Path
    summary: Summary


def made_history(folder: Path, events: int, blocks: int, seed: int) -> Path:
    """Return the file of a history, made unless it is in `folder` already; the makers' source is part of its name."""
    sources = (Path(__file__).with_name(name).read_bytes() for name in ("history.py", "acts.py", "emitter.py"))
    source = keccak(b"".join(sources)).hex()[:8]
    file = folder / f"history-{events}-{blocks}-{seed}-{source}.calls"
    if not file.exists() or not file.with_suffix(".json").exists():
        command = [sys.executable, "-m", "scripts.benchmarks.history", str(events), str(blocks), str(seed), str(file)]
        subprocess.run(command, cwd=ROOT, check=True)
    return file


@contextmanager
def served(file: Path, folder: Path) -> Iterator[Chain]:
    """Start a node in `folder`, play the history of `file` to it, and serve while inside."""
    summary = Summary.load(file.with_suffix(".json"))
    with _anvil(folder) as (url, pid), Rpc(url, timeout_seconds=120) as rpc:
        for address, code in codes():
            rpc.call("anvil_setCode", [to_hex(address), to_hex(code)])
        _play(rpc, file)
        deployment = _deployment(rpc)
        deployment_file = folder / "deployment.json"
        deployment.save(deployment_file)
        yield Chain(url, pid, deployment_file, summary)


@contextmanager
def _anvil(folder: Path) -> Iterator[tuple[str, int]]:
    port = free_port()
    command = [str(find_binary()), "--quiet", "--port", str(port), "--chain-id", str(CHAIN_ID), "--accounts", "1"]
    command += ["--no-mining", "--timestamp", str(BEGINNING), "--order", "fifo", "--prune-history"]
    command += ["--base-fee", "0", "--gas-price", "0", "--no-priority-fee", "--gas-limit", str(GAS_LIMIT)]
    command += ["--slots-in-an-epoch", "1", "--cache-path", str(folder / "anvil.cache")]
    with (folder / "anvil.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        _await(url, process)
        yield url, process.pid
    finally:
        process.kill()  # nothing of it is kept
        process.wait()


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    with Rpc(url, timeout_seconds=2.0, retries_max=0) as rpc:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                rpc.call("web3_clientVersion")
                return
            except LedgerError:
                time.sleep(0.05)
    raise SystemExit("anvil did not start")


def _play(rpc: Rpc, file: Path) -> None:
    """Send each block's transactions and have it made at its time."""
    sender = rpc.call("eth_accounts")[0]
    common = {"from": sender, "to": to_hex(CONDUCTOR), "gas": hex(TRANSACTION_GAS), "gasPrice": "0x0"}
    nonce = 0
    for moment, transactions in history.blocks_of(file):
        for data in transactions:
            rpc.call("eth_sendTransaction", [{**common, "nonce": hex(nonce), "data": to_hex(data)}])
            nonce += 1
        rpc.call("evm_mine", [hex(moment)])


def _deployment(rpc: Rpc) -> Deployment:
    """Return the record of a deployment that nobody made, so that the product finds its contracts."""
    genesis = Digest(octets(rpc.call("eth_getBlockByNumber", ["0x0", False])["hash"], 32))
    code = Digest(keccak(EMITTER_CODE))
    return Deployment(CHAIN_ID, genesis, 1, ADDRESSES, dict.fromkeys(ADDRESSES, code))


def cpu_seconds(pid: int) -> float:
    """Return the processor time that another process has used, in all its threads; 0 where the system hides it."""
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
