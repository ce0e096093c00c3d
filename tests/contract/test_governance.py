"""
Participants.sol, the page Governance: proposals, votes, delays, veto, pause, suspension, roles, registers, the charter.

On revm in process.
"""

from __future__ import annotations

from typing import Any

import pytest
from eth_utils.crypto import keccak

from tests.abi import Contract, Event
from tests.evm import Receipt, World, refused
from tests.parties import (
    ALPHA,
    CITY_BANK,
    DPR,
    GOVERNOR,
    GOVERNORS,
    GRAVE_DELAY,
    GUARDIAN,
    MAKER,
    NO_APPROVAL,
    NORTH,
    NORTH_CODE,
    ORDINARY_DELAY,
    PERSON,
    REGISTRY,
    SOUTH,
    SOUTH_CODE,
    STRANGER,
    THRESHOLD,
    VOTE,
    WARDEN,
    ZERO_DIGEST,
    an_issue,
    digest,
    register_of,
)
from tests.world_fixtures import Deploy

REASON = digest("reason")
FIRST, SECOND, THIRD = (governor.voter for governor in GOVERNORS)


def propose(world: World, function: str, *arguments: Any, target: Contract | None = None) -> tuple[int, bytes]:
    """Propose a call of Participants, or of `target`; return the proposal and the call's data."""
    called = target or world.participants
    data = called.call_data(function, *arguments)
    return world.send(FIRST, world.participants, "propose", called.address, data, REASON).output, data


def vote(world: World, proposal: int, voter: Any = SECOND) -> Receipt:
    return world.send(voter, world.participants, "vote", proposal)


def execute(world: World, proposal: int, data: bytes) -> Receipt:
    return world.send(FIRST, world.participants, "execute", proposal, data)


