"""
Finality by seals: a block of QBFT or IBFT2 is final because two thirds of the validators signed it.

A header states the validators, the vote of its proposer, the round in which it was agreed, and the seals: signatures
over the header with the round and without the seals (Besu, BftBlockHashing).  The validators of the first block are
pinned by the operator; those of every later one follow from the headers before it (`tally`).  A network whose
validators come from a contract states none in its headers: there the pinned ones count for all blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from coincurve import PublicKey

from ledger.chain.deployment import Deployment
from ledger.chain.header import Header, extra_parts, plain_hash_of, with_extra
from ledger.chain.items import EMPTY_SEQUENCE, EMPTY_TEXT, ItemInvalid, content, number, parts, text
from ledger.chain.rpc import octets, to_hex
from ledger.chain.tally import EPOCH_BLOCKS, Tally, Vote
from ledger.domain.events import Digest
from ledger.domain.keccak import keccak
from ledger.errors import Inconsistent, LedgerError, Misconfigured

ADDRESS_BYTES = 20
SEAL_BYTES = 65

WALK_BLOCKS = 100
"""Headers asked for at a time on the way from an epoch's first block."""

KEPT_TALLIES = 16
"""Places on the chain whose validators are remembered: more than are read ahead, for what is read again."""

_NO_OMMERS = text(keccak(EMPTY_SEQUENCE))
_DIFFICULTY = number(1)
_OMMERS_FIELD, _PROPOSER_FIELD, _DIFFICULTY_FIELD = 1, 2, 7
_ADDS = b"\xff"
_DROPS = (b"", b"\0")  # as QBFT and as IBFT2 write it


@dataclass(frozen=True, slots=True)
class Extra:
    """What a sealed header says beside its fields; `signed` is the hash that the validators signed."""

    validators: tuple[bytes, ...]
    vote: Vote | None
    round: int
    seals: tuple[bytes, ...]
    signed: bytes


class Seals:
    """
    Checks the seals of blocks, which are read in order from `first_block` on or after a block that is known.

    `validators` are the addresses that seal `first_block`; `epoch_blocks` is what the network's genesis file says.
    """

    def __init__(self, validators: Iterable[bytes], first_block: int, epoch_blocks: int = EPOCH_BLOCKS) -> None:
        self._pinned = frozenset(validators)
        self._first_block = first_block
        self._epoch_blocks = epoch_blocks
        self._known: dict[Digest, Tally] = {}

    def check(
        self, headers: Sequence[Header], after: Digest | None, headers_of: Callable[[range], Sequence[Header]]
    ) -> None:
        """
        Check blocks that follow each other and `after`, which was checked before.

        `headers_of` reads the headers before them, of which the votes are counted if this was not done yet.  Raises
        `Inconsistent` with the code of what is wrong; nothing is known of the blocks then.
        """
        first = headers[0]
        assert after is not None or first.number == self._first_block, "seals need a block to begin with"
        if first.number == self._first_block:
            check_seals(first, self._pinned)  # so that its parent is known, from which the votes are counted
        tally = self._known.get(first.parent) or self._walked(first.number - 1, first.parent, headers_of)
        if first.number == self._first_block and tally.validators != self._pinned:
            raise _validators_wrong(first.number, self._pinned, tally.validators)
        tally = tally.copy()
        for header in headers:
            extra = check_seals(header, tally.validators)
            tally.take(header.number, proposer_of(header), extra.vote)
        self._known[headers[-1].hash] = tally
        if len(self._known) > KEPT_TALLIES:
            del self._known[next(iter(self._known))]

    def _walked(self, last: int, known: Digest, headers_of: Callable[[range], Sequence[Header]]) -> Tally:
        """Return the validators after block `last`, whose hash is known, by the headers since its epoch's first."""
        first = last - last % self._epoch_blocks
        tally: Tally | None = None
        before: Digest | None = None
        for start in range(first, last + 1, WALK_BLOCKS):
            for header in headers_of(range(start, min(last + 1, start + WALK_BLOCKS))):
                if before not in (None, header.parent):
                    raise _unlinked(header.number, before, header.parent)
                extra = read_extra(header)
                if tally is None:
                    tally = Tally(extra.validators or self._pinned, self._epoch_blocks)
                else:
                    tally.take(header.number, proposer_of(header), extra.vote)
                before = header.hash if header.number else Digest(plain_hash_of(header.items))
        if before != known:
            raise _unlinked(last + 1, before, known)
        assert tally is not None
        return tally


def seals_of(deployment: Deployment, validators: str = "") -> Seals:
    """
    Return what checks the seals of a ledger's chain.

    `validators` are addresses with commas between; if empty, those of the deployment record.  Raises `Misconfigured`
    if there are none ("ValidatorsMissing") or one is no address ("ValidatorsInvalid").
    """
    given = tuple(_address(each.strip()) for each in validators.split(",") if each.strip())
    pinned = given or deployment.validators
    if not pinned:
        raise Misconfigured("ValidatorsMissing")
    return Seals(pinned, deployment.first_block)


