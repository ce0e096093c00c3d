"""
Applications.sol up to acceptance: submit, requireSupplement, supplement, accept, notAccept, withdraw.

On revm in process.
"""

from __future__ import annotations

from typing import Any

from eth_utils.crypto import keccak

from tests.abi import Event
from tests.contract.applying import (
    ACCEPTED,
    ALONE,
    CASE,
    DATA,
    DELTA_ID,
    DOCUMENT,
    FORM,
    HANDS,
    ID,
    LAPSED,
    NOT_ACCEPTED,
    REGISTER,
    SUBMITTED,
    SUPPLEMENT,
    WITHDRAWN,
    asked_of,
    at,
    case,
    instant,
    stage,
    step,
    submit,
    submit_alone,
)
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    BETA,
    CONSENT,
    DELTA,
    DPR,
    INSTITUTE,
    MAKER,
    NORTH,
    NORTH_CODE,
    PDR,
    REGISTRY,
    SOUTH,
    ZERO_DIGEST,
    a_record,
    digest,
    id_of,
    register_of,
)


class TestSubmit:
    """submit."""

    def test_an_application_is_submitted_with_an_exact_event(self, world: World) -> None:
        at(world, "2026-11-27T15:00")  # a Friday
        due, ends = instant("2026-12-03T00:00"), instant("2028-01-01T00:00")
        receipt = submit(world, source_ends=ends)

        fields = {
            "applicationId": ID, "sequence": 1, "applicant": ALPHA.number, "register": REGISTER, "fingerprint": DATA,
            "ordinal": 0, "rights": 7, "sourceEnds": ends, "dueAt": due, "applicationDigest": FORM,
        }  # fmt: skip
        assert receipt.events == (Event("ApplicationSubmitted", fields | HANDS),)
        expected = {
            "applicant": ALPHA.number, "register": REGISTER, "sequence": 1, "attempt": 1, "stage": SUBMITTED,
            "rights": 7, "marks": 0, "objections": 0, "dueAt": due, "publicisedUntil": 0, "sourceEnds": ends,
        }  # fmt: skip
        assert case(world) == expected

    def test_a_case_is_one_slot(self, world: World) -> None:
        submit(world, source_ends=instant("2028-01-01T00:00"))
        found, shift, word = case(world), 0, 0
        for name, width in zip(CASE, (32, 24, 32, 16, 8, 8, 8, 8, 40, 40, 40), strict=True):
            word |= found[name] << shift
            shift += width
        assert shift == 256
        slot = int.from_bytes(keccak(ID + bytes(32)), "big")
        assert world.chain.storage(world.applications.address, slot) == word

    def test_an_applicant_submits_by_its_own_two_keys(self, world: World) -> None:
        (event,) = submit_alone(world).events
        hands = (event.fields["maker"], event.fields["checker"])
        assert hands == (DELTA.maker.address, DELTA.checker.address)

    def test_the_own_checker_is_needed_and_nobody_elses(self, world: World) -> None:
        own: dict[str, Any] = {"id_": DELTA_ID, "maker": DELTA.maker}
        with refused("ApprovalFromOther", NORTH.checker.address, NORTH.number, DELTA.number):
            step(world, "submit", *asked_of(DELTA), checker=NORTH.checker, **own)
        with refused("ApprovalsMissing", 1, 2):
            step(world, "submit", *asked_of(DELTA), checker=DELTA.checker, parties=(DELTA.consent,), **own)

    def test_a_registry_needs_the_applicants_consent(self, world: World) -> None:
        with refused("ApprovalsMissing", 2, 1):
            step(world, "submit", *asked_of())
        with refused("ApprovalFromOther", BETA.consent.address, BETA.number, ALPHA.number):
            step(world, "submit", *asked_of(), parties=(BETA.consent,))
        with refused("DutyMissing", ALPHA.admin.address, CONSENT):
            step(world, "submit", *asked_of(), parties=(ALPHA.admin,))

    def test_nobody_files_for_another(self, world: World) -> None:
        with refused("RoleMissing", DELTA.number, REGISTRY):
            step(world, "submit", *asked_of(), parties=(ALPHA.consent,), maker=DELTA.maker, checker=DELTA.checker)
        with refused("RegisterNotInCharge", REGISTER, SOUTH.number, NORTH.number):
            step(world, "submit", *asked_of(), parties=(ALPHA.consent,), maker=SOUTH.maker, checker=SOUTH.checker)
        with refused("DutyMissing", ALPHA.consent.address, MAKER):
            step(world, "submit", *asked_of(), parties=(ALPHA.consent,), maker=ALPHA.consent)

    def test_the_id_follows_from_what_is_asked(self, world: World) -> None:
        other = digest("other")
        with refused("ApplicationIdWrong", ID, id_of(ALPHA.number, DPR, other)):
            submit(world, fingerprint=other)
        with refused("ApplicationIdWrong", ID, id_of(ALPHA.number, DPR, DATA, 1)):
            submit(world, ordinal=1)
        with refused("ApplicationIdWrong", ID, id_of(ALPHA.number, PDR, DATA)):
            submit(world, register=register_of(NORTH_CODE, PDR))

    def test_a_registry_does_not_apply_to_itself(self, world: World) -> None:
        own = id_of(NORTH.number, DPR, DATA)
        with refused("SelfRegistration", NORTH.number):
            step(world, "submit", *asked_of(NORTH), id_=own)
        south = id_of(NORTH.number, DPR, DATA)
        elsewhere = asked_of(NORTH, register=register_of(111, DPR))
        step(world, "submit", *elsewhere, id_=south)

    def test_an_unkept_register_and_an_unknown_applicant_are_refused(self, world: World) -> None:
        unkept = register_of(999, DPR)
        with refused("RegisterUnkept", unkept):
            submit(world, register=unkept)
        newest = world.view(world.participants, "participantCount")
        for number in (0, newest + 1):
            with refused("ParticipantUnknown", number):
                step(world, "submit", number, *asked_of()[1:], id_=id_of(number, DPR, DATA))
        assert newest == INSTITUTE.number
        own = id_of(newest, DPR, DATA)
        step(world, "submit", *asked_of(INSTITUTE), id_=own, parties=(INSTITUTE.consent,))

    def test_rights_digests_and_source_are_looked_at(self, world: World) -> None:
        for rights in (0, 8):
            with refused("RightsInvalid", rights):
                submit(world, rights=rights)
        with refused("DigestMissing"):
            submit(world, form=ZERO_DIGEST)
        with refused("DigestMissing"):
            step(world, "submit", *asked_of(fingerprint=ZERO_DIGEST), id_=id_of(ALPHA.number, DPR, ZERO_DIGEST))
        now = world.now + 1
        with refused("SourceEnded", ID, now):
            submit(world, source_ends=now)
        submit(world, source_ends=world.now + 2)

    def test_what_is_registered_is_not_applied_for(self, world: World) -> None:
        world.issue((a_record(), DATA, DOCUMENT))
        with refused("CertificateDuplicate", ID):
            submit(world)

    def test_the_same_data_anew_needs_an_ended_predecessor(self, world: World) -> None:
        again = id_of(ALPHA.number, DPR, DATA, 1)

        def apply_anew() -> None:
            step(world, "submit", *asked_of(ordinal=1), id_=again, parties=(ALPHA.consent,))

        with refused("PredecessorMissing", again, 1):
            apply_anew()
        world.issue((a_record(), DATA, DOCUMENT))
        with refused("PredecessorAlive", again, ID):
            apply_anew()
        world.act("Revoke", [NORTH.checker], ID, DOCUMENT)
        apply_anew()

    def test_a_claimed_predecessor_is_its_claimants(self, world: World) -> None:
        first = id_of(ALPHA.number, DPR, digest("data 9"))
        world.issue((a_record(), digest("data 9"), DOCUMENT))
        world.act("Amend", [NORTH.checker, ALPHA.consent], first, DATA, DOCUMENT, 0, 0)
        with refused("CertificateDuplicate", ID):
            submit(world)
        again = id_of(ALPHA.number, DPR, DATA, 1)
        with refused("PredecessorAlive", again, ID):
            step(world, "submit", *asked_of(ordinal=1), id_=again, parties=(ALPHA.consent,))
        world.act("Revoke", [NORTH.checker], first, DOCUMENT)
        step(world, "submit", *asked_of(ordinal=1), id_=again, parties=(ALPHA.consent,))

    def test_a_live_case_is_not_submitted_again(self, world: World) -> None:
        submit(world)
        with refused("StepNotAllowed", ID, SUBMITTED, 0):
            submit(world)

    def test_after_an_end_the_sequence_goes_on(self, world: World) -> None:
        submit(world)
        step(world, "withdraw", DOCUMENT, parties=(ALPHA.consent,))
        (event,) = submit(world, rights=3).events
        assert event.fields["sequence"] == 3
        found = case(world)
        assert (found["sequence"], found["attempt"], found["stage"], found["rights"]) == (3, 2, SUBMITTED, 3)

    def test_an_approval_holds_for_one_attempt(self, world: World) -> None:
        submit(world)
        step(world, "withdraw", DOCUMENT, parties=(ALPHA.consent,))
        with refused("ApprovalInvalid", NORTH.checker.address):
            step(world, "submit", *asked_of(), parties=(ALPHA.consent,), sequence=1)


