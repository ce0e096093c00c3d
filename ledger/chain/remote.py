"""
Keys that are elsewhere: behind a Web3Signer, and so in a hardware module or a key service if it is set up so.

Its eth1 protocol signs the Keccak-256 of the bytes that it is given, and of nothing else.  So it gets what is hashed
and never a digest: of a transaction its RLP (EIP-155), of an act the sixty-six bytes 0x1901 ‖ domain ‖ struct
(EIP-712), of an endorsement its text with the prefix (EIP-191).  It can be set up to see what it signs.

What comes back is believed only if the key recovers from it.  Signing again does no harm, so that whoever meets a
blocked road asks again; nothing is sent before it is signed.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self
from urllib.parse import urlsplit

import coincurve
import httpx

from ledger.chain.rpc import is_loopback, shown_url
from ledger.chain.signer import HALF_ORDER, KeystoreSigner, Signer, read_kept, signed_transaction
from ledger.config import Settings
from ledger.domain.events import Key
from ledger.domain.keccak import Hashed, keccak
from ledger.errors import Inconsistent, Misconfigured, Unavailable
from ledger.private_file import write_private
from ledger.tls import trusted

ORDER = 2 * HALF_ORDER + 1
"""Of secp256k1: a signature's s and its difference to this are the same signature, of which the chain takes the lower.
"""

ANSWER_BYTES_MAX = 1_048_576
"""Largest answer that is read: the public keys of some seven thousand keys."""

REFERENCE = "web3signer"
"""`version` of a file that names a key of the remote signer, beside the keystores of version 3."""

_KEYS = "/api/v1/eth1/publicKeys"
_SIGN = "/api/v1/eth1/sign/"


class RemoteKeys:
    """
    The keys of the Web3Signer at `url`.  Safe for use by several threads; close it, or use it in a `with`.

    `tls` says whom it trusts and as whom it appears.
    """

    def __init__(self, url: str, timeout_seconds: float = 5.0, tls: ssl.SSLContext | None = None) -> None:
        """Raises `Misconfigured` SignerUrlInvalid: no http(s), or no https although it is not on this machine."""
        try:
            self._shown = shown_url(url)
        except Misconfigured:
            raise Misconfigured("SignerUrlInvalid") from None
        if urlsplit(url).scheme != "https" and not is_loopback(url):
            raise Misconfigured("SignerUrlInvalid")
        self._url = url.rstrip("/")
        self._client = httpx.Client(verify=tls or trusted(), timeout=timeout_seconds, trust_env=not is_loopback(url))
        self._names: dict[Key, str] = {}

    @classmethod
    def of(cls, settings: Settings) -> RemoteKeys:
        """Return the signer that the settings name.  Raises `Misconfigured` SignerMissing, SignerTlsInvalid."""
        if not settings.signer_url:
            raise Misconfigured("SignerMissing")
        return cls(settings.signer_url, settings.signer_timeout_seconds, _tls(settings))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def addresses(self) -> list[Key]:
        """Return the addresses of the keys that it has.  Raises `Unavailable`, `Misconfigured` SignerDenied."""
        answer = self._ask("GET", _KEYS)
        try:
            listed = json.loads(answer)
            found = {_address(name): name for name in listed}
        except (ValueError, TypeError):
            self._invalid("the list of public keys is none")
        self._names = found
        return list(found)

    def signer(self, key: Key) -> RemoteSigner:
        """Return the signer of a key.  Nothing is asked until it signs."""
        return RemoteSigner(self, key)

    def sign(self, key: Key, message: bytes) -> bytes:
        """
        Return r ‖ s ‖ v over the Keccak-256 of a message; s in the lower half, v 27 or 28.

        Raises `Misconfigured` SignerKeyUnknown, SignerDenied; `Unavailable` SignerUnreachable, SignerAnswerInvalid;
        `Inconsistent` SignatureForeign: what came back is not this key's over this.
        """
        if key not in self._names and key not in self.addresses():
            raise Misconfigured("SignerKeyUnknown", url=self._shown, key=key)
        answer = self._ask("POST", _SIGN + self._names[key], {"data": "0x" + message.hex()}, key)
        try:
            signature = bytes.fromhex(answer.decode("ascii").strip().strip('"').removeprefix("0x"))
        except ValueError:
            signature = b""
        if len(signature) != 65:
            self._invalid("no signature of 65 bytes")
        made = _of_key(signature, keccak(message), key)
        if made is None:
            raise Inconsistent("SignatureForeign", url=self._shown, key=key)
        return made

    def _ask(self, method: str, path: str, body: Mapping[str, str] | None = None, key: Key | None = None) -> bytes:
        content = b""
        try:
            with self._client.stream(method, self._url + path, json=body) as answer:
                for part in answer.iter_bytes():
                    content += part
                    if len(content) > ANSWER_BYTES_MAX:
                        self._invalid(f"more than {ANSWER_BYTES_MAX} bytes")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = type(error).__name__
            raise Unavailable("SignerUnreachable", url=self._shown, reason=reason) from None
        if answer.status_code == httpx.codes.NOT_FOUND and key is not None:
            self._names.pop(key, None)
            raise Misconfigured("SignerKeyUnknown", url=self._shown, key=key)
        if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise Misconfigured("SignerDenied", url=self._shown, status=answer.status_code)
        if answer.status_code != httpx.codes.OK:
            self._invalid(f"HTTP {answer.status_code}")
        return content

    def _invalid(self, reason: str) -> NoReturn:
        raise Unavailable("SignerAnswerInvalid", url=self._shown, reason=reason)


class RemoteSigner:
    """Signs for one key of a remote signer."""

    def __init__(self, keys: RemoteKeys, key: Key) -> None:
        self._keys = keys
        self._key = key

    def __repr__(self) -> str:
        return f"{type(self).__name__}(0x{self._key.hex()})"

    @property
    def key(self) -> Key:
        return self._key

    def sign_digest(self, digest: Hashed) -> bytes:
        return self._keys.sign(self._key, digest.preimage)

    def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        return signed_transaction(transaction, self.sign_digest)


# FILES THAT NAME A REMOTE KEY


def refer(file: Path, key: Key) -> None:
    """
    Keep under a name that a key is the remote signer's.

    Raises `Misconfigured` KeystoreExists rather than replace a key.
    """
    try:
        write_private(file, json.dumps({"version": REFERENCE, "address": key.hex()}) + "\n", over=False)
    except FileExistsError:
        raise Misconfigured("KeystoreExists", file=str(file)) from None


def is_reference(file: Path) -> bool:
    """Whether a key's file names a key of the remote signer.  Raises `Misconfigured` as `read_kept` does."""
    return bool(read_kept(file)["version"] == REFERENCE)


