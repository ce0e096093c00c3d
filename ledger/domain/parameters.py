"""
Parameters: the periods and limits that differ by regime, with their names, units and founding values.

The numbers of `Parameter` are the contract's (`IRules.sol`).  Each founding value says where it comes from: [OK] is
general knowledge of a named rule, to be checked before anyone relies on it in law; [D] is our choice until the rules
fix one (domain rules §0).  From the founding on the values in force are the ledger's own, set by vote (`rules`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from ledger.domain.certificates import Regime


class Parameter(IntEnum):
    """What a rule says something about; the numbers are the contract's."""

    NONE = 0
    VALIDITY_MONTHS = 1
    RENEWAL_MONTHS = 2
    RENEWAL_DECISION_DAYS = 3
    ACCEPTANCE_DAYS = 4
    SUPPLEMENT_DAYS = 5
    DECISION_DAYS = 6
    EXTENSION_DAYS = 7
    PUBLICITY_DAYS = 8
    INQUIRY_DAYS = 9
    NOTICE_DAYS = 10
    ANSWER_DAYS = 11
    SUIT_DAYS = 12
    FREEZE_MONTHS = 13
    CONTROL_MONTHS = 14
    HOLD_DAYS = 15
    REPORT_MONTHS = 16
    RESERVATION_DAYS = 17
    CONFIRMATION_DAYS = 18
    LICENCE_MONTHS = 19
    CUSTODY_MONTHS = 20


class Unit(StrEnum):
    """In what a parameter counts."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


UNIT_NAMES: dict[Unit, tuple[str, str]] = {
    Unit.WORKING_DAYS: ("工作日", "working days"),
    Unit.DAYS: ("自然日", "days"),
    Unit.MONTHS: ("个月", "months"),
}
"""Each unit in zh and en."""

Given = tuple[int, str]
"""A founding value and its source."""


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter: its names, its unit, and with which value each regime begins."""

    parameter: Parameter
    zh: str
    en: str
    unit: Unit
    founding: dict[Regime, Given]


_G26 = "国数综政策〔2026〕35号"
_PUB25 = "发改数据规〔2025〕26号 [OK]"
_BJIP = "北京市数据知识产权登记管理办法(试行)"
_CIVIL_PROCEDURE = "最高人民法院关于适用民事诉讼法的解释, art. 485 [OK]"


def _art(number: str) -> str:
    return f"{_G26}, art. {number}"


def _row(parameter: Parameter, names: tuple[str, str], unit: Unit, dpr: Given, **others: Given) -> ParameterRow:
    """
    A row whose other regimes begin as `dpr` does, on our own responsibility, where `others` says nothing else.

    Without a rule of its own a regime follows the national one [D]; what a statute fixes holds for all alike.
    """
    value, source = dpr
    statute = source == _CIVIL_PROCEDURE
    like: Given = (value, source if statute or source.endswith("[D]") else f"as {source} [D]")
    founding = {regime: others.get(regime.name.lower(), like) for regime in Regime}
    founding[Regime.DPR] = dpr
    return ParameterRow(parameter, *names, unit, founding)


PARAMETERS: dict[Parameter, ParameterRow] = {
    row.parameter: row
    for row in (
        _row(
            Parameter.VALIDITY_MONTHS,
            ("有效期上限", "Longest term"),
            Unit.MONTHS,
            (60, _art("26")),
            pdr=(36, _PUB25),
            dip=(36, f"{_BJIP}, art. 13"),
        ),
        _row(
            Parameter.RENEWAL_MONTHS,
            ("续期申请窗口", "Renewal window before the end"),
            Unit.MONTHS,
            (6, _art("36")),
        ),
        _row(
            Parameter.RENEWAL_DECISION_DAYS,
            ("续期审查期限", "Decision on a renewal"),
            Unit.WORKING_DAYS,
            (20, "[D]"),
        ),
        _row(
            Parameter.ACCEPTANCE_DAYS,
            ("受理答复期限，逾期视为受理", "Answer to an application, then deemed accepted"),
            Unit.WORKING_DAYS,
            (3, _art("17")),
        ),
        _row(
            Parameter.SUPPLEMENT_DAYS,
            ("补正期限上限", "Longest time to supplement"),
            Unit.WORKING_DAYS,
            (10, "[D]"),
        ),
        _row(
            Parameter.DECISION_DAYS,
            ("受理后办结期限", "Decision after acceptance"),
            Unit.WORKING_DAYS,
            (10, _art("28")),
            pdr=(20, _PUB25),
        ),
        _row(
            Parameter.EXTENSION_DAYS,
            ("复杂情形延长，一次", "Extension of a complex case, once"),
            Unit.WORKING_DAYS,
            (10, _art("28")),
        ),
        _row(
            Parameter.PUBLICITY_DAYS,
            ("公示期", "Publicity"),
            Unit.WORKING_DAYS,
            (5, _art("24")),
            pdr=(10, _PUB25),
            dip=(10, f"{_BJIP} [OK]"),
        ),
        _row(
            Parameter.INQUIRY_DAYS,
            ("公示异议核查期限", "Inquiry into an objection to publicity"),
            Unit.WORKING_DAYS,
            (10, _art("25")),
        ),
        _row(
            Parameter.NOTICE_DAYS,
            ("登记异议通知登记人期限", "Notice of an objection to the holder"),
            Unit.WORKING_DAYS,
            (5, _art("29")),
        ),
        _row(
            Parameter.ANSWER_DAYS,
            ("登记人答复异议期限", "The holder's answer to an objection"),
            Unit.WORKING_DAYS,
            (10, "[D]"),
        ),
        _row(
            Parameter.SUIT_DAYS,
            ("异议人提交起诉或仲裁证明期限", "Proof that the objector sued"),
            Unit.DAYS,
            (30, "动产和权利担保统一登记办法 (as 中登网) [D]"),
        ),
        _row(
            Parameter.FREEZE_MONTHS,
            ("一次冻结最长期限", "Longest freeze at a time"),
            Unit.MONTHS,
            (36, _CIVIL_PROCEDURE),
        ),
        _row(
            Parameter.CONTROL_MONTHS,
            ("一次管控最长期限", "Longest control at a time"),
            Unit.MONTHS,
            (12, "[D]"),
        ),
        _row(
            Parameter.HOLD_DAYS,
            ("质押预告有效期", "Hold before a pledge"),
            Unit.WORKING_DAYS,
            (5, "[D]"),
        ),
        _row(
            Parameter.REPORT_MONTHS,
            ("报告有效期，自基准日起", "Validity of a report from its base date"),
            Unit.MONTHS,
            (12, "资产评估执业准则——资产评估报告 [OK]"),
        ),
        _row(
            Parameter.RESERVATION_DAYS,
            ("出资锁定最长期限", "Longest reservation for a contribution"),
            Unit.DAYS,
            (90, "[D]"),
        ),
        _row(
            Parameter.CONFIRMATION_DAYS,
            ("出资转移后提交公司登记回执期限", "Receipt of the company register after a contribution"),
            Unit.DAYS,
            (60, "[D]"),
        ),
        _row(
            Parameter.LICENCE_MONTHS,
            ("一次许可最长期限", "Longest licence at a time"),
            Unit.MONTHS,
            (60, "[D]"),
        ),
        _row(
            Parameter.CUSTODY_MONTHS,
            ("托管完整性证明间隔", "Interval of custody attestations"),
            Unit.MONTHS,
            (6, "[D]"),
        ),
    )
}
"""Every parameter but `NONE`, in the order of its number."""
