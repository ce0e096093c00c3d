"""
Successions.sol: successors, links, and registries that leave.

On revm in process; heads are folded from raw logs.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.abi import Event
from tests.contract.test_certificates import ACTIVE, DATA, DOCUMENT, HANDS, ID, REASON, YEAR_END, fold, head
from tests.evm import Receipt, World, refused
from tests.parties import (
    ALPHA,
    BETA,
    CHECKER,
    CITY_BANK,
    DAY,
    DPR,
    FOREVER,
    GAMMA,
    HOLD,
    HOLDERS,
    LINKED,
    MAKER,
    NORTH,
    NORTH_CODE,
    OPERATE,
    REGISTRY,
    SOUTH,
    STRANGER,
    USE,
    WARDEN,
    ZERO_DIGEST,
    Actor,
    a_record,
    an_issue,
    digest,
    id_of,
    register_of,
)

ALL = HOLD | USE | OPERATE
REST = digest("what remains")
SUPERSEDED = 4
MERGER, INHERITANCE = 1, 3
SAME_DATA, DERIVED_FROM, CONTINUES, CONVERTS, SPLIT_FROM = range(1, 6)
REGISTER = register_of(NORTH_CODE, DPR)
OTHER = id_of(BETA.number, DPR, digest("data 2"))


def thing(certificate: bytes, sequence: int) -> bytes:
    return keccak(encode(["bytes32", "uint32"], [certificate, sequence]))


@pytest.fixture
def issued(world: World) -> World:
    """A world with a certificate of alpha's and another of beta's."""
    world.issue(an_issue(), an_issue(BETA, 2))
    return world


def trespass(world: World, function: str, asked: tuple[Any, ...], signers: tuple[Actor, ...]) -> None:
    """Expect everybody but the maker of the registry in charge, beside its checker, to be refused."""
    call = world.agreed(world.successions, function, signers, asked)
    with refused("KeyUnknown", STRANGER.address):
        world.send(STRANGER, world.successions, *call)
    with refused("DutyMissing", NORTH.checker.address, MAKER):
        world.send(NORTH.checker, world.successions, *call)
    with refused("RoleMissing", CITY_BANK.number, REGISTRY):
        world.send(CITY_BANK.maker, world.successions, *call)
    with refused("DutyMissing", NORTH.maker.address, CHECKER):
        world.file(world.successions, function, (NORTH.maker, *signers[1:]), asked)


def paused(world: World) -> None:
    world.send(WARDEN.voter, world.participants, "pause", REASON)


class TestSucceed:
    """succeed."""

    SIGNERS = (NORTH.checker, BETA.consent)

    def succeed(
        self,
        world: World,
        signers: tuple[Actor, ...] = SIGNERS,
        *,
        from_: int = ALPHA.number,
        to: int = BETA.number,
        ground: int = MERGER,
        document: bytes = DOCUMENT,
    ) -> Receipt:
        return world.file(world.successions, "succeed", signers, (ID, from_, to, ground, document))

    def test_the_successor_takes_all_and_agrees_alone(self, issued: World) -> None:
        before = head(issued, a_record())
        receipt = self.succeed(issued)
        moved = {"certificateId": ID, "sequence": 2, "from": ALPHA.number, "to": BETA.number}
        succeeded = {"certificateId": ID, "sequence": 3, "from": ALPHA.number, "to": BETA.number, "ground": MERGER}
        assert receipt.events == (
            Event("CertificateTransferred", moved | {"documentDigest": DOCUMENT} | HANDS),
            Event("CertificateSucceeded", succeeded | HANDS),
        )
        record = issued.record(ID)
        assert (record["holder"], record["sequence"], record["flags"]) == (BETA.number, 3, 0)
        assert head(issued, a_record()) == fold(before, *receipt.logs)

    def test_it_needs_no_right_to_operate(self, world: World) -> None:
        world.issue(an_issue(rights=USE))
        self.succeed(world)

    def test_a_co_holders_part_is_inherited(self, world: World) -> None:
        shared = id_of(ALPHA.number, DPR, digest("data 2"))
        world.issue_shared(an_issue(serial=2), [(ALPHA.number, HOLD, 4_000), (BETA.number, ALL, 6_000)])
        asked = (shared, ALPHA.number, GAMMA.number, INHERITANCE, DOCUMENT)
        world.file(world.successions, "succeed", (NORTH.checker, GAMMA.consent), asked)
        parts = [(GAMMA.number, HOLD, 4_000), (BETA.number, ALL, 6_000)]
        assert list(world.view(world.certificates, "sharesOf", shared)) == parts

    def test_a_ground_a_document_and_a_holder_are_needed(self, issued: World) -> None:
        with refused("SuccessionGroundInvalid", 0):
            self.succeed(issued, ground=0)
        with refused("DigestMissing"):
            self.succeed(issued, document=ZERO_DIGEST)
        with refused("NotHolder", ID, GAMMA.number):
            self.succeed(issued, from_=GAMMA.number)
        with refused("TransfereeInvalid", ID, ALPHA.number):
            self.succeed(issued, (NORTH.checker, ALPHA.consent), to=ALPHA.number)
        with refused("TransfereeInvalid", ID, NORTH.number):
            self.succeed(issued, (NORTH.checker,), to=NORTH.number)
        with refused("", b""):
            self.succeed(issued, ground=6)

    def test_the_successor_must_agree(self, issued: World) -> None:
        with refused("ApprovalsMissing", 2, 1):
            self.succeed(issued, (NORTH.checker,))
        with refused("ApprovalFromOther", ALPHA.consent.address, ALPHA.number, BETA.number):
            self.succeed(issued, (NORTH.checker, ALPHA.consent))

    def test_by_the_registry_in_charge_of_an_open_ledger_while_the_term_runs(self, issued: World) -> None:
        asked = (ID, ALPHA.number, BETA.number, MERGER, DOCUMENT)
        trespass(issued, "succeed", asked, self.SIGNERS)
        with refused("RegisterNotInCharge", REGISTER, SOUTH.number, NORTH.number):
            issued.file(issued.successions, "succeed", self.SIGNERS, asked, maker=SOUTH.maker)
        with issued.undone():
            paused(issued)
            with refused("LedgerIsPaused"):
                self.succeed(issued)
        issued.now = YEAR_END
        with refused("CertificateExpired", ID, YEAR_END):
            self.succeed(issued)


class TestLinks:
    """link and unlink."""

    SIGNERS = (NORTH.checker,)

    def link(
        self,
        world: World,
        relation: int = SAME_DATA,
        other: bytes = OTHER,
        document: bytes = DOCUMENT,
        signers: tuple[Actor, ...] = SIGNERS,
    ) -> Receipt:
        return world.file(world.successions, "link", signers, (ID, other, relation, document))

    def unlink(
        self, world: World, link: bytes, document: bytes = DOCUMENT, signers: tuple[Actor, ...] = SIGNERS
    ) -> Receipt:
        return world.file(world.successions, "unlink", signers, (ID, link, document))

    def test_a_link_is_disclosed_and_taken_back(self, issued: World) -> None:
        before = head(issued, a_record())
        made = self.link(issued)
        fields = {"certificateId": ID, "sequence": 2, "otherId": OTHER, "relation": SAME_DATA}
        assert made.events == (Event("CertificateLinked", fields | {"documentDigest": DOCUMENT} | HANDS),)
        link = thing(ID, 2)
        assert issued.view(issued.successions, "linkOf", link) == (OTHER, 2, SAME_DATA)
        assert issued.record(ID)["flags"] == LINKED
        assert issued.record(OTHER)["flags"] == 0

        ended = self.unlink(issued, link)
        fields = {"certificateId": ID, "sequence": 3, "linkId": link, "documentDigest": DOCUMENT}
        assert ended.events == (Event("CertificateUnlinked", fields | HANDS),)
        assert issued.view(issued.successions, "linkOf", link) == (ZERO_DIGEST, 0, 0)
        assert issued.view(issued.successions, "linksOn", ID) == ()
        assert issued.record(ID)["flags"] == 0
        assert head(issued, a_record()) == fold(before, *made.logs, *ended.logs)

    def test_the_last_link_takes_the_place_of_one_taken_back(self, issued: World) -> None:
        for relation in (SAME_DATA, DERIVED_FROM, CONTINUES):
            self.link(issued, relation)
        self.unlink(issued, thing(ID, 2))
        assert issued.view(issued.successions, "linksOn", ID) == (thing(ID, 4), thing(ID, 3))
        assert issued.record(ID)["flags"] == LINKED

    def test_a_link_stops_nothing(self, issued: World) -> None:
        self.link(issued)
        issued.act("Transfer", (NORTH.checker, ALPHA.consent, BETA.consent), ID, ALPHA.number, BETA.number, DOCUMENT)

    def test_a_known_relation_to_another_certificate_once(self, issued: World) -> None:
        for relation in (0, CONVERTS, SPLIT_FROM):
            with refused("RelationInvalid", relation):
                self.link(issued, relation)
        with refused("LinkToItself", ID):
            self.link(issued, other=ID)
        with refused("CertificateUnknown", DATA):
            self.link(issued, other=DATA)
        with refused("DigestMissing"):
            self.link(issued, document=ZERO_DIGEST)
        self.link(issued)
        with refused("LinkDuplicate", ID, thing(ID, 2)):
            self.link(issued)
        self.link(issued, DERIVED_FROM)

    def test_a_claim_is_no_certificate_to_link_with(self, issued: World) -> None:
        issued.act("Amend", (NORTH.checker, ALPHA.consent), ID, DATA, DOCUMENT, 0, 0)
        claim = id_of(ALPHA.number, DPR, DATA)
        with refused("CertificateUnknown", claim):
            self.link(issued, other=claim)

    def test_there_are_no_more_links_than_an_act_can_look_through(self, world: World) -> None:
        most = world.view(world.successions, "MAX_LINKS")
        world.issue(*(an_issue(BETA, serial) for serial in range(2, most + 3)), an_issue())
        others = [id_of(BETA.number, DPR, digest(f"data {serial}")) for serial in range(2, most + 3)]
        for other in others[:-1]:
            self.link(world, other=other)
        with refused("LinksTooMany", ID, most):
            self.link(world, other=others[-1])

    def test_only_a_link_by_hand_is_taken_back(self, issued: World) -> None:
        with refused("LinkUnknown", ID, DATA):
            self.unlink(issued, DATA)
        self.link(issued)
        with refused("DigestMissing"):
            self.unlink(issued, thing(ID, 2), ZERO_DIGEST)
        with refused("LinkUnknown", OTHER, thing(ID, 2)):
            issued.file(issued.successions, "unlink", self.SIGNERS, (OTHER, thing(ID, 2), DOCUMENT))
        word = a_record(GAMMA, 3, rights=OPERATE)
        asked = (ID, word, digest("data 1"), DOCUMENT, ZERO_DIGEST, REST)
        issued.file(issued.successions, "split", (NORTH.checker, ALPHA.consent, GAMMA.consent), asked)
        into = id_of(GAMMA.number, DPR, digest("data 1"))
        with refused("LinkFixed", thing(into, 2), SPLIT_FROM):
            issued.file(issued.successions, "unlink", self.SIGNERS, (into, thing(into, 2), DOCUMENT))

    def test_by_the_registry_in_charge_and_by_nobody_else(self, issued: World) -> None:
        trespass(issued, "link", (ID, OTHER, SAME_DATA, DOCUMENT), self.SIGNERS)
        with refused("RegisterNotInCharge", REGISTER, SOUTH.number, NORTH.number):
            issued.file(issued.successions, "link", self.SIGNERS, (ID, OTHER, SAME_DATA, DOCUMENT), maker=SOUTH.maker)
        with refused("ApprovalsMissing", 1, 2):
            self.link(issued, signers=(NORTH.checker, ALPHA.consent))
        self.link(issued)
        trespass(issued, "unlink", (ID, thing(ID, 2), DOCUMENT), self.SIGNERS)
        with refused("ApprovalsMissing", 1, 2):
            self.unlink(issued, thing(ID, 2), signers=(NORTH.checker, ALPHA.consent))

    def test_a_pause_stops_no_disclosure_and_the_term_only_new_ones(self, issued: World) -> None:
        with issued.undone():
            paused(issued)
            self.link(issued)
            self.unlink(issued, thing(ID, 2))
        self.link(issued)
        issued.now = YEAR_END
        with refused("CertificateExpired", ID, YEAR_END):
            self.link(issued, DERIVED_FROM)
        self.unlink(issued, thing(ID, 2))


class TestExit:
    """announceExit, and what comes of it."""

    def announce(
        self,
        world: World,
        effective_at: int,
        successor: int = SOUTH.number,
        *,
        document: bytes = DOCUMENT,
        signers: tuple[Actor, ...] = (NORTH.checker, SOUTH.consent),
        number: int = 1,
        maker: Actor = NORTH.maker,
    ) -> Receipt:
        asked = (REGISTER, successor, effective_at, document)
        return world.file(world.successions, "announceExit", signers, asked, sequence=number, maker=maker)

    @staticmethod
    def earliest(now: int) -> int:
        """Return the 24:00 of the day six months after `now`'s, in Shanghai."""
        here = datetime.fromtimestamp(now, timezone(timedelta(hours=8))).date()
        months = here.month - 1 + 6
        last = here.replace(year=here.year + months // 12, month=months % 12 + 1) + timedelta(days=1)
        return int(datetime(last.year, last.month, last.day, tzinfo=timezone(timedelta(hours=8))).timestamp())

    def test_the_notice_names_the_successor_who_agrees(self, issued: World) -> None:
        effective = self.earliest(issued.now + 1)
        receipt = self.announce(issued, effective)
        fields = {"register": REGISTER, "sequence": 1, "registry": NORTH.number, "successor": SOUTH.number}
        expected = Event("ExitAnnounced", fields | {"effectiveAt": effective, "documentDigest": DOCUMENT} | HANDS)
        assert receipt.events == (expected,)
        assert issued.view(issued.successions, "exitOf", REGISTER) == (SOUTH.number, effective, 1)

    def test_a_later_notice_takes_its_place_and_an_earlier_is_not_given_twice(self, issued: World) -> None:
        effective = self.earliest(issued.now + 1)
        asked = (REGISTER, SOUTH.number, effective, DOCUMENT)
        signers = (NORTH.checker, SOUTH.consent)
        call = issued.agreed(issued.successions, "announceExit", signers, asked, sequence=1)
        issued.send(NORTH.maker, issued.successions, *call)
        with refused("ApprovalInvalid", NORTH.checker.address):
            issued.send(NORTH.maker, issued.successions, *call)
        self.announce(issued, effective + DAY, number=2)
        assert issued.view(issued.successions, "exitOf", REGISTER) == (SOUTH.number, effective + DAY, 2)

    def test_six_months_are_given_and_a_document(self, issued: World) -> None:
        earliest = self.earliest(issued.now + 1)
        with refused("ExitTooSoon", REGISTER, earliest - 1, earliest):
            self.announce(issued, earliest - 1)
        with refused("DigestMissing"):
            self.announce(issued, FOREVER, document=ZERO_DIGEST)
        assert issued.view(issued.successions, "EXIT_MONTHS") == 6

    def test_the_successor_is_another_registry_that_is_active(self, issued: World) -> None:
        for nobody in (0, HOLDERS[-1].number + 1, CITY_BANK.number, ALPHA.number, NORTH.number):
            with refused("SuccessorInvalid", nobody):
                self.announce(issued, FOREVER, nobody)
        issued.govern(issued.participants, "suspend", SOUTH.number, REASON)
        with refused("SuccessorInvalid", SOUTH.number):
            self.announce(issued, FOREVER)

    def test_by_the_registry_in_charge_and_with_the_successors_consent(self, issued: World) -> None:
        with refused("ApprovalsMissing", 2, 1):
            self.announce(issued, FOREVER, signers=(NORTH.checker,))
        with refused("ApprovalFromOther", ALPHA.consent.address, ALPHA.number, SOUTH.number):
            self.announce(issued, FOREVER, signers=(NORTH.checker, ALPHA.consent))
        with refused("RegisterNotInCharge", REGISTER, SOUTH.number, NORTH.number):
            self.announce(issued, FOREVER, maker=SOUTH.maker)
        with refused("KeyUnknown", STRANGER.address):
            self.announce(issued, FOREVER, maker=STRANGER)
        with refused("DutyMissing", NORTH.checker.address, MAKER):
            self.announce(issued, FOREVER, maker=NORTH.checker)
        paused(issued)
        self.announce(issued, FOREVER)

    def test_after_the_exit_certificates_stay_and_the_successor_keeps_the_register(self, issued: World) -> None:
        self.announce(issued, self.earliest(issued.now + 1))
        issued.govern(issued.participants, "assignRegister", REGISTER, SOUTH.number, REASON)
        assert issued.record(ID)["state"] == ACTIVE
        with refused("RegisterNotInCharge", REGISTER, NORTH.number, SOUTH.number):
            issued.issue(an_issue(GAMMA, 3))
        issued.issue(an_issue(GAMMA, 3), registry=SOUTH)
        with refused("RegisterNotInCharge", REGISTER, NORTH.number, SOUTH.number):
            self.announce(issued, FOREVER, number=2)
        signers = (SOUTH.checker, ALPHA.consent, BETA.consent)
        issued.act("Transfer", signers, ID, ALPHA.number, BETA.number, DOCUMENT, maker=SOUTH.maker)
