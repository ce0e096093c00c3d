"""
The terms that an event says: each must be where the rules then in force and the calendar then known put it.

Which event begins which period is written here by hand, beside the contracts; the arithmetic is `domain.periods`, over
the facts of the rules, which only a vote changes (`votes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ledger.audit.faults import Fault
from ledger.domain import events as e
from ledger.domain.burdens import Stage
from ledger.domain.facts import Facts
from ledger.domain.parameters import Parameter
from ledger.domain.periods import days_after, value_at, working_days_after
from ledger.errors import ActRefused

Due = Iterator[tuple[str, int]]
"""Fields of an event, and what each must be."""


def check(facts: Facts, entry: e.Entry) -> Iterator[Fault]:
    """Yield the terms in an event that are not what the rules make them, by the facts before it."""
    rule = TERMS.get(type(entry.event).__name__)
    if rule is None:
        return
    try:
        for name, due in rule(facts, entry.event, entry.time):
            said = getattr(entry.event, name)
            if said != due:
                yield Fault("TermDifferent", f"{type(entry.event).__name__} {name}", due, said)
    except ActRefused as refused:
        yield Fault("TermDifferent", type(entry.event).__name__, refused.code, "a term")


def _regime(facts: Facts, event: Any) -> int:
    if register := getattr(event, "register", None):
        return int(register) & 0xFF
    case = getattr(event, "application_id", None)
    found: Any = facts.get(("case", case) if case is not None else ("certificate", event.certificate_id))
    return int(found.regime) if found else 0


def _rule(facts: Facts, event: Any, parameter: Parameter, now: int) -> int:
    return value_at(facts, _regime(facts, event), parameter, now)


def _working(name: str, parameter: Parameter) -> Callable[[Facts, Any, int], Due]:
    def due(facts: Facts, event: Any, now: int) -> Due:
        yield name, working_days_after(facts, now, _rule(facts, event, parameter, now))

    return due


def _days(name: str, parameter: Parameter) -> Callable[[Facts, Any, int], Due]:
    def due(facts: Facts, event: Any, now: int) -> Due:
        yield name, days_after(now, _rule(facts, event, parameter, now))

    return due


def _renewal(facts: Facts, event: Any, now: int) -> Due:
    """So many working days after the term's last day."""
    certificate: Any = facts.get(("certificate", event.certificate_id))
    if certificate:
        days = _rule(facts, event, Parameter.RENEWAL_DECISION_DAYS, now)
        yield "decide_by", working_days_after(facts, certificate.valid_to - 1, days)


def _objection(facts: Facts, event: Any, now: int) -> Due:
    """What the next step of an objection waits for, and when the objection lapses by itself."""
    due = lapses = 0
    if event.stage == Stage.NOTIFIED:
        due = working_days_after(facts, now, _rule(facts, event, Parameter.ANSWER_DAYS, now))
        lapses = days_after(due - 1, _rule(facts, event, Parameter.SUIT_DAYS, now))
    elif event.stage == Stage.REJECTED:
        due = lapses = days_after(now, _rule(facts, event, Parameter.SUIT_DAYS, now))
    yield "due_at", due
    yield "lapses_at", lapses


TERMS: Mapping[str, Callable[[Facts, Any, int], Due]] = {
    "RankHeld": _working("until", Parameter.HOLD_DAYS),
    "PledgeObjected": _days("prove_by", Parameter.SUIT_DAYS),
    "RenewalRequested": _renewal,
    "ContributionExecuted": _days("confirm_by", Parameter.CONFIRMATION_DAYS),
    "ApplicationSubmitted": _working("due_at", Parameter.ACCEPTANCE_DAYS),
    "ApplicationSupplemented": _working("due_at", Parameter.ACCEPTANCE_DAYS),
    "ApplicationPublicised": _working("publicised_until", Parameter.PUBLICITY_DAYS),
    "PublicityObjected": _working("decide_by", Parameter.INQUIRY_DAYS),
    "ObjectionRaised": _working("due_at", Parameter.NOTICE_DAYS),
    "ObjectionProceeded": _objection,
}
"""By the name of the event: which of its fields a rule sets, and to what."""
