"""
An answer held against its judgement: every check, the verdict that they come to, and the certificate that it shows.

The checks are judged again elsewhere; here is only what of both must be the same.  By a bank's own policy outcomes may
be graver than the policy's and figures stricter, never milder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, IntFlag
from typing import Any

from ledger.audit.question import instant_of
from ledger.domain.calendar import day_of
from ledger.domain.certificates import Certificate, Right
from ledger.domain.numbers import CertificateNumber
from ledger.domain.policy import POLICY, PURPOSES, Outcome, Policy
from ledger.domain.question import Question
from ledger.domain.standing import Standing
from ledger.domain.tightening import is_worse
from ledger.domain.verdict import Check
from ledger.messages import sentence

WITHHELD = "DETAIL_WITHHELD"
"""The reason that the public is told where a check rests on more than it may know; all but its outcome is left out."""

_SEVERITY = tuple(Outcome)

_ELSEWHERE = "NOT_FOR_THIS_PURPOSE"

_ALWAYS = ("group", "outcome", "rule")
"""What of a check even the public is told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A member of an answer, by the check or the part that it stands in, that is not what was judged."""

    part: str
    member: str
    expected: Any
    stated: Any


# CHECKS


def policy_of(said: Mapping[str, Any], question: Question) -> Policy:
    """
    The policy by which an answer was judged: the ledger's, or as a bank's own file tightened it as far as the answer
    shows.

    What would be looser is not taken, so that the check which shows it differs.
    """
    return _tightened(said["checks"], question) if said["ownPolicy"] is not None else POLICY


def _tightened(given: Sequence[Mapping[str, Any]], question: Question) -> Policy:
    """The margin in days, the percentage of the value, and graver outcomes."""
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


def differences_of(stated: Mapping[str, Any], check: Check, *, is_own: bool) -> Iterator[Difference]:
    """Compare one check of an answer with the same check judged again; `is_own` says that a bank's own policy held."""
    if is_own and stated["reason"] == _ELSEWHERE and check.outcome is Outcome.NOT_APPLICABLE:
        check = replace(check, reason=_ELSEWHERE)
    judged: dict[str, Any] = {
        "group": check.group,
        "outcome": check.outcome.value,
        "reason": check.reason,
        "sentence": {locale: sentence(check.reason, locale, _in(locale, check.facts)) for locale in ("zh", "en")},
        "rule": check.rule,
        "facts": plain(check.facts),
        "event": _place(check),
    }
    for name, value in judged.items():
        if stated[name] != value and (stated["reason"] != WITHHELD or name in _ALWAYS):
            yield Difference(check.code, name, value, stated[name])


def verdict_of(given: Sequence[Mapping[str, Any]]) -> str:
    """The worst of an answer's checks; evidence that is not good enough outranks all of them."""
    outcomes = {each["code"]: Outcome(each["outcome"]) for each in given}
    if outcomes["EVIDENCE_FRESH"] is Outcome.UNDETERMINED:
        return Outcome.UNDETERMINED.value
    return max((*outcomes.values(), Outcome.PASS), key=_SEVERITY.index).value


# THE CERTIFICATE


def certificate_differences(
    shown: Mapping[str, Any], certificate: Certificate, standing: Standing
) -> Iterator[Difference]:
    """Compare what an answer shows of a certificate, all or the public part of it, with the certificate."""
    folded: dict[str, Any] = {
        "id": "0x" + certificate.id.hex(),
        "number": CertificateNumber.from_packed(certificate.number).text,
        "state": certificate.state.name,
        "validFrom": certificate.valid_from,
        "validTo": certificate.valid_to,
        "ordinal": certificate.ordinal,
        "sequence": certificate.sequence,
        "version": certificate.version,
        "head": "0x" + certificate.head.hex(),
        "fingerprint": "0x" + certificate.fingerprint.hex(),
        "documentDigest": "0x" + certificate.document_digest.hex(),
        "holders": [int(each) for each in certificate.holders],
        "standing": [standing.in_force, standing.reason.value],
    }
    is_public = "id" not in shown
    for name, value in folded.items():
        if is_public and (name not in shown or name == "holders"):
            continue
        stated = _shown(name, shown[name])
        if stated != value:
            yield Difference("certificate", name, value, stated)


def _shown(name: str, stated: Any) -> Any:
    if name in ("validFrom", "validTo"):
        return instant_of(stated)
    if name == "holders":
        return [each["participant"] for each in stated]
    return [stated["inForce"], stated["reason"]] if name == "standing" else stated


# AS AN ANSWER WRITES IT


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


def plain(value: Any) -> Any:
    """A fact as answers write it: bytes in hexadecimal, bits and enumerations by name, names in camel case."""
    if isinstance(value, Mapping):
        return {_camel(name): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
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
