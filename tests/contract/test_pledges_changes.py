"""
PledgeChanges.sol: amend, extend, assign, crystallise and part release of a live pledge.

On revm in process.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.abi import Event
from tests.contract.pledging import (
    ALPHA_AND_CITY,
    AMOUNT,
    BANK_HANDS,
    CRYSTALLISED,
    DEBT,
    FILE,
    FILING,
    LEAST,
    MAXIMUM,
    MORTGAGE,
    MOST,
    OTHER,
    PAID,
    PLEDGE,
    RELEASED,
    UNTIL,
    by_creditor,
    create,
    release,
    stored,
    thing,
    word,
)
from tests.contract.test_certificates import DOCUMENT, ID, REASON, YEAR_END, fold, head
from tests.evm import Receipt, World, refused
from tests.parties import (
    ALPHA,
    BETA,
    CITY_BANK,
    DAY,
    DELTA,
    INSTITUTE,
    PERSON,
    RIVER_BANK,
    START,
    WARDEN,
    ZERO_DIGEST,
    Party,
    a_record,
    an_issue,
    digest,
)

NEW_DEBT = digest("another loan contract")


def amend(world: World, own: bytes, others: Any = (ALPHA.consent,), **changes: Any) -> Receipt:
    usual = {"pledge": own, "amount": AMOUNT, "form": PLEDGE, "debt": NEW_DEBT}
    return by_creditor(world, "amend", tuple({**usual, **changes}.values()), others)


def extend(world: World, own: bytes, until: int = YEAR_END, document: bytes = DOCUMENT) -> Receipt:
    return by_creditor(world, "extend", (own, until, document), (ALPHA.consent,))


def assign(world: World, own: bytes, to: Party = RIVER_BANK, document: bytes = DOCUMENT) -> Receipt:
    return by_creditor(world, "assign", (own, to.number, document), (to.consent,))


def crystallise(world: World, own: bytes, amount: int = AMOUNT, document: bytes = DOCUMENT) -> Receipt:
    return by_creditor(world, "crystallise", (own, amount, document))


def part_release(world: World, own: bytes, amount: int, document: bytes = DOCUMENT) -> Receipt:
    return by_creditor(world, "partRelease", (own, amount, document))


def told(receipt: Receipt, expected: Event) -> None:
    """That the receipt has this one event, of the pledge that event 2 created and from the bank's hands."""
    usual = {"certificateId": ID, "pledgeId": thing(2)}
    assert receipt.events == (Event(expected.name, usual | dict(expected.fields) | BANK_HANDS),)


