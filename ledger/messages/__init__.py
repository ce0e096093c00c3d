"""
Sentences: what happened and what to do, in Chinese and in English, one row for each code.

Codes are the same in every language and for ever: a Solidity error's own name, or the code that Python gives.  Each
part keeps its rows in the module of its name (`contracts`, `domain`, `chain`, `store`, `api`, `verdict`, `audit`,
`desk`, `flags`, `rules`, `operations`); a code stands in one only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.messages import (
    access,
    answers,
    api,
    applications,
    attestations,
    audit,
    audit_answers,
    book,
    bundle,
    cases,
    certificate,
    chain,
    client,
    contracts,
    credentials,
    desk,
    domain,
    equity,
    evidence,
    files,
    fingerprint,
    flags,
    holder,
    instructions,
    kits,
    letter,
    licences,
    lists,
    nouns,
    numbers,
    officers,
    operations,
    pledges,
    portal,
    portfolio,
    powers,
    renewals,
    report,
    restraints,
    rules,
    sheets,
    statistics,
    store,
    subsequent,
    successions,
    verdict,
    watch,
)
from ledger.messages.nouns import code_of
from ledger.messages.printing import filled, printed
from ledger.messages.row import LOCALES, Row

__all__ = ["LOCALES", "PARTS", "TABLE", "Row", "sentence"]

PARTS = (
    restraints,
    contracts,
    domain,
    chain,
    store,
    api,
    verdict,
    audit,
    audit_answers,
    kits,
    book,
    desk,
    flags,
    rules,
    attestations,
    equity,
    letter,
    licences,
    nouns,
    renewals,
    subsequent,
    successions,
    applications,
    pledges,
    operations,
    access,
    answers,
    bundle,
    client,
    credentials,
    portfolio,
    powers,
    watch,
    evidence,
    report,
    certificate,
    lists,
    fingerprint,
    numbers,
    sheets,
    statistics,
    holder,
    instructions,
    files,
    cases,
    officers,
    *portal.PARTS,
)

TABLE: dict[str, Row] = {code: row for part in PARTS for code, row in part.ROWS.items()}
"""Every code with its sentences."""

_UNKNOWN: Row = {
    "zh": "发生错误 {code}（{facts}）。请把此代码告知运维人员。",
    "en": "The error {code} occurred ({facts}). Tell the operator this code.",
}


def sentence(code: str, locale: str, facts: Mapping[str, Any]) -> str:
    """Say in `locale` what happened and what to do; English for an unknown locale.  Never fails on a missing fact."""
    language = locale if locale in LOCALES else "en"
    row = TABLE.get(code_of(code, facts))
    if row is None:
        listed = ", ".join(f"{name}: {printed(name, value, language)}" for name, value in facts.items())
        return _UNKNOWN[language].format(code=code, facts=listed or "-")
    return filled(row[language], facts, language)
