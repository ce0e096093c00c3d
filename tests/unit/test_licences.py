"""
Licences in the domain: the fold, what a licence is at an instant, whom it protects, and what an act is refused with.

Worked by hand from the rules (domain rules §9, operation 17).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.acts import Approval
from ledger.domain.acts.filed import Asked, Filed, require_allowed
from ledger.domain.acts.licences import CHECKS, ChangeLicence, EndLicence, GrantLicence, parties_to_end
from ledger.domain.certificates import Certificate, Right
from ledger.domain.events import (
    ZERO_DIGEST,
    CertificateId,
    Digest,
    Event,
    IllegalTransition,
    Instant,
    NounAdmitted,
    ThingId,
)
from ledger.domain.events.licences import LicenceChanged, LicenceEnded, LicenceGranted
from ledger.domain.events.rules import RuleSet
from ledger.domain.facts import Facts, thing_id
from ledger.domain.flags import Flag
from ledger.domain.licences import (
    KeptLicence,
    Licence,
    LicenceEnd,
    LicenceKind,
    Licences,
    LicenceStanding,
    consents,
    live,
    standing,
)
from ledger.domain.matrix import Operation
from ledger.domain.parameters import Parameter
from ledger.errors import ActRefused
from tests.unit.histories import BORN, REGISTRY_BORN, YEAR, a_record, facts_after, hashed, issued, key, number

DAY = 86_400
HANDS = (key("maker"), key("checker"))
OWN = issued().certificate_id
TO = Instant(BORN + 100 * DAY)
NOW = BORN + 1000


def granted(sequence: int = 2, licensee: int = 3, **changes: Any) -> LicenceGranted:
    usual = {
        "certificate_id": OWN,
        "sequence": sequence,
        "licensee": number(licensee),
        "rights": 2,
        "kind": 1,
        "valid_from": Instant(BORN),
        "valid_to": TO,
        "resale": False,
        "scope_digest": hashed("scope"),
        "maker": HANDS[0],
        "checker": HANDS[1],
    }
    return LicenceGranted(**{**usual, **changes})


def changed(sequence: int, own: ThingId, valid_to: int, scope: bytes = ZERO_DIGEST) -> LicenceChanged:
    return LicenceChanged(OWN, sequence, own, Instant(valid_to), Digest(scope), hashed("paper"), *HANDS)


def ended(sequence: int, own: ThingId, reason: int = 1) -> LicenceEnded:
    return LicenceEnded(OWN, sequence, own, reason, hashed("paper"), *HANDS)


def after(*events: Event) -> dict[Any, Any]:
    return facts_after(*REGISTRY_BORN, *_founding(), issued(a_record()), *events)


def _founding() -> tuple[Event, ...]:
    """The noun's admission, and three months as the longest licence."""
    rule = RuleSet(1, 1, int(Parameter.LICENCE_MONTHS), 3, 0, Instant(1), hashed("founding"))
    return NounAdmitted(key("licences"), int(Flag.LICENSED)), rule


FIRST, SECOND = thing_id(OWN, 2), thing_id(OWN, 3)


def certificate_in(facts: Facts) -> Certificate:
    found = facts[("certificate", OWN)]
    assert isinstance(found, Certificate)
    return found