class TestProposals:
    """propose, vote, execute and veto."""

    def test_a_proposal_is_made_with_its_proposers_vote(self, world: World) -> None:
        data = world.participants.call_data("suspend", ALPHA.number, REASON)
        receipt = world.send(FIRST, world.participants, "propose", world.participants.address, data, REASON)

        number, proposer = receipt.output, GOVERNORS[0].number
        made = {
            "proposal": number,
            "proposer": proposer,
            "target": world.participants.address,
            "selector": data[:4],
            "callDigest": keccak(data),
            "reasonDigest": REASON,
            "key": FIRST.address,
        }
        voted = {"proposal": number, "voter": proposer, "key": FIRST.address}
        assert receipt.events == (Event("ProposalMade", made), Event("ProposalVoted", voted))
        stored = world.view(world.participants, "proposalOf", number)
        assert stored == (world.participants.address, keccak(data), data[:4], 0, False)
        assert world.view(world.participants, "votersOf", number) == (proposer,)
        assert world.view(world.participants, "proposalCount") == number == 1

    @pytest.mark.parametrize(
        ("function", "arguments", "delay"),
        [
            ("suspend", (ALPHA.number, REASON), 0),
            ("revokeKey", (ALPHA.consent.address, REASON, 0, NO_APPROVAL), 0),
            ("enrolKey", (ALPHA.number, STRANGER.address, 4, 0, NO_APPROVAL), ORDINARY_DELAY),
            ("rename", (ALPHA.number, REASON, 0, NO_APPROVAL), ORDINARY_DELAY),
            ("admit", (PERSON.admission,), ORDINARY_DELAY),
            ("reinstate", (ALPHA.number, REASON), GRAVE_DELAY),
            ("setRoles", (ALPHA.number, 0, REASON), GRAVE_DELAY),
            ("assignRegister", (1, 1, REASON), GRAVE_DELAY),
            ("setCharter", ((2, 0, 0),), GRAVE_DELAY),
            ("unpause", (REASON,), GRAVE_DELAY),
        ],
    )
    def test_the_threshold_starts_the_delay_that_the_call_deserves(
        self, world: World, function: str, arguments: tuple[Any, ...], delay: int
    ) -> None:
        proposal, data = propose(world, function, *arguments)
        receipt = vote(world, proposal)

        approved = {"proposal": proposal, "executableAt": receipt.time + delay}
        assert receipt.events[1:] == (Event("ProposalApproved", approved),)
        assert world.view(world.participants, "delayOf", data[:4]) == delay

    def test_another_contracts_function_waits_the_grave_delay_whatever_its_selector(self, world: World) -> None:
        data = world.participants.call_data("suspend", ALPHA.number, REASON)
        asked = (world.certificates.address, data, REASON)
        proposal = world.send(FIRST, world.participants, "propose", *asked).output
        receipt = vote(world, proposal)
        assert receipt.events[1].fields["executableAt"] == receipt.time + GRAVE_DELAY
        assert world.view(world.participants, "delayOf", b"\1\2\3\4") == GRAVE_DELAY

    def test_the_call_is_made_and_then_told(self, world: World) -> None:
        proposal, data = propose(world, "suspend", ALPHA.number, REASON)
        vote(world, proposal)
        receipt = execute(world, proposal, data)

        suspended = {"participant": ALPHA.number, "reasonDigest": REASON}
        executed = {"proposal": proposal, "key": FIRST.address}
        assert receipt.events == (Event("ParticipantSuspended", suspended), Event("ProposalExecuted", executed))
        assert world.view(world.participants, "proposalOf", proposal)[4] is True

    def test_a_third_vote_changes_no_date(self, world: World) -> None:
        proposal, _ = propose(world, "unpause", REASON)
        at = vote(world, proposal).events[1].fields["executableAt"]
        assert [event.name for event in vote(world, proposal, THIRD).events] == ["ProposalVoted"]
        assert world.view(world.participants, "proposalOf", proposal)[3] == at

    def test_an_institution_votes_once(self, world: World) -> None:
        proposal, _ = propose(world, "unpause", REASON)
        with refused("ProposalVotedAlready", proposal, GOVERNORS[0].number):
            vote(world, proposal, FIRST)

    def test_an_unknown_proposal_is_refused_everywhere(self, world: World) -> None:
        for unknown in (0, 1):
            with refused("ProposalUnknown", unknown):
                vote(world, unknown)
            with refused("ProposalUnknown", unknown):
                execute(world, unknown, b"")
            with refused("ProposalUnknown", unknown):
                world.send(WARDEN.voter, world.participants, "veto", unknown, REASON)

    def test_one_vote_executes_nothing(self, world: World) -> None:
        proposal, data = propose(world, "suspend", ALPHA.number, REASON)
        with refused("ProposalNotApproved", proposal, 1, THRESHOLD):
            execute(world, proposal, data)

    def test_nothing_is_executed_before_its_time_and_at_it_it_is(self, world: World) -> None:
        proposal, data = propose(world, "reinstate", ALPHA.number, REASON)
        at = vote(world, proposal).events[1].fields["executableAt"]
        world.now = at - 2
        with refused("ProposalTooEarly", proposal, at):
            execute(world, proposal, data)
        with refused("SuspensionUnchanged", ALPHA.number, False):
            execute(world, proposal, data)

    def test_other_data_than_was_voted_is_refused(self, world: World) -> None:
        proposal, data = propose(world, "suspend", ALPHA.number, REASON)
        vote(world, proposal)
        other = world.participants.call_data("suspend", NORTH.number, REASON)
        with refused("ProposalCallMismatch", proposal, keccak(data), keccak(other)):
            execute(world, proposal, other)

    def test_a_proposal_is_executed_once(self, world: World) -> None:
        proposal, data = propose(world, "suspend", ALPHA.number, REASON)
        vote(world, proposal)
        execute(world, proposal, data)
        with refused("ProposalClosed", proposal):
            execute(world, proposal, data)
        with refused("ProposalClosed", proposal):
            vote(world, proposal, THIRD)

    def test_votes_of_those_that_lost_their_standing_do_not_count(self, world: World) -> None:
        proposal, data = propose(world, "setCharter", (2, 0, 0))
        vote(world, proposal)
        world.govern(world.participants, "suspend", GOVERNORS[1].number, REASON)
        with refused("ProposalNotApproved", proposal, 1, THRESHOLD):
            execute(world, proposal, data)
        vote(world, proposal, THIRD)
        assert execute(world, proposal, data).events[0].name == "CharterChanged"

    def test_a_lost_vote_delays_the_approval(self, world: World) -> None:
        world.govern(world.participants, "setRoles", GOVERNORS[2].number, GOVERNOR | GUARDIAN, REASON)
        proposal, _ = propose(world, "unpause", REASON)
        waiting, data = propose(world, "setRoles", GOVERNORS[0].number, 0, REASON)
        vote(world, waiting)
        world.sleep(GRAVE_DELAY)
        execute(world, waiting, data)
        assert [event.name for event in vote(world, proposal).events] == ["ProposalVoted"]
        assert vote(world, proposal, THIRD).events[1].name == "ProposalApproved"

    def test_the_targets_own_reason_comes_through(self, world: World, deploy_test_contract: Deploy) -> None:
        remarks = deploy_test_contract("Remarks", world.certificates.address)
        with refused("RemarkRefused", 7):
            world.govern(remarks, "refuse", 7)
        with refused("FailedCall"):
            world.govern(remarks, "refuseSilently")

    def test_a_call_to_no_contract_is_refused(self, world: World) -> None:
        nowhere = Contract([], STRANGER.address)
        nowhere.functions = world.participants.functions
        with refused("AddressEmptyCode", STRANGER.address):
            world.govern(nowhere, "unpause", REASON)

    def test_the_call_cannot_execute_its_own_proposal_again(self, world: World) -> None:
        with refused("KeyUnknown", world.participants.address):
            world.govern(world.participants, "execute", 1, b"")

    def test_a_guardian_stops_a_proposal_for_good(self, world: World) -> None:
        proposal, data = propose(world, "reinstate", ALPHA.number, REASON)
        vote(world, proposal)
        receipt = world.send(WARDEN.voter, world.participants, "veto", proposal, REASON)
        fields = {
            "proposal": proposal,
            "guardian": WARDEN.number,
            "reasonDigest": REASON,
            "key": WARDEN.voter.address,
        }
        assert receipt.events == (Event("ProposalVetoed", fields),)
        with refused("ProposalClosed", proposal):
            execute(world, proposal, data)
        with refused("ProposalClosed", proposal):
            world.send(WARDEN.voter, world.participants, "veto", proposal, REASON)

    def test_a_governor_without_the_role_or_the_duty_cannot_propose(self, world: World) -> None:
        asked = ("propose", world.participants.address, b"", REASON)
        with refused("RoleMissing", WARDEN.number, GOVERNOR):
            world.send(WARDEN.voter, world.participants, *asked)
        with refused("DutyMissing", GOVERNORS[0].admin.address, VOTE):
            world.send(GOVERNORS[0].admin, world.participants, *asked)

    def test_short_data_has_a_padded_selector_and_the_grave_delay(self, world: World) -> None:
        asked = (world.participants.address, b"\x12", REASON)
        receipt = world.send(FIRST, world.participants, "propose", *asked)
        assert receipt.events[0].fields["selector"] == b"\x12\0\0\0"


