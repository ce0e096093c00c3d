"""
The life of certificates in the demonstration: what banks, a court, an evaluator and a registry do with some of them.

One data set comes in by an application, from its submission through review and publicity to the deposit; all the others
were taken over from an old register.  Then a certificate is pledged twice, one is contributed to a company's capital,
one is frozen, one is licensed.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any

from ledger.domain.acts.applications import AcceptApplication, PassReview, Publicise
from ledger.domain.acts.attestations import AdmitEvaluator, Attest
from ledger.domain.acts.equity import ConfirmContribution, ExecuteContribution, ReserveContribution
from ledger.domain.acts.licences import GrantLicence
from ledger.domain.acts.pledge_changes import PerfectPledge
from ledger.domain.acts.pledges import CreatePledge, HoldRank
from ledger.domain.acts.restraints import FreezeCertificate
from ledger.domain.applications import transferred
from ledger.domain.burdens import Forbidden
from ledger.domain.calendar import day_of, end_of_day
from ledger.domain.certificates import Right
from ledger.domain.document import canonical
from ledger.domain.encumbrances import SecurityForm
from ledger.domain.equity import ContributionMode
from ledger.domain.events import (
    ZERO_DIGEST,
    ZERO_THING,
    CertificateId,
    Digest,
    Fen,
    Instant,
    ParticipantNumber,
    ThingId,
)
from ledger.domain.facts import thing_id
from ledger.domain.kinds import AttestedKind as Kind
from ledger.domain.licences import LicenceKind
from ledger.domain.matrix import Operation
from scripts.stage import Stage

DAY = 86_400
APPLIED, PLEDGED, CONTRIBUTED, FROZEN, LICENSED = "wanfang", "cric", "chinabond", "agri", "ctei"
"""The samples' keys of the certificates that live."""

FOR_PLEDGE, FOR_EQUITY = 1, 2
VALUATIONS = {"cisa": FOR_PLEDGE, "caam": FOR_EQUITY, "creprice": FOR_EQUITY}
"""The certificates that are only valued, and for what; the others that live have reports of their own."""

VALUED, LOAN, SECOND_LOAN = Fen(896_800_000), Fen(500_000_000), Fen(100_000_000)
"""8,968,000 yuan appraised, 5,000,000 lent on it, and 1,000,000 more; the first two as in a published case."""

AGREED, CAPITAL = Fen(850_000_000), Fen(200_000_000)


@dataclass
class Lives:
    """The certificates that live, by their samples' rows."""

    stage: Stage
    rows: dict[str, dict[str, Any]]
    ids: dict[str, CertificateId]
    documents: dict[str, bytes]

    def id_of(self, key: str) -> CertificateId:
        return self.ids[key] if key in self.ids else self.stage.id_of(self.rows[key])

    def number_of(self, name: str) -> ParticipantNumber:
        return self.stage.book.participant(self.stage.uscc[name]).number

    def holder_of(self, key: str) -> str:
        return self.stage.short[self.rows[key]["holders"][0]["uscc"]]

    def now(self) -> int:
        return self.stage.book.head().time

    def document(self, text: str) -> Digest:
        """Keep a short document that says what an act is about, and return its digest."""
        return self.stage.documents.put(json.dumps({"about": text}, ensure_ascii=False).encode())

    def transferred(self, key: str, taker: str) -> Digest:
        """Keep the document that a certificate has after it passed to another holder, and return its digest."""
        last = json.loads(self.stage.documents.get(self.documents[key]) or b"{}")
        institution = self.stage.book.institution(self.number_of(taker))
        made = transferred(last, self.rows[key]["holders"][0]["uscc"], institution, secrets.token_hex(32))
        self.documents[key] = self.stage.documents.put(canonical(made))
        return Digest(self.documents[key])

    def next(self, own: CertificateId) -> ThingId:
        return thing_id(own, self.stage.book.certificate(own).record.sequence + 1)


# AN APPLICATION


def apply(lives: Lives) -> bytes:
    """Bring one data set through its whole case; return the digest of its certificate's document."""
    stage, row = lives.stage, lives.rows[APPLIED]
    own, centre = lives.id_of(APPLIED), "centre-social"
    text = json.dumps(row, ensure_ascii=False).encode()
    stage.submit(centre, text, lives.holder_of(APPLIED))
    stage.file(centre, AcceptApplication(own), sequence=2)
    rights = Right.HOLD | Right.USE | Right.OPERATE
    stage.file(centre, PassReview(own, rights, lives.document("审查意见 · the review")), sequence=3)
    stage.file(centre, Publicise(own, lives.document("公示公告 · the public notice")), sequence=4)
    stage.travel(12 * DAY)  # five working days, and a holiday if one comes
    return stage.deposit(centre, text, sequence=5)


# REPORTS, PLEDGES


