"""
The local chain: what survives a stop and a kill, and what `start` says when it cannot.

Against real Anvil processes, each in a home of its own.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.chain.contracts import deploy
from ledger.chain.deployment import check
from ledger.chain.head import Head, read_head
from ledger.chain.node import STATE_SECONDS, Clock, LocalNode, find_binary, free_port
from ledger.chain.rpc import Rpc
from ledger.errors import Misconfigured
from tests.chain_fixtures import founding, signer_for


@pytest.fixture
def node(tmp_path: Path) -> Iterator[LocalNode]:
    """A node that makes blocks only for transactions, not started."""
    node = LocalNode(tmp_path / "home", free_port(), block_seconds=0)
    yield node
    node.stop()


def head_of(node: LocalNode) -> Head:
    with Rpc(node.url) as rpc:
        return read_head(rpc)


def mine(node: LocalNode, blocks: int) -> None:
    with Rpc(node.url) as rpc:
        Clock(rpc).mine(blocks)


def wait_until_kept(node: LocalNode) -> None:
    """Wait until Anvil has written a state file that holds the newest block, and the copy of it is made."""
    newest = hex(head_of(node).number)
    deadline = time.monotonic() + 3 * STATE_SECONDS
    while time.monotonic() < deadline:
        if node.state_copy.exists() and json.loads(node.state_copy.read_text())["block"]["number"] == newest:
            return
        time.sleep(0.1)
    pytest.fail("no copy of the state was made")


def test_started_node_answers_and_stopped_node_is_gone(node: LocalNode) -> None:
    node.start()
    assert node.running
    assert head_of(node).number == 0
    pid = node.pid
    assert pid is not None
    node.stop()
    assert not node.running
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_blocks_are_made_every_second(tmp_path: Path) -> None:
    with LocalNode(tmp_path, free_port(), block_seconds=1) as node:
        time.sleep(2.6)
        assert head_of(node).number in {2, 3}


def test_contracts_and_blocks_survive_a_stop(node: LocalNode) -> None:
    node.start()
    with Rpc(node.url) as rpc:
        deployment = deploy(rpc, signer_for("deployer"), founding())
        before = read_head(rpc)
    node.stop()
    node.start()
    with Rpc(node.url) as rpc:
        check(rpc, deployment)
        assert read_head(rpc) == before
        assert rpc.call("eth_getLogs", [{"fromBlock": "0x0", "toBlock": "latest"}])


def test_chain_goes_on_after_a_stop(node: LocalNode) -> None:
    node.start()
    mine(node, 2)
    before = head_of(node)
    node.stop()
    node.start()
    mine(node, 1)
    with Rpc(node.url) as rpc:
        header = rpc.call("eth_getBlockByNumber", ["0x3", False])
    assert header["parentHash"] == "0x" + before.hash.hex()


def test_a_chain_has_its_first_block_however_often_it_was_started(tmp_path: Path) -> None:
    node = LocalNode(tmp_path, free_port(), block_seconds=0, started_at=1_790_000_000)
    for _ in range(6):
        with node, Rpc(node.url) as rpc:
            Clock(rpc).mine(3)
        blocks = json.loads(node.state_file.read_bytes())["blocks"]
        assert sum(int(block["header"]["number"], 16) == 0 for block in blocks) <= 2


@pytest.mark.slow
def test_chain_survives_a_kill(node: LocalNode) -> None:
    node.start()
    with Rpc(node.url) as rpc:
        deployment = deploy(rpc, signer_for("deployer"), founding())
    before = head_of(node)
    wait_until_kept(node)
    assert node.pid is not None
    os.kill(node.pid, signal.SIGKILL)
    node.stop()
    node.start()
    assert head_of(node) == before
    with Rpc(node.url) as rpc:
        check(rpc, deployment)


@pytest.mark.slow
def test_half_a_state_file_falls_back_to_the_copy(node: LocalNode) -> None:
    node.start()
    mine(node, 3)
    before = head_of(node)
    wait_until_kept(node)
    assert node.pid is not None
    os.kill(node.pid, signal.SIGKILL)
    node.stop()
    whole = node.state_file.read_bytes()
    node.state_file.write_bytes(whole[: len(whole) // 2])
    node.start()
    assert head_of(node) == before
    assert node.recovered_from == node.state_copy
    assert node.state_file.with_suffix(".damaged.json").read_bytes() == whole[: len(whole) // 2]


@pytest.mark.parametrize("content", [b"", b"garbage", b'{"block": {"number": "0x1"}', b"{}", b"[]"])
def test_damaged_state_without_a_copy_is_told(node: LocalNode, content: bytes) -> None:
    node.home.mkdir()
    node.state_file.write_bytes(content)
    with pytest.raises(Misconfigured) as caught:
        node.start()
    assert caught.value.code == "NodeStateDamaged"
    assert node.state_file.read_bytes() == content, "nothing is overwritten"


def test_state_file_of_another_chain_is_told(node: LocalNode, tmp_path: Path) -> None:
    node.start()
    node.stop()
    other = LocalNode(tmp_path / "other", free_port(), block_seconds=0, started_at=1_700_000_000)
    other.start()
    other.stop()
    node.state_file.write_bytes(other.state_file.read_bytes())
    with pytest.raises(Misconfigured) as caught:
        node.start()
    assert caught.value.code == "NodeStateForeign"
    assert not node.running


def test_other_chain_id_than_the_homes_is_told(node: LocalNode) -> None:
    node.start()
    node.stop()
    node.chain_id = 4242
    with pytest.raises(Misconfigured) as caught:
        node.start()
    assert (caught.value.code, caught.value.facts["given"]) == ("NodeStateForeign", 31337)


def test_taken_port_is_told(node: LocalNode, tmp_path: Path) -> None:
    node.start()
    with pytest.raises(Misconfigured) as caught:
        LocalNode(tmp_path / "second", node.port).start()
    assert (caught.value.code, caught.value.facts["port"]) == ("NodePortTaken", node.port)
    assert head_of(node).number == 0, "the first goes on"


def test_taken_home_is_told_with_the_process_that_has_it(node: LocalNode) -> None:
    node.start()
    with pytest.raises(Misconfigured) as caught:
        LocalNode(node.home, free_port()).start()
    assert (caught.value.code, caught.value.facts["pid"]) == ("NodeHomeTaken", str(node.pid))


def test_home_is_free_again_after_a_refused_start(node: LocalNode, tmp_path: Path) -> None:
    other = LocalNode(tmp_path / "other", free_port(), block_seconds=0)
    other.start()
    node.port = other.port
    with pytest.raises(Misconfigured):
        node.start()
    other.stop()
    node.start()
    assert node.running


def test_missing_binary_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("ledger.chain.node.__file__", str(tmp_path / "a" / "b" / "c" / "node.py"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Misconfigured) as caught:
        find_binary()
    assert caught.value.code == "NodeBinaryMissing"


def test_binary_on_the_path_serves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = find_binary()
    (tmp_path / "anvil").symlink_to(found)
    monkeypatch.setattr("ledger.chain.node.__file__", str(tmp_path / "a" / "b" / "c" / "node.py"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_binary().resolve() == found.resolve()


def test_binary_that_stops_at_once_is_told_with_its_last_words(node: LocalNode, tmp_path: Path) -> None:
    broken = tmp_path / "anvil"
    broken.write_text("#!/bin/sh\necho the disk is full >&2\nexit 3\n")
    broken.chmod(0o700)
    node.binary = broken
    with pytest.raises(Misconfigured) as caught:
        node.start()
    assert (caught.value.code, caught.value.facts["reason"]) == ("NodeStopped", "the disk is full")


def test_new_chain_starts_at_the_time_it_is_told(tmp_path: Path) -> None:
    with LocalNode(tmp_path, free_port(), block_seconds=0, started_at=1_700_000_000) as node:
        assert head_of(node).time == 1_700_000_000


def test_clock_travels_and_never_goes_back_after_a_restart(node: LocalNode) -> None:
    node.start()
    ahead = int(time.time()) + 400 * 86_400
    with Rpc(node.url) as rpc:
        Clock(rpc).travel_to(ahead)
        assert Clock(rpc).now() == ahead
    node.stop()
    node.start()
    mine(node, 1)
    assert head_of(node).time > ahead


def test_mined_blocks_are_each_younger_than_their_parents(node: LocalNode) -> None:
    node.start()
    with Rpc(node.url) as rpc:
        Clock(rpc).mine(5)
        times = [int(rpc.call("eth_getBlockByNumber", [hex(n), False])["timestamp"], 16) for n in range(6)]
    assert times == sorted(set(times))


def test_gas_is_free_for_an_account_without_anything(node: LocalNode) -> None:
    node.start()
    signer = signer_for("nobody")
    raw = signer.sign_transaction(
        {"nonce": 0, "gasPrice": 0, "gas": 21_000, "to": signer.key, "value": 0, "data": b"", "chainId": 31337}
    )
    with Rpc(node.url) as rpc:
        digest = rpc.call("eth_sendRawTransaction", ["0x" + raw.hex()])
        mine(node, 1)
        assert rpc.call("eth_getTransactionReceipt", [digest])["status"] == "0x1"
        assert rpc.call("eth_accounts") == [], "no key of a well-known phrase is open on this chain"


def test_nothing_is_left_in_the_home_of_the_user(
    node: LocalNode, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / "user"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    node.start()
    mine(node, 50)
    node.stop()
    assert list(home.iterdir()) == []


def test_interrupt_at_the_terminal_does_not_reach_the_node(node: LocalNode) -> None:
    node.start()
    assert node.pid is not None
    assert os.getsid(node.pid) != os.getsid(0)


def test_child_process_holds_the_home_when_its_parent_was_killed(tmp_path: Path) -> None:
    port = free_port()
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from pathlib import Path; from ledger.chain.node import LocalNode\n"
            "node = LocalNode(Path(sys.argv[1]), int(sys.argv[2])); node.start(); print(node.pid, flush=True)\n"
            "time.sleep(60)",
            str(tmp_path),
            str(port),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    orphan = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    try:
        with pytest.raises(Misconfigured) as caught:
            LocalNode(tmp_path, free_port()).start()
        assert (caught.value.code, caught.value.facts["pid"]) == ("NodeHomeTaken", str(orphan))
    finally:
        os.kill(orphan, signal.SIGTERM)
