"""
Keccak-256, the chain's own hash.

By the package of the Keccak team's reference code: a short hash takes a tenth of what it takes a general crypto
library, and the fold of a certificate's history is mostly hashing.  Tests hold it against such a library.
"""

from __future__ import annotations

from typing import Self

from sha3 import keccak_256


def keccak(content: bytes) -> bytes:
    """Return the 32 bytes of keccak256."""
    digest: bytes = keccak_256(content).digest()
    return digest


class Hashed(bytes):
    """A digest that knows what it is of, for a signer elsewhere that hashes for itself."""

    preimage: bytes

    def __new__(cls, preimage: bytes) -> Self:
        made = super().__new__(cls, keccak(preimage))
        made.preimage = preimage
        return made
