"""
Participants.sol: admission, names, keys and registers; each function's events exactly, and each refusal.

On revm in process; every value that is expected is computed here or in `tests.parties`, none by the ledger.
"""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.abi import ZERO_ADDRESS, Event
from tests.evm import Receipt, World, refused
from tests.parties import (
    ADMIN,
    ALPHA,
    BETA,
    BUREAU,
    CHECKER,
    CITY_BANK,
    CONSENT,
    DPR,
    FOREVER,
    FOUNDERS,
    GOVERNORS,
    HOLDERS,
    MAKER,
    NATURAL_PERSON,
    NO_APPROVAL,
    NORTH,
    PERSON,
    REGISTRY,
    SOUTH,
    SOUTH_CODE,
    STRANGER,
    SUPERVISOR,
    VOTE,
    WARDEN,
    ZERO_DIGEST,
    Actor,
    Party,
    digest,
    register_of,
)

NEW_KEY = Actor("a new key")
REASON = digest("reason")
NEXT = len(FOUNDERS) + len(HOLDERS) + 1


def admission(**changed: Any) -> tuple[Any, ...]:
    """Return a plain holder's admission with `changed` parts."""
    party = Party("holder delta", NEXT, duties={"consent": CONSENT, "admin": ADMIN}).admission
    names = ("identity", "kind", "roles", "profile", "keys")
    return tuple(changed.get(name, value) for name, value in zip(names, party, strict=True))


def enrol(world: World, maker: Actor, signer: Actor, number: int, key: str, *duty: int) -> Receipt:
    """Enrol a key for duties, with `signer`'s approval."""
    asked = (number, key, sum(duty), FOREVER)
    approval = world.approve(signer, world.participants, "EnrolKey", *asked)
    return world.send(maker, world.participants, "enrolKey", *asked, approval)


def revoke(world: World, maker: Actor, key: str, signer: Actor | None = None) -> Receipt:
    """Revoke a key, with `signer`'s approval if there is one."""
    act = ("RevokeKey", key, REASON, FOREVER)
    approval = world.approve(signer, world.participants, *act) if signer else NO_APPROVAL
    return world.send(maker, world.participants, "revokeKey", key, REASON, FOREVER, approval)


def rename(world: World, number: int, profile: bytes, previous: bytes, maker: Actor = NORTH.maker) -> Receipt:
    """Rename by the northern registry."""
    act = ("Rename", number, profile, previous, FOREVER)
    approval = world.approve(NORTH.checker, world.participants, *act)
    return world.send(maker, world.participants, "rename", number, profile, FOREVER, approval)


class TestFounding:
    """The constructor."""

    def test_founders_stand_as_admitted_and_in_order(self, world: World) -> None:
        for party in (*FOUNDERS, *HOLDERS):
            profile = digest(f"profile of {party.name}")
            stored = world.view(world.participants, "participantOf", party.number)
            assert stored == (party.identity, profile, party.kind, party.roles, False)
            assert world.view(world.participants, "participantBy", party.identity) == party.number
            assert world.view(world.participants, "keysOf", party.number) == tuple(k.address for k in party.keys)
        assert world.view(world.participants, "participantCount") == len(FOUNDERS) + len(HOLDERS)

    def test_every_key_knows_its_participant_roles_and_duties(self, world: World) -> None:
        for party in (*FOUNDERS, *HOLDERS):
            for key, duties in zip(party.keys, party.duties.values(), strict=True):
                authority = world.view(world.participants, "authorityOf", key.address)
                assert authority == (party.number, party.roles, duties, False, False)

    def test_registers_are_in_charge_as_founded(self, world: World) -> None:
        assert world.view(world.participants, "inCharge", register_of(SOUTH_CODE, DPR)) == SOUTH.number
        assert world.view(world.participants, "inCharge", register_of(SOUTH_CODE, DPR + 1)) == 0

    def test_founding_with_too_few_governors_is_refused(self, world: World) -> None:
        with refused("CharterInvalid", 2, 1):
            world.deploy("Participants", [GOVERNORS[0].admission], (2, 0, 0), [])
        with refused("CharterInvalid", 1, 3):
            world.deploy("Participants", [g.admission for g in GOVERNORS], (1, 0, 0), [])

    def test_founding_with_a_register_for_no_registry_is_refused(self, world: World) -> None:
        with refused("RoleMissing", 1, REGISTRY):
            world.deploy("Participants", [GOVERNORS[0].admission], (2, 0, 0), [(register_of(1, DPR), 1)])


