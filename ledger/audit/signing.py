"""
The auditor's own key (Ed25519), and what is signed with it: reports and letters, as `token` reads them.

The key is a file of its own, sealed with a passphrase, and has nothing to do with the ledger that is audited.  What is
signed names the public half, so that it can be read alone; whose key that is, its reader learns from the auditor.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.audit import token
from ledger.domain import jose
from ledger.domain.document import canonical, parse
from ledger.errors import InvalidInput, Misconfigured
from ledger.private_file import read_private, sealed, unsealed, write_private

REPORT = "datadeed-report+jws"
"""The `typ` of a signed report."""

SIGNED_BYTES_MAX = token.TOKEN_CHARACTERS_MAX // 4 * 3 - 1_000
"""Longest content that is signed: a longer one would be no token that anybody reads."""


@dataclass(frozen=True, slots=True)
class AuditorKey:
    """A key that signs."""

    secret: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def make(cls, file: Path, passphrase: str) -> AuditorKey:
        """
        Make a key in a file that only its owner may read.

        Raises `Misconfigured`: KeyFileExists, FileUnwritable.
        """
        made = cls(Ed25519PrivateKey.generate())
        try:
            write_private(file, sealed(made.secret, passphrase), over=False)
        except FileExistsError:
            raise Misconfigured("KeyFileExists", file=str(file)) from None
        except OSError as error:
            raise Misconfigured("FileUnwritable", file=str(file), reason=error.strerror) from None
        return made

    @classmethod
    def load(cls, file: Path, passphrase: str) -> AuditorKey:
        """Open a key.  Raises `Misconfigured`: KeyFileLocked, KeyFileDamaged, KeyFileOpenToOthers."""
        return cls(unsealed(read_private(file), passphrase, file))

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        return self.secret.public_key().public_bytes_raw()

    @property
    def id(self) -> str:
        """The thumbprint (RFC 7638), by which others know the key."""
        return jose.thumbprint(self.public)

    @property
    def jwk(self) -> dict[str, str]:
        """The public half as a JSON Web Key (RFC 8037)."""
        return {"crv": "Ed25519", "kty": "OKP", "x": jose.written(self.public)}

    def sign(self, content: Mapping[str, Any], kind: str) -> str:
        """
        Return content as a compact JWS of a kind (its `typ`), with the public half as its member "auditor".

        Raises `InvalidInput` DocumentNotCanonical, `Misconfigured` ReportTooLong.
        """
        payload = canonical({**content, "auditor": self.jwk})
        if len(payload) > SIGNED_BYTES_MAX:
            raise Misconfigured("ReportTooLong", bytes=len(payload), most=SIGNED_BYTES_MAX)
        header = canonical({"alg": token.ALGORITHM, "kid": self.id, "typ": kind})
        signed = f"{jose.written(header)}.{jose.written(payload)}"
        return f"{signed}.{jose.written(self.secret.sign(signed.encode()))}"


def opened(text: str, kind: str, keys: Mapping[str, bytes] | None = None) -> tuple[dict[str, Any], str]:
    """
    Return what was signed, and the thumbprint of the key.

    Without `keys`, public keys by thumbprint, the one that the content names is taken: then only that nothing was
    changed is known, not by whom it was signed.  Raises `token.TokenBroken`, as `token.read` does.
    """
    if keys is None:
        keys = _named(text)
    return token.read(text.strip(), keys, kind)


def keys_in(text: str) -> dict[str, bytes]:
    """Read a JSON Web Key, or a set of them, by thumbprint.  Raises `Misconfigured` KeyPublicUnreadable."""
    try:
        read = json.loads(text)
        found = token.public_keys(read.get("keys", [read]))
    except (ValueError, KeyError, TypeError, AttributeError):
        found = {}
    if not found:
        raise Misconfigured("KeyPublicUnreadable", text=text.strip()[:80])
    return found


def content(text: str) -> Any:
    """Return what a token says, its signature not looked at; nothing if it says nothing that can be read."""
    parts = text.strip().split(".")
    try:
        return parse(jose.octets_of(parts[1]) or b"")
    except (IndexError, InvalidInput):
        return {}


def _named(text: str) -> dict[str, bytes]:
    """The key that a token's content names; none where it names none."""
    try:
        return token.public_keys([content(text)["auditor"]])
    except (KeyError, TypeError):
        return {}
