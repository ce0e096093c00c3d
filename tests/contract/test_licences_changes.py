"""
Licences.sol: change and end.

On revm in process; what is common stands in `test_licences`.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.abi import Event
from tests.contract.test_certificates import DOCUMENT, HANDS, ID, REASON, YEAR_END, fold, head
from tests.contract.test_licences import (
    AGREEMENT,
    EXCLUSIVE,
    FROM,
    JUDGMENT,
    SIGNERS,
    TO,
    WAIVER,
    grant,
    licence_id,
)
from tests.evm import Receipt, World, refused
from tests.parties import (
    ALPHA,
    BETA,
    CITY_BANK,
    DAY,
    DELTA,
    DPR,
    GAMMA,
    LICENSED,
    NORTH,
    NORTH_CODE,
    REGISTRY,
    SOUTH,
    WARDEN,
    ZERO_DIGEST,
    Actor,
    a_record,
    an_issue,
    digest,
    id_of,
    register_of,
)


def change(world: World, own: bytes, signers: tuple[Actor, ...] = SIGNERS, **changes: Any) -> Receipt:
    usual = {"certificate": ID, "licence": own, "valid_to": 0, "scope": ZERO_DIGEST, "document": DOCUMENT}
    return world.file(world.licences, "change", signers, tuple({**usual, **changes}.values()))


def end(world: World, own: bytes, reason: int, signers: tuple[Actor, ...], **changes: Any) -> Receipt:
    usual = {"certificate": ID, "licence": own, "reason": reason, "document": DOCUMENT}
    return world.file(world.licences, "end", signers, tuple({**usual, **changes}.values()))


class TestChange:
    """change."""

    def test_a_longer_term_is_told_in_full(self, world: World) -> None:
        issued = world.issue(an_issue())
        granted = grant(world)
        receipt = change(world, licence_id(2), valid_to=YEAR_END)
        fields = {
            "certificateId": ID,
            "sequence": 3,
            "licenceId": licence_id(2),
            "validTo": YEAR_END,
            "scopeDigest": ZERO_DIGEST,
            "documentDigest": DOCUMENT,
        }
        assert receipt.events == (Event("LicenceChanged", fields | HANDS),)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *granted.logs, *receipt.logs)
        assert world.view(world.licences, "licenceOf", licence_id(2))[5] == YEAR_END

    def test_another_text_leaves_the_term(self, world: World) -> None:
        world.issue(an_issue())
        grant(world)
        (event,) = change(world, licence_id(2), scope=digest("another scope")).events
        assert (event.fields["validTo"], event.fields["scopeDigest"]) == (TO, digest("another scope"))

    def test_a_shorter_term_lets_it_lapse_earlier(self, world: World) -> None:
        world.issue(an_issue())
        grant(world)
        change(world, licence_id(2), valid_to=FROM + DAY)
        world.now = FROM + DAY - 1
        with refused("LicenceOver", licence_id(2), FROM + DAY):
            change(world, licence_id(2), valid_to=TO)

    def test_a_change_of_nothing_or_without_paper_is_refused(self, world: World) -> None:
        world.issue(an_issue())
        grant(world)
        for same in (0, TO):
            with refused("LicenceUnchanged", licence_id(2)):
                change(world, licence_id(2), valid_to=same)
        with refused("DigestMissing"):
            change(world, licence_id(2), valid_to=YEAR_END, document=ZERO_DIGEST)

    def test_the_new_term_is_bounded_as_at_the_grant(self, world: World) -> None:
        world.issue(an_issue())
        grant(world)
        with refused("LicenceTooLong", ID, YEAR_END + 1, YEAR_END):
            change(world, licence_id(2), valid_to=YEAR_END + 1)
        now = world.now + 1
        with refused("LicenceTermInvalid", FROM, now):
            change(world, licence_id(2), valid_to=now)

    def test_a_longer_term_meets_no_exclusive_one(self, world: World) -> None:
        world.issue(an_issue())
        grant(world)
        grant(world, GAMMA, kind=EXCLUSIVE, valid_from=TO, valid_to=TO + DAY)
        with refused("LicenceExclusive", ID, licence_id(3)):
            change(world, licence_id(2), valid_to=TO + 1)

    def test_only_this_certificates_live_licences_are_changed(self, world: World) -> None:
        world.issue(an_issue(), an_issue(serial=2))
        second = id_of(ALPHA.number, DPR, digest("data 2"))
        grant(world)
        with refused("LicenceUnknown", second, licence_id(2)):
            change(world, licence_id(2), certificate=second, valid_to=YEAR_END)
        with refused("LicenceUnknown", ID, licence_id(3)):
            change(world, licence_id(3), valid_to=YEAR_END)

    def test_holders_and_licensee_must_agree(self, world: World) -> None:
        world.issue(an_issue())
        grant(world)
        with refused("ApprovalsMissing", 3, 2):
            change(world, licence_id(2), SIGNERS[:2], valid_to=YEAR_END)

    def test_the_certificates_new_holder_agrees_to_a_change(self, world: World) -> None:
        """买卖不破许可: the licence stays with the certificate."""
        world.issue(an_issue())
        grant(world)
        signers = (NORTH.checker, ALPHA.consent, GAMMA.consent)
        world.act("Transfer", signers, ID, ALPHA.number, GAMMA.number, DOCUMENT)
        assert world.view(world.licences, "licencesOn", ID) == (licence_id(2),)
        change(world, licence_id(2), (NORTH.checker, GAMMA.consent, BETA.consent), valid_to=YEAR_END)

    def test_a_pause_and_another_registry_are_refused(self, world: World) -> None:
        world.issue(an_issue())
        grant(world)
        own, asked_ = licence_id(2), (ID, licence_id(2), YEAR_END, ZERO_DIGEST, DOCUMENT)
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            world.file(world.licences, "change", SIGNERS, asked_, maker=SOUTH.maker)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            change(world, own, valid_to=YEAR_END)


class TestEnd:
    """end."""

    @pytest.mark.parametrize(
        ("reason", "signers"),
        [
            (AGREEMENT, SIGNERS),
            (WAIVER, (NORTH.checker, BETA.consent)),
            (JUDGMENT, (NORTH.checker,)),
        ],
    )
    def test_each_reason_has_its_own_parties(self, world: World, reason: int, signers: tuple[Actor, ...]) -> None:
        issued = world.issue(an_issue())
        granted = grant(world)
        for wrong in (signers[:-1], (*signers, GAMMA.consent)):
            with refused("ApprovalsMissing", len(signers), len(wrong)):
                end(world, licence_id(2), reason, wrong)
        receipt = end(world, licence_id(2), reason, signers)

        fields = {
            "certificateId": ID,
            "sequence": 3,
            "licenceId": licence_id(2),
            "reason": reason,
            "documentDigest": DOCUMENT,
        }
        assert receipt.events == (Event("LicenceEnded", fields | HANDS),)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *granted.logs, *receipt.logs)
        assert world.view(world.licences, "licenceOf", licence_id(2))[7] == receipt.time
        assert world.view(world.licences, "licencesOn", ID) == ()
        assert world.record(ID)["flags"] == 0

    def test_the_flag_stays_while_another_is_kept(self, world: World) -> None:
        world.issue(an_issue())
        for licensee in (BETA, GAMMA, DELTA):
            grant(world, licensee)
        end(world, licence_id(3), JUDGMENT, (NORTH.checker,))
        assert world.view(world.licences, "licencesOn", ID) == (licence_id(2), licence_id(4))
        assert world.record(ID)["flags"] == LICENSED

    def test_it_works_in_a_pause_and_after_the_certificates_term(self, world: World) -> None:
        world.issue(an_issue())
        grant(world, valid_to=YEAR_END)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        world.now = YEAR_END - 2
        end(world, licence_id(2), WAIVER, (NORTH.checker, BETA.consent))

    def test_what_is_over_is_not_ended(self, world: World) -> None:
        world.issue(an_issue())
        grant(world)
        grant(world, GAMMA)
        ended = end(world, licence_id(2), JUDGMENT, (NORTH.checker,))
        with refused("LicenceOver", licence_id(2), ended.time):
            end(world, licence_id(2), JUDGMENT, (NORTH.checker,))
        world.now = TO - 1
        with refused("LicenceOver", licence_id(3), TO):
            end(world, licence_id(3), JUDGMENT, (NORTH.checker,))

    def test_a_reason_and_a_paper_are_needed(self, world: World) -> None:
        world.issue(an_issue())
        grant(world)
        with refused("LicenceEndInvalid", 0):
            end(world, licence_id(2), 0, (NORTH.checker,))
        with refused("", b""):
            end(world, licence_id(2), 4, (NORTH.checker,))
        with refused("DigestMissing"):
            end(world, licence_id(2), JUDGMENT, (NORTH.checker,), document=ZERO_DIGEST)
        with refused("LicenceUnknown", ID, licence_id(7)):
            end(world, licence_id(7), JUDGMENT, (NORTH.checker,))

    def test_nobody_but_the_registry_ends(self, world: World) -> None:
        world.issue(an_issue())
        grant(world)
        asked_ = (ID, licence_id(2), JUDGMENT, DOCUMENT)
        with refused("RoleMissing", CITY_BANK.number, REGISTRY):
            world.file(world.licences, "end", [CITY_BANK.checker], asked_, maker=CITY_BANK.maker)

    def test_a_dead_certificates_licence_is_not_ended(self, world: World) -> None:
        world.issue(an_issue())
        grant(world)
        world.act("Revoke", [NORTH.checker], ID, DOCUMENT)
        with refused("CertificateNotActive", ID, 3):
            end(world, licence_id(2), JUDGMENT, (NORTH.checker,))
