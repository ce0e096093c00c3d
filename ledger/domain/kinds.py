"""
The kinds of attestations, as data: a row says who may attest, who must agree, and what an attestation must name.

`contracts/Kinds.sol` holds the same rows in bits; a test compares them.  [D] marks our own choice where the domain
rules (§5, §7, §9 operations 22, 31, 33 to 37, 39) are silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, IntFlag

from ledger.domain.parameters import Parameter
from ledger.domain.participants import Role


class AttestedKind(IntEnum):
    """What is attested; the numbers are the contract's."""

    NONE = 0
    QUALITY = 1  # 质量评价报告
    SECURITY = 2  # 安全评估报告
    COMPLIANCE = 3  # 合规评估报告
    VALUE = 4  # 价值评估报告
    BOOKING = 5  # 入表
    REMEASUREMENT = 6  # 后续计量
    IMPAIRMENT = 7  # 减值
    RECLASSIFICATION = 8  # 重分类
    DERECOGNITION = 9  # 终止确认
    AUDIT = 10  # 审计鉴证
    CUSTODY = 11  # 托管
    INTEGRITY = 12  # 托管完整性证明
    CUSTODY_RELEASE = 13  # 解除托管
    LISTING = 14  # 挂牌
    DEAL = 15  # 成交
    DELIVERY = 16  # 交付
    DELISTING = 17  # 摘牌
    OPENING = 18  # 开放
    CROSS_BORDER = 19  # 出境备案
    COMPUTE_USE = 20  # 数据专区计算使用
    CLAIM_REGISTRATION = 21  # 首登记申领
    CLAIM_BOOKING = 22  # 首入表申领
    CLAIM_DEAL = 23  # 首交易申领
    CLAIM_OPENING = 24  # 首开放申领
    GRANT = 25  # 兑现
    CLAW_BACK = 26  # 追回
    ANNOTATION = 27  # 备注
    BENEFICIARY = 28  # 信托、实际权益人
    REGRADE = 29  # 重新分级
    LINK = 30  # 关联


# SUBTYPES


class Purpose(IntEnum):
    """For what a valuation may be used (资产评估法 art. 27 and 32)."""

    NONE = 0
    PLEDGE = 1  # 质押
    EQUITY = 2  # 作价出资
    BOOKING = 3  # 入表
    TRANSFER = 4  # 转让
    OTHER = 5  # 其他


class Category(IntEnum):
    """Under which item data are booked (财会〔2023〕11号)."""

    NONE = 0
    INVENTORY = 1  # 存货
    INTANGIBLE = 2  # 无形资产
    DEVELOPMENT = 3  # 开发支出


class Opinion(IntEnum):
    """What an auditor says of a booking."""

    NONE = 0
    UNMODIFIED = 1  # 无保留意见
    QUALIFIED = 2  # 保留意见
    ADVERSE = 3  # 否定意见
    DISCLAIMER = 4  # 无法表示意见


class ExitRoad(IntEnum):
    """By which road data may leave the country."""

    NONE = 0
    ASSESSMENT = 1  # 安全评估
    CONTRACT = 2  # 标准合同
    CERTIFICATION = 3  # 认证
    EXEMPT = 4  # 豁免


class Note(IntEnum):
    """What an annotation is about (guideline 〔2026〕35, art. 23); seizure and control are restraints."""

    NONE = 0
    CONDITIONS = 1  # 权利行使期限或条件
    LEGAL = 2  # 依法应备注的事项
    OTHER = 3  # 其他


class Interest(IntEnum):
    """In what capacity another stands behind the holder."""

    NONE = 0
    TRUST = 1  # 信托
    BENEFICIAL_OWNER = 2  # 实际权益人
    NOMINEE = 3  # 代持


class Grade(IntEnum):
    """The data's grade (GB/T 43697-2024), and whether it has personal information."""

    NONE = 0
    GENERAL_1 = 1  # 一般数据 1 级
    GENERAL_2 = 2
    GENERAL_3 = 3
    GENERAL_4 = 4
    GENERAL_PERSONAL = 5  # 一般数据，含个人信息
    IMPORTANT = 6  # 重要数据
    CORE = 7  # 核心数据


class Relation(IntEnum):
    """How another certificate is related."""

    NONE = 0
    CONVERTS = 1  # 衔接换证
    SPLIT_FROM = 2  # 分立
    DERIVED_FROM = 3  # 衍生
    SAME_DATA = 4  # 同一数据


class Trait(IntFlag):
    """What else a kind asks for or does; the bits are the contract's."""

    HOLDERS = 1 << 0  # all holders agree
    OFFICIO = 1 << 1  # but need not, and no former attester is asked for, where a supervisor attests
    PARTY_SIGNS = 1 << 2
    PARTY_HOLDS = 1 << 3
    PARTY_OUTSIDE = 1 << 4  # the party does not hold the certificate
    SAME_PARTY = 1 << 5  # as the attestation followed
    SAME_HAND = 1 << 6  # attested by whom the attestation followed is
    SECOND = 1 << 7  # a second signer of the attester's besides its checker
    INDEPENDENT = 1 << 8  # the attester does not hold the certificate
    ADMITTED = 1 << 9  # the governors have admitted the attester to this kind
    OPERATE = 1 << 10  # the certificate has 经营权
    SUPERSEDES = 1 << 11  # what it follows; a follower of its own kind always does
    ENDS = 1 << 12  # what it follows
    CLOSES = 1 << 13  # it is done as it is made, and never in force
    LATE = 1 << 14  # possible after the term's end and during a pause
    LASTING = 1 << 15  # lives on when the data version changes


