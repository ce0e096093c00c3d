"""
Attestations.sol: what every kind asks, and each kind with an exact event.

On revm in process.
"""

from __future__ import annotations

from typing import Any

import pytest

from ledger.domain import kinds
from tests.abi import Event
from tests.contract import attesting
from tests.contract.attesting import (
    ANNOTATION,
    AUDIT,
    BOOKING,
    BY,
    CLAIM_REGISTRATION,
    CLAW_BACK,
    CUSTODY_RELEASE,
    DELISTING,
    ENDED,
    GRANT,
    ID,
    LIVE,
    MILLION,
    PRINT,
    QUALITY,
    REPORT,
    VALUE,
    YEAR_END,
    attest,
    followed,
    made,
    statement,
    usual,
    word_of,
)
from tests.contract.test_certificates import fold
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    APPRAISER,
    ATTESTED,
    AUDITOR,
    BETA,
    BOURSE,
    BUREAU,
    CITY_BANK,
    CUSTODIAN,
    DPR,
    EVALUATOR,
    EXCHANGE,
    GAMMA,
    NORTH,
    NORTH_CODE,
    REGISTRY,
    SOUTH,
    START,
    STRANGER,
    SUPERVISOR,
    VAULT,
    WARDEN,
    ZERO_DIGEST,
    a_record,
    digest,
    number_of,
    register_of,
)

EVERY_KIND = list(range(1, 31))
ROLES = {
    APPRAISER: EVALUATOR, BOURSE: EXCHANGE, VAULT: CUSTODIAN, NORTH: REGISTRY, BUREAU: SUPERVISOR,
}  # fmt: skip


@pytest.fixture
def ledger(world: World) -> World:
    return attesting.prepared(world)


