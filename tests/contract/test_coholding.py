"""
Certificates.sol, the page Holding: certificates that several hold together.

On revm in process; heads are folded from raw logs.
"""

from __future__ import annotations

import pytest

from tests.abi import Event
from tests.contract.test_certificates import ACTIVE, DATA, DOCUMENT, HANDS, ID, TO_BETA, fold, head
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    BETA,
    DPR,
    GAMMA,
    HOLD,
    HOLDERS,
    NORTH,
    OPERATE,
    PERSON,
    SHARED,
    SOUTH,
    USE,
    ZERO_DIGEST,
    Party,
    a_record,
    an_issue,
    id_of,
    pack,
    unpack,
)

ALL = HOLD | USE | OPERATE
THREE = [(ALPHA.number, HOLD | OPERATE, 5000), (BETA.number, USE | OPERATE, 3000), (GAMMA.number, HOLD, 2000)]
ALL_SIGNERS = (NORTH.checker, ALPHA.consent, BETA.consent, GAMMA.consent)


def shares(world: World) -> list[tuple[int, int, int]]:
    return list(world.view(world.certificates, "sharesOf", ID))


class TestIssueShared:
    """issueShared."""

    def test_each_share_is_an_event_of_its_own(self, world: World) -> None:
        word, fingerprint, document = an_issue()
        receipt = world.issue_shared((word, fingerprint, document), THREE)

        issued = pack(**{**unpack(word), "sequence": 1, "state": ACTIVE, "flags": SHARED})
        fields = {"certificateId": ID, "record": issued, "fingerprint": fingerprint, "documentDigest": document}
        recorded = [
            {"certificateId": ID, "sequence": sequence, "holder": holder, "rights": rights, "share": share}
            for sequence, (holder, rights, share) in enumerate(THREE, 2)
        ]
        assert receipt.events == (
            Event("CertificateIssued", fields | HANDS),
            *(Event("ShareRecorded", part | HANDS) for part in recorded),
        )
        assert world.record(ID) == {**unpack(issued), "sequence": 4}
        assert shares(world) == THREE
        assert head(world, word) == fold(ZERO_DIGEST, *receipt.logs)

    def test_shares_that_are_not_whole_too_few_or_too_many_are_refused(self, world: World) -> None:
        with refused("SharesInvalid", 2, 9_999):
            world.issue_shared(an_issue(), [(ALPHA.number, ALL, 5_000), (BETA.number, ALL, 4_999)])
        with refused("SharesInvalid", 1, 10_000):
            world.issue_shared(an_issue(), [(ALPHA.number, ALL, 10_000)])
        with refused("SharesInvalid", 0, 0):
            world.issue_shared(an_issue(), [])
        with refused("SharesInvalid", 17, 10_000):
            world.issue_shared(an_issue(), [(n, ALL, 9_984 if n == 1 else 1) for n in range(1, 18)])

    def test_as_many_as_the_limit_may_hold_together(self, world: World) -> None:
        parties = [Party(f"holder {n}", n) for n in range(HOLDERS[-1].number + 1, HOLDERS[-1].number + 17)]
        world.admit_holders([party.admission for party in parties])
        parts = [(party.number, ALL, 625) for party in parties]
        issue = an_issue(parties[0])
        assert len(world.issue_shared(issue, parts).logs) == 17 == world.view(world.certificates, "MAX_HOLDERS") + 1

    def test_a_share_of_nothing_twice_or_out_of_place_is_refused(self, world: World) -> None:
        with refused("ShareInvalid", BETA.number, 0):
            world.issue_shared(an_issue(), [(ALPHA.number, ALL, 10_000), (BETA.number, ALL, 0)])
        with refused("ShareInvalid", ALPHA.number, 4_000):
            world.issue_shared(an_issue(), [(ALPHA.number, ALL, 6_000), (ALPHA.number, ALL, 4_000)])
        with refused("ShareInvalid", BETA.number, 6_000):
            world.issue_shared(an_issue(), [(BETA.number, ALL, 6_000), (ALPHA.number, ALL, 4_000)])

    def test_the_shares_rights_together_are_the_certificates(self, world: World) -> None:
        for parts, wrong in (((HOLD, USE), HOLD | USE), ((ALL, 8), ALL | 8), ((ALL, 0), 0)):
            with refused("RightsInvalid", wrong):
                world.issue_shared(an_issue(), [(ALPHA.number, parts[0], 5_000), (BETA.number, parts[1], 5_000)])

    def test_each_co_holder_must_be_known_and_not_the_registry(self, world: World) -> None:
        with refused("ParticipantUnknown", 99):
            world.issue_shared(an_issue(), [(ALPHA.number, ALL, 5_000), (99, ALL, 5_000)])
        with refused("SelfRegistration", NORTH.number):
            world.issue_shared(an_issue(), [(ALPHA.number, ALL, 5_000), (NORTH.number, ALL, 5_000)])

    def test_the_record_is_checked_as_ever(self, world: World) -> None:
        with refused("RegimeUnknown", 9):
            world.issue_shared(an_issue(regime=9), THREE)
        with refused("RecordNotBlank", a_record(flags=SHARED)):
            world.issue_shared(an_issue(flags=SHARED), THREE)
        world.issue_shared(an_issue(), THREE)
        with refused("CertificateDuplicate", ID):
            world.issue_shared(an_issue(), THREE)