def quorum(validators: int) -> int:
    """Return how many seals a block needs: two thirds of the validators, rounded up."""
    return -(-2 * validators // 3)


def check_seals(header: Header, validators: frozenset[bytes]) -> Extra:
    """
    Check that a block is sealed by enough of `validators`, and by nobody else; return what its header says.

    Raises `Inconsistent`: "HeaderUnsealed", "SealsUnreadable", "ValidatorsWrong", "ProposerForeign", "SealForeign",
    "SealTwice" or "SealsTooFew".
    """
    extra = read_extra(header)
    if extra.validators != tuple(sorted(validators)) and (extra.validators or extra.vote):
        raise _validators_wrong(header.number, validators, extra.validators)
    if proposer_of(header) not in validators:
        raise Inconsistent("ProposerForeign", block=header.number, proposer=to_hex(proposer_of(header)))
    signers: set[bytes] = set()
    for seal in extra.seals:
        signer = signer_of(seal, extra.signed)
        if signer not in validators:
            raise Inconsistent("SealForeign", block=header.number, signer=to_hex(signer))
        if signer in signers:
            raise Inconsistent("SealTwice", block=header.number, signer=to_hex(signer))
        signers.add(signer)
    if len(signers) < quorum(len(validators)):
        raise Inconsistent("SealsTooFew", block=header.number, count=len(signers), quorum=quorum(len(validators)))
    return extra


def read_extra(header: Header) -> Extra:
    """Take the extra data apart.  Raises `Inconsistent` if it is not a sealed block's."""
    items = header.items
    if not header.is_bft or items[_OMMERS_FIELD] != _NO_OMMERS or items[_DIFFICULTY_FIELD] != _DIFFICULTY:
        raise Inconsistent("HeaderUnsealed", block=header.number)
    try:
        kept, is_ibft2 = extra_parts(items)
        round_ = content(kept[3])
        if not is_ibft2 and round_[:1] == b"\0":
            raise ItemInvalid
        signed = kept[:4] if is_ibft2 else [*kept[:4], EMPTY_SEQUENCE]
        return Extra(
            validators=_texts(kept[1], ADDRESS_BYTES),
            vote=_vote(kept[2], EMPTY_TEXT if is_ibft2 else EMPTY_SEQUENCE),
            round=int.from_bytes(round_, "big"),
            seals=_texts(kept[4], SEAL_BYTES),
            signed=plain_hash_of(with_extra(items, signed)),
        )
    except ItemInvalid:
        raise Inconsistent("SealsUnreadable", block=header.number) from None


def proposer_of(header: Header) -> bytes:
    """Return the validator that proposed a block: whom the header pays."""
    return content(header.items[_PROPOSER_FIELD])


def signer_of(seal: bytes, signed: bytes) -> bytes:
    """Return the address whose key made a seal: r, s and a bit of 0 or 1; no address if nobody's did."""
    try:
        if seal[-1] > 1:
            return b""
        key = PublicKey.from_signature_and_message(seal, signed, hasher=None)
    except Exception:  # the library has several for a signature that is none
        return b""
    return keccak(key.format(compressed=False)[1:])[-ADDRESS_BYTES:]


def _vote(item: bytes, none: bytes) -> Vote | None:
    if item == none:
        return None
    (subject, kind) = _pair(item)
    if len(subject) != ADDRESS_BYTES or kind not in (_ADDS, *_DROPS):
        raise ItemInvalid
    return subject, kind == _ADDS


def _pair(item: bytes) -> tuple[bytes, bytes]:
    found = parts(item)
    if len(found) != 2:
        raise ItemInvalid
    return content(found[0]), content(found[1])


def _texts(item: bytes, length: int) -> tuple[bytes, ...]:
    found = tuple(content(each) for each in parts(item))
    if any(len(each) != length for each in found):
        raise ItemInvalid
    return found


def _address(given: str) -> bytes:
    try:
        return octets(given, ADDRESS_BYTES)
    except LedgerError:
        raise Misconfigured("ValidatorsInvalid", given=given) from None


def _shown(validators: Iterable[bytes]) -> str:
    return ", ".join(to_hex(each) for each in sorted(validators)) or "-"


def _validators_wrong(block: int, expected: Iterable[bytes], given: Iterable[bytes]) -> Inconsistent:
    return Inconsistent("ValidatorsWrong", block=block, expected=_shown(expected), given=_shown(given))


def _unlinked(block: int, expected: Digest | None, given: Digest) -> Inconsistent:
    return Inconsistent("BlockUnlinked", block=block, expected=to_hex(expected or b""), given=to_hex(given))
