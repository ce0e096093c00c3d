"""
The checks of what else goes on about the same data: other certificates with what rests on them, and acts under way.

Several may hold the same right in the same data (guideline 〔2026〕35, art. 21), so another certificate is no fault.
But a bank's security is worth less where the same data already secures another debt, most where it is the same
holder's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from typing import Any

from ledger.domain import cases
from ledger.domain.calendar import day_of
from ledger.domain.certificates import Certificate, Regime
from ledger.domain.equity import ContributionStanding
from ledger.domain.events import Position
from ledger.domain.finding import Case, Found, moment, written
from ledger.domain.matrix import Restraint
from ledger.domain.numbers import CertificateNumber
from ledger.domain.resting import Resting
from ledger.domain.standing import is_alive

# THE SAME DATA


def living(case: Case) -> list[Certificate]:
    """Return the other certificates of the same data that still occupy their place."""
    return [other for other in case.subject.same_data if is_alive(other, case.question.instant)]


def _same_data(case: Case) -> Found:
    """Disclose, don't refuse."""
    alive = living(case)
    if not alive:
        return Found("SAME_DATA_NOWHERE_ELSE", {})
    numbers = sorted(CertificateNumber.from_packed(other.number).text for other in alive)
    facts = {
        "numbers": numbers,
        "count": len(numbers),
        "regimes": sorted({Regime(other.regime).name for other in alive}),
        "same_holder": sum(_is_same_holders(case, other) for other in alive),
    }
    return Found("SAME_DATA_ELSEWHERE", facts, min(each.issued for each in alive))


def _is_same_holders(case: Case, other: Certificate) -> bool:
    return not set(other.holders).isdisjoint(case.subject.certificate.holders)


def _same_data_burdens(case: Case) -> Found:
    """The gravest that rests on another certificate of the same data; the holder's own before those of others."""
    alive = living(case)
    known = [(other, case.subject.same_data_resting[other.id]) for other in alive if _is_seen(case, other)]
    unseen = [CertificateNumber.from_packed(other.number).text for other in alive if not _is_seen(case, other)]
    own = [(other, rests) for other, rests in known if _is_same_holders(case, other)]
    found = (
        ("HOLDER_FROZEN_SAME_DATA", [each for each in own if _is_stopped(each[1])]),
        ("HOLDER_CONTRIBUTED_SAME_DATA", [each for each in own if each[1].contributed is not Restraint.NONE]),
        ("HOLDER_PLEDGED_SAME_DATA", [each for each in own if each[1].burden.ranked]),
        ("SAME_DATA_FROZEN", [each for each in known if _is_stopped(each[1])]),
        ("SAME_DATA_PLEDGED", [each for each in known if each[1].burden.ranked]),
    )
    first = next(((reason, which) for reason, which in found if which), None)
    if unseen and (first is None or first[0] != "HOLDER_FROZEN_SAME_DATA"):
        return Found("SAME_DATA_UNSEEN", {"numbers": unseen, "count": len(unseen)})
    if first is None:
        return Found("SAME_DATA_UNBURDENED", {})
    reason, which = first
    facts = {
        "numbers": [CertificateNumber.from_packed(other.number).text for other, _ in which],
        "count": len(which),
        "secured_fen": sum(_secured(rests) for _, rests in which),
        "others": [_neighbour(case, other, rests) for other, rests in known],
    }
    return Found(reason, facts, _since(*which[0]))


def _is_seen(case: Case, other: Certificate) -> bool:
    return other.id in case.subject.same_data_resting


def _is_stopped(rests: Resting) -> bool:
    return bool(rests.restraints.freezes) or rests.restraints.control is not None


def _secured(rests: Resting) -> int:
    return int(rests.burden.perfected + rests.burden.unperfected)


def _neighbour(case: Case, other: Certificate, rests: Resting) -> dict[str, Any]:
    """What may be told of another certificate: how much rests on it, not for whom."""
    return {
        "number_text": CertificateNumber.from_packed(other.number).text,
        "regime": Regime(other.regime).name,
        "same_holder": _is_same_holders(case, other),
        "pledges": len(rests.burden.ranked),
        "secured_fen": _secured(rests),
        "freezes": len(rests.restraints.freezes),
        "is_controlled": rests.restraints.control is not None,
        "is_contributed": rests.contributed is not Restraint.NONE,
    }


def _since(other: Certificate, rests: Resting) -> Position:
    """Where on the chain the other certificate got its burden; its last change where several did."""
    if rests.burden.ranked and not _is_stopped(rests):
        return rests.burden.ranked[0].encumbrance.created
    return other.changed


# ACTS UNDER WAY


class Pending(IntEnum):
    """What has begun on a certificate and is not finished."""

    RENEWAL = 1  # 续期待决
    PLEDGE = 2  # 顺位已预告的质押
    CONTRIBUTION = 3  # 作价出资引起的转移
    CONFIRMATION = 4  # 出资待确认，可能退回
    AMENDMENT = 5  # 因数据删除应办的变更
    CANCELLATION = 6  # 交回后待办的注销
    OBJECTION = 7  # 异议审查


_UNFINISHED = (ContributionStanding.EXECUTED, ContributionStanding.OVERDUE)


def _pending(case: Case) -> Found:
    """What has begun and is not finished: each has a check of its own too; here the reader has them together."""
    acts = list(_acts(case.resting))
    if not acts:
        return Found("NOTHING_PENDING", {})
    return Found("ACTS_PENDING", {"pending_act": [act["act"] for act in acts], "acts": acts})


def _acts(rests: Resting) -> Iterator[dict[str, Any]]:
    if rests.renewal is not None:
        yield {"act": Pending.RENEWAL, "until": moment(rests.renewal.decide_by)}
    holds = [one.encumbrance for one in rests.burden.ranked if one.is_hold]
    yield from ({"act": Pending.PLEDGE, "until": moment(hold.until)} for hold in holds)
    contribution = rests.contribution
    if contribution is not None and rests.contributed is Restraint.RESERVED:
        yield {"act": Pending.CONTRIBUTION, "until": moment(contribution.due_at)}
    elif contribution is not None and rests.contribution_standing in _UNFINISHED:
        yield {"act": Pending.CONFIRMATION, "until": moment(contribution.due_at)}
    if rests.deletion_due is not None:
        yield {"act": Pending.AMENDMENT, "until": None}
    if rests.restraints.surrendered:
        yield {"act": Pending.CANCELLATION, "until": None}
    if rests.restraints.objections:
        yield {"act": Pending.OBJECTION, "until": None}


def _applications(case: Case) -> Found:
    """Cases by which the same data are to be registered once more, by whomever."""
    now = case.question.instant
    still = [each for each in case.subject.applications if cases.stage_at(each, now) not in cases.CLOSED]
    if not still:
        return Found("APPLICATIONS_NONE", {})
    facts = {
        "count": len(still),
        "regimes": sorted({Regime(each.regime).name for each in still}),
        "same_holder": sum(each.applicant in case.subject.certificate.holders for each in still),
        "since_day": written(day_of(min(each.submitted_at for each in still))),
    }
    return Found("APPLICATIONS_OPEN", facts, min(each.changed for each in still))


CHECKS: Mapping[str, Callable[[Case], Found]] = {
    "SAME_DATA": _same_data,
    "SAME_DATA_BURDENS": _same_data_burdens,
    "PENDING": _pending,
    "APPLICATIONS": _applications,
}