class TestAdmission:
    """admitHolders and admit."""

    def test_a_holder_is_admitted_with_exact_events(self, world: World) -> None:
        receipt = world.admit_holders([admission()])

        hands = {"maker": NORTH.maker.address, "checker": NORTH.checker.address}
        identity, kind, roles, profile, keys = admission()
        admitted = {"participant": NEXT, "identity": identity, "kind": kind, "roles": roles, "profileDigest": profile}
        enrolled = [{"participant": NEXT, "key": key, "duties": duties} for key, duties in keys]
        assert receipt.output == NEXT
        assert receipt.events == (
            Event("ParticipantAdmitted", admitted | hands),
            *(Event("KeyEnrolled", fields | hands) for fields in enrolled),
        )

    def test_a_batch_is_numbered_in_its_order(self, world: World) -> None:
        parties = [Party(f"holder {n}", n) for n in range(NEXT, NEXT + 50)]
        assert world.admit_holders([p.admission for p in parties], SOUTH).output == NEXT
        for party in parties:
            assert world.view(world.participants, "participantBy", party.identity) == party.number

    def test_an_institution_is_admitted_by_vote_with_its_roles(self, world: World) -> None:
        receipt = world.govern(world.participants, "admit", admission(roles=REGISTRY))
        hands = {"maker": world.participants.address, "checker": ZERO_ADDRESS}
        assert [e.name for e in receipt.events] == [
            "ParticipantAdmitted",
            "KeyEnrolled",
            "KeyEnrolled",
            "ProposalExecuted",
        ]
        assert all(e.fields.items() >= hands.items() for e in receipt.events[:3])
        assert world.view(world.participants, "participantOf", NEXT)[3] == REGISTRY

    def test_an_identity_is_admitted_once(self, world: World) -> None:
        with refused("IdentityTaken", ALPHA.identity, ALPHA.number):
            world.admit_holders([admission(identity=ALPHA.identity)])

    def test_a_registry_cannot_give_roles(self, world: World) -> None:
        with refused("RolesInvalid", SUPERVISOR):
            world.admit_holders([admission(roles=SUPERVISOR)])

    def test_unknown_roles_and_roles_of_a_natural_person_are_refused(self, world: World) -> None:
        with refused("RolesInvalid", 1 << 11):
            world.govern(world.participants, "admit", admission(roles=1 << 11))
        with refused("RolesInvalid", REGISTRY):
            world.govern(world.participants, "admit", admission(roles=REGISTRY, kind=NATURAL_PERSON, identity=REASON))

    def test_no_kind_and_an_empty_commitment_are_refused(self, world: World) -> None:
        with refused("KindInvalid", 0):
            world.admit_holders([admission(kind=0)])
        with refused("KindInvalid", NATURAL_PERSON):
            world.admit_holders([admission(kind=NATURAL_PERSON, identity=ZERO_DIGEST)])

    def test_a_natural_persons_commitment_is_any_digest(self, world: World) -> None:
        commitment = digest("salt and number")
        world.admit_holders([admission(kind=NATURAL_PERSON, identity=commitment)])
        assert world.view(world.participants, "participantBy", commitment) == NEXT


