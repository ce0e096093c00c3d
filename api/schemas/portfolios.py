"""The question of many certificates at once, and the lines of its answer."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from api.schemas.base import DIGEST, NAME, NUMBER, USCC, Asked, DigestText, Given, NameText, NumberText, UsccText
from api.schemas.verification import NONCE, GroundAsked, Loan
from ledger.domain.policy import Outcome, Purpose

ITEMS_MAX = 10_000
"""Most certificates in a portfolio: two seconds of judging, and, with a holder each, a body of 0.7 MB."""


class PortfolioHolder(Asked):
    """Who the caller deals with, as for one certificate: by code, by name, or by both."""

    uscc: UsccText | None = None
    name: NameText | None = None


class PortfolioItem(Asked):
    """One certificate, by `number` or `id`; `holder` where it is not the portfolio's, `loan` for financing only."""

    number: NumberText | None = None
    id: DigestText | None = None
    holder: PortfolioHolder | None = None
    loan: Loan | None = None


_ASKED: dict[str, Any] = {
    "purpose": "financing",
    "basis": {"kind": "consent", "reference": "C-2026-0412"},
    "holder": {"uscc": USCC, "name": NAME["zh"]},
    "items": [{"number": NUMBER}, {"id": DIGEST, "loan": {"maturity": "2028-12-31"}}],
}


class PortfolioRequest(Asked):
    """
    May I rely on these certificates?  All are judged for one purpose, as of one block, and under one signature.

    `holder` is whom the caller expects to hold all of them but those that name another.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_ASKED]})

    purpose: Purpose = Field(examples=["financing"])
    basis: GroundAsked | None = None
    nonce: str | None = Field(None, pattern=rf"^{NONCE}$", examples=["f3c1a9d27b6e4c58"])
    holder: PortfolioHolder | None = None
    items: list[PortfolioItem] = Field(json_schema_extra={"minItems": 1, "maxItems": ITEMS_MAX})


class PortfolioCheck(Given):
    """A check that is not passed, of those that matter for the purpose."""

    code: str = Field(examples=["TERM_COVERS"])
    outcome: Outcome = Field(examples=["WARN"])
    reason: str = Field(examples=["TERM_SHORT"])


class PortfolioCertificate(Given):
    """A certificate of a portfolio as it stands: by `sequence` and `head` one sees later that nothing happened."""

    id: str = Field(examples=[DIGEST])
    number: str = Field(examples=[NUMBER])
    state: str = Field(examples=["ACTIVE"])
    last_valid_day: str = Field(examples=["2029-11-04"])
    sequence: int = Field(examples=[1])
    head: str = Field(examples=[DIGEST])


class PortfolioLine(Given):
    """What is said of one certificate; `certificate` is null if there is none, and the verdict then FAIL."""

    index: int = Field(examples=[0])
    asked: dict[str, Any] = Field(examples=[{"number": NUMBER}])
    certificate: PortfolioCertificate | None
    verdict: Outcome = Field(examples=["WARN"])
    checks: list[PortfolioCheck]
