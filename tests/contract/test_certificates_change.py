"""
Certificates.sol: amend, cancel, revoke, and the door for other nouns, for certificates with one holder.

On revm in process; the noun is the test contract Remarks.
"""

from __future__ import annotations

import pytest

from tests.abi import Event
from tests.contract.test_certificates import (
    ACTIVE,
    AMEND_SIGNERS,
    CANCELLED,
    CLAIMED,
    DATA,
    DOCUMENT,
    HANDS,
    ID,
    REASON,
    REVOKED,
    TO_BETA,
    TRANSFER_SIGNERS,
    YEAR_END,
    fold,
    head,
)
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    BETA,
    BUREAU,
    CHECKER,
    CITY_BANK,
    DAY,
    DPR,
    HOLD,
    NORTH,
    NORTH_CODE,
    REGISTRY,
    SHARED,
    SOUTH,
    START,
    STRANGER,
    USE,
    ZERO_DIGEST,
    a_record,
    an_issue,
    digest,
    id_of,
    register_of,
    unpack,
)
from tests.world_fixtures import Deploy

ONE, OTHER = 1 << 13, 1 << 14
BOTH = ONE | OTHER
FREE_FLAGS = 0b111 << 13
"""Flags that no noun of the founding has."""


class TestAmend:
    """amend."""

    def test_all_new_values_are_told_in_full(self, world: World) -> None:
        issued = world.issue(an_issue())
        end = YEAR_END - DAY
        receipt = world.act("Amend", AMEND_SIGNERS, ID, DATA, DOCUMENT, end, HOLD)

        fields = {"certificateId": ID, "sequence": 2, "fingerprint": DATA, "documentDigest": DOCUMENT}
        expected = Event("CertificateAmended", fields | {"validTo": end, "rights": HOLD} | HANDS)
        assert receipt.events == (expected,)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *receipt.logs)
        changed = {"state": ACTIVE, "sequence": 2, "valid_to": end, "rights": HOLD}
        assert world.record(ID) == {**unpack(a_record()), **changed}

    def test_what_is_not_asked_stays_and_is_told_too(self, world: World) -> None:
        world.issue(an_issue())
        (event,) = world.act("Amend", AMEND_SIGNERS, ID, ZERO_DIGEST, DOCUMENT, 0, 0).events
        assert (event.fields["validTo"], event.fields["rights"], event.fields["fingerprint"]) == (
            YEAR_END,
            7,
            ZERO_DIGEST,
        )

    def test_a_new_version_is_claimed_for_the_present_holder(self, world: World) -> None:
        world.issue(an_issue())
        world.act("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)
        world.act("Amend", [NORTH.checker, BETA.consent], ID, DATA, DOCUMENT, 0, 0)
        claim = id_of(BETA.number, DPR, DATA)
        assert world.view(world.certificates, "recordOf", claim) == CLAIMED << 176
        assert world.view(world.certificates, "claimantOf", claim) == ID
        assert world.view(world.certificates, "claimantOf", id_of(ALPHA.number, DPR, DATA)) == ZERO_DIGEST

    def test_a_version_that_the_holder_ever_registered_is_not_claimed(self, world: World) -> None:
        world.issue(an_issue(), (a_record(serial=2), DATA, DOCUMENT))
        taken = id_of(ALPHA.number, DPR, DATA)
        with refused("CertificateDuplicate", taken):
            world.act("Amend", AMEND_SIGNERS, ID, DATA, DOCUMENT, 0, 0)
        world.act("Revoke", [NORTH.checker], taken, DOCUMENT)
        with refused("CertificateDuplicate", taken):
            world.act("Amend", AMEND_SIGNERS, ID, DATA, DOCUMENT, 0, 0)

    def test_its_own_versions_are_not_claimed_again(self, world: World) -> None:
        world.issue(an_issue())
        world.act("Amend", AMEND_SIGNERS, ID, DATA, DOCUMENT, 0, 0)
        with refused("CertificateDuplicate", id_of(ALPHA.number, DPR, DATA)):
            world.act("Amend", AMEND_SIGNERS, ID, DATA, DOCUMENT, 0, 0)
        with refused("CertificateDuplicate", ID):
            world.act("Amend", AMEND_SIGNERS, ID, digest("data 1"), DOCUMENT, 0, 0)

    def test_the_term_is_shortened_and_never_lengthened(self, world: World) -> None:
        world.issue(an_issue())
        with refused("TermExtended", ID, YEAR_END, YEAR_END + 1):
            world.act("Amend", AMEND_SIGNERS, ID, ZERO_DIGEST, DOCUMENT, YEAR_END + 1, 0)
        now = world.now + 1
        with refused("TermInvalid", START, now):
            world.act("Amend", AMEND_SIGNERS, ID, ZERO_DIGEST, DOCUMENT, now, 0)
        world.act("Amend", AMEND_SIGNERS, ID, ZERO_DIGEST, DOCUMENT, YEAR_END, 0)

    def test_unknown_rights_and_a_missing_document_are_refused(self, world: World) -> None:
        world.issue(an_issue())
        with refused("RightsInvalid", 8):
            world.act("Amend", AMEND_SIGNERS, ID, ZERO_DIGEST, DOCUMENT, 0, 8)
        with refused("DigestMissing"):
            world.act("Amend", AMEND_SIGNERS, ID, DATA, ZERO_DIGEST, 0, 0)

    def test_it_needs_no_right_to_operate(self, world: World) -> None:
        world.issue(an_issue(rights=USE))
        world.act("Amend", AMEND_SIGNERS, ID, ZERO_DIGEST, DOCUMENT, 0, HOLD)

    def test_the_holder_must_agree(self, world: World) -> None:
        world.issue(an_issue())
        with refused("ApprovalsMissing", 2, 1):
            world.act("Amend", [NORTH.checker], ID, ZERO_DIGEST, DOCUMENT, 0, 0)
        with refused("ApprovalFromOther", BETA.consent.address, BETA.number, ALPHA.number):
            world.act("Amend", [NORTH.checker, BETA.consent], ID, ZERO_DIGEST, DOCUMENT, 0, 0)


class TestCorrect:
    """correct."""

    def test_only_the_document_changes_and_what_was_attested_before_is_stale(self, world: World) -> None:
        issued = world.issue(an_issue())
        assert world.view(world.certificates, "versionOf", ID) == 1
        receipt = world.act("Correct", [NORTH.checker], ID, DOCUMENT)

        fields = {"certificateId": ID, "sequence": 2, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("CertificateCorrected", fields | HANDS),)
        assert world.record(ID) == {**unpack(a_record()), "state": ACTIVE, "sequence": 2}
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *receipt.logs)
        assert world.view(world.certificates, "versionOf", ID) == 2

    def test_no_holder_need_agree_and_a_document_is_needed(self, world: World) -> None:
        world.issue(an_issue())
        with refused("ApprovalsMissing", 1, 2):
            world.act("Correct", AMEND_SIGNERS, ID, DOCUMENT)
        with refused("DigestMissing"):
            world.act("Correct", [NORTH.checker], ID, ZERO_DIGEST)

    def test_what_has_ended_is_not_corrected(self, world: World) -> None:
        with refused("CertificateUnknown", ID):
            world.act("Correct", [NORTH.checker], ID, DOCUMENT)
        world.issue(an_issue())
        world.now = YEAR_END
        with refused("CertificateExpired", ID, YEAR_END):
            world.act("Correct", [NORTH.checker], ID, DOCUMENT)


