"""
PledgeChanges.sol: perfect; and the rank of all that is in force.

On revm in process.
"""

from __future__ import annotations

import pytest

from tests.abi import Event
from tests.contract.pledging import (
    ALPHA_AND_CITY,
    ALPHA_AND_RIVER,
    BANK_HANDS,
    FILE,
    FILING,
    HELD,
    RESERVED,
    SECOND,
    SECOND_FILING,
    by_creditor,
    create,
    hold,
    perfect,
    ranked,
    release,
    stored,
    thing,
    word,
)
from tests.contract.test_certificates import ID, REASON, YEAR_END, fold, head
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    CITY_BANK,
    DAY,
    NORTH,
    RIVER_BANK,
    START,
    WARDEN,
    ZERO_DIGEST,
    a_record,
    an_issue,
)


class TestPerfect:
    """perfect."""

    def test_a_filing_is_recorded_with_an_exact_event(self, world: World) -> None:
        issued = world.issue(an_issue())
        created = create(world)
        filed = created.time - 1
        receipt = perfect(world, thing(2), at=filed)
        fields = {"filingNumber": FILING, "filedAt": filed, "rankAt": filed, "fileDigest": FILE}
        expected = {"certificateId": ID, "sequence": 3, "pledgeId": thing(2), **fields, **BANK_HANDS}
        assert receipt.events == (Event("PledgePerfected", expected),)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *created.logs, *receipt.logs)
        assert stored(world, thing(2)) == word(rank_at=filed, perfected_at=filed)
        assert world.view(world.pledges, "pledgeOfFiling", FILING) == thing(2)

    def test_a_pledge_is_perfected_once(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        filed = perfect(world, thing(2)).time
        with refused("PledgePerfectedAlready", thing(2), filed):
            perfect(world, thing(2), number=SECOND_FILING)

    def test_a_number_is_used_once_over_all_certificates(self, world: World) -> None:
        world.issue(an_issue(), an_issue(serial=2))
        create(world)
        create(world, certificate=SECOND)
        perfect(world, thing(2))
        with refused("FilingTaken", FILING, thing(2)):
            perfect(world, thing(2, SECOND), certificate=SECOND)
        release(world, thing(2))
        with refused("FilingTaken", FILING, thing(2)):
            perfect(world, thing(2, SECOND), certificate=SECOND)
        perfect(world, thing(2, SECOND), certificate=SECOND, number=SECOND_FILING)

    @pytest.mark.parametrize(
        "number",
        [
            b"",
            b"012345678901234",
            b"0123456789abcdef",
            b"0123456789 123456",
            b"0123456789-123456",
            b"01234567890123456789\x001",
            b"\x0001234567890123456789",
            b"0123456789012345/",
            b"0123456789012345:",
            b"0123456789012345@",
            b"0123456789012345[",
            "编号0123456789012".encode(),
        ],
    )
    def test_what_is_no_filing_number(self, world: World, number: bytes) -> None:
        world.issue(an_issue())
        create(world)
        padded = number.ljust(32, b"\0")
        with refused("FilingNumberInvalid", padded):
            perfect(world, thing(2), number=padded)

    @pytest.mark.parametrize("number", [b"0123456789ABCDEZ", b"0" * 32, b"Z" * 31, b"0" * 16])
    def test_what_is_one(self, world: World, number: bytes) -> None:
        world.issue(an_issue())
        create(world)
        perfect(world, thing(2), number=number.ljust(32, b"\0"))

    def test_it_was_filed_in_the_certificates_life_and_not_in_the_future(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        for wrong in (0, START - 1, world.now + 5):
            now = world.now + 1
            with refused("FilingTimeInvalid", wrong, START, now):
                perfect(world, thing(2), at=wrong)
        perfect(world, thing(2), at=START)

    def test_by_the_creditor_alone_with_its_file_while_open(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        with refused("DigestMissing"):
            perfect(world, thing(2), file=ZERO_DIGEST)
        for other in (RIVER_BANK, NORTH):
            with refused("NotCreditor", thing(2), CITY_BANK.number, other.number):
                perfect(world, thing(2), other)
        with refused("ApprovalsMissing", 1, 2):
            by_creditor(world, "perfect", (thing(2), FILING, START, FILE), (ALPHA.consent,))
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            perfect(world, thing(2))

    def test_also_after_the_certificates_term(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        world.now = YEAR_END + DAY
        perfect(world, thing(2))

    def test_a_hold_is_not_perfected(self, world: World) -> None:
        world.issue(an_issue())
        hold(world)
        with refused("PledgeNotLive", thing(2), HELD):
            perfect(world, thing(2))


class TestRanks:
    """ranksOn: perfected first, then the rank time, then the creation."""

    def test_the_first_to_file_is_the_first(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        create(world, RIVER_BANK, ALPHA_AND_CITY)
        perfect(world, thing(3), RIVER_BANK)
        assert ranked(world) == (thing(3), thing(2))
        perfect(world, thing(2), number=SECOND_FILING)
        assert ranked(world) == (thing(3), thing(2))

    def test_an_earlier_filing_goes_before_a_later_one(self, world: World) -> None:
        world.issue(an_issue())
        first = create(world)
        create(world, RIVER_BANK, ALPHA_AND_CITY)
        perfect(world, thing(3), RIVER_BANK, at=first.time)
        perfect(world, thing(2), number=SECOND_FILING, at=first.time - 1)
        assert ranked(world) == (thing(2), thing(3))

    def test_of_two_filings_at_one_time_the_older_pledge_goes_first(self, world: World) -> None:
        world.issue(an_issue())
        first = create(world)
        create(world, RIVER_BANK, ALPHA_AND_CITY)
        perfect(world, thing(3), RIVER_BANK, at=first.time)
        perfect(world, thing(2), number=SECOND_FILING, at=first.time)
        assert ranked(world) == (thing(2), thing(3))

    def test_a_reserved_rank_is_kept_through_a_later_filing(self, world: World) -> None:
        world.issue(an_issue())
        held = hold(world)
        create(world, RIVER_BANK, ALPHA_AND_CITY)
        perfect(world, thing(3), RIVER_BANK)
        assert ranked(world) == (thing(3), thing(2))
        create(world, others=ALPHA_AND_RIVER)
        assert ranked(world) == (thing(3), thing(5))
        receipt = perfect(world, thing(5), number=SECOND_FILING)
        assert ranked(world) == (thing(5), thing(3))
        kept = word(rank_at=held.time, perfected_at=receipt.time, traits=RESERVED)
        assert stored(world, thing(5)) == kept

    def test_a_filing_before_the_hold_is_the_better_rank(self, world: World) -> None:
        world.issue(an_issue())
        held = hold(world)
        create(world)
        perfect(world, thing(3), at=held.time - 1)
        earlier = word(rank_at=held.time - 1, perfected_at=held.time - 1, traits=RESERVED)
        assert stored(world, thing(3)) == earlier

    def test_a_pledge_past_its_term_keeps_its_rank(self, world: World) -> None:
        world.issue(an_issue())
        create(world, until=world.now + 10)
        create(world, RIVER_BANK, ALPHA_AND_CITY)
        world.sleep(DAY)
        assert ranked(world) == (thing(2), thing(3))
        with refused("ApprovalsMissing", 3, 2):
            hold(world, RIVER_BANK)
