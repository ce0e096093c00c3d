"""
The keys that sign answers and checkpoints: Ed25519, one file each, and who stands behind them on the ledger.

The newest key signs; those before it stay published with the time in which they signed (RFC 7517), so that an answer
of theirs can be checked for ever.  A key's id is its thumbprint (RFC 7638).  A participant endorses a key by signing
the thumbprint with a key that is enrolled for it on the ledger (EIP-191): so the ledger itself says whose answers
these are.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import coincurve
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.answers.note import ED25519, Verifier
from ledger.domain.events import Key
from ledger.domain.jose import thumbprint, written
from ledger.domain.keccak import Hashed, keccak
from ledger.errors import Misconfigured
from ledger.private_file import read_private, sealed, unsealed, write_private

SCHEMA = "datadeed/answer-key/1"

_SIGNATURE_V = 27


@dataclass(frozen=True, slots=True)
class Endorsement:
    """That a participant stands behind a key: its number and code, its enrolled key, and the signature r ‖ s ‖ v."""

    participant: int
    uscc: str
    key: Key
    signature: bytes

    @property
    def fields(self) -> dict[str, Any]:
        return {
            "participant": self.participant,
            "uscc": self.uscc,
            "key": "0x" + self.key.hex(),
            "signature": "0x" + self.signature.hex(),
        }

    @classmethod
    def parse(cls, fields: Mapping[str, Any]) -> Endorsement:
        """Read an endorsement.  Raises `KeyError`, `TypeError` or `ValueError` for what is none."""
        key, signature = (bytes.fromhex(fields[name].removeprefix("0x")) for name in ("key", "signature"))
        return cls(int(fields["participant"]), str(fields["uscc"]), Key(key), signature)


@dataclass(frozen=True)
class AnswerKey:
    """One key: its public half of 32 bytes, since when it signs (a unix second), who endorses it, and its file."""

    public: bytes
    since: int
    endorsement: Endorsement | None
    file: Path
    _sealed: str
    _passphrase: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id})"

    @cached_property
    def id(self) -> str:
        return thumbprint(self.public)

    @cached_property
    def secret(self) -> Ed25519PrivateKey:
        """Open the key.  Raises `Misconfigured`: the passphrase is not its own, or the file is damaged."""
        secret = unsealed(self._sealed, self._passphrase, self.file)
        if secret.public_key().public_bytes_raw() != self.public:
            raise Misconfigured("KeyFileDamaged", file=str(self.file))
        return secret

    def verifier(self, origin: str) -> Verifier:
        """Return by what a log's checkpoints by this key are known; a log signs under its origin's name."""
        return Verifier(origin, ED25519, self.public)


class Keys:
    """The keys in a folder, the oldest first; looked through again when a file is added."""

    def __init__(self, folder: Path, passphrase: str) -> None:
        self._folder = folder
        self._passphrase = passphrase
        self._names: frozenset[str] = frozenset()
        self._keys: tuple[AnswerKey, ...] = ()

    @property
    def all(self) -> tuple[AnswerKey, ...]:
        """Return all keys.  Raises `Misconfigured`: a file is damaged or open to others."""
        names = frozenset(_names(self._folder))
        if names != self._names:
            found = [_load(self._folder / name, self._passphrase) for name in names]
            self._keys = tuple(sorted(found, key=lambda each: (each.since, each.id)))
            self._names = names
        return self._keys

    @property
    def current(self) -> AnswerKey:
        """Return the key that signs now.  Raises `Misconfigured` AnswerKeyMissing, or as `all` does."""
        if not self.all:
            raise Misconfigured("AnswerKeyMissing", file=str(self._folder))
        return self.all[-1]

    @property
    def public(self) -> dict[str, bytes]:
        """Return the public halves by the keys' ids."""
        return {each.id: each.public for each in self.all}

    def by_id(self, key_id: str) -> AnswerKey | None:
        return next((each for each in self.all if each.id == key_id), None)

    def make(self, now: int, endorse: Callable[[str], Endorsement] | None = None) -> AnswerKey:
        """
        Make a key that signs from `now`, a unix second, on; the one before it signs no more.

        `endorse` is given the thumbprint.  Raises `Misconfigured` FileUnwritable.
        """
        secret = Ed25519PrivateKey.generate()
        public = secret.public_key().public_bytes_raw()
        key_id = thumbprint(public)
        endorsement = endorse(key_id) if endorse is not None else None
        since = max(now, self.all[-1].since + 1) if self.all else now
        kept = {
            "schema": SCHEMA,
            "x": written(public),
            "since": since,
            "endorsement": endorsement.fields if endorsement is not None else None,
            "sealed": sealed(secret, self._passphrase),
        }
        file = self._folder / f"{key_id}.json"
        try:
            write_private(file, json.dumps(kept, indent=1) + "\n", over=True)
        except OSError as error:
            raise Misconfigured("FileUnwritable", file=str(file), reason=error.strerror) from None
        made = self.by_id(key_id)
        assert made is not None, "it was just written"
        return made

    def published(self) -> dict[str, Any]:
        """
        Return the JSON Web Key Set of all keys, without anything secret.

        `nbf` and `exp` are from when and before when a key signs, unix seconds; without `exp` it signs now.
        """
        keys = self.all
        ends: list[dict[str, int]] = [*({"exp": each.since} for each in keys[1:]), {}]
        return {"keys": [_published(each) | end for each, end in zip(keys, ends, strict=bool(keys))] if keys else []}


def endorsed_digest(key_id: str) -> Hashed:
    """Return what an endorsing key signs: the thumbprint's text as a personal message (EIP-191, version 0x45)."""
    message = key_id.encode()
    return Hashed(b"\x19Ethereum Signed Message:\n" + str(len(message)).encode() + message)


def endorser(key_id: str, signature: bytes) -> Key | None:
    """Return the address whose key signed a thumbprint; none if that is no signature."""
    if len(signature) != 65 or signature[64] not in {_SIGNATURE_V, _SIGNATURE_V + 1}:
        return None
    recoverable = signature[:64] + bytes([signature[64] - _SIGNATURE_V])
    try:
        found = coincurve.PublicKey.from_signature_and_message(recoverable, endorsed_digest(key_id), hasher=None)
    except ValueError:
        return None
    return Key(keccak(found.format(compressed=False)[1:])[12:])


# FILES


def _names(folder: Path) -> list[str]:
    try:
        return [file.name for file in folder.iterdir() if file.suffix == ".json" and not file.name.startswith(".")]
    except FileNotFoundError:
        return []


def _load(file: Path, passphrase: str) -> AnswerKey:
    try:
        kept = json.loads(read_private(file))
        public = base64.urlsafe_b64decode(kept["x"] + "=")
        endorsement = Endorsement.parse(kept["endorsement"]) if kept["endorsement"] is not None else None
        found = AnswerKey(public, int(kept["since"]), endorsement, file, str(kept["sealed"]), passphrase)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Misconfigured("KeyFileDamaged", file=str(file)) from None
    is_endorsed = endorsement is None or endorser(found.id, endorsement.signature) == endorsement.key
    if kept["schema"] != SCHEMA or len(public) != 32 or file.stem != found.id or not is_endorsed:
        raise Misconfigured("KeyFileDamaged", file=str(file))
    return found


def _published(key: AnswerKey) -> dict[str, Any]:
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": written(key.public), "kid": key.id, "alg": "EdDSA", "use": "sig"}
    endorsement = key.endorsement.fields if key.endorsement is not None else None
    return {**jwk, "nbf": key.since, "endorsement": endorsement}
