"""What the values of codes and masks are called where a person chooses one: by the enumeration and the member."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from ledger.messages.row import Row
from ledger.messages.words import WORDS


def _rows(**words: tuple[str, str]) -> dict[str, Row]:
    return {name: {"zh": zh, "en": en} for name, (zh, en) in words.items()}


VALUES: dict[str, dict[str, Row]] = {
    "Right": _rows(HOLD=("持有权", "hold"), USE=("使用权", "use"), OPERATE=("经营权", "operate")),
    "CancelReason": _rows(
        VOLUNTARY=("权利人申请", "the holder's wish"),
        DESTROYED=("数据灭失", "the data are destroyed"),
        OBJECTION=("异议成立", "an objection was upheld"),
        EX_OFFICIO=("依职权", "ex officio"),
        JUDGMENT=("生效法律文书", "a judgment"),
    ),
    "SuccessionGround": _rows(
        MERGER=("合并", "merger"),
        DIVISION=("分立", "division"),
        INHERITANCE=("继承", "inheritance"),
        BANKRUPTCY=("破产", "bankruptcy"),
        OTHER=("其他", "other"),
    ),
    "LicenceKind": _rows(
        ORDINARY=("普通许可", "ordinary"), SOLE=("排他许可", "sole"), EXCLUSIVE=("独占许可", "exclusive")
    ),
    "LicenceEnd": _rows(
        AGREEMENT=("协商一致", "by agreement"), WAIVER=("被许可人放弃", "given up"), JUDGMENT=("法律文书", "judgment")
    ),
    "SecurityForm": _rows(PLEDGE=("质押", "pledge"), MORTGAGE=("抵押", "mortgage"), OTHER=("其他", "other")),
    "ReleaseReason": _rows(
        PAID=("债务清偿", "paid"), REALISED=("质权实现", "realised"), WAIVED=("质权人放弃", "waived")
    ),
    "PledgeObjectionOutcome": _rows(WITHDRAWN=("撤回", "withdrawn"), JUDGED=("已裁判", "judged")),
    "Forbidden": _rows(
        TRANSFER=("转让", "transfer"),
        LICENCE=("许可", "licence"),
        PLEDGE=("质押", "pledge"),
        ENFORCE=("实现质权", "enforcement"),
        CONTRIBUTE=("作价出资", "contribution"),
        AMEND=("变更", "amendment"),
        NARROW=("缩减变更", "narrowing amendment"),
        CANCEL=("注销", "cancellation"),
        SPLIT=("部分转让", "split"),
        CONVERT=("衔接换证", "conversion"),
        SURRENDER=("交回", "surrender"),
        EXECUTE=("出资执行", "execution of a contribution"),
    ),
    "Ground": _rows(
        OWNERSHIP=("权属争议", "ownership"),
        ERROR=("登记错误", "an error in the register"),
        HARM=("损害他人或公共利益", "harm to others or the public"),
        ILLEGAL_SOURCE=("数据来源违法", "unlawful source"),
        DISPUTE=("权属争议未决", "an open dispute"),
        DECEPTION=("隐瞒或虚假材料", "deception"),
        OTHER_LAW=("法律、法规规定的其他情形", "another case by law"),
    ),
    "SourceOutcome": _rows(
        DELETED=("已删除", "deleted"),
        COMPENSATED=("已补偿", "compensated"),
        REJECTED=("不予采纳", "rejected"),
        ESCALATED=("已起诉或申请仲裁", "taken to suit"),
    ),
    "ContributionMode": _rows(
        TRANSFER=("全部权利作价", "the whole right"), GRANT=("使用权、经营权作价", "the rights to use and operate")
    ),
    "Category": _rows(
        INVENTORY=("存货", "inventory"),
        INTANGIBLE=("无形资产", "intangible asset"),
        DEVELOPMENT=("开发支出", "development expenditure"),
    ),
    "Opinion": _rows(
        UNMODIFIED=("无保留意见", "unmodified"),
        QUALIFIED=("保留意见", "qualified"),
        ADVERSE=("否定意见", "adverse"),
        DISCLAIMER=("无法表示意见", "disclaimer"),
    ),
    "ExitRoad": _rows(
        ASSESSMENT=("安全评估", "security assessment"),
        CONTRACT=("标准合同", "standard contract"),
        CERTIFICATION=("认证", "certification"),
        EXEMPT=("豁免", "exempt"),
    ),
    "EndReason": _rows(FINISHED=("期满或完成", "finished"), WITHDRAWN=("撤回", "withdrawn")),
}
"""The enumerations whose words no sentence needs."""

NUMBERED = {"AttestedKind": "attested_kind", "Relation": "relation", "Stage": "objection_stage"}
"""The enumerations whose words stand in `words`, by their numbers."""


def value_words(member: IntEnum | IntFlag, locale: str) -> str:
    """Return what a member of an enumeration is called; nothing for NONE."""
    kind, name = type(member).__name__, str(member.name)
    if not member:
        return ""
    if kind in NUMBERED:
        return WORDS[NUMBERED[kind]][locale][int(member)]
    return VALUES[kind][name][locale]
