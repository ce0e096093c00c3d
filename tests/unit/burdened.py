"""
What may rest on a certificate, one thing at a time, with the verdicts for financing, equity, booking, transfer, public.

Facts as acts leave them in the book; whether they are in force at the instant is the nouns' business.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ledger.domain import kinds
from ledger.domain.attestations import Bookers, Condition, Regrading
from ledger.domain.burdens import Burdens, ControlTerm, Forbidden, Ground, Note, OpenObjection, QueuedFreeze, Stage
from ledger.domain.burdens import SourceOutcome as Outcome
from ledger.domain.certificates import Right, State
from ledger.domain.encumbrances import (
    Encumbrance,
    EncumbranceList,
    EncumbranceState,
    Listed,
    PledgeObjection,
    PledgeObjectionOutcome,
    PledgeTrait,
    SecurityForm,
)
from ledger.domain.equity import Contribution, ContributionMode, ContributionOn, ContributionStage
from ledger.domain.events import (
    ZERO_DIGEST,
    ZERO_THING,
    CertificateId,
    Fen,
    Instant,
    ParticipantNumber,
    Position,
    ThingId,
)
from ledger.domain.facts import thing_id
from ledger.domain.flags import Flag
from ledger.domain.freezes import Freeze
from ledger.domain.kinds import AttestedKind, Grade
from ledger.domain.licences import KeptLicence, Licence, LicenceEnd, LicenceKind, Licences
from ledger.domain.renewals import RenewalRequest
from ledger.domain.restraints import Control, Dispute, Objection, SourceObjection
from ledger.domain.successions import Link, Links, Relation
from tests.unit.judging import CERTIFICATE, NOW, REPORTS, SOUND, World, attestation, digest

OWN = CERTIFICATE.id
BANK, SECOND_BANK, ORGAN, SECOND_ORGAN = (ParticipantNumber(number) for number in (20, 21, 22, 23))
OBJECTOR, INVESTEE, LICENSEE, EXCHANGE = (ParticipantNumber(number) for number in (24, 25, 26, 27))
DAY = 86_400
HOUR = 3_600


# SECURITY


def encumbrance(sequence: int, creditor: ParticipantNumber = BANK, **changes: Any) -> Encumbrance:
    """Return a perfected pledge for 2 million yuan."""
    made = Encumbrance(
        id=thing_id(OWN, sequence),
        certificate_id=OWN,
        sequence=sequence,
        creditor=creditor,
        debtor=CERTIFICATE.holder,
        amount=Fen(200_000_000),
        rank_at=Instant(NOW - DAY + sequence),
        until=Instant(NOW + 300 * DAY),
        perfected_at=Instant(NOW - DAY + sequence),
        form=SecurityForm.PLEDGE,
        state=EncumbranceState.PLEDGED,
        traits=PledgeTrait(0),
        debt_digest=digest(6),
        resolution_digest=ZERO_DIGEST,
        report_id=ZERO_THING,
        hold_id=ZERO_THING,
        created=Position(30, 0, sequence),
        created_at=Instant(NOW - DAY),
    )
    return replace(made, **changes)


def hold(sequence: int, until: int = NOW + HOUR, creditor: ParticipantNumber = BANK) -> Encumbrance:
    return encumbrance(
        sequence,
        creditor,
        amount=Fen(0),
        until=Instant(until),
        perfected_at=Instant(0),
        form=SecurityForm.NONE,
        state=EncumbranceState.HELD,
    )


def unperfected(sequence: int, creditor: ParticipantNumber = BANK) -> Encumbrance:
    return encumbrance(sequence, creditor, perfected_at=Instant(0))


def bearing(*encumbrances: Encumbrance) -> World:
    """Return the world in which these stand on the certificate's list."""
    listed = tuple(
        Listed(each.id, each.sequence, each.until if each.state is EncumbranceState.HELD else Instant(0))
        for each in encumbrances
    )
    return SOUND.certificate(flags=Flag.PLEDGED).bearing(EncumbranceList(OWN, listed), *encumbrances)


def objected_pledge(prove_by: int = NOW + HOUR) -> World:
    pledge = encumbrance(5)
    objection = PledgeObjection(
        pledge.id, OWN, OBJECTOR, Instant(prove_by), False, PledgeObjectionOutcome.NONE, digest(7)
    )
    return bearing(pledge).bearing(objection)