class TestKinds:
    """The table of kinds."""

    def test_the_contract_and_the_domain_have_the_same_rows(self, world: World) -> None:
        for kind in kinds.AttestedKind:
            row = kinds.SCHEMAS[kind].packed if kind else 0
            assert world.view(world.attestations, "schemaOf", kind) == row, kind
        assert world.view(world.attestations, "schemaOf", 31) == 0
        assert world.view(world.attestations, "schemaOf", 255) == 0

    @pytest.mark.parametrize("kind", EVERY_KIND)
    def test_every_kind_is_attested_with_an_exact_event(self, ledger: World, kind: int) -> None:
        refers = followed(ledger, kind)
        before, head = ledger.record(ID), _head(ledger)
        receipt = attest(ledger, kind, refers)
        (event,) = receipt.events

        needed, _ = usual(kind, receipt.time - 1)
        by, closes = BY[kind], kind in (attesting.DERECOGNITION, CUSTODY_RELEASE, DELISTING, CLAW_BACK)
        said = {
            "kind": kind,
            "subtype": needed.get("subtype", 0),
            "condition": ENDED if closes else LIVE,
            "by": by.number,
            "party": needed.get("party", 0),
            "version": 1,
            "amount": needed.get("amount", 0),
            "validTo": needed.get("validTo", 0),
        }
        assert word_of(event.fields.pop("statement")) == said
        assert event == Event(
            "Attested",
            {
                "certificateId": ID,
                "sequence": before["sequence"] + 1,
                "baseDate": needed.get("baseDate", 0),
                "refers": refers,
                "linkedId": needed.get("linkedId", ZERO_DIGEST),
                "documentDigest": REPORT,
                "maker": by.maker.address,
                "checker": by.checker.address,
            },
        )
        assert statement(ledger, made(ledger)) == said
        assert ledger.record(ID) == {**before, "sequence": before["sequence"] + 1, "flags": ATTESTED}
        assert _head(ledger) == fold(head, *receipt.logs)

    @pytest.mark.parametrize("kind", EVERY_KIND)
    def test_no_other_role_attests_it(self, ledger: World, kind: int) -> None:
        refers = followed(ledger, kind)
        roles = int(kinds.SCHEMAS[kinds.AttestedKind(kind)].roles)
        for other in (*ROLES, CITY_BANK):
            if ROLES.get(other, 0) & roles:
                continue
            with refused("RoleMissing", other.number, roles):
                attest(ledger, kind, refers, by=other)
        with refused("DutyMissing", BY[kind].checker.address, 1):
            attest(ledger, kind, refers, maker=BY[kind].checker)
        with refused("KeyUnknown", STRANGER.address):
            attest(ledger, kind, refers, maker=STRANGER)

    @pytest.mark.parametrize("kind", EVERY_KIND)
    def test_all_must_sign_in_their_order(self, ledger: World, kind: int) -> None:
        refers = followed(ledger, kind)
        _, consents = usual(kind, ledger.now)
        right = (BY[kind].checker, *consents)
        with refused("ApprovalsMissing", len(right), len(right) - 1):
            attest(ledger, kind, refers, signers=right[:-1])
        with refused("ApprovalsMissing", len(right), len(right) + 1):
            attest(ledger, kind, refers, signers=(*right, GAMMA.consent))
        owner = APPRAISER if kind == VALUE else ALPHA
        for place, signer in enumerate(right[1:], 1):
            wrong = (*right[:place], GAMMA.consent, *right[place + 1 :])
            expected = BETA if signer == BETA.consent else owner
            with refused("ApprovalFromOther", GAMMA.consent.address, GAMMA.number, expected.number):
                attest(ledger, kind, refers, signers=wrong)

    @pytest.mark.parametrize("kind", EVERY_KIND)
    def test_each_member_is_given_where_it_is_needed_and_only_there(self, ledger: World, kind: int) -> None:
        refers = followed(ledger, kind)
        given = {
            "amount": MILLION, "baseDate": START, "validTo": YEAR_END, "party": ALPHA.number, "refers": digest("any"),
            "linkedId": PRINT,
        }  # fmt: skip
        schema = kinds.SCHEMAS[kinds.AttestedKind(kind)]
        for place, (name, value) in enumerate(given.items()):
            need = schema.need(kinds.MEMBERS[place])
            if need is kinds.Need.REQUIRED:
                nothing: Any = ZERO_DIGEST if isinstance(value, bytes) else 0
                with refused("MemberMisplaced", kind, place):
                    _attest(ledger, kind, refers, name, nothing)
            elif need is kinds.Need.FORBIDDEN:
                with refused("MemberMisplaced", kind, place):
                    _attest(ledger, kind, refers, name, value)
        with refused("DigestMissing"):
            attest(ledger, kind, refers, documentDigest=ZERO_DIGEST)

    @pytest.mark.parametrize("kind", EVERY_KIND)
    def test_it_has_its_subtypes_and_no_others(self, ledger: World, kind: int) -> None:
        refers, count = followed(ledger, kind), kinds.SCHEMAS[kinds.AttestedKind(kind)].subtypes_count
        for subtype in (0, count + 1) if count else (1, 255):
            with refused("SubtypeUnknown", kind, subtype):
                attest(ledger, kind, refers, subtype=subtype)
        if count:
            attest(ledger, kind, refers, subtype=count)

    def test_an_unknown_kind_is_refused(self, ledger: World) -> None:
        for kind in (0, 31, 255):
            with refused("KindUnknown", kind):
                attest(ledger, kind, by=NORTH)

    @pytest.mark.parametrize("kind", EVERY_KIND)
    def test_a_pause_and_the_terms_end_stop_all_but_what_closes(self, ledger: World, kind: int) -> None:
        refers = followed(ledger, kind)
        late = kind in (attesting.DERECOGNITION, CUSTODY_RELEASE, DELISTING, GRANT, CLAW_BACK)
        with ledger.undone():
            ledger.send(WARDEN.voter, ledger.participants, "pause", digest("reason"))
            if late:
                attest(ledger, kind, refers)
            else:
                with refused("LedgerIsPaused"):
                    attest(ledger, kind, refers)
        ledger.now = YEAR_END - 1
        if late:
            attest(ledger, kind, refers)
        else:
            with refused("CertificateExpired", ID, YEAR_END):
                attest(ledger, kind, refers)

    def test_only_of_a_certificate_that_lives(self, ledger: World) -> None:
        with refused("CertificateUnknown", PRINT):
            world_asked = (PRINT, QUALITY, *(0,) * 5, ZERO_DIGEST, ZERO_DIGEST, REPORT)
            ledger.file(ledger.attestations, "attest", (APPRAISER.checker,), world_asked, maker=APPRAISER.maker)
        ledger.act("Revoke", [NORTH.checker], ID, REPORT)
        for kind in (QUALITY, CLAW_BACK):
            with refused("CertificateNotActive", ID, 3):
                attest(ledger, kind)

    def test_nobody_but_the_registry_in_charge_attests_as_one(self, ledger: World) -> None:
        for kind in (BOOKING, ANNOTATION):
            with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
                attest(ledger, kind, by=SOUTH)

    def test_an_approval_is_of_this_act_and_in_time(self, ledger: World) -> None:
        asked = (ID, ANNOTATION, 1, 0, 0, 0, 0, ZERO_DIGEST, ZERO_DIGEST, REPORT)
        signed = ledger.agreed(ledger.attestations, "attest", [NORTH.checker], asked, sequence=3)
        with refused("ApprovalInvalid", NORTH.checker.address):
            ledger.send(NORTH.maker, ledger.attestations, *signed)
        signed = ledger.agreed(ledger.attestations, "attest", [NORTH.checker], asked, deadline=START)
        with refused("ApprovalExpired", START):
            ledger.send(NORTH.maker, ledger.attestations, *signed)


