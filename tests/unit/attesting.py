"""
Histories of attestations for the pure tests: a certificate of participant 2 and what is said of it.
"""

from __future__ import annotations

from typing import Any

from ledger.domain.attestations import (
    Attestation,
    Condition,
    EndReason,
    Statement,
)
from ledger.domain.certificates import Certificate
from ledger.domain.events import Event, Instant, NounAdmitted, ThingId
from ledger.domain.events.attestations import AttestationEnded, Attested, EvaluatorAdmitted
from ledger.domain.events.base import ZERO_DIGEST, ZERO_THING
from ledger.domain.events.rules import RuleSet
from ledger.domain.facts import Facts, thing_id
from ledger.domain.flags import Flag
from ledger.domain.kinds import SCHEMAS, AttestedKind, Trait
from ledger.domain.parameters import Parameter
from ledger.domain.participants import Duty, Role
from tests.unit.histories import (
    BORN,
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

K = AttestedKind
DAY = 86_400
OWN = issued().certificate_id
NOW = BORN + 1000
HANDS = (key("maker"), key("checker"))
MILLION = 100_000_000
HOLDER, OTHER, EVALUATOR, BUREAU = 2, 3, 4, 5
BORN_TOO: tuple[Event, ...] = (
    *REGISTRY_BORN,
    admitted(EVALUATOR, Role.EVALUATOR),
    enrolled(EVALUATOR, "appraiser", Duty.MAKER),
    enrolled(EVALUATOR, "reviewer", Duty.CHECKER | Duty.CONSENT),
    enrolled(EVALUATOR, "second", Duty.CONSENT),
    admitted(BUREAU, Role.SUPERVISOR),
    enrolled(BUREAU, "officer", Duty.MAKER),
    enrolled(BUREAU, "chief", Duty.CHECKER),
    NounAdmitted(bytes([7] * 20), Flag.ATTESTED),
    EvaluatorAdmitted(number(EVALUATOR), 0b11110),
    *(
        RuleSet(place, 1, parameter, value, 0, Instant(1), hashed("rules"))
        for place, (parameter, value) in enumerate(((Parameter.REPORT_MONTHS, 12), (Parameter.CUSTODY_MONTHS, 6)), 1)
    ),
    issued(a_record()),
)


def said(sequence: int, kind: AttestedKind, refers: ThingId = ZERO_THING, **changes: Any) -> Attested:
    """Return the event of an attestation of `kind`; `changes` are of its statement, or of the event's other fields."""
    closes = SCHEMAS[kind].has(Trait.CLOSES)
    usual = {
        "kind": int(kind),
        "subtype": 1 if SCHEMAS[kind].subtypes else 0,
        "condition": int(Condition.ENDED if closes else Condition.LIVE),
        "by": EVALUATOR if SCHEMAS[kind].roles == Role.EVALUATOR else 1,
        "party": HOLDER,
        "version": 1,
        "amount": MILLION,
        "valid_to": BORN + 90 * DAY,
    }
    beside = {name: changes.pop(name) for name in ("base_date", "linked_id") if name in changes}
    return Attested(
        certificate_id=OWN,
        sequence=sequence,
        statement=Statement(**{**usual, **changes}).word,
        base_date=beside.get("base_date", Instant(BORN)),
        refers=refers,
        linked_id=beside.get("linked_id", ZERO_DIGEST),
        document_digest=hashed(f"document {sequence}"),
        maker=HANDS[0],
        checker=HANDS[1],
    )


def ended(sequence: int, own: ThingId, reason: int = EndReason.FINISHED, party: int = HOLDER) -> AttestationEnded:
    return AttestationEnded(OWN, sequence, own, number(party), reason, hashed("paper"), *HANDS)


def the(sequence: int) -> ThingId:
    return thing_id(OWN, sequence)


def after(*events: Event) -> dict[Any, Any]:
    return facts_after(*BORN_TOO, *events)


def attestation(facts: Facts, sequence: int) -> Attestation:
    found = facts[("attestation", the(sequence))]
    assert isinstance(found, Attestation)
    return found


def certificate(facts: Facts) -> Certificate:
    found = facts[("certificate", OWN)]
    assert isinstance(found, Certificate)
    return found


def all_of(facts: Facts) -> list[Attestation]:
    return sorted((each for each in facts.values() if isinstance(each, Attestation)), key=lambda each: each.sequence)
