"""
Licences.sol: grant, change, end, what a live licence asks of other acts, and what its term says without an act.

On revm in process; ids and storage words are worked out here.
"""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.abi import Event
from tests.contract.test_certificates import AMEND_SIGNERS, DOCUMENT, HANDS, ID, REASON, YEAR_END, fold, head
from tests.evm import Receipt, World, refused
from tests.parties import (
    ALPHA,
    BETA,
    CITY_BANK,
    DAR,
    DAY,
    DPR,
    GAMMA,
    HOLD,
    LICENSED,
    NORTH,
    NORTH_CODE,
    OPERATE,
    REGISTRY,
    SOUTH,
    START,
    STRANGER,
    USE,
    WARDEN,
    ZERO_DIGEST,
    Party,
    a_record,
    an_issue,
    digest,
    id_of,
    register_of,
)

SCOPE = digest("scope of the licence")
ORDINARY, SOLE, EXCLUSIVE = 1, 2, 3
AGREEMENT, WAIVER, JUDGMENT = 1, 2, 3
LICENCE, RELEASE, NARROW, CANCEL = 2, 4, 8, 10
FROM, TO = START, START + 100 * DAY
SIGNERS = (NORTH.checker, ALPHA.consent, BETA.consent)


def licence_id(sequence: int, certificate: bytes = ID) -> bytes:
    return keccak(encode(["bytes32", "uint32"], [certificate, sequence]))


def asked(licensee: Party = BETA, **changes: Any) -> tuple[Any, ...]:
    """An ordinary licence to use for a hundred days, with `changes`."""
    usual = {
        "certificate": ID,
        "licensee": licensee.number,
        "rights": USE,
        "kind": ORDINARY,
        "valid_from": FROM,
        "valid_to": TO,
        "resale": False,
        "scope": SCOPE,
    }
    return tuple({**usual, **changes}.values())


def grant(world: World, licensee: Party = BETA, **changes: Any) -> Receipt:
    signers = (NORTH.checker, ALPHA.consent, licensee.consent)
    return world.file(world.licences, "grant", signers, asked(licensee, **changes))


