"""The log's tree: its hashes and proofs against the definition of RFC 6962 §2.1, taken word for word as a recursion."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest

from ledger.domain import merkle

SIZES = range(1, 34)


def mth(data: Sequence[bytes]) -> bytes:
    """The Merkle Tree Hash as RFC 6962 §2.1 defines it."""
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    k = _k(len(data))
    return hashlib.sha256(b"\x01" + mth(data[:k]) + mth(data[k:])).digest()


def path(m: int, data: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]) of RFC 6962 §2.1.1."""
    if len(data) == 1:
        return []
    k = _k(len(data))
    return [*path(m, data[:k]), mth(data[k:])] if m < k else [*path(m - k, data[k:]), mth(data[:k])]


def subproof(m: int, data: Sequence[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) of RFC 6962 §2.1.2."""
    if m == len(data):
        return [] if whole else [mth(data)]
    k = _k(len(data))
    if m <= k:
        return [*subproof(m, data[:k], whole), mth(data[k:])]
    return [*subproof(m - k, data[k:], False), mth(data[:k])]


def _k(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def _data(size: int) -> list[bytes]:
    return [f"leaf {number}".encode() for number in range(size)]


def _hashes(size: int) -> list[bytes]:
    return [merkle.leaf_hash(each) for each in _data(size)]


def _nodes(size: int) -> dict[merkle.Node, bytes]:
    return merkle.appended(0, _hashes(size), {})


def test_the_roots_are_those_that_other_logs_publish() -> None:
    """The eight leaves that implementations of Certificate Transparency test with, and their roots."""
    leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    roots = {
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    hashes = [merkle.leaf_hash(bytes.fromhex(each)) for each in leaves]
    for size, expected in roots.items():
        assert merkle.root(hashes[:size]).hex() == expected
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", SIZES)
def test_root_and_proofs_are_those_of_the_definition(size: int) -> None:
    data, nodes = _data(size), _nodes(size)
    assert merkle.hash_of((0, size), nodes) == mth(data)
    for index in range(size):
        assert merkle.proof(merkle.inclusion(index, size), nodes) == path(index, data)
    for first in range(1, size + 1):
        assert merkle.proof(merkle.consistency(first, size), nodes) == subproof(first, data, True)


def test_a_tree_that_grows_by_pieces_is_the_tree_made_at_once() -> None:
    hashes = _hashes(40)
    nodes: dict[merkle.Node, bytes] = {}
    for begin, end in ((0, 1), (1, 1), (1, 7), (7, 8), (8, 40)):
        frontier = set(merkle.nodes_of((0, begin)))
        known = {node: nodes[node] for node in frontier}
        nodes |= merkle.appended(begin, hashes[begin:end], known)
    assert nodes == _nodes(40)


@pytest.mark.parametrize("size", SIZES)
def test_a_proof_leads_to_the_root_and_a_changed_one_does_not(size: int) -> None:
    data, hashes = _data(size), _hashes(size)
    for index in range(size):
        proof = path(index, data)
        assert merkle.root_by_inclusion(hashes[index], index, size, proof) == mth(data)
        assert merkle.root_by_inclusion(hashes[index], index, size, [*proof, hashes[0]]) is None
        assert merkle.root_by_inclusion(merkle.leaf_hash(b"other"), index, size, proof) != mth(data)
        if proof:
            assert merkle.root_by_inclusion(hashes[index], index, size, proof[:-1]) != mth(data)
            assert merkle.root_by_inclusion(hashes[index], (index + 1) % size, size, proof) != mth(data)
        assert merkle.root_by_inclusion(hashes[index], size, size, proof) is None


@pytest.mark.parametrize("second", SIZES)
def test_consistency_is_proven_and_a_fork_is_not(second: int) -> None:
    data = _data(second)
    for first in range(1, second + 1):
        proof = subproof(first, data, True)
        roots = mth(data[:first]), mth(data)
        assert merkle.is_consistent(first, roots[0], second, roots[1], proof)
        forked = mth([*data[: first - 1], b"other"])
        assert not merkle.is_consistent(first, forked, second, roots[1], proof)
        assert not merkle.is_consistent(first, roots[0], second, forked, proof)
        assert not merkle.is_consistent(first, roots[0], second, roots[1], [*proof, roots[0]])
        if proof:
            assert not merkle.is_consistent(first, roots[0], second, roots[1], proof[:-1])


def test_the_empty_tree_is_the_beginning_of_every_other() -> None:
    assert merkle.is_consistent(0, merkle.EMPTY_ROOT, 0, merkle.EMPTY_ROOT, [])
    assert merkle.is_consistent(0, merkle.EMPTY_ROOT, 3, mth(_data(3)), [])
    assert not merkle.is_consistent(0, mth(_data(1)), 3, mth(_data(3)), [])
    assert not merkle.is_consistent(4, mth(_data(4)), 3, mth(_data(3)), [])


def test_what_is_no_proof_of_its_form_proves_nothing() -> None:
    """Of 3 leaves in 5 the proof has three hashes; the tree of 2 in 4 has one."""
    two, three, four, five = (mth(_data(size)) for size in (2, 3, 4, 5))
    for proof in ([], [three], [three] * 9):
        assert merkle.is_consistent(3, three, 5, five, proof) is False
    assert merkle.is_consistent(6, three, 5, five, []) is False
    assert merkle.is_consistent(2, two, 4, four, [two, two]) is False


def test_the_nodes_of_ranges_are_those_of_each() -> None:
    ranges = [(0, 3), (0, 7), (8, 9)]
    assert merkle.nodes_of_all(ranges) == {node for leaves in ranges for node in merkle.nodes_of(leaves)} != set()
    assert merkle.nodes_of_all([]) == set()