class TestRename:
    """rename."""

    def test_a_registry_enters_a_new_profile_with_an_exact_event(self, world: World) -> None:
        receipt = rename(world, ALPHA.number, digest("new"), digest("profile of holder alpha"))
        hands = {"maker": NORTH.maker.address, "checker": NORTH.checker.address}
        fields = {"participant": ALPHA.number, "profileDigest": digest("new")} | hands
        assert receipt.events == (Event("ParticipantRenamed", fields),)
        assert world.view(world.participants, "participantOf", ALPHA.number)[1] == digest("new")

    def test_an_approval_over_another_previous_profile_is_refused(self, world: World) -> None:
        with refused("ApprovalInvalid", NORTH.checker.address):
            rename(world, ALPHA.number, digest("new"), digest("not the profile"))

    def test_the_governors_may_rename_without_an_approval(self, world: World) -> None:
        arguments = (NORTH.number, digest("new"), 0, NO_APPROVAL)
        receipt = world.govern(world.participants, "rename", *arguments)
        assert receipt.events[0].fields["maker"] == world.participants.address
        assert receipt.events[0].fields["checker"] == ZERO_ADDRESS

    def test_an_unknown_participant_is_not_renamed(self, world: World) -> None:
        for unknown in (0, NEXT):
            with refused("ParticipantUnknown", unknown):
                rename(world, unknown, digest("new"), ZERO_DIGEST)


class TestEnrolKey:
    """enrolKey."""

    def test_two_administrators_enrol_a_key_with_an_exact_event(self, world: World) -> None:
        receipt = enrol(world, ALPHA.admin, ALPHA.deputy, ALPHA.number, NEW_KEY.address, CONSENT | VOTE)
        fields = {"participant": ALPHA.number, "key": NEW_KEY.address, "duties": CONSENT | VOTE}
        hands = {"maker": ALPHA.admin.address, "checker": ALPHA.deputy.address}
        assert receipt.events == (Event("KeyEnrolled", fields | hands),)
        authority = world.view(world.participants, "authorityOf", NEW_KEY.address)
        assert authority == (ALPHA.number, 0, CONSENT | VOTE, False, False)
        assert world.view(world.participants, "keysOf", ALPHA.number)[-1] == NEW_KEY.address

    def test_a_registry_restores_a_holder_that_lost_its_keys(self, world: World) -> None:
        enrol(world, SOUTH.maker, SOUTH.checker, PERSON.number, NEW_KEY.address, ADMIN)
        assert world.view(world.participants, "authorityOf", NEW_KEY.address)[0] == PERSON.number

    def test_the_governors_enrol_for_anyone(self, world: World) -> None:
        arguments = (NORTH.number, NEW_KEY.address, MAKER, 0, NO_APPROVAL)
        receipt = world.govern(world.participants, "enrolKey", *arguments)
        assert receipt.events[0].fields["maker"] == world.participants.address
        assert world.view(world.participants, "authorityOf", NEW_KEY.address)[1] == REGISTRY

    def test_one_administrator_alone_is_refused(self, world: World) -> None:
        with refused("ApprovalInvalid", ALPHA.admin.address):
            enrol(world, ALPHA.admin, ALPHA.admin, ALPHA.number, NEW_KEY.address, CONSENT)

    def test_a_key_without_the_duty_cannot_administer(self, world: World) -> None:
        with refused("DutyMissing", ALPHA.consent.address, ADMIN):
            enrol(world, ALPHA.consent, ALPHA.deputy, ALPHA.number, NEW_KEY.address, CONSENT)
        with refused("DutyMissing", ALPHA.consent.address, ADMIN):
            enrol(world, ALPHA.admin, ALPHA.consent, ALPHA.number, NEW_KEY.address, CONSENT)

    def test_another_participants_administrators_are_refused(self, world: World) -> None:
        with refused("DutyMissing", BETA.admin.address, MAKER):
            enrol(world, BETA.admin, BETA.deputy, ALPHA.number, NEW_KEY.address, CONSENT)
        with refused("ApprovalFromOther", BETA.admin.address, BETA.number, ALPHA.number):
            enrol(world, ALPHA.admin, BETA.admin, ALPHA.number, NEW_KEY.address, CONSENT)

    def test_a_bank_cannot_enrol_for_a_holder(self, world: World) -> None:
        with refused("RoleMissing", CITY_BANK.number, REGISTRY):
            enrol(world, CITY_BANK.maker, CITY_BANK.checker, ALPHA.number, NEW_KEY.address, CONSENT)

    def test_a_registry_cannot_touch_an_institutions_keys(self, world: World) -> None:
        with refused("GovernanceOnly", NORTH.maker.address):
            enrol(world, NORTH.maker, NORTH.checker, CITY_BANK.number, NEW_KEY.address, CONSENT)
        with refused("GovernanceOnly", NORTH.maker.address):
            revoke(world, NORTH.maker, CITY_BANK.maker.address, NORTH.checker)

    @pytest.mark.parametrize("duties", [0, MAKER | CHECKER, 31, 32, 255])
    def test_duties_that_are_none_unknown_or_both_hands_are_refused(self, world: World, duties: int) -> None:
        with refused("DutiesInvalid", duties):
            enrol(world, ALPHA.admin, ALPHA.deputy, ALPHA.number, NEW_KEY.address, duties)

    def test_a_key_is_enrolled_once_and_for_one_participant(self, world: World) -> None:
        for taken, owner in ((BETA.admin.address, BETA.number), (ALPHA.admin.address, ALPHA.number)):
            with refused("KeyTaken", taken, owner):
                enrol(world, ALPHA.admin, ALPHA.deputy, ALPHA.number, taken, CONSENT)
        revoke(world, ALPHA.admin, ALPHA.consent.address)
        with refused("KeyTaken", ALPHA.consent.address, ALPHA.number):
            enrol(world, ALPHA.admin, ALPHA.deputy, ALPHA.number, ALPHA.consent.address, CONSENT)

    def test_neither_zero_nor_the_contract_itself_is_a_key(self, world: World) -> None:
        for address in (ZERO_ADDRESS, world.participants.address):
            with refused("KeyTaken", address, 0):
                enrol(world, ALPHA.admin, ALPHA.deputy, ALPHA.number, address, CONSENT)

    def test_a_participant_has_a_limited_number_of_keys(self, world: World) -> None:
        limit = world.view(world.participants, "MAX_KEYS")
        for n in range(limit - len(ALPHA.keys)):
            enrol(world, ALPHA.admin, ALPHA.deputy, ALPHA.number, Actor(f"key {n}").address, CONSENT)
        with refused("KeysTooMany", ALPHA.number, limit):
            enrol(world, ALPHA.admin, ALPHA.deputy, ALPHA.number, NEW_KEY.address, CONSENT)
        revoke(world, ALPHA.admin, Actor("key 0").address)
        enrol(world, ALPHA.admin, ALPHA.deputy, ALPHA.number, NEW_KEY.address, CONSENT)

    def test_an_unknown_participant_gets_no_key(self, world: World) -> None:
        with refused("ParticipantUnknown", NEXT):
            enrol(world, NORTH.maker, NORTH.checker, NEXT, NEW_KEY.address, CONSENT)


