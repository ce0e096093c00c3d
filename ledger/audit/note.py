"""
Signed checkpoints of a log, read and checked (C2SP signed-note, tlog-checkpoint, tlog-cosignature; RFC 6962).

Written beside what writes them (`ledger.answers.note`), on purpose: a verifier shares no code with whom it verifies.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.domain.merkle import HASH_BYTES
from ledger.errors import Misconfigured

ED25519 = 0x01
COSIGNATURE = 0x04

DIGITS_MAX = 16
"""Longest number in a checkpoint: sizes stay below 2^53."""

NOTE_CHARACTERS_MAX = 65_536
"""Longest note that is read: a checkpoint of three lines, with some hundred cosignatures."""

_DASH = "\u2014 "
_ID_BYTES = 4
_TIME_BYTES = 8
_CHECKPOINT_LINES = 3


class NoteBroken(ValueError):
    """A text is no note of this form."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself, as text and read, and who signed it: name, key id and the bytes."""

    text: str
    origin: str
    size: int
    root: bytes
    signatures: tuple[tuple[str, bytes, bytes], ...]

    def is_signed(self, key: bytes) -> bool:
        """Whether the log itself signed it, with this public key of 32 bytes."""
        own = _id(self.origin, ED25519, key)
        signed = self.text.encode()
        return any((by, id_) == (self.origin, own) and is_by(key, made, signed) for by, id_, made in self.signatures)

    def is_witnessed(self, witness: str) -> bool:
        """Whether a witness co-signed it, given by its verifier key.  Raises `NoteBroken` for what is no such key."""
        name, _, rest = witness.partition("+")
        _, _, encoded = rest.partition("+")
        key = octets(encoded)
        if key[:1] != bytes([COSIGNATURE]):
            return False
        own = _id(name, COSIGNATURE, key[1:])
        for by, id_, made in self.signatures:
            time = int.from_bytes(made[:_TIME_BYTES], "big")
            signed = f"cosignature/v1\ntime {time}\n{self.text}".encode()
            if (by, id_) == (name, own) and is_by(key[1:], made[_TIME_BYTES:], signed):
                return True
        return False


def read_checkpoint(note: str) -> Checkpoint:
    """Read a checkpoint with its signatures.  Raises `NoteBroken`."""
    text, _, below = note.rpartition("\n\n")
    lines = text.split("\n")
    if len(lines) != _CHECKPOINT_LINES or not below.endswith("\n") or len(note) > NOTE_CHARACTERS_MAX:
        raise NoteBroken("no checkpoint of three lines")
    signatures = tuple(_signature(line) for line in below[:-1].split("\n"))
    return Checkpoint(text + "\n", lines[0], number(lines[1]), octets(lines[2], HASH_BYTES), signatures)


def kept_checkpoint(file: Path | None) -> Checkpoint | None:
    """Return the checkpoint in an auditor's file.  Raises `Misconfigured` AuditCheckpointUnreadable."""
    if file is None:
        return None
    try:
        return read_checkpoint(file.read_text())
    except (OSError, ValueError) as broken:
        raise Misconfigured("AuditCheckpointUnreadable", file=str(file), reason=str(broken)) from None


def is_by(key: bytes, signature: bytes, signed: bytes) -> bool:
    """Whether an Ed25519 signature over bytes is by a public key of 32 bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def number(text: str) -> int:
    """Read a number as it is written.  Raises `NoteBroken`."""
    if not text.isascii() or not text.isdigit() or len(text) > DIGITS_MAX or (text != "0" and text[0] == "0"):
        raise NoteBroken("no number")
    return int(text)


def octets(text: str, size: int | None = None) -> bytes:
    """Read base64 as it is written, of so many bytes if that is said.  Raises `NoteBroken`."""
    try:
        found = base64.b64decode(text.encode(), validate=True)
    except (binascii.Error, ValueError):
        raise NoteBroken("no base64") from None
    if base64.b64encode(found).decode() != text or size not in (None, len(found)):
        raise NoteBroken("no base64 of that length")
    return found


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    made = octets(encoded)
    if not line.startswith(_DASH) or len(made) <= _ID_BYTES:
        raise NoteBroken("no line of a signature")
    return name, made[:_ID_BYTES], made[_ID_BYTES:]


def _id(name: str, kind: int, key: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:_ID_BYTES]