class Need(IntEnum):
    """Whether a member is to be given."""

    FORBIDDEN = 0
    OPTIONAL = 1
    REQUIRED = 2


MEMBERS = ("amount", "base_date", "valid_to", "party", "refers", "linked_id")
"""The members whose need a kind says, in the order in which they are checked."""

_LETTERS = {"-": Need.FORBIDDEN, "o": Need.OPTIONAL, "r": Need.REQUIRED}


@dataclass(frozen=True, slots=True)
class Schema:
    """
    One row.  `needs` has a letter for each of `MEMBERS`: r required, o optional, - forbidden.

    `follows` are the kinds that `refers` may name.  `subtypes` is the enumeration of its subtypes, none if it has no
    subtype.  `highest` is the highest grade of data that it may be done with, NONE if any.
    """

    roles: Role
    needs: str
    follows: tuple[AttestedKind, ...]
    traits: Trait
    subtypes: type[IntEnum] | None = None
    highest: Grade = Grade.NONE
    period: Parameter = Parameter.NONE

    def need(self, member: str) -> Need:
        return _LETTERS[self.needs[MEMBERS.index(member)]]

    def has(self, trait: Trait) -> bool:
        return bool(self.traits & trait)

    @property
    def subtypes_count(self) -> int:
        return len(self.subtypes) - 1 if self.subtypes else 0

    @property
    def packed(self) -> int:
        """The row as the contract keeps it in 96 bits."""
        return (
            self.roles
            | sum(1 << kind for kind in self.follows) << 16
            | sum(_LETTERS[letter] << 2 * place for place, letter in enumerate(self.needs)) << 48
            | self.traits << 64
            | self.subtypes_count << 80
            | self.highest << 84
            | self.period << 88
        )


_K, _T = AttestedKind, Trait
_BOOKED = (_K.BOOKING, _K.REMEASUREMENT, _K.IMPAIRMENT, _K.RECLASSIFICATION)
_CLAIMS = (_K.CLAIM_REGISTRATION, _K.CLAIM_BOOKING, _K.CLAIM_DEAL, _K.CLAIM_OPENING)
_REPORT = _T.INDEPENDENT | _T.ADMITTED | _T.SAME_HAND
_MEASURES = _T.PARTY_SIGNS | _T.PARTY_HOLDS | _T.SAME_PARTY | _T.SUPERSEDES | _T.LASTING
_CLOSING = _T.ENDS | _T.CLOSES | _T.LATE | _T.LASTING
_CLAIM = _T.PARTY_SIGNS | _T.LASTING


def _report(kind: AttestedKind) -> Schema:
    return Schema(Role.EVALUATOR, "-rr-o-", (kind,), _REPORT, period=Parameter.REPORT_MONTHS)