# ORDERS AND OBJECTIONS

ALL_FORBIDDEN = Forbidden(sum(Forbidden))


def queued(sequence: int, organ: ParticipantNumber = ORGAN, **changes: Any) -> QueuedFreeze:
    """Return a freeze of all operations that was served a day ago for 30 days."""
    made = QueuedFreeze(
        sequence=sequence,
        organ=organ,
        served_at=Instant(NOW - DAY),
        term=30 * DAY,
        forbidden=ALL_FORBIDDEN,
        holder=ParticipantNumber(0),
        earliest=Instant(NOW - DAY),
    )
    return replace(made, **changes)


def frozen(*queue: QueuedFreeze) -> World:
    freezes = [
        Freeze(
            id=thing_id(OWN, each.sequence),
            certificate_id=OWN,
            sequence=each.sequence,
            organ=each.organ,
            served_at=each.served_at,
            term=each.term,
            forbidden=each.forbidden,
            holder=each.holder,
            case_digest=digest(8),
            order_digest=digest(9),
            entered=Position(40, 0, each.sequence),
            entered_at=Instant(NOW - DAY),
            lifted_at=Instant(0),
        )
        for each in queue
    ]
    return SOUND.certificate(flags=Flag.FROZEN).bearing(Burdens(OWN, freezes=queue), *freezes)


def controlled(until: int = NOW + DAY) -> World:
    control = Control(
        thing_id(OWN, 6), OWN, 6, ORGAN, Instant(until), digest(8), Position(41, 0, 6), Instant(NOW - DAY), Instant(0)
    )
    burdens = Burdens(OWN, controls=(ControlTerm(6, ORGAN, Instant(until)),))
    return SOUND.certificate(flags=Flag.CONTROLLED).bearing(burdens, control)


def objected(stage: Stage = Stage.NOTIFIED, lapses_at: int = 0) -> World:
    due = Instant(NOW + DAY)
    opened = OpenObjection(7, OBJECTOR, due, Instant(lapses_at), stage, Ground.OWNERSHIP)
    objection = Objection(
        id=thing_id(OWN, 7),
        certificate_id=OWN,
        sequence=7,
        objector=OBJECTOR,
        ground=Ground.OWNERSHIP,
        stage=stage,
        due_at=due,
        lapses_at=Instant(lapses_at),
        document_digest=digest(8),
        raised=Position(42, 0, 7),
        raised_at=Instant(NOW - DAY),
        changed_at=Instant(NOW - DAY),
    )
    return SOUND.certificate(flags=Flag.OBJECTED).bearing(Burdens(OWN, objections=(opened,)), objection)


def source_objection(outcome: Outcome = Outcome.NONE) -> SourceObjection:
    return SourceObjection(
        id=thing_id(OWN, 8),
        certificate_id=OWN,
        sequence=8,
        objector=OBJECTOR,
        outcome=outcome,
        document_digest=digest(8),
        raised=Position(43, 0, 8),
        raised_at=Instant(NOW - DAY),
        settled_at=Instant(0 if outcome is Outcome.NONE else NOW - HOUR),
        fingerprint=ZERO_DIGEST if outcome is Outcome.NONE else CERTIFICATE.fingerprint,
    )


def source_objected() -> World:
    burdens = Burdens(OWN, source_objections=(Note(8, OBJECTOR),))
    return SOUND.certificate(flags=Flag.SOURCE_OBJECTED).bearing(burdens, source_objection())


def deleted(outcome: Outcome = Outcome.DELETED) -> World:
    return replace(SOUND, deleted=source_objection(outcome))


def disputed() -> World:
    dispute = Dispute(
        thing_id(OWN, 9), OWN, 9, SECOND_ORGAN, digest(8), Position(44, 0, 9), Instant(NOW - DAY), Instant(0)
    )
    burdens = Burdens(OWN, disputes=(Note(9, SECOND_ORGAN),))
    return SOUND.certificate(flags=Flag.DISPUTED).bearing(burdens, dispute)


# CONTRIBUTION, LICENCES, LINKS, RENEWAL


