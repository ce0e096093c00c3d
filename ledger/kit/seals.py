"""
The finality of a bundle's header by its seals, from the validators that the verifier pinned; the rule is the audit's.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.audit.header import Header, read_raw
from ledger.audit.seals import Seals, SealsBroken, Set, follow
from ledger.audit.seals import seals_of as sealed_by
from ledger.kit.report import Broken


def read_header(raw: bytes) -> Header:
    """Take a raw header apart and hash it.  Raises `Broken` BundleHeaderMalformed."""
    try:
        return read_raw(raw)
    except ValueError:
        raise Broken("BundleHeaderMalformed") from None


def seals_of(header: Header) -> Seals:
    """
    Read the seals of a header, and that they are enough of the validators that it names, each once.

    Raises `Broken` with the code of what is wrong.
    """
    try:
        return sealed_by(header)
    except SealsBroken as broken:
        raise _broken(header, broken) from None


def check_finality(pinned: Set, first_block: int, headers: Sequence[Header]) -> Seals:
    """
    Check that the last of `headers` is final, from the validators that seal `first_block`; return its seals.

    Each header is sealed by enough of its validators.  Where these are others than those known before, so many of the
    known ones must have sealed it that one of them at least is honest: then its own set is known.  Raises `Broken` as
    `seals_of` does, and BundleValidatorsOther for a set that nobody known vouches for.
    """
    seals, number = Seals(pinned, (), is_named=True), first_block - 1
    for header in headers:
        if header.number <= number:
            raise Broken("BundleHeadersUnordered", block=header.number)
        try:
            seals, number = follow(seals.validators, header), header.number
        except SealsBroken as broken:
            raise _broken(header, broken) from None
    return seals


def _broken(header: Header, broken: SealsBroken) -> Broken:
    facts = {"signer": broken.subject, "count": broken.found, "quorum": broken.expected, "known": broken.expected}
    return Broken(f"Bundle{broken.code}", block=header.number, **facts)