class TestPause:
    """pause and unpause."""

    def test_a_guardian_pauses_and_the_governors_unpause(self, world: World) -> None:
        receipt = world.send(WARDEN.voter, world.participants, "pause", REASON)
        fields = {"guardian": WARDEN.number, "reasonDigest": REASON, "key": WARDEN.voter.address}
        assert receipt.events == (Event("LedgerPaused", fields),)
        assert world.view(world.participants, "paused") is True
        with refused("LedgerIsPaused"):
            world.issue(an_issue())

        receipt = world.govern(world.participants, "unpause", REASON)
        assert receipt.events[0] == Event("LedgerUnpaused", {"reasonDigest": REASON})
        assert world.view(world.participants, "paused") is False
        world.issue(an_issue())

    def test_a_pause_is_set_and_ended_once(self, world: World) -> None:
        with refused("PauseUnchanged", False):
            world.govern(world.participants, "unpause", REASON)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        with refused("PauseUnchanged", True):
            world.send(WARDEN.voter, world.participants, "pause", REASON)

    def test_a_governor_cannot_pause(self, world: World) -> None:
        with refused("RoleMissing", GOVERNORS[0].number, GUARDIAN):
            world.send(FIRST, world.participants, "pause", REASON)

    def test_a_pause_stops_no_admission_and_no_key(self, world: World) -> None:
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        world.admit_holders([])
        world.send(ALPHA.admin, world.participants, "revokeKey", ALPHA.consent.address, REASON, 0, NO_APPROVAL)


