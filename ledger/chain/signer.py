"""
Keys that sign, behind one small protocol.

A key never leaves its signer: the writer hands in a transaction, `acts` hands in an EIP-712 digest, and both get a
signature back.  Here are keys in memory and keys in encrypted files (keystore version 3, scrypt); a Web3Signer, and a
hardware module behind it, stands behind the same three members (`remote`).  Which duties a key has is the ledger's
business, not the signer's.
"""

from __future__ import annotations

import json
import secrets
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import coincurve

from ledger.chain import items, restrain_recursion
from ledger.domain.events import Key
from ledger.domain.keccak import Hashed, keccak
from ledger.errors import InvalidInput, Misconfigured
from ledger.private_file import write_private

if TYPE_CHECKING:
    from eth_account import Account

WORK = 1 << 17
"""scrypt's N: 128 MiB and about half a second a key, so that a stolen file is slow to guess."""

LIGHT_WORK = 1 << 12
"""For the keys of a local chain, which guard nothing: 4 MiB and some milliseconds."""

PASSPHRASE_LENGTH_MIN = 8

VERSIONS = (3, "web3signer")
"""What a key's file may be: a keystore, or the name of a key of the remote signer."""

_SIGNATURE_V = 27
_UNSIGNED = ("nonce", "gasPrice", "gas", "to", "value", "data")
HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0


class Signer(Protocol):
    """Signs for one key.  Its implementations never show the secret, also not in their `repr`."""

    @property
    def key(self) -> Key:
        """The key's address, 20 bytes."""

    def sign_digest(self, digest: Hashed) -> bytes:
        """Return r ‖ s ‖ v over a digest; s in the lower half (EIP-2), v 27 or 28."""

    def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        """Return the signed transaction, ready to send."""


class MemorySigner:
    """Signs with a secret held in memory."""

    def __init__(self, secret: bytes) -> None:
        """Raises `ValueError` if `secret` is not a private key of secp256k1."""
        if len(secret) != 32:
            raise ValueError("a private key has 32 bytes")
        self._secret = coincurve.PrivateKey(secret)
        self._key = Key(keccak(self._secret.public_key.format(compressed=False)[1:])[-20:])

    def __repr__(self) -> str:
        return f"{type(self).__name__}(0x{self._key.hex()})"

    @property
    def key(self) -> Key:
        return self._key

    def sign_digest(self, digest: bytes) -> bytes:
        assert len(digest) == 32, "a digest is signed, never a message"
        signature = self._secret.sign_recoverable(digest, hasher=None)
        assert int.from_bytes(signature[32:64], "big") <= HALF_ORDER, "libsecp256k1 gives the lower s"
        return signature[:64] + bytes([signature[64] + _SIGNATURE_V])

    def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        return signed_transaction(transaction, self.sign_digest)


class KeystoreSigner(MemorySigner):
    """Signs with a secret from an encrypted keystore file."""

    @classmethod
    def create(cls, file: Path, passphrase: str, secret: bytes | None = None, work: int = WORK) -> KeystoreSigner:
        """
        Make a new key, or take `secret`, and keep it in `file`, readable by its owner only.

        Raises `Misconfigured` ("KeystoreExists") rather than replace a key, `InvalidInput` if the passphrase is short.
        """
        if len(passphrase) < PASSPHRASE_LENGTH_MIN:
            raise InvalidInput("PassphraseTooShort", "passphrase", minimum=PASSPHRASE_LENGTH_MIN)
        signer = cls(secret or secrets.token_bytes(32))
        if file.exists():
            raise Misconfigured("KeystoreExists", file=str(file))
        kept = _accounts().encrypt(signer._secret.secret, passphrase, kdf="scrypt", iterations=work)
        try:
            write_private(file, json.dumps(kept, indent=1) + "\n", over=False)
        except FileExistsError:
            if not file.exists():
                raise  # something else is in the way
            raise Misconfigured("KeystoreExists", file=str(file)) from None
        return signer

    @classmethod
    def load(cls, file: Path, passphrase: str) -> KeystoreSigner:
        """
        Open the key in `file`.

        Raises `Misconfigured`: the file is missing, open to others, damaged, or the passphrase is not its own.
        """
        kept = read_kept(file)
        try:
            secret = bytes(_accounts().decrypt(kept, passphrase))
        except ValueError as error:
            code = "KeystorePassphraseWrong" if "MAC mismatch" in str(error) else "KeystoreDamaged"
            raise Misconfigured(code, file=str(file)) from None
        except (KeyError, TypeError, AttributeError, NotImplementedError):
            raise Misconfigured("KeystoreDamaged", file=str(file)) from None
        signer = cls(secret)
        if str(kept.get("address", signer.key.hex())).lower().removeprefix("0x") != signer.key.hex():
            raise Misconfigured("KeystoreDamaged", file=str(file))
        return signer


def _accounts() -> type[Account]:
    """Return what seals and opens keystores; it brings a library of pairings that takes half a second to load."""
    from eth_account import Account  # noqa: PLC0415 - slow, and only for keystores

    restrain_recursion()
    return Account


def signed_transaction(transaction: Mapping[str, Any], sign: Callable[[Hashed], bytes]) -> bytes:
    """Return a transaction of the legacy kind, signed and bound to its chain (EIP-155): the writer sends no other."""
    assert transaction.keys() <= {*_UNSIGNED, "chainId"}
    chain_id = transaction["chainId"]
    parts = b"".join(_item(transaction.get(name, b"")) for name in _UNSIGNED)
    signature = sign(Hashed(items.sequence(parts + items.number(chain_id) + items.EMPTY_TEXT * 2)))
    r, s = (int.from_bytes(signature[first : first + 32], "big") for first in (0, 32))
    v = signature[64] - _SIGNATURE_V + 35 + 2 * chain_id
    return items.sequence(parts + b"".join(map(items.number, (v, r, s))))


def _item(value: int | bytes) -> bytes:
    return items.number(value) if isinstance(value, int) else items.text(value)


def keystore_key(file: Path) -> Key:
    """
    Return whose key a keystore file is, without opening it.  Raises `Misconfigured` as `KeystoreSigner.load` does.
    """
    try:
        key = bytes.fromhex(str(read_kept(file)["address"]).removeprefix("0x"))
    except (KeyError, ValueError):
        key = b""
    if len(key) != 20:
        raise Misconfigured("KeystoreDamaged", file=str(file))
    return Key(key)


def read_kept(file: Path) -> dict[str, Any]:
    """
    Read a key's file: a keystore of version 3, or a reference to a key elsewhere.

    Raises `Misconfigured` KeystoreMissing, KeystoreDamaged, KeystoreOpenToOthers.
    """
    try:
        mode = file.stat().st_mode
        text = file.read_text()
    except FileNotFoundError:
        raise Misconfigured("KeystoreMissing", file=str(file)) from None
    except (OSError, UnicodeDecodeError):
        raise Misconfigured("KeystoreDamaged", file=str(file)) from None
    if stat.S_IMODE(mode) & 0o077:
        raise Misconfigured("KeystoreOpenToOthers", file=str(file), mode=f"{stat.S_IMODE(mode):04o}")
    try:
        kept = json.loads(text)
    except ValueError:
        kept = None
    if not isinstance(kept, dict) or kept.get("version") not in VERSIONS:
        raise Misconfigured("KeystoreDamaged", file=str(file))
    return kept
