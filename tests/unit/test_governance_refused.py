"""
What the governors vote and what registries do with participants and keys: what each is refused with, and its edges.

Worked by hand from the rules; that the checks and their order are the contracts' own is shown by tests/invariant.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.acts import (
    Admission,
    Admit,
    AdmitHolders,
    AdmitNoun,
    Approval,
    AssignRegister,
    EnrolKey,
    EnrolKeyByVote,
    GovernedCall,
    KeyGrant,
    OpenMigration,
    Refusal,
    Reinstate,
    RenameByVote,
    RevokeKey,
    RevokeKeyByVote,
    SetCharter,
    SetRoles,
    Suspend,
    Unpause,
    Veto,
    refusal,
)
from ledger.domain.acts.attestations import AdmitEvaluator
from ledger.domain.acts.governance import DELAY_SECONDS_MAX, check_call
from ledger.domain.acts.participants import DUTIES_ALL, KEYS_MAX, ROLES_ALL
from ledger.domain.events import (
    CharterChanged,
    Event,
    Key,
    LedgerPaused,
    NounAdmitted,
    ParticipantSuspended,
    ProposalMade,
)
from ledger.domain.flags import Flag, Power
from ledger.domain.keccak import keccak
from ledger.domain.numbers import CODE_MAX, identity_of, uscc_check_character
from ledger.domain.participants import Duty, Kind, Role
from ledger.errors import ActRefused
from tests.unit.histories import BORN, REGISTER, admitted, enrolled, facts_after, hashed, key, number

WHY = hashed("reason")
NOW = BORN + 100
CONTRACT = Key(bytes(19) + b"\x07")
NOUN, OTHER_NOUN = key("noun"), key("other noun")
BORN_TOO: tuple[Event, ...] = (
    admitted(1, Role.GOVERNOR | Role.REGISTRY),
    enrolled(1, "maker", Duty.MAKER),
    enrolled(1, "checker", Duty.CHECKER),
    enrolled(1, "admin", Duty.ADMIN),
    admitted(2, Role.GOVERNOR),
    admitted(3, Role.BANK),
    admitted(4, kind=Kind.NATURAL_PERSON),
    admitted(5),
    enrolled(5, "own admin", Duty.ADMIN),
    enrolled(5, "own", Duty.CONSENT),
    CharterChanged(2, 0, 0),
)
OUT_2 = ParticipantSuspended(number(2), WHY)
TOO_FEW = ("GovernorsTooFew", {"left": 1, "threshold": 2})


def judged(call: GovernedCall, *events: Event) -> tuple[str, dict[str, Any]] | None:
    """Return what a voted call is refused with."""
    try:
        check_call(facts_after(*BORN_TOO, *events), call, NOW, CONTRACT)
    except ActRefused as refused:
        return refused.code, dict(refused.facts)
    return None


def an_admission(**changes: Any) -> Admission:
    body = "91110112MA0000099"
    usual = Admission(identity_of(body + uscc_check_character(body)), Kind.LEGAL_PERSON, 0, hashed("profile"))
    return replace(usual, **changes)


@pytest.mark.parametrize(
    "call",
    [
        Suspend(number(6), WHY), SetRoles(number(6), 0, WHY), RenameByVote(number(6), WHY),
        EnrolKeyByVote(number(6), KeyGrant(key("new"), 1)), AssignRegister(REGISTER, number(6), WHY),
        AdmitEvaluator(number(6), 0), Suspend(number(0), WHY),
    ],
)  # fmt: skip
def test_nothing_is_voted_about_a_participant_that_is_none(call: GovernedCall) -> None:
    assert judged(call) == ("ParticipantUnknown", {"participant": getattr(call, "participant", 6)})


class TestGovernors:
    """That enough of them are left, whatever is voted."""

    def test_a_charter_is_within_its_bounds(self) -> None:
        assert judged(SetCharter(2, DELAY_SECONDS_MAX, DELAY_SECONDS_MAX)) is None
        for threshold in (1, 3):
            assert judged(SetCharter(threshold, 0, 0)) == ("CharterInvalid", {"threshold": threshold, "governors": 2})
        for delays in ((DELAY_SECONDS_MAX + 1, 0), (0, DELAY_SECONDS_MAX + 1)):
            expected = {"delay": DELAY_SECONDS_MAX + 1, "maximum": DELAY_SECONDS_MAX}
            assert judged(SetCharter(2, *delays)) == ("DelayTooLong", expected)

    def test_whoever_is_no_governor_is_suspended_at_any_time(self) -> None:
        assert judged(Suspend(number(2), WHY)) == TOO_FEW
        assert judged(Suspend(number(3), WHY)) is None
        assert judged(Suspend(number(2), WHY), CharterChanged(1, 0, 0)) is None

    def test_a_governor_that_comes_back_leaves_no_fewer(self) -> None:
        assert judged(Reinstate(number(2), WHY), OUT_2) is None
        unchanged = ("SuspensionUnchanged", {"participant": 2, "suspended": False})
        assert judged(Reinstate(number(2), WHY)) == unchanged

    def test_a_role_is_taken_from_a_governor_only_while_enough_are_left(self) -> None:
        assert judged(SetRoles(number(2), Role.BANK, WHY)) == TOO_FEW
        assert judged(SetRoles(number(2), Role.BANK, WHY), CharterChanged(1, 0, 0)) is None
        assert judged(SetRoles(number(2), Role.BANK, WHY), OUT_2) is None
        assert judged(SetRoles(number(2), Role.GOVERNOR | Role.BANK, WHY)) is None
        assert judged(SetRoles(number(3), 0, WHY)) is None

    def test_roles_are_those_that_there_are_and_no_person_plays_one(self) -> None:
        assert judged(SetRoles(number(3), ROLES_ALL, WHY)) is None
        assert judged(SetRoles(number(3), ROLES_ALL + 1, WHY)) == ("RolesInvalid", {"roles": ROLES_ALL + 1})
        assert judged(SetRoles(number(4), Role.BANK, WHY)) == ("RolesInvalid", {"roles": Role.BANK})
        assert judged(SetRoles(number(4), 0, WHY)) is None

    def test_what_runs_is_not_started(self) -> None:
        assert judged(Unpause(WHY)) == ("PauseUnchanged", {"paused": False})
        assert judged(Unpause(WHY), LedgerPaused(number(5), WHY, key("guardian"))) is None


class TestVetoes:
    """What a guardian may stop, and what is too urgent to be stopped."""

    GUARDIAN: tuple[Event, ...] = (
        admitted(6, Role.GUARDIAN), enrolled(6, "guardian", Duty.VOTE), enrolled(1, "voter", Duty.VOTE)
    )  # fmt: skip

    @pytest.mark.parametrize(
        ("function", "is_urgent"),
        [
            ("suspend(uint32,bytes32)", True),
            ("revokeKey(address,bytes32,uint64,(address,bytes))", True),
            ("reinstate(uint32,bytes32)", False),
        ],
    )
    def test_a_suspension_and_a_revocation_wait_for_nothing(self, function: str, *, is_urgent: bool) -> None:
        selector = keccak(function.encode())[:4]
        made = ProposalMade(1, number(1), CONTRACT, selector, hashed("call"), WHY, key("voter"))
        facts = facts_after(*BORN_TOO, *self.GUARDIAN, made)
        urgent = Refusal("ProposalUrgent", {"proposal": 1})
        assert refusal(facts, Veto(key("guardian"), 1, WHY), NOW, CONTRACT) == (urgent if is_urgent else None)
        assert refusal(facts, Veto(key("guardian"), 1, WHY), NOW, key("another")) is None


class TestRegisters:
    def test_a_register_is_of_a_regime_and_a_place_and_a_registry_keeps_it(self) -> None:
        assert judged(AssignRegister(CODE_MAX << 8 | 1, number(1), WHY)) is None
        for wrong in (CODE_MAX + 1 << 8 | 1, 111 << 8, 111 << 8 | 9):
            assert judged(AssignRegister(wrong, number(1), WHY)) == ("RegisterInvalid", {"register": wrong})
        assert judged(AssignRegister(REGISTER, number(3), WHY)) == ("RoleMissing", {"participant": 3, "role": 1})

    def test_migration_is_opened_without_a_question(self) -> None:
        call = OpenMigration(REGISTER, NOW)
        assert judged(call) is None
        assert call.arguments() == [REGISTER, NOW]
        assert AdmitEvaluator(number(3), 6).arguments() == [3, 6]


class TestNouns:
    """Whose flags are whose."""

    KEPT = NounAdmitted(OTHER_NOUN, int(Flag.FROZEN | Flag.OBJECTED))

    def test_a_flag_has_one_keeper(self) -> None:
        assert judged(AdmitNoun(NOUN, int(Flag.PLEDGED | Flag.LICENSED)), self.KEPT) is None
        assert judged(AdmitNoun(OTHER_NOUN, int(Flag.FROZEN)), self.KEPT) is None
        kept = ("FlagKept", {"flag": 2, "keeper": OTHER_NOUN})
        assert judged(AdmitNoun(NOUN, int(Flag.LICENSED | Flag.FROZEN)), self.KEPT) == kept
        assert judged(AdmitNoun(NOUN, int(Flag.OBJECTED)), self.KEPT) == ("FlagKept", {"flag": 3, "keeper": OTHER_NOUN})

    def test_there_are_no_other_doors(self) -> None:
        call = AdmitNoun(NOUN, int(Flag.PLEDGED | sum(Power)))
        assert judged(call) is None
        assert call.arguments() == [NOUN, call.flags]
        for flags in (1 << 21, 1 << 23):
            assert judged(AdmitNoun(NOUN, flags)) == ("DoorClosed", {"caller": NOUN, "flags": flags})


class TestKeys:
    def test_a_key_is_new_and_has_duties_that_may_be_together(self) -> None:
        assert judged(EnrolKeyByVote(number(3), KeyGrant(key("new"), Duty.MAKER))) is None
        assert judged(EnrolKeyByVote(number(3), KeyGrant(key("new"), DUTIES_ALL - Duty.MAKER))) is None
        for duties in (0, DUTIES_ALL, DUTIES_ALL + 1, Duty.MAKER | Duty.CHECKER):
            wrong = EnrolKeyByVote(number(3), KeyGrant(key("new"), duties))
            assert judged(wrong) == ("DutiesInvalid", {"duties": duties})
        for taken, by in ((key("maker"), 1), (CONTRACT, 0), (Key(bytes(20)), 0)):
            call = EnrolKeyByVote(number(3), KeyGrant(taken, Duty.MAKER))
            assert judged(call) == ("KeyTaken", {"key": taken, "participant": by})

    def test_a_participant_has_so_many_keys(self) -> None:
        full = tuple(enrolled(3, f"key {place}", Duty.CONSENT) for place in range(KEYS_MAX))
        call = EnrolKeyByVote(number(3), KeyGrant(key("new"), Duty.CONSENT))
        assert judged(call, *full[:-1]) is None
        assert judged(call, *full) == ("KeysTooMany", {"participant": 3, "maximum": KEYS_MAX})

    def test_a_vote_revokes_even_the_last_key(self) -> None:
        assert judged(RevokeKeyByVote(key("admin"), WHY)) is None
        assert judged(RevokeKeyByVote(key("nobody"), WHY)) == ("KeyUnknown", {"key": key("nobody")})

    def test_the_last_administering_key_stays_and_any_other_goes(self) -> None:
        facts = facts_after(*BORN_TOO)
        revoke = RevokeKey(key("own admin"), key("own admin"), WHY, NOW, Approval(key("own admin")))
        last = Refusal("KeyIsLastAdmin", {"key": key("own admin"), "participant": 5})
        assert refusal(facts, revoke, NOW, CONTRACT) == last
        assert refusal(facts, replace(revoke, key=key("own")), NOW, CONTRACT) is None
        second = facts_after(*BORN_TOO, enrolled(5, "second admin", Duty.ADMIN))
        assert refusal(second, revoke, NOW, CONTRACT) is None

    def test_two_administering_keys_enrol_a_third(self) -> None:
        facts = facts_after(*BORN_TOO, enrolled(5, "second admin", Duty.ADMIN))
        grant = KeyGrant(key("new"), Duty.CONSENT)
        enrol = EnrolKey(key("own admin"), number(5), grant, NOW, Approval(key("second admin")))
        assert refusal(facts, enrol, NOW, CONTRACT) is None
        alone = replace(enrol, approval=Approval(key("own admin")))
        assert refusal(facts, alone, NOW, CONTRACT) == Refusal("ApprovalInvalid", {"key": key("own admin")})
        forged = replace(enrol, approval=Approval(key("second admin"), valid=False))
        assert refusal(facts, forged, NOW, CONTRACT) == Refusal("ApprovalInvalid", {"key": key("second admin")})
        unfit = replace(enrol, maker=key("own"))
        assert refusal(facts, unfit, NOW, CONTRACT) == Refusal("DutyMissing", {"key": key("own"), "duty": 8})

    def test_a_registry_enrols_for_a_plain_holder_only(self) -> None:
        facts = facts_after(*BORN_TOO)
        enrol = EnrolKey(key("maker"), number(5), KeyGrant(key("new"), Duty.CONSENT), NOW, Approval(key("checker")))
        assert refusal(facts, enrol, NOW, CONTRACT) is None
        governed = Refusal("GovernanceOnly", {"caller": key("maker")})
        assert refusal(facts, replace(enrol, participant=number(3)), NOW, CONTRACT) == governed
        unknown = Refusal("ParticipantUnknown", {"participant": 6})
        assert refusal(facts, replace(enrol, participant=number(6)), NOW, CONTRACT) == unknown


class TestAdmission:
    """Whom a registry admits, and whom the governors."""

    def test_roles_are_given_by_vote(self) -> None:
        assert judged(Admit(an_admission(roles=Role.BANK))) is None
        assert judged(Admit(an_admission(roles=ROLES_ALL + 1))) == ("RolesInvalid", {"roles": ROLES_ALL + 1})
        act = AdmitHolders(key("maker"), (an_admission(),), NOW, Approval(key("checker")))
        facts = facts_after(*BORN_TOO)
        assert refusal(facts, act, NOW, CONTRACT) is None
        role = replace(act, admissions=(an_admission(roles=Role.BANK),))
        assert refusal(facts, role, NOW, CONTRACT) == Refusal("RolesInvalid", {"roles": Role.BANK})

    def test_a_person_is_named_by_a_digest_and_plays_no_role(self) -> None:
        person = an_admission(identity=hashed("a person"), kind=Kind.NATURAL_PERSON)
        assert judged(Admit(person)) is None
        assert judged(Admit(replace(person, roles=Role.BANK))) == ("RolesInvalid", {"roles": Role.BANK})
        for identity in (bytes(32), b"11010519491231002X".ljust(32, b"\0")):
            clear = replace(person, identity=identity)
            assert judged(Admit(clear)) == ("KindInvalid", {"kind": Kind.NATURAL_PERSON})
        assert judged(Admit(an_admission(kind=Kind.NONE))) == ("KindInvalid", {"kind": 0})

    def test_keys_of_one_admission_are_its_own(self) -> None:
        grants = (KeyGrant(key("new"), Duty.MAKER), KeyGrant(key("new"), Duty.CHECKER))
        assert judged(Admit(an_admission(keys=grants))) == ("KeyTaken", {"key": key("new"), "participant": 6})
        assert judged(Admit(an_admission(keys=grants[:1]))) is None
