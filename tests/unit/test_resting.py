"""
What rests on a certificate is said for an instant: to the second, in rank and queue order, and by no flag.

And the policy agrees with the block matrix: what the contract would refuse fails, what needs a consent never passes.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.domain.attested import Worth
from ledger.domain.burdens import Forbidden, Stage
from ledger.domain.encumbrances import Encumbrance, EncumbranceList
from ledger.domain.equity import ContributionStage
from ledger.domain.events import Instant, ThingId
from ledger.domain.facts import key_of
from ledger.domain.flags import Flag
from ledger.domain.freezes import Freeze
from ledger.domain.kinds import Grade
from ledger.domain.licences import Licence
from ledger.domain.matrix import Effect, Operation, Restraint, effect
from ledger.domain.objections import Objection
from ledger.domain.policy import POLICY, Outcome, Purpose
from ledger.domain.resting import keys_of, keys_on, objection_keys, resting
from ledger.domain.restraint_standing import stage_at
from tests.unit.burdened import (
    BANK,
    BURDENED,
    DAY,
    HOUR,
    INVESTEE,
    OBJECTOR,
    ORGAN,
    OWN,
    PART,
    SECOND_BANK,
    SECOND_ORGAN,
    bearing,
    contributed,
    controlled,
    disputed,
    encumbrance,
    frozen,
    hold,
    licensed,
    objected,
    objected_pledge,
    queued,
    regraded,
    source_objected,
    unperfected,
)
from tests.unit.judging import CERTIFICATE, NOW, REPORTS, SOUND, World, digest

ACTS = {
    Purpose.FINANCING: Operation.PLEDGE,
    Purpose.EQUITY: Operation.CONTRIBUTE,
    Purpose.TRANSFER: Operation.TRANSFER,
}
REASONS: dict[Restraint, tuple[tuple[str, str], ...]] = {
    Restraint.PLEDGED: tuple(
        ("PLEDGES", reason)
        for reason in ("RANK_HELD", "PLEDGED", "PLEDGED_PAST_TERM", "PLEDGED_UNPERFECTED", "PLEDGE_OBJECTED")
    ),
    Restraint.FROZEN: (("FREEZES", "FROZEN"),),
    Restraint.OBJECTED: (("OBJECTIONS", "OBJECTED"), ("OBJECTIONS", "SUIT_PENDING")),
    Restraint.CONTROLLED: (("CONTROLS", "CONTROLLED"),),
    Restraint.RESERVED: (("CONTRIBUTION", "RESERVED"),),
    Restraint.CONTRIBUTED: tuple(
        ("CONTRIBUTION", reason) for reason in ("CONTRIBUTED", "CONTRIBUTION_UNCONFIRMED", "CONTRIBUTION_OVERDUE")
    ),
    Restraint.LICENSED: (("LICENCES", "LICENSED"), ("LICENCES", "LICENSED_EXCLUSIVELY")),
    Restraint.SOURCE_OBJECTED: (("SOURCE_OBJECTIONS", "SOURCE_OBJECTS"),),
    Restraint.SURRENDERED: (("SURRENDERED", "SURRENDERED"),),
}


def at(world: World, instant: int, code: str, purpose: Purpose = Purpose.FINANCING) -> str:
    """Return the reason that a check finds at an instant."""
    return world.asked(instant=instant).check(code, purpose).reason


# POLICY AND MATRIX


def test_the_matrix_has_no_restraint_that_the_policy_does_not_know() -> None:
    assert set(REASONS) == set(Restraint) - {Restraint.NONE, Restraint.EXPIRED}


@pytest.mark.parametrize("purpose", ACTS)
@pytest.mark.parametrize("restraint", REASONS)
def test_what_the_contract_refuses_fails_and_what_needs_a_consent_never_passes(
    purpose: Purpose, restraint: Restraint
) -> None:
    does = effect(ACTS[purpose], restraint)
    for row in REASONS[restraint]:
        outcome = POLICY.rows[row].outcome(purpose)
        assert (outcome is Outcome.FAIL) == (does is Effect.REFUSE), (row, does)
        if does is Effect.CONSENT:
            assert outcome is Outcome.WARN, row


@pytest.mark.parametrize("place", range(len(BURDENED)))
def test_nothing_in_force_is_passed_over_because_a_flag_was_cleared(place: int) -> None:
    """The facts are asked whatever the marks say; only the return to the registry is a mark and nothing else."""
    check, reason, world, _ = BURDENED[place]
    if check not in ("SURRENDERED", "MARKS"):
        assert world.certificate(flags=0).check(check).reason == world.check(check).reason, reason


# AT AN INSTANT


def test_a_hold_lapses_to_the_second() -> None:
    world = bearing(hold(5, NOW + HOUR))
    assert at(world, NOW + HOUR - 1, "PLEDGES") == "RANK_HELD"
    assert at(world, NOW + HOUR, "PLEDGES") == "NOT_PLEDGED"


def test_a_pledge_outlives_its_term_until_it_is_released() -> None:
    world = bearing(encumbrance(5, until=Instant(NOW + HOUR)))
    assert at(world, NOW + HOUR - 1, "PLEDGES") == "PLEDGED"
    assert at(world, NOW + 900 * DAY, "PLEDGES") == "PLEDGED_PAST_TERM"


def test_a_freeze_lapses_to_the_second_and_the_next_in_the_queue_binds_then() -> None:
    """Both served a day ago, for 2 and 3 days: the second begins when the first ends, tomorrow, and ends in 4 days."""
    world = frozen(queued(5, term=2 * DAY), queued(6, SECOND_ORGAN, term=3 * DAY))
    first = world.asked(instant=NOW + DAY - 1).check("FREEZES")
    assert (first.reason, first.facts["organ"]["en"], first.facts["waiting"]) == ("FROZEN", "Party 22", 1)
    second = world.asked(instant=NOW + DAY).check("FREEZES")
    assert (second.reason, second.facts["organ"]["en"], second.facts["waiting"]) == ("FROZEN", "Party 23", 0)
    assert at(world, NOW + 4 * DAY - 1, "FREEZES") == "FROZEN"
    assert at(world, NOW + 4 * DAY, "FREEZES") == "NOT_FROZEN"


@pytest.mark.parametrize(
    ("forbidden", "reasons"),
    [
        (Forbidden.PLEDGE, ("FROZEN", "FROZEN_IN_PART", "FROZEN", "FROZEN_IN_PART", "FROZEN")),
        (Forbidden.CONTRIBUTE, ("FROZEN_IN_PART", "FROZEN", "FROZEN", "FROZEN_IN_PART", "FROZEN")),
        (Forbidden.EXECUTE, ("FROZEN_IN_PART", "FROZEN", "FROZEN", "FROZEN_IN_PART", "FROZEN")),
        (Forbidden.TRANSFER, ("FROZEN_IN_PART", "FROZEN_IN_PART", "FROZEN", "FROZEN", "FROZEN")),
        (PART, ("FROZEN_IN_PART", "FROZEN_IN_PART", "FROZEN", "FROZEN_IN_PART", "FROZEN")),
    ],
)
def test_a_freeze_fails_just_the_purposes_whose_act_it_forbids(forbidden: Forbidden, reasons: tuple[str, ...]) -> None:
    world = frozen(queued(5, forbidden=forbidden))
    assert tuple(world.check("FREEZES", purpose).reason for purpose in Purpose) == reasons


def test_a_rejected_objection_lapses_to_the_second_without_suit() -> None:
    world = objected(lapses_at=NOW + HOUR)
    assert at(world, NOW + HOUR - 1, "OBJECTIONS") == "OBJECTED"
    assert at(world, NOW + HOUR, "OBJECTIONS") == "NOT_OBJECTED"


def test_a_licence_lapses_to_the_second() -> None:
    world = licensed(valid_to=NOW + HOUR)
    assert at(world, NOW + HOUR - 1, "LICENCES") == "LICENSED"
    assert at(world, NOW + HOUR, "LICENCES") == "NOT_LICENSED"


# WHAT IS SAID


def test_pledges_are_told_in_the_order_of_rank_with_their_sums() -> None:
    """The first created is not perfected, so it ranks last; a hold takes part by its creation."""
    world = bearing(unperfected(5), encumbrance(6, SECOND_BANK), hold(7))
    check = world.check("PLEDGES")
    assert check.reason == "PLEDGED_UNPERFECTED"
    in_order = [_e(world, sequence).id for sequence in (6, 5, 7)]
    assert [each["id"] for each in check.facts["ranked"]] == in_order
    assert [each["rank"] for each in check.facts["ranked"]] == [1, 2, 3]
    assert [name["en"] for name in check.facts["creditors"]] == ["Party 21", "Party 20"]
    assert (check.facts["perfected_fen"], check.facts["unperfected_fen"]) == (200_000_000, 200_000_000)
    assert check.position == _e(world, 6).created


def _e(world: World, sequence: int) -> Encumbrance:
    found = (fact for fact in world.facts.values() if isinstance(fact, Encumbrance) and fact.sequence == sequence)
    return next(found)


def test_a_restraint_names_the_event_that_made_it() -> None:
    world = frozen(queued(5))
    made = next(fact for fact in world.facts.values() if isinstance(fact, Freeze))
    assert world.check("FREEZES").position == made.entered


@pytest.mark.parametrize(
    ("world", "check", "place"),
    [
        (objected(), "OBJECTIONS", 42),
        (source_objected(), "SOURCE_OBJECTIONS", 43),
        (disputed(), "DISPUTES", 44),
        (controlled(), "CONTROLS", 41),
    ],
)
def test_an_order_and_an_objection_are_told_with_their_block(world: World, check: str, place: int) -> None:
    position = world.check(check).position
    assert position is not None
    assert position.block == place


def test_of_reports_that_are_worth_nothing_any_more_the_last_is_told() -> None:
    old, older = (replace(REPORTS[0], id=ThingId(digest(byte)), version=9) for byte in (70, 71))
    rests = resting({}, CERTIFICATE, (older, old), NOW)
    assert rests.reports == ((old, Worth.STALE),)
    assert [each for each, _ in resting({}, CERTIFICATE, (older, old, *REPORTS), NOW).reports] == list(REPORTS)


def test_a_reservation_that_lapsed_names_nobody() -> None:
    world = contributed(ContributionStage.RESERVED, until=Instant(NOW))
    assert resting(world.facts, CERTIFICATE, (), NOW).participants == ()
    assert resting(world.facts, CERTIFICATE, (), NOW - 1).participants == (CERTIFICATE.holder, INVESTEE)


def test_a_certificate_is_free_until_one_thing_that_stops_acts_rests_on_it() -> None:
    def is_free(world: World) -> bool:
        assert world.subject is not None
        return resting(world.facts, world.subject.certificate, (), NOW).restraints.is_free

    assert all(is_free(world) for world in (SOUND, source_objected(), disputed()))
    surrendered = SOUND.certificate(flags=Flag.SURRENDERED)
    assert not any(is_free(world) for world in (frozen(queued(5)), controlled(), objected(), surrendered))


@pytest.mark.parametrize(
    ("stage", "lapses_at", "has_lapsed"),
    [
        (Stage.REJECTED, NOW, True),
        (Stage.REJECTED, 1, True),
        (Stage.REJECTED, NOW + 1, False),
        (Stage.REJECTED, 0, False),
        (Stage.UPHELD, NOW, False),
    ],
)
def test_an_open_objection_lapses_at_its_second_and_an_ended_one_never(
    stage: Stage, lapses_at: int, *, has_lapsed: bool
) -> None:
    objection = next(fact for fact in objected(stage, lapses_at).facts.values() if isinstance(fact, Objection))
    assert stage_at(objection, NOW) == (stage, has_lapsed)


def test_everybody_named_is_known_once() -> None:
    world = bearing(encumbrance(5), encumbrance(6), hold(7, creditor=SECOND_BANK))
    rests = resting(world.facts, CERTIFICATE, REPORTS, NOW)
    assert rests.participants == (BANK, SECOND_BANK, REPORTS[0].by)
    freezes = resting(frozen(queued(5), queued(6, SECOND_ORGAN)).facts, CERTIFICATE, (), NOW)
    assert freezes.participants == (ORGAN, SECOND_ORGAN)
    disputed = resting(objected_pledge().facts, CERTIFICATE, (), NOW)
    assert disputed.participants == (BANK, OBJECTOR)


def test_the_lowest_valuation_for_the_purpose_is_compared() -> None:
    low, high = REPORTS[0], REPORTS[1]
    world = SOUND.attested(low, high).asked(amount=low.amount + 1)
    check = world.check("VALUE_REPORT")
    assert (check.reason, check.facts["value_fen"], check.facts["secured_fen"]) == (
        "VALUE_SHORT",
        low.amount,
        low.amount + 1,
    )


# WHAT TO FETCH


@pytest.mark.parametrize("place", range(len(BURDENED)))
def test_all_that_is_looked_up_is_named_beforehand(place: int) -> None:
    """With only the facts under the named keys, every check finds the same."""
    check, reason, world, _ = BURDENED[place]
    keys = {*keys_on(CERTIFICATE), *keys_of(world.facts, CERTIFICATE), *objection_keys(world.facts, CERTIFICATE)}
    fetched = [fact for key, fact in world.facts.items() if key in keys]
    assert len(fetched) == len(world.facts), reason
    assert SOUND.bearing(*fetched).facts == world.facts, check


def test_the_keys_of_single_things_are_those_that_the_lists_name() -> None:
    world = bearing(encumbrance(5), hold(6))
    assert ("encumbrance_list", OWN) in keys_on(CERTIFICATE)
    assert set(keys_of(world.facts, CERTIFICATE)) == {key_of(_e(world, 5)), key_of(_e(world, 6))}
    facts = licensed().facts
    licence = next(fact for fact in facts.values() if isinstance(fact, Licence))
    assert keys_of(facts, CERTIFICATE) == (key_of(licence),)
    assert len(keys_of(regraded(Grade.CORE).facts, CERTIFICATE)) == 1
    listed = world.facts["encumbrance_list", OWN]
    assert isinstance(listed, EncumbranceList)
    assert len(listed.live) == len(objection_keys(world.facts, CERTIFICATE))