class TestCancel:
    """cancel."""

    @pytest.mark.parametrize("reason", [1, 2])
    def test_a_reason_of_the_holders_own_needs_its_consent(self, world: World, reason: int) -> None:
        issued = world.issue(an_issue())
        with refused("ApprovalsMissing", 2, 1):
            world.act("Cancel", [NORTH.checker], ID, reason, DOCUMENT)
        receipt = world.act("Cancel", AMEND_SIGNERS, ID, reason, DOCUMENT)

        fields = {"certificateId": ID, "sequence": 2, "reason": reason, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("CertificateCancelled", fields | HANDS),)
        assert world.record(ID)["state"] == CANCELLED
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *receipt.logs)

    @pytest.mark.parametrize("reason", [3, 4])
    def test_the_registrys_reasons_need_none(self, world: World, reason: int) -> None:
        world.issue(an_issue())
        with refused("ApprovalsMissing", 1, 2):
            world.act("Cancel", AMEND_SIGNERS, ID, reason, DOCUMENT)
        world.act("Cancel", [NORTH.checker], ID, reason, DOCUMENT)

    def test_no_reason_and_no_document_are_refused(self, world: World) -> None:
        world.issue(an_issue())
        for reason in (0, 5):  # a judgment comes through the door
            with refused("CancelReasonInvalid", reason):
                world.act("Cancel", [NORTH.checker], ID, reason, DOCUMENT)
        with refused("DigestMissing"):
            world.act("Cancel", [NORTH.checker], ID, 4, ZERO_DIGEST)

    def test_a_reason_beyond_the_known_is_not_even_decoded(self, world: World) -> None:
        world.issue(an_issue())
        with refused("", b""):
            world.act("Cancel", [NORTH.checker], ID, 6, DOCUMENT)


