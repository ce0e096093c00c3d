"""Attestations as answers show them: each alone, bookings as chains, custody, listings, claims, and the kinds."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.schemas.base import DIGEST, NUMBER, PLACE, Given, PartyView, Place


class AttestationWord(Given):
    """A code in words."""

    code: str = Field(examples=["VALUE"])
    zh: str = Field(examples=["价值评估报告"])
    en: str = Field(examples=["valuation report"])


class AttestationView(Given):
    """
    One attestation.

    `worth` is computed, never stored; `version` is the number of the event with which the data version came in that is
    attested.  What the kind has not, is null.
    """

    id: str = Field(examples=[DIGEST])
    certificate_id: str = Field(examples=[DIGEST])
    certificate_number: str = Field(examples=[NUMBER])
    kind: AttestationWord
    subtype: AttestationWord | None
    worth: AttestationWord = Field(examples=[{"code": "CURRENT", "zh": "现行有效", "en": "current"}])
    by: PartyView
    party: PartyView | None
    version: int = Field(examples=[1])
    amount_fen: int | None = Field(examples=[500_000_000])
    base_date: datetime | None
    valid_to: datetime | None
    refers: str | None = Field(examples=[None])
    linked_id: str | None = Field(examples=[None])
    document_digest: str = Field(examples=[DIGEST])
    attested: Place = Field(examples=[PLACE])
    attested_at: datetime
    closed_at: datetime | None = Field(examples=[None])


class AttestationPage(Given):
    """Attestations in the order in which they were made; `next` is the `cursor` of the next page, null on the last."""

    items: list[AttestationView]
    next: str | None = Field(examples=["1204.2"])


class BookingView(Given):
    """
    One entity's booking at cost: its entries from the first to the last, and what auditors said.

    `amountFen` and `category` are as of the last entry; `live` says whether it still is on the entity's books.
    """

    entity: PartyView
    live: bool
    amount_fen: int = Field(examples=[200_000_000])
    category: AttestationWord = Field(examples=[{"code": "INTANGIBLE", "zh": "无形资产", "en": "intangible asset"}])
    entries: list[AttestationView]
    audits: list[AttestationView]


class Bookings(Given):
    """All booking chains of a certificate, in the order of their bookings."""

    items: list[BookingView]


class KeepingView(Given):
    """
    One custody that has not ended.

    `matches` says whether the data that were deposited or proved last are the certificate's present data.
    """

    deposit: AttestationView
    proofs: list[AttestationView]
    next_proof_due: datetime
    overdue: bool = Field(examples=[False])
    matches: bool = Field(examples=[True])


class Keepings(Given):
    """All custodies of a certificate that have not ended, in the order of their deposits."""

    items: list[KeepingView]


class ListingView(Given):
    """One listing at an exchange, with its deals and their deliveries."""

    listing: AttestationView
    deals: list[AttestationView]
    deliveries: list[AttestationView]


class Listings(Given):
    """All listings of a certificate that were not withdrawn, in the order in which they were made."""

    items: list[ListingView]


class ClaimsView(Given):
    """Which incentives a participant has claimed, or one that it succeeded; and which reports it may make."""

    participant: PartyView
    claimed: list[AttestationWord]
    may_report: list[AttestationWord]


class ClaimLine(Given):
    """
    One claim for an incentive, with what the office that grants it looks at.

    `restsOn` is the booking, deal or opening that is claimed for; `first` the number of the first certificate that was
    issued on the claimant's application, and when; `awards` are grants and claw-backs, `open` says that none was made.
    A claimant has one claim of each kind, which the contract holds, also through successions.
    """

    claim: AttestationView
    rests_on: AttestationView | None
    first: str | None = Field(examples=[NUMBER])
    first_issued_at: datetime | None
    awards: list[AttestationView]
    open: bool = Field(examples=[True])


class ClaimPage(Given):
    """Claims in the order in which they were made; `next` is the `cursor` of the next page, null on the last."""

    items: list[ClaimLine]
    next: str | None = Field(examples=["1204.2"])


class MemberNeed(Given):
    """Whether a kind needs a member."""

    member: str = Field(examples=["amount"])
    need: str = Field(examples=["required"])


class KindView(Given):
    """One kind of attestation: who may attest, what it names, what it follows."""

    kind: AttestationWord
    number: int = Field(examples=[4])
    roles: list[str] = Field(examples=[["EVALUATOR"]])
    needs: list[MemberNeed]
    follows: list[str] = Field(examples=[["VALUE"]])
    traits: list[str] = Field(examples=[["SAME_HAND", "SECOND", "INDEPENDENT", "ADMITTED"]])
    subtypes: list[AttestationWord]
    highest_grade: str | None = Field(examples=[None])
    period: str | None = Field(examples=["REPORT_MONTHS"])


class Kinds(Given):
    """All kinds, in the order of their numbers."""

    items: list[KindView]