class TestGrant:
    """grant."""

    def test_a_licence_is_granted_with_an_exact_event_and_one_word(self, world: World) -> None:
        issued = world.issue(an_issue())
        receipt = grant(world, resale=True)

        fields = {
            "certificateId": ID,
            "sequence": 2,
            "licensee": BETA.number,
            "rights": USE,
            "kind": ORDINARY,
            "validFrom": FROM,
            "validTo": TO,
            "resale": True,
            "scopeDigest": SCOPE,
        }
        assert receipt.events == (Event("LicenceGranted", fields | HANDS),)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *receipt.logs)
        stored = world.view(world.licences, "licenceOf", licence_id(2))
        assert stored == (2, BETA.number, USE, ORDINARY, FROM, TO, True, 0)
        assert world.view(world.licences, "licencesOn", ID) == (licence_id(2),)
        assert world.record(ID)["flags"] == LICENSED

    def test_all_holders_and_the_licensee_must_agree(self, world: World) -> None:
        world.issue(an_issue())
        with refused("ApprovalsMissing", 3, 2):
            world.file(world.licences, "grant", SIGNERS[:2], asked())
        with refused("ApprovalFromOther", GAMMA.consent.address, GAMMA.number, BETA.number):
            world.file(world.licences, "grant", (*SIGNERS[:2], GAMMA.consent), asked())
        with refused("ApprovalFromOther", BETA.consent.address, BETA.number, ALPHA.number):
            world.file(world.licences, "grant", (NORTH.checker, BETA.consent, ALPHA.consent), asked())

    def test_every_co_holder_must_agree(self, world: World) -> None:
        shares = [(ALPHA.number, HOLD | USE | OPERATE, 6000), (GAMMA.number, USE, 4000)]
        world.issue_shared(an_issue(), shares)
        with refused("ApprovalsMissing", 4, 3):
            world.file(world.licences, "grant", SIGNERS, asked())
        with refused("LicenseeInvalid", ID, GAMMA.number):
            world.file(world.licences, "grant", SIGNERS, asked(GAMMA))
        signers = (NORTH.checker, ALPHA.consent, GAMMA.consent, BETA.consent)
        world.file(world.licences, "grant", signers, asked())

    def test_only_the_registry_in_charge_grants(self, world: World) -> None:
        world.issue(an_issue())
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            world.file(world.licences, "grant", SIGNERS, asked(), maker=SOUTH.maker)
        with refused("RoleMissing", CITY_BANK.number, REGISTRY):
            world.file(world.licences, "grant", SIGNERS, asked(), maker=CITY_BANK.maker)
        with refused("KeyUnknown", STRANGER.address):
            world.file(world.licences, "grant", SIGNERS, asked(), maker=STRANGER)

    def test_a_registry_that_is_the_licensee_agrees_by_its_checker(self, world: World) -> None:
        world.issue(an_issue())
        world.file(world.licences, "grant", SIGNERS[:2], asked(NORTH))

    def test_it_needs_the_right_to_operate_and_no_more_than_the_certificates_rights(self, world: World) -> None:
        world.issue(an_issue(rights=HOLD | USE), an_issue(serial=2, rights=USE | OPERATE))
        second = id_of(ALPHA.number, DPR, digest("data 2"))
        with refused("RightToOperateMissing", ID, HOLD | USE):
            grant(world)
        for rights in (0, HOLD, HOLD | USE, 8):
            with refused("RightsInvalid", rights):
                grant(world, certificate=second, rights=rights)
        grant(world, certificate=second, rights=USE | OPERATE)

    def test_text_kind_and_licensee_must_be_named(self, world: World) -> None:
        world.issue(an_issue())
        with refused("DigestMissing"):
            grant(world, scope=ZERO_DIGEST)
        with refused("LicenceKindInvalid", 0):
            grant(world, kind=0)
        with refused("", b""):
            grant(world, kind=4)
        with refused("LicenseeInvalid", ID, ALPHA.number):
            grant(world, licensee=ALPHA)

    def test_the_term_lies_within_the_certificates(self, world: World) -> None:
        world.issue(an_issue())
        now = world.now + 1
        for begins, ends in ((FROM - 1, TO), (TO, TO), (TO, TO - 1), (FROM, now)):
            with refused("LicenceTermInvalid", begins, ends):
                world.now = now - 1
                grant(world, valid_from=begins, valid_to=ends)
        with refused("LicenceTooLong", ID, YEAR_END + 1, YEAR_END):
            grant(world, valid_to=YEAR_END + 1)
        grant(world, valid_to=YEAR_END)

    def test_the_term_is_bounded_by_the_rules_of_the_regime(self, world: World) -> None:
        months = 19
        effective = world.now + 4 * DAY
        world.govern(world.rules, "setRules", [(DPR, months, 1, effective)], REASON)
        world.sleep(2 * DAY)
        world.issue(an_issue())
        latest = START - START % DAY + 31 * DAY + 16 * 3600  # 24:00 of 2026-11-26 in Asia/Shanghai
        with refused("LicenceTooLong", ID, latest + 1, latest):
            grant(world, valid_to=latest + 1)
        grant(world, valid_to=latest)

    def test_a_licence_that_begins_later_is_granted_now(self, world: World) -> None:
        world.issue(an_issue())
        grant(world, valid_from=TO, valid_to=TO + DAY)
        assert world.record(ID)["flags"] == LICENSED

    @pytest.mark.parametrize(("first", "second"), [(EXCLUSIVE, ORDINARY), (ORDINARY, SOLE), (SOLE, EXCLUSIVE)])
    def test_none_stands_beside_a_sole_or_exclusive_one(self, world: World, first: int, second: int) -> None:
        world.issue(an_issue())
        grant(world, kind=first)
        with refused("LicenceExclusive", ID, licence_id(2)):
            grant(world, GAMMA, kind=second, valid_from=TO - 1, valid_to=TO + DAY)
        with refused("LicenceExclusive", ID, licence_id(2)):
            grant(world, GAMMA, kind=second, rights=USE | OPERATE)
        grant(world, GAMMA, kind=second, rights=OPERATE)
        grant(world, GAMMA, kind=second, valid_from=TO, valid_to=TO + DAY)

    def test_ordinary_ones_stand_side_by_side(self, world: World) -> None:
        world.issue(an_issue())
        for licensee in (BETA, GAMMA, BETA):
            grant(world, licensee)
        assert world.view(world.licences, "licencesOn", ID) == tuple(licence_id(n) for n in (2, 3, 4))

    def test_an_exclusive_one_that_lapsed_keeps_nobody_out(self, world: World) -> None:
        world.issue(an_issue())
        grant(world, kind=EXCLUSIVE, valid_to=FROM + DAY)
        world.now = FROM + DAY - 2
        with refused("LicenceExclusive", ID, licence_id(2)):
            grant(world, GAMMA)
        grant(world, GAMMA)
        assert world.view(world.licences, "licencesOn", ID) == (licence_id(3),)

    def test_sixteen_live_at_most(self, world: World) -> None:
        world.issue(an_issue())
        grant(world, valid_to=FROM + 2 * DAY)
        for _ in range(15):
            grant(world)
        with refused("LicencesTooMany", ID, 16):
            grant(world)
        world.now = FROM + 2 * DAY
        grant(world)
        assert world.view(world.licences, "licencesOn", ID) == tuple(licence_id(n) for n in range(3, 19))
        assert world.view(world.licences, "MAX_LICENCES") == 16

    def test_an_unknown_an_expired_and_an_ended_certificate_are_refused(self, world: World) -> None:
        with refused("CertificateUnknown", ID):
            grant(world)
        world.issue(an_issue(), an_issue(serial=2))
        world.act("Revoke", [NORTH.checker], ID, DOCUMENT)
        with refused("CertificateNotActive", ID, 3):
            grant(world)
        second = id_of(ALPHA.number, DPR, digest("data 2"))
        world.now = YEAR_END
        with refused("CertificateExpired", second, YEAR_END):
            grant(world, certificate=second)

    def test_a_pause_stops_it(self, world: World) -> None:
        world.issue(an_issue())
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            grant(world)

    def test_a_consent_to_another_state_or_after_its_deadline_counts_not(self, world: World) -> None:
        world.issue(an_issue())
        with refused("ApprovalInvalid", NORTH.checker.address):
            world.file(world.licences, "grant", SIGNERS, asked(), sequence=3)
        over = world.now
        with refused("ApprovalExpired", over):
            world.file(world.licences, "grant", SIGNERS, asked(), deadline=over)


