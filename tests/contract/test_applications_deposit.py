"""
Applications.sol: deposits alone, co-held and in batches.

On revm in process.
"""

from __future__ import annotations

from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.abi import Event
from tests.contract.applying import (
    DATA,
    DEPOSITED,
    DOCUMENT,
    HANDS,
    ID,
    PUBLICISED,
    REGISTER,
    REVIEWED,
    SHARES,
    TERMINATED,
    asked_of,
    at,
    case,
    deposit,
    deposit_many,
    instant,
    over,
    publicised,
    shares_digest_of,
    stage,
    step,
    submit,
    word_of,
)
from tests.contract.test_certificates import fold, head
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    BETA,
    CITY_BANK,
    DAR,
    DAY,
    DPR,
    FOREVER,
    NORTH,
    NORTH_CODE,
    SHARED,
    SOUTH,
    WARDEN,
    ZERO_DIGEST,
    a_record,
    digest,
    id_of,
    register_of,
    unpack,
)


class TestDeposit:
    """deposit."""

    def test_a_deposit_issues_the_certificate(self, world: World) -> None:
        over(world)
        word = word_of()
        receipt = deposit(world, word)

        issued = word | 1 << 32 | 1 << 176
        fields = {"certificateId": ID, "record": issued, "fingerprint": DATA, "documentDigest": DOCUMENT}
        assert receipt.events == (
            Event("ApplicationDeposited", {"applicationId": ID, "sequence": 5} | HANDS),
            Event("CertificateIssued", fields | HANDS),
        )
        assert case(world)["stage"] == DEPOSITED
        assert world.record(ID) == unpack(issued)
        assert head(world, word) == fold(ZERO_DIGEST, receipt.logs[1])
        with refused("StepNotAllowed", ID, DEPOSITED, 14):
            deposit(world, word_of(serial=2))
        with refused("CertificateDuplicate", ID):
            submit(world)

    def test_it_waits_for_the_publicity(self, world: World) -> None:
        until = publicised(world)
        at(world, "2026-12-07T23:59:59")
        with refused("PublicityRunning", ID, until):
            deposit(world, word_of(valid_from=world.now))
        at(world, "2026-12-08T00:00:00")
        deposit(world, word_of())

    def test_the_record_is_the_cases(self, world: World) -> None:
        over(world)
        for changed, values in (
            ({"ordinal": 1}, (ALPHA.number, DPR, DATA, 1)),
            ({"regime": DAR}, (ALPHA.number, DAR, DATA, 0)),
            ({"holder": BETA.number}, (BETA.number, DPR, DATA, 0)),
        ):
            with refused("ApplicationIdWrong", ID, id_of(*values)):
                deposit(world, word_of(ALPHA, 1, **changed))
        with refused("ApplicationIdWrong", ID, id_of(ALPHA.number, DPR, digest("other"))):
            deposit(world, word_of(), data=digest("other"))
        with refused("RegisterDiffers", ID, register_of(111, DPR), REGISTER):
            deposit(world, word_of(code=111))

    def test_the_rights_passed_the_review(self, world: World) -> None:
        over(world, rights=3)
        for rights in (0, 4, 7):
            with refused("RightsNotPassed", ID, rights, 3):
                deposit(world, word_of(rights=rights))
        deposit(world, word_of(rights=1))

    def test_the_term_is_within_regime_and_source(self, world: World) -> None:
        over(world)
        earliest, latest = instant("2026-12-08T00:00"), instant("2031-12-09T00:00")
        with refused("TermBackdated", ID, earliest - 1, earliest):
            deposit(world, word_of(valid_from=earliest - 1))
        with refused("DepositTermTooLong", ID, latest + 1, latest):
            deposit(world, word_of(valid_to=latest + 1))
        deposit(world, word_of(valid_to=latest))

    def test_a_sources_end_cuts_the_term(self, world: World) -> None:
        ends = instant("2028-01-01T00:00")
        over(world, source_ends=ends)
        with refused("DepositTermTooLong", ID, ends + 1, ends):
            deposit(world, word_of(valid_to=ends + 1))
        deposit(world, word_of(valid_to=ends))

    def test_what_the_door_refuses_is_refused(self, world: World) -> None:
        over(world)
        with refused("RecordNotBlank", word_of() | 1 << 176):
            deposit(world, word_of() | 1 << 176)
        with refused("DigestMissing"):
            deposit(world, word_of(), document=ZERO_DIGEST)
        world.issue((a_record(BETA, 7, period=202612), DATA, DOCUMENT))
        with refused("NumberTaken", word_of(serial=7) >> 192):
            deposit(world, word_of(serial=7))
        world.issue((a_record(ALPHA, 8), DATA, DOCUMENT))
        with refused("CertificateDuplicate", ID):
            deposit(world, word_of())

    def test_only_the_registry_in_charge_and_not_during_a_pause(self, world: World) -> None:
        over(world)
        with refused("RegisterNotInCharge", REGISTER, SOUTH.number, NORTH.number):
            deposit(world, word_of(), maker=SOUTH.maker, checker=SOUTH.checker)
        with refused("ApprovalFromOther", SOUTH.checker.address, SOUTH.number, NORTH.number):
            deposit(world, word_of(), checker=SOUTH.checker)
        with refused("ApprovalsMissing", 1, 2):
            deposit(world, word_of(), parties=(ALPHA.consent,))
        world.send(WARDEN.voter, world.participants, "pause", DOCUMENT)
        with refused("LedgerIsPaused"):
            deposit(world, word_of())

    def test_a_successor_in_charge_goes_on(self, world: World) -> None:
        over(world)
        world.govern(world.participants, "assignRegister", REGISTER, SOUTH.number, DOCUMENT)
        deposit(world, word_of(), maker=SOUTH.maker, checker=SOUTH.checker)


