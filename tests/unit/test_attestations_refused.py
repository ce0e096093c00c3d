"""
Attestations in the domain: what an act is refused with, worked by hand from the rules (domain rules §5, §7, §9).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.acts import Approval
from ledger.domain.acts.attestations import (
    CHECKS,
    AdmitEvaluator,
    Attest,
    CarryClaims,
    EndAttestation,
    parties_to_attest,
)
from ledger.domain.acts.filed import Asked, Filed
from ledger.domain.attestations import (
    EndReason,
)
from ledger.domain.events import (
    CertificateId,
    CertificateTransferred,
    Digest,
    Fen,
    Instant,
    ParticipantNumber,
    RegisterAssigned,
    RolesChanged,
)
from ledger.domain.events.attestations import EvaluatorAdmitted
from ledger.domain.events.base import ZERO_DIGEST, ZERO_THING
from ledger.domain.facts import Facts
from ledger.domain.participants import Duty, Role
from ledger.errors import ActRefused
from tests.unit.attesting import (
    BUREAU,
    DAY,
    EVALUATOR,
    HANDS,
    HOLDER,
    MILLION,
    NOW,
    OTHER,
    OWN,
    K,
    after,
    certificate,
    said,
    the,
)
from tests.unit.histories import (
    BORN,
    REGISTER,
    YEAR,
    a_record,
    admitted,
    enrolled,
    hashed,
    issued,
    key,
    number,
)

# REFUSALS


def asked(kind: int = K.ANNOTATION, **changes: Any) -> Attest:
    usual: dict[str, Any] = {
        "certificate_id": OWN,
        "kind": kind,
        "subtype": 1,
        "party": number(0),
        "amount": Fen(0),
        "base_date": Instant(0),
        "valid_to": Instant(0),
        "refers": ZERO_THING,
        "linked_id": ZERO_DIGEST,
        "document_digest": hashed("paper"),
    }
    return Attest(**{**usual, **changes})


VALUED = asked(K.VALUE, amount=Fen(MILLION), base_date=Instant(BORN), valid_to=Instant(BORN + 90 * DAY))
BOOKED = asked(K.BOOKING, party=number(HOLDER), amount=Fen(MILLION), base_date=Instant(BORN))


def refusal_of(
    facts: Facts, act: Asked, maker: str = "maker", signers: tuple[str, ...] = ("checker",), now: int = NOW
) -> tuple[str, Any] | None:
    approvals = tuple(Approval(key(name)) for name in signers)
    try:
        CHECKS[type(act)](facts, Filed(key(maker), act, NOW + DAY, approvals), now)
    except ActRefused as refused:
        return refused.code, refused.facts
    return None


def test_what_is_right_is_accepted() -> None:
    facts = after()
    assert refusal_of(facts, asked()) is None
    assert refusal_of(facts, BOOKED, signers=("checker", "holder")) is None
    assert refusal_of(facts, VALUED, "appraiser", ("reviewer", "second")) is None


@pytest.mark.parametrize(
    ("act", "code", "arguments"),
    [
        (asked(31), "KindUnknown", {"attested_kind": 31}),
        (asked(subtype=4), "SubtypeUnknown", {"attested_kind": 27, "subtype": 4}),
        (asked(amount=Fen(5)), "MemberMisplaced", {"attested_kind": 27, "member": 0}),
        (replace(BOOKED, amount=Fen(0)), "MemberMisplaced", {"attested_kind": 5, "member": 0}),
        (asked(document_digest=ZERO_DIGEST), "DigestMissing", {}),
        (replace(BOOKED, amount=Fen(5)), "AmountImplausible", {"amount": 5, "least": 100_000, "most": 10**15}),
        (replace(BOOKED, base_date=Instant(NOW + 1)), "BaseDateInFuture", {"base_date": NOW + 1}),
        (
            asked(valid_to=Instant(BORN + YEAR + 1)),
            "ValidityInvalid",
            {"valid_to": BORN + YEAR + 1, "latest": BORN + YEAR},
        ),
        (asked(refers=the(9)), "AttestationUnknown", {"certificate_id": OWN, "attestation_id": the(9)}),
        (asked(party=number(6)), "ParticipantUnknown", {"participant": 6}),
        (replace(BOOKED, party=number(3)), "NotHolder", {"certificate_id": OWN, "participant": 3}),
    ],
)
def test_what_is_wrong_in_itself(act: Attest, code: str, arguments: dict[str, Any]) -> None:
    assert refusal_of(after(), act) == (code, arguments)


def test_a_report_is_valid_for_twelve_months_from_its_base_date() -> None:
    latest = BORN + 366 * DAY  # the 24:00 of the corresponding day; BORN is a 00:00
    facts = after()
    hands = ("appraiser", ("reviewer", "second"))
    assert refusal_of(facts, replace(VALUED, valid_to=Instant(latest)), *hands) is None
    late = {"valid_to": latest + 1, "latest": latest}
    assert refusal_of(facts, replace(VALUED, valid_to=Instant(latest + 1)), *hands) == ("ValidityInvalid", late)


def test_the_second_signer_is_neither_maker_nor_checker() -> None:
    refused = refusal_of(after(), VALUED, "appraiser", ("reviewer", "reviewer"))
    assert refused == ("SignersNotDistinct", {"key": key("reviewer")})
    assert refusal_of(after(), VALUED, "appraiser", ("reviewer",)) == ("ApprovalsMissing", {"expected": 2, "given": 1})


def test_whoever_attests_is_admitted_and_independent() -> None:
    facts = after(EvaluatorAdmitted(number(EVALUATOR), 0b01110))
    refused = refusal_of(facts, VALUED, "appraiser", ("reviewer", "second"))
    assert refused == ("EvaluatorNotAdmitted", {"participant": EVALUATOR, "attested_kind": 4})
    sold = CertificateTransferred(OWN, 2, number(HOLDER), number(EVALUATOR), hashed("paper"), *HANDS)
    refused = refusal_of(after(sold), VALUED, "appraiser", ("reviewer", "second"))
    assert refused == ("AttesterNotIndependent", {"certificate_id": OWN, "participant": EVALUATOR})


def test_the_new_holder_books_after_the_former_ones_derecognition() -> None:
    sold = CertificateTransferred(OWN, 3, number(HOLDER), number(OTHER), hashed("paper"), *HANDS)
    facts = after(said(2, K.BOOKING), sold)
    books = replace(BOOKED, party=number(OTHER))
    refused = refusal_of(facts, books, signers=("checker", "other"))
    assert refused == ("BookingNotDerecognised", {"certificate_id": OWN, "participant": HOLDER})
    off = asked(K.DERECOGNITION, subtype=0, party=number(HOLDER), base_date=Instant(BORN), refers=the(2))
    assert parties_to_attest(certificate(facts), off, officio=False) == []
    assert refusal_of(facts, off) is None
    facts = after(said(2, K.BOOKING), sold, said(4, K.DERECOGNITION, the(2), amount=0))
    assert refusal_of(facts, books, signers=("checker", "other")) is None


def test_a_first_booking_is_of_more_than_a_million_yuan() -> None:
    claim = asked(K.CLAIM_BOOKING, subtype=0, party=number(HOLDER), refers=the(2))
    small = {"attestation_id": the(2), "amount": MILLION, "least": MILLION + 1}
    signers = ("checker", "holder")
    assert refusal_of(after(said(2, K.BOOKING)), claim, signers=signers) == ("BookedAmountTooLow", small)
    assert refusal_of(after(said(2, K.BOOKING, amount=MILLION + 1)), claim, signers=signers) is None


def test_a_supervisor_regrades_without_the_holders_and_over_the_registry() -> None:
    facts = after(said(2, K.REGRADE, subtype=2))
    regrade = asked(K.REGRADE, subtype=6, refers=the(2))
    assert refusal_of(facts, regrade, "officer", ("chief",)) is None
    assert refusal_of(facts, regrade, signers=("checker", "holder")) is None
    by_bureau = after(said(2, K.REGRADE, subtype=2, by=BUREAU))
    refused = refusal_of(by_bureau, regrade, signers=("checker", "holder"))
    assert refused == ("AttestationOfOther", {"attestation_id": the(2), "by": BUREAU})


def test_an_end_is_the_attesters_or_its_successors_as_registry() -> None:
    end = EndAttestation(OWN, the(2), EndReason.FINISHED, hashed("paper"))
    facts = after(said(2, K.ANNOTATION))
    assert refusal_of(facts, end) is None
    other = {"attestation_id": the(2), "by": 1}
    assert refusal_of(facts, end, "officer", ("chief",)) == ("AttestationOfOther", other)
    successor = (
        admitted(6, Role.REGISTRY),
        enrolled(6, "new maker", Duty.MAKER),
        enrolled(6, "new checker", Duty.CHECKER),
        RegisterAssigned(REGISTER, number(1), number(6), hashed("reason")),
    )
    facts = after(said(2, K.ANNOTATION), *successor)
    assert refusal_of(facts, end, "new maker", ("new checker",)) is None
    assert refusal_of(facts, replace(end, reason=EndReason.NONE), "new maker") == ("EndReasonInvalid", {"reason": 0})


def test_claims_are_carried_to_a_holder_by_the_registry() -> None:
    carry = CarryClaims(OWN, number(OTHER), number(HOLDER), hashed("paper"))
    assert refusal_of(after(), carry) == ("ClaimsNone", {"participant": OTHER})
    facts = after(said(2, K.CLAIM_REGISTRATION, party=OTHER))
    assert refusal_of(facts, carry) is None
    away = replace(carry, to=ParticipantNumber(OTHER))
    assert refusal_of(facts, away) == ("NotHolder", {"certificate_id": OWN, "participant": OTHER})


def test_the_governors_admit_to_reports_only() -> None:
    AdmitEvaluator(number(EVALUATOR), 0b11110).check(after(), NOW)
    with pytest.raises(ActRefused) as refused:
        AdmitEvaluator(number(EVALUATOR), 1 << K.BOOKING).check(after(), NOW)
    assert (refused.value.code, refused.value.facts) == ("EvaluatorKindsInvalid", {"kinds": 1 << K.BOOKING})


def test_a_link_goes_to_another_certificate_that_there_is() -> None:
    link = asked(K.LINK, subtype=1, linked_id=OWN)
    for wrong in (OWN, CertificateId(hashed("nothing"))):
        expected = ("LinkInvalid", {"certificate_id": OWN, "linked_id": wrong})
        assert refusal_of(after(), replace(link, linked_id=Digest(wrong))) == expected
    second = issued(a_record(3, 2), "other data")
    assert refusal_of(after(second), replace(link, linked_id=Digest(second.certificate_id))) is None


def test_what_is_lost_is_less_than_what_was_there() -> None:
    facts = after(said(2, K.BOOKING))
    lost = {"party": number(HOLDER), "amount": Fen(MILLION - 1), "base_date": Instant(BORN), "refers": the(2)}
    less = asked(K.IMPAIRMENT, subtype=0, **lost)
    assert refusal_of(facts, less, signers=("checker", "holder")) is None
    high = {"attestation_id": the(2), "most": MILLION - 1, "amount": MILLION}
    assert refusal_of(facts, replace(less, amount=Fen(MILLION))) == ("AttestedAmountTooHigh", high)


def test_a_registry_attests_in_its_own_registers_only() -> None:
    elsewhere = (
        admitted(6, Role.REGISTRY),
        enrolled(6, "new maker", Duty.MAKER),
        enrolled(6, "new checker", Duty.CHECKER),
    )
    expected = {"register": REGISTER, "participant": 6, "in_charge": 1}
    refused = refusal_of(after(*elsewhere), asked(), "new maker", ("new checker",))
    assert refused == ("RegisterNotInCharge", expected)


def test_what_another_institution_attested_no_registry_succeeds_to() -> None:
    """Of an opening, which an exchange or a supervisor attests too, a registry may follow only a registry's."""
    exchange = (
        admitted(6, Role.EXCHANGE),
        enrolled(6, "new maker", Duty.MAKER),
        enrolled(6, "new checker", Duty.CHECKER),
    )
    facts = after(*exchange, said(2, K.COMPUTE_USE, by=6))
    end = EndAttestation(OWN, the(2), EndReason.FINISHED, hashed("paper"))
    assert refusal_of(facts, end) == ("AttestationOfOther", {"attestation_id": the(2), "by": 6})
    assert refusal_of(facts, end, "new maker", ("new checker",)) is None


def test_a_registry_in_charge_succeeds_to_what_registries_attest_and_to_nothing_else() -> None:
    """Not even to an evaluator's report where that one is none any more, and the registry evaluates besides."""
    changed = (
        RolesChanged(number(EVALUATOR), Role.EVALUATOR, 0, hashed("reason")),
        RolesChanged(number(1), Role.REGISTRY, Role.REGISTRY | Role.EVALUATOR, hashed("reason")),
    )
    facts = after(said(2, K.QUALITY), *changed)
    end = EndAttestation(OWN, the(2), EndReason.FINISHED, hashed("paper"))
    assert refusal_of(facts, end) == ("AttestationOfOther", {"attestation_id": the(2), "by": EVALUATOR})
