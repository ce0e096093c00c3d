"""
Merkle-Patricia tries: build the root of a list, and verify a proof (Ethereum yellow paper, appendix D; EIP-1186).

The two halves share only the reading of paths, never a walk: what a builder gets wrong, the verifier must not repeat.
Nothing here asks a node; nothing here builds a proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ledger.audit.encoding import Item, decode, encode, keccak, minimal

EMPTY_ROOT = keccak(b"\x80")
HASH_BYTES = 32
BRANCH_ITEMS = 17
PAIR_ITEMS = 2
DEPTH_MAX = 65
"""A path of 64 nibbles passes at most 65 nodes; a proof that goes deeper is a loop or a lie."""


_NIBBLE_OF = bytes.maketrans(b"0123456789abcdef", bytes(range(16)))


class ProofInvalid(ValueError):
    """A proof does not lead from the root to the key: it proves neither presence nor absence."""


# BUILD


def ordered_root(values: Sequence[bytes]) -> bytes:
    """The root of the trie that maps rlp(0), rlp(1), … to `values`: of a block's transactions or receipts."""
    return root((encode(minimal(index)), value) for index, value in enumerate(values))


def root(pairs: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The root of the trie over `pairs` of key and value; keys differ, values are not empty."""
    paths = sorted((_nibbles(key), value) for key, value in pairs)
    if not paths:
        return EMPTY_ROOT
    return keccak(encode(_build(paths, 0)))


def _build(paths: list[tuple[bytes, bytes]], depth: int) -> list[Item]:
    first, value = paths[0]
    if len(paths) == 1:
        return [_compact(first[depth:], leaf=True), value]
    last = paths[-1][0]
    end = depth
    while end < len(first) and end < len(last) and first[end] == last[end]:
        end += 1
    if end > depth:
        return [_compact(first[depth:end], leaf=False), _reference(_build(paths, end))]
    children: list[Item] = [b""] * BRANCH_ITEMS
    if len(first) == depth:
        children[-1] = value
        paths = paths[1:]
    groups: dict[int, list[tuple[bytes, bytes]]] = {}
    for path in paths:
        groups.setdefault(path[0][depth], []).append(path)
    for nibble, group in groups.items():
        children[nibble] = _reference(_build(group, depth + 1))
    return children


def _reference(node: list[Item]) -> Item:
    encoded = encode(node)
    return node if len(encoded) < HASH_BYTES else keccak(encoded)


def _compact(nibbles: bytes, *, leaf: bool) -> bytes:
    flag = 2 if leaf else 0
    padded = bytes((flag + 1, *nibbles)) if len(nibbles) % 2 else bytes((flag, 0, *nibbles))
    return bytes(high << 4 | low for high, low in zip(padded[::2], padded[1::2], strict=True))


def _nibbles(key: bytes) -> bytes:
    return key.hex().encode().translate(_NIBBLE_OF)


# VERIFY


class Nodes:
    """
    Every node of some proofs by its hash: what a node claims to be counts for nothing, only what it hashes to.

    Proofs of one trie repeat its upper nodes, so each is hashed and decoded once.
    """

    def __init__(self, *proofs: Iterable[bytes]) -> None:
        self._encoded = {keccak(node): node for node in {node for proof in proofs for node in proof}}
        self._decoded: dict[bytes, Item] = {}

    def at(self, digest: bytes) -> Item:
        """The node with this hash.  Raises `ProofInvalid` if there is none, or it is not RLP."""
        known = self._decoded.get(digest)
        if known is not None:
            return known
        if digest not in self._encoded:
            raise ProofInvalid(f"no node with the hash 0x{digest.hex()}")
        try:
            return self._decoded.setdefault(digest, decode(self._encoded[digest]))
        except ValueError as broken:
            raise ProofInvalid(str(broken)) from broken


def prove(trusted_root: bytes, key: bytes, nodes: Nodes) -> bytes | None:
    """
    Return the value that the trie under `trusted_root` has for `key`, or None if it proves that there is none.

    `key` is the path itself: the hash of the address or slot in a state trie.  Raises `ProofInvalid` if `nodes` do not
    connect the root with an answer.
    """
    if trusted_root == EMPTY_ROOT:
        return None
    path = _nibbles(key)
    reference: Item = trusted_root
    for _ in range(DEPTH_MAX):
        node = _resolve(reference, nodes)
        if not node:
            return None
        if len(node) == BRANCH_ITEMS:
            if not path:
                return _value(node[-1])
            reference, path = node[path[0]], path[1:]
            continue
        if len(node) != PAIR_ITEMS or not isinstance(node[0], bytes):
            raise ProofInvalid("a node is neither branch, extension nor leaf")
        taken, is_leaf = _expand(node[0])
        if is_leaf:
            return _value(node[1]) if path == taken else None
        if path[: len(taken)] != taken:
            return None
        reference, path = node[1], path[len(taken) :]
    raise ProofInvalid("the proof is deeper than a path is long")


def _resolve(reference: Item, nodes: Nodes) -> Sequence[Item]:
    if isinstance(reference, bytes):
        if not reference:
            return ()
        reference = nodes.at(reference)
    if isinstance(reference, bytes):
        raise ProofInvalid("a node is not a list")
    return reference


def _value(item: Item) -> bytes | None:
    if not isinstance(item, bytes):
        raise ProofInvalid("a value is not bytes")
    return item or None


def _expand(compact: bytes) -> tuple[bytes, bool]:
    nibbles = _nibbles(compact)
    if not nibbles or nibbles[0] > 3:
        raise ProofInvalid("a path is not in hex-prefix form")
    return nibbles[1 if nibbles[0] & 1 else 2 :], bool(nibbles[0] & 2)
