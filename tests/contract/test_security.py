"""
Attacks on both contracts: by registries, governors, guardians, holders, strangers, contract accounts and crafted calls.

On revm in process.  Each test is one attacker's whole plan, and fails if the plan works; the rules themselves are
tested in the files of their pages.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from eth_utils.crypto import keccak

from tests.abi import Contract
from tests.contract.test_certificates import (
    AMEND_SIGNERS,
    CANCELLED,
    DATA,
    DOCUMENT,
    ID,
    REVOKED,
    TO_BETA,
    TRANSFER_SIGNERS,
    YEAR_END,
)
from tests.contract.test_governance import FIRST, REASON, THIRD, execute, propose, vote
from tests.evm import Refusal, World, refused
from tests.parties import (
    ALPHA,
    BETA,
    CONSENT,
    DAY,
    DPR,
    FOREVER,
    GAMMA,
    GOVERNOR,
    GOVERNORS,
    GRAVE_DELAY,
    LEGAL_PERSON,
    NATURAL_PERSON,
    NO_APPROVAL,
    NORTH,
    NORTH_CODE,
    REGISTRY,
    SOUTH,
    STRANGER,
    VOTE,
    WARDEN,
    Actor,
    Party,
    a_record,
    an_issue,
    digest,
    id_of,
    identity_of,
    register_of,
    synthetic_uscc,
)
from tests.world_fixtures import Deploy

WINDOW = 30 * DAY
DELAY_MAX = 90 * DAY


class TestGuardian:
    """One guardian's key against the governors."""

    @pytest.mark.parametrize(
        ("function", "arguments"),
        [("suspend", (WARDEN.number, REASON)), ("revokeKey", (WARDEN.voter.address, REASON, 0, NO_APPROVAL))],
    )
    def test_a_guardian_cannot_veto_what_stops_it(
        self, world: World, function: str, arguments: tuple[Any, ...]
    ) -> None:
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        proposal, data = propose(world, function, *arguments)
        with refused("ProposalUrgent", proposal):
            world.send(WARDEN.voter, world.participants, "veto", proposal, REASON)
        vote(world, proposal)
        with refused("ProposalUrgent", proposal):
            world.send(WARDEN.voter, world.participants, "veto", proposal, REASON)
        execute(world, proposal, data)

        opening, data = propose(world, "unpause", REASON)
        with pytest.raises(Refusal):
            world.send(WARDEN.voter, world.participants, "veto", opening, REASON)
        vote(world, opening)
        world.sleep(GRAVE_DELAY)
        execute(world, opening, data)
        assert world.view(world.participants, "paused") is False

    def test_another_contracts_function_of_the_same_name_is_not_urgent(self, world: World) -> None:
        data = world.participants.call_data("suspend", WARDEN.number, REASON)
        asked = (world.certificates.address, data, REASON)
        proposal = world.send(FIRST, world.participants, "propose", *asked).output
        world.send(WARDEN.voter, world.participants, "veto", proposal, REASON)


