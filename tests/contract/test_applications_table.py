"""
Applications.sol: the table of steps, the hands that file a registry's step, and what a pause stops.

On revm in process.
"""

from __future__ import annotations

from typing import Any

import pytest

from ledger.domain import cases
from tests.contract.applying import DOCUMENT, ID, REGISTER, SUBMITTED, objection_id, step, submit, submit_alone
from tests.evm import World, refused
from tests.parties import ALPHA, BETA, CHECKER, CITY_BANK, NORTH, REGISTRY, SOUTH, WARDEN, ZERO_DIGEST

STEPS = {
    "requireSupplement": (3, DOCUMENT),
    "supplement": (DOCUMENT,),
    "accept": (),
    "notAccept": (DOCUMENT,),
    "passReview": (7, DOCUMENT),
    "refuse": (1, DOCUMENT),
    "terminate": (DOCUMENT,),
    "withdraw": (DOCUMENT,),
    "extend": (DOCUMENT,),
    "publicise": (DOCUMENT,),
    "waivePublicity": (DOCUMENT,),
    "objectPublicity": (BETA.number, DOCUMENT),
    "decideObjection": (DOCUMENT, False, DOCUMENT),
}
REGISTRYS = tuple(name for name in STEPS if name not in ("supplement", "withdraw", "objectPublicity"))


class TestTable:
    """The table of steps."""

    def test_contract_and_domain_have_the_same_table(self, world: World) -> None:
        for found in cases.Stage:
            for asked in cases.Step:
                expected = cases.allows(found, asked)
                assert world.view(world.applications, "isAllowed", int(found), int(asked)) == expected, (found, asked)

    @pytest.mark.parametrize("function", STEPS)
    def test_an_unknown_application_is_refused(self, world: World, function: str) -> None:
        with refused("ApplicationUnknown", ID):
            step(world, function, *STEPS[function])

    def test_a_stage_refuses_what_it_does_not_allow(self, world: World) -> None:
        submit(world)
        for function, number in (("supplement", 2), ("passReview", 5), ("refuse", 6), ("terminate", 7), ("extend", 9),
                                 ("publicise", 10), ("waivePublicity", 11), ("objectPublicity", 12),
                                 ("decideObjection", 13)):  # fmt: skip
            with refused("StepNotAllowed", ID, SUBMITTED, number):
                step(world, function, *STEPS[function])


class TestHands:
    """Who files a registry's step, and what a pause stops."""

    def ready(self, world: World, function: str) -> tuple[Any, ...]:
        """Bring a case to where the step is allowed; return what it asks."""
        submit(world)
        if function in ("requireSupplement", "accept", "notAccept"):
            return STEPS[function]
        step(world, "accept")
        if function in ("passReview", "refuse", "terminate", "extend"):
            return STEPS[function]
        step(world, "passReview", 7, DOCUMENT)
        if function == "decideObjection":
            step(world, "publicise", DOCUMENT)
            receipt = step(world, "objectPublicity", BETA.number, DOCUMENT, parties=(BETA.consent,))
            return (objection_id(ID, receipt.events[0].fields["sequence"]), False, DOCUMENT)
        return STEPS[function]

    @pytest.mark.parametrize("function", REGISTRYS)
    def test_only_the_registry_in_charge_with_two_hands(self, world: World, function: str) -> None:
        asked = self.ready(world, function)
        with refused("RegisterNotInCharge", REGISTER, SOUTH.number, NORTH.number):
            step(world, function, *asked, maker=SOUTH.maker, checker=SOUTH.checker)
        with refused("RoleMissing", CITY_BANK.number, REGISTRY):
            step(world, function, *asked, maker=CITY_BANK.maker, checker=CITY_BANK.checker)
        with refused("DutyMissing", NORTH.maker.address, CHECKER):
            step(world, function, *asked, checker=NORTH.maker)
        with refused("ApprovalsMissing", 1, 2):
            step(world, function, *asked, parties=(ALPHA.consent,))
        with refused("ApprovalExpired", world.now):
            step(world, function, *asked, deadline=world.now)
        step(world, function, *asked)

    @pytest.mark.parametrize("function", REGISTRYS)
    def test_a_document_is_needed(self, world: World, function: str) -> None:
        asked = self.ready(world, function)
        if asked:
            with refused("DigestMissing"):
                step(world, function, *asked[:-1], ZERO_DIGEST)

    def test_a_pause_stops_submission_and_acceptance(self, world: World) -> None:
        submit(world)
        world.send(WARDEN.voter, world.participants, "pause", DOCUMENT)
        with refused("LedgerIsPaused"):
            submit_alone(world)
        with refused("LedgerIsPaused"):
            step(world, "accept")

    @pytest.mark.parametrize("function", [name for name in REGISTRYS if name != "accept"])
    def test_a_pause_stops_nothing_else(self, world: World, function: str) -> None:
        asked = self.ready(world, function)
        world.send(WARDEN.voter, world.participants, "pause", DOCUMENT)
        step(world, function, *asked)

    def test_a_pause_stops_no_withdrawal(self, world: World) -> None:
        submit(world)
        world.send(WARDEN.voter, world.participants, "pause", DOCUMENT)
        step(world, "withdraw", DOCUMENT, parties=(ALPHA.consent,))

    def test_a_suspended_applicant_submits_nothing(self, world: World) -> None:
        world.govern(world.participants, "suspend", ALPHA.number, DOCUMENT)
        with refused("ParticipantNotActive", ALPHA.number):
            submit(world)


def test_no_restraint_comes_from_a_case(world: World) -> None:
    assert tuple(world.view(world.applications, "consentsTo", ID, 1)) == ()
