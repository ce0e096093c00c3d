"""What a check rests on, as a page cites it: in the page's language, and our own choices told apart from the law."""

from __future__ import annotations

import re
from typing import Any

import pytest

from api.portal.writing import cited
from ledger.domain.policy import POLICY


def written(rule: str, locale: str) -> str:
    page: Any = {"locale": locale}
    return cited(page, rule)


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        ("〔2026〕35 art. 34, 35", "〔2026〕35号第34、35条", "〔2026〕35 art. 34, 35"),
        ("查封规定 art. 24; 民法典 art. 414", "查封规定第24条；民法典第414条", "查封规定 art. 24; 民法典 art. 414"),
        ("P4", "账本原则 P4", "principle P4 of the ledger"),
        ("P2 [D]", "账本原则 P2（规则未明，由本系统确定）",
         "principle P2 of the ledger (the rules are silent; chosen by this system)"),
        ("财会〔2023〕11号", "财会〔2023〕11号", "财会〔2023〕11号"),
    ],
)  # fmt: skip
def test_a_rule_is_cited_in_the_language_of_the_page(rule: str, zh: str, en: str) -> None:
    assert (written(rule, "zh"), written(rule, "en")) == (zh, en)


def test_no_rule_of_the_policy_is_cited_in_english_on_a_chinese_page() -> None:
    cites = {written(row.rule, "zh") for row in POLICY.rows.values()}
    assert not {each for each in cites if re.search(r"art\.|;|\[", each)}


def test_the_policy_is_named_by_the_day_from_which_it_is_in_force() -> None:
    assert POLICY.effective.isoformat() == POLICY.version