class TestGovernors:
    """A minority of governors, old votes, and charters that would end governance."""

    def test_an_old_approval_is_not_revived_without_a_new_delay(self, world: World) -> None:
        proposal, data = propose(world, "setRoles", ALPHA.number, GOVERNOR, REASON)
        lapsed = vote(world, proposal).time + GRAVE_DELAY + WINDOW
        world.govern(world.participants, "suspend", GOVERNORS[1].number, REASON)
        world.now = lapsed
        vote(world, proposal, THIRD)
        with refused("ProposalLapsed", proposal, lapsed):
            execute(world, proposal, data)

    def test_an_approved_call_waits_until_the_last_second_of_its_window_and_no_longer(self, world: World) -> None:
        proposal, data = propose(world, "setRoles", ALPHA.number, GOVERNOR, REASON)
        lapsed = vote(world, proposal).time + GRAVE_DELAY + WINDOW
        assert world.view(world.participants, "EXECUTION_WINDOW") == WINDOW
        with world.undone():
            world.now = lapsed - 1
            with refused("ProposalLapsed", proposal, lapsed):
                execute(world, proposal, data)
        world.now = lapsed - 2
        execute(world, proposal, data)

    def test_a_suspended_governor_neither_proposes_votes_nor_executes(self, world: World) -> None:
        proposal, data = propose(world, "unpause", REASON)
        world.govern(world.participants, "suspend", GOVERNORS[2].number, REASON)
        for call in (
            ("vote", proposal),
            ("execute", proposal, data),
            ("propose", world.participants.address, data, REASON),
        ):
            with refused("ParticipantNotActive", GOVERNORS[2].number):
                world.send(THIRD, world.participants, *call)

    def test_an_institution_with_two_voting_keys_has_one_vote(self, world: World) -> None:
        second_key = Actor("governor 1/second voter")
        asked = (GOVERNORS[0].number, second_key.address, VOTE, 0, NO_APPROVAL)
        world.govern(world.participants, "enrolKey", *asked)
        proposal, _ = propose(world, "unpause", REASON)
        with refused("ProposalVotedAlready", proposal, GOVERNORS[0].number):
            vote(world, proposal, second_key)

    def test_no_charter_stops_governance_for_years(self, world: World) -> None:
        assert world.view(world.participants, "MAX_DELAY") == DELAY_MAX
        for delays in ((DELAY_MAX + 1, 0), (0, DELAY_MAX + 1), (5, 2**32 - 1)):
            with refused("DelayTooLong", max(delays), DELAY_MAX):
                world.govern(world.participants, "setCharter", (2, *delays))
        world.govern(world.participants, "setCharter", (2, DELAY_MAX, DELAY_MAX))

    def test_a_ledger_is_not_founded_by_governors_that_cannot_vote(self, world: World) -> None:
        mute = replace(GOVERNORS[1], duties={"admin": 8})
        founders = [GOVERNORS[0].admission, mute.admission]
        with refused("CharterInvalid", 2, 1):
            world.deploy("Participants", founders, (2, 0, 0), [])
        with refused("DelayTooLong", DELAY_MAX + 1, DELAY_MAX):
            world.deploy("Participants", [g.admission for g in GOVERNORS], (2, 0, DELAY_MAX + 1), [])

    def test_a_called_contract_gains_nothing_by_calling_back(self, world: World, deploy_test_contract: Deploy) -> None:
        trickster = deploy_test_contract("Trickster")
        for back in (
            world.participants.call_data("setCharter", (2, 0, 0)),
            world.participants.call_data("execute", 1, trickster.call_data("callback")),
            world.participants.call_data("vote", 1),
        ):
            world.send(STRANGER, trickster, "plan", world.participants.address, back, False)
            with pytest.raises(Refusal) as caught:
                world.govern(trickster, "callback")
            assert caught.value.name == "CallbackRefused"

    def test_a_governors_contract_cannot_execute_a_call_from_within_itself(
        self, world: World, deploy_test_contract: Deploy
    ) -> None:
        trickster = deploy_test_contract("Trickster")
        asked = (GOVERNORS[0].number, trickster.address, VOTE, 0, NO_APPROVAL)
        world.govern(world.participants, "enrolKey", *asked)
        number = world.view(world.participants, "proposalCount") + 1
        again = world.participants.call_data("execute", number, trickster.call_data("callback"))
        world.send(STRANGER, trickster, "plan", world.participants.address, again, False)
        with pytest.raises(Refusal) as caught:
            world.govern(trickster, "callback")
        assert world.refusal_of(caught.value.arguments[0]).name == "ProposalClosed"

    def test_voted_calls_have_no_authority_over_certificates(self, world: World) -> None:
        world.issue(an_issue())
        with refused("KeyUnknown", world.participants.address):
            world.govern(world.certificates, *world.call_to("Revoke", [NORTH.checker], ID, DOCUMENT))


class TestIdentity:
    """Taking another's place."""

    @pytest.mark.parametrize("clear", [synthetic_uscc(4321), "110101199003074258"])
    def test_a_person_is_never_admitted_under_a_number_in_the_clear(self, world: World, clear: str) -> None:
        delta = replace(Party("holder delta", 13), kind=NATURAL_PERSON).admission
        squatting = (identity_of(clear), *delta[1:])
        with refused("KindInvalid", NATURAL_PERSON):
            world.admit_holders([squatting], SOUTH)
        with refused("KindInvalid", NATURAL_PERSON):
            world.govern(world.participants, "admit", squatting)

    def test_what_a_registry_took_the_governors_give_back(self, world: World) -> None:
        thief = Actor("a registry's straw man")
        code = identity_of(synthetic_uscc(4321))
        taken = world.admit_holders([(code, LEGAL_PERSON, 0, REASON, [(thief.address, CONSENT)])], SOUTH).output
        world.govern(world.participants, "revokeKey", thief.address, REASON, 0, NO_APPROVAL)
        world.govern(world.participants, "enrolKey", taken, Actor("the real one").address, CONSENT, 0, NO_APPROVAL)
        world.govern(world.participants, "setRoles", taken, REGISTRY, REASON)
        with refused("GovernanceOnly", SOUTH.maker.address):
            asked = (taken, thief.address, CONSENT, FOREVER)
            world.send(SOUTH.maker, world.participants, "enrolKey", *asked, NO_APPROVAL)


FREE = 1 << 13
"""A flag that no noun of the founding has."""