class TestRevoke:
    """revoke."""

    def test_the_registry_revokes_with_an_exact_event(self, world: World) -> None:
        issued = world.issue(an_issue())
        receipt = world.act("Revoke", [NORTH.checker], ID, DOCUMENT)
        fields = {"certificateId": ID, "sequence": 2, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("CertificateRevoked", fields | HANDS),)
        assert world.record(ID)["state"] == REVOKED
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *receipt.logs)

    def test_a_supervisor_revokes_with_its_own_checker(self, world: World) -> None:
        world.issue(an_issue())
        with refused("ApprovalFromOther", NORTH.checker.address, NORTH.number, BUREAU.number):
            world.act("Revoke", [NORTH.checker], ID, DOCUMENT, maker=BUREAU.maker)
        (event,) = world.act("Revoke", [BUREAU.checker], ID, DOCUMENT, maker=BUREAU.maker).events
        assert event.fields["maker"] == BUREAU.maker.address

    def test_nobody_else_revokes(self, world: World) -> None:
        world.issue(an_issue())
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            world.act("Revoke", [SOUTH.checker], ID, DOCUMENT, maker=SOUTH.maker)
        with refused("RoleMissing", CITY_BANK.number, REGISTRY):
            world.act("Revoke", [CITY_BANK.checker], ID, DOCUMENT, maker=CITY_BANK.maker)
        with refused("DutyMissing", NORTH.maker.address, CHECKER):
            world.act("Revoke", [NORTH.maker], ID, DOCUMENT)

    def test_one_approval_and_a_document_are_needed(self, world: World) -> None:
        world.issue(an_issue())
        with refused("ApprovalsMissing", 1, 2):
            world.act("Revoke", AMEND_SIGNERS, ID, DOCUMENT)
        with refused("ApprovalsMissing", 1, 0):
            world.act("Revoke", [], ID, DOCUMENT)
        with refused("DigestMissing"):
            world.act("Revoke", [NORTH.checker], ID, ZERO_DIGEST)


class TestDoor:
    """advance and admitNoun."""

    def test_a_nouns_event_advances_the_head_and_sets_its_flags(
        self, world: World, deploy_test_contract: Deploy
    ) -> None:
        remarks = deploy_test_contract("Remarks", world.certificates.address)
        admitted = world.govern(world.certificates, "admitNoun", remarks.address, BOTH)
        assert admitted.events[0] == Event("NounAdmitted", {"noun": remarks.address, "flags": BOTH})
        assert world.view(world.certificates, "nounFlags", remarks.address) == BOTH

        issued = world.issue(an_issue())
        first = world.send(STRANGER, remarks, "remark", ID, digest("remark"), BOTH, 0)
        assert world.record(ID)["flags"] == BOTH
        second = world.send(STRANGER, remarks, "remark", ID, digest("another"), ONE, BOTH)
        assert (world.record(ID)["flags"], world.record(ID)["sequence"]) == (ONE, 3)
        assert [event.fields["sequence"] for event in (*first.events, *second.events)] == [2, 3]
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *first.logs, *second.logs)

    def test_the_flags_survive_the_certificates_own_acts(self, world: World, deploy_test_contract: Deploy) -> None:
        remarks = deploy_test_contract("Remarks", world.certificates.address)
        world.govern(world.certificates, "admitNoun", remarks.address, FREE_FLAGS)
        world.issue(an_issue())
        world.send(STRANGER, remarks, "remark", ID, digest("remark"), FREE_FLAGS, 0)
        world.act("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)
        assert world.record(ID)["flags"] == FREE_FLAGS

    def test_the_door_is_closed_to_strangers_and_to_flags_of_others(
        self, world: World, deploy_test_contract: Deploy
    ) -> None:
        remarks = deploy_test_contract("Remarks", world.certificates.address)
        world.issue(an_issue())
        with refused("DoorClosed", remarks.address, 0):
            world.send(STRANGER, remarks, "remark", ID, REASON, 0, 0)
        world.govern(world.certificates, "admitNoun", remarks.address, ONE)
        for set_, clear in ((OTHER, 0), (0, OTHER), (BOTH, 0), (SHARED, 0)):
            with refused("DoorClosed", remarks.address, set_ | clear):
                world.send(STRANGER, remarks, "remark", ID, REASON, set_, clear)
        world.govern(world.certificates, "admitNoun", remarks.address, 0)
        with refused("DoorClosed", remarks.address, ONE):
            world.send(STRANGER, remarks, "remark", ID, REASON, ONE, 0)

    def test_the_door_leads_only_to_certificates(self, world: World, deploy_test_contract: Deploy) -> None:
        remarks = deploy_test_contract("Remarks", world.certificates.address)
        world.govern(world.certificates, "admitNoun", remarks.address, ONE)
        with refused("CertificateUnknown", ID):
            world.send(STRANGER, remarks, "remark", ID, REASON, 0, 0)

    def test_the_governors_alone_admit_and_not_to_the_contracts_own_flag(self, world: World) -> None:
        with refused("GovernanceOnly", NORTH.maker.address):
            world.send(NORTH.maker, world.certificates, "admitNoun", STRANGER.address, 1)
        with refused("DoorClosed", STRANGER.address, SHARED | 1):
            world.govern(world.certificates, "admitNoun", STRANGER.address, SHARED | 1)
