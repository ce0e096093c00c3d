"""
Acts on certificates for the walk: about as often right as wrong, and wrong in every way that the contract knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eth_abi.abi import encode
from eth_hash.auto import keccak

from ledger.domain import restraining
from ledger.domain.acts import Amend, Cancel, Correct, Issuance, Issue, IssueShared, Revoke, Transfer
from ledger.domain.acts.certificates import HOLDERS_REASONS, amending, parties_to_transfer
from ledger.domain.acts.filed import Asked
from ledger.domain.acts.issue import TERM_SECONDS_MAX
from ledger.domain.certificates import CancelReason, Certificate, Right, Share, certificate_id
from ledger.domain.events import ZERO_DIGEST, CertificateId, Digest, Instant, ParticipantNumber
from ledger.domain.flags import SHARED
from ledger.domain.matrix import Operation
from ledger.domain.participants import Charge, Duty
from ledger.domain.records import Record
from ledger.errors import ActRefused
from tests.invariant.dice import Dice
from tests.invariant.filing import WAYS, file
from tests.invariant.reading import share_rows
from tests.invariant.signing import DEADLINES, FORGERIES, Message, anybody, deadline, hand, keeper, signed
from tests.invariant.walk import Call, Walk
from tests.parties import DAY, digest

PRINTS = [Digest(digest(f"data {n}")) for n in range(16)]
PERIODS = (202610, 202611)
SUPERVISOR = 4
HANDS = ("maker", "checker", *FORGERIES, *DEADLINES)


def print_of(dice: Dice) -> Digest:
    return dice.pick(PRINTS)


# ISSUE


def issue(walk: Walk, dice: Dice) -> None:
    """A batch of one to three, wrong in its hands or in one of its items."""
    count = dice.pick((1, 1, 1, 2, 3))
    way = dice.bent("empty", "item", "item", "item", "item", *HANDS)
    items = [_issuance(walk, dice, place) for place in range(count)]
    if way == "empty":
        items = []
    elif way == "item":
        place = dice.number(0, count - 1)
        items[place] = _bent_issuance(walk, dice, items[place])
    ends = deadline(walk, way)
    words = b"".join(_words(item) for item in items)
    register = items[0].record.register if items else 0
    values = (keccak(words), len(items), ends)
    maker, (approval, wire) = _hands(walk, dice, register, ("Issue", values), way)
    rows = [_row(item) for item in items]
    walk.ask(Issue(maker, tuple(items), ends, approval), Call(walk.world.certificates, "issue", (rows, ends, wire)))


def issue_shared(walk: Walk, dice: Dice) -> None:
    """A certificate of two to four co-holders."""
    way = dice.bent("item", "shares", "shares", "shares", *HANDS)
    item = _issuance(walk, dice, 0)
    if way == "item":
        item = _bent_issuance(walk, dice, item)
    shares = _shares(walk, dice, item.record)
    if way == "shares":
        shares = _bent_shares(dice, shares)
    ends = deadline(walk, way)
    rows = share_rows(shares)
    values = (
        keccak(_words(item)),
        keccak(encode(["(uint32,uint8,uint16)[]"], [rows])),
        ends,
    )
    maker, (approval, wire) = _hands(walk, dice, item.record.register, ("IssueShared", values), way)
    walk.ask(
        IssueShared(maker, item, shares, ends, approval),
        Call(walk.world.certificates, "issueShared", (_row(item), rows, ends, wire)),
    )


def _issuance(walk: Walk, dice: Dice, place: int) -> Issuance:
    """An item that may be issued: the next ordinal of some data, the next serial of some register."""
    charges = [fact for fact in walk.facts.values() if isinstance(fact, Charge)]
    register = dice.pick(charges).register
    holders = [number for number in walk.numbers() if number != keeper(walk, register)]
    holder, fingerprint, period = able(walk, dice, holders), print_of(dice), dice.pick(PERIODS)
    ordinal, serial = free(walk, register, holder, fingerprint, period)
    now = walk.now
    ends = now + dice.pick((1, DAY, 30 * DAY, 365 * DAY, 730 * DAY, TERM_SECONDS_MAX))
    return Issuance(
        Record(
            holder=holder,
            sequence=0,
            valid_from=now - dice.pick((0, 0, DAY)) * (ends - now < TERM_SECONDS_MAX),
            valid_to=ends,
            flags=0,
            rights=dice.pick((7, 7, 7, 7, 7, 3, 4, 1)),
            state=0,
            ordinal=ordinal,
            serial=serial + place,
            period=period,
            regime=register & 0xFF,
            code=register >> 8,
        ),
        fingerprint,
        Digest(digest(f"document {dice.number(0, 10**9)}")),
    )


def free(walk: Walk, register: int, holder: int, fingerprint: Digest, period: int) -> tuple[int, int]:
    """The next ordinal of the holder's data, and the register's next serial of the month."""
    ordinal, serial = 0, 1
    while _is_known(walk, certificate_id(holder, register & 0xFF, fingerprint, ordinal)):
        ordinal += 1
    while ("number", register << 40 | period << 16 | serial) in walk.facts:
        serial += 1
    return ordinal, serial


def able(walk: Walk, dice: Dice, numbers: Sequence[ParticipantNumber]) -> ParticipantNumber:
    """One of the participants, mostly one that can sign a consent."""
    signing = [who for who in numbers if walk.keys_with(who, Duty.CONSENT) and not walk.participant(who).suspended]
    return dice.pick(signing) if signing and dice.chance(85) else dice.pick(numbers)


def _is_known(walk: Walk, own: CertificateId) -> bool:
    return ("certificate", own) in walk.facts or ("claim", own) in walk.facts


def _bent_issuance(walk: Walk, dice: Dice, item: Issuance) -> Issuance:
    """The item with one thing wrong, or at the edge of wrong."""
    now, record = walk.now, item.record
    ends = record.valid_to
    changes: dict[str, int] = dice.pick(
        (
            {"sequence": 1},
            {"flags": SHARED},
            {"state": 1},
            {"serial": 0},
            {"serial": 10_000},
            {"serial": 9_999},
            {"serial": 1},
            {"period": 202600},
            {"period": 202613},
            {"period": 199912},
            {"period": 1_000_001},
            {"regime": 0},
            {"regime": 5},
            {"regime": record.regime % 4 + 1},
            {"code": 999},
            {"rights": 0},
            {"rights": 8},
            {"valid_from": now + 1},
            {"valid_to": now},
            {"valid_to": now - 1},
            {"valid_from": now, "valid_to": now + TERM_SECONDS_MAX + 1},
            {"valid_from": now, "valid_to": now + TERM_SECONDS_MAX},
            {"valid_from": ends, "valid_to": now},
            {"holder": 0},
            {"holder": len(walk.numbers()) + 1},
            {"holder": keeper(walk, record.register) or 1},
            {"ordinal": 0},
            {"ordinal": min(record.ordinal + 1, 255)},
            {"ordinal": max(record.ordinal - 1, 0)},
            {},
        )
    )
    if changes:
        fields = {name: getattr(record, name) for name in Record.__slots__}
        return Issuance(Record(**{**fields, **changes}), item.fingerprint, item.document_digest)
    missing = dice.chance(50)
    return Issuance(
        record,
        ZERO_DIGEST if missing else item.fingerprint,
        item.document_digest if missing else ZERO_DIGEST,
    )


def _shares(walk: Walk, dice: Dice, record: Record) -> tuple[Share, ...]:
    """Shares that make up the record's rights and the whole, the record's holder first."""
    registry = keeper(walk, record.register)
    others = [number for number in walk.numbers() if number not in (record.holder, registry)]
    signing = [number for number in others if walk.keys_with(number, Duty.CONSENT)]
    chosen = signing if len(signing) > 2 and dice.chance(80) else others
    holders = [record.holder, *dice.some(chosen, dice.number(1, 3))]
    parts = [dice.number(1, 3000) for _ in holders[1:]]
    rights = Right(record.rights & 7) or Right.USE
    own = [dice.pick((rights, rights & Right.USE or rights)) for _ in parts]
    shares = zip(holders, [rights, *own], [10_000 - sum(parts), *parts], strict=True)
    return tuple(Share(ParticipantNumber(holder), right, part) for holder, right, part in shares)


def _bent_shares(dice: Dice, shares: tuple[Share, ...]) -> tuple[Share, ...]:
    """The shares with one thing wrong."""
    first, second, *rest = shares
    nothing, bit_nobody_knows = Right(0), Right(8)
    extra = tuple(Share(ParticipantNumber(100 + n), Right.USE, 0) for n in range(17))
    whole = first.share + second.share
    return dice.pick(
        (
            (Share(first.holder, first.rights, 10_000),),
            (Share(first.holder, first.rights, first.share + 1), second, *rest),
            (first, Share(first.holder, second.rights, second.share), *rest),
            (second, first, *rest),
            (Share(first.holder, first.rights, whole), Share(second.holder, second.rights, 0), *rest),
            (first, Share(second.holder, bit_nobody_knows, second.share), *rest),
            (first, Share(second.holder, nothing, second.share), *rest),
            (first, Share(ParticipantNumber(4_000_000), second.rights, second.share), *rest),
            (first, second, *rest, *extra),
        )
    )


def _words(item: Issuance) -> bytes:
    return item.record.word.to_bytes(32, "big") + item.fingerprint + item.document_digest


def _row(item: Issuance) -> tuple[int, bytes, bytes]:
    return item.record.word, item.fingerprint, item.document_digest


def _hands(walk: Walk, dice: Dice, register: int, asked: tuple[str, tuple[Any, ...]], way: str) -> Any:
    """The maker's key and the checker's approval, both right or one of them wrong."""
    registry = keeper(walk, register)
    maker = anybody(dice) if way == "maker" else hand(walk, dice, registry, Duty.MAKER)
    checker = anybody(dice) if way == "checker" else hand(walk, dice, registry, Duty.CHECKER)
    message = Message(walk.world.certificates, *asked)
    return maker, signed(walk, checker, message, way if way in FORGERIES else "")


# DEALING


def transfer(walk: Walk, dice: Dice) -> None:
    certificate = some_certificate(walk, dice)
    if certificate is None:
        issue(walk, dice)
        return
    way = dice.bent("from", "self", "registry", "digest", "unknown", *WAYS)
    registry = keeper(walk, certificate.register)
    from_ = dice.pick(walk.numbers()) if way == "from" else dice.pick(certificate.holders)
    to = {"self": from_, "registry": ParticipantNumber(registry)}.get(way) or able(walk, dice, walk.numbers())
    asked = Transfer(named(walk, dice, certificate, way), from_, to, document(dice, way))
    parties = parties_to_transfer(certificate, from_, to)
    file_on(walk, dice, asked, certificate, (parties, Operation.TRANSFER), way=way)


def amend(walk: Walk, dice: Dice) -> None:
    certificate = some_certificate(walk, dice)
    if certificate is None:
        issue(walk, dice)
        return
    way = dice.bent("longer", "over", "rights", "digest", "unknown", *WAYS)
    usual = (0,) if certificate.shares and dice.chance(85) else (0, 0, 0, 1, 4, 7)
    rights = Right(9) if way == "rights" else Right(dice.pick(usual))
    ends = dice.pick((0, 0, certificate.valid_to, max(certificate.valid_to - DAY, walk.now + 1)))
    ends = {"longer": certificate.valid_to + 1, "over": walk.now}.get(way, ends)
    fingerprint = dice.pick((ZERO_DIGEST, ZERO_DIGEST, print_of(dice)))
    own = named(walk, dice, certificate, way)
    asked = Amend(own, fingerprint, document(dice, way), Instant(ends), rights)
    operation = amending(certificate.valid_to, certificate.rights, asked)
    file_on(walk, dice, asked, certificate, (certificate.holders, operation), way=way)


def correct(walk: Walk, dice: Dice) -> None:
    certificate = some_certificate(walk, dice)
    if certificate is None:
        issue(walk, dice)
        return
    way = dice.bent("digest", "unknown", *WAYS)
    asked = Correct(named(walk, dice, certificate, way), document(dice, way))
    file_on(walk, dice, asked, certificate, ((), Operation.CORRECT), way=way)


def cancel(walk: Walk, dice: Dice) -> None:
    certificate = some_certificate(walk, dice)
    if certificate is None:
        issue(walk, dice)
        return
    way = dice.bent("reason", "digest", "unknown", *WAYS)
    reason = dice.pick((0, 5)) if way == "reason" else dice.number(1, 4)
    asked = Cancel(named(walk, dice, certificate, way), CancelReason(reason), document(dice, way))
    agreed = asked.reason in HOLDERS_REASONS
    parties = certificate.holders if agreed else ()
    operation = Operation.CANCEL if agreed else Operation.JUDICIAL_CANCEL
    file_on(walk, dice, asked, certificate, (parties, operation), way=way)


def revoke(walk: Walk, dice: Dice) -> None:
    """By the registry, or by a supervisor."""
    certificate = some_certificate(walk, dice)
    if certificate is None:
        issue(walk, dice)
        return
    way = dice.bent("digest", "unknown", *WAYS)
    asked = Revoke(named(walk, dice, certificate, way), document(dice, way))
    revoker = dice.pick((SUPERVISOR, keeper(walk, certificate.register)))
    file(walk, dice, asked, revoker, way=way if way in WAYS else "")


# WHAT OTHER ACTS SHARE


def file_on(
    walk: Walk,
    dice: Dice,
    asked: Asked,
    certificate: Certificate,
    who: tuple[Sequence[int], Operation],
    *,
    way: str,
) -> None:
    """File an act of the registry that keeps a certificate: its own parties, then whom the restraints protect."""
    parties, operation = who
    signers = [*parties, *(each for each in protected(walk, certificate, operation) if each not in parties)]
    file(walk, dice, asked, keeper(walk, certificate.register), signers, way=way if way in WAYS else "")


def protected(walk: Walk, certificate: Certificate, operation: Operation) -> list[int]:
    """Whose consent the restraints need; nobody's where they stop the act anyway."""
    try:
        return restraining.consents(walk.facts, certificate, operation, walk.now)
    except ActRefused:
        return []


def some_certificate(walk: Walk, dice: Dice) -> Certificate | None:
    """One that lives and whose holders can sign, mostly; any, sometimes; none if there is too little to choose from."""
    every = walk.certificates()
    live = [found for found in every if found.state == 1 and walk.now < found.valid_to]
    able = [found for found in live if all(walk.keys_with(who, Duty.CONSENT) for who in found.holders)]
    if not live and dice.chance(75):
        return None
    chosen = dice.pick((able, able, able, able, live, every)) or every
    return dice.pick(chosen) if chosen else None


def document(dice: Dice, way: str = "") -> Digest:
    return ZERO_DIGEST if way == "digest" else Digest(digest(f"act {dice.number(0, 10**9)}"))


def named(walk: Walk, dice: Dice, certificate: Certificate, way: str) -> CertificateId:
    """The certificate's id, or one that is claimed or nobody's; never another's, whose sequence nobody signed."""
    if way != "unknown":
        return certificate.id
    other = certificate_id(certificate.holder, certificate.regime, print_of(dice), dice.number(0, 1))
    return certificate.id if ("certificate", other) in walk.facts else other
