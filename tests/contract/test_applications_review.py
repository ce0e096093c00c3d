"""
Applications.sol from the review to the end of publicity: passReview, refuse, terminate, extend, publicity, objections.

On revm in process.
"""

from __future__ import annotations

import pytest

from tests.abi import Event
from tests.contract.applying import (
    ACCEPTED,
    DELTA_ID,
    DOCUMENT,
    HANDS,
    ID,
    OBJECTED,
    PUBLICISED,
    REFUSED,
    REVIEWED,
    TERMINATED,
    at,
    case,
    deposit,
    instant,
    objection_id,
    publicised,
    reviewed,
    step,
    submit,
    submit_alone,
    word_of,
)
from tests.evm import World, refused
from tests.parties import ALPHA, BETA, DAY, DELTA, FOREVER, GAMMA, HOLD, NORTH, USE, ZERO_DIGEST


def test_rights_of_the_review_are_among_those_asked(world: World) -> None:
    submit(world, rights=HOLD | USE)
    step(world, "accept")
    for rights in (0, 4, 7):
        with refused("RightsNotPassed", ID, rights, HOLD | USE):
            step(world, "passReview", rights, DOCUMENT)
    receipt = step(world, "passReview", USE, DOCUMENT, deadline=FOREVER)
    fields = {"applicationId": ID, "sequence": 3, "rights": USE, "documentDigest": DOCUMENT}
    assert receipt.events == (Event("ApplicationReviewed", fields | HANDS),)
    assert (case(world)["stage"], case(world)["rights"]) == (REVIEWED, USE)


class TestRefusal:
    """refuse, terminate and extend."""

    @pytest.mark.parametrize("ground", range(1, 6))
    def test_a_refusal_names_its_ground(self, world: World, ground: int) -> None:
        submit(world)
        step(world, "accept")
        with refused("RefusalGroundMissing", ID):
            step(world, "refuse", 0, DOCUMENT)
        receipt = step(world, "refuse", ground, DOCUMENT)
        fields = {"applicationId": ID, "sequence": 3, "ground": ground, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("ApplicationRefused", fields | HANDS),)
        assert case(world)["stage"] == REFUSED

    def test_a_ground_beyond_the_known_is_not_even_decoded(self, world: World) -> None:
        submit(world)
        step(world, "accept")
        with refused("", b""):
            step(world, "refuse", 6, DOCUMENT)

    def test_who_cannot_prove_is_terminated(self, world: World) -> None:
        submit(world)
        step(world, "accept")
        receipt = step(world, "terminate", DOCUMENT)
        fields = {"applicationId": ID, "sequence": 3, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("ApplicationTerminated", fields | HANDS),)
        assert case(world)["stage"] == TERMINATED
        submit(world)

    def test_the_decision_is_extended_once(self, world: World) -> None:
        submit(world)
        step(world, "accept")
        receipt = step(world, "extend", DOCUMENT)
        fields = {"applicationId": ID, "sequence": 3, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("DecisionExtended", fields | HANDS),)
        assert (case(world)["stage"], case(world)["marks"]) == (ACCEPTED, 2)
        with refused("ExtensionSpent", ID):
            step(world, "extend", DOCUMENT)

    def test_a_silent_acceptance_is_kept_by_the_next_step(self, world: World) -> None:
        submit(world)
        world.sleep(10 * DAY)
        step(world, "extend", DOCUMENT)
        assert case(world)["stage"] == ACCEPTED