class TestEnded:
    """What has ended stays as it ended (R6)."""

    @pytest.mark.parametrize(
        ("end", "values", "state"), [("Cancel", (4, DOCUMENT), CANCELLED), ("Revoke", (DOCUMENT,), REVOKED)]
    )
    def test_no_noun_changes_a_dead_certificate(
        self, world: World, deploy_test_contract: Deploy, end: str, values: tuple[Any, ...], state: int
    ) -> None:
        remarks = deploy_test_contract("Remarks", world.certificates.address)
        world.govern(world.certificates, "admitNoun", remarks.address, FREE)
        world.issue(an_issue())
        world.send(STRANGER, remarks, "remark", ID, REASON, FREE, 0)
        world.act(end, [NORTH.checker], ID, *values)
        before = world.view(world.certificates, "recordOf", ID)
        for set_, clear in ((0, 0), (FREE, 0), (0, FREE)):
            with refused("CertificateNotActive", ID, state):
                world.send(STRANGER, remarks, "remark", ID, REASON, set_, clear)
        assert world.view(world.certificates, "recordOf", ID) == before

    def test_a_noun_still_releases_what_hangs_on_an_expired_certificate(
        self, world: World, deploy_test_contract: Deploy
    ) -> None:
        remarks = deploy_test_contract("Remarks", world.certificates.address)
        world.govern(world.certificates, "admitNoun", remarks.address, FREE)
        world.issue(an_issue())
        world.send(STRANGER, remarks, "remark", ID, REASON, FREE, 0)
        world.now = YEAR_END
        world.send(STRANGER, remarks, "remark", ID, REASON, 0, FREE)
        assert world.record(ID)["flags"] == 0

    def test_a_noun_never_reaches_a_claim(self, world: World, deploy_test_contract: Deploy) -> None:
        remarks = deploy_test_contract("Remarks", world.certificates.address)
        world.govern(world.certificates, "admitNoun", remarks.address, FREE)
        world.issue(an_issue())
        world.act("Amend", AMEND_SIGNERS, ID, DATA, DOCUMENT, 0, 0)
        claim = id_of(ALPHA.number, DPR, DATA)
        with refused("CertificateUnknown", claim):
            world.send(STRANGER, remarks, "remark", claim, REASON, FREE, 0)


