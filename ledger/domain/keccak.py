"""
Keccak-256, the chain's own hash.

By the package of the Keccak team's reference code: a short hash takes a tenth of what it takes a general crypto
library, and the fold of a certificate's history is mostly hashing.  Tests hold it against such a library.
"""

from __future__ import annotations

from sha3 import keccak_256


def keccak(content: bytes) -> bytes:
    """Return the 32 bytes of keccak256."""
    digest: bytes = keccak_256(content).digest()
    return digest
