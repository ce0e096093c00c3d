"""
The institutions whose acts rest on certificates, in words: an evaluator values, a bank pledges, a court freezes.

They are admitted by the governors on the house's own chain, when a test first asks for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.domain import kinds
from ledger.domain.acts.attestations import AdmitEvaluator, Attest
from ledger.domain.acts.equity import ReserveContribution
from ledger.domain.acts.freezes import FreezeCertificate, LiftFreeze
from ledger.domain.acts.governance import Admit
from ledger.domain.acts.licences import GrantLicence
from ledger.domain.acts.objections import (
    ObjectCertificate,
    ProceedObjection,
    RaiseSourceObjection,
    SettleSourceObjection,
)
from ledger.domain.acts.pledges import CreatePledge, HoldRank, ReleasePledge
from ledger.domain.acts.restraints import ControlCertificate, RestoreCertificate, SurrenderCertificate
from ledger.domain.burdens import Forbidden, Ground, SourceOutcome, Stage
from ledger.domain.certificates import Right
from ledger.domain.encumbrances import ReleaseReason, SecurityForm
from ledger.domain.equity import ContributionMode
from ledger.domain.events import ZERO_DIGEST, ZERO_THING, CertificateId, Fen, Instant, ParticipantNumber, ThingId
from ledger.domain.facts import thing_id
from ledger.domain.kinds import AttestedKind
from ledger.domain.licences import LicenceKind
from ledger.domain.participants import Role
from tests.chain_fixtures import LedgerChain, Party, digest_of
from tests.house_fixtures import House, Registered

DAY = 86_400
NOBODY = ParticipantNumber(0)
VALUED = Fen(500_000_000)
"""What an ordinary certificate is valued at: 5 million yuan."""


@dataclass
class Offices:
    """The institutions of one house."""

    house: House
    _admitted: dict[str, Party] = field(default_factory=dict)

    @property
    def chain(self) -> LedgerChain:
        return self.house.chain

    @property
    def court(self) -> Party:
        return self._admit("court", Role.ORGAN)

    @property
    def second_court(self) -> Party:
        return self._admit("second court", Role.ORGAN)

    @property
    def evaluator(self) -> Party:
        known = "evaluator" in self._admitted
        evaluator = self._admit("evaluator", Role.EVALUATOR)
        if not known:
            self.chain.govern(AdmitEvaluator(evaluator.number, 1 << AttestedKind.VALUE))
        return evaluator

    @property
    def custodian(self) -> Party:
        return self._admit("custodian", Role.CUSTODIAN)

    @property
    def exchange(self) -> Party:
        return self._admit("exchange", Role.EXCHANGE)

    def _admit(self, name: str, role: Role) -> Party:
        if name not in self._admitted:
            number = ParticipantNumber(self.chain.acts.ask("Participants", "participantCount") + 1)
            self._admitted[name] = Party(number, name, roles=role)
            self.chain.govern(Admit(self._admitted[name].admission))
        return self._admitted[name]

    def _next(self, certificate: Registered) -> tuple[CertificateId, ThingId]:
        """Return a certificate's id, and the id of what its next act makes."""
        own = certificate.issued.certificate_id
        return own, thing_id(own, self.chain.next_sequence(own))

    # VALUE

    def value(self, certificate: Registered, amount: Fen = VALUED) -> Registered:
        """Have a certificate valued, once as security and once for a contribution."""
        own, evaluator = certificate.issued.certificate_id, self.evaluator
        for purpose in (kinds.Purpose.PLEDGE, kinds.Purpose.EQUITY):
            now = self.chain.clock.now()
            asked = Attest(
                certificate_id=own,
                kind=AttestedKind.VALUE,
                subtype=purpose,
                party=NOBODY,
                amount=amount,
                base_date=Instant(now - DAY),
                valid_to=Instant(now + 300 * DAY),
                refers=ZERO_THING,
                linked_id=ZERO_DIGEST,
                document_digest=digest_of("valuation"),
            )
            self.chain.file(asked, evaluator, evaluator.consent)
        return certificate

    # SECURITY

    def hold(self, certificate: Registered, holder: Party) -> None:
        bank = self.chain.bank
        self.chain.file(HoldRank(certificate.issued.certificate_id, bank.number), bank, holder.consent)

    def pledge(self, certificate: Registered, holder: Party, amount: int = 200_000_000) -> ThingId:
        """Have a certificate pledged to the bank for a year."""
        (own, pledge_id), bank = self._next(certificate), self.chain.bank
        asked = CreatePledge(
            certificate_id=own,
            creditor=bank.number,
            debtor=NOBODY,
            amount=Fen(amount),
            maximum=False,
            form=SecurityForm.PLEDGE,
            until=Instant(self.chain.clock.now() + 365 * DAY),
            debt_digest=digest_of("loan"),
            resolution_digest=ZERO_DIGEST,
            report_id=ZERO_THING,
        )
        self.chain.file(asked, bank, holder.consent)
        return pledge_id

    def release(self, certificate: Registered, pledge_id: ThingId) -> None:
        asked = ReleasePledge(certificate.issued.certificate_id, pledge_id, ReleaseReason.PAID, digest_of("paid"))
        self.chain.file(asked, self.chain.bank)

    # CONTRIBUTION AND LICENCES

    def reserve(self, certificate: Registered, holder: Party, investee: Party, days: int) -> None:
        """Reserve a valued certificate for a contribution; its second valuation is for that."""
        own = certificate.issued.certificate_id
        until = Instant(self.chain.clock.now() + days * DAY)
        asked = ReserveContribution(
            certificate_id=own,
            contributor=holder.number,
            investee=investee.number,
            appraised=VALUED,
            agreed=Fen(400_000_000),
            capital=Fen(100_000_000),
            report_id=thing_id(own, self.chain.next_sequence(own) - 1),
            mode=ContributionMode.TRANSFER,
            agreement_digest=digest_of("agreement"),
            until=until,
        )
        self.chain.file(asked, self.chain.registry, holder.consent, investee.consent)

    def grant_licence(
        self, certificate: Registered, holder: Party, licensee: Party, kind: LicenceKind, days: int
    ) -> None:
        now = self.chain.clock.now()
        asked = GrantLicence(
            certificate_id=certificate.issued.certificate_id,
            licensee=licensee.number,
            rights=Right.USE,
            kind=kind,
            valid_from=Instant(now),
            valid_to=Instant(now + days * DAY),
            resale=False,
            scope_digest=digest_of("scope"),
        )
        self.chain.file(asked, self.chain.registry, holder.consent, licensee.consent)

    # ORDERS AND OBJECTIONS

    def freeze(self, certificate: Registered, days: int, forbidden: Forbidden, court: Party | None = None) -> ThingId:
        """Have a court freeze a certificate from now on."""
        own, freeze_id = self._next(certificate)
        asked = FreezeCertificate(
            certificate_id=own,
            case_digest=digest_of("case"),
            order_digest=digest_of("order"),
            served_at=Instant(self.chain.clock.now()),
            term=days * DAY,
            forbidden=forbidden,
            holder=NOBODY,
        )
        self.chain.file(asked, court or self.court)
        return freeze_id

    def lift(self, certificate: Registered, freeze_id: ThingId) -> None:
        asked = LiftFreeze(certificate.issued.certificate_id, freeze_id, digest_of("lifted"))
        self.chain.file(asked, self.court)

    def object(self, certificate: Registered, objector: Party) -> ThingId:
        own, objection_id = self._next(certificate)
        asked = ObjectCertificate(own, objector.number, Ground.OWNERSHIP, digest_of("objection"))
        self.chain.file(asked, self.chain.registry, objector.consent)
        return objection_id

    def withdraw(self, certificate: Registered, objection_id: ThingId, objector: Party) -> None:
        own = certificate.issued.certificate_id
        asked = ProceedObjection(own, objection_id, Stage.WITHDRAWN, digest_of("withdrawn"))
        self.chain.file(asked, self.chain.registry, objector.consent)

    def raise_source(self, certificate: Registered, source: Party) -> ThingId:
        own, objection_id = self._next(certificate)
        asked = RaiseSourceObjection(own, source.number, digest_of("source"))
        self.chain.file(asked, self.chain.registry, source.consent)
        return objection_id

    def settle_by_deleting(self, certificate: Registered, objection_id: ThingId, holder: Party) -> None:
        own = certificate.issued.certificate_id
        asked = SettleSourceObjection(own, objection_id, SourceOutcome.DELETED, digest_of("deleted"))
        self.chain.file(asked, self.chain.registry, holder.consent)

    def control(self, certificate: Registered, days: int) -> None:
        until = Instant(self.chain.clock.now() + days * DAY)
        asked = ControlCertificate(certificate.issued.certificate_id, digest_of("control"), until)
        self.chain.file(asked, self.chain.supervisor)

    def surrender(self, certificate: Registered, holder: Party) -> None:
        asked = SurrenderCertificate(certificate.issued.certificate_id, digest_of("returned"))
        self.chain.file(asked, self.chain.registry, holder.consent)

    def restore(self, certificate: Registered, holder: Party) -> None:
        asked = RestoreCertificate(certificate.issued.certificate_id, digest_of("given back"))
        self.chain.file(asked, self.chain.registry, holder.consent)