class TestClaims:
    """Claims against other applicants."""

    def test_a_claim_blocks_nobody_but_its_own_holder(self, world: World) -> None:
        world.issue(an_issue())
        world.act("Amend", AMEND_SIGNERS, ID, DATA, DOCUMENT, 0, 0)
        world.issue((a_record(BETA, serial=2), DATA, DOCUMENT))
        world.issue((a_record(ALPHA, serial=3, regime=DPR + 1), DATA, DOCUMENT))

    def test_a_claim_stays_alive_with_its_certificate_in_other_hands(self, world: World) -> None:
        world.issue(an_issue())
        world.act("Amend", AMEND_SIGNERS, ID, DATA, DOCUMENT, 0, 0)
        world.act("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)
        following = id_of(ALPHA.number, DPR, DATA, 1)
        with refused("PredecessorAlive", following, id_of(ALPHA.number, DPR, DATA)):
            world.issue((a_record(serial=2, ordinal=1), DATA, DOCUMENT))

    def test_no_chain_of_ordinals_gives_two_living_certificates(self, world: World) -> None:
        world.issue(an_issue())
        world.act("Cancel", [NORTH.checker], ID, 4, DOCUMENT)
        world.issue((a_record(serial=2, ordinal=1), digest("data 1"), DOCUMENT))
        second = id_of(ALPHA.number, DPR, digest("data 1"), 1)
        with refused("PredecessorAlive", id_of(ALPHA.number, DPR, digest("data 1"), 2), second):
            world.issue((a_record(serial=3, ordinal=2), digest("data 1"), DOCUMENT))
        with refused("CertificateDuplicate", second):
            world.issue((a_record(serial=3, ordinal=1), digest("data 1"), DOCUMENT))


class TestCraftedCalls:
    """Call data that no encoder makes."""

    @staticmethod
    def usual(world: World) -> bytearray:
        issue = an_issue()
        words = issue[0].to_bytes(32, "big") + issue[1] + issue[2]
        approval = world.approve(NORTH.checker, world.certificates, "Issue", keccak(words), 1, FOREVER)
        return bytearray(world.certificates.call_data("issue", [issue], FOREVER, approval))

    @pytest.mark.parametrize(
        ("place", "word"),
        [
            (0, 2**256 - 32),  # an offset that wraps around
            (0, 2**64),
            (0, 2**255),
            (0, 1_000_000),  # beyond the end
            (32, FOREVER | 1 << 64),  # a deadline with high bits
            (96, 2**256 - 1),  # the array's length
            (96, 2**251),  # a length that overflows in bytes
            (96, 2),  # one more issue than was signed, its words the approval's
        ],
    )
    def test_a_bent_word_is_never_accepted(self, world: World, place: int, word: int) -> None:
        data = self.usual(world)
        data[4 + place : 36 + place] = (word % 2**256).to_bytes(32, "big")
        with pytest.raises(Refusal):
            world.send_data(NORTH.maker, world.certificates, bytes(data))
        assert world.record(ID)["state"] == 0

    def test_an_approvals_key_with_high_bits_is_refused(self, world: World) -> None:
        data = self.usual(world)
        place = data.index(bytes(12) + bytes.fromhex(NORTH.checker.address[2:]))
        data[place] = 1
        with refused("", b""):
            world.send_data(NORTH.maker, world.certificates, bytes(data))

    def test_what_stands_behind_the_call_changes_nothing(self, world: World) -> None:
        other = an_issue(serial=2)
        tail = other[0].to_bytes(32, "big") + other[1] + other[2]
        assert len(world.send_data(NORTH.maker, world.certificates, bytes(self.usual(world)) + tail).logs) == 1

    @pytest.mark.parametrize("field", range(1, 3))
    def test_a_party_with_high_bits_is_not_decoded(self, world: World, field: int) -> None:
        world.issue(an_issue())
        function, *arguments = world.call_to("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)
        data = bytearray(world.certificates.call_data(function, *arguments))
        data[4 + 32 * field + 20] = 1
        with refused("", b""):
            world.send_data(NORTH.maker, world.certificates, bytes(data))


class TestContractAccounts:
    """Keys that are contracts."""

    @pytest.fixture
    def trickster(self, world: World, deploy_test_contract: Deploy) -> Contract:
        """A consenting key of beta that approves all."""
        made = deploy_test_contract("Trickster")
        world.govern(world.participants, "enrolKey", BETA.number, made.address, CONSENT, 0, NO_APPROVAL)
        world.issue(an_issue())
        return made

    def transfer(self, world: World, wallet: Contract) -> None:
        function, asked, deadline, approvals = world.call_to("Transfer", TRANSFER_SIGNERS[:2], ID, *TO_BETA)
        approvals = [*approvals, (wallet.address, b"")]
        world.send(NORTH.maker, world.certificates, function, asked, deadline, approvals)

    def test_a_wallet_is_asked_without_power_to_change_anything(self, world: World, trickster: Contract) -> None:
        own = world.participants.call_data("vote", 1)
        world.send(STRANGER, trickster, "plan", world.participants.address, own, False)
        with refused("ApprovalInvalid", trickster.address):
            self.transfer(world, trickster)

    def test_a_wallets_consent_is_for_its_own_participant_only(self, world: World, trickster: Contract) -> None:
        function, asked, deadline, approvals = world.call_to("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)
        approvals[1] = (trickster.address, b"")
        with refused("ApprovalFromOther", trickster.address, BETA.number, ALPHA.number):
            world.send(NORTH.maker, world.certificates, function, asked, deadline, approvals)

    def test_an_account_without_code_does_not_answer_for_a_precompile(self, world: World) -> None:
        identity_precompile = "0x" + "00" * 19 + "04"
        world.govern(world.participants, "enrolKey", BETA.number, identity_precompile, CONSENT, 0, NO_APPROVAL)
        world.issue(an_issue())
        with refused("ApprovalInvalid", identity_precompile):
            self.transfer(world, Contract([], identity_precompile))


class TestRegistries:
    """One registry against another's register."""

    def test_keys_put_under_a_holder_move_nothing_without_the_registry_in_charge(self, world: World) -> None:
        world.issue(an_issue())
        planted = Actor("planted by registry south")
        act = (ALPHA.number, planted.address, CONSENT, FOREVER)
        approval = world.approve(SOUTH.checker, world.participants, "EnrolKey", *act)
        world.send(SOUTH.maker, world.participants, "enrolKey", *act, approval)
        signers = [SOUTH.checker, planted, GAMMA.consent]
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            world.act("Transfer", signers, ID, ALPHA.number, GAMMA.number, DOCUMENT, maker=SOUTH.maker)

    def test_an_approval_dies_with_the_charge(self, world: World) -> None:
        world.issue(an_issue())
        call = world.call_to("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)
        register = register_of(NORTH_CODE, DPR)
        world.govern(world.participants, "assignRegister", register, SOUTH.number, REASON)
        with refused("RegisterNotInCharge", register, NORTH.number, SOUTH.number):
            world.send(NORTH.maker, world.certificates, *call)
        with refused("ApprovalFromOther", NORTH.checker.address, NORTH.number, SOUTH.number):
            world.send(SOUTH.maker, world.certificates, *call)