class TestSharedTransfer:
    """transfer of one co-holder's part."""

    def test_a_share_passes_in_its_place_with_all_others_consent(self, world: World) -> None:
        issued = world.issue_shared(an_issue(), THREE)
        to_person = (BETA.number, PERSON.number, DOCUMENT)
        signers = [NORTH.checker, BETA.consent, PERSON.consent, ALPHA.consent, GAMMA.consent]
        receipt = world.act("Transfer", signers, ID, *to_person)

        fields = {"certificateId": ID, "sequence": 5, "from": BETA.number, "to": PERSON.number}
        expected = Event("CertificateTransferred", fields | {"documentDigest": DOCUMENT} | HANDS)
        assert receipt.events == (expected,)
        assert shares(world) == [THREE[0], (PERSON.number, USE | OPERATE, 3000), THREE[2]]
        assert world.record(ID)["holder"] == ALPHA.number
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *receipt.logs)

    def test_the_record_follows_the_first_co_holder(self, world: World) -> None:
        world.issue_shared(an_issue(), THREE)
        signers = [NORTH.checker, ALPHA.consent, PERSON.consent, BETA.consent, GAMMA.consent]
        world.act("Transfer", signers, ID, ALPHA.number, PERSON.number, DOCUMENT)
        assert world.record(ID)["holder"] == PERSON.number

    def test_two_shares_of_one_become_one_in_its_place(self, world: World) -> None:
        world.issue_shared(an_issue(), THREE)
        world.act("Transfer", [NORTH.checker, ALPHA.consent, BETA.consent, GAMMA.consent], ID, *TO_BETA)
        assert shares(world) == [(BETA.number, ALL, 8000), THREE[2]]
        assert world.record(ID)["holder"] == BETA.number

    def test_a_later_share_joins_an_earlier_one(self, world: World) -> None:
        world.issue_shared(an_issue(), THREE)
        to_alpha = (BETA.number, ALPHA.number, DOCUMENT)
        world.act("Transfer", [NORTH.checker, BETA.consent, ALPHA.consent, GAMMA.consent], ID, *to_alpha)
        assert shares(world) == [(ALPHA.number, ALL, 8000), THREE[2]]
        assert world.record(ID)["holder"] == ALPHA.number

    def test_the_last_co_holder_keeps_one_whole_share(self, world: World) -> None:
        world.issue_shared(an_issue(), [(ALPHA.number, OPERATE, 4_000), (BETA.number, HOLD | USE, 6_000)])
        world.act("Transfer", [NORTH.checker, ALPHA.consent, BETA.consent], ID, *TO_BETA)
        assert shares(world) == [(BETA.number, ALL, 10_000)]
        onward = (BETA.number, GAMMA.number, DOCUMENT)
        world.act("Transfer", [NORTH.checker, BETA.consent, GAMMA.consent], ID, *onward)
        assert shares(world) == [(GAMMA.number, ALL, 10_000)]
        assert world.record(ID)["holder"] == GAMMA.number

    def test_a_co_holder_without_the_right_to_operate_transfers_nothing(self, world: World) -> None:
        world.issue_shared(an_issue(), THREE)
        signers = [NORTH.checker, GAMMA.consent, PERSON.consent, ALPHA.consent, BETA.consent]
        with refused("RightToOperateMissing", ID, HOLD):
            world.act("Transfer", signers, ID, GAMMA.number, PERSON.number, DOCUMENT)

    def test_the_others_consent_in_stored_order_and_none_is_left_out(self, world: World) -> None:
        world.issue_shared(an_issue(), THREE)
        to_person = (BETA.number, PERSON.number, DOCUMENT)
        with refused("ApprovalsMissing", 5, 3):
            world.act("Transfer", [NORTH.checker, BETA.consent, PERSON.consent], ID, *to_person)
        wrong = [NORTH.checker, BETA.consent, PERSON.consent, GAMMA.consent, ALPHA.consent]
        with refused("ApprovalFromOther", GAMMA.consent.address, GAMMA.number, ALPHA.number):
            world.act("Transfer", wrong, ID, *to_person)

    def test_a_stranger_to_the_certificate_gives_nothing(self, world: World) -> None:
        world.issue_shared(an_issue(), THREE)
        with refused("NotHolder", ID, PERSON.number):
            world.act("Transfer", [NORTH.checker], ID, PERSON.number, SOUTH.number, DOCUMENT)


class TestSharedChanges:
    """amend and cancel with several holders."""

    def test_all_holders_agree_to_an_amendment(self, world: World) -> None:
        world.issue_shared(an_issue(), THREE)
        with refused("ApprovalsMissing", 4, 2):
            world.act("Amend", ALL_SIGNERS[:2], ID, DATA, DOCUMENT, 0, 0)
        world.act("Amend", ALL_SIGNERS, ID, DATA, DOCUMENT, 0, 0)
        assert world.view(world.certificates, "claimantOf", id_of(ALPHA.number, DPR, DATA)) == ID

    def test_the_rights_of_co_holders_are_not_amended(self, world: World) -> None:
        world.issue_shared(an_issue(), THREE)
        with refused("SharedRightsFixed", ID):
            world.act("Amend", ALL_SIGNERS, ID, ZERO_DIGEST, DOCUMENT, 0, HOLD)

    @pytest.mark.parametrize("reason", [1, 2])
    def test_all_holders_agree_to_their_own_cancellation(self, world: World, reason: int) -> None:
        world.issue_shared(an_issue(), THREE)
        with refused("ApprovalsMissing", 4, 1):
            world.act("Cancel", ALL_SIGNERS[:1], ID, reason, DOCUMENT)
        world.act("Cancel", ALL_SIGNERS, ID, reason, DOCUMENT)

    def test_a_sole_holders_certificate_has_no_shares(self, world: World) -> None:
        world.issue(an_issue())
        assert shares(world) == []
        assert world.record(ID)["flags"] == 0
