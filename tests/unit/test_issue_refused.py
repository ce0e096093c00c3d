"""
Issues, deposits and their batches: bounds, registers and co-holders, to the edge of what is refused.

Worked by hand from the rules; that the checks and their order are the contracts' own is shown by tests/invariant.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.domain.acts import DepositMany, Issuance, IssueShared, Refusal, refusal
from ledger.domain.acts.checks import Overlay
from ledger.domain.acts.deposits import DEPOSITS_MAX, shares_digest
from ledger.domain.acts.issue import BATCH_MAX, HOLDERS_MAX
from ledger.domain.certificates import Right, Share
from ledger.domain.events import ZERO_DIGEST, Event, Instant, MigrationOpened, RegisterAssigned
from ledger.domain.facts import Facts
from tests.unit.histories import BORN, REGISTRY_BORN, YEAR, a_record, admitted, facts_after, hashed, number
from tests.unit.test_acts import BORN_WITH_ONE, ISSUE, ISSUE_SHARED, ITEM, NOW
from tests.unit.test_case_acts import HOLDER, REGISTRY, SHARES, deposit, facts_of, filed
from tests.unit.test_cases import ID, PUBLIC, instant

SECOND = 110 << 8 | 1
PRESENT = instant("2026-12-10")


def items(count: int, **fields: int) -> tuple[Issuance, ...]:
    return tuple(
        Issuance(a_record(serial=n + 2, sequence=0, state=0, **fields), hashed(f"data {n}"), hashed("document"))
        for n in range(count)
    )


class TestBatches:
    def test_a_batch_is_of_so_many_and_no_more(self) -> None:
        facts = facts_after(*BORN_WITH_ONE)
        assert refusal(facts, replace(ISSUE, issues=items(BATCH_MAX)), NOW) is None
        most = Refusal("BatchSize", {"given": BATCH_MAX + 1, "maximum": BATCH_MAX})
        assert refusal(facts, replace(ISSUE, issues=items(BATCH_MAX + 1)), NOW) == most

    def test_a_batch_may_be_of_several_registers_that_are_kept_and_take_old_certificates(self) -> None:
        kept = RegisterAssigned(SECOND, number(0), number(1), hashed("founding"))
        batch = replace(ISSUE, issues=(ITEM, items(2, code=110)[1]))
        elsewhere = Refusal("RegisterNotInCharge", {"register": SECOND, "participant": 1, "in_charge": 0})
        assert refusal(facts_after(*BORN_WITH_ONE), batch, NOW) == elsewhere
        assert refusal(facts_after(*BORN_WITH_ONE, kept), batch, NOW) is None
        closed = facts_after(*BORN_WITH_ONE, kept, MigrationOpened(SECOND, Instant(NOW)))
        assert refusal(closed, batch, NOW) == Refusal("MigrationClosed", {"register": SECOND, "until": NOW})

    def test_a_batch_of_deposits_is_of_so_many_and_no_more(self) -> None:
        batch = DepositMany(REGISTRY[0], (deposit(),), PRESENT, REGISTRY[1])
        facts = facts_of(PUBLIC)
        for count in (0, DEPOSITS_MAX + 1):
            wrong = replace(batch, deposits=(deposit(),) * count)
            expected = Refusal("BatchSize", {"given": count, "maximum": DEPOSITS_MAX})
            assert refusal(facts, wrong, PRESENT) == expected
        twice = Refusal("CertificateDuplicate", {"certificate_id": ID})
        for count in (2, DEPOSITS_MAX):
            assert refusal(facts, replace(batch, deposits=(deposit(),) * count), PRESENT) == twice

    def test_what_is_deposited_in_a_batch_has_one_holder(self) -> None:
        shared = deposit(shares_digest=shares_digest(SHARES))
        batch = DepositMany(REGISTRY[0], (shared,), PRESENT, REGISTRY[1])
        given = {"application_id": ID, "shares_digest": shared.shares_digest, "expected": ZERO_DIGEST}
        assert refusal(facts_of(PUBLIC), batch, PRESENT) == Refusal("SharesDigestWrong", given)


class TestCoHolders:
    PEOPLE: tuple[Event, ...] = tuple(admitted(who) for who in range(4, HOLDERS_MAX + 3))

    def shared(self, count: int) -> IssueShared:
        parts = [Share(number(2 + place), Right(7), 10_000 // count) for place in range(count)]
        parts[0] = replace(parts[0], share=10_000 - sum(part.share for part in parts[1:]))
        return replace(ISSUE_SHARED, shares=tuple(parts))

    def test_they_are_so_many_and_no_more(self) -> None:
        facts = facts_after(*BORN_WITH_ONE, *self.PEOPLE)
        for count in (2, HOLDERS_MAX):
            assert refusal(facts, self.shared(count), NOW) is None
        many = Refusal("SharesInvalid", {"holders": HOLDERS_MAX + 1, "sum": 10_000})
        assert refusal(facts, self.shared(HOLDERS_MAX + 1), NOW) == many

    def test_none_is_the_registry_or_twice_or_without_a_part_or_a_right(self) -> None:
        facts = facts_after(*BORN_WITH_ONE)
        first, second = self.shared(2).shares
        nothing = (replace(first, share=10_000), replace(second, share=0))
        less = (replace(first, rights=Right(1)), replace(second, rights=Right(2)))
        for parts, expected in (
            ((first, replace(second, holder=number(1))), Refusal("SelfRegistration", {"participant": 1})),
            ((first, replace(second, holder=number(2))), Refusal("ShareInvalid", {"holder": 2, "share": 5_000})),
            (nothing, Refusal("ShareInvalid", {"holder": 3, "share": 0})),
            ((first, replace(second, rights=Right(0))), Refusal("RightsInvalid", {"rights": 0})),
            (less, Refusal("RightsInvalid", {"rights": 3})),
        ):
            assert refusal(facts, replace(ISSUE_SHARED, shares=parts), NOW) == expected
        parts = (replace(first, rights=Right(4)), replace(second, rights=Right(3)))
        assert refusal(facts, replace(ISSUE_SHARED, shares=parts), NOW) is None

    def test_a_deposits_co_holders_are_others_than_the_registry(self) -> None:
        parts = (SHARES[0], replace(SHARES[1], holder=number(1)))
        facts = facts_of(PUBLIC)
        asked = filed(deposit(shares=parts, shares_digest=shares_digest(parts)), HOLDER)
        assert refusal(facts, asked, PRESENT) == Refusal("SelfRegistration", {"participant": 1})


def test_a_record_is_blank_and_its_number_one_that_can_be() -> None:
    facts = facts_after(*BORN_WITH_ONE)
    for field in ("sequence", "flags", "state"):
        word = replace(ITEM.record, **{field: 1})
        assert refusal(facts, replace(ISSUE, issues=(replace(ITEM, record=word),)), NOW) == Refusal(
            "RecordNotBlank", {"record": word.word}
        )
    for fields in ({"serial": 0}, {"serial": 1_000_000}, {"period": 202613}, {"period": 202600}):
        word = replace(ITEM.record, **fields)
        assert refusal(facts, replace(ISSUE, issues=(replace(ITEM, record=word),)), NOW) == Refusal(
            "NumberInvalid", {"number": word.number}
        )


def test_a_term_has_begun_and_not_ended() -> None:
    facts = facts_after(*BORN_WITH_ONE)

    def said(first: int, last: int) -> Refusal | None:
        word = replace(ITEM.record, valid_from=first, valid_to=last)
        return refusal(facts, replace(ISSUE, issues=(replace(ITEM, record=word),)), NOW)

    assert said(NOW, NOW + 1) is None
    for first, last in ((NOW + 1, NOW + YEAR), (BORN, NOW), (BORN, BORN + 6 * YEAR)):
        assert said(first, last) == Refusal("TermInvalid", {"valid_from": first, "valid_to": last})


@pytest.mark.parametrize("rights", [1, 7])
def test_any_right_can_be_registered_but_none_cannot(rights: int) -> None:
    facts = facts_after(*BORN_WITH_ONE)
    for given, expected in ((rights, None), (0, Refusal("RightsInvalid", {"rights": 0}))):
        word = replace(ITEM.record, rights=given)
        assert refusal(facts, replace(ISSUE, issues=(replace(ITEM, record=word),)), NOW) == expected


def test_an_overlay_is_the_facts_with_what_was_changed() -> None:
    facts: Facts = facts_after(*REGISTRY_BORN)
    overlay = Overlay(facts)
    new = facts_after(admitted(1))[("participant", 1)]
    overlay.keep(new)
    assert dict(overlay) == {**facts, ("participant", 1): new}
    assert len(overlay) == len(facts)
