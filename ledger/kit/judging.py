"""
The verdict reached again: judged from proven facts, and held against every check of the answer.

What no proof of one certificate can show is taken as the answer states it, and named: how fresh the operator's node
was, and what other certificates and cases of the same data there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import Enum, IntFlag
from typing import Any

from ledger.domain.calendar import day_of
from ledger.domain.certificates import Right
from ledger.domain.policy import POLICY, PURPOSES, Outcome, Policy
from ledger.domain.question import Evidence, Question, Subject
from ledger.domain.tightening import is_worse
from ledger.domain.verdict import Check, judge
from ledger.kit.report import Broken
from ledger.messages import sentence

STATED = ("EVIDENCE_FRESH", "SAME_DATA", "SAME_DATA_BURDENS", "APPLICATIONS")
"""Checks that rest on the operator's word."""

_SEVERITY = tuple(Outcome)

_ELSEWHERE = "NOT_FOR_THIS_PURPOSE"


def check_verdict(said: Mapping[str, Any], question: Question, subject: Subject) -> str:
    """
    Judge again, and return the verdict.

    Where a bank's own policy file was used, an outcome may be graver than the policy's, and never milder.  Raises
    `Broken`: BundlePolicyOther, BundleCheckMissing, BundleCheckOther, BundleVerdictOther.
    """
    if said["policy"] != POLICY.version:
        raise Broken("BundlePolicyOther", policy=str(said["policy"])[:100], known=POLICY.version)
    given, is_own = said["checks"], said["ownPolicy"] is not None
    policy = _tightened(given, question) if is_own else POLICY
    checks = judge(question, subject, Evidence(question.instant, 0, 0), policy).checks
    if [each["code"] for each in given] != [check.code for check in checks]:
        raise Broken("BundleCheckMissing")
    for stated, check in zip(given, checks, strict=True):
        if check.code not in STATED:
            _compare(stated, _for_others(check) if is_own and stated["reason"] == _ELSEWHERE else check)
    verdict = _verdict(given)
    if said["verdict"] != verdict:
        raise Broken("BundleVerdictOther", stated=str(said["verdict"])[:40], found=verdict)
    return verdict


def _tightened(given: Sequence[Mapping[str, Any]], question: Question) -> Policy:
    """
    The policy as a bank's own file tightened it, as far as an answer shows: the margin in days, the percentage of the
    value, and graver outcomes.  What would be looser is not taken, so that the check which shows it differs.
    """
    facts = {each["code"]: each["facts"] for each in given}
    margin, percent = facts["TERM_COVERS"].get("marginDays"), facts["VALUE_REPORT"].get("percent")
    needed = facts["SOURCES_AUTHORISED"].get("needed")
    if margin is None and needed is not None and question.maturity is None:
        margin = (date.fromisoformat(needed) - day_of(question.instant)).days
    place, rows = PURPOSES.index(question.purpose), dict(POLICY.rows)
    for each in given:
        row, letter = rows.get((each["code"], each["reason"])), Outcome(each["outcome"]).value[0]
        if row is not None and is_worse(letter, row.letters[place]):
            rows[row.check, row.reason] = replace(row, letters=row.letters[:place] + letter + row.letters[place + 1 :])
    return replace(
        POLICY,
        margin_days=POLICY.margin_days if margin is None else max(POLICY.margin_days, int(margin)),
        value_percent=POLICY.value_percent if percent is None else min(POLICY.value_percent, int(percent)),
        rows=rows,
    )


def _for_others(check: Check) -> Check:
    """What does not matter for the purpose, and by a bank's own policy does for another."""
    return replace(check, reason=_ELSEWHERE) if check.outcome is Outcome.NOT_APPLICABLE else check


def _compare(stated: Mapping[str, Any], check: Check) -> None:
    found: dict[str, Any] = {
        "group": check.group,
        "outcome": check.outcome.value,
        "reason": check.reason,
        "sentence": {locale: sentence(check.reason, locale, _in(locale, check.facts)) for locale in ("zh", "en")},
        "rule": check.rule,
        "facts": _plain(check.facts),
        "event": _place(check),
    }
    for name, value in found.items():
        if stated[name] != value:
            raise Broken("BundleCheckOther", check=check.code, member=name)


def _verdict(given: Sequence[Mapping[str, Any]]) -> str:
    """The worst of the checks; evidence that is not good enough outranks all of them."""
    outcomes = {each["code"]: Outcome(each["outcome"]) for each in given}
    if outcomes["EVIDENCE_FRESH"] is Outcome.UNDETERMINED:
        return Outcome.UNDETERMINED.value
    return max((*outcomes.values(), Outcome.PASS), key=_SEVERITY.index).value


def _place(check: Check) -> dict[str, int] | None:
    place = check.position
    return None if place is None else {"block": place.block, "transaction": place.transaction, "log": place.log}


def _in(locale: str, value: Any) -> Any:
    """Facts with the names that are in one language."""
    if isinstance(value, Mapping):
        if value.keys() == {"zh", "en"}:
            return value[locale]
        return {name: _in(locale, part) for name, part in value.items()}
    return [_in(locale, part) for part in value] if isinstance(value, list | tuple) else value


def _plain(value: Any) -> Any:
    """A fact as answers write it: bytes in hexadecimal, bits and enumerations by name, names in camel case."""
    if isinstance(value, Mapping):
        return {_camel(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, IntFlag):
        names = [str(bit.name) for bit in type(value) if bit in value]
        return [name.lower() for name in names] if isinstance(value, Right) else names
    if isinstance(value, Enum):
        return value.name
    return value.isoformat() if isinstance(value, date) else value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(each.capitalize() for each in others)
