"""
Deposits: the last act of a registration case, with which its certificate is issued, alone or in batches.

Refused as `Applications.sol` refuses them, in its order; what the door refuses is in `issue.check_enter`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from ledger.domain.acts.checks import Approval, Overlay, require_approval, require_open, require_registry
from ledger.domain.acts.filed import Filed, require_agreed, rule_at
from ledger.domain.acts.issue import Issuance, check_enter
from ledger.domain.acts.stepping import OfCase, require_id, require_step, require_within
from ledger.domain.calendar import day_of, start_of_day
from ledger.domain.cases import Case, Step
from ledger.domain.certificates import Share
from ledger.domain.events import ZERO_DIGEST, Digest, Key
from ledger.domain.facts import Facts
from ledger.domain.keccak import keccak
from ledger.domain.parameters import Parameter
from ledger.domain.participants import Duty
from ledger.domain.periods import months_after
from ledger.domain.records import unpack
from ledger.errors import ActRefused

DEPOSITS_MAX = 100

# ACTS


@dataclass(frozen=True, slots=True)
class Deposit(OfCase):
    """
    A deposit: `record` is the storage word with sequence, flags and state zero.

    `shares` is no member of the struct but the function's second argument, which `shares_digest` binds.
    """

    FUNCTION: ClassVar[str] = "deposit"

    record: int
    fingerprint: Digest
    document_digest: Digest
    shares_digest: Digest
    shares: tuple[Share, ...] = field(default=(), metadata={"argument": True})

    @property
    def issuance(self) -> Issuance:
        """What the certificate is issued from."""
        return Issuance(unpack(self.record), self.fingerprint, self.document_digest)

    @property
    def words(self) -> bytes:
        """The struct's members, ABI-encoded."""
        record = self.record.to_bytes(32, "big")
        return self.application_id + record + self.fingerprint + self.document_digest + self.shares_digest


@dataclass(frozen=True, slots=True)
class DepositMany:
    """Many deposits of sole holders, with one approval of the registry's checker."""

    maker: Key
    deposits: tuple[Deposit, ...]
    deadline: int
    approval: Approval


# DIGESTS


def shares_digest(shares: tuple[Share, ...]) -> Digest:
    """Return what binds the shares to a deposit: keccak256(abi.encode(shares)), zero for none."""
    if not shares:
        return ZERO_DIGEST
    words = [0x20, len(shares), *(word for part in shares for word in (part.holder, int(part.rights), part.share))]
    return Digest(keccak(b"".join(word.to_bytes(32, "big") for word in words)))


def deposits_digest(deposits: tuple[tuple[Deposit, int], ...]) -> Digest:
    """Return what a batch's checker signs: each deposit with the sequence that it will have in its case."""
    each = (keccak(asked.words + sequence.to_bytes(32, "big")) for asked, sequence in deposits)
    return Digest(keccak(b"".join(each)))


# CHECKING


def check_deposit(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, Deposit)
    case = _require_depositable(facts, asked, now)
    _require_shares_digest(asked, shares_digest(asked.shares))
    registry = require_registry(facts, filed.maker, case.register)
    require_open(facts)
    require_agreed(facts, filed, now, registry, [part.holder for part in asked.shares])
    check_enter(facts, asked.issuance, asked.shares, now)


def check_deposit_many(facts: Facts, act: DepositMany, now: int) -> None:
    """Raise `ActRefused` if the contract would refuse the batch."""
    if not 1 <= len(act.deposits) <= DEPOSITS_MAX:
        raise ActRefused("BatchSize", given=len(act.deposits), maximum=DEPOSITS_MAX)
    registers = []
    for asked in act.deposits:
        registers.append(_require_depositable(facts, asked, now).register)
        _require_shares_digest(asked, ZERO_DIGEST)
    # A maker is of one registry; it must keep all the registers.
    (registry,) = {require_registry(facts, act.maker, register) for register in registers}
    require_open(facts)
    require_approval(facts, now, act.deadline, act.approval, participant=registry, duty=Duty.CHECKER)
    under_way = Overlay(facts)
    for asked in act.deposits:
        check_enter(under_way, asked.issuance, (), now)


def _require_depositable(facts: Facts, asked: Deposit, now: int) -> Case:
    case = require_step(facts, asked.application_id, Step.DEPOSIT, now)
    own, record, open_from = case.application_id, unpack(asked.record), case.publicised_until
    if now < open_from:
        raise ActRefused("PublicityRunning", application_id=own, publicised_until=open_from)
    require_id(own, record.holder, record.regime, asked.fingerprint, record.ordinal)
    if record.register != case.register:
        raise ActRefused("RegisterDiffers", application_id=own, register=record.register, expected=case.register)
    require_within(case, record.rights)
    earliest = start_of_day(day_of(open_from))
    if record.valid_from < earliest:
        raise ActRefused("TermBackdated", application_id=own, valid_from=record.valid_from, earliest=earliest)
    latest = months_after(now, rule_at(facts, case.regime, Parameter.VALIDITY_MONTHS, now))
    latest = min(latest, case.source_ends) if case.source_ends else latest
    if record.valid_to > latest:
        raise ActRefused("DepositTermTooLong", application_id=own, valid_to=record.valid_to, latest=latest)
    return case


def _require_shares_digest(asked: Deposit, expected: Digest) -> None:
    if asked.shares_digest != expected:
        raise ActRefused(
            "SharesDigestWrong",
            application_id=asked.application_id,
            shares_digest=asked.shares_digest,
            expected=expected,
        )