class TestSuspension:
    """suspend and reinstate."""

    def test_the_suspended_cannot_act_until_reinstated(self, world: World) -> None:
        receipt = world.govern(world.participants, "suspend", NORTH.number, REASON)
        assert receipt.events[0] == Event("ParticipantSuspended", {"participant": NORTH.number, "reasonDigest": REASON})
        with refused("ParticipantNotActive", NORTH.number):
            world.issue(an_issue())

        receipt = world.govern(world.participants, "reinstate", NORTH.number, REASON)
        expected = {"participant": NORTH.number, "reasonDigest": REASON}
        assert receipt.events[0] == Event("ParticipantReinstated", expected)
        world.issue(an_issue())

    def test_the_suspendeds_approval_is_refused(self, world: World) -> None:
        world.govern(world.participants, "suspend", SOUTH.number, REASON)
        act = ("AdmitHolders", keccak(b""), 2**63)
        approval = world.approve(SOUTH.checker, world.participants, *act)
        digest_ = world.act_digest(world.participants, *act)
        with refused("ParticipantNotActive", SOUTH.number):
            world.view(world.participants, "requireApproval", digest_, 2**63, approval, SOUTH.number, 2)

    def test_a_suspension_is_set_and_ended_once(self, world: World) -> None:
        with refused("SuspensionUnchanged", ALPHA.number, False):
            world.govern(world.participants, "reinstate", ALPHA.number, REASON)
        world.govern(world.participants, "suspend", ALPHA.number, REASON)
        with refused("SuspensionUnchanged", ALPHA.number, True):
            world.govern(world.participants, "suspend", ALPHA.number, REASON)

    def test_an_unknown_participant_is_refused(self, world: World) -> None:
        register = register_of(1, DPR)
        for asked in (("suspend", 99), ("reinstate", 99), ("setRoles", 99, 0), ("assignRegister", register, 99)):
            with refused("ParticipantUnknown", 99):
                world.govern(world.participants, *asked, REASON)

    def test_roles_are_set_only_as_they_are_admitted(self, world: World) -> None:
        for number, roles in ((ALPHA.number, 1 << 11), (PERSON.number, REGISTRY)):
            with refused("RolesInvalid", roles):
                world.govern(world.participants, "setRoles", number, roles, REASON)

    def test_too_few_governors_are_never_left(self, world: World) -> None:
        world.govern(world.participants, "suspend", GOVERNORS[2].number, REASON)
        with refused("GovernorsTooFew", 1, THRESHOLD):
            world.govern(world.participants, "suspend", GOVERNORS[0].number, REASON)
        with refused("GovernorsTooFew", 1, THRESHOLD):
            world.govern(world.participants, "setRoles", GOVERNORS[0].number, 0, REASON)
        world.govern(world.participants, "setRoles", GOVERNORS[2].number, 0, REASON)
        world.govern(world.participants, "setRoles", CITY_BANK.number, GOVERNOR, REASON)
        world.govern(world.participants, "suspend", CITY_BANK.number, REASON)

    def test_a_suspended_governor_that_returns_counts_again(self, world: World) -> None:
        world.govern(world.participants, "suspend", GOVERNORS[2].number, REASON)
        with refused("CharterInvalid", 3, 2):
            world.govern(world.participants, "setCharter", (3, 0, 0))
        world.govern(world.participants, "reinstate", GOVERNORS[2].number, REASON)
        world.govern(world.participants, "setCharter", (3, 0, 0))


