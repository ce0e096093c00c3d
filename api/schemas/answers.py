"""Signed answers, and the log that they stand in."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.schemas.base import DIGEST, Asked, Given
from api.schemas.verification import Verification

COSIGNATURE_CHARACTERS_MAX = 512
"""Longest line of a witness: a name of 200 characters, and 76 bytes in base64."""

_JWS = "eyJhbGciOiJFZERTQSIsImtpZCI6Ii4uLiIsInR5cCI6ImRhdGFkZWVkLWFuc3dlcitqd3MifQ.eyJ…fQ.c2lnbmF0dXJl…"
_PROOF = "c2sp.org/tlog-proof@v1\nindex 41\n…\n\ndatadeed/31337/0x…\n42\n…\n\n— datadeed/31337/0x… …\n"


class SignedVerification(Verification):
    """
    A verification as it was given.

    `answer` is the compact JWS that holds all of it, `log` the proof that the answer is in the log (C2SP tlog-proof).
    """

    number: int = Field(examples=[42], ge=1)
    answer: str = Field(examples=[_JWS])
    log: str = Field(examples=[_PROOF])


class SignedPortfolio(Given):
    """What the lines of a portfolio came to, as it was given; the lines are the caller's to keep."""

    portfolio: dict[str, Any] = Field(examples=[{"count": 2, "root": DIGEST, "tally": {"PASS": 2}}])
    number: int = Field(examples=[43], ge=1)
    answer: str = Field(examples=[_JWS])
    log: str = Field(examples=[_PROOF])


class Inclusion(Given):
    """That a leaf is in the log of a size; `hashes` are base64, from the leaf upwards (RFC 9162 §2.1.3)."""

    index: int = Field(examples=[41])
    size: int = Field(examples=[42])
    hashes: list[str]


class Consistency(Given):
    """That the log of `second` leaves begins with that of `first` (RFC 9162 §2.1.4)."""

    first: int = Field(examples=[41])
    second: int = Field(examples=[42])
    hashes: list[str]


class CosignatureGiven(Asked):
    """A witness' line below a checkpoint: `— name base64` (C2SP cosignature/v1)."""

    size: int = Field(ge=1, le=2**53 - 1, strict=True, examples=[42])
    cosignature: str = Field(max_length=COSIGNATURE_CHARACTERS_MAX, examples=["— witness.example AAAA…"])


class CosignatureKept(Given):
    """Whose line was kept, and below which checkpoint."""

    size: int = Field(examples=[42])
    witness: str = Field(examples=["witness.example"])


class KeyView(Given):
    """One key (RFC 7517), `nbf` and `exp` being from when and before when it signs; `endorsement` by a participant."""

    kty: str = Field(examples=["OKP"])
    crv: str = Field(examples=["Ed25519"])
    x: str
    kid: str
    alg: str = Field(examples=["EdDSA"])
    use: str = Field(examples=["sig"])
    nbf: int
    exp: int | None = None
    endorsement: dict[str, Any] | None = Field(examples=[{"participant": 2, "uscc": "…", "key": DIGEST[:42]}])


class KeySet(Given):
    """All keys that have signed answers."""

    keys: list[KeyView]
