"""
Attestations.sol: the four reports, and custody.

On revm in process.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.contract import attesting
from tests.contract.attesting import (
    COMPLIANCE,
    CUSTODY,
    CUSTODY_RELEASE,
    ENDED,
    ID,
    INTEGRITY,
    LIVE,
    MILLION,
    QUALITY,
    REPORT,
    SECURITY,
    SUPERSEDED,
    VALUE,
    attest,
    attested,
    condition,
    statement,
)
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    APPRAISER,
    BETA,
    CITY_BANK,
    CONSENT,
    DAY,
    DPR,
    EVALUATOR,
    NORTH,
    VAULT,
    an_issue,
    digest,
    id_of,
)

LEASTS = (100_000, 10**15)


@pytest.fixture
def ledger(world: World) -> World:
    return attesting.prepared(world)


class TestReports:
    """The four reports."""

    def test_a_report_is_in_force_for_its_kind_certificate_and_validity(self, ledger: World) -> None:
        valid_to = ledger.now + 30 * DAY
        report = attested(ledger, VALUE, validTo=valid_to)
        assert _report(ledger, report) == (True, 5 * MILLION)
        assert _report(ledger, report, kind=QUALITY) == (False, 0)
        assert _report(ledger, report, kind=0) == (False, 0)
        assert _report(ledger, digest("none")) == (False, 0)
        other = id_of(BETA.number, DPR, digest("data 2"))
        assert ledger.view(ledger.attestations, "reportOf", report, other, VALUE) == (False, 0)
        ledger.now = valid_to - 1
        assert _report(ledger, report) == (True, 5 * MILLION)
        ledger.now = valid_to
        assert _report(ledger, report) == (False, 0)

    def test_what_is_no_report_is_none(self, ledger: World) -> None:
        booking = attested(ledger, CUSTODY)
        assert _report(ledger, booking, kind=CUSTODY) == (False, 0)

    def test_a_new_data_version_makes_it_stale(self, ledger: World) -> None:
        report = attested(ledger, VALUE)
        ledger.act("Amend", [NORTH.checker, ALPHA.consent], ID, digest("next"), REPORT, 0, 0)
        assert _report(ledger, report) == (False, 0)
        assert statement(ledger, report)["version"] == 1
        again = attested(ledger, VALUE, report)
        assert statement(ledger, again)["version"] == 3
        assert _report(ledger, again) == (True, 5 * MILLION)
        ledger.act("Correct", [NORTH.checker], ID, REPORT)
        assert _report(ledger, again) == (False, 0)

    def test_a_later_one_supersedes_it(self, ledger: World) -> None:
        first = attested(ledger, VALUE)
        second = attested(ledger, VALUE, first, amount=6 * MILLION)
        assert (condition(ledger, first), condition(ledger, second)) == (SUPERSEDED, LIVE)
        assert _report(ledger, first) == (False, 0)
        assert _report(ledger, second) == (True, 6 * MILLION)
        with refused("AttestationNotLive", first, SUPERSEDED):
            attest(ledger, VALUE, first)

    def test_it_follows_only_its_own_kind_and_its_own_attester(self, ledger: World) -> None:
        value = attested(ledger, VALUE)
        with refused("AttestationUnfit", value, VALUE):
            attest(ledger, QUALITY, value)
        ledger.govern(ledger.participants, "setRoles", CITY_BANK.number, EVALUATOR, REPORT)
        ledger.govern(ledger.attestations, "admitEvaluator", CITY_BANK.number, 1 << QUALITY)
        quality = attested(ledger, QUALITY)
        with refused("AttestationOfOther", quality, APPRAISER.number):
            attest(ledger, QUALITY, quality, by=CITY_BANK)
        with refused("AttestationUnknown", ID, digest("none")):
            attest(ledger, QUALITY, digest("none"))

    def test_another_certificates_report_is_unknown_here(self, ledger: World) -> None:
        other = id_of(BETA.number, DPR, digest("data 2"))
        elsewhere = attested(ledger, QUALITY, id_=other)
        with refused("AttestationUnknown", ID, elsewhere):
            attest(ledger, QUALITY, elsewhere)

    def test_the_governors_say_who_may_report_what(self, ledger: World) -> None:
        ledger.govern(ledger.attestations, "admitEvaluator", APPRAISER.number, 1 << VALUE)
        attest(ledger, VALUE)
        for kind in (QUALITY, SECURITY, COMPLIANCE):
            with refused("EvaluatorNotAdmitted", APPRAISER.number, kind):
                attest(ledger, kind)

    def test_a_holder_does_not_evaluate_itself(self, ledger: World) -> None:
        own = id_of(APPRAISER.number, DPR, digest("data 3"))
        ledger.issue(an_issue(APPRAISER, serial=3))
        for kind in (QUALITY, SECURITY, COMPLIANCE, VALUE):
            with refused("AttesterNotIndependent", own, APPRAISER.number):
                attest(ledger, kind, id_=own)

    def test_a_value_has_two_signers_besides_its_maker(self, ledger: World) -> None:
        checker, first, second = APPRAISER.checker, APPRAISER.consent, APPRAISER.second
        for other in (first, second):
            with ledger.undone():
                attest(ledger, VALUE, signers=(checker, other))
        with refused("SignersNotDistinct", checker.address):
            attest(ledger, VALUE, signers=(checker, checker))
        with refused("SignersNotDistinct", APPRAISER.maker.address):
            attest(ledger, VALUE, signers=(checker, APPRAISER.maker))
        with refused("DutyMissing", APPRAISER.admin.address, CONSENT):
            attest(ledger, VALUE, signers=(checker, APPRAISER.admin))
        with refused("ApprovalFromOther", CITY_BANK.consent.address, CITY_BANK.number, APPRAISER.number):
            attest(ledger, VALUE, signers=(checker, CITY_BANK.consent))
        with refused("ApprovalFromOther", CITY_BANK.checker.address, CITY_BANK.number, APPRAISER.number):
            attest(ledger, VALUE, signers=(CITY_BANK.checker, second))

    def test_its_dates(self, ledger: World) -> None:
        now = ledger.now + 1
        latest = _beijing(2027, 10, 30)  # twelve months after 2026-10-29, to the end of the day
        with refused("BaseDateInFuture", now + 1):
            attest(ledger, QUALITY, baseDate=now + 1)
        with ledger.undone():
            attest(ledger, QUALITY, baseDate=now)
        ledger.sleep(DAY)
        over = ledger.now + 1  # the block's own second
        with refused("ValidityInvalid", over, latest):
            attest(ledger, QUALITY, baseDate=now, validTo=over)
        with ledger.undone():
            attest(ledger, QUALITY, baseDate=now, validTo=ledger.now + 2)
        with refused("ValidityInvalid", latest + 1, latest):
            attest(ledger, QUALITY, baseDate=now, validTo=latest + 1)
        attest(ledger, QUALITY, baseDate=now, validTo=latest)

    def test_its_amount_is_plausible(self, ledger: World) -> None:
        for amount in (1, LEASTS[0] - 1, LEASTS[1] + 1):
            with refused("AmountImplausible", amount, *LEASTS):
                attest(ledger, VALUE, amount=amount)
        for amount in LEASTS:
            attest(ledger, VALUE, amount=amount)


class TestCustody:
    """Deposit, proofs of integrity, release."""

    def test_proofs_follow_the_deposit_which_stays(self, ledger: World) -> None:
        deposit = attested(ledger, CUSTODY)
        for _ in range(2):
            attest(ledger, INTEGRITY, deposit)
        assert condition(ledger, deposit) == LIVE
        release = attested(ledger, CUSTODY_RELEASE, deposit)
        assert (condition(ledger, deposit), condition(ledger, release)) == (ENDED, ENDED)
        with refused("AttestationNotLive", deposit, ENDED):
            attest(ledger, INTEGRITY, deposit)

    def test_the_next_proof_is_due_within_the_rules_interval(self, ledger: World) -> None:
        day = _beijing(2026, 11, 1)
        ledger.now = day + DAY
        latest = _beijing(2027, 5, 2)  # six months, to the end of the day
        with refused("ValidityInvalid", latest + 1, latest):
            attest(ledger, CUSTODY, baseDate=day, validTo=latest + 1)
        attest(ledger, CUSTODY, baseDate=day, validTo=latest)

    def test_the_custodian_is_independent(self, ledger: World) -> None:
        own = id_of(VAULT.number, DPR, digest("data 3"))
        ledger.issue(an_issue(VAULT, serial=3))
        with refused("AttesterNotIndependent", own, VAULT.number):
            attest(ledger, CUSTODY, id_=own, signers=(VAULT.checker,))


def _report(world: World, report: bytes, kind: int = VALUE) -> tuple[bool, int]:
    current, amount = world.view(world.attestations, "reportOf", report, ID, kind)
    return current, amount


def _beijing(year: int, month: int, day: int) -> int:
    """Return when a day begins in Asia/Shanghai."""
    return int(datetime(year, month, day, tzinfo=timezone(timedelta(hours=8))).timestamp())