def open_key(file: Path, passphrase: Callable[[], str], remote: Callable[[], RemoteKeys]) -> Signer:
    """
    Return the signer of a key's file, a keystore or a reference; only what it needs is asked for.

    Raises `Misconfigured` as `KeystoreSigner.load` and `RemoteKeys.of` do.
    """
    kept = read_kept(file)
    if kept["version"] != REFERENCE:
        return KeystoreSigner.load(file, passphrase())
    try:
        key = Key(bytes.fromhex(kept["address"]))
    except (KeyError, ValueError, TypeError):
        key = Key(b"")
    if len(key) != 20:
        raise Misconfigured("KeystoreDamaged", file=str(file))
    return remote().signer(key)


# WITHIN


def _tls(settings: Settings) -> ssl.SSLContext | None:
    authority, own = settings.signer_authority_file, settings.signer_certificate_file
    if authority is None and own is None:
        return None
    try:
        made = ssl.create_default_context(cafile=None if authority is None else str(authority))
        if own is not None:
            made.load_cert_chain(own, settings.signer_key_file)
    except (OSError, ValueError) as error:
        raise Misconfigured("SignerTlsInvalid", reason=getattr(error, "strerror", None) or str(error)) from None
    return made


def _address(name: str) -> Key:
    """Return the address of a public key in hexadecimal, with or without its leading byte.  Raises `ValueError`."""
    octets = bytes.fromhex(name.removeprefix("0x"))
    public = coincurve.PublicKey(octets if len(octets) != 64 else b"\x04" + octets)
    return Key(keccak(public.format(compressed=False)[1:])[12:])


def _of_key(signature: bytes, digest: bytes, key: Key) -> bytes | None:
    """Return a signature with the lower s and the v that recovers `key`; none if no v does."""
    s = int.from_bytes(signature[32:64], "big")
    low = signature[:32] + (min(s, ORDER - s) if 0 < s < ORDER else s).to_bytes(32, "big")
    for v in (0, 1):
        try:
            public = coincurve.PublicKey.from_signature_and_message(low + bytes([v]), digest, hasher=None)
        except ValueError:
            continue
        if keccak(public.format(compressed=False)[1:])[12:] == key:
            return low + bytes([v + 27])
    return None
