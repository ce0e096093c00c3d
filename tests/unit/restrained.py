"""What the unit tests of restraints share: events of one certificate, and histories of them folded."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.domain.burdens import (
    FORBIDDABLE,
    Burdens,
    Forbidden,
    Stage,
    burdens_on,
    consents,
)
from ledger.domain.certificates import Certificate
from ledger.domain.events import (
    Entry,
    Event,
    Instant,
    NounAdmitted,
    Position,
)
from ledger.domain.events.restraints import (
    FreezeEntered,
    ObjectionProceeded,
    ObjectionRaised,
)
from ledger.domain.events.rules import RuleSet
from ledger.domain.facts import Fact, FactKey, thing_id
from ledger.domain.flags import Flag
from ledger.domain.matrix import Operation
from ledger.domain.parameters import Parameter
from ledger.domain.participants import Duty, Kind, Role
from ledger.domain.state import apply, reads
from ledger.errors import ActRefused
from tests.unit.histories import (
    BORN,
    EMITTER,
    REGISTRY_BORN,
    a_record,
    admitted,
    enrolled,
    facts_after,
    hashed,
    issued,
    key,
    number,
)

DAY = 86_400
MONTH = 30 * DAY
HANDS = (key("maker"), key("checker"))
OWN = issued().certificate_id
COURT, SECOND_COURT, ARBITER, BUREAU = 4, 5, 6, 7
FIRST = BORN + DAY
ORDER, PAPER = hashed("order"), hashed("paper")
ALL = Forbidden(FORBIDDABLE)


def entered(sequence: int, served: int = FIRST, term: int = MONTH, organ: int = COURT, **more: Any) -> FreezeEntered:
    usual = {
        "certificate_id": OWN,
        "sequence": sequence,
        "organ": number(organ),
        "served_at": Instant(served),
        "term": term,
        "forbidden": FORBIDDABLE,
        "holder": number(0),
        "case_digest": hashed("case"),
        "order_digest": ORDER,
        "maker": HANDS[0],
        "checker": HANDS[1],
    }
    return FreezeEntered(**{**usual, **more})


def objected(sequence: int, due: int, objector: int = 3) -> ObjectionRaised:
    return ObjectionRaised(OWN, sequence, number(objector), 1, Instant(due), PAPER, *HANDS)


def proceeded(sequence: int, of: int, stage: Stage, due: int = 0, lapses: int = 0) -> ObjectionProceeded:
    own = thing_id(OWN, of)
    return ObjectionProceeded(OWN, sequence, own, int(stage), Instant(due), Instant(lapses), PAPER, *HANDS)


def history(*timed: tuple[int, Event]) -> dict[FactKey, Fact]:
    """Fold events at their own times, each with no more facts than it says that it reads."""
    facts = facts_after(*REGISTRY_BORN, *founding(), issued(a_record()))
    for place, (time, event) in enumerate(timed):
        entry = Entry(Position(1000 + place, 0, 0), time, EMITTER, hashed(repr(event)), event)
        needed = {name: facts[name] for name in reads(event) if name in facts}
        facts.update(apply(needed, entry))
    return facts


def founding() -> tuple[Event, ...]:
    """Two courts, an arbitration commission and a bureau, the noun's admission, and three years as longest freeze."""
    institutions = (
        (COURT, Role.ORGAN),
        (SECOND_COURT, Role.ORGAN),
        (ARBITER, Role.ARBITRATION),
        (BUREAU, Role.SUPERVISOR),
    )
    made: list[Event] = []
    for who, role in institutions:
        made += [admitted(who, role, Kind.PUBLIC_BODY)]
        made += [enrolled(who, f"maker {who}", Duty.MAKER), enrolled(who, f"checker {who}", Duty.CHECKER)]
    flags = Flag.FROZEN | Flag.OBJECTED | Flag.CONTROLLED | Flag.SOURCE_OBJECTED | Flag.DISPUTED | Flag.SURRENDERED
    rule = RuleSet(1, 1, int(Parameter.FREEZE_MONTHS), 36, 0, Instant(1), hashed("founding"))
    return (*made, NounAdmitted(key("restraints"), int(flags)), rule)


def burdens_of(facts: dict[FactKey, Fact]) -> Burdens:
    return burdens_on(facts, OWN)


def certificate_of(facts: dict[FactKey, Fact]) -> Certificate:
    found = facts[("certificate", OWN)]
    assert isinstance(found, Certificate)
    return found


def asks(facts: dict[FactKey, Fact], operation: Operation, now: int) -> list[int]:
    return consents(facts, certificate_of(facts), operation, now)


def refused_by(facts: dict[FactKey, Fact], operation: Operation, now: int) -> tuple[int, int]:
    """The restraint that stops an operation, and who may lift it."""
    with pytest.raises(ActRefused) as caught:
        asks(facts, operation, now)
    assert caught.value.code == "OperationRestrained"
    assert caught.value.facts["operation"] == operation
    return caught.value.facts["restraint"], caught.value.facts["by"]


def later(facts: dict[FactKey, Fact], timed: tuple[int, Event]) -> dict[FactKey, Fact]:
    time, event = timed
    entry = Entry(Position(2000 + time % 1000, 0, 0), time, EMITTER, hashed(repr(event)), event)
    needed = {name: facts[name] for name in reads(event) if name in facts}
    return {**facts, **apply(needed, entry)}
