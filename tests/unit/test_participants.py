"""
Participants, keys and governance: what each event does, and what no contract could have said.
"""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest

from ledger.domain.events import (
    ZERO_DIGEST,
    CharterChanged,
    Event,
    KeyRevoked,
    LedgerPaused,
    LedgerUnpaused,
    ParticipantReinstated,
    ParticipantRenamed,
    ParticipantSuspended,
    ProposalApproved,
    ProposalExecuted,
    ProposalMade,
    ProposalVetoed,
    ProposalVoted,
    RegisterAssigned,
    RolesChanged,
)
from ledger.domain.participants import (
    Charge,
    Duty,
    EnrolledKey,
    Governance,
    Identity,
    Kind,
    Participant,
    Proposal,
    Role,
)
from ledger.domain.state import GOVERNANCE, Fact, FactKey, IllegalTransition, fold
from tests.unit.histories import (
    BORN,
    REGISTER,
    REGISTRY_BORN,
    admitted,
    enrolled,
    entries,
    facts_after,
    hashed,
    key,
    number,
)

WHY = hashed("reason")
MADE = ProposalMade(1, number(1), bytes(20), bytes(4), hashed("call"), WHY, key("voter"))
VOTED: tuple[Event, ...] = (MADE, ProposalVoted(1, number(1), key("voter")), ProposalVoted(1, number(2), key("other")))
APPROVED = (*VOTED, ProposalApproved(1, BORN + 1))


def participant(facts: dict[FactKey, Fact], who: int) -> Participant:
    found = facts[("participant", who)]
    assert isinstance(found, Participant)
    return found


class TestFold:
    def test_an_admission_makes_participant_identity_and_number(self) -> None:
        event = admitted(1, Role.BANK)
        facts = facts_after(event)
        assert participant(facts, 1) == Participant(
            number(1), event.identity, Kind.LEGAL_PERSON, Role.BANK, event.profile_digest
        )
        assert facts[("identity", event.identity)] == Identity(event.identity, number(1))
        assert facts[GOVERNANCE] == Governance(participants=1)

    def test_keys_are_kept_in_the_order_of_enrolment(self) -> None:
        names = [f"key {n}" for n in range(4)]
        gone = KeyRevoked(number(1), key("key 1"), WHY, key("maker"), key("checker"))
        facts = facts_after(admitted(1), *(enrolled(1, name, Duty.ADMIN) for name in names), gone)
        assert participant(facts, 1).keys == (key("key 0"), key("key 2"), key("key 3"))
        assert facts[("key", key("key 1"))] == EnrolledKey(key("key 1"), number(1), Duty.ADMIN, revoked=True)

    def test_a_new_profile_changes_nothing_else(self) -> None:
        renamed = ParticipantRenamed(number(1), hashed("new"), key("maker"), key("checker"))
        before, after = participant(facts_after(admitted(1)), 1), participant(facts_after(admitted(1), renamed), 1)
        assert after == replace(before, profile_digest=hashed("new"))

    def test_suspension_and_reinstatement(self) -> None:
        suspended = (admitted(1), ParticipantSuspended(number(1), WHY))
        assert participant(facts_after(*suspended), 1).suspended
        assert not participant(facts_after(*suspended, ParticipantReinstated(number(1), WHY)), 1).suspended

    def test_roles_change_from_what_they_were(self) -> None:
        changed = RolesChanged(number(1), Role.BANK, Role.BANK | Role.GOVERNOR, WHY)
        assert participant(facts_after(admitted(1, Role.BANK), changed), 1).roles == Role.BANK | Role.GOVERNOR

    def test_a_register_passes_to_a_successor(self) -> None:
        passed = RegisterAssigned(REGISTER, number(1), number(2), WHY)
        assert facts_after(*REGISTRY_BORN, passed)[("register", REGISTER)] == Charge(REGISTER, number(2))

    def test_a_proposal_is_made_voted_approved_and_executed(self) -> None:
        facts = facts_after(*APPROVED, ProposalExecuted(1, key("voter")))
        assert facts[("proposal", 1)] == Proposal(
            1, bytes(20), bytes(4), hashed("call"), BORN + 1, True, (number(1), number(2))
        )
        assert facts[GOVERNANCE] == Governance(proposals=1)

    def test_a_veto_closes(self) -> None:
        closed = facts_after(*VOTED, ProposalVetoed(1, number(5), WHY, key("guardian")))[("proposal", 1)]
        assert isinstance(closed, Proposal)
        assert closed.closed

    def test_charter_and_pause(self) -> None:
        facts = facts_after(CharterChanged(2, 10, 20), LedgerPaused(number(5), WHY, key("guardian")))
        assert facts[GOVERNANCE] == Governance(2, 10, 20, paused=True)
        fold(facts, entries([LedgerUnpaused(WHY)]))
        assert facts[GOVERNANCE] == Governance(2, 10, 20)