SCHEMAS: Mapping[AttestedKind, Schema] = {
    _K.QUALITY: _report(_K.QUALITY),
    _K.SECURITY: _report(_K.SECURITY),
    _K.COMPLIANCE: _report(_K.COMPLIANCE),
    _K.VALUE: Schema(
        Role.EVALUATOR, "rrr-o-", (_K.VALUE,), _REPORT | _T.SECOND, Purpose, period=Parameter.REPORT_MONTHS
    ),
    _K.BOOKING: Schema(Role.REGISTRY, "rr-r--", (), _T.PARTY_SIGNS | _T.PARTY_HOLDS | _T.LASTING, Category),
    _K.REMEASUREMENT: Schema(Role.REGISTRY, "rr-rr-", _BOOKED, _MEASURES),
    _K.IMPAIRMENT: Schema(Role.REGISTRY, "rr-rr-", _BOOKED, _MEASURES),
    _K.RECLASSIFICATION: Schema(Role.REGISTRY, "rr-rr-", _BOOKED, _MEASURES, Category),
    _K.DERECOGNITION: Schema(Role.REGISTRY, "-r-rr-", _BOOKED, _T.PARTY_SIGNS | _T.SAME_PARTY | _CLOSING),
    _K.AUDIT: Schema(Role.AUDITOR, "-r--r-", _BOOKED, _T.INDEPENDENT | _T.LASTING, Opinion),
    _K.CUSTODY: Schema(Role.CUSTODIAN, "-rr--r", (), _T.HOLDERS | _T.INDEPENDENT, period=Parameter.CUSTODY_MONTHS),
    _K.INTEGRITY: Schema(Role.CUSTODIAN, "-rr-rr", (_K.CUSTODY,), _T.SAME_HAND, period=Parameter.CUSTODY_MONTHS),
    _K.CUSTODY_RELEASE: Schema(Role.CUSTODIAN, "-r--r-", (_K.CUSTODY,), _T.HOLDERS | _T.SAME_HAND | _CLOSING),
    _K.LISTING: Schema(Role.EXCHANGE, "--o-r-", (_K.COMPLIANCE,), _T.HOLDERS | _T.OPERATE, highest=Grade.IMPORTANT),
    _K.DEAL: Schema(
        Role.EXCHANGE,
        "rr-rr-",
        (_K.LISTING,),
        _T.HOLDERS | _T.PARTY_SIGNS | _T.PARTY_OUTSIDE | _T.SAME_HAND | _T.OPERATE | _T.LASTING,
        highest=Grade.IMPORTANT,
    ),
    _K.DELIVERY: Schema(
        Role.EXCHANGE,
        "-r-rr-",
        (_K.DEAL,),
        _T.PARTY_SIGNS | _T.SAME_PARTY | _T.SAME_HAND | _T.LASTING,
        highest=Grade.IMPORTANT,
    ),
    _K.DELISTING: Schema(Role.EXCHANGE, "----r-", (_K.LISTING,), _T.SAME_HAND | _CLOSING),
    _K.OPENING: Schema(
        Role.REGISTRY | Role.SUPERVISOR | Role.EXCHANGE,  # [D]: whoever keeps the platform
        "-ro-o-",
        (_K.OPENING,),
        _T.HOLDERS | _T.OPERATE | _T.SAME_HAND | _T.LASTING,
        highest=Grade.GENERAL_4,  # 一般数据 without personal information
    ),
    _K.CROSS_BORDER: Schema(
        Role.REGISTRY | Role.SUPERVISOR,
        "-ro-o-",
        (_K.CROSS_BORDER,),
        _T.HOLDERS | _T.SAME_HAND,
        ExitRoad,
        Grade.IMPORTANT,
    ),
    _K.COMPUTE_USE: Schema(
        Role.REGISTRY | Role.CUSTODIAN | Role.EXCHANGE,  # [D]: whoever keeps the zone
        "ororo-",
        (_K.COMPUTE_USE,),
        _T.HOLDERS | _T.PARTY_SIGNS | _T.PARTY_OUTSIDE | _T.OPERATE | _T.SAME_HAND,
        highest=Grade.IMPORTANT,
    ),
    _K.CLAIM_REGISTRATION: Schema(Role.REGISTRY, "---r--", (), _CLAIM | _T.PARTY_HOLDS),
    _K.CLAIM_BOOKING: Schema(Role.REGISTRY, "---rr-", _BOOKED, _CLAIM | _T.SAME_PARTY),
    _K.CLAIM_DEAL: Schema(Role.REGISTRY, "---rr-", (_K.DEAL,), _CLAIM | _T.PARTY_HOLDS),
    _K.CLAIM_OPENING: Schema(Role.REGISTRY, "---rr-", (_K.OPENING,), _CLAIM | _T.PARTY_HOLDS),
    _K.GRANT: Schema(Role.SUPERVISOR, "r---r-", _CLAIMS, _T.ENDS | _T.LATE | _T.LASTING),
    _K.CLAW_BACK: Schema(Role.SUPERVISOR, "r---r-", (_K.GRANT,), _CLOSING),
    _K.ANNOTATION: Schema(Role.REGISTRY | Role.SUPERVISOR, "--ooo-", (_K.ANNOTATION,), _T.SAME_HAND | _T.LASTING, Note),
    _K.BENEFICIARY: Schema(
        Role.REGISTRY,
        "--oro-",
        (_K.BENEFICIARY,),
        _T.HOLDERS | _T.PARTY_SIGNS | _T.SAME_HAND | _T.LASTING,
        Interest,
    ),
    _K.REGRADE: Schema(
        Role.REGISTRY | Role.SUPERVISOR,
        "----o-",
        (_K.REGRADE,),
        _T.HOLDERS | _T.OFFICIO | _T.SAME_HAND | _T.LASTING,
        Grade,
    ),
    _K.LINK: Schema(Role.REGISTRY, "----or", (_K.LINK,), _T.SAME_HAND | _T.LASTING, Relation),
}

REPORTS = frozenset((_K.QUALITY, _K.SECURITY, _K.COMPLIANCE, _K.VALUE))
"""The four report kinds of the pilot zone's policy list, art. 2."""

BOOKED = frozenset(_BOOKED)
"""What a booking chain's live end can be."""

CLAIMS = frozenset(_CLAIMS)
"""The incentive claims, of each of which a participant has one."""

CLAIM_COST_LEAST = 100_000_001
"""Least booked sum, in fen, for the incentive of a first booking: more than 1,000,000 yuan (domain rules §7)."""


def packed() -> bytes:
    """Return the table as the contract keeps it: twelve bytes a kind, from kind 1."""
    return b"".join(SCHEMAS[kind].packed.to_bytes(12, "big") for kind in tuple(AttestedKind)[1:])
