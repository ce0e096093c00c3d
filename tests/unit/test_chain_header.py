"""
Headers hashed anew: each form that forks have given them, and the two preimages of blocks sealed by QBFT and IBFT2.

The expected hashes are made by the rlp library from the rules in Besu's source, not by the code under test.
"""

from __future__ import annotations

from typing import Any

import pytest
import rlp
from eth_hash.auto import keccak

from ledger.chain.header import ALWAYS_FIELDS, BFT_MIX_HASH, FIELDS, read_header
from ledger.errors import Unavailable
from tests.unit.sealing import IBFT2, QBFT, Extra, answer_of, fields_of, rows_of

LATER = [name for name, _ in FIELDS[ALWAYS_FIELDS:]]
VALIDATORS = [bytes([n]) * 20 for n in (1, 2, 3, 4)]


@pytest.mark.parametrize("count", range(len(LATER) + 1))
def test_header_of_every_form_has_the_hash_of_its_fields(count: int) -> None:
    fields = fields_of(7, later=LATER[:count])
    header = read_header(answer_of(fields))
    assert header.hash == header.stated == keccak(rlp.encode(rows_of(fields)))
    assert (header.number, header.parent, header.time) == (7, fields["parentHash"], fields["timestamp"])
    assert (header.receipts_root, header.bloom) == (fields["receiptsRoot"], fields["logsBloom"])
    assert not header.is_bft


@pytest.mark.parametrize("name", [name for name, _ in FIELDS])
def test_every_field_is_in_the_hash(name: str) -> None:
    fields = fields_of(7, later=LATER)
    value = fields[name]
    other = value + 1 if isinstance(value, int) else bytes([value[0] ^ 1 if value else 1]) + value[1:]
    changed = read_header({**answer_of(fields), **answer_of({**fields, name: other}, only=name)})
    assert changed.hash != changed.stated


def test_fields_after_one_that_is_absent_are_not_read() -> None:
    fields = fields_of(7, later=LATER)
    gap = {**answer_of(fields), "withdrawalsRoot": None}
    assert read_header(gap).hash == read_header(answer_of(fields_of(7, later=LATER[:1]))).hash


@pytest.mark.parametrize("name", [*(name for name, _ in FIELDS[:ALWAYS_FIELDS]), "hash", "transactions"])
@pytest.mark.parametrize("value", [None, "", "0x", "0xzz", 7, [], {}, "0x-1"])
def test_field_that_is_none_is_an_invalid_answer(name: str, value: Any) -> None:
    if (name, value) in (("extraData", "0x"), ("transactions", [])):
        return
    with pytest.raises(Unavailable) as caught:
        read_header({**answer_of(fields_of(7)), name: value})
    assert caught.value.code == "NodeAnswerInvalid"


def test_block_0_has_the_hash_that_the_node_says() -> None:
    stated = "0x" + "77" * 32
    assert read_header({**answer_of(fields_of(0)), "hash": stated}).hash == b"\x77" * 32


@pytest.mark.parametrize("vote", [None, (VALIDATORS[0], True), (VALIDATORS[0], False)])
@pytest.mark.parametrize("round_", [0, 1, 300, 70_000])
def test_qbft_block_is_hashed_without_round_and_seals(vote: Any, round_: int) -> None:
    extra = Extra(VALIDATORS, vote, round_, seals=[bytes(65)] * 3)
    fields = {**fields_of(7, later=LATER[:1]), "mixHash": BFT_MIX_HASH, "extraData": extra.encoded(QBFT)}
    header = read_header(answer_of(fields))
    written_vote: Any = [] if vote is None else [vote[0], b"\xff" if vote[1] else b""]
    preimage = rlp.encode([extra.vanity, VALIDATORS, written_vote, b"", []])
    assert header.is_bft
    assert header.hash == keccak(rlp.encode(rows_of({**fields, "extraData": preimage})))


@pytest.mark.parametrize("vote", [None, (VALIDATORS[0], True), (VALIDATORS[0], False)])
@pytest.mark.parametrize("round_", [0, 1, 300])
def test_ibft2_block_is_hashed_with_round_and_seals_left_out(vote: Any, round_: int) -> None:
    extra = Extra(VALIDATORS, vote, round_, seals=[bytes(65)] * 3)
    fields = {**fields_of(7), "mixHash": BFT_MIX_HASH, "extraData": extra.encoded(IBFT2)}
    written_vote: Any = b"" if vote is None else [vote[0], b"\xff" if vote[1] else b"\0"]
    preimage = rlp.encode([extra.vanity, VALIDATORS, written_vote])
    header = read_header(answer_of(fields))
    assert header.hash == keccak(rlp.encode(rows_of({**fields, "extraData": preimage})))


@pytest.mark.parametrize("extra", [b"", b"\xc0", b"\x80", rlp.encode([b"", [], [], b""]), b"\xf8"])
def test_extra_data_that_nobody_sealed_is_hashed_as_it_is(extra: bytes) -> None:
    fields = {**fields_of(7), "mixHash": BFT_MIX_HASH, "extraData": extra}
    assert read_header(answer_of(fields)).hash == keccak(rlp.encode(rows_of(fields)))
