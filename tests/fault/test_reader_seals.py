"""
A sealed chain read from a node that forges: no block is given that the validators did not seal.

No QBFT engine comes as a package, so the node is a server that tells headers sealed with test keys; their blocks are
empty, and everything else is the reader as it runs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ledger.chain.deployment import Deployment
from ledger.chain.reader import Reader
from ledger.chain.rpc import Rpc
from ledger.chain.seals import Seals
from ledger.chain.trie import EMPTY_ROOT
from ledger.domain.events import ZERO_DIGEST, Block
from ledger.errors import Inconsistent
from tests.chain_fixtures import Answer, BadNode
from tests.unit.sealing import Extra, address_of, fields_of, key_of, sealed

KEYS = sorted(map(key_of, "abcd"), key=address_of)
VALIDATORS = [address_of(each) for each in KEYS]
STRANGERS = [key_of(name) for name in "wxyz"]
FIRST, LAST = 3, 240

Told = list[dict[str, Any]]


def grown(told: Told, blocks: int) -> Told:
    """Return a chain with so many more blocks."""
    made = list(told)
    for number in range(len(made), len(made) + blocks):
        parent = bytes.fromhex(made[-1]["hash"][2:]) if made else bytes(32)
        fields = {**fields_of(number), "parentHash": parent, "receiptsRoot": EMPTY_ROOT, "timestamp": 1_000 + number}
        made.append(sealed(fields, Extra(VALIDATORS), KEYS[:3]))
    return made


@pytest.fixture(scope="module")
def true() -> Told:
    return grown([], LAST + 1)


@pytest.fixture
def telling() -> Iterator[Callable[[Told], Reader]]:
    """Return a reader at a node that tells these blocks; the validators are pinned for block `FIRST`."""
    nodes: list[BadNode] = []
    opened: list[Rpc] = []

    def start(told: Told) -> Reader:
        def play(_: int, body: Any) -> Answer:
            rows = body if isinstance(body, list) else [body]
            answers = [
                {"jsonrpc": "2.0", "id": each["id"], "result": told[int(each["params"][0], 16)]} for each in rows
            ]
            return 200, {}, json.dumps(answers if isinstance(body, list) else answers[0]).encode()

        nodes.append(BadNode(play))
        opened.append(Rpc(nodes[-1].url, retries_max=0))
        deployment = Deployment(1, ZERO_DIGEST, FIRST, {"Certificates": b"\x01" * 20}, {})
        return Reader(opened[-1], deployment, seals=Seals(VALIDATORS, FIRST))

    yield start
    for rpc in opened:
        rpc.close()
    for node in nodes:
        node.close()


def refusal(reader: Reader, first: int = FIRST) -> Inconsistent:
    with pytest.raises(Inconsistent) as caught:
        reader.blocks(first, LAST)
    return caught.value


def test_sealed_chain_is_read_from_its_first_block_and_from_any_that_is_known(true: Told, telling: Any) -> None:
    genesis = grown([], 1)[0]
    assert true[0] == genesis
    reader = telling(true)
    found = reader.blocks(FIRST, LAST)
    assert [each.number for each in found] == list(range(FIRST, LAST + 1))
    again: list[Block] = telling(true).blocks(FIRST + 50, LAST, after=found[49].hash)
    assert again == found[50:]


def test_block_sealed_by_strangers_is_not_given(true: Told, telling: Any) -> None:
    fields = {**fields_of(LAST), "parentHash": bytes.fromhex(true[LAST]["parentHash"][2:]), "receiptsRoot": EMPTY_ROOT}
    names = sorted(map(address_of, STRANGERS))
    forged = sealed({**fields, "timestamp": 5_000}, Extra(names), STRANGERS[:3])
    error = refusal(telling([*true[:LAST], forged]))
    assert (error.code, error.facts["block"]) == ("ValidatorsWrong", LAST)
    claimed = sealed({**fields, "timestamp": 5_000}, Extra(VALIDATORS), STRANGERS[:3], proposer=VALIDATORS[0])
    error = refusal(telling([*true[:LAST], claimed]))
    assert (error.code, error.facts["block"]) == ("SealForeign", LAST)


def test_block_with_a_seal_less_than_the_quorum_is_not_given(true: Told, telling: Any) -> None:
    fields = {**fields_of(LAST), "parentHash": bytes.fromhex(true[LAST]["parentHash"][2:]), "receiptsRoot": EMPTY_ROOT}
    forged = sealed({**fields, "timestamp": 5_000}, Extra(VALIDATORS), KEYS[:2])
    assert refusal(telling([*true[:LAST], forged])).code == "SealsTooFew"


def test_first_block_that_is_forged_is_not_given(true: Told, telling: Any) -> None:
    fields = {**fields_of(FIRST), "receiptsRoot": EMPTY_ROOT, "timestamp": 5_000}
    forged = sealed(fields, Extra(sorted(map(address_of, STRANGERS))), STRANGERS[:3])
    assert refusal(telling([*true[:FIRST], forged, *true[FIRST + 1 :]])).code in {"ValidatorsWrong", "BlockUnlinked"}


def test_same_block_with_other_seals_is_the_same_block(true: Told, telling: Any) -> None:
    """Each node keeps the seals that it saw; a block's hash is without them."""
    fields = {**fields_of(LAST), "parentHash": bytes.fromhex(true[LAST]["parentHash"][2:]), "receiptsRoot": EMPTY_ROOT}
    other = sealed({**fields, "timestamp": 1_000 + LAST}, Extra(VALIDATORS), KEYS[1:], proposer=VALIDATORS[0])
    assert other["hash"] == true[LAST]["hash"]
    assert other["extraData"] != true[LAST]["extraData"]
    assert telling([*true[:LAST], other]).blocks(FIRST, LAST) == telling(true).blocks(FIRST, LAST)


def test_header_changed_after_it_was_sealed_is_not_given(true: Told, telling: Any) -> None:
    forged = {**true[LAST], "stateRoot": "0x" + "77" * 32}
    assert refusal(telling([*true[:LAST], forged])).code == "HeaderHashWrong"