class TestRevokeKey:
    """revokeKey."""

    def test_an_administrator_revokes_alone_with_an_exact_event(self, world: World) -> None:
        receipt = revoke(world, ALPHA.admin, ALPHA.consent.address)
        fields = {"participant": ALPHA.number, "key": ALPHA.consent.address, "reasonDigest": REASON}
        hands = {"maker": ALPHA.admin.address, "checker": ZERO_ADDRESS}
        assert receipt.events == (Event("KeyRevoked", fields | hands),)
        authority = world.view(world.participants, "authorityOf", ALPHA.consent.address)
        assert authority == (ALPHA.number, 0, CONSENT, False, True)
        assert world.view(world.participants, "keysOf", ALPHA.number) == (ALPHA.admin.address, ALPHA.deputy.address)

    def test_a_registry_revokes_a_plain_holders_key_even_the_last(self, world: World) -> None:
        receipt = revoke(world, NORTH.maker, PERSON.consent.address, NORTH.checker)
        assert receipt.events[0].fields["checker"] == NORTH.checker.address
        assert world.view(world.participants, "keysOf", PERSON.number) == ()

    def test_the_governors_revoke_anyones_key(self, world: World) -> None:
        world.govern(world.participants, "revokeKey", NORTH.maker.address, REASON, 0, NO_APPROVAL)
        with refused("KeyNotActive", NORTH.maker.address, NORTH.number):
            world.admit_holders([])

    def test_the_order_of_the_others_stays(self, world: World) -> None:
        revoke(world, CITY_BANK.admin, CITY_BANK.checker.address)
        kept = [key.address for key in CITY_BANK.keys if key != CITY_BANK.checker]
        assert world.view(world.participants, "keysOf", CITY_BANK.number) == tuple(kept)

    def test_the_last_administrator_cannot_revoke_itself(self, world: World) -> None:
        revoke(world, ALPHA.admin, ALPHA.deputy.address)
        with refused("KeyIsLastAdmin", ALPHA.admin.address, ALPHA.number):
            revoke(world, ALPHA.admin, ALPHA.admin.address)

    def test_a_revoked_key_acts_no_more_and_is_revoked_once(self, world: World) -> None:
        revoke(world, ALPHA.admin, ALPHA.deputy.address)
        with refused("KeyNotActive", ALPHA.deputy.address, ALPHA.number):
            revoke(world, ALPHA.deputy, ALPHA.consent.address)
        with refused("KeyNotActive", ALPHA.deputy.address, ALPHA.number):
            revoke(world, ALPHA.admin, ALPHA.deputy.address)
        with refused("KeyNotActive", ALPHA.deputy.address, ALPHA.number):
            enrol(world, ALPHA.admin, ALPHA.deputy, ALPHA.number, NEW_KEY.address, CONSENT)

    def test_an_unknown_key_is_neither_revoked_nor_obeyed(self, world: World) -> None:
        with refused("KeyUnknown", NEW_KEY.address):
            revoke(world, ALPHA.admin, NEW_KEY.address)
        with refused("KeyUnknown", STRANGER.address):
            revoke(world, STRANGER, ALPHA.consent.address)

    def test_a_consenting_key_cannot_revoke(self, world: World) -> None:
        with refused("DutyMissing", ALPHA.consent.address, ADMIN):
            revoke(world, ALPHA.consent, ALPHA.deputy.address)


