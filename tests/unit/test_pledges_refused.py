"""
Holds and pledges in the domain: what an act is refused with.

Worked by hand from the rules (domain rules §3 and §9, operations 25 to 30).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.acts import Approval
from ledger.domain.acts.filed import Asked, Filed
from ledger.domain.acts.pledge_changes import AmendPledge, CrystallisePledge, PartReleasePledge, PerfectPledge
from ledger.domain.acts.pledges import CHECKS, CreatePledge, EnforcePledge, HoldRank, ReleasePledge
from ledger.domain.encumbrances import (
    LIVE_MAX,
    ReleaseReason,
    SecurityForm,
)
from ledger.domain.events import (
    ZERO_DIGEST,
    ZERO_THING,
    Digest,
    Fen,
    Instant,
    ThingId,
)
from ledger.domain.facts import Facts
from ledger.errors import ActRefused
from tests.unit.histories import (
    BORN,
    YEAR,
    a_record,
    hashed,
    issued,
    key,
    number,
)
from tests.unit.pledging import (
    AMOUNT,
    BANK,
    DEBT,
    FILING,
    FIRST,
    HOLD_END,
    HOLDER,
    NOW,
    OTHER,
    OWN,
    PAPER,
    SECOND,
    SECOND_BANK,
    SECOND_FILING,
    UNTIL,
    after,
    created,
    held,
    perfected,
)


def a_pledge(**changes: Any) -> CreatePledge:
    usual = {
        "certificate_id": OWN,
        "creditor": BANK,
        "debtor": number(0),
        "amount": AMOUNT,
        "maximum": False,
        "form": SecurityForm.PLEDGE,
        "until": UNTIL,
        "debt_digest": DEBT,
        "resolution_digest": ZERO_DIGEST,
        "report_id": ZERO_THING,
    }
    return CreatePledge(**{**usual, **changes})


def said(facts: Facts, asked: Asked, *signers: str, maker: str = "bank maker", now: int = NOW + 100) -> Any:
    """Return what the act is refused with: the error's name and its arguments."""
    approvals = tuple(Approval(key(name)) for name in signers)
    try:
        CHECKS[type(asked)](facts, Filed(key(maker), asked, now, approvals), now)
    except ActRefused as refused:
        return refused.code, *dict(refused.facts).values()
    return None


BY_BANK = ("bank checker", "holder")


