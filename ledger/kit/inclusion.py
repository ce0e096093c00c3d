"""
Whether an answer is in the operator's log: an inclusion proof to a checkpoint that the operator signed, and that a
pinned witness co-signed (C2SP tlog-proof, tlog-checkpoint, signed-note, tlog-cosignature; RFC 6962).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.audit.note import NoteBroken, number, octets, read_checkpoint
from ledger.domain.merkle import HASH_BYTES, leaf_hash, root_by_inclusion
from ledger.kit.report import Broken

PROOF = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class Logged:
    """Where an answer is in the log, and how many pinned witnesses co-signed the checkpoint."""

    index: int
    size: int
    witnesses: int


def check_log(proof: str, answer: str, origin: str, operator: bytes, witnesses: Sequence[str]) -> Logged:
    """
    Check a proof as one text.  `operator` is the public key that signed the answer; `witnesses` are verifier keys.

    Raises `Broken`: BundleLogMalformed, BundleLogRootOther, BundleLogUnsigned, BundleLogOriginOther.
    """
    try:
        return _check(proof, answer, origin, operator, witnesses)
    except NoteBroken:
        raise Broken("BundleLogMalformed") from None


def _check(proof: str, answer: str, origin: str, operator: bytes, witnesses: Sequence[str]) -> Logged:
    head, _, note = proof.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != PROOF or len(lines) < 2 or not lines[1].startswith("index "):
        raise NoteBroken("no proof")
    seen = read_checkpoint(note)
    if seen.origin != origin:
        raise Broken("BundleLogOriginOther", origin=seen.origin[:200])
    index = number(lines[1].removeprefix("index "))
    path = [octets(line, HASH_BYTES) for line in lines[2:]]
    if root_by_inclusion(leaf_hash(hashlib.sha256(answer.encode()).digest()), index, seen.size, path) != seen.root:
        raise Broken("BundleLogRootOther", index=index, size=seen.size)
    if not seen.is_signed(operator):
        raise Broken("BundleLogUnsigned", origin=origin)
    return Logged(index, seen.size, sum(seen.is_witnessed(each) for each in set(witnesses)))