class TestViewsForTheOtherContracts:
    """requireRegistry, requireDuty, requireOpenFor, requireFiling, requireApproval."""

    def test_a_registrys_maker_answers_for_its_register(self, world: World) -> None:
        register = register_of(SOUTH_CODE, DPR)
        assert world.view(world.participants, "requireRegistry", SOUTH.maker.address, register) == SOUTH.number
        with refused("RegisterNotInCharge", register, NORTH.number, SOUTH.number):
            world.view(world.participants, "requireRegistry", NORTH.maker.address, register)
        with refused("DutyMissing", SOUTH.checker.address, MAKER):
            world.view(world.participants, "requireRegistry", SOUTH.checker.address, register)
        with refused("RoleMissing", BUREAU.number, REGISTRY):
            world.view(world.participants, "requireRegistry", BUREAU.maker.address, register)

    def test_a_duty_is_answered_with_participant_and_roles(self, world: World) -> None:
        answer = world.view(world.participants, "requireDuty", BUREAU.maker.address, MAKER)
        assert answer == (BUREAU.number, SUPERVISOR)
        with refused("DutyMissing", BUREAU.maker.address, CHECKER):
            world.view(world.participants, "requireDuty", BUREAU.maker.address, CHECKER)

    def test_the_open_ledger_knows_its_participants(self, world: World) -> None:
        world.view(world.participants, "requireOpenFor", NEXT - 1)
        for unknown in (0, NEXT):
            with refused("ParticipantUnknown", unknown):
                world.view(world.participants, "requireOpenFor", unknown)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            world.view(world.participants, "requireOpenFor", NEXT - 1)

    def test_a_filing_is_answered_with_registry_and_number_of_participants(self, world: World) -> None:
        message = keccak(encode(["string"], ["any digest"]))
        approval = (SOUTH.checker.address, SOUTH.checker.sign(message))
        asked = (SOUTH.maker.address, register_of(SOUTH_CODE, DPR), message, FOREVER, approval)
        assert world.view(world.participants, "requireFiling", *asked) == (SOUTH.number, NEXT - 1)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            world.view(world.participants, "requireFiling", *asked)