class TestRefusals:
    """Each refusal with its arguments in the contract's order; a right act is refused with nothing."""

    def test_a_right_pledge_passes(self) -> None:
        assert said(after(), a_pledge(), *BY_BANK) is None

    @pytest.mark.parametrize(
        ("wrong", "expected"),
        [
            ({"amount": Fen(99_999)}, ("AmountImplausible", 99_999, 100_000, 10**15)),
            ({"until": Instant(NOW + 100)}, ("PledgeTermInvalid", OWN, NOW + 100, NOW + 100, BORN + YEAR)),
            ({"until": Instant(BORN + YEAR + 1)}, ("PledgeTermInvalid", OWN, BORN + YEAR + 1, NOW + 100, BORN + YEAR)),
            ({"form": SecurityForm.NONE}, ("SecurityFormInvalid", 0)),
            ({"debt_digest": ZERO_DIGEST}, ("DigestMissing",)),
            ({"debtor": number(99)}, ("ParticipantUnknown", 99)),
            ({"debtor": BANK}, ("DebtorInvalid", 4)),
            ({"debtor": OTHER}, ("ResolutionMissing", OWN, 3)),
            ({"debtor": OTHER, "resolution_digest": PAPER}, None),
            ({"debtor": HOLDER}, None),
            ({"report_id": ThingId(hashed("none"))}, ("ReportNotCurrent", OWN, hashed("none"))),
            ({"creditor": SECOND_BANK}, ("CreditorNotMaker", 5, 4)),
            ({"creditor": HOLDER}, ("CreditorIsHolder", OWN, 2)),
        ],
    )
    def test_a_wrong_pledge_is_refused(self, wrong: dict[str, Any], expected: Any) -> None:
        assert said(after(), a_pledge(**wrong), *BY_BANK) == expected

    def test_who_may_not_pledge(self) -> None:
        assert said(after(rights=3), a_pledge(), *BY_BANK) == ("RightToOperateMissing", OWN, 3)
        facts = after(holder=6)
        own = issued(a_record(6)).certificate_id
        assert said(facts, a_pledge(certificate_id=own), *BY_BANK) == ("PublicBodyCannotPledge", own, 6)

    def test_the_earlier_creditor_must_agree(self) -> None:
        facts = after(created(2, 5))
        assert said(facts, a_pledge(), *BY_BANK) == ("ApprovalsMissing", 3, 2)
        assert said(facts, a_pledge(), *BY_BANK, "second") is None

    def test_a_bank_holds_once_and_a_ninth_finds_no_room(self) -> None:
        asked = HoldRank(OWN, BANK)
        assert said(after(held()), asked, *BY_BANK) == ("HoldPending", FIRST, HOLD_END)
        full = after(*(created(2 + place) for place in range(LIVE_MAX)))
        assert said(full, asked, *BY_BANK) == ("EncumbrancesTooMany", OWN, 8)
        assert said(full, a_pledge(), *BY_BANK) == ("EncumbrancesTooMany", OWN, 8)

    def test_nobody_but_the_creditor_releases(self) -> None:
        facts = after(created())
        asked = ReleasePledge(OWN, FIRST, ReleaseReason.PAID, PAPER)
        assert said(facts, asked, "bank checker") is None
        assert said(facts, asked, "second checker", maker="second maker") == ("NotCreditor", FIRST, 4, 5)
        assert said(facts, asked, "checker", maker="maker") == ("NotCreditor", FIRST, 4, 1)
        assert said(facts, asked, "bank checker", now=BORN + 2 * YEAR) is None

    def test_a_filing_number_has_one_spelling_and_one_pledge(self) -> None:
        facts = after(created(), created(3), perfected(4, FIRST, NOW, NOW))
        asked = PerfectPledge(OWN, SECOND, SECOND_FILING, Instant(NOW), PAPER)
        assert said(facts, asked, "bank checker") is None
        for text in (b"012345678901234", b"zd01234567890123", b"0123456789 12345", b"0123456789012345\x006"):
            bad = Digest(text.ljust(32, b"\0"))
            assert said(facts, replace(asked, filing_number=bad), "bank checker") == ("FilingNumberInvalid", bad)
        assert said(facts, replace(asked, filing_number=FILING), "bank checker") == ("FilingTaken", FILING, FIRST)
        for wrong in (BORN - 1, NOW + 101):
            expected = ("FilingTimeInvalid", wrong, BORN, NOW + 100)
            assert said(facts, replace(asked, filed_at=Instant(wrong)), "bank checker") == expected

    def test_more_needs_the_others_and_less_does_not(self) -> None:
        facts = after(created(), created(3, 5))
        asked = AmendPledge(OWN, FIRST, Fen(AMOUNT + 1), SecurityForm.PLEDGE, DEBT)
        assert said(facts, asked, *BY_BANK) == ("ApprovalsMissing", 3, 2)
        assert said(facts, asked, *BY_BANK, "second") is None
        assert said(facts, replace(asked, amount=AMOUNT), *BY_BANK) is None

    def test_enforcement_by_rank(self) -> None:
        facts = after(created(2, 5), created(3), perfected(4, SECOND, NOW, NOW))
        asked = EnforcePledge(OWN, SECOND, OTHER, AMOUNT, PAPER)
        assert said(facts, asked, *BY_BANK, "other") is None
        facts = after(
            created(2, 5), created(3), perfected(4, SECOND, NOW, NOW), perfected(5, FIRST, NOW, NOW, SECOND_FILING)
        )
        assert said(facts, asked, *BY_BANK, "other") == ("ApprovalsMissing", 4, 3)
        assert said(facts, asked, *BY_BANK, "other", "second") is None
        assert said(after(created()), replace(asked, pledge_id=FIRST), *BY_BANK, "other") == (
            "PledgeNotPerfected",
            FIRST,
        )
        capped = after(created(traits=1), perfected(3, FIRST, NOW, NOW))
        expected = ("PledgeNotCrystallised", FIRST, AMOUNT)
        assert said(capped, replace(asked, pledge_id=FIRST), *BY_BANK, "other") == expected
        assert said(facts, replace(asked, to=HOLDER), *BY_BANK) == ("TransfereeInvalid", OWN, 2)
        assert said(facts, replace(asked, to=number(1)), *BY_BANK) == ("TransfereeInvalid", OWN, 1)

    def test_sums_and_forms_of_changes_are_plausible(self) -> None:
        facts = after(created(), perfected(3, FIRST, NOW, NOW))
        small = ("AmountImplausible", 99_999, 100_000, 10**15)
        amend = AmendPledge(OWN, FIRST, Fen(99_999), SecurityForm.PLEDGE, DEBT)
        assert said(facts, amend, *BY_BANK) == small
        formless = replace(amend, amount=AMOUNT, form=SecurityForm.NONE)
        assert said(facts, formless, *BY_BANK) == ("SecurityFormInvalid", 0)
        enforce = EnforcePledge(OWN, FIRST, OTHER, Fen(99_999), PAPER)
        assert said(facts, enforce, *BY_BANK, "other") == small
        assert said(facts, replace(enforce, price=AMOUNT, to=number(99)), *BY_BANK) == ("ParticipantUnknown", 99)
        part = PartReleasePledge(OWN, FIRST, Fen(99_999), PAPER)
        assert said(facts, part, "bank checker") == small
        assert said(facts, replace(part, amount=AMOUNT), "bank checker") == ("AmountNotReduced", FIRST, AMOUNT, AMOUNT)
        capped = after(created(traits=1))
        crystallise = CrystallisePledge(OWN, FIRST, Fen(99_999), PAPER)
        assert said(capped, crystallise, "bank checker") == small
        above = replace(crystallise, amount=Fen(AMOUNT + 1))
        assert said(capped, above, "bank checker") == ("CapExceeded", FIRST, AMOUNT + 1, AMOUNT)