REVOKED = KeyRevoked(number(1), key("maker"), WHY, key("maker"), key("checker"))
PAUSED = LedgerPaused(number(5), WHY, key("guardian"))

ILLEGAL: list[tuple[str, tuple[Event, ...]]] = [
    ("participant number", (admitted(2),)),
    ("participant number", (admitted(1), admitted(3))),
    ("identity is new", (admitted(1), replace(admitted(1), participant=number(2)))),
    ("kind", (replace(admitted(1), kind=0),)),
    ("kind", (replace(admitted(1), kind=5),)),
    ("participant exists", (enrolled(1, "maker", Duty.MAKER),)),
    ("key is new", (*REGISTRY_BORN, enrolled(2, "maker", Duty.MAKER))),
    ("key is new", (*REGISTRY_BORN, REVOKED, enrolled(1, "maker", Duty.MAKER))),
    ("key exists", (admitted(1), REVOKED)),
    ("key is active", (*REGISTRY_BORN, REVOKED, REVOKED)),
    ("key's participant", (*REGISTRY_BORN, replace(REVOKED, participant=number(2)))),
    ("participant exists", (ParticipantRenamed(number(1), WHY, key("a"), key("b")),)),
    ("suspended before", (admitted(1), ParticipantReinstated(number(1), WHY))),
    ("roles before", (admitted(1), RolesChanged(number(1), 1, 2, WHY))),
    ("register kept by", (*REGISTRY_BORN, RegisterAssigned(REGISTER, number(0), number(2), WHY))),
    ("participant exists", (RegisterAssigned(REGISTER, number(0), number(1), WHY),)),
    ("proposal number", (MADE, MADE)),
    ("proposal exists", (ProposalVoted(1, number(1), key("voter")),)),
    ("voted before", (*VOTED, ProposalVoted(1, number(1), key("voter")))),
    ("executable at", (*APPROVED, ProposalApproved(1, BORN + 2))),
    ("approved and due", (*VOTED, ProposalExecuted(1, key("voter")))),
    ("approved and due", (*VOTED, ProposalApproved(1, BORN + 99), ProposalExecuted(1, key("voter")))),
    ("proposal is closed", (*APPROVED, ProposalExecuted(1, key("voter")), ProposalExecuted(1, key("voter")))),
    (
        "proposal is closed",
        (*VOTED, ProposalVetoed(1, number(5), WHY, key("g")), ProposalVoted(1, number(3), key("v"))),
    ),
    (
        "proposal is closed",
        (*VOTED, ProposalVetoed(1, number(5), WHY, key("g")), ProposalApproved(1, BORN + 1)),
    ),
    ("paused before", (PAUSED, PAUSED)),
    ("paused before", (LedgerUnpaused(ZERO_DIGEST),)),
]


def test_before_a_charter_is_made_all_of_it_is_nought_as_in_the_contracts_storage() -> None:
    assert astuple(Governance()) == (0, 0, 0, False, 0, 0)


@pytest.mark.parametrize(("rule", "history"), ILLEGAL, ids=[f"{n} {rule}" for n, (rule, _) in enumerate(ILLEGAL)])
def test_what_no_contract_could_emit_is_refused(rule: str, history: tuple[Event, ...]) -> None:
    facts = facts_after(*history[:-1])
    with pytest.raises(IllegalTransition) as refused:
        fold(facts, entries(history[-1:], BORN + len(history) - 1))
    assert refused.value.facts["what"] == rule
