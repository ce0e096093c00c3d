"""Attestations: its events by topic, and where its storage keeps statements, entities, regradings and claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.audit.decode import Table
from ledger.audit.layout import Slot, Writer, fact_slot, list_slots, mapped, packed, packed_words
from ledger.audit.pin import Pin
from ledger.domain.attestations import Attestation, Bookers, Claims, Evaluator, Regrading
from ledger.domain.events.attestations import AttestationEnded, Attested, ClaimsCarried, EvaluatorAdmitted
from ledger.domain.facts import Facts
from ledger.domain.participants import Role

TABLE: Table = {
    "94dc97ecf71f3797740a05f6d314ad8617d859cdfa8930d8d8a9fc7dfb4db9e3": (
        Attested,
        1,
        "bytes32 uint32 uint256 uint40 bytes32 bytes32 bytes32 address address",
    ),
    "466ad05e2b56565c0a5524b35c6928922d5234ff993b8a1accdd174950fdb7f6": (
        AttestationEnded,
        1,
        "bytes32 uint32 bytes32 uint32 uint8 bytes32 address address",
    ),
    "6724d92840de8cc553121f1a8742d8a5a4b97f731aa9594ab4bc3437063d8f40": (
        ClaimsCarried,
        1,
        "bytes32 uint32 uint32 uint32 uint32 bytes32 address address",
    ),
    "23d1c7721f456fcc4a6ac078b622386d39177c04bc0b4e1be4a991dc51df2f30": (EvaluatorAdmitted, 1, "uint32 uint32"),
}

SLOTS: Mapping[str, int] = {"_statements": 0, "_bookers": 1, "_regrades": 2, "_claims": 3, "_evaluators": 4}

ATTESTERS = Role.REGISTRY | Role.EVALUATOR | Role.AUDITOR | Role.CUSTODIAN | Role.EXCHANGE | Role.SUPERVISOR
"""Whose maker attests something; which kind, only the contract asks."""

AUTHORITY: Mapping[type[Any], Role] = {
    Attested: ATTESTERS,
    AttestationEnded: ATTESTERS,
    ClaimsCarried: Role.REGISTRY,
}


def _statement(pin: Pin, fact: Attestation, _: Facts) -> Iterator[Slot]:
    word = packed(
        (fact.kind, 8),
        (fact.subtype, 8),
        (fact.condition, 8),
        (fact.by, 32),
        (fact.party, 32),
        (fact.version, 32),
        (fact.amount, 64),
        (fact.valid_to, 40),
    )
    key = mapped(mapped(SLOTS["_statements"], fact.certificate_id), fact.id)
    yield fact_slot(pin.address("Attestations"), key, word, f"attestation 0x{fact.id.hex()}")


def _bookers(pin: Pin, fact: Bookers, _: Facts) -> Iterator[Slot]:
    key = mapped(SLOTS["_bookers"], fact.certificate_id)
    subject = f"bookers of certificate 0x{fact.certificate_id.hex()}"
    words = packed_words(fact.entities, 32)
    yield from list_slots(pin.address("Attestations"), key, words, subject, count=len(fact.entities))


def _regrading(pin: Pin, fact: Regrading, _: Facts) -> Iterator[Slot]:
    key = mapped(SLOTS["_regrades"], fact.certificate_id)
    subject = f"regrading of certificate 0x{fact.certificate_id.hex()}"
    yield fact_slot(pin.address("Attestations"), key, fact.attestation_id, subject)


def _claims(pin: Pin, fact: Claims, _: Facts) -> Iterator[Slot]:
    key = mapped(SLOTS["_claims"], fact.participant)
    yield fact_slot(pin.address("Attestations"), key, fact.kinds, f"claims of participant {fact.participant}")


def _evaluator(pin: Pin, fact: Evaluator, _: Facts) -> Iterator[Slot]:
    key = mapped(SLOTS["_evaluators"], fact.participant)
    yield fact_slot(pin.address("Attestations"), key, fact.kinds, f"evaluator {fact.participant}")


WRITERS: Mapping[str, Writer] = {
    Attestation.KIND: _statement,
    Bookers.KIND: _bookers,
    Regrading.KIND: _regrading,
    Claims.KIND: _claims,
    Evaluator.KIND: _evaluator,
}
