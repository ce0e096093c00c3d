"""
The Merkle tree of an append-only log: hashes, proofs, and how a proof is checked (RFC 6962 §2.1, RFC 9162 §2.1).

A node is known by its level and its index: the root of the leaves from `index << level` to the next such node, of
which none is missing.  Such a node never changes as the tree grows, so that whoever keeps them can prove anything of
any earlier size with a few dozen of them.  Sizes count leaves; hashes are 32 bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

Node = tuple[int, int]
"""Level and index of a node below which no leaf is missing."""

Range = tuple[int, int]
"""The leaves from the first number up to the second, without it."""

Nodes = Mapping[Node, bytes]

HASH_BYTES = 32

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of a tree without leaves (RFC 6962 §2.1)."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf: its prefix keeps it from being taken for a node."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of what stands over two others."""
    return hashlib.sha256(b"\1" + left + right).digest()


# NODES


def nodes_of(leaves: Range) -> list[Node]:
    """Return the fewest whole nodes that are just these leaves, from left to right; the first leaf starts a subtree."""
    begin, end = leaves
    nodes = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        assert begin % (1 << level) == 0, "a range of a tree begins where a subtree begins"
        nodes.append((level, begin >> level))
        begin += 1 << level
    return nodes


def hash_of(leaves: Range, nodes: Nodes) -> bytes:
    """Return the hash over a range of leaves, from the whole nodes that it is made of."""
    hashes = [nodes[node] for node in nodes_of(leaves)]
    if not hashes:
        return EMPTY_ROOT
    found = hashes.pop()
    while hashes:
        found = node_hash(hashes.pop(), found)
    return found


def appended(size: int, leaf_hashes: Sequence[bytes], known: Nodes) -> dict[Node, bytes]:
    """Return the nodes that become whole as leaves are appended to a tree of `size`; `known` are those at its edge."""
    made: dict[Node, bytes] = {}
    for index, leaf in enumerate(leaf_hashes, size):
        level, at, found = 0, index, leaf
        made[level, at] = found
        while at & 1:
            left = level, at - 1
            found = node_hash(made[left] if left in made else known[left], found)
            level, at = level + 1, at >> 1
            made[level, at] = found
    return made


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    return hash_of((0, len(leaf_hashes)), appended(0, leaf_hashes, {}))


# PROOFS


def inclusion(index: int, size: int) -> list[Range]:
    """Return whose hashes, from the leaf upwards, prove that the leaf `index` is in the tree of `size` leaves."""
    assert 0 <= index < size, "the leaf is in the tree"
    path: list[Range] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    return path[::-1]


def consistency(first: int, second: int) -> list[Range]:
    """Return whose hashes prove that the tree of `second` leaves begins with that of `first`; none for the same."""
    assert 0 < first <= second, "a tree with leaves grows"
    path: list[Range] = []
    begin, end = 0, second
    while end != first:
        middle = begin + _split(end - begin)
        if first <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    if begin > 0:
        path.append((begin, end))
    return path[::-1]


def nodes_of_all(ranges: Iterable[Range]) -> set[Node]:
    """Return the nodes that a proof over these ranges is made of."""
    return {node for leaves in ranges for node in nodes_of(leaves)}


def proof(ranges: Iterable[Range], nodes: Nodes) -> list[bytes]:
    """Return the hashes of a proof."""
    return [hash_of(leaves, nodes) for leaves in ranges]


def _split(size: int) -> int:
    """The largest power of two below `size`: where a tree is divided."""
    return 1 << ((size - 1).bit_length() - 1)


# CHECKING


def root_by_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a proof leads to from a leaf's hash; none if it has not the form of one (RFC 9162)."""
    if not 0 <= index < size:
        return None
    at, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            found = node_hash(each, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, each)
        at, last = at >> 1, last >> 1
    return found if last == 0 else None


def is_consistent(first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a proof shows that the tree of `second` leaves begins with that of `first` (RFC 9162 §2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first in (0, second):
        return not path and (first_root == second_root if first == second else first_root == EMPTY_ROOT)
    hashes = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not hashes:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = hashes[0]
    for each in hashes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, each)
        at, last = at >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root
