"""What Pledges says."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.events.base import CertificateId, Digest, Fen, Instant, Key, ParticipantNumber, ThingId


@dataclass(frozen=True, slots=True)
class RankHeld:
    """A bank reserved its rank, until an instant."""

    certificate_id: CertificateId
    sequence: int
    hold_id: ThingId
    creditor: ParticipantNumber
    until: Instant
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class HoldReleased:
    """A bank gave its hold up."""

    certificate_id: CertificateId
    sequence: int
    hold_id: ThingId
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PledgeCreated:
    """A pledge; `encumbrance` is the word as stored, `hold_id` the hold whose place it takes, or zero."""

    certificate_id: CertificateId
    sequence: int
    encumbrance: int
    debtor: ParticipantNumber
    debt_digest: Digest
    resolution_digest: Digest
    report_id: ThingId
    hold_id: ThingId
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PledgePerfected:
    """A filing made a pledge effective against all; `rank_at` is its rank time from now on."""

    certificate_id: CertificateId
    sequence: int
    pledge_id: ThingId
    filing_number: Digest
    filed_at: Instant
    rank_at: Instant
    file_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PledgeAmended:
    """Another sum, form or secured debt; all values in full."""

    certificate_id: CertificateId
    sequence: int
    pledge_id: ThingId
    amount_before: Fen
    amount: Fen
    form: int
    debt_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PledgeExtended:
    """A longer term."""

    certificate_id: CertificateId
    sequence: int
    pledge_id: ThingId
    until_before: Instant
    until: Instant
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PledgeAssigned:
    """Another creditor."""

    certificate_id: CertificateId
    sequence: int
    pledge_id: ThingId
    from_: ParticipantNumber
    to: ParticipantNumber
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PledgeCrystallised:
    """A cap became a fixed sum."""

    certificate_id: CertificateId
    sequence: int
    pledge_id: ThingId
    cap: Fen
    amount: Fen
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PledgePartReleased:
    """A part of the sum was released; `amount` remains."""

    certificate_id: CertificateId
    sequence: int
    pledge_id: ThingId
    amount_before: Fen
    amount: Fen
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PledgeReleased:
    """The creditor released its pledge."""

    certificate_id: CertificateId
    sequence: int
    pledge_id: ThingId
    reason: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PledgeObjected:
    """An objection to a pledge; without proof of a suit it lapses at `prove_by`."""

    certificate_id: CertificateId
    sequence: int
    pledge_id: ThingId
    objector: ParticipantNumber
    prove_by: Instant
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PledgeSuitProven:
    """The objector has gone to court or to arbitration."""

    certificate_id: CertificateId
    sequence: int
    pledge_id: ThingId
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PledgeObjectionEnded:
    """An objection was withdrawn or judged."""

    certificate_id: CertificateId
    sequence: int
    pledge_id: ThingId
    outcome: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PledgeEnforced:
    """A pledge was realised by a sale, whose transfers stand just before."""

    certificate_id: CertificateId
    sequence: int
    pledge_id: ThingId
    to: ParticipantNumber
    price: Fen
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PledgeEnded:
    """What ranked behind an enforced pledge ended with the sale."""

    certificate_id: CertificateId
    sequence: int
    pledge_id: ThingId
    enforced_id: ThingId
    maker: Key
    checker: Key


PledgeEvent = (
    RankHeld
    | HoldReleased
    | PledgeCreated
    | PledgePerfected
    | PledgeAmended
    | PledgeExtended
    | PledgeAssigned
    | PledgeCrystallised
    | PledgePartReleased
    | PledgeReleased
    | PledgeObjected
    | PledgeSuitProven
    | PledgeObjectionEnded
    | PledgeEnforced
    | PledgeEnded
)
