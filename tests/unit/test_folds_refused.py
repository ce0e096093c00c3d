"""
What no contract could have said, of things that stand on a certificate: twice the same, of another, out of its order.

And the edges of what a fold makes: words, publicity, flags.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.domain.burdens import consents
from ledger.domain.cases import Case, Mark, PublicityObjection, Stage, is_under_publicity
from ledger.domain.certificates import Certificate, Right, Share, pack
from ledger.domain.doors import NOBODY, keeper_of
from ledger.domain.equity import require_move
from ledger.domain.events import CertificateId, Event, Fen, IllegalTransition, Instant, NounAdmitted
from ledger.domain.events.applications import ApplicationWithdrawn
from ledger.domain.events.attestations import ClaimsCarried
from ledger.domain.events.equity import ContributionExecuted, ContributionExited, ContributionRolledBack
from ledger.domain.events.restraints import ControlEntered, SourceObjectionRaised, TransferOrdered
from ledger.domain.facts import Fact, FactKey, key_of, thing_id
from ledger.domain.flags import Flag
from ledger.domain.matrix import Operation
from ledger.domain.records import unpack
from ledger.domain.state import apply, fold, reads
from ledger.errors import ActRefused
from tests.unit import attesting, restrained
from tests.unit import test_equity as equity
from tests.unit import test_licences as licences
from tests.unit.histories import BORN, YEAR, entries, facts_after, hashed, key, number
from tests.unit.restrained import DAY, FIRST, ORDER
from tests.unit.test_cases import (
    DOCUMENT,
    FRIDAY,
    HANDS,
    ID,
    MONDAY,
    PUBLIC,
    QUARREL,
    case_of,
    decided,
    folded,
    instant,
    publicised,
    standing_at,
    submitted,
)
from tests.unit.test_cases import entries as placed
from tests.unit.test_certificates import CO_HELD, amended, cancelled, certificate, corrected, revoked, share, superseded
from tests.unit.test_certificates import FIRST as ISSUED


class TestCertificates:
    @pytest.mark.parametrize(
        "history",
        [
            (ISSUED, revoked(3)), (ISSUED, corrected(1)), (ISSUED, superseded(3)), (ISSUED, amended(3)),
            (ISSUED, cancelled(3)), (*CO_HELD[:2], share(4, 3, 5000)),
        ],
    )  # fmt: skip
    def test_an_event_comes_in_its_order(self, history: tuple[Event, ...]) -> None:
        facts = facts_after(*history[:-1])
        with pytest.raises(IllegalTransition, match="sequence"):
            fold(facts, entries(history[-1:], BORN + 10))

    def test_an_amended_term_ends_after_the_amendment(self) -> None:
        facts = facts_after(ISSUED)
        with pytest.raises(IllegalTransition, match="term is not longer"):
            fold(facts, entries([amended(2, valid_to=BORN + 10)], BORN + 10))
        fold(facts, entries([amended(2, valid_to=BORN + 11)], BORN + 10))

    def test_flags_and_ordinal_have_their_places_in_the_word(self) -> None:
        record = unpack(pack(replace(certificate(facts_after(ISSUED)), flags=0b101, ordinal=3)))
        assert (record.flags, record.ordinal, record.state, record.rights) == (0b101, 3, 1, 7)
        assert (record.valid_to, record.serial) == (BORN + YEAR, 1)


class TestCases:
    def test_publicity_is_from_its_first_second_to_its_end_or_the_cases(self) -> None:
        case = case_of(folded(*PUBLIC))
        first, last = instant("2026-12-02T09:00"), instant("2026-12-10")
        assert [is_under_publicity(case, now) for now in (first - 1, first, last - 1, last)] == [
            False,
            True,
            True,
            False,
        ]
        withdrawn = replace(case, ended_at=Instant(first + 10))
        assert is_under_publicity(withdrawn, first + 9)
        assert not is_under_publicity(withdrawn, first + 10)
        long_ago = replace(case, publicised_at=Instant(0), ended_at=Instant(1))
        assert not is_under_publicity(long_ago, 1)

    def test_a_new_case_has_nothing_of_what_comes_later(self) -> None:
        case = case_of(folded(FRIDAY))
        nothing = (case.publicised_until, case.accepted_at, case.reviewed_at, case.extended_at)
        assert nothing == (0, 0, 0, 0)
        assert (case.publicised_at, case.resumed_at, case.ended_at, case.objections) == (0, 0, 0, 0)
        assert (case.marks, case.stage) == (Mark(0), Stage.SUBMITTED)

    def test_an_objection_begins_undecided(self) -> None:
        objection = folded(*QUARREL)["publicity_objection", thing_id(ID, 5)]
        assert isinstance(objection, PublicityObjection)
        assert (objection.open, objection.upheld, objection.decided_at) == (True, False, 0)

    @pytest.mark.parametrize("changes", [{"open": False}, {"attempt": 2}, {"application_id": hashed("other")}])
    def test_only_an_open_objection_of_this_attempt_at_this_case_is_decided(self, changes: dict[str, object]) -> None:
        facts = folded(*QUARREL)
        objection = facts["publicity_objection", thing_id(ID, 5)]
        assert isinstance(objection, PublicityObjection)
        facts[key_of(objection)] = replace(objection, **changes)  # type: ignore[arg-type]
        (entry,) = placed((("2026-12-18T09:00", decided(6, 5, upheld=False)),))
        with pytest.raises(IllegalTransition, match="objection is open"):
            apply(facts, entry)

    def test_another_attempt_counts_on(self) -> None:
        case = replace(case_of(folded(FRIDAY)), stage=Stage.WITHDRAWN, sequence=4, attempt=2)
        facts: dict[FactKey, Fact] = {**folded(FRIDAY), key_of(case): case}
        (entry,) = placed((("2026-12-18T09:00", submitted("2026-12-24", 5)),))
        (after,) = apply(facts, entry).values()
        assert isinstance(after, Case)
        assert (after.sequence, after.attempt, after.document_digest) == (5, 3, hashed("form"))
        (early,) = placed((("2026-12-18T09:00", submitted("2026-12-24", 1)),))
        with pytest.raises(IllegalTransition, match="sequence"):
            apply(facts, early)


class TestClocks:
    """Seconds at which one thing becomes another."""

    def test_publicity_stops_the_clock_from_its_first_second(self) -> None:
        assert standing_at("2026-12-02T09:00", *PUBLIC).stopped
        assert not standing_at("2026-12-02T08:59:59", *PUBLIC).stopped

    def test_a_publicity_that_begins_when_the_decision_was_due_heals_nothing(self) -> None:
        due = (*MONDAY, ("2026-12-15T00:00", publicised("2026-12-23")))
        assert standing_at("2026-12-15T10:00", *due).decide_by == instant("2026-12-15")

    def test_a_withdrawal_in_the_second_of_silence_comes_after_the_acceptance(self) -> None:
        def withdrawn(at: str) -> int | None:
            return standing_at(at, FRIDAY, (at, ApplicationWithdrawn(ID, 2, DOCUMENT, *HANDS))).accepted_from

        assert withdrawn("2026-12-03T00:00") == instant("2026-12-03")
        assert withdrawn("2026-12-02T23:59:59") is None


class TestDoors:
    def test_a_noun_keeps_what_it_was_last_admitted_to(self) -> None:
        both = NounAdmitted(key("noun"), int(Flag.FROZEN | Flag.OBJECTED))
        facts = facts_after(both)
        assert keeper_of(facts, Flag.FROZEN) == keeper_of(facts, Flag.OBJECTED) == key("noun")
        assert keeper_of(facts, Flag.PLEDGED) == NOBODY
        less = facts_after(both, NounAdmitted(key("noun"), int(Flag.OBJECTED)))
        assert (keeper_of(less, Flag.FROZEN), keeper_of(less, Flag.OBJECTED)) == (NOBODY, key("noun"))


class TestAttestations:
    def test_an_attestation_is_new_and_of_its_own_certificate(self) -> None:
        facts = attesting.after(attesting.said(2, attesting.K.ANNOTATION))
        known = attesting.attestation(facts, 2)
        again = replace(known, id=attesting.the(3), sequence=3)
        follows = attesting.said(3, attesting.K.ANNOTATION, attesting.the(2))
        for forged, rule in (
            ({key_of(again): again}, "attestation is new"),
            (
                {key_of(known): replace(known, certificate_id=CertificateId(hashed("other")))},
                "attestation's certificate",
            ),
        ):
            with pytest.raises(IllegalTransition, match=rule):
                fold({**facts, **forged}, entries([follows], BORN + 99))

    def test_what_is_carried_is_looked_up_under_the_names_that_are_read(self) -> None:
        carried = ClaimsCarried(attesting.OWN, 2, number(2), number(3), 1 << 21, ORDER, *attesting.HANDS)
        assert set(reads(carried)) == {("certificate", attesting.OWN), ("claims", 2), ("claims", 3)}

    def test_what_was_just_attested_is_not_closed(self) -> None:
        assert attesting.attestation(attesting.after(attesting.said(2, attesting.K.ANNOTATION)), 2).closed_at == 0

    def test_nothing_is_taken_off_books_on_which_it_is_not(self) -> None:
        facts = attesting.after(attesting.said(2, attesting.K.BOOKING))
        del facts["bookers", attesting.OWN]
        with pytest.raises(IllegalTransition, match="on the books"):
            fold(facts, entries([attesting.ended(3, attesting.the(2))], BORN + 99))


class TestContributions:
    @pytest.mark.parametrize(
        ("changes", "rule"),
        [
            ({"capital": Fen(0)}, "capital within the agreed"),
            ({"until": Instant(BORN + 99)}, "reservation within the term"),
            ({"mode": 0}, "mode is known"),
            ({"mode": 3}, "mode is known"),
        ],
    )
    def test_what_is_reserved_is_something_for_some_time(self, changes: dict[str, int], rule: str) -> None:
        with pytest.raises(IllegalTransition, match=rule):
            fold(equity.after(), entries([equity.reserved(**changes)], BORN + 99))

    def test_the_least_that_may_be_reserved(self) -> None:
        facts = equity.after()
        fold(facts, entries([equity.reserved(capital=Fen(1), until=Instant(BORN + 100))], BORN + 99))
        made = equity.made(facts)
        assert (made.confirm_by, made.registered_at, made.executed_at) == (0, 0, 0)
        assert (made.confirmed_at, made.closed_at, made.reserved_at) == (0, 0, BORN + 99)

    def test_a_contribution_is_new(self) -> None:
        facts = equity.after()
        made = equity.made(equity.after(equity.reserved()))
        with pytest.raises(IllegalTransition, match="contribution is new"):
            fold({**facts, key_of(made): made}, entries([equity.reserved()], BORN + 99))

    EXECUTED = (equity.reserved(), *equity.EXECUTED)
    SOLD = (equity.reserved(), equity.moved(3, 2, 1))
    BACK = (*EXECUTED, equity.moved(5, 3, 2))
    EXECUTE = ContributionExecuted(equity.OWN, 4, equity.ID, equity.CONFIRM_BY, ORDER, *equity.HANDS)
    ROLL_BACK = ContributionRolledBack(equity.OWN, 6, equity.ID, *equity.HANDS)
    EXIT = ContributionExited(equity.OWN, 6, equity.ID, ORDER, *equity.HANDS)
    TOMORROW = replace(equity.CONFIRMED, registered_at=Instant(BORN + 101))

    @pytest.mark.parametrize(
        ("history", "event", "time", "rule"),
        [
            ((equity.reserved(),), equity.CANCELLED, equity.UNTIL, "reservation has not lapsed"),
            ((equity.reserved(), equity.moved(3, 2, 3)), EXECUTE, equity.UNTIL, "reservation has not lapsed"),
            (SOLD, EXECUTE, BORN + 100, "investee holds it"),
            ((*SOLD[:1], equity.moved(3, 2, 3), equity.moved(4, 3, 2)), EXECUTE, BORN + 100, "investee holds it"),
            (EXECUTED, equity.CONFIRMED, equity.CONFIRM_BY, "confirmation in time"),
            (EXECUTED, TOMORROW, BORN + 100, "register's entry is past"),
            (EXECUTED, replace(TOMORROW, registered_at=Instant(0)), BORN + 100, "register's entry is past"),
            (BACK, ROLL_BACK, equity.CONFIRM_BY - 1, "confirmation is overdue"),
            (EXECUTED, replace(ROLL_BACK, sequence=5), equity.CONFIRM_BY, "contributor holds it again"),
            (EXECUTED, replace(EXIT, sequence=5), BORN + 100, "contributor holds it again"),
        ],
    )
    def test_a_step_comes_in_its_time_and_to_whom_it_must(
        self, history: tuple[Event, ...], event: Event, time: int, rule: str
    ) -> None:
        with pytest.raises(IllegalTransition, match=rule):
            fold(equity.after(*history), entries([event], time))

    @pytest.mark.parametrize(
        ("history", "event", "time"),
        [
            ((equity.reserved(),), equity.CANCELLED, equity.UNTIL - 1),
            ((equity.reserved(), equity.moved(3, 2, 3)), EXECUTE, equity.UNTIL - 1),
            (EXECUTED, replace(equity.CONFIRMED, registered_at=Instant(1)), equity.CONFIRM_BY - 1),
            (EXECUTED, TOMORROW, BORN + 101),
            (BACK, ROLL_BACK, equity.CONFIRM_BY),
            (BACK, EXIT, BORN + 100),
        ],
    )
    def test_a_step_reads_what_it_names_in_the_first_second_and_the_last(
        self, history: tuple[Event, ...], event: Event, time: int
    ) -> None:
        facts = equity.after(*history)
        (entry,) = entries([event], time)
        assert apply({name: facts[name] for name in reads(event)}, entry) == apply(facts, entry)

    def test_a_contributor_that_keeps_a_part_has_not_delivered(self) -> None:
        facts = equity.after(equity.reserved(), equity.moved(3, 2, 3))
        held = replace(equity.certificate_in(facts), shares=tuple(Share(number(n), Right(7), 5_000) for n in (2, 3)))
        with pytest.raises(IllegalTransition, match="contributor no longer does"):
            fold({**facts, key_of(held): held}, entries([self.EXECUTE], BORN + 100))

    def test_a_step_is_of_the_certificates_own_contribution(self) -> None:
        facts = equity.after(equity.reserved())
        made = replace(equity.made(facts), certificate_id=CertificateId(hashed("other")))
        with pytest.raises(IllegalTransition, match="contribution is the certificate's"):
            fold({**facts, key_of(made): made}, entries([equity.CANCELLED], BORN + 100))

    def test_a_reservation_reads_its_certificate_and_its_own_place(self) -> None:
        assert set(reads(equity.reserved())) == {("certificate", equity.OWN), ("contribution", equity.ID)}

    def test_without_its_flag_a_contribution_forbids_no_way_back(self) -> None:
        facts = equity.after(equity.reserved(), *equity.EXECUTED)
        certificate_now = equity.certificate_in(facts)
        with pytest.raises(ActRefused, match="was contributed"):
            require_move(facts, certificate_now, 2)
        require_move(facts, replace(certificate_now, flags=0), 2)


class TestLicences:
    LATE = BORN + 100
    FULL = tuple(licences.granted(place) for place in range(2, 18))

    @pytest.mark.parametrize(
        ("history", "event", "rule"),
        [
            ((), licences.granted(valid_to=Instant(LATE)), "term is not over"),
            (FULL, licences.granted(18), "live licences are bounded"),
            ((licences.granted(),), licences.changed(3, licences.FIRST, LATE), "term is not over"),
            ((licences.granted(),), licences.changed(3, licences.FIRST, BORN + YEAR + 1), "term is not over"),
            ((licences.granted(),), licences.ended(3, licences.FIRST, 0), "reason is known"),
            ((licences.granted(),), licences.ended(3, licences.FIRST, 4), "reason is known"),
        ],
    )
    def test_none_is_over_before_it_begins_or_ends_for_nothing(
        self, history: tuple[Event, ...], event: Event, rule: str
    ) -> None:
        with pytest.raises(IllegalTransition, match=rule):
            fold(licences.after(*history), entries([event], self.LATE))

    @pytest.mark.parametrize(
        ("history", "event"),
        [
            ((), licences.granted(valid_to=Instant(BORN + YEAR))),
            ((), licences.granted(valid_to=Instant(LATE + 1))),
            (FULL[:-1], licences.granted(17)),
            (
                (licences.granted(valid_to=Instant(LATE)), *(licences.granted(n) for n in range(3, 18))),
                licences.granted(18),
            ),
            ((licences.granted(),), licences.changed(3, licences.FIRST, LATE + 1)),
            ((licences.granted(),), licences.ended(3, licences.FIRST, 3)),
        ],
    )
    def test_the_last_second_and_the_last_place_count(self, history: tuple[Event, ...], event: Event) -> None:
        facts = licences.after(*history)
        (entry,) = entries([event], self.LATE)
        assert apply({name: facts[name] for name in reads(event) if name in facts}, entry) == apply(facts, entry)

    def test_what_lapsed_or_is_anothers_is_not_ended(self) -> None:
        facts = licences.after(licences.granted(valid_to=Instant(self.LATE)))
        (early,) = entries([licences.ended(3, licences.FIRST)], self.LATE - 1)
        assert apply(facts, early)
        (entry,) = entries([licences.ended(3, licences.FIRST)], self.LATE)
        with pytest.raises(IllegalTransition, match="licence has not lapsed"):
            apply(facts, entry)
        known = facts["licence", licences.FIRST]
        other = replace(known, certificate_id=CertificateId(hashed("other")))
        with pytest.raises(IllegalTransition, match="licence is the certificate's"):
            apply({**facts, key_of(known): other}, early)

    def test_a_licence_is_new(self) -> None:
        known = licences.after(licences.granted())["licence", licences.FIRST]
        with pytest.raises(IllegalTransition, match="licence is new"):
            fold({**licences.after(), key_of(known): known}, entries([licences.granted()], self.LATE))

    def test_an_end_leaves_the_flags_of_others_alone(self) -> None:
        facts = licences.after(licences.granted(), licences.granted(3))
        flagged = replace(licences.certificate_in(facts), flags=int(Flag.PLEDGED | Flag.LICENSED))
        (entry,) = entries([licences.ended(4, licences.FIRST)], self.LATE)
        after = apply({**facts, key_of(flagged): flagged}, entry)["certificate", licences.OWN]
        assert isinstance(after, Certificate)
        assert after.flags == Flag.PLEDGED | Flag.LICENSED


class TestBurdens:
    def test_what_an_event_makes_is_new(self) -> None:
        facts = restrained.history((FIRST, restrained.entered(2)))
        freeze = facts["freeze", thing_id(restrained.OWN, 2)]
        forged = {**facts, ("freeze", thing_id(restrained.OWN, 3)): freeze}
        (entry,) = entries([restrained.entered(3)], FIRST, 2000)
        with pytest.raises(IllegalTransition, match="freeze is new"):
            apply(forged, entry)

    def test_a_freeze_has_a_second_left_at_least(self) -> None:
        restrained.history((FIRST + DAY, restrained.entered(2, FIRST, DAY + 1)))
        with pytest.raises(IllegalTransition, match="term has not ended"):
            restrained.history((FIRST + DAY, restrained.entered(2, FIRST, DAY)))

    def test_an_order_ends_the_freeze_in_force_and_none_that_waits(self) -> None:
        queue = ((FIRST, restrained.entered(2)), (FIRST, restrained.entered(3)))
        waiting = thing_id(restrained.OWN, 3)
        order = TransferOrdered(restrained.OWN, 4, number(restrained.COURT), waiting, ORDER, *restrained.HANDS)
        with pytest.raises(IllegalTransition, match="freeze is in force"):
            restrained.history(*queue, (FIRST + 1, order))

    def test_an_objection_has_a_ground(self) -> None:
        for ground in (0, 3):
            with pytest.raises(IllegalTransition, match="ground is known"):
                restrained.history((FIRST, replace(restrained.objected(2, FIRST + DAY), ground=ground)))

    def test_a_certificate_asks_of_its_flags_and_of_nothing_else(self) -> None:
        own, hands = restrained.OWN, restrained.HANDS
        facts = restrained.history(
            (FIRST, restrained.entered(2)),
            (FIRST, ControlEntered(own, 3, number(7), Instant(FIRST + DAY), ORDER, *hands)),
            (FIRST, restrained.objected(4, FIRST + DAY)),
            (FIRST, SourceObjectionRaised(own, 5, number(3), ORDER, *hands)),
        )
        bare = replace(restrained.certificate_of(facts), flags=0)
        for operation in tuple(Operation)[1:]:
            assert consents(facts, bare, operation, FIRST) == []
