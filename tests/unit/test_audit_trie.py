"""
The auditor's hashes: RLP, tries, header hashes, roots, senders and proofs.

What Anvil and Hardhat answered (tests/vectors/evidence.json) is the outside that they must agree with; each check is
also shown to fail when one bit is changed.  Random tries are held against a second builder, written here in the
plainest way.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
import rlp
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from ledger.audit import header, receipt, transaction, trie
from ledger.audit.encoding import decode, encode, minimal, octets, quantity
from ledger.audit.encoding import keccak as ours
from tests.unit.vectors import raw, vectors

BLOCKS = vectors("evidence")["blocks"]
BLOB = vectors("evidence")["blobTransaction"]
IDS = ["anvil", "hardhat"]

items = st.recursive(st.binary(max_size=70), lambda inner: st.lists(inner, max_size=5), max_leaves=20)


@given(st.binary(max_size=700))
def test_another_library_hashes_the_same(content: bytes) -> None:
    assert ours(content) == keccak(content)


@given(items)
def test_rlp_is_what_the_library_writes_and_reads_back(item: Any) -> None:
    assert encode(item) == rlp.encode(item)
    assert decode(encode(item)) == rlp.decode(rlp.encode(item))


@pytest.mark.parametrize("broken", ["0x", "0x8100", "0x83aabb", "0xc0c0", "0xb800"])
def test_rlp_that_has_a_second_form_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="not RLP"):
        decode(raw(broken))


@pytest.mark.parametrize("broken", [None, 7, "17", "", "0x", "0xzz", "x", "0x1_0", "0x 1", "0x+1", "0x0x1", "0x1\n"])
def test_a_quantity_that_is_none_is_refused(broken: object) -> None:
    with pytest.raises(ValueError, match="not a quantity"):
        quantity(broken)


def test_a_quantity_is_no_wider_than_the_machine() -> None:
    assert quantity("0x" + "f" * 64) == (1 << 256) - 1
    with pytest.raises(ValueError, match="not a quantity"):
        quantity("0x" + "0" * 65)


@pytest.mark.parametrize("broken", [None, 7, "00", "0x0", "0xzz", "0x00 ff", "0x00\u00e9"])
def test_data_that_is_none_is_refused(broken: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what is wrong with the digits is Python's to say
        octets(broken)


def test_data_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 bytes instead of 3"):
        octets("0x0102", 3)


# TRIES


def plain_root(pairs: dict[bytes, bytes]) -> bytes:
    """Insert one key after another, in the manner of the yellow paper, appendix D."""
    node: Any = b""
    for key, value in pairs.items():
        node = _insert(node, [n for byte in key for n in (byte >> 4, byte & 15)], value)
    return keccak(rlp.encode(_fold(node)))


def _insert(node: Any, path: list[int], value: bytes) -> Any:
    """A node is b"", or a dict from nibble to node, -1 standing for the value that ends here."""
    node = dict(node or {})
    if not path:
        node[-1] = value
    else:
        node[path[0]] = _insert(node.get(path[0], b""), path[1:], value)
    return node


def _fold(node: dict[int, Any]) -> Any:
    shared: list[int] = []
    while len(node) == 1 and -1 not in node:
        (nibble, node) = next(iter(node.items()))
        shared.append(nibble)
    if set(node) == {-1}:
        return [_prefix(shared, 2), node[-1]]
    branch = [_refer(_fold(node[nibble])) if nibble in node else b"" for nibble in range(16)] + [node.get(-1, b"")]
    return [_prefix(shared, 0), _refer(branch)] if shared else branch


def _prefix(nibbles: list[int], flag: int) -> bytes:
    full = [flag + len(nibbles) % 2, *([] if len(nibbles) % 2 else [0]), *nibbles]
    return bytes(16 * high + low for high, low in zip(full[::2], full[1::2], strict=True))


def _refer(node: Any) -> Any:
    return node if len(rlp.encode(node)) < 32 else keccak(rlp.encode(node))


@given(st.dictionaries(st.binary(min_size=1, max_size=4), st.binary(min_size=1, max_size=40), min_size=1, max_size=40))
def test_a_trie_has_the_root_that_insertion_one_by_one_gives(pairs: dict[bytes, bytes]) -> None:
    assert trie.root(pairs.items()) == plain_root(pairs)


def test_an_empty_trie_has_the_empty_root() -> None:
    assert trie.ordered_root([]) == trie.EMPTY_ROOT
    assert trie.EMPTY_ROOT.hex() == "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"


def test_a_list_of_many_items_has_the_root_over_their_indexes() -> None:
    values = [bytes([index % 251]) * (index % 60 + 1) for index in range(300)]
    assert trie.ordered_root(values) == plain_root({rlp.encode(index): value for index, value in enumerate(values)})


# BLOCKS OF REAL NODES


@pytest.mark.parametrize("answer", BLOCKS, ids=IDS)
def test_a_real_header_has_its_hash_and_no_other(answer: dict[str, Any]) -> None:
    seen = header.read(answer["block"])
    assert seen.hash == seen.stated_hash
    for name, _ in (*header.FIELDS, *header.LATER_FIELDS):
        if answer["block"].get(name) is not None:
            assert header.read(answer["block"] | {name: _changed(answer["block"][name])}).hash != seen.hash, name


@pytest.mark.parametrize("answer", BLOCKS, ids=IDS)
def test_real_transactions_have_their_root_their_hashes_and_their_senders(answer: dict[str, Any]) -> None:
    sent = [transaction.read(row) for row in answer["block"]["transactions"]]
    assert trie.ordered_root([each.encoded for each in sent]) == raw(answer["block"]["transactionsRoot"])
    assert [each.sender for each in sent] == [each.stated_sender for each in sent]
    assert {each.chain_id for each in sent} == {answer["chainId"]}
    seen = header.read(answer["block"])
    assert not list(transaction.hearsay(seen, answer["block"]["transactions"], sent))


def test_a_real_blob_transaction_has_its_hash_and_its_sender() -> None:
    sent = transaction.read(BLOB)
    assert (sent.type, sent.hash, sent.sender) == (3, raw(BLOB["hash"]), raw(BLOB["from"]))


def test_all_types_of_transaction_are_among_the_vectors() -> None:
    rows = [BLOB, *(row for answer in BLOCKS for row in answer["block"]["transactions"])]
    assert {transaction.read(row).type for row in rows} == set(transaction.UNSIGNED)


@pytest.mark.parametrize("answer", BLOCKS, ids=IDS)
def test_real_receipts_have_their_root_and_bloom(answer: dict[str, Any]) -> None:
    received = [receipt.read(row) for row in answer["receipts"]]
    assert trie.ordered_root([each.encoded for each in received]) == raw(answer["block"]["receiptsRoot"])
    bloom = 0
    for each in received:
        bloom |= each.bloom
    assert bloom == int(answer["block"]["logsBloom"], 16)
    assert any(each.logs for each in received), "a vector without a log would prove little"


@pytest.mark.parametrize("answer", BLOCKS, ids=IDS)
@pytest.mark.parametrize("field", ["status", "cumulativeGasUsed", "address", "topics", "data"])
def test_a_receipt_with_one_changed_field_has_another_root(answer: dict[str, Any], field: str) -> None:
    rows = copy.deepcopy(answer["receipts"])
    row = next(each for each in rows if each["logs"])
    changed = row if field in row else row["logs"][0]
    value = changed[field]
    changed[field] = [_changed(value[0]), *value[1:]] if isinstance(value, list) else _changed(value)
    assert trie.ordered_root([receipt.read(each).encoded for each in rows]) != raw(answer["block"]["receiptsRoot"])


@pytest.mark.parametrize("answer", BLOCKS, ids=IDS)
def test_fields_that_no_hash_covers_are_derived_and_a_lie_in_any_is_named(answer: dict[str, Any]) -> None:
    seen = header.read(answer["block"])
    sent = [transaction.read(row) for row in answer["block"]["transactions"]]
    assert list(receipt.hearsay(seen, sent, [receipt.read(row) for row in answer["receipts"]])) == []
    place = next(index for index, row in enumerate(answer["receipts"]) if row["logs"])
    log = answer["receipts"][place]["logs"][0]
    for name in (
        "blockHash", "blockNumber", "transactionHash", "transactionIndex", "from", "gasUsed", "effectiveGasPrice",
        "contractAddress", "logsBloom",
    ):  # fmt: skip
        rows = copy.deepcopy(answer["receipts"])
        rows[place][name] = _changed(rows[place][name])
        found = list(receipt.hearsay(seen, sent, [receipt.read(row) for row in rows]))
        assert [(index, field) for index, field, _, _ in found] == [(place, name)]
    for name in ("blockHash", "blockNumber", "transactionHash", "transactionIndex", "logIndex"):
        rows = copy.deepcopy(answer["receipts"])
        rows[place]["logs"][0][name] = _changed(log[name])
        found = list(receipt.hearsay(seen, sent, [receipt.read(row) for row in rows]))
        assert [(index, field) for index, field, _, _ in found] == [(place, f"logs[0].{name}")]


def test_a_signature_with_a_high_s_is_no_signature() -> None:
    row = BLOCKS[0]["block"]["transactions"][2]
    r, s, parity = (quantity(row[name]) for name in ("r", "s", "yParity"))
    digest = keccak(b"act")
    assert transaction.recover(digest, parity, r, s) is not None
    assert transaction.recover(digest, 1 - parity, r, transaction.CURVE_ORDER - s) is None
    assert transaction.recover(digest, 2, r, s) is None
    assert transaction.recover(digest, parity, 0, s) is None


def test_a_transaction_of_a_later_type_is_not_guessed_at() -> None:
    row = BLOCKS[0]["block"]["transactions"][2] | {"type": "0x5"}
    with pytest.raises(transaction.TypeUnknown):
        transaction.read(row)


# PROOFS OF REAL NODES


@pytest.mark.parametrize("answer", BLOCKS, ids=IDS)
def test_a_real_proof_leads_from_the_state_root_to_a_slot(answer: dict[str, Any]) -> None:
    account = _account(answer, answer["proof"]["accountProof"], raw(answer["proof"]["address"]))
    assert account is not None
    _, _, storage_root, code_hash = decode(account)
    assert isinstance(storage_root, bytes)
    assert code_hash == keccak(b"\0"), "the vector's contract is one byte, STOP"
    present, absent = (
        trie.prove(storage_root, keccak(raw(row["key"])), trie.Nodes([raw(each) for each in row["proof"]]))
        for row in answer["proof"]["storageProof"]
    )
    assert present == encode(minimal(42))
    assert absent is None


@pytest.mark.parametrize("answer", BLOCKS, ids=IDS)
def test_a_real_proof_of_absence_is_one(answer: dict[str, Any]) -> None:
    assert _account(answer, answer["absentProof"]["accountProof"], b"\x77" * 20) is None


@pytest.mark.parametrize("answer", BLOCKS, ids=IDS)
def test_a_proof_with_any_node_changed_or_missing_proves_nothing(answer: dict[str, Any]) -> None:
    proof = answer["proof"]["accountProof"]
    for place in range(len(proof)):
        with pytest.raises(trie.ProofInvalid):
            _account(
                answer, [*proof[:place], _changed(proof[place]), *proof[place + 1 :]], raw(answer["proof"]["address"])
            )
        with pytest.raises(trie.ProofInvalid):
            _account(answer, [*proof[:place], *proof[place + 1 :]], raw(answer["proof"]["address"]))


def _account(answer: dict[str, Any], proof: list[str], address: bytes) -> bytes | None:
    nodes = trie.Nodes([raw(each) for each in proof])
    return trie.prove(raw(answer["block"]["stateRoot"]), keccak(address), nodes)


def _changed(text: str) -> str:
    """The same with its last hexadecimal digit changed; where there is none, a byte."""
    if text is None or text == "0x":
        return "0x01"
    return text[:-1] + ("0" if text[-1] != "0" else "1")
