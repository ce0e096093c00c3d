"""
The checks of who and what the record leans on: conditions and beneficiaries, evaluators, custody, the equity deal.

As in `checks`, a check names what it found and judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ledger.domain.attested import Worth
from ledger.domain.burden_checks import valuation
from ledger.domain.equity import ContributionStage
from ledger.domain.finding import Case, Found, all_named, code_of, facts_of, moment
from ledger.domain.kinds import Interest, Note
from ledger.domain.participants import Role

FAR_BELOW = 2
"""An agreed value of less than one in so many of the appraised is to be explained (公司法 art. 48: not undervalued)."""

# CONDITIONS AND BENEFICIARIES


def _conditions(case: Case) -> Found:
    noted = case.resting.annotations
    if not noted:
        return Found("CONDITIONS_NONE", {})
    facts = {
        "count": len(noted),
        "note_kind": sorted({Note(each.subtype) for each in noted}),
        "documents": [each.document_digest for each in noted],
    }
    return Found("CONDITIONS_NOTED", facts, noted[-1].attested)


def _beneficiaries(case: Case) -> Found:
    noted = case.resting.beneficiaries
    if not noted:
        return Found("BENEFICIARIES_NONE", {})
    facts = {
        "count": len(noted),
        "parties": all_named(case, (each.party for each in noted)),
        "interest": sorted({Interest(each.subtype) for each in noted}),
    }
    return Found("BENEFICIARIES_NOTED", facts, noted[-1].attested)


# EVALUATORS AND CUSTODY


def _evaluators(case: Case) -> Found:
    """Whoever made the reports that are current: a report stands, but who leans on it should know of its maker."""
    current = [each for each, worth in case.resting.reports if worth is Worth.CURRENT]
    if not current:
        return Found("EVALUATORS_NONE", {})
    makers = {each.by: case.subject.others[each.by].participant for each in current}
    position = current[-1].attested
    suspended = [number for number, maker in makers.items() if maker.suspended]
    if suspended:
        return Found("EVALUATOR_SUSPENDED", {"evaluators": all_named(case, suspended)}, position)
    without = [number for number, maker in makers.items() if not maker.roles & Role.EVALUATOR]
    if without:
        return Found("EVALUATOR_WITHOUT_ROLE", {"evaluators": all_named(case, without)}, position)
    return Found("EVALUATORS_ADMITTED", {"evaluators": all_named(case, makers)}, position)


def _custody(case: Case) -> Found:
    """The best custody there is: one that has the present data, and of these the one whose proof holds longest."""
    kept = case.resting.keepings
    if not kept:
        return Found("CUSTODY_NONE", {})
    best = max(kept, key=lambda each: (each.matches, each.due))
    last = best.proofs[-1] if best.proofs else best.deposit
    facts = {
        "custodians": all_named(case, [best.deposit.by]),
        "proven_on": moment(last.base_date),
        "until": moment(best.due),
        "count": len(kept),
    }
    reason = "CUSTODY_OVERDUE" if best.overdue else "CUSTODY_CURRENT"
    return Found(reason if best.matches else "CUSTODY_OF_OTHER_DATA", facts, last.attested)


# THE EQUITY DEAL


def _equity_terms(case: Case) -> Found:
    """What is to be contributed to whom, at what value (公司法 art. 48, 49, 53)."""
    uscc, known = case.question.investee, case.subject.investee
    if uscc is None:
        return Found("EQUITY_NOT_STATED", {})
    stopped = _investee_stopped(case, uscc)
    if stopped is not None:
        return stopped
    against = _against_value(case)
    if known is None and (against is None or against.reason != "AGREED_ABOVE_VALUE"):
        return Found("INVESTEE_UNKNOWN", {"investee": uscc})
    return against or Found("AGREED_NOT_COMPARED", {})


def _investee_stopped(case: Case, uscc: str) -> Found | None:
    """Why this company cannot take it as a contribution."""
    if any(code_of(holder) == uscc for holder in case.subject.holders):
        return Found("INVESTEE_IS_HOLDER", {"investee": uscc})
    known, last = case.subject.investee, case.resting.contribution
    if known is None:
        return None
    if known.participant.suspended:
        return Found("INVESTEE_SUSPENDED", facts_of(known))
    moved = (ContributionStage.EXECUTED, ContributionStage.CONFIRMED)
    if last is not None and last.stage in moved and last.contributor == known.participant.number:
        return Found("CONTRIBUTED_BACK", facts_of(known), last.reserved)
    return None


def _against_value(case: Case) -> Found | None:
    agreed, report = case.question.agreed, valuation(case)
    if agreed is None or report is None:
        return None
    facts: dict[str, Any] = {"agreed_fen": agreed, "value_fen": int(report.amount)}
    if agreed > report.amount:
        return Found("AGREED_ABOVE_VALUE", facts, report.attested)
    far_below = agreed * FAR_BELOW < report.amount
    return Found("AGREED_FAR_BELOW" if far_below else "EQUITY_FITS", facts, report.attested)


CHECKS: Mapping[str, Callable[[Case], Found]] = {
    "CONDITIONS": _conditions,
    "BENEFICIARIES": _beneficiaries,
    "EVALUATORS": _evaluators,
    "CUSTODY": _custody,
    "EQUITY_TERMS": _equity_terms,
}
