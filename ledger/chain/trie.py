"""
The root of a list as a block's header has it: the Merkle-Patricia trie from rlp(0), rlp(1), … to the values.

A receipt is longer than a hash, so every node is referred to by its hash, and no key begins another, so that no branch
has a value of its own: of the general trie (yellow paper, appendix D) only this much is needed.  The auditor has the
whole, by a road of its own (P5).
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.chain.items import EMPTY_TEXT, number, sequence, text
from ledger.domain.events import Digest
from ledger.domain.keccak import keccak

EMPTY_ROOT = Digest(keccak(EMPTY_TEXT))
"""The root of an empty list."""

HASH_BYTES = 32

_REFERENCE = b"\xa0"
"""What stands before a hash within a node."""


def ordered_root(values: Sequence[bytes]) -> Digest:
    """Return the root over encoded values, each of 32 bytes or more, in their order."""
    assert all(len(each) >= HASH_BYTES for each in values), "a shorter value would stand in its parent"
    if not values:
        return EMPTY_ROOT
    # The keys in their own order: rlp(0) is 0x80, after 0x01 to 0x7f and before 0x81...
    order = [*range(1, min(len(values), 128)), 0, *range(128, len(values))]
    leaves = [(number(place).hex(), values[place]) for place in order]
    return Digest(keccak(_node(leaves, 0)))


def _node(leaves: Sequence[tuple[str, bytes]], depth: int) -> bytes:
    """Return the encoded node over leaves in the order of their keys, which agree in the first `depth` digits."""
    first, last = leaves[0][0], leaves[-1][0]
    if len(leaves) == 1:
        return sequence(text(_path(first[depth:], leaf=True)) + text(leaves[0][1]))
    fork = next(place for place in range(depth, len(first)) if first[place] != last[place])
    branch = sequence(b"".join(_children(leaves, fork)) + EMPTY_TEXT)
    if fork == depth:
        return branch
    return sequence(text(_path(first[depth:fork], leaf=False)) + _REFERENCE + keccak(branch))


def _children(leaves: Sequence[tuple[str, bytes]], depth: int) -> list[bytes]:
    children = [EMPTY_TEXT] * 16
    start = 0
    while start < len(leaves):
        digit = leaves[start][0][depth]
        end = start + 1
        while end < len(leaves) and leaves[end][0][depth] == digit:
            end += 1
        children[int(digit, 16)] = _REFERENCE + keccak(_node(leaves[start:end], depth + 1))
        start = end
    return children


def _path(digits: str, *, leaf: bool) -> bytes:
    """Pack the hexadecimal digits of a path, with what says whether it ends in a leaf and whether it is odd."""
    odd = len(digits) % 2
    return bytes.fromhex(f"{2 * leaf + odd:x}{'' if odd else '0'}{digits}")