class TestSupplement:
    """requireSupplement and supplement."""

    def test_defects_are_told_once_and_cured_in_time(self, world: World) -> None:
        at(world, "2026-11-27T15:00")
        submit(world)
        at(world, "2026-11-30T10:00")  # Monday
        told = step(world, "requireSupplement", 5, DOCUMENT)
        due = instant("2026-12-08T00:00")  # Tuesday to Friday and Monday
        fields = {"applicationId": ID, "sequence": 2, "dueAt": due, "documentDigest": DOCUMENT}
        assert told.events == (Event("SupplementRequired", fields | HANDS),)
        assert (case(world)["stage"], case(world)["marks"], case(world)["dueAt"]) == (SUPPLEMENT, 1, due)

        at(world, "2026-12-07T23:59:59")
        cured = step(world, "supplement", DOCUMENT, parties=(ALPHA.consent,))
        due = instant("2026-12-11T00:00")
        fields = {"applicationId": ID, "sequence": 3, "dueAt": due, "documentDigest": DOCUMENT}
        assert cured.events == (Event("ApplicationSupplemented", fields | HANDS),)
        assert (case(world)["stage"], case(world)["dueAt"]) == (SUBMITTED, due)
        with refused("SupplementSpent", ID):
            step(world, "requireSupplement", 5, DOCUMENT)

    def test_too_late_is_lapsed_and_may_be_submitted_anew(self, world: World) -> None:
        at(world, "2026-11-27T15:00")
        submit(world)
        at(world, "2026-11-30T10:00")
        step(world, "requireSupplement", 1, DOCUMENT)
        at(world, "2026-12-02T00:00")
        with refused("StepNotAllowed", ID, LAPSED, 2):
            step(world, "supplement", DOCUMENT, parties=(ALPHA.consent,))
        assert (stage(world), case(world)["stage"]) == (LAPSED, SUPPLEMENT)
        with refused("StepNotAllowed", ID, LAPSED, 8):
            step(world, "withdraw", DOCUMENT, parties=(ALPHA.consent,))
        submit(world)
        assert (case(world)["attempt"], case(world)["marks"]) == (2, 0)
        step(world, "requireSupplement", 1, DOCUMENT)

    def test_the_days_are_within_the_rule(self, world: World) -> None:
        submit(world)
        for days in (0, 11, 4_000_000_000):
            with refused("SupplementDaysInvalid", ID, days, 10):
                step(world, "requireSupplement", days, DOCUMENT)
        with refused("DigestMissing"):
            step(world, "requireSupplement", 10, ZERO_DIGEST)
        step(world, "requireSupplement", 10, DOCUMENT)
        with refused("DigestMissing"):
            step(world, "supplement", ZERO_DIGEST, parties=(ALPHA.consent,))

    def test_an_applicant_supplements_by_its_own_two_keys(self, world: World) -> None:
        submit_alone(world)
        step(world, "requireSupplement", 3, DOCUMENT, id_=DELTA_ID)
        (event,) = step(world, "supplement", DOCUMENT, **ALONE).events
        assert event.fields["maker"] == DELTA.maker.address

    def test_the_registry_alone_does_not_supplement(self, world: World) -> None:
        submit(world)
        step(world, "requireSupplement", 3, DOCUMENT)
        with refused("ApprovalsMissing", 2, 1):
            step(world, "supplement", DOCUMENT)


