"""
May one rely on this certificate, now, for this purpose?

`judge` is pure: what is asked, what the ledger knows of it, and how good the evidence is, all come in as values.  Every
check names what it found by a reason (`checks`); what the reason means for the purpose stands in the policy table
(`policy`), and nowhere else.  The verdict never says more than the evidence (P6): with evidence that is not good enough
it is UNDETERMINED, whatever the checks found.

Not here: whether a fact is true beyond the ledger.  What rests on the certificate comes in with the subject, as its
nouns see it at the question's instant (`resting`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.domain import burden_checks, checks, neighbour_checks, reliance_checks
from ledger.domain.checks import evidence_fresh, query_basis, registered
from ledger.domain.events import Position
from ledger.domain.finding import Case, Found
from ledger.domain.groups import GROUP_OF, GROUPS
from ledger.domain.policy import OUTCOMES, POLICY, PURPOSES, Outcome, Own, Policy, Purpose
from ledger.domain.question import (
    Basis,
    BasisKind,
    Evidence,
    Match,
    Names,
    OnFile,
    Party,
    Presented,
    Question,
    Subject,
)
from ledger.domain.standing import Standing, standing

__all__ = [
    "Answer", "Basis", "BasisKind", "Check", "Evidence", "Match", "Names", "OnFile", "Outcome", "Party", "Policy",
    "Presented", "Purpose", "Question", "Subject", "judge",
]  # fmt: skip


CHECKS: Mapping[str, Callable[[Case], Found]] = {
    **checks.CHECKS,
    **burden_checks.CHECKS,
    **neighbour_checks.CHECKS,
    **reliance_checks.CHECKS,
}
"""What is found of a certificate that there is."""

_SEVERITY = {outcome: place for place, outcome in enumerate(Outcome)}
"""From the mildest to the gravest."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its code, what it comes to, the reason found with its facts, the event it rests on, and the rule."""

    code: str
    outcome: Outcome
    reason: str
    rule: str
    facts: Mapping[str, Any]
    position: Position | None = None

    @property
    def group(self) -> int:
        """Under which of the fourteen groups it stands."""
        return GROUP_OF[self.code]


@dataclass(frozen=True, slots=True)
class Answer:
    """
    The verdict with all that it rests on.

    `standing` is none if no certificate was found, `own` if no bank's file tightened the policy.
    """

    verdict: Outcome
    checks: tuple[Check, ...]
    question: Question
    evidence: Evidence
    policy: str
    subject: Subject | None = None
    standing: Standing | None = None
    own: Own | None = None

    @property
    def groups(self) -> dict[int, Outcome]:
        """What each of the fourteen groups comes to: the worst of its checks, and of the last the verdict itself."""
        worst = dict.fromkeys(GROUPS, Outcome.NOT_APPLICABLE)
        for check in self.checks:
            group = GROUP_OF[check.code]
            worst[group] = _worst((worst[group], check.outcome))
        return worst | {GROUPS[-1]: self.verdict}


def judge(question: Question, subject: Subject | None, evidence: Evidence, policy: Policy = POLICY) -> Answer:
    """
    Answer `question` from what the ledger knows.  `subject` is none if there is no such certificate.

    Every check of the policy is in the answer, in the policy's order; one that does not matter for the purpose, or has
    nothing to look at, is NOT_APPLICABLE and shows no facts.
    """
    found = {"EVIDENCE_FRESH": evidence_fresh(evidence), "QUERY_BASIS": query_basis(question)}
    found["REGISTERED"] = registered(question, subject)
    standing_now = None
    if subject is not None:
        assert subject.resting is not None, "nothing is judged without asking what rests on it"
        standing_now = standing(subject.certificate, question.instant, renewal=subject.renewal)
        case = Case(question, subject, standing_now, subject.resting, policy)
        found |= {code: check(case) for code, check in CHECKS.items()}
    place = PURPOSES.index(question.purpose)
    weighed = tuple(_weigh(code, found.get(code), place, policy) for code in policy.checks)
    return Answer(_verdict(weighed), weighed, question, evidence, policy.version, subject, standing_now, policy.own)


def _weigh(code: str, found: Found | None, place: int, policy: Policy) -> Check:
    """Say what was found means for the purpose at this place of the table's columns."""
    if found is None:
        return Check(code, Outcome.NOT_APPLICABLE, "NOTHING_TO_CHECK", "", {})
    row = policy.rows[code, found.reason]
    outcome = OUTCOMES[row.letters[place]]
    if outcome is Outcome.NOT_APPLICABLE:
        reason = found.reason if row.matters_never else "NOT_FOR_THIS_PURPOSE"
        return Check(code, outcome, reason, row.rule, {})
    return Check(code, outcome, found.reason, row.rule, found.facts, found.position)


def _verdict(checks: tuple[Check, ...]) -> Outcome:
    """
    The worst of the checks: bad evidence outranks all; then a certain FAIL, for nothing unknown could mend it.

    An unknown outranks WARN and PASS, for it may hide a FAIL.
    """
    outcomes = {check.outcome for check in checks}
    if any(check.code == "EVIDENCE_FRESH" and check.outcome is Outcome.UNDETERMINED for check in checks):
        return Outcome.UNDETERMINED
    return _worst((*outcomes, Outcome.PASS))


def _worst(outcomes: Iterable[Outcome]) -> Outcome:
    return max(outcomes, key=_SEVERITY.__getitem__, default=Outcome.NOT_APPLICABLE)