class TestRolesAndRegisters:
    """setRoles, assignRegister and setCharter."""

    def test_roles_are_set_and_told_with_both_values(self, world: World) -> None:
        receipt = world.govern(world.participants, "setRoles", CITY_BANK.number, REGISTRY | GOVERNOR, REASON)
        changed = {"participant": CITY_BANK.number, "rolesBefore": 2, "rolesAfter": REGISTRY | GOVERNOR}
        assert receipt.events[0] == Event("RolesChanged", changed | {"reasonDigest": REASON})

    def test_every_key_follows_its_participant_after_every_act(self, world: World) -> None:
        world.govern(world.participants, "revokeKey", CITY_BANK.consent.address, REASON, 0, NO_APPROVAL)
        acts: list[tuple[Any, ...]] = [
            ("setRoles", CITY_BANK.number, REGISTRY, REASON),
            ("suspend", CITY_BANK.number, REASON),
            ("enrolKey", CITY_BANK.number, STRANGER.address, MAKER, 0, NO_APPROVAL),
            ("setRoles", CITY_BANK.number, GOVERNOR, REASON),
            ("reinstate", CITY_BANK.number, REASON),
        ]
        for act in acts:
            world.govern(world.participants, *act)
            *_, roles, suspended = world.view(world.participants, "participantOf", CITY_BANK.number)
            for key in (*(k.address for k in CITY_BANK.keys), *world.view(world.participants, "keysOf", 3)):
                authority = world.view(world.participants, "authorityOf", key)
                assert authority[1] == roles
                assert authority[3] == suspended

    def test_a_natural_person_gets_no_role(self, world: World) -> None:
        with refused("RolesInvalid", REGISTRY):
            world.govern(world.participants, "setRoles", PERSON.number, REGISTRY, REASON)

    def test_a_register_passes_to_another_registry(self, world: World) -> None:
        register = register_of(NORTH_CODE, DPR)
        receipt = world.govern(world.participants, "assignRegister", register, SOUTH.number, REASON)
        fields = {"register": register, "from": NORTH.number, "to": SOUTH.number, "reasonDigest": REASON}
        assert receipt.events[0] == Event("RegisterAssigned", fields)
        with refused("RegisterNotInCharge", register, NORTH.number, SOUTH.number):
            world.issue(an_issue())
        world.issue(an_issue(), registry=SOUTH)

    @pytest.mark.parametrize(
        "register", [0, register_of(SOUTH_CODE, 0), register_of(SOUTH_CODE, 5), register_of(1000, 1)]
    )
    def test_a_register_outside_its_range_is_refused(self, world: World, register: int) -> None:
        with refused("RegisterInvalid", register):
            world.govern(world.participants, "assignRegister", register, NORTH.number, REASON)

    def test_a_register_needs_a_registry(self, world: World) -> None:
        with refused("RoleMissing", CITY_BANK.number, REGISTRY):
            world.govern(world.participants, "assignRegister", register_of(999, 4), CITY_BANK.number, REASON)
        world.govern(world.participants, "assignRegister", register_of(999, 4), NORTH.number, REASON)

    def test_the_charter_is_set_and_told(self, world: World) -> None:
        receipt = world.govern(world.participants, "setCharter", (3, 5, 6))
        fields = {"threshold": 3, "ordinaryDelay": 5, "graveDelay": 6}
        assert receipt.events[0] == Event("CharterChanged", fields)
        assert world.view(world.participants, "charterOf") == (3, 5, 6)

    @pytest.mark.parametrize("threshold", [0, 1, 4])
    def test_a_charter_that_one_or_nobody_could_fill_is_refused(self, world: World, threshold: int) -> None:
        with refused("CharterInvalid", threshold, 3):
            world.govern(world.participants, "setCharter", (threshold, 0, 0))

    def test_governed_functions_are_the_governors_alone(self, world: World) -> None:
        for function, arguments in (("suspend", (ALPHA.number, REASON)), ("unpause", (ZERO_DIGEST,))):
            with refused("GovernanceOnly", FIRST.address):
                world.send(FIRST, world.participants, function, *arguments)