class TestFold:
    """What each event makes of the facts."""

    def test_a_grant_makes_a_licence_and_sets_the_flag(self) -> None:
        facts = after(granted())
        licence = facts[("licence", FIRST)]
        assert (licence.licensee, licence.rights, licence.kind) == (3, Right.USE, LicenceKind.ORDINARY)
        assert facts[("licences_on", OWN)] == Licences(OWN, (KeptLicence(FIRST, TO),))
        assert certificate_in(facts).flags == Flag.LICENSED
        assert certificate_in(facts).sequence == 2

    def test_a_change_of_the_term_moves_the_end_in_the_list_too(self) -> None:
        facts = after(granted(), changed(3, FIRST, BORN + YEAR))
        assert facts[("licence", FIRST)].valid_to == BORN + YEAR
        assert facts[("licences_on", OWN)].kept == (KeptLicence(FIRST, Instant(BORN + YEAR)),)

    def test_a_change_of_the_text_leaves_the_term(self) -> None:
        licence = after(granted(), changed(3, FIRST, TO, hashed("other")))[("licence", FIRST)]
        assert (licence.valid_to, licence.scope_digest) == (TO, hashed("other"))

    def test_an_end_takes_it_from_the_list_and_clears_the_flag_with_the_last(self) -> None:
        facts = after(granted(), granted(3), ended(4, FIRST))
        assert facts[("licence", FIRST)].end is LicenceEnd.AGREEMENT
        assert [one.id for one in facts[("licences_on", OWN)].kept] == [SECOND]
        assert certificate_in(facts).flags == Flag.LICENSED
        facts = after(granted(), granted(3), ended(4, FIRST), ended(5, SECOND))
        assert facts[("licences_on", OWN)].kept == ()
        assert certificate_in(facts).flags == 0

    @pytest.mark.parametrize(
        "wrong",
        [
            {"rights": 8},
            {"kind": 0},
            {"kind": 4},
            {"licensee": number(2)},
            {"valid_from": Instant(BORN - 1)},
            {"valid_to": Instant(BORN)},
            {"valid_to": Instant(BORN + YEAR + 1)},
            {"sequence": 3},
        ],
    )
    def test_what_the_contract_never_says_is_refused(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(IllegalTransition):
            after(granted(**wrong))

    def test_what_is_over_changes_no_more(self) -> None:
        with pytest.raises(IllegalTransition):
            after(granted(), ended(3, FIRST), ended(4, FIRST))
        with pytest.raises(IllegalTransition):
            after(changed(2, FIRST, TO))
        with pytest.raises(IllegalTransition):
            after(granted(), changed(3, FIRST, BORN + YEAR + 1))


class TestStanding:
    """What time alone makes of a licence."""

    def licence(self, **changes: Any) -> Licence:
        found = after(granted(**changes))[("licence", FIRST)]
        assert isinstance(found, Licence)
        return found

    def test_it_begins_and_lapses_by_itself(self) -> None:
        licence = self.licence(valid_from=Instant(BORN + DAY))
        assert standing(licence, BORN + DAY - 1) is LicenceStanding.UPCOMING
        assert standing(licence, BORN + DAY) is LicenceStanding.IN_FORCE
        assert standing(licence, TO - 1) is LicenceStanding.IN_FORCE
        assert standing(licence, TO) is LicenceStanding.LAPSED

    def test_a_past_instant_before_its_end_is_judged_as_it_then_was(self) -> None:
        licence = replace(self.licence(), ended_at=Instant(BORN + 5 * DAY), end=LicenceEnd.WAIVER)
        assert standing(licence, BORN + 5 * DAY - 1) is LicenceStanding.IN_FORCE
        assert standing(licence, BORN + 5 * DAY) is LicenceStanding.ENDED
        assert standing(licence, TO) is LicenceStanding.ENDED


class TestConsents:
    """Whom a licence protects."""

    def test_narrowing_needs_each_live_licensee_once(self) -> None:
        facts = after(granted(licensee=3), granted(3, licensee=4), granted(4, licensee=3))
        certificate = certificate_in(facts)
        assert consents(facts, certificate, Operation.NARROW, NOW) == [3, 4]
        assert consents(facts, certificate, Operation.CANCEL, NOW) == [3, 4]
        assert consents(facts, certificate, Operation.TRANSFER, NOW) == []
        assert consents(facts, certificate, Operation.NARROW, TO) == []

    def test_one_that_has_not_begun_counts(self) -> None:
        facts = after(granted(valid_from=Instant(TO - DAY)))
        assert [licence.id for licence in live(facts, OWN, NOW)] == [FIRST]


# WHAT ACTS ARE REFUSED WITH


def grant(**changes: Any) -> GrantLicence:
    usual = {
        "certificate_id": OWN,
        "licensee": number(3),
        "rights": Right.USE,
        "kind": LicenceKind.ORDINARY,
        "valid_from": Instant(BORN),
        "valid_to": Instant(BORN + 60 * DAY),
        "resale": False,
        "scope_digest": hashed("scope"),
    }
    return GrantLicence(**{**usual, **changes})


def said(facts: Facts, asked: Asked, *signers: str, now: int = NOW) -> tuple[str, dict[str, Any]] | None:
    """Return what the act is refused with."""
    approvals = tuple(Approval(key(name)) for name in signers)
    try:
        CHECKS[type(asked)](facts, Filed(key("maker"), asked, now, approvals), now)
    except ActRefused as refused:
        return refused.code, dict(refused.facts)
    return None


SIGNERS = ("checker", "holder", "other")


class TestRefusals:
    """Each refusal with its facts; a right act is refused with nothing."""

    def test_a_right_grant_passes(self) -> None:
        assert said(after(), grant(), *SIGNERS) is None

    @pytest.mark.parametrize(
        ("wrong", "code", "facts"),
        [
            ({"scope_digest": ZERO_DIGEST}, "DigestMissing", {}),
            ({"rights": Right(0)}, "RightsInvalid", {"rights": 0}),
            ({"rights": Right(8)}, "RightsInvalid", {"rights": 8}),
            ({"kind": LicenceKind.NONE}, "LicenceKindInvalid", {"kind": 0}),
            ({"licensee": number(2)}, "LicenseeInvalid", {"certificate_id": OWN, "participant": 2}),
            ({"valid_to": Instant(NOW)}, "LicenceTermInvalid", {"valid_from": BORN, "valid_to": NOW}),
            (
                {"valid_from": Instant(BORN - 1)},
                "LicenceTermInvalid",
                {"valid_from": BORN - 1, "valid_to": BORN + 60 * DAY},
            ),
        ],
    )
    def test_a_wrong_grant_is_refused(self, wrong: dict[str, Any], code: str, facts: dict[str, Any]) -> None:
        assert said(after(), grant(**wrong), *SIGNERS) == (code, facts)

    def test_three_months_are_the_longest_here(self) -> None:
        latest = BORN + (30 + 31 + 31 + 1) * DAY  # from 2026-11-23, 00:00 in Asia/Shanghai: to 24:00 of 2027-02-23
        assert said(after(), grant(valid_to=Instant(latest)), *SIGNERS) is None
        too_long = {"certificate_id": OWN, "valid_to": latest + 1, "latest": latest}
        assert said(after(), grant(valid_to=Instant(latest + 1)), *SIGNERS) == ("LicenceTooLong", too_long)

    def test_without_the_right_to_operate_nothing_is_licensed(self) -> None:
        facts = facts_after(*REGISTRY_BORN, *_founding(), issued(a_record(rights=3)))
        expected = ("RightToOperateMissing", {"certificate_id": OWN, "rights": 3})
        assert said(facts, grant(), *SIGNERS) == expected

    def test_an_exclusive_one_keeps_others_out(self) -> None:
        facts = after(granted(kind=3))
        expected = ("LicenceExclusive", {"certificate_id": OWN, "licence_id": FIRST})
        assert said(facts, grant(), *SIGNERS) == expected
        assert said(facts, grant(rights=Right.OPERATE), *SIGNERS) is None

    def test_licences_that_touch_do_not_meet(self) -> None:
        middle = granted(kind=3, valid_from=Instant(BORN + 20 * DAY), valid_to=Instant(BORN + 30 * DAY))
        before = grant(valid_to=Instant(BORN + 20 * DAY))
        later = grant(valid_from=Instant(BORN + 30 * DAY), valid_to=Instant(BORN + 40 * DAY))
        for asked in (before, later):
            assert said(after(middle), asked, *SIGNERS) is None
        for asked in (
            replace(before, valid_to=Instant(BORN + 20 * DAY + 1)),
            replace(later, valid_from=Instant(BORN + 30 * DAY - 1)),
        ):
            refused = said(after(middle), asked, *SIGNERS)
            assert refused is not None
            assert refused[0] == "LicenceExclusive"

    def test_sixteen_are_the_most(self) -> None:
        facts = after(*(granted(n) for n in range(2, 18)))
        assert said(facts, grant(), *SIGNERS) == ("LicencesTooMany", {"certificate_id": OWN, "maximum": 16})

    def test_the_parties_are_holders_then_licensee(self) -> None:
        assert said(after(), grant(), "checker", "holder") == ("ApprovalsMissing", {"expected": 3, "given": 2})
        assert said(after(), grant(), "checker", "other", "holder") == (
            "ApprovalFromOther",
            {"key": key("other"), "participant": 3, "expected": 2},
        )

    def test_changes_and_ends_are_of_live_licences(self) -> None:
        facts = after(granted(), ended(3, FIRST))
        at = facts[("licence", FIRST)].ended_at
        change = ChangeLicence(OWN, FIRST, TO, ZERO_DIGEST, hashed("paper"))
        assert said(facts, change, *SIGNERS) == ("LicenceOver", {"licence_id": FIRST, "since": at})
        end = EndLicence(OWN, SECOND, LicenceEnd.JUDGMENT, hashed("paper"))
        assert said(facts, end, "checker") == ("LicenceUnknown", {"certificate_id": OWN, "licence_id": SECOND})
        facts = after(granted())
        assert said(facts, end, "checker")[0] == "LicenceUnknown"  # type: ignore[index]
        assert said(facts, change, *SIGNERS) == ("LicenceUnchanged", {"licence_id": FIRST})
        lapsed = EndLicence(OWN, FIRST, LicenceEnd.JUDGMENT, hashed("paper"))
        assert said(facts, lapsed, "checker", now=TO) == ("LicenceOver", {"licence_id": FIRST, "since": TO})

    def test_a_licence_is_not_extended_into_an_exclusive_one(self) -> None:
        facts = after(
            granted(valid_to=Instant(BORN + 20 * DAY)), granted(3, kind=3, valid_from=Instant(BORN + 30 * DAY))
        )
        longer = ChangeLicence(OWN, FIRST, Instant(BORN + 40 * DAY), ZERO_DIGEST, hashed("paper"))
        expected = ("LicenceExclusive", {"certificate_id": OWN, "licence_id": SECOND})
        assert said(facts, longer, *SIGNERS) == expected
        assert said(after(granted(valid_to=Instant(BORN + 20 * DAY))), longer, *SIGNERS) is None

    def test_an_end_needs_a_reason_and_its_own_parties(self) -> None:
        facts = after(granted())
        for reason, signers in (
            (LicenceEnd.AGREEMENT, SIGNERS),
            (LicenceEnd.WAIVER, ("checker", "other")),
            (LicenceEnd.JUDGMENT, ("checker",)),
        ):
            assert said(facts, EndLicence(OWN, FIRST, reason, hashed("paper")), *signers) is None
        none = EndLicence(OWN, FIRST, LicenceEnd.NONE, hashed("paper"))
        assert said(facts, none, "checker") == ("LicenceEndInvalid", {"reason": 0})
        assert parties_to_end(certificate_in(facts), facts[("licence", FIRST)], LicenceEnd.AGREEMENT) == [2, 3]

    def test_a_certificate_that_nobody_knows_has_none(self) -> None:
        unknown = CertificateId(hashed("nothing"))
        assert said(after(), grant(certificate_id=unknown), *SIGNERS) == (
            "CertificateUnknown",
            {"certificate_id": unknown},
        )


def test_the_narrowing_of_a_certificate_asks_the_licensee_by_the_doors() -> None:
    """Through the nouns' order, as `requireAllowed` does."""
    facts = after(granted())
    assert require_allowed(facts, OWN, Operation.NARROW, NOW)[1] == [3]
