"""
What the demonstration asks of the API about single certificates, and what the answers must be.

A key is a sample's (scripts/samples), what has become of it stands in `walk` and `life`.
"""

from __future__ import annotations

from dataclasses import dataclass

EXPIRING, ENDING, CANCELLED = "nbs", "gacc", "cei"
BASIS = {"basis": {"kind": "consent", "reference": "C-2026-0001"}}
"""By what right all of it is asked."""


@dataclass(frozen=True)
class Case:
    """One question to the API, and what the answer must be: the verdict, and what decides it where it is no pass."""

    zh: str
    en: str
    key: str
    purpose: str
    verdict: str
    reason: str = ""
    holder: str = ""
    """The expected holder's short name; the real holder where empty."""


CASES = (
    Case("钢铁数据，融资", "steel data, financing", "cisa", "financing", "PASS"),
    Case("汽车数据，入股", "vehicle data, equity", "caam", "equity", "PASS"),
    Case("转让后的新权利人，入股", "after a transfer, equity", "creprice", "equity", "PASS"),
    Case("已质押两次，融资", "pledged twice, financing", "cric", "financing", "WARN", "PLEDGED_UNPERFECTED"),
    Case("已质押，入股", "pledged, equity", "cric", "equity", "FAIL", "PLEDGED_UNPERFECTED"),
    Case("已被冻结，融资", "frozen, financing", "agri", "financing", "FAIL", "FROZEN"),
    Case("已出资，再次入股", "contributed already, equity", "chinabond", "equity", "FAIL", "CONTRIBUTED"),
    Case("已许可他人使用，转让", "licensed, transfer", "ctei", "transfer", "WARN", "LICENSED"),
    Case("经申请登记，公开查询", "came by an application, public", "wanfang", "public", "PASS"),
    Case("同一数据另有登记，融资", "same data registered elsewhere", "cec", "financing", "WARN", "SAME_DATA_ELSEWHERE"),
    Case("即将到期，融资", "term ends soon, financing", ENDING, "financing", "WARN", "TERM_ENDING"),
    Case("已注销，融资", "cancelled, financing", CANCELLED, "financing", "FAIL", "CANCELLED"),
    Case("仅持有权与使用权，融资", "no right to operate", "cppia", "financing", "FAIL", "RIGHT_TO_OPERATE_ABSENT"),
    Case("权利人不符，入股", "another holder, equity", "cisa", "equity", "FAIL", "HOLDER_OTHER", "operator-one"),
    Case("已到期，入股", "run out by itself, equity", EXPIRING, "equity", "FAIL", "EXPIRED"),
    Case("公共机构不得担保，融资", "a public body, financing", "nea", "financing", "FAIL", "PUBLIC_BODY"),
)
