"""
Doors.sol: what nouns may do through the door, each by a power of its own; and who may open it.

On revm in process; the noun is the test contract Doorman, which does what it is told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.abi import Contract, Event
from tests.contract.test_certificates import (
    ACTIVE,
    CANCELLED,
    DATA,
    DOCUMENT,
    HANDS,
    ID,
    REASON,
    YEAR_END,
    fold,
    head,
)
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    AMENDS,
    ATTESTED,
    BETA,
    DAY,
    DPR,
    ENDS,
    EXTENDS,
    GAMMA,
    HOLD,
    HOLDERS,
    ISSUES,
    MIGRATIONS,
    MOVES,
    NORTH,
    NORTH_CODE,
    NOUNS,
    OPERATE,
    PDR,
    RENEWING,
    SHARED,
    SOUTH,
    SOUTH_CODE,
    START,
    STRANGER,
    USE,
    ZERO_DIGEST,
    a_record,
    an_issue,
    digest,
    id_of,
    pack,
    register_of,
    unpack,
)
from tests.world_fixtures import Deploy

SUPERSEDED = 4
FREE = 1 << 13
"""A flag that no noun of the founding has."""
POWERS = (MOVES, ENDS, ISSUES, AMENDS, EXTENDS)
Call = tuple[Any, ...]
HANDS_GIVEN = (NORTH.maker.address, NORTH.checker.address)
MOVE: Call = ("move", (ID, ALPHA.number, BETA.number, DOCUMENT), *HANDS_GIVEN)
END: Call = ("end", ID, ZERO_DIGEST, DOCUMENT, *HANDS_GIVEN)
ENTER: Call = ("enter", an_issue(serial=2), [], *HANDS_GIVEN)
ADJUST: Call = ("adjust", (ID, ZERO_DIGEST, DOCUMENT, 0, HOLD), *HANDS_GIVEN)
EXTEND: Call = ("extend", ID, YEAR_END + DAY, DOCUMENT, *HANDS_GIVEN)
ANNOTATED: Call = (ID, 27, 1, 0, 0, 0, 0, ZERO_DIGEST, ZERO_DIGEST, DOCUMENT)
CALLS = dict(zip(POWERS, (MOVE, END, ENTER, ADJUST, EXTEND), strict=True))

Admit = Callable[[int], Contract]


@pytest.fixture
def admit(world: World, deploy_test_contract: Deploy) -> Admit:
    """Admits a Doorman to flags and powers, beside one certificate."""
    world.issue(an_issue())

    def made(flags: int) -> Contract:
        doorman = deploy_test_contract("Doorman", world.certificates.address)
        world.govern(world.certificates, "admitNoun", doorman.address, flags)
        return doorman

    return made


class TestPowers:
    """Each function of the door needs a power of its own."""

    @pytest.mark.parametrize("power", POWERS)
    def test_the_power_and_nothing_else_lets_a_noun_in(self, world: World, admit: Admit, power: int) -> None:
        entitled, other = admit(power), admit(sum(POWERS) - power | FREE)
        with refused("DoorClosed", other.address, power):
            world.send(STRANGER, other, *CALLS[power])
        world.send(STRANGER, entitled, *CALLS[power])

    @pytest.mark.parametrize("power", POWERS)
    @pytest.mark.parametrize("caller", [STRANGER, NORTH.maker, NORTH.checker])
    def test_no_key_comes_through_the_door(self, world: World, power: int, caller: Any) -> None:
        world.issue(an_issue())
        with refused("DoorClosed", caller.address, power):
            world.send(caller, world.certificates, *CALLS[power])

    def test_a_noun_without_flags_advances_nothing(self, world: World, admit: Admit) -> None:
        doorman = admit(sum(POWERS))
        with refused("DoorClosed", doorman.address, 0):
            world.send(STRANGER, doorman, "advance", ID, DATA, 0, 0)

    def test_a_closed_door_is_closed(self, world: World, admit: Admit) -> None:
        doorman = admit(sum(POWERS) | FREE)
        world.govern(world.certificates, "admitNoun", doorman.address, 0)
        for power, call in CALLS.items():
            with refused("DoorClosed", doorman.address, power):
                world.send(STRANGER, doorman, *call)


class TestMove:
    """move."""

    def test_all_goes_to_another_with_the_event_of_a_transfer(self, world: World, admit: Admit) -> None:
        doorman = admit(MOVES)
        before = head(world, a_record())
        receipt = world.send(STRANGER, doorman, *MOVE)
        fields = {"certificateId": ID, "sequence": 2, "from": ALPHA.number, "to": BETA.number}
        assert receipt.events == (Event("CertificateTransferred", fields | {"documentDigest": DOCUMENT} | HANDS),)
        assert world.record(ID)["holder"] == BETA.number
        assert head(world, a_record()) == fold(before, *receipt.logs)

    def test_it_asks_no_right_to_operate_and_no_term(self, world: World, admit: Admit) -> None:
        doorman = admit(MOVES | AMENDS)
        world.send(STRANGER, doorman, *ADJUST)
        world.now = YEAR_END
        world.send(STRANGER, doorman, *MOVE)
        assert world.record(ID)["holder"] == BETA.number

    def test_from_a_holder_to_another_known_one_with_a_document(self, world: World, admit: Admit) -> None:
        doorman, unknown = admit(MOVES | ENDS), HOLDERS[-1].number + 1

        def move(from_: int, to: int, document: bytes = DOCUMENT, id_: bytes = ID) -> None:
            world.send(STRANGER, doorman, "move", (id_, from_, to, document), *HANDS_GIVEN)

        with refused("NotHolder", ID, BETA.number):
            move(BETA.number, GAMMA.number)
        for nobody in (0, unknown):
            with refused("ParticipantUnknown", nobody):
                move(ALPHA.number, nobody)
        for same in (ALPHA.number, NORTH.number):
            with refused("TransfereeInvalid", ID, same):
                move(ALPHA.number, same)
        with refused("DigestMissing"):
            move(ALPHA.number, BETA.number, ZERO_DIGEST)
        with refused("CertificateUnknown", DATA):
            move(ALPHA.number, BETA.number, id_=DATA)
        world.send(STRANGER, doorman, *END)
        with refused("CertificateNotActive", ID, CANCELLED):
            move(ALPHA.number, BETA.number)

    def test_a_share_moves_like_a_certificate(self, world: World, admit: Admit) -> None:
        doorman = admit(MOVES)
        shared = id_of(ALPHA.number, DPR, digest("data 2"))
        world.issue_shared(an_issue(serial=2), [(ALPHA.number, HOLD, 4_000), (BETA.number, USE | OPERATE, 6_000)])
        world.send(STRANGER, doorman, "move", (shared, ALPHA.number, GAMMA.number, DOCUMENT), *HANDS_GIVEN)
        parts = [(GAMMA.number, HOLD, 4_000), (BETA.number, USE | OPERATE, 6_000)]
        assert list(world.view(world.certificates, "sharesOf", shared)) == parts


class TestEnd:
    """end."""

    def test_without_a_successor_it_is_cancelled_by_judgment(self, world: World, admit: Admit) -> None:
        doorman = admit(ENDS)
        before = head(world, a_record())
        receipt = world.send(STRANGER, doorman, *END)
        fields = {"certificateId": ID, "sequence": 2, "reason": 5, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("CertificateCancelled", fields | HANDS),)
        assert world.record(ID)["state"] == CANCELLED
        assert head(world, a_record()) == fold(before, *receipt.logs)

    def test_with_one_it_is_superseded(self, world: World, admit: Admit) -> None:
        doorman = admit(ENDS)
        before = head(world, a_record())
        receipt = world.send(STRANGER, doorman, "end", ID, DATA, DOCUMENT, *HANDS_GIVEN)
        fields = {"certificateId": ID, "sequence": 2, "successorId": DATA, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("CertificateSuperseded", fields | HANDS),)
        assert world.record(ID)["state"] == SUPERSEDED
        assert head(world, a_record()) == fold(before, *receipt.logs)
        with refused("CertificateNotActive", ID, SUPERSEDED):
            world.send(STRANGER, doorman, *END)

    def test_a_document_is_needed(self, world: World, admit: Admit) -> None:
        doorman = admit(ENDS)
        with refused("DigestMissing"):
            world.send(STRANGER, doorman, "end", ID, ZERO_DIGEST, ZERO_DIGEST, *HANDS_GIVEN)


class TestEnter:
    """enter."""

    def test_a_certificate_is_issued_though_no_migration_is_open(self, world: World, admit: Admit) -> None:
        doorman = admit(ISSUES)
        world.govern(world.certificates, "openMigration", register_of(NORTH_CODE, DPR), 0)
        receipt = world.send(STRANGER, doorman, *ENTER)
        word, data, document = an_issue(serial=2)
        stored = pack(**{**unpack(word), "sequence": 1, "state": ACTIVE})
        id_ = id_of(ALPHA.number, DPR, data)
        fields = {"certificateId": id_, "record": stored, "fingerprint": data, "documentDigest": document}
        assert receipt.events == (Event("CertificateIssued", fields | HANDS),)
        assert receipt.output == id_
        assert head(world, word) == fold(ZERO_DIGEST, *receipt.logs)

    def test_with_shares_it_is_co_held(self, world: World, admit: Admit) -> None:
        doorman = admit(ISSUES)
        parts = [(ALPHA.number, HOLD, 4_000), (BETA.number, USE | OPERATE, 6_000)]
        receipt = world.send(STRANGER, doorman, "enter", an_issue(serial=2), parts, *HANDS_GIVEN)
        assert [event.name for event in receipt.events] == ["CertificateIssued", "ShareRecorded", "ShareRecorded"]
        assert world.record(receipt.output)["flags"] == SHARED
        assert list(world.view(world.certificates, "sharesOf", receipt.output)) == parts

    def test_it_is_checked_as_an_issue(self, world: World, admit: Admit) -> None:
        doorman = admit(ISSUES)

        def enter(word: int, data: bytes = DATA, parts: Any = ()) -> None:
            world.send(STRANGER, doorman, "enter", (word, data, DOCUMENT), list(parts), *HANDS_GIVEN)

        with refused("RegimeUnknown", 5):
            enter(a_record(serial=2, regime=5))
        with refused("RecordNotBlank", a_record(serial=2, state=1)):
            enter(a_record(serial=2, state=1))
        with refused("SelfRegistration", NORTH.number):
            enter(a_record(NORTH, 2))
        with refused("TermInvalid", START, START):
            enter(a_record(serial=2, valid_to=START))
        with refused("CertificateDuplicate", ID):
            enter(a_record(serial=2), digest("data 1"))
        with refused("NumberTaken", a_record() >> 192):
            enter(a_record(serial=1))
        with refused("SharesInvalid", 1, 10_000):
            enter(a_record(serial=2), parts=[(ALPHA.number, 7, 10_000)])


class TestAdjust:
    """adjust."""

    def test_a_certificate_is_amended(self, world: World, admit: Admit) -> None:
        doorman = admit(AMENDS)
        before = head(world, a_record())
        receipt = world.send(STRANGER, doorman, *ADJUST)
        fields = {"certificateId": ID, "sequence": 2, "fingerprint": ZERO_DIGEST, "documentDigest": DOCUMENT}
        expected = Event("CertificateAmended", fields | {"validTo": YEAR_END, "rights": HOLD} | HANDS)
        assert receipt.events == (expected,)
        assert (world.record(ID)["rights"], world.view(world.certificates, "versionOf", ID)) == (HOLD, 2)
        assert head(world, a_record()) == fold(before, *receipt.logs)

    def test_it_is_checked_as_an_amendment(self, world: World, admit: Admit) -> None:
        doorman = admit(AMENDS)
        with refused("TermExtended", ID, YEAR_END, YEAR_END + 1):
            world.send(STRANGER, doorman, "adjust", (ID, ZERO_DIGEST, DOCUMENT, YEAR_END + 1, 0), *HANDS_GIVEN)
        with refused("RightsInvalid", 8):
            world.send(STRANGER, doorman, "adjust", (ID, ZERO_DIGEST, DOCUMENT, 0, 8), *HANDS_GIVEN)
        with refused("DigestMissing"):
            world.send(STRANGER, doorman, "adjust", (ID, ZERO_DIGEST, ZERO_DIGEST, 0, 0), *HANDS_GIVEN)


class TestExtend:
    """extend."""

    def test_a_term_is_renewed_even_after_its_end(self, world: World, admit: Admit) -> None:
        doorman = admit(EXTENDS)
        before = head(world, a_record())
        world.now = YEAR_END
        receipt = world.send(STRANGER, doorman, *EXTEND)
        fields = {"certificateId": ID, "sequence": 2, "validToBefore": YEAR_END, "validTo": YEAR_END + DAY}
        assert receipt.events == (Event("CertificateRenewed", fields | {"documentDigest": DOCUMENT} | HANDS),)
        assert world.record(ID)["valid_to"] == YEAR_END + DAY
        assert world.view(world.certificates, "versionOf", ID) == 1
        assert head(world, a_record()) == fold(before, *receipt.logs)

    def test_a_term_that_is_no_longer_or_has_ended_already_is_refused(self, world: World, admit: Admit) -> None:
        doorman = admit(EXTENDS)
        with refused("TermNotExtended", ID, YEAR_END, YEAR_END):
            world.send(STRANGER, doorman, "extend", ID, YEAR_END, DOCUMENT, *HANDS_GIVEN)
        with refused("DigestMissing"):
            world.send(STRANGER, doorman, "extend", ID, YEAR_END + 1, ZERO_DIGEST, *HANDS_GIVEN)
        world.now = YEAR_END + DAY - 1
        with refused("TermNotExtended", ID, YEAR_END, YEAR_END + DAY):
            world.send(STRANGER, doorman, *EXTEND)


class TestAdmission:
    """admitNoun and openMigration."""

    def test_the_founding_admits_all_nouns_in_their_order(self, world: World) -> None:
        nouns = [world.nouns[name].address for name, _ in NOUNS]
        for (name, flags), address in zip(NOUNS, nouns, strict=True):
            assert world.view(world.certificates, "nounFlags", address) == flags
            assert world.view(world.nouns[name], "CERTIFICATES") == world.certificates.address
        assert world.view(world.certificates, "nounFor", RENEWING) == nouns[0]
        assert world.view(world.certificates, "nounFor", 1 << 13) == "0x" + "00" * 20
        for register, until in MIGRATIONS:
            assert world.view(world.certificates, "migrationOf", register) == until

    def test_no_noun_is_given_what_is_no_flag_and_no_power(self, world: World) -> None:
        for bits in (SHARED, 1 << 21, 1 << 22):
            with refused("DoorClosed", STRANGER.address, bits):
                world.govern(world.certificates, "admitNoun", STRANGER.address, bits)

    def test_a_flag_has_one_keeper_until_that_is_shut_out(self, world: World) -> None:
        with refused("FlagKept", 12, world.renewals.address):
            world.govern(world.certificates, "admitNoun", STRANGER.address, RENEWING)
        world.govern(world.certificates, "admitNoun", world.renewals.address, 0)
        assert world.view(world.certificates, "nounFor", RENEWING) == "0x" + "00" * 20
        world.govern(world.certificates, "admitNoun", STRANGER.address, RENEWING)
        assert world.view(world.certificates, "nounFor", RENEWING) == STRANGER.address

    def test_a_flag_without_a_keeper_stops_every_act(self, world: World) -> None:
        doorman = world.nouns["Attestations"].address
        world.issue(an_issue())
        world.file(world.attestations, "attest", [NORTH.checker], ANNOTATED)
        world.govern(world.certificates, "admitNoun", doorman, 0)
        with refused("DoorClosed", "0x" + "00" * 20, ATTESTED):
            world.view(world.certificates, "requireAllowed", ID, 1)

    def test_a_migration_is_opened_and_closed_by_vote_alone(self, world: World) -> None:
        register = register_of(NORTH_CODE, DPR)
        receipt = world.govern(world.certificates, "openMigration", register, START + DAY)
        assert receipt.events[0] == Event("MigrationOpened", {"register": register, "until": START + DAY})
        assert world.view(world.certificates, "migrationOf", register) == START + DAY
        with refused("GovernanceOnly", NORTH.maker.address):
            world.send(NORTH.maker, world.certificates, "openMigration", register, START + DAY)

    def test_without_an_application_only_while_old_certificates_are_taken_over(self, world: World) -> None:
        register = register_of(NORTH_CODE, DPR)
        world.govern(world.certificates, "openMigration", register, world.now + 10 * DAY)
        until = world.view(world.certificates, "migrationOf", register)
        world.now = until - 2
        world.issue(an_issue())
        with refused("MigrationClosed", register, until):
            world.issue(an_issue(serial=2))
        with refused("MigrationClosed", register, until):
            world.issue_shared(an_issue(serial=2), [(ALPHA.number, 7, 5_000), (BETA.number, 7, 5_000)])
        with refused("MigrationClosed", register, until):
            world.issue(an_issue(serial=2, regime=PDR), an_issue(serial=3))
        world.govern(world.participants, "assignRegister", register_of(SOUTH_CODE, PDR), SOUTH.number, REASON)
        with refused("MigrationClosed", register_of(SOUTH_CODE, PDR), 0):
            world.issue(an_issue(serial=2, code=SOUTH_CODE, regime=PDR), registry=SOUTH)
