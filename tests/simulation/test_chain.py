"""
The simulated chain is one that others would believe: its hashes are those of its fields, by another library's encoding.
"""

from __future__ import annotations

from random import Random

import pytest
import rlp
from eth_hash.auto import keccak

from ledger.chain.reader import Reader
from ledger.domain.state import Fact, FactKey, fold
from tests.simulation.acts import TRIED
from tests.simulation.chain import FIRST_BLOCK, FORMS, Chain, deployment_on
from tests.simulation.node import Node, SimulatedRpc

LONDON = (
    "parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom", "difficulty",
    "number", "gasLimit", "gasUsed", "timestamp", "extraData", "mixHash", "nonce", "baseFeePerGas",
)  # fmt: skip
QUANTITIES = {"difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas"}


def grown(seed: int, blocks: int, form: str = "London") -> Chain:
    chain = Chain(Random(seed), form=form)  # noqa: S311
    chain.grow(blocks)
    return chain


def test_a_block_has_the_hash_of_its_header_and_names_its_parent() -> None:
    chain = grown(1, 12)
    for parent, sealed in zip([None, *chain.sealed], chain.sealed, strict=False):
        fields = [
            int(sealed.header[name], 16) if name in QUANTITIES else bytes.fromhex(sealed.header[name][2:])
            for name in LONDON
        ]
        assert keccak(rlp.encode(fields)) == sealed.block.hash
        assert sealed.block.parent == (parent.block.hash if parent else bytes(32))


def test_a_single_receipt_is_the_leaf_whose_hash_the_header_has() -> None:
    alone = [sealed for sealed in grown(2, 60).sealed if len(sealed.receipts) == 1]
    assert alone
    for sealed in alone:
        (receipt,) = sealed.receipts
        logs = [[bytes.fromhex(log["address"][2:]), [bytes.fromhex(t[2:]) for t in log["topics"]],
                 bytes.fromhex(log["data"][2:])] for log in receipt["logs"]]  # fmt: skip
        content = [int(receipt["status"], 16), int(receipt["cumulativeGasUsed"], 16),
                   bytes.fromhex(receipt["logsBloom"][2:]), logs]  # fmt: skip
        kind = int(receipt["type"], 16)
        leaf = [b"\x20\x80", (bytes([kind]) if kind else b"") + rlp.encode(content)]
        assert sealed.header["receiptsRoot"] == "0x" + keccak(rlp.encode(leaf)).hex()
        assert sealed.header["logsBloom"] == receipt["logsBloom"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("has_receipts", [True, False])
@pytest.mark.parametrize("checks", ["receipts", "headers"])
def test_the_reader_gives_the_blocks_that_the_chain_was_made_of(form: str, has_receipts: bool, checks: str) -> None:
    chain = grown(3, 25, form)
    rpc = SimulatedRpc(Node(chain, Random(3), has_receipts=has_receipts), Random(3))  # noqa: S311
    reader = Reader(rpc, deployment_on(chain), checks=checks)  # type: ignore[arg-type]
    assert reader.blocks(FIRST_BLOCK, chain.height) == chain.blocks[FIRST_BLOCK:]
    assert (reader.head().number, reader.head().hash) == (chain.height, chain.blocks[-1].hash)


def test_the_facts_of_a_chain_are_the_fold_of_its_entries() -> None:
    chain = grown(4, 40)
    facts: dict[FactKey, Fact] = {}
    fold(facts, (entry for block in chain.blocks for entry in block.entries))
    assert facts == chain.facts


def test_a_branch_leaves_the_chain_as_it_was() -> None:
    chain = grown(5, 20)
    blocks = list(chain.blocks)
    other = chain.branch(10)
    other.grow(5)
    assert chain.blocks == blocks
    assert other.blocks[:11] == blocks[:11]
    assert other.blocks[11].hash != blocks[11].hash
    assert other.blocks[11].parent == blocks[10].hash


def test_histories_speak_of_every_noun() -> None:
    said = {type(entry.event) for seed in range(8) for block in grown(seed, 30).blocks for entry in block.entries}
    nouns = {kind.__module__ for kind in TRIED}
    assert nouns <= {kind.__module__ for kind in said}