class TestCoHeld:
    """deposit with co-holders."""

    def test_all_co_holders_agree_to_their_shares(self, world: World) -> None:
        over(world)
        receipt = deposit(world, word_of(), shares=SHARES, parties=(ALPHA.consent, BETA.consent))
        names = [event.name for event in receipt.events]
        assert names == ["ApplicationDeposited", "CertificateIssued", "ShareRecorded", "ShareRecorded"]
        assert world.record(ID)["flags"] == SHARED
        assert world.view(world.certificates, "sharesOf", ID) == SHARES
        assert head(world, word_of()) == fold(ZERO_DIGEST, *receipt.logs[1:])

    def test_none_is_left_out(self, world: World) -> None:
        over(world)
        with refused("ApprovalsMissing", 3, 2):
            deposit(world, word_of(), shares=SHARES, parties=(ALPHA.consent,))
        with refused("ApprovalFromOther", ALPHA.consent.address, ALPHA.number, BETA.number):
            deposit(world, word_of(), shares=SHARES, parties=(ALPHA.consent, ALPHA.consent))

    def test_the_shares_are_those_that_were_signed(self, world: World) -> None:
        over(world)
        other = ((ALPHA.number, 7, 5_000), (BETA.number, 3, 5_000))
        parties = (ALPHA.consent, BETA.consent)
        with refused("SharesDigestWrong", ID, shares_digest_of(other), shares_digest_of(SHARES)):
            deposit(world, word_of(), shares=SHARES, shares_digest=shares_digest_of(other), parties=parties)
        with refused("SharesDigestWrong", ID, DOCUMENT, ZERO_DIGEST):
            deposit(world, word_of(), shares_digest=DOCUMENT)

    def test_shares_that_are_not_whole_are_refused(self, world: World) -> None:
        over(world)
        short = ((ALPHA.number, 7, 6_000), (BETA.number, 3, 3_999))
        with refused("SharesInvalid", 2, 9_999):
            deposit(world, word_of(), shares=short, parties=(ALPHA.consent, BETA.consent))


