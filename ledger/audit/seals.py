"""
Who sealed a block of QBFT or IBFT2, and whether it was enough of those who may (Besu, BftBlockHashing and BftHelpers).

A header names the validators of its block; at least two thirds of them seal it.  From a checkpoint that the auditor
holds, each next set is known by the headers: where it is another than the one before, so many of the known ones must
have sealed it that one of them at least is honest.  A network whose validators come from a contract names none in its
headers: there the known ones count, until a set that no header names has sealed.  Written apart from the operator's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coincurve import PublicKey

from ledger.audit.encoding import Item, hexed, keccak, octets
from ledger.audit.header import Header, extra_of, hash_with, restored
from ledger.audit.pin import Pin
from ledger.audit.report import KINDS, Layer, Notes, Severity
from ledger.errors import Misconfigured

ADDRESS_BYTES = 20
SEAL_BYTES = 65

CHANGES_MAX = 1_000
"""Changes of the set that a report lists one by one; a network has a few in a year."""

_NO_OMMERS = keccak(b"\xc0")
_NO_VOTES: tuple[Item, ...] = (b"", [])  # as IBFT2 and as QBFT write it

Set = frozenset[bytes]
"""A set of validators by their addresses."""


class SealsBroken(Exception):
    """A block's seals are not what they must be: a finding's code, whom it is about, and both values."""

    def __init__(self, code: str, subject: str = "", expected: int | str | None = None, found: Any = None) -> None:
        super().__init__(code)
        self.code = code
        self.subject = subject
        self.expected = expected
        self.found = found


@dataclass(frozen=True, slots=True)
class Seals:
    """Whose seals count for a header, who did seal it, and whether the header itself names the validators."""

    validators: Set
    signers: tuple[bytes, ...]
    is_named: bool


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """
    What an auditor knows of a chain's validators: who seals block `block`, and that block's hash if he has it.
    """

    block: int
    hash: bytes | None
    validators: Set

    @property
    def text(self) -> str:
        """The checkpoint as the command line takes it."""
        own = "" if self.hash is None else hexed(self.hash)
        return f"{self.block}:{own}:{','.join(map(hexed, sorted(self.validators)))}"


class Sealing:
    """
    The seals of headers that are read in order, from a checkpoint on; what is wrong is noted once.

    From a block on whose seals are wrong nobody knows the validators, so that no later one is checked.  `known` are the
    validators of the last block that was; None from there on, and without a checkpoint.
    """

    def __init__(self, checkpoint: Checkpoint | None, notes: Notes) -> None:
        self.known = checkpoint.validators if checkpoint else None
        self.last: Header | None = None
        self.changes: list[Mapping[str, Any]] = []
        self._checkpoint = checkpoint
        self._notes = notes

    def take(self, header: Header) -> bool:
        """Check the next header; say whether it may be believed as far as seals go."""
        point, known = self._checkpoint, self.known
        if point is None or known is None or header.number < point.block:
            return True
        self.known = None
        if header.number == point.block and point.hash not in (None, header.hash):
            subject = f"block {header.number}"
            self._notes.find(
                "CheckpointDifferent", header.number, subject, hexed(point.hash or b""), hexed(header.hash)
            )
            return False
        try:
            seals = follow(known, header)
        except SealsBroken as broken:
            subject = broken.subject or f"block {header.number}"
            self._notes.find(broken.code, header.number, subject, broken.expected, broken.found)
            return KINDS[broken.code].severity is Severity.DOUBT
        self._notes.count(Layer.ANCHORS, "sealed blocks")
        self._notes.count(Layer.ANCHORS, "seals", len(seals.signers))
        if seals.validators != known and len(self.changes) < CHANGES_MAX:
            self.changes.append(change_of(known, header, seals))
        self.known, self.last = seals.validators, header
        return True

    @property
    def state(self) -> dict[str, Any]:
        """What `restore` takes to go on after an interruption, as JSON has it."""
        return {
            "known": None if self.known is None else [each.hex() for each in sorted(self.known)],
            "last": None if self.last is None else self.last.state,
            "changes": [dict(each) for each in self.changes],
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a state."""
        known, last = state["known"], state["last"]
        self.known = None if known is None else frozenset(bytes.fromhex(each) for each in known)
        self.last = None if last is None else restored(last)
        self.changes = list(state["changes"])

    @property
    def said(self) -> dict[str, Any]:
        """What a report says of the validators: those of the last sealed block as a checkpoint, and all changes."""
        if self._checkpoint is None:
            return {}
        if self.last is None or self.known is None:
            return {"checkpoint": self._checkpoint.text}
        last = Checkpoint(self.last.number, self.last.hash, self.known)
        return {"checkpoint": last.text, "since": self._checkpoint.text, "changes": self.changes}

    def conclude(self) -> dict[str, Any]:
        """Note that no seal was checked, if none was, and return what is `said`."""
        if self._checkpoint is None:
            self._notes.skip("AuditNoSeals")
        elif self.last is None and self.known is not None:
            self._notes.skip("AuditCheckpointAhead", block=self._checkpoint.block)
        return self.said


