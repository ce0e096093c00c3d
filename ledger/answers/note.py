"""
Signed notes, checkpoints, cosignatures and proofs as text (C2SP signed-note, tlog-checkpoint, tlog-cosignature,
tlog-proof).

A note is a text, an empty line, and a line for each signature: who signed, and in base64 the key's id with the
signature.  A signer is known by its verifier key, `<name>+<id>+<base64>`, which anybody may publish.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.domain.merkle import HASH_BYTES
from ledger.errors import Inconsistent, InvalidInput

ED25519 = 0x01
"""The type of a key that signs notes."""

COSIGNATURE = 0x04
"""The type of a key that co-signs checkpoints, each with its time (cosignature/v1)."""

PROOF_HEADER = "c2sp.org/tlog-proof@v1"

NOTE_CHARACTERS_MAX = 65_536
"""Longest note that is read: a checkpoint of three lines, with some hundred cosignatures."""

SIZE_MAX = 2**53 - 1
"""Largest size of a log that is read, which every JSON reader keeps exactly."""

_DASH = "\u2014 "
_ID_BYTES = 4
_KEY_BYTES = 32
_SIGNATURE_BYTES = 64
_TIME_BYTES = 8
_NAME = re.compile(r"[^\s+\u0000-\u001f]{1,200}")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Verifier:
    """Who signs notes: a name, the type of its key, and the public key of 32 bytes."""

    name: str
    type: int
    key: bytes

    @property
    def id(self) -> bytes:
        """The first four bytes of what tells name and key from all others."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.key).digest()[:_ID_BYTES]

    @property
    def text(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_base64(bytes([self.type]) + self.key)}"

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Read a verifier key.  Raises `InvalidInput` VerifierMalformed."""
        name, _, rest = text.partition("+")
        id_, _, encoded = rest.partition("+")
        key = _octets(encoded)
        if (
            _NAME.fullmatch(name)
            and key is not None
            and len(key) == 1 + _KEY_BYTES
            and key[0] in {ED25519, COSIGNATURE}
        ):
            found = cls(name, key[0], key[1:])
            if found.id.hex() == id_:
                return found
        raise InvalidInput("VerifierMalformed", "verifier", given=text[:100])

    def accepts(self, text: str, signature: Signature) -> bool:
        """Whether this signer made a signature over a note's text."""
        if (signature.name, signature.id) != (self.name, self.id):
            return False
        signed, made = text.encode(), signature.signature
        if self.type == COSIGNATURE:
            signed, made = _cosigned(text, signature.time), made[_TIME_BYTES:]
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(made, signed)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signature:
    """One line below a note: who signed, with which key, and the bytes."""

    name: str
    id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        return f"{_DASH}{self.name} {_base64(self.id + self.signature)}"

    @property
    def time(self) -> int:
        """When a cosignature says that it was made, a unix second."""
        return int.from_bytes(self.signature[:_TIME_BYTES], "big")

    @classmethod
    def parse(cls, line: str) -> Signature:
        """Read a line.  Raises `Inconsistent` NoteMalformed."""
        dash, name, encoded = line[: len(_DASH)], *_two(line[len(_DASH) :])
        made = _octets(encoded)
        if dash != _DASH or not _NAME.fullmatch(name) or made is None or len(made) <= _ID_BYTES:
            raise Inconsistent("NoteMalformed", line=line[:100])
        return cls(name, made[:_ID_BYTES], made[_ID_BYTES:])


@dataclass(frozen=True, slots=True)
class Note:
    """A text whose last character ends a line, and its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{each.line}\n" for each in self.signatures)

    @classmethod
    def parse(cls, note: str) -> Note:
        """Read a note.  Raises `Inconsistent` NoteMalformed."""
        text, gap, below = note.rpartition("\n\n")
        if not gap or not text or not below.endswith("\n") or len(note) > NOTE_CHARACTERS_MAX:
            raise Inconsistent("NoteMalformed", line=note[:100])
        return cls(text + "\n", tuple(Signature.parse(line) for line in below[:-1].split("\n")))

    def signed_by(self, verifiers: Iterable[Verifier]) -> Verifier | None:
        """Return the first of these signers whose signature is on the note."""
        return next((one for one in verifiers if any(one.accepts(self.text, each) for each in self.signatures)), None)

    def with_signatures(self, more: Iterable[Signature]) -> Note:
        return replace(self, signatures=(*self.signatures, *more))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its origin, how many leaves it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read a checkpoint of ours, which has three lines.  Raises `Inconsistent` NoteMalformed."""
        lines = text.split("\n")
        if len(lines) == 4 and not lines[3] and lines[0] and _DECIMAL.fullmatch(lines[1]):
            root = _octets(lines[2])
            if root is not None and len(root) == HASH_BYTES and int(lines[1]) <= SIZE_MAX:
                return cls(lines[0], int(lines[1]), root)
        raise Inconsistent("NoteMalformed", line=text[:100])


# SIGNING


def signed(name: str, text: str, secret: Ed25519PrivateKey) -> Note:
    """Return a text as a note signed by `name`."""
    by = Verifier(name, ED25519, secret.public_key().public_bytes_raw())
    return Note(text, (Signature(name, by.id, secret.sign(text.encode())),))


def cosigned(name: str, text: str, secret: Ed25519PrivateKey, time: int) -> Signature:
    """Return the cosignature/v1 of `name` over a checkpoint's text, made at `time`, a unix second."""
    by = Verifier(name, COSIGNATURE, secret.public_key().public_bytes_raw())
    return Signature(name, by.id, time.to_bytes(_TIME_BYTES, "big") + secret.sign(_cosigned(text, time)))


def _cosigned(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


# PROOFS


def proof_text(index: int, path: Sequence[bytes], checkpoint: Note | str) -> str:
    """Return the proof that the leaf `index` is in the tree of a checkpoint, as one text."""
    hashes = "".join(f"{_base64(each)}\n" for each in path)
    return f"{PROOF_HEADER}\nindex {index}\n{hashes}\n{checkpoint}"


def parse_proof(text: str) -> tuple[int, list[bytes], Note]:
    """Read index, path and checkpoint of a proof of ours.  Raises `Inconsistent` NoteMalformed."""
    proof, _, checkpoint = text.partition("\n\n")
    header, _, rest = proof.partition("\n")
    index, *encoded = rest.split("\n")
    word, number = _two(index)
    path = [_octets(each) for each in encoded]
    whole = [each for each in path if each is not None and len(each) == HASH_BYTES]
    if header != PROOF_HEADER or word != "index" or not _DECIMAL.fullmatch(number) or len(whole) != len(path):
        raise Inconsistent("NoteMalformed", line=text[:100])
    return int(number), whole, Note.parse(checkpoint)


def _two(text: str) -> tuple[str, str]:
    first, _, second = text.partition(" ")
    return first, second


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def _octets(text: str) -> bytes | None:
    """Read base64 as it is written, or nothing: two texts never mean the same bytes."""
    try:
        found = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if _base64(found) == text else None