def contributed(stage: ContributionStage, **changes: Any) -> World:
    made = Contribution(
        id=thing_id(OWN, 10),
        certificate_id=OWN,
        sequence=10,
        contributor=CERTIFICATE.holder,
        investee=INVESTEE,
        mode=ContributionMode.TRANSFER,
        stage=stage,
        appraised=Fen(204_000_000),
        agreed=Fen(120_000_000),
        capital=Fen(51_900_000),
        report_id=ThingId(digest(103)),
        agreement_digest=digest(8),
        until=Instant(NOW + DAY),
        confirm_by=Instant(0),
        delivery_digest=ZERO_DIGEST,
        receipt_digest=ZERO_DIGEST,
        closing_digest=ZERO_DIGEST,
        registered_at=Instant(0),
        reserved=Position(45, 0, 10),
        reserved_at=Instant(NOW - DAY),
        executed_at=Instant(0),
        confirmed_at=Instant(0),
        closed_at=Instant(0),
    )
    made = replace(made, **changes)
    return SOUND.bearing(made, ContributionOn(OWN, made.id))


def executed(confirm_by: int, **changes: Any) -> World:
    then = Instant(NOW - HOUR)
    stage = changes.pop("stage", ContributionStage.EXECUTED)
    return contributed(stage, executed_at=then, confirm_by=Instant(confirm_by), **changes)


def confirmed() -> World:
    return executed(NOW, stage=ContributionStage.CONFIRMED, confirmed_at=Instant(NOW - 1))


def licensed(kind: LicenceKind = LicenceKind.ORDINARY, valid_to: int = NOW + DAY) -> World:
    licence = Licence(
        id=thing_id(OWN, 11),
        certificate_id=OWN,
        sequence=11,
        licensee=LICENSEE,
        rights=Right.USE,
        kind=kind,
        valid_from=Instant(NOW - DAY),
        valid_to=Instant(valid_to),
        resale=False,
        ended_at=Instant(0),
        end=LicenceEnd.NONE,
        scope_digest=digest(8),
        document_digest=ZERO_DIGEST,
        granted=Position(46, 0, 11),
        granted_at=Instant(NOW - DAY),
    )
    kept = Licences(OWN, (KeptLicence(licence.id, licence.valid_to),))
    return SOUND.certificate(flags=Flag.LICENSED).bearing(kept, licence)


def linked() -> World:
    link = Link(
        id=thing_id(OWN, 12),
        certificate_id=OWN,
        other_id=CertificateId(digest(7)),
        sequence=12,
        relation=Relation.DERIVED_FROM,
        document_digest=digest(8),
        linked=Position(47, 0, 12),
        linked_at=Instant(NOW - DAY),
    )
    return SOUND.certificate(flags=Flag.LINKED).bearing(Links(OWN, (link.id,)), link)


def renewing(decide_by: int = NOW + DAY) -> World:
    request = RenewalRequest(OWN, Instant(decide_by), digest(8), Position(48, 0, 0), Instant(NOW - DAY))
    return SOUND.certificate(flags=Flag.RENEWING).bearing(request)


# REPORTS, BOOKINGS, GRADES


def valued(**changes: Any) -> World:
    return SOUND.attested(*(replace(report, **changes) for report in REPORTS))


def booked(*entities: int) -> World:
    return SOUND.bearing(Bookers(OWN, tuple(ParticipantNumber(each) for each in entities)))


def regraded(grade: Grade) -> World:
    regrade = attestation(14, AttestedKind.REGRADE, grade)
    return SOUND.bearing(Regrading(OWN, regrade.id), regrade)


def reported(**changes: Any) -> World:
    return SOUND.attested(*REPORTS, attestation(15, AttestedKind.QUALITY, **changes))


LISTING = attestation(16, AttestedKind.LISTING, by=EXCHANGE)
PART = Forbidden.AMEND | Forbidden.CANCEL
"""What a freeze may forbid that is no purpose's act."""

