"""
The verdict reached again: judged from proven facts, and held against every check of the answer.

What no proof of one certificate can show is taken as the answer states it, and named: how fresh the operator's node
was, and what other certificates and cases of the same data there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.audit.judging import differences_of, policy_of, verdict_of
from ledger.domain.policy import POLICY
from ledger.domain.question import Evidence, Question, Subject
from ledger.domain.verdict import judge
from ledger.kit.report import Broken

STATED = ("EVIDENCE_FRESH", "SAME_DATA", "SAME_DATA_BURDENS", "APPLICATIONS")
"""Checks that rest on the operator's word."""


def check_verdict(said: Mapping[str, Any], question: Question, subject: Subject) -> str:
    """
    Judge again, and return the verdict.

    Where a bank's own policy file was used, an outcome may be graver than the policy's, and never milder.  Raises
    `Broken`: BundlePolicyOther, BundleCheckMissing, BundleCheckOther, BundleVerdictOther.
    """
    if said["policy"] != POLICY.version:
        raise Broken("BundlePolicyOther", policy=str(said["policy"])[:100], known=POLICY.version)
    given, is_own = said["checks"], said["ownPolicy"] is not None
    checks = judge(question, subject, Evidence(question.instant, 0, 0), policy_of(said, question)).checks
    if [each["code"] for each in given] != [check.code for check in checks]:
        raise Broken("BundleCheckMissing")
    for stated, check in zip(given, checks, strict=True):
        other = next(differences_of(stated, check, is_own=is_own), None)
        if check.code not in STATED and other is not None:
            raise Broken("BundleCheckOther", check=check.code, member=other.member)
    verdict = verdict_of(given)
    if said["verdict"] != verdict:
        raise Broken("BundleVerdictOther", stated=str(said["verdict"])[:40], found=verdict)
    return verdict