class TestAmend:
    """amend."""

    def test_all_new_values_are_told_in_full(self, world: World) -> None:
        issued = world.issue(an_issue())
        created = create(world)
        receipt = amend(world, thing(2), amount=AMOUNT - 1, form=OTHER)
        fields = {"amountBefore": AMOUNT, "amount": AMOUNT - 1, "form": OTHER, "debtDigest": NEW_DEBT}
        told(receipt, Event("PledgeAmended", {"sequence": 3, **fields}))
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *created.logs, *receipt.logs)
        assert stored(world, thing(2)) == word(rank_at=created.time, amount=AMOUNT - 1, form=OTHER)

    def test_more_needs_the_other_creditors_and_less_does_not(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        create(world, RIVER_BANK, ALPHA_AND_CITY)
        with refused("ApprovalsMissing", 3, 2):
            amend(world, thing(2), amount=AMOUNT + 1)
        amend(world, thing(2), (ALPHA.consent, RIVER_BANK.consent), amount=AMOUNT + 1)
        amend(world, thing(2), amount=AMOUNT + 1)
        amend(world, thing(2), amount=LEAST)
        assert world.view(world.pledges, "ranksOn", ID) == (thing(2), thing(3))

    def test_sum_form_and_debt_must_be_right(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        for amount in (LEAST - 1, MOST + 1):
            with refused("AmountImplausible", amount, LEAST, MOST):
                amend(world, thing(2), amount=amount)
        with refused("SecurityFormInvalid", 0):
            amend(world, thing(2), form=0)
        with refused("DigestMissing"):
            amend(world, thing(2), debt=ZERO_DIGEST)
        with refused("PledgeUnknown", ID, thing(3)):
            amend(world, thing(3))

    def test_all_holders_must_agree_and_the_creditor_files_while_open(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        with refused("ApprovalsMissing", 2, 1):
            amend(world, thing(2), ())
        asked = (thing(2), AMOUNT, PLEDGE, DEBT)
        with refused("NotCreditor", thing(2), CITY_BANK.number, RIVER_BANK.number):
            by_creditor(world, "amend", asked, (ALPHA.consent,), RIVER_BANK)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            amend(world, thing(2))

    def test_not_after_the_certificates_term(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        world.now = YEAR_END
        with refused("CertificateExpired", ID, YEAR_END):
            amend(world, thing(2))


class TestExtend:
    """extend."""

    def test_a_longer_term_is_told_with_the_old_one(self, world: World) -> None:
        issued = world.issue(an_issue())
        created = create(world, form=MORTGAGE)
        receipt = extend(world, thing(2))
        told(
            receipt,
            Event(
                "PledgeExtended", {"sequence": 3, "untilBefore": UNTIL, "until": YEAR_END, "documentDigest": DOCUMENT}
            ),
        )
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *created.logs, *receipt.logs)
        assert stored(world, thing(2)) == word(rank_at=created.time, until=YEAR_END, form=MORTGAGE)

    def test_longer_than_before_later_than_now_and_within_the_certificates(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        with refused("PledgeTermInvalid", ID, UNTIL, UNTIL, YEAR_END):
            extend(world, thing(2), UNTIL)
        with refused("PledgeTermInvalid", ID, YEAR_END + 1, UNTIL, YEAR_END):
            extend(world, thing(2), YEAR_END + 1)
        world.now = UNTIL + DAY
        now = world.now + 1
        with refused("PledgeTermInvalid", ID, now, now, YEAR_END):
            extend(world, thing(2), now)
        extend(world, thing(2), UNTIL + 2 * DAY)

    def test_other_creditors_are_not_asked_and_the_holders_are(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        create(world, RIVER_BANK, ALPHA_AND_CITY)
        with refused("ApprovalsMissing", 2, 1):
            by_creditor(world, "extend", (thing(2), YEAR_END, DOCUMENT))
        extend(world, thing(2))

    def test_a_document_and_the_creditor_while_open(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        with refused("DigestMissing"):
            extend(world, thing(2), document=ZERO_DIGEST)
        with refused("NotCreditor", thing(2), CITY_BANK.number, RIVER_BANK.number):
            by_creditor(world, "extend", (thing(2), YEAR_END, DOCUMENT), (ALPHA.consent,), RIVER_BANK)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            extend(world, thing(2))


class TestAssign:
    """assign."""

    def test_a_pledge_passes_to_another_creditor_with_its_rank(self, world: World) -> None:
        issued = world.issue(an_issue())
        created = create(world)
        receipt = assign(world, thing(2))
        fields = {"from": CITY_BANK.number, "to": RIVER_BANK.number, "documentDigest": DOCUMENT}
        told(receipt, Event("PledgeAssigned", {"sequence": 3, **fields}))
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *created.logs, *receipt.logs)
        assert stored(world, thing(2)) == word(RIVER_BANK, rank_at=created.time)

    def test_only_the_new_creditor_releases_then(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        assign(world, thing(2))
        with refused("NotCreditor", thing(2), RIVER_BANK.number, CITY_BANK.number):
            release(world, thing(2))
        assert world.view(world.pledges, "consentsTo", ID, 1) == (RIVER_BANK.number,)
        release(world, thing(2), RIVER_BANK)

    def test_who_is_no_bank_can_take_it_over_and_release(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        assign(world, thing(2), DELTA)
        release(world, thing(2), DELTA)
        assert stored(world, thing(2)) >> 224 & 0xFF == RELEASED

    def test_the_new_creditor_must_agree_and_the_holder_need_not(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        with refused("ApprovalsMissing", 2, 1):
            by_creditor(world, "assign", (thing(2), RIVER_BANK.number, DOCUMENT))
        with refused("ApprovalFromOther", ALPHA.consent.address, ALPHA.number, RIVER_BANK.number):
            by_creditor(world, "assign", (thing(2), RIVER_BANK.number, DOCUMENT), (ALPHA.consent,))

    def test_to_whom_not(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        for invalid in (CITY_BANK, ALPHA, PERSON):
            with refused("AssigneeInvalid", thing(2), invalid.number):
                assign(world, thing(2), invalid)
        for nobody in (0, 99):
            with refused("ParticipantUnknown", nobody):
                by_creditor(world, "assign", (thing(2), nobody, DOCUMENT), (BETA.consent,))
        assign(world, thing(2), INSTITUTE)

    def test_also_after_the_certificates_term_but_not_while_paused(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        with refused("DigestMissing"):
            assign(world, thing(2), document=ZERO_DIGEST)
        world.now = YEAR_END + DAY
        assign(world, thing(2))
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            by_creditor(world, "assign", (thing(2), DELTA.number, DOCUMENT), (DELTA.consent,), RIVER_BANK)


class TestCrystallise:
    """crystallise."""

    def test_a_cap_becomes_a_sum(self, world: World) -> None:
        issued = world.issue(an_issue())
        created = create(world, maximum=True)
        receipt = crystallise(world, thing(2), AMOUNT - 5)
        told(
            receipt,
            Event(
                "PledgeCrystallised", {"sequence": 3, "cap": AMOUNT, "amount": AMOUNT - 5, "documentDigest": DOCUMENT}
            ),
        )
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *created.logs, *receipt.logs)
        fixed = word(rank_at=created.time, amount=AMOUNT - 5, traits=MAXIMUM | CRYSTALLISED)
        assert stored(world, thing(2)) == fixed

    def test_only_a_cap_once_and_within_it(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        create(world, maximum=True)
        with refused("PledgeNotMaximum", thing(2)):
            crystallise(world, thing(2))
        with refused("CapExceeded", thing(3), AMOUNT + 1, AMOUNT):
            crystallise(world, thing(3), AMOUNT + 1)
        with refused("AmountImplausible", LEAST - 1, LEAST, MOST):
            crystallise(world, thing(3), LEAST - 1)
        with refused("DigestMissing"):
            crystallise(world, thing(3), document=ZERO_DIGEST)
        crystallise(world, thing(3))
        with refused("PledgeNotMaximum", thing(3)):
            crystallise(world, thing(3))

    def test_by_the_creditor_alone_also_while_paused_and_after_the_term(self, world: World) -> None:
        world.issue(an_issue())
        create(world, maximum=True)
        with refused("NotCreditor", thing(2), CITY_BANK.number, RIVER_BANK.number):
            by_creditor(world, "crystallise", (thing(2), AMOUNT, DOCUMENT), bank=RIVER_BANK)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        world.now = YEAR_END + DAY
        crystallise(world, thing(2))


class TestPartRelease:
    """partRelease."""

    def test_a_part_is_released(self, world: World) -> None:
        issued = world.issue(an_issue())
        created = create(world)
        receipt = part_release(world, thing(2), LEAST)
        told(
            receipt,
            Event(
                "PledgePartReleased",
                {"sequence": 3, "amountBefore": AMOUNT, "amount": LEAST, "documentDigest": DOCUMENT},
            ),
        )
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *created.logs, *receipt.logs)
        assert stored(world, thing(2)) == word(rank_at=created.time, amount=LEAST)

    def test_less_and_not_nothing(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        for amount in (AMOUNT, AMOUNT + 1):
            with refused("AmountNotReduced", thing(2), amount, AMOUNT):
                part_release(world, thing(2), amount)
        for amount in (0, LEAST - 1):
            with refused("AmountImplausible", amount, LEAST, MOST):
                part_release(world, thing(2), amount)
        with refused("DigestMissing"):
            part_release(world, thing(2), LEAST, ZERO_DIGEST)

    def test_by_the_creditor_alone_also_while_paused_and_after_the_term(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        with refused("NotCreditor", thing(2), CITY_BANK.number, DELTA.number):
            by_creditor(world, "partRelease", (thing(2), LEAST, DOCUMENT), bank=DELTA)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        world.now = YEAR_END + DAY
        part_release(world, thing(2), LEAST)

    @pytest.mark.parametrize(
        ("act", "asked", "others"),
        [
            ("perfect", (FILING, START, FILE), ()),
            ("amend", (AMOUNT, PLEDGE, DEBT), (ALPHA.consent,)),
            ("extend", (YEAR_END, DOCUMENT), (ALPHA.consent,)),
            ("assign", (RIVER_BANK.number, DOCUMENT), (RIVER_BANK.consent,)),
            ("crystallise", (AMOUNT, DOCUMENT), ()),
            ("partRelease", (LEAST, DOCUMENT), ()),
            ("release", (PAID, DOCUMENT), ()),
        ],
    )
    def test_what_has_ended_never_changes(self, world: World, act: str, asked: Any, others: Any) -> None:
        world.issue(an_issue())
        create(world, maximum=True)
        release(world, thing(2))
        with refused("PledgeNotLive", thing(2), RELEASED):
            by_creditor(world, act, (thing(2), *asked), others)