def checkpoint_of(pin: Pin, validators: str = "", checkpoint: str = "") -> Checkpoint | None:
    """
    Return where seals are checked from: a checkpoint ("block:hash:addresses"), or who seals the ledger's first block.

    `validators` are addresses with commas between; if empty, those of the pin file.  None if nothing is known.  Raises
    `Misconfigured` ("AuditValidatorsInvalid").
    """
    try:
        if checkpoint:
            block, own, given = checkpoint.split(":")
            return Checkpoint(int(block), octets(own, 32), _addresses(given))
        pinned = _addresses(validators) if validators else frozenset(pin.validators)
    except ValueError:
        raise Misconfigured("AuditValidatorsInvalid", given=checkpoint or validators) from None
    return Checkpoint(pin.first_block, None, pinned) if pinned else None


def quorum(validators: int) -> int:
    """Return how many seals a block needs: two thirds of the validators, rounded up."""
    return -(-2 * validators // 3)


def enough_to_trust(validators: int) -> int:
    """Return how many of a set hold at least one honest validator: more than may be false, a third rounded down."""
    return (validators - 1) // 3 + 1


def seals_of(header: Header, known: Set = frozenset()) -> Seals:
    """
    Read the seals of a header: enough of the validators that it names, or else of the `known` ones, each once.

    Raises `SealsBroken` with the code of what is wrong.
    """
    extra = extra_of(header.items)
    if not header.is_bft or header.item("sha3Uncles") != _NO_OMMERS or header.item("difficulty") != b"\1":
        raise SealsBroken("HeaderUnsealed")
    if extra is None:
        raise SealsBroken("SealsMalformed")
    parts, is_ibft2 = extra
    named = _texts(parts[1], ADDRESS_BYTES)
    validators = frozenset(named) or known
    if list(named) != sorted(set(named)) or not validators or (not named and parts[2] not in _NO_VOTES):
        raise SealsBroken("SealsMalformed")
    signed = hash_with(header.items, parts[:4] if is_ibft2 else [*parts[:4], []])
    seals = Seals(validators, tuple(_signer(seal, signed) for seal in _texts(parts[4], SEAL_BYTES)), bool(named))
    _check_signers(header.item("miner"), seals)
    return seals


def follow(known: Set, header: Header) -> Seals:
    """
    Return the seals of the next header after one whose validators were `known`; its own are known then.

    Raises `SealsBroken` as `seals_of` does, and "ValidatorsOther" for a set that nobody known vouches for.
    """
    seals = seals_of(header, known)
    vouching = len(known.intersection(seals.signers))
    if seals.validators != known and vouching < enough_to_trust(len(known)):
        raise SealsBroken("ValidatorsOther", shown(seals.validators), enough_to_trust(len(known)), vouching)
    return seals


def shown(validators: Set) -> str:
    """A set as a report writes it: addresses in order, with commas between."""
    return ",".join(map(hexed, sorted(validators)))


def change_of(before: Set, header: Header, seals: Seals) -> Mapping[str, Any]:
    """A change of the set as a report lists it."""
    return {
        "block": header.number,
        "added": shown(seals.validators - before),
        "removed": shown(before - seals.validators),
        "vouching": len(before.intersection(seals.signers)),
        "known": len(before),
    }


def _check_signers(proposer: bytes, seals: Seals) -> None:
    validators, signers = seals.validators, seals.signers
    strangers = [each for each in signers if each not in validators]
    if not seals.is_named and (strangers or proposer not in validators):
        vouching = len(validators.intersection(signers))
        if vouching >= enough_to_trust(len(validators)):  # genuine, but by a set that only its contract names
            raise SealsBroken("ValidatorsUnnamed", shown(frozenset(strangers)), shown(validators), vouching)
    if proposer not in validators:
        raise SealsBroken("ProposerForeign", hexed(proposer), shown(validators), hexed(proposer))
    if strangers:
        raise SealsBroken("SealForeign", hexed(strangers[0]), shown(validators), hexed(strangers[0]))
    for place, signer in enumerate(signers):
        if signer in signers[:place]:
            raise SealsBroken("SealTwice", hexed(signer), 1, signers.count(signer))
    if len(signers) < quorum(len(validators)):
        raise SealsBroken("SealsTooFew", shown(frozenset(signers)), quorum(len(validators)), len(signers))


def _texts(item: Item, size: int) -> tuple[bytes, ...]:
    if isinstance(item, bytes) or any(not isinstance(each, bytes) or len(each) != size for each in item):
        raise SealsBroken("SealsMalformed")
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


def _addresses(given: str) -> Set:
    found: Sequence[bytes] = [octets(each.strip(), ADDRESS_BYTES) for each in given.split(",")]
    if len(set(found)) != len(found):
        raise ValueError("an address twice")
    return frozenset(found)
