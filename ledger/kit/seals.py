"""
Raw headers and their seals, by the rules of QBFT and IBFT2 (Besu, BftBlockHashing); written apart from the operator's.

A header is a list; the extra data of a sealed one is a list too: 32 bytes of the proposer's choice, validators, vote,
round, seals.  The block's hash is of the header without round and seals, and what validators sign is of the header
with the round and without the seals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coincurve import PublicKey

from ledger.audit.encoding import Item, decode, encode, keccak
from ledger.audit.header import BFT_MIX_HASH, FIELDS, LATER_FIELDS
from ledger.kit.report import Broken

ADDRESS_BYTES = 20
SEAL_BYTES = 65

_SIZES = [size for _, size in (*FIELDS, *LATER_FIELDS)]
_OMMERS, _PROPOSER, _STATE_ROOT, _DIFFICULTY, _NUMBER, _TIME, _EXTRA, _MIX = 1, 2, 3, 7, 8, 11, 12, 13
_NO_OMMERS = keccak(b"\xc0")
_IBFT2_ROUND_BYTES = 4
_EXTRA_ITEMS = 5


@dataclass(frozen=True, slots=True)
class RawHeader:
    """A header taken apart, with the hash that it has."""

    number: int
    time: int
    state_root: bytes
    hash: bytes
    is_sealed: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Seals:
    """Who a sealed header says that the validators are, and who did seal it; `signers` may repeat one."""

    validators: frozenset[bytes]
    signers: tuple[bytes, ...]


def read_header(raw: bytes) -> RawHeader:
    """Take a raw header apart and hash it.  Raises `Broken` BundleHeaderMalformed."""
    try:
        items = decode(raw)
    except ValueError:
        raise Broken("BundleHeaderMalformed") from None
    if isinstance(items, bytes) or not len(FIELDS) <= len(items) <= len(_SIZES):
        raise Broken("BundleHeaderMalformed")
    for item, size in zip(items, _SIZES, strict=False):
        is_number = size == 0
        if not isinstance(item, bytes) or (size > 0 and len(item) != size) or (is_number and item[:1] == b"\0"):
            raise Broken("BundleHeaderMalformed")
    fields = tuple(items)
    sealed = fields[_MIX] == BFT_MIX_HASH
    return RawHeader(
        number=_number(fields[_NUMBER]),
        time=_number(fields[_TIME]),
        state_root=bytes(fields[_STATE_ROOT]),  # type: ignore[arg-type]
        hash=_block_hash(fields) if sealed else keccak(encode(fields)),
        is_sealed=sealed,
        items=fields,
    )


def quorum(validators: int) -> int:
    """Return how many seals a block needs: two thirds of the validators, rounded up."""
    return -(-2 * validators // 3)


def enough_to_trust(validators: int) -> int:
    """Return how many of a set hold at least one honest validator: more than may be false, a third rounded down."""
    return (validators - 1) // 3 + 1


def seals_of(header: RawHeader) -> Seals:
    """
    Read the seals of a header, and that they are enough of the validators that it names, each once.

    Raises `Broken` with the code of what is wrong.
    """
    if not header.is_sealed or header.items[_OMMERS] != _NO_OMMERS or header.items[_DIFFICULTY] != b"\1":
        raise Broken("BundleHeaderUnsealed", block=header.number)
    extra, is_ibft2 = _extra(header.items)
    validators = _texts(extra[1], ADDRESS_BYTES)
    if list(validators) != sorted(set(validators)) or not validators:
        raise Broken("BundleSealsMalformed", block=header.number)
    if header.items[_PROPOSER] not in validators:
        raise Broken("BundleProposerForeign", block=header.number)
    kept = extra[:4] if is_ibft2 else [*extra[:4], []]
    signed = keccak(encode(_with_extra(header.items, kept)))
    signers = tuple(_signer(seal, signed) for seal in _texts(extra[4], SEAL_BYTES))
    for place, signer in enumerate(signers):
        if signer not in validators:
            raise Broken("BundleSealForeign", block=header.number, signer="0x" + signer.hex())
        if signer in signers[:place]:
            raise Broken("BundleSealTwice", block=header.number, signer="0x" + signer.hex())
    if len(signers) < quorum(len(validators)):
        facts = {"count": len(signers), "quorum": quorum(len(validators))}
        raise Broken("BundleSealsTooFew", block=header.number, **facts)
    return Seals(frozenset(validators), signers)


def check_finality(pinned: frozenset[bytes], first_block: int, headers: Sequence[RawHeader]) -> None:
    """
    Check that the last of `headers` is final, from the validators that seal `first_block`.

    Each header is sealed by enough of the validators that it names.  Where these are others than those known before,
    so many of the known ones must have sealed it that one of them at least is honest: then its own set is known.
    Raises `Broken` as `seals_of` does, and BundleValidatorsOther for a set that nobody known vouches for.
    """
    known, number = pinned, first_block - 1
    for header in headers:
        if header.number <= number:
            raise Broken("BundleHeadersUnordered", block=header.number)
        seals = seals_of(header)
        vouching = len(known.intersection(seals.signers))
        if seals.validators != known and vouching < enough_to_trust(len(known)):
            raise Broken("BundleValidatorsOther", block=header.number, count=vouching, known=len(known))
        known, number = seals.validators, header.number


def _block_hash(items: Sequence[Item]) -> bytes:
    extra, is_ibft2 = _extra(items)
    return keccak(encode(_with_extra(items, extra[:3] if is_ibft2 else [*extra[:3], b"", []])))


def _extra(items: Sequence[Item]) -> tuple[list[Item], bool]:
    """The parts of the extra data, and whether they are IBFT2's, which writes the round as four bytes."""
    try:
        found = decode(bytes(items[_EXTRA]))  # type: ignore[arg-type]
    except ValueError:
        raise Broken("BundleSealsMalformed", block=_number(items[_NUMBER])) from None
    if isinstance(found, bytes) or len(found) < _EXTRA_ITEMS or not isinstance(found[3], bytes):
        raise Broken("BundleSealsMalformed", block=_number(items[_NUMBER]))
    return list(found), len(found[3]) == _IBFT2_ROUND_BYTES


def _with_extra(items: Sequence[Item], extra: Sequence[Item]) -> list[Item]:
    return [*items[:_EXTRA], encode(extra), *items[_EXTRA + 1 :]]


def _texts(item: Item, size: int) -> tuple[bytes, ...]:
    if isinstance(item, bytes) or any(not isinstance(each, bytes) or len(each) != size for each in item):
        raise Broken("BundleHeaderMalformed")
    return tuple(bytes(each) for each in item)  # type: ignore[arg-type]


def _signer(seal: bytes, signed: bytes) -> bytes:
    """The address whose key made a seal; nobody's if it is none."""
    if seal[-1] > 1:
        return b""
    try:
        key = PublicKey.from_signature_and_message(seal, signed, hasher=None)
    except Exception:  # the library has several for a signature that is none
        return b""
    return keccak(key.format(compressed=False)[1:])[-ADDRESS_BYTES:]


def _number(item: Item) -> int:
    return int.from_bytes(item, "big") if isinstance(item, bytes) else 0
