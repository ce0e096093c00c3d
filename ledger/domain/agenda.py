"""
Agenda: what ends, lapses or is due by itself on a certificate or in a case, and when; a holder's calendar.

Nothing is stored: every date is computed of facts, as every standing is (P1).  All ends are exclusive unix seconds, as
everywhere; `day` is the day in Asia/Shanghai on which something is still possible, or begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger.domain.calendar import day_of, last_valid_day, start_of_day
from ledger.domain.certificates import Certificate
from ledger.domain.clocks import Standing as CaseStanding
from ledger.domain.equity import ContributionStanding
from ledger.domain.events import CertificateId, ParticipantNumber
from ledger.domain.resting import Resting
from ledger.domain.restraint_standing import Step
from ledger.domain.standing import Standing

NOBODY = ParticipantNumber(0)


class Due(StrEnum):
    """What a day is of."""

    RENEWAL_OPENS = "renewal_opens"  # 可申请续期之始
    RENEWAL_CLOSES = "renewal_closes"  # 申请续期之末日
    TERM_ENDS = "term_ends"  # 有效期末日
    RENEWAL_DECISION = "renewal_decision"  # 续期审查期限
    HOLD_LAPSES = "hold_lapses"  # 质押预告期满
    DEBT_DUE = "debt_due"  # 主债权到期
    SUIT_PROOF = "suit_proof"  # 质押异议人提交起诉证明期限
    FREEZE_ENDS = "freeze_ends"  # 冻结期满
    CONTROL_ENDS = "control_ends"  # 管控期满
    OBJECTION_NOTICE = "objection_notice"  # 登记机构通知期限
    OBJECTION_ANSWER = "objection_answer"  # 登记人答复期限
    OBJECTION_LAPSES = "objection_lapses"  # 异议因未起诉失效
    RESERVATION_LAPSES = "reservation_lapses"  # 出资锁定期满
    CONFIRMATION_DUE = "confirmation_due"  # 公司登记回执期限
    LICENCE_BEGINS = "licence_begins"  # 许可开始
    LICENCE_ENDS = "licence_ends"  # 许可期满
    REPORT_LAPSES = "report_lapses"  # 报告失效
    CUSTODY_DUE = "custody_due"  # 托管完整性证明期限
    LISTING_ENDS = "listing_ends"  # 挂牌期满
    ANSWER_DUE = "answer_due"  # 登记机构受理答复期限
    SUPPLEMENT_DUE = "supplement_due"  # 补正期限
    PUBLICITY_ENDS = "publicity_ends"  # 公示期满
    DECISION_DUE = "decision_due"  # 登记办结期限


BEGINS = frozenset({Due.RENEWAL_OPENS, Due.LICENCE_BEGINS})
"""What begins at the instant; all else ends before it."""

OWN = frozenset({Due.RENEWAL_CLOSES, Due.OBJECTION_ANSWER, Due.SUPPLEMENT_DUE, Due.CONFIRMATION_DUE, Due.DEBT_DUE})
"""What the holder itself has to do by then."""


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """
    One line: at which unix second what begins or ends, of which certificate or case, by whom or towards whom.

    `thing` is the id of the pledge, freeze, report and so on, empty where it is the certificate itself.
    """

    at: int
    due: Due
    own: CertificateId
    thing: bytes = b""
    who: ParticipantNumber = NOBODY
    kind: int = 0

    @property
    def day(self) -> date:
        """Return the day on which it begins, or the last on which it has not ended."""
        return day_of(self.at) if self.due in BEGINS else last_valid_day(self.at)

    @property
    def is_own(self) -> bool:
        """Whether the holder itself has to act by then."""
        return self.due in OWN


def of_certificate(certificate: Certificate, rests: Resting, now: Standing, instant: int) -> tuple[Item, ...]:
    """Return what is to come on a certificate after a unix second, the earliest first; second 0 is never."""
    lines = (
        *_term(certificate, rests, now),
        *_pledges(certificate, rests),
        *_restraints(certificate, rests),
        *_contribution(certificate, rests),
        *_licences(certificate, rests),
        *_attested(certificate, rests),
    )
    return tuple(sorted(item for item in lines if item.at > instant))


def of_case(own: CertificateId, publicised_until: int, now: CaseStanding, instant: int) -> tuple[Item, ...]:
    """Return what is to come in a registration case after a unix second, the earliest first."""
    stage = Due.SUPPLEMENT_DUE if now.stage.name == "SUPPLEMENT" else Due.ANSWER_DUE
    lines = (
        (stage, now.answer_due),
        (Due.PUBLICITY_ENDS, publicised_until if now.under_publicity else None),
        (Due.DECISION_DUE, now.decide_by if now.stage.name not in _ENDED else None),
    )
    return tuple(sorted(Item(at, due, own) for due, at in lines if at is not None and at > instant))


_ENDED = frozenset({"DEPOSITED", "NOT_ACCEPTED", "LAPSED", "TERMINATED", "REFUSED", "WITHDRAWN"})


def _term(certificate: Certificate, rests: Resting, now: Standing) -> Iterator[Item]:
    own = certificate.id
    if not now.in_force:
        if rests.renewal is not None:
            yield Item(rests.renewal.decide_by, Due.RENEWAL_DECISION, own)
        return
    yield Item(now.valid_to, Due.TERM_ENDS, own)
    if rests.renewal is not None:
        yield Item(rests.renewal.decide_by, Due.RENEWAL_DECISION, own)
        return
    closes = start_of_day(now.last_valid_day)
    if start_of_day(now.renewal_from) < closes:
        yield Item(start_of_day(now.renewal_from), Due.RENEWAL_OPENS, own)
        yield Item(closes, Due.RENEWAL_CLOSES, own)


def _pledges(certificate: Certificate, rests: Resting) -> Iterator[Item]:
    for each in rests.burden.ranked:
        one = each.encumbrance
        due = Due.HOLD_LAPSES if each.is_hold else Due.DEBT_DUE
        yield Item(one.until, due, certificate.id, one.id, one.creditor)
        if each.objection is not None and not each.objection.proven:
            yield Item(each.objection.prove_by, Due.SUIT_PROOF, certificate.id, one.id, each.objection.objector)


_OBJECTION_DUES = {Step.NOTICE: Due.OBJECTION_NOTICE, Step.ANSWER: Due.OBJECTION_ANSWER}


def _restraints(certificate: Certificate, rests: Resting) -> Iterator[Item]:
    own, said = certificate.id, rests.restraints
    for freeze in said.freezes:
        yield Item(freeze.end, Due.FREEZE_ENDS, own, freeze.id, freeze.freeze.organ)
    if said.control is not None:
        yield Item(said.control.until, Due.CONTROL_ENDS, own, b"", said.control.by)
    for each in said.objections:
        if each.step in _OBJECTION_DUES:
            yield Item(each.due_at, _OBJECTION_DUES[each.step], own, each.id, each.objection.objector)
        yield Item(each.lapses_at, Due.OBJECTION_LAPSES, own, each.id, each.objection.objector)


def _contribution(certificate: Certificate, rests: Resting) -> Iterator[Item]:
    made, stands = rests.contribution, rests.contribution_standing
    if made is None:
        return
    if stands is ContributionStanding.RESERVED:
        yield Item(made.until, Due.RESERVATION_LAPSES, certificate.id, made.id, made.investee)
    if stands is ContributionStanding.EXECUTED:
        yield Item(made.confirm_by, Due.CONFIRMATION_DUE, certificate.id, made.id, made.investee)


def _licences(certificate: Certificate, rests: Resting) -> Iterator[Item]:
    for each in rests.licences:
        yield Item(each.valid_from, Due.LICENCE_BEGINS, certificate.id, each.id, each.licensee)
        yield Item(each.valid_to, Due.LICENCE_ENDS, certificate.id, each.id, each.licensee)


def _attested(certificate: Certificate, rests: Resting) -> Iterator[Item]:
    for report, _ in rests.reports:
        yield Item(report.valid_to, Due.REPORT_LAPSES, certificate.id, report.id, report.by, int(report.kind))
    for each in rests.listings:
        yield Item(each.valid_to, Due.LISTING_ENDS, certificate.id, each.id, each.by)
    for keeping in rests.keepings:
        yield Item(keeping.due, Due.CUSTODY_DUE, certificate.id, keeping.deposit.id, keeping.deposit.by)