class TestGovernance:
    """admitEvaluator."""

    def test_the_vote_is_told(self, world: World) -> None:
        receipt = world.govern(world.attestations, "admitEvaluator", APPRAISER.number, 0b10100)
        assert receipt.events[0] == Event("EvaluatorAdmitted", {"participant": APPRAISER.number, "kinds": 0b10100})
        assert world.view(world.attestations, "evaluatorOf", APPRAISER.number) == 0b10100
        world.govern(world.attestations, "admitEvaluator", APPRAISER.number, 0)
        assert world.view(world.attestations, "evaluatorOf", APPRAISER.number) == 0

    def test_the_governors_alone_vote_it_and_only_for_reports(self, world: World) -> None:
        with refused("GovernanceOnly", NORTH.maker.address):
            world.send(NORTH.maker, world.attestations, "admitEvaluator", APPRAISER.number, 2)
        count = world.view(world.participants, "participantCount")
        for nobody in (0, count + 1):
            with refused("ParticipantUnknown", nobody):
                world.govern(world.attestations, "admitEvaluator", nobody, 2)
        for wrong in (1, 1 << BOOKING, 1 << CLAIM_REGISTRATION | 2):
            with refused("EvaluatorKindsInvalid", wrong):
                world.govern(world.attestations, "admitEvaluator", APPRAISER.number, wrong)


def test_what_is_attested_stops_nothing(ledger: World) -> None:
    attest(ledger, BOOKING)
    for operation in range(1, 21):
        assert ledger.view(ledger.attestations, "consentsTo", ID, operation) == ()


def test_the_auditors_role_is_asked() -> None:
    assert kinds.SCHEMAS[kinds.AttestedKind(AUDIT)].roles == AUDITOR


def _attest(world: World, kind: int, refers: bytes, name: str, value: Any) -> None:
    if name == "refers":
        attest(world, kind, value)
    else:
        attest(world, kind, refers, **{name: value})


def _head(world: World) -> bytes:
    found: bytes = world.view(world.certificates, "headOf", number_of(a_record()))
    return found