class TestConsents:
    """consentsTo: narrowing and cancelling need every licensee."""

    def test_a_live_licensee_must_agree_to_a_narrowing(self, world: World) -> None:
        world.issue(an_issue())
        grant(world)
        narrower = (ID, ZERO_DIGEST, DOCUMENT, YEAR_END - DAY, 0)
        with refused("ApprovalsMissing", 3, 2):
            world.act("Amend", AMEND_SIGNERS, *narrower)
        world.act("Amend", (*AMEND_SIGNERS, BETA.consent), *narrower)

    def test_each_licensee_is_asked_once_in_the_order_of_grant(self, world: World) -> None:
        world.issue(an_issue())
        for licensee in (GAMMA, BETA, GAMMA):
            grant(world, licensee)
        asked_of = world.view(world.licences, "consentsTo", ID, CANCEL)
        assert asked_of == (GAMMA.number, BETA.number)

    def test_one_that_has_not_begun_binds_too(self, world: World) -> None:
        world.issue(an_issue())
        grant(world, valid_from=TO, valid_to=TO + DAY)
        assert world.view(world.licences, "consentsTo", ID, NARROW) == (BETA.number,)

    def test_one_that_lapsed_asks_nothing_without_an_act(self, world: World) -> None:
        world.issue(an_issue())
        grant(world)
        world.now = TO - 1
        assert world.view(world.licences, "consentsTo", ID, CANCEL) == (BETA.number,)
        world.now = TO
        assert world.view(world.licences, "consentsTo", ID, CANCEL) == ()
        assert world.record(ID)["flags"] == LICENSED
        world.act("Cancel", AMEND_SIGNERS, ID, 1, DOCUMENT)

    def test_other_operations_ask_nobody(self, world: World) -> None:
        world.issue(an_issue())
        grant(world)
        for operation in range(1, 22):
            expected = (BETA.number,) if operation in (8, 10, 17, 18) else ()
            assert world.view(world.licences, "consentsTo", ID, operation) == expected, operation

    def test_licences_of_other_certificates_do_not_matter(self, world: World) -> None:
        world.issue(an_issue(), an_issue(serial=2, regime=DAR))
        grant(world)
        other = id_of(ALPHA.number, DAR, digest("data 2"))
        assert world.view(world.licences, "consentsTo", other, CANCEL) == ()
