"""
Rules: what differs between the registration regimes, as data.

A regime is a row, never an `if` (P7).  Each row says where it comes from and since when; a value that no source gives
is marked [D], our choice until the rules fix one (domain rules §1.1–1.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.domain.certificates import Regime, Right


@dataclass(frozen=True, slots=True)
class RegimeRule:
    """
    One regime's parameters.

    `prefix` begins the printed number, `years_max` is the longest term, `effective` the day since which we apply the
    row.
    """

    regime: Regime
    zh: str
    en: str
    prefix: str
    years_max: int
    publicity_working_days: int
    source: str
    effective: date


REGIMES: dict[Regime, RegimeRule] = {
    rule.regime: rule
    for rule in (
        RegimeRule(
            Regime.DPR,
            "数据产权登记",
            "Data property-right registration",
            "SJ",  # guideline 〔2026〕35, annex 6
            5,  # art. 26
            5,  # art. 24
            "国数综政策〔2026〕35号",
            date(2026, 9, 11),
        ),
        RegimeRule(
            Regime.PDR,
            "公共数据资源登记",
            "Public data resource registration",
            "GS",  # [D]
            3,
            10,
            "发改数据规〔2025〕26号",
            date(2025, 3, 1),  # general knowledge, to be checked
        ),
        RegimeRule(
            Regime.DAR,
            "数据资产登记",
            "Data asset registration",
            "ZC",  # [D]
            5,  # [D]: no published rule found; the national maximum
            5,  # [D]
            "北京数据基础制度先行区政策清单",
            date(2023, 11, 10),
        ),
        RegimeRule(
            Regime.DIP,
            "数据知识产权登记",
            "Data intellectual-property registration",
            "ZS",  # [D]
            3,
            10,
            "北京市数据知识产权登记管理办法(试行)",
            date(2023, 5, 30),  # general knowledge, to be checked
        ),
    )
}

ALL_RIGHTS = Right.HOLD | Right.USE | Right.OPERATE

RIGHTS_BY_SOURCE: dict[str, Right] = {
    "collected": ALL_RIGHTS,  # own or jointly generated, or by a collector that one authorised
    "agreement": ALL_RIGHTS,  # obtained by contract
    "derived": ALL_RIGHTS,  # substantially changed and of markedly higher value
    "public": Right.HOLD | Right.USE,  # gathered automatically from public pages
    "entrusted": Right(0),  # processed for another
}
"""Guideline 〔2026〕35, art. 21: which rights each source of data admits."""

NAME_CHARACTERS_MAX = 40
"""Longest Chinese name of the data (guideline 〔2026〕35, annex 1)."""

OVERVIEW_CHARACTERS_MAX = 400
"""Longest Chinese overview (guideline 〔2026〕35, annex 1)."""

TRANSLATION_FACTOR = 4
"""The rule counts Chinese characters; a translation may be so many times as long [D]."""