BURDENED: list[tuple[str, str, World, str]] = [
    # check, reason, world, verdicts: financing equity booking transfer public
    ("IN_FORCE", "RENEWAL_PENDING", renewing().certificate(valid_to=NOW), "FFFFW"),
    ("RENEWAL", "NO_RENEWAL", renewing(NOW), "PPPPP"),
    ("RENEWAL", "RENEWAL_REQUESTED", renewing(), "WWPWP"),
    ("PLEDGES", "NOT_PLEDGED", bearing(encumbrance(5, state=EncumbranceState.RELEASED)), "PPPPP"),
    ("PLEDGES", "NOT_PLEDGED", bearing(hold(5, NOW)), "PPPPP"),
    ("PLEDGES", "RANK_HELD", bearing(hold(5, NOW + 1)), "WFPWP"),
    ("PLEDGES", "PLEDGED", bearing(encumbrance(5), encumbrance(6, SECOND_BANK)), "WFWWW"),
    ("PLEDGES", "PLEDGED", bearing(encumbrance(5), hold(6, creditor=SECOND_BANK)), "WFWWW"),
    ("PLEDGES", "PLEDGED_PAST_TERM", bearing(encumbrance(5, until=Instant(NOW))), "WFWWW"),
    ("PLEDGES", "PLEDGED_UNPERFECTED", bearing(unperfected(5)), "WFWWW"),
    ("PLEDGES", "PLEDGED_UNPERFECTED", bearing(encumbrance(5), unperfected(6)), "WFWWW"),
    ("PLEDGES", "PLEDGE_OBJECTED", objected_pledge(), "WFWWW"),
    ("PLEDGES", "PLEDGED", objected_pledge(NOW), "WFWWW"),
    ("FREEZES", "NOT_FROZEN", frozen(queued(5, term=DAY)), "PPPPP"),
    ("FREEZES", "FROZEN", frozen(queued(5, term=DAY + 1)), "FFWFW"),
    ("FREEZES", "FROZEN", frozen(queued(5, term=DAY), queued(6, SECOND_ORGAN)), "FFWFW"),
    ("FREEZES", "FROZEN_IN_PART", frozen(queued(5, forbidden=PART)), "WWWWW"),
    ("FREEZES", "FROZEN_IN_PART", frozen(queued(5, forbidden=PART), queued(6, SECOND_ORGAN, forbidden=PART)), "WWWWW"),
    ("FREEZES", "FREEZE_QUEUED", frozen(queued(5, forbidden=PART), queued(6, SECOND_ORGAN)), "WWWWW"),
    ("CONTROLS", "NOT_CONTROLLED", controlled(NOW), "PPPPP"),
    ("CONTROLS", "CONTROLLED", controlled(NOW + 1), "FFWFW"),
    ("SURRENDERED", "NOT_SURRENDERED", SOUND, "PPPPP"),
    ("SURRENDERED", "SURRENDERED", SOUND.certificate(flags=Flag.SURRENDERED), "FFWFW"),
    ("OBJECTIONS", "NOT_OBJECTED", objected(Stage.REJECTED, NOW), "PPPPP"),
    ("OBJECTIONS", "OBJECTED", objected(), "FFWFW"),
    ("OBJECTIONS", "OBJECTED", objected(Stage.REJECTED, NOW + 1), "FFWFW"),
    ("OBJECTIONS", "SUIT_PENDING", objected(Stage.ESCALATED), "FFWFW"),
    ("SOURCE_OBJECTIONS", "NO_SOURCE_OBJECTS", SOUND, "PPPPP"),
    ("SOURCE_OBJECTIONS", "SOURCE_OBJECTS", source_objected(), "WWWWW"),
    ("SOURCE_OBJECTIONS", "SOURCE_DELETION_DUE", deleted(), "WWWWW"),
    ("SOURCE_OBJECTIONS", "NO_SOURCE_OBJECTS", deleted(Outcome.COMPENSATED), "PPPPP"),
    ("DISPUTES", "NO_DISPUTE", SOUND, "PPPPP"),
    ("DISPUTES", "DISPUTED", disputed(), "WWWWW"),
    ("CONTRIBUTION", "NOT_CONTRIBUTED", contributed(ContributionStage.RESERVED, until=Instant(NOW)), "PPPPP"),
    ("CONTRIBUTION", "NOT_CONTRIBUTED", contributed(ContributionStage.CANCELLED, closed_at=Instant(NOW)), "PPPPP"),
    ("CONTRIBUTION", "RESERVED", contributed(ContributionStage.RESERVED, until=Instant(NOW + 1)), "FFWFW"),
    ("CONTRIBUTION", "CONTRIBUTION_UNCONFIRMED", executed(NOW + 1), "WFWWW"),
    ("CONTRIBUTION", "CONTRIBUTION_OVERDUE", executed(NOW), "WFWWW"),
    ("CONTRIBUTION", "CONTRIBUTED", confirmed(), "WFPWP"),
    ("LICENCES", "NOT_LICENSED", licensed(valid_to=NOW), "PPPPP"),
    ("LICENCES", "LICENSED", licensed(valid_to=NOW + 1), "WWPWP"),
    ("LICENCES", "LICENSED_EXCLUSIVELY", licensed(LicenceKind.EXCLUSIVE), "WWWWW"),
    ("LICENCES", "LICENSED_EXCLUSIVELY", licensed(LicenceKind.SOLE), "WWWWW"),
    ("LINKS", "NOT_LINKED", SOUND, "PPPPP"),
    ("LINKS", "LINKED", linked(), "WWWWP"),
    ("VALUE_REPORT", "VALUE_CURRENT", SOUND, "PPPPP"),
    ("VALUE_REPORT", "VALUE_CURRENT", SOUND.asked(amount=500_000_000), "PPPPP"),
    ("VALUE_REPORT", "VALUE_SHORT", SOUND.asked(amount=500_000_001), "WPPPP"),
    ("VALUE_REPORT", "VALUE_SHORT", bearing(encumbrance(5, amount=Fen(500_000_001))), "WFWWW"),
    ("VALUE_REPORT", "VALUE_FOR_OTHER_PURPOSE", valued(subtype=kinds.Purpose.BOOKING), "WFPPP"),
    ("VALUE_REPORT", "VALUE_STALE", valued(version=2), "WFPWP"),
    ("VALUE_REPORT", "VALUE_LAPSED", valued(valid_to=Instant(NOW)), "WFPWP"),
    ("VALUE_REPORT", "VALUE_WITHDRAWN", valued(condition=Condition.WITHDRAWN), "WFPWP"),
    ("VALUE_REPORT", "VALUE_NOT_COMPARED", SOUND.certificate(state=State.REVOKED), "FFFFF"),
    ("VALUE_REPORT", "VALUE_ABSENT", SOUND.attested(), "WFPPP"),
    ("VALUE_REPORT", "VALUE_ABSENT", valued(condition=Condition.SUPERSEDED), "WFPPP"),
    ("REPORTS", "REPORTS_NONE", SOUND, "PPPPP"),
    ("REPORTS", "REPORTS_CURRENT", reported(), "PPPPP"),
    ("REPORTS", "REPORTS_STALE", reported(version=2), "WWWWP"),
    ("REPORTS", "REPORTS_STALE", reported(valid_to=Instant(NOW)), "WWWWP"),
    ("REPORTS", "REPORTS_STALE", reported(condition=Condition.WITHDRAWN), "WWWWP"),
    ("BOOKINGS", "NOT_BOOKED", booked(), "PPPPP"),
    ("BOOKINGS", "BOOKED", booked(12), "PPPPP"),
    ("BOOKINGS", "BOOKED_ELSEWHERE", booked(12, INVESTEE), "WWFWW"),
    ("LISTINGS", "NOT_LISTED", SOUND.attested(*REPORTS, replace(LISTING, condition=Condition.ENDED)), "PPPPP"),
    ("LISTINGS", "LISTED", SOUND.attested(*REPORTS, LISTING), "PWPWP"),
    ("GRADE", "GRADE_GENERAL", regraded(Grade.GENERAL_3).content(grade="important"), "PPPPP"),
    ("GRADE", "GRADE_IMPORTANT", regraded(Grade.IMPORTANT), "PWPWP"),
    ("GRADE", "GRADE_CORE", regraded(Grade.CORE), "FFFFF"),
    ("PERSONAL_INFORMATION", "PERSONAL_INVOLVED", regraded(Grade.GENERAL_PERSONAL), "WWPWP"),
    ("MARKS", "MARKS_KNOWN", SOUND.certificate(flags=sum(Flag)), "FFWFW"),
    ("MARKS", "MARKS_UNKNOWN", SOUND.certificate(flags=1 << 13), "UUUUU"),
]
"""Each row changes one thing, as those of `test_verdict`."""
