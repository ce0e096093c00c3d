"""
Badges: the facts about a certificate that stand beside one another, each by itself; never one word for all (P1).

A badge is a code and how many there are of it; what is said and in which colour is the page's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from ledger.domain.attested import Worth
from ledger.domain.equity import ContributionStanding
from ledger.domain.matrix import Restraint
from ledger.domain.resting import Resting
from ledger.domain.standing import Standing


class Badge(StrEnum):
    """What may be true of a certificate beside its standing."""

    RENEWAL_OPEN = "RENEWAL_OPEN"  # 可申请续期
    RENEWING = "RENEWING"  # 续期审查中
    HELD = "HELD"  # 预告
    PLEDGED = "PLEDGED"  # 已质押
    PAST_TERM = "PAST_TERM"  # 质押已过主债权期限
    PLEDGE_OBJECTED = "PLEDGE_OBJECTED"  # 质押异议中
    FROZEN = "FROZEN"  # 冻结
    FREEZE_WAITING = "FREEZE_WAITING"  # 轮候冻结
    CONTROLLED = "CONTROLLED"  # 管控
    OBJECTED = "OBJECTED"  # 异议中
    SOURCE_OBJECTED = "SOURCE_OBJECTED"  # 来源方异议
    DISPUTED = "DISPUTED"  # 仲裁备注
    SURRENDERED = "SURRENDERED"  # 已交回
    RESERVED = "RESERVED"  # 出资锁定
    CONTRIBUTED = "CONTRIBUTED"  # 已作价出资
    UNCONFIRMED = "UNCONFIRMED"  # 出资待确认
    LICENSED = "LICENSED"  # 已许可
    LISTED = "LISTED"  # 挂牌
    BOOKED = "BOOKED"  # 已入表
    KEPT = "KEPT"  # 托管
    KEEPING_OVERDUE = "KEEPING_OVERDUE"  # 托管证明逾期
    REPORT_STALE = "REPORT_STALE"  # 报告已过期或失效
    DELETION_DUE = "DELETION_DUE"  # 应删除数据未变更


class Counted(NamedTuple):
    """A badge, and how many there are of what it says."""

    badge: Badge
    number: int


def badges(rests: Resting, now: Standing) -> tuple[Counted, ...]:
    """Return the badges of a certificate, in the order of `Badge`; its standing itself is none."""
    found = dict(_counts(rests, now))
    return tuple(Counted(badge, found[badge]) for badge in Badge if found.get(badge))


def _counts(rests: Resting, now: Standing) -> Iterator[tuple[Badge, int]]:
    yield Badge.RENEWAL_OPEN, int(now.renewal_open and rests.renewal is None)
    yield Badge.RENEWING, int(rests.renewal is not None)
    yield from _pledges(rests)
    yield from _restraints(rests)
    yield from _dealings(rests)
    yield Badge.KEPT, len(rests.keepings)
    yield Badge.KEEPING_OVERDUE, sum(each.overdue for each in rests.keepings)
    yield Badge.REPORT_STALE, sum(worth is not Worth.CURRENT for _, worth in rests.reports)
    yield Badge.DELETION_DUE, int(rests.deletion_due is not None)


def _pledges(rests: Resting) -> Iterator[tuple[Badge, int]]:
    ranked = rests.burden.ranked
    yield Badge.HELD, sum(each.is_hold for each in ranked)
    yield Badge.PLEDGED, sum(not each.is_hold for each in ranked)
    yield Badge.PAST_TERM, sum(each.is_past_term for each in ranked)
    yield Badge.PLEDGE_OBJECTED, sum(each.objection is not None for each in ranked)


def _restraints(rests: Resting) -> Iterator[tuple[Badge, int]]:
    said = rests.restraints
    yield Badge.FROZEN, min(1, len(said.freezes))
    yield Badge.FREEZE_WAITING, max(0, len(said.freezes) - 1)
    yield Badge.CONTROLLED, int(said.control is not None)
    yield Badge.OBJECTED, len(said.objections)
    yield Badge.SOURCE_OBJECTED, len(said.source_objections)
    yield Badge.DISPUTED, len(said.disputes)
    yield Badge.SURRENDERED, int(said.surrendered)


def _dealings(rests: Resting) -> Iterator[tuple[Badge, int]]:
    waiting = (ContributionStanding.EXECUTED, ContributionStanding.OVERDUE)
    yield Badge.RESERVED, int(rests.contributed is Restraint.RESERVED)
    yield Badge.CONTRIBUTED, int(rests.contributed is Restraint.CONTRIBUTED)
    yield Badge.UNCONFIRMED, int(rests.contribution_standing in waiting)
    yield Badge.LICENSED, len(rests.licences)
    yield Badge.LISTED, len(rests.listings)
    yield Badge.BOOKED, len(rests.bookers)