class TestPublicity:
    """publicise, waivePublicity, objectPublicity and decideObjection."""

    def test_publicity_runs_five_working_days(self, world: World) -> None:
        reviewed(world)
        receipt = step(world, "publicise", DOCUMENT)
        until = instant("2026-12-08T00:00")
        fields = {"applicationId": ID, "sequence": 4, "publicisedUntil": until, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("ApplicationPublicised", fields | HANDS),)
        assert (case(world)["stage"], case(world)["publicisedUntil"]) == (PUBLICISED, until)
        with refused("StepNotAllowed", ID, PUBLICISED, 10):
            step(world, "publicise", DOCUMENT)

    def test_a_waiver_lets_nobody_object(self, world: World) -> None:
        reviewed(world)
        receipt = step(world, "waivePublicity", DOCUMENT)
        fields = {"applicationId": ID, "sequence": 4, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("PublicityWaived", fields | HANDS),)
        found = case(world)
        assert (found["stage"], found["marks"], found["publicisedUntil"]) == (PUBLICISED, 4, receipt.time)
        with refused("PublicityOver", ID, receipt.time):
            step(world, "objectPublicity", BETA.number, DOCUMENT, parties=(BETA.consent,))
        today = instant("2026-11-30T00:00")
        with refused("TermBackdated", ID, today - 1, today):
            deposit(world, word_of(valid_from=today - 1, valid_to=instant("2027-01-01T00:00")))
        deposit(world, word_of(valid_from=today, valid_to=instant("2027-01-01T00:00")))

    def test_an_objection_opens_an_inquiry(self, world: World) -> None:
        publicised(world)
        at(world, "2026-12-07T23:59:59")
        receipt = step(world, "objectPublicity", BETA.number, DOCUMENT, parties=(BETA.consent,))
        due = instant("2026-12-22T00:00")  # 8 to 11, 14 to 18 and 21 December
        fields = {"applicationId": ID, "sequence": 5, "objector": BETA.number, "decideBy": due}
        assert receipt.events == (Event("PublicityObjected", fields | {"documentDigest": DOCUMENT} | HANDS),)
        assert (case(world)["stage"], case(world)["objections"]) == (OBJECTED, 1)
        kept = world.view(world.applications, "objectionOf", objection_id(ID, 5))
        assert kept == (BETA.number, 5, 1, due, True)

    def test_an_objection_comes_inside_the_window(self, world: World) -> None:
        until = publicised(world)
        at(world, "2026-12-08T00:00")
        with refused("PublicityOver", ID, until):
            step(world, "objectPublicity", BETA.number, DOCUMENT, parties=(BETA.consent,))

    def test_neither_applicant_nor_registry_objects(self, world: World) -> None:
        publicised(world)
        for party in (ALPHA, NORTH):
            with refused("PublicityObjectorInvalid", ID, party.number):
                step(world, "objectPublicity", party.number, DOCUMENT)

    def test_an_objector_files_alone_or_consents(self, world: World) -> None:
        publicised(world)
        with refused("ApprovalsMissing", 2, 1):
            step(world, "objectPublicity", BETA.number, DOCUMENT)
        with refused("RoleMissing", DELTA.number, 1):
            asked = (BETA.number, DOCUMENT)
            step(world, "objectPublicity", *asked, parties=(BETA.consent,), maker=DELTA.maker, checker=DELTA.checker)
        with refused("DigestMissing"):
            step(world, "objectPublicity", BETA.number, ZERO_DIGEST, parties=(BETA.consent,))
        step(world, "objectPublicity", DELTA.number, DOCUMENT, maker=DELTA.maker, checker=DELTA.checker)
        step(world, "objectPublicity", BETA.number, DOCUMENT, parties=(BETA.consent,))
        assert case(world)["objections"] == 2

    def test_a_rejected_objection_lets_the_case_go_on(self, world: World) -> None:
        publicised(world)
        first = objection_id(ID, 5)
        step(world, "objectPublicity", BETA.number, DOCUMENT, parties=(BETA.consent,))
        step(world, "objectPublicity", GAMMA.number, DOCUMENT, parties=(GAMMA.consent,))
        receipt = step(world, "decideObjection", first, False, DOCUMENT)
        fields = {"applicationId": ID, "sequence": 7, "objectionId": first, "upheld": False}
        expected = Event("PublicityObjectionDecided", fields | {"documentDigest": DOCUMENT} | HANDS)
        assert receipt.events == (expected,)
        assert (case(world)["stage"], case(world)["objections"]) == (OBJECTED, 1)
        with refused("ObjectionNotOpen", ID, first):
            step(world, "decideObjection", first, False, DOCUMENT)
        at(world, "2026-12-09T09:00")
        with refused("StepNotAllowed", ID, OBJECTED, 14):
            deposit(world, word_of())
        step(world, "decideObjection", objection_id(ID, 6), False, DOCUMENT)
        assert (case(world)["stage"], case(world)["objections"]) == (PUBLICISED, 0)
        deposit(world, word_of())

    def test_a_decision_does_not_shorten_the_publicity(self, world: World) -> None:
        until = publicised(world)
        step(world, "objectPublicity", BETA.number, DOCUMENT, parties=(BETA.consent,))
        step(world, "decideObjection", objection_id(ID, 5), False, DOCUMENT)
        with refused("PublicityRunning", ID, until):
            deposit(world, word_of(valid_from=world.now))
        step(world, "objectPublicity", GAMMA.number, DOCUMENT, parties=(GAMMA.consent,))

    def test_an_upheld_objection_refuses_the_registration(self, world: World) -> None:
        publicised(world)
        step(world, "objectPublicity", BETA.number, DOCUMENT, parties=(BETA.consent,))
        step(world, "objectPublicity", GAMMA.number, DOCUMENT, parties=(GAMMA.consent,))
        step(world, "decideObjection", objection_id(ID, 6), True, DOCUMENT)
        assert case(world)["stage"] == REFUSED
        submit(world)
        assert case(world)["objections"] == 0

    def test_an_objection_belongs_to_one_case_and_one_attempt(self, world: World) -> None:
        publicised(world)
        step(world, "objectPublicity", BETA.number, DOCUMENT, parties=(BETA.consent,))
        old, unknown = objection_id(ID, 5), objection_id(ID, 4)
        with refused("ObjectionNotOpen", ID, unknown):
            step(world, "decideObjection", unknown, False, DOCUMENT)
        submit_alone(world)
        step(world, "accept", id_=DELTA_ID)
        step(world, "passReview", 7, DOCUMENT, id_=DELTA_ID)
        step(world, "publicise", DOCUMENT, id_=DELTA_ID)
        step(world, "objectPublicity", BETA.number, DOCUMENT, id_=DELTA_ID, parties=(BETA.consent,))
        with refused("ObjectionNotOpen", DELTA_ID, old):
            step(world, "decideObjection", old, False, DOCUMENT, id_=DELTA_ID)
        step(world, "withdraw", DOCUMENT, parties=(ALPHA.consent,))
        submit(world)
        step(world, "accept")
        step(world, "passReview", 7, DOCUMENT)
        step(world, "publicise", DOCUMENT)
        step(world, "objectPublicity", BETA.number, DOCUMENT, parties=(BETA.consent,))
        with refused("ObjectionNotOpen", ID, old):
            step(world, "decideObjection", old, True, DOCUMENT)

    @pytest.mark.slow
    def test_as_many_objections_as_fit_their_byte(self, world: World) -> None:
        publicised(world)
        for _ in range(255):
            step(world, "objectPublicity", BETA.number, DOCUMENT, parties=(BETA.consent,))
        assert world.view(world.applications, "MAX_OBJECTIONS") == case(world)["objections"] == 255
        with refused("ObjectionsTooMany", ID, 255):
            step(world, "objectPublicity", BETA.number, DOCUMENT, parties=(BETA.consent,))
