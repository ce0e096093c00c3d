"""Instructions: which step leads on from which state, and the words and forms that desks are made of."""

from __future__ import annotations

from enum import IntEnum, IntFlag

import pytest

from api.portal.desks import DRAFTED, Work, desk_of, work_named
from api.portal.pages.instructions import seconds_to_the_next_look
from ledger.desk.values import kinds_of
from ledger.domain.acts import CHECKS
from ledger.domain.acts.attestations import Attest
from ledger.domain.instructions import DONE, OPEN, UNDER_WAY, State, Step, agreed, allows, require_step
from ledger.domain.kinds import SCHEMAS, AttestedKind
from ledger.domain.participants import Role
from ledger.errors import Refused
from ledger.instructions.drafts import FUNCTIONS
from ledger.messages.instructions import STATES, STEPS
from ledger.messages.values import value_words

ROAD = (Step.APPROVE, Step.CONSENT, Step.SIGN, Step.SEND, Step.MINE, Step.CONFIRM)


def test_the_road_goes_on_and_never_back() -> None:
    states = (State.PREPARED, State.APPROVED, State.READY, State.SIGNED, State.SENT, State.MINED)
    for state, step in zip(states, ROAD, strict=True):
        assert [each for each in ROAD if allows(state, each)] == [step]
    assert not any(allows(state, step) for state in DONE for step in Step if step is not Step.PREPARE)


def test_nothing_that_is_signed_can_be_withdrawn_or_expire() -> None:
    signed = (State.SIGNED, State.SENT, State.MINED)
    assert not any(allows(state, step) for state in signed for step in (Step.WITHDRAW, Step.EXPIRE, Step.REFUSE))
    assert {*OPEN, *UNDER_WAY, *DONE} == set(State)
    with pytest.raises(Refused) as refused:
        require_step("ins_1", State.SENT, Step.WITHDRAW)
    assert refused.value.explain("zh")


def test_an_approved_instruction_waits_for_every_party() -> None:
    assert agreed([7]) is State.APPROVED
    assert agreed([]) is State.READY


def test_every_state_step_and_value_has_its_words() -> None:
    assert set(STATES) == set(State)
    assert set(STEPS) == set(Step)
    kinds = {kind for asked in CHECKS for kind in kinds_of(asked).values()}
    kinds |= {schema.subtypes for schema in SCHEMAS.values() if schema.subtypes}
    codes = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, IntEnum | IntFlag)]
    assert len(codes) > 15
    for locale in ("zh", "en"):
        unsaid = [
            f"{type(each).__name__}.{each.name}" for kind in codes for each in kind if each and not _said(each, locale)
        ]
        assert not unsaid


def _said(member: IntEnum | IntFlag, locale: str) -> str:
    subtypes = {"Purpose", "Note", "Interest", "Grade"}  # said by the words of their sentences
    return "…" if type(member).__name__ in subtypes else value_words(member, locale)


def test_every_act_that_is_filed_lies_on_a_desk_but_the_cases_and_the_exit() -> None:
    everywhere = {work.asked for work in desk_of(Role(sum(Role)))}
    elsewhere = {asked.__name__ for asked in CHECKS if asked not in everywhere and asked.CONTRACT != "Applications"}
    assert elsewhere == {"AnnounceExit"}


def test_a_desk_has_what_its_role_files_and_nothing_else() -> None:
    evaluator = desk_of(Role.EVALUATOR)
    kinds = [work.kind for work in evaluator if work.asked is Attest]
    assert kinds == [AttestedKind.QUALITY, AttestedKind.SECURITY, AttestedKind.COMPLIANCE, AttestedKind.VALUE]
    assert work_named(Role.BANK, "Pledges", "create", None) is not None
    assert work_named(Role.BANK, "Restraints", "freeze", None) is None
    assert work_named(Role.EVALUATOR, "Attestations", "attest", "listing") is None
    assert not desk_of(Role(0))


def test_every_draft_is_of_an_act_that_names_it() -> None:
    assert set(DRAFTED.values()) == set(FUNCTIONS)
    assert all(Work(asked).words["zh"] for asked in DRAFTED)


def test_a_page_looks_again_at_what_is_under_way_and_seldom_at_what_was_put_off() -> None:
    looks = {state: seconds_to_the_next_look(state, is_put_off=False) for state in State}
    assert {state for state, seconds in looks.items() if seconds} == set(UNDER_WAY)
    assert seconds_to_the_next_look(State.SENT, is_put_off=True) > looks[State.SENT]
    assert seconds_to_the_next_look(State.REFUSED, is_put_off=True) == 0
