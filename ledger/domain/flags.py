"""
The flags of a certificate's record, and what a noun may do through the door; the bits are the contract's.
"""

from __future__ import annotations

from enum import IntFlag

SHARED = 1 << 23
"""The flag of a co-held certificate; all other flags belong to other nouns' contracts."""


class Flag(IntFlag):
    """
    The flags of a certificate's record; the bits are the contract's.

    Each says that a noun has something to say of the certificate and must be asked, for what it says can change with
    time alone (P1).
    """

    PLEDGED = 1 << 0  # 质押、预告
    LICENSED = 1 << 1  # 许可
    FROZEN = 1 << 2  # 冻结
    OBJECTED = 1 << 3  # 异议
    CONTROLLED = 1 << 4  # 行政管控
    SOURCE_OBJECTED = 1 << 5  # 来源方异议
    DISPUTED = 1 << 6  # 仲裁备注
    SURRENDERED = 1 << 7  # 已交回
    RESERVED = 1 << 8  # 出资锁定
    CONTRIBUTED = 1 << 9  # 已出资
    ATTESTED = 1 << 10  # 报告、入表、托管、挂牌等
    LINKED = 1 << 11  # 关联、承继
    RENEWING = 1 << 12  # 续期申请待决
    SHARED = 1 << 23  # 共同持有


class Power(IntFlag):
    """What a noun may do through the door beyond its own flags; the bits are the contract's."""

    MOVES = 1 << 16
    ENDS = 1 << 17
    ISSUES = 1 << 18
    AMENDS = 1 << 19
    EXTENDS = 1 << 20


NOUN_FLAGS = (1 << 16) - 1
"""The flags that nouns may be given."""
