"""
Whether an answer is in the operator's log: an inclusion proof to a checkpoint that the operator signed, and that a
pinned witness co-signed (C2SP tlog-proof, tlog-checkpoint, signed-note, tlog-cosignature; RFC 6962).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.domain.merkle import HASH_BYTES, leaf_hash, root_by_inclusion
from ledger.kit.report import Broken

PROOF = "c2sp.org/tlog-proof@v1"
ED25519 = 0x01
COSIGNATURE = 0x04

DIGITS_MAX = 16
"""Longest number in a checkpoint: sizes stay below 2^53."""

_DASH = "\u2014 "
_ID_BYTES = 4
_TIME_BYTES = 8
_CHECKPOINT_LINES = 3


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
    head, _, note = proof.partition("\n\n")
    lines = head.split("\n")
    text, _, below = note.rpartition("\n\n")
    if lines[0] != PROOF or len(lines) < 2 or not lines[1].startswith("index ") or not below.endswith("\n"):
        raise Broken("BundleLogMalformed")
    text += "\n"
    stated, size, root = _checkpoint(text)
    if stated != origin:
        raise Broken("BundleLogOriginOther", origin=stated[:200])
    index = _number(lines[1].removeprefix("index "))
    path = [_octets(line, HASH_BYTES) for line in lines[2:]]
    if root_by_inclusion(leaf_hash(hashlib.sha256(answer.encode()).digest()), index, size, path) != root:
        raise Broken("BundleLogRootOther", index=index, size=size)
    signatures = [_signature(line) for line in below[:-1].split("\n")]
    if not _is_signed(text, origin, operator, signatures):
        raise Broken("BundleLogUnsigned", origin=origin)
    return Logged(index, size, sum(_is_witnessed(text, each, signatures) for each in set(witnesses)))


def _checkpoint(text: str) -> tuple[str, int, bytes]:
    lines = text.split("\n")
    if len(lines) != _CHECKPOINT_LINES + 1 or lines[-1]:
        raise Broken("BundleLogMalformed")
    return lines[0], _number(lines[1]), _octets(lines[2], HASH_BYTES)


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    made = _octets(encoded)
    if not line.startswith(_DASH) or len(made) <= _ID_BYTES:
        raise Broken("BundleLogMalformed")
    return name, made[:_ID_BYTES], made[_ID_BYTES:]


def _is_signed(text: str, name: str, key: bytes, signatures: Iterable[tuple[str, bytes, bytes]]) -> bool:
    own = _id(name, ED25519, key)
    return any((by, id_) == (name, own) and _is_by(key, made, text.encode()) for by, id_, made in signatures)


def _is_witnessed(text: str, witness: str, signatures: Iterable[tuple[str, bytes, bytes]]) -> bool:
    name, _, rest = witness.partition("+")
    _, _, encoded = rest.partition("+")
    key = _octets(encoded)
    if key[:1] != bytes([COSIGNATURE]):
        return False
    own = _id(name, COSIGNATURE, key[1:])
    for by, id_, made in signatures:
        time = int.from_bytes(made[:_TIME_BYTES], "big")
        signed = f"cosignature/v1\ntime {time}\n{text}".encode()
        if (by, id_) == (name, own) and _is_by(key[1:], made[_TIME_BYTES:], signed):
            return True
    return False


def _is_by(key: bytes, signature: bytes, signed: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _id(name: str, kind: int, key: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:_ID_BYTES]


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > DIGITS_MAX or (text != "0" and text[0] == "0"):
        raise Broken("BundleLogMalformed")
    return int(text)


def _octets(text: str, size: int | None = None) -> bytes:
    try:
        found = base64.b64decode(text.encode(), validate=True)
    except (binascii.Error, ValueError):
        raise Broken("BundleLogMalformed") from None
    if base64.b64encode(found).decode() != text or size not in (None, len(found)):
        raise Broken("BundleLogMalformed")
    return found