def admit_evaluator(lives: Lives) -> None:
    """The governors admit the evaluator to all four kinds of report; it enrols a key for its second signer."""
    stage = lives.stage
    kinds = sum(1 << kind for kind in (Kind.QUALITY, Kind.SECURITY, Kind.COMPLIANCE, Kind.VALUE))
    stage.govern(AdmitEvaluator(lives.number_of("evaluator"), kinds))
    stage.enrol("evaluator", "evaluator-second")


def value(lives: Lives, key: str, purpose: int) -> ThingId:
    """Have the evaluator value a certificate, by two signers; return the report's id."""
    own, now = lives.id_of(key), lives.now()
    report = lives.next(own)
    ends = Instant(end_of_day(day_of(now + 300 * DAY)))
    asked = Attest(
        own,
        Kind.VALUE,
        purpose,
        ParticipantNumber(0),
        VALUED,
        Instant(now - DAY),
        ends,
        ZERO_THING,
        ZERO_DIGEST,
        lives.document("价值评估报告 · the value report"),
    )
    lives.stage.file("evaluator", asked, "evaluator-second")
    return report


def pledge(lives: Lives) -> None:
    """The first bank holds its rank, lends and perfects; the second comes behind it with its consent."""
    own, holder = lives.id_of(PLEDGED), lives.holder_of(PLEDGED)
    stage, (first, second) = lives.stage, ("bank-one", "bank-two")
    report = value(lives, PLEDGED, FOR_PLEDGE)
    stage.file(first, HoldRank(own, lives.number_of(first)), holder)
    loan = lives.next(own)
    stage.file(first, _pledge(lives, own, first, LOAN, report), holder)
    number = Digest(b"0000000000202611270001".ljust(32, b"\0"))
    filed = Instant(lives.now())
    stage.file(first, PerfectPledge(own, loan, number, filed, lives.document("中登网登记证明 · the filing")))
    stage.file(second, _pledge(lives, own, second, SECOND_LOAN, report), holder, f"{first}-checker")


def _pledge(lives: Lives, own: CertificateId, bank: str, amount: Fen, report: ThingId) -> CreatePledge:
    return CreatePledge(
        own,
        lives.number_of(bank),
        ParticipantNumber(0),
        amount,
        False,
        SecurityForm.PLEDGE,
        Instant(end_of_day(day_of(lives.now() + 365 * DAY))),
        lives.document("主债权合同 · the loan"),
        ZERO_DIGEST,
        report,
    )


# EQUITY, A FREEZE, A LICENCE


def contribute(lives: Lives, investee: str) -> None:
    """Contribute a certificate to a company's capital: reserve, transfer and deliver, confirm."""
    stage, own, giver = lives.stage, lives.id_of(CONTRIBUTED), lives.holder_of(CONTRIBUTED)
    report = value(lives, CONTRIBUTED, FOR_EQUITY)
    until = Instant(end_of_day(day_of(lives.now() + 30 * DAY)))
    agreement = lives.document("出资协议 · the agreement")
    reserved = ReserveContribution(
        own,
        lives.number_of(giver),
        lives.number_of(investee),
        VALUED,
        AGREED,
        CAPITAL,
        report,
        ContributionMode.TRANSFER,
        agreement,
        until,
    )
    stage.file("centre-social", reserved, giver, investee)
    delivery = lives.document("交付记录 · the delivery")
    moved = lives.transferred(CONTRIBUTED, investee)
    stage.file("centre-social", ExecuteContribution(own, delivery, moved), giver, investee)
    receipt = lives.document("公司登记回执 · the company registration's receipt")
    stage.file("centre-social", ConfirmContribution(own, receipt, Instant(lives.now())))
    lives.rows[CONTRIBUTED]["holders"][0]["uscc"] = stage.uscc[investee]


def freeze(lives: Lives) -> None:
    """The court freezes a certificate for a year: no transfer, no pledge, no contribution."""
    forbidden = Forbidden(0)
    for operation in (Operation.TRANSFER, Operation.PLEDGE, Operation.CONTRIBUTE):
        forbidden |= Forbidden(1 << operation)
    case, order = lives.document("案号 · the case"), lives.document("裁定书 · the ruling")
    served = Instant(lives.now())
    asked = FreezeCertificate(lives.id_of(FROZEN), case, order, served, 360 * DAY, forbidden, ParticipantNumber(0))
    lives.stage.file("court", asked)


def grant_licence(lives: Lives, licensee: str) -> None:
    """Let another company use the data for half a year."""
    own, now = lives.id_of(LICENSED), lives.now()
    ends = Instant(end_of_day(day_of(now + 180 * DAY)))
    asked = GrantLicence(
        own,
        lives.number_of(licensee),
        Right.USE,
        LicenceKind.ORDINARY,
        Instant(now),
        ends,
        False,
        lives.document("许可合同 · the licence"),
    )
    lives.stage.file("centre-social", asked, lives.holder_of(LICENSED), licensee)