class TestAcceptance:
    """accept, notAccept and the silence that accepts."""

    def test_an_application_is_accepted(self, world: World) -> None:
        submit(world)
        receipt = step(world, "accept")
        assert receipt.events == (Event("ApplicationAccepted", {"applicationId": ID, "sequence": 2} | HANDS),)
        assert case(world)["stage"] == ACCEPTED

    def test_silence_accepts(self, world: World) -> None:
        at(world, "2026-11-27T15:00")
        submit(world)
        at(world, "2026-12-02T23:59:59")
        with world.undone():
            step(world, "notAccept", DOCUMENT)
        at(world, "2026-12-03T00:00")
        for function, asked, number in (
            ("notAccept", (DOCUMENT,), 4),
            ("requireSupplement", (3, DOCUMENT), 1),
            ("accept", (), 3),
        ):
            with refused("StepNotAllowed", ID, ACCEPTED, number):
                step(world, function, *asked)
        assert (stage(world), case(world)["stage"]) == (ACCEPTED, SUBMITTED)
        step(world, "passReview", 7, DOCUMENT)

    def test_the_national_holiday_is_no_working_time(self, world: World) -> None:
        at(world, "2027-02-04T09:00")  # Thursday; the tests' calendar rests on 5 and 8 February, and on the weekend
        submit(world)
        assert case(world)["dueAt"] == instant("2027-02-12T00:00")

    def test_a_refusal_to_accept_ends_the_case(self, world: World) -> None:
        submit(world)
        with refused("DigestMissing"):
            step(world, "notAccept", ZERO_DIGEST)
        receipt = step(world, "notAccept", DOCUMENT)
        fields = {"applicationId": ID, "sequence": 2, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("ApplicationNotAccepted", fields | HANDS),)
        assert case(world)["stage"] == NOT_ACCEPTED
        submit(world)


class TestWithdraw:
    """withdraw."""

    def test_the_applicant_withdraws(self, world: World) -> None:
        submit(world)
        with refused("ApprovalsMissing", 2, 1):
            step(world, "withdraw", DOCUMENT)
        with refused("DigestMissing"):
            step(world, "withdraw", ZERO_DIGEST, parties=(ALPHA.consent,))
        receipt = step(world, "withdraw", DOCUMENT, parties=(ALPHA.consent,))
        fields = {"applicationId": ID, "sequence": 2, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("ApplicationWithdrawn", fields | HANDS),)
        assert case(world)["stage"] == WITHDRAWN

    def test_by_its_own_two_keys(self, world: World) -> None:
        submit_alone(world)
        step(world, "withdraw", DOCUMENT, **ALONE)
        assert case(world, DELTA_ID)["stage"] == WITHDRAWN