class TestBatch:
    """depositMany."""

    def ready(self, world: World, count: int) -> list[tuple[bytes, int, bytes, bytes, bytes]]:
        """Bring many cases to the end of their publicity; return what is asked of the batch."""
        asked = []
        at(world, "2026-11-27T15:00")
        for serial in range(1, count + 1):
            data = digest(f"data {serial}")
            own = id_of(ALPHA.number, DPR, data)
            step(world, "submit", *asked_of(fingerprint=data), id_=own, parties=(ALPHA.consent,))
            step(world, "accept", id_=own)
            step(world, "passReview", 7, DOCUMENT, id_=own)
            step(world, "publicise", DOCUMENT, id_=own)
            asked.append((own, word_of(serial=serial), data, DOCUMENT, ZERO_DIGEST))
        at(world, "2026-12-08T09:00")
        return asked

    def test_many_are_deposited_with_one_approval(self, world: World) -> None:
        asked = self.ready(world, 3)
        receipt = deposit_many(world, asked)
        assert [event.name for event in receipt.events] == ["ApplicationDeposited", "CertificateIssued"] * 3
        for own, *_ in asked:
            assert (case(world, own)["stage"], world.record(own)["sequence"]) == (DEPOSITED, 1)

    def test_a_batch_is_neither_empty_nor_too_large(self, world: World) -> None:
        (asked,) = self.ready(world, 1)
        assert world.view(world.applications, "MAX_DEPOSITS") == 100
        with refused("BatchSize", 0, 100):
            deposit_many(world, [])
        with refused("BatchSize", 101, 100):
            deposit_many(world, [asked] * 101)

    def test_no_case_stands_twice(self, world: World) -> None:
        (asked,) = self.ready(world, 1)
        with refused("CertificateDuplicate", ID):
            deposit_many(world, [asked, asked])

    def test_one_that_is_not_ready_stops_all(self, world: World) -> None:
        first, second = self.ready(world, 2)
        step(world, "terminate", DOCUMENT, id_=second[0])
        with refused("StepNotAllowed", second[0], TERMINATED, 14):
            deposit_many(world, [first, second])
        assert stage(world, first[0]) == PUBLICISED

    def test_co_holders_are_not_in_a_batch(self, world: World) -> None:
        (asked,) = self.ready(world, 1)
        with refused("SharesDigestWrong", ID, DOCUMENT, ZERO_DIGEST):
            deposit_many(world, [(*asked[:4], DOCUMENT)])

    def test_its_hands_are_the_registrys(self, world: World) -> None:
        asked = self.ready(world, 1)
        with refused("RegisterNotInCharge", REGISTER, SOUTH.number, NORTH.number):
            deposit_many(world, asked, maker=SOUTH.maker, checker=SOUTH.checker)
        with refused("RoleMissing", CITY_BANK.number, 1):
            deposit_many(world, asked, maker=CITY_BANK.maker)
        with refused("ApprovalFromOther", SOUTH.checker.address, SOUTH.number, NORTH.number):
            deposit_many(world, asked, checker=SOUTH.checker)
        with refused("ApprovalExpired", world.now):
            deposit_many(world, asked, deadline=world.now)
        world.send(WARDEN.voter, world.participants, "pause", DOCUMENT)
        with refused("LedgerIsPaused"):
            deposit_many(world, asked)

    def test_all_registers_must_be_its_own(self, world: World) -> None:
        first, second = self.ready(world, 1)[0], register_of(111, DPR)
        data = digest("data 9")
        own = id_of(ALPHA.number, DPR, data)
        south: dict[str, Any] = {"id_": own, "maker": SOUTH.maker, "checker": SOUTH.checker}
        step(world, "submit", *asked_of(register=second, fingerprint=data), parties=(ALPHA.consent,), **south)
        step(world, "accept", **south)
        step(world, "passReview", 7, DOCUMENT, **south)
        waived = step(world, "waivePublicity", DOCUMENT, **south).time
        word = word_of(serial=9, valid_from=waived, code=111)
        with refused("RegisterNotInCharge", second, NORTH.number, SOUTH.number):
            deposit_many(world, [first, (own, word, data, DOCUMENT, ZERO_DIGEST)])
        world.govern(world.participants, "assignRegister", second, NORTH.number, DOCUMENT)
        deposit_many(world, [first, (own, word, data, DOCUMENT, ZERO_DIGEST)])

    def test_an_approval_holds_for_one_state_of_every_case(self, world: World) -> None:
        asked = self.ready(world, 1)
        sequence = case(world)["sequence"] + 1
        each = keccak(encode(["bytes32", "uint256", "bytes32", "bytes32", "bytes32", "uint32"], [*asked[0], sequence]))
        fields = [("bytes32", "depositsDigest"), ("uint256", "count"), ("uint64", "deadline")]
        signed = world.typed_digest(world.applications, "DepositMany", fields, (keccak(each), 1, FOREVER))
        approval = (NORTH.checker.address, NORTH.checker.sign(signed))
        step(world, "extend", DOCUMENT)
        with refused("ApprovalInvalid", NORTH.checker.address):
            world.send(NORTH.maker, world.applications, "depositMany", asked, FOREVER, approval)


def test_no_certificate_comes_past_its_application(world: World) -> None:
    world.govern(world.certificates, "openMigration", REGISTER, 0)
    with refused("MigrationClosed", REGISTER, 0):
        world.issue((a_record(), DATA, DOCUMENT))
    at(world, "2026-11-27T15:00")
    submit(world)
    step(world, "accept")
    step(world, "passReview", 7, DOCUMENT)
    assert case(world)["stage"] == REVIEWED
    from_ = step(world, "waivePublicity", DOCUMENT).time
    deposit(world, word_of(valid_from=from_, valid_to=instant("2027-01-01T00:00")))
    assert world.record(ID)["code"] == NORTH_CODE


def test_an_expired_predecessor_makes_room(world: World) -> None:
    world.issue((a_record(valid_to=world.now + DAY), DATA, DOCUMENT))
    world.sleep(DAY)
    again = id_of(ALPHA.number, DPR, DATA, 1)
    step(world, "submit", *asked_of(ordinal=1), id_=again, parties=(ALPHA.consent,))
    step(world, "accept", id_=again)
    step(world, "passReview", 7, DOCUMENT, id_=again)
    from_ = step(world, "waivePublicity", DOCUMENT, id_=again).time
    ends = from_ + DAY
    deposit(world, word_of(serial=2, ordinal=1, valid_from=from_, valid_to=ends), id_=again)
