"""
A holder's calendar and badges: what is due of a certificate, worked by hand, and how calendar programs are told.

The certificate's term ends with 31 October 2030; it is judged on 23 November 2026.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ledger.domain.agenda import Due, Item, of_case, of_certificate
from ledger.domain.badges import Badge, badges
from ledger.domain.burdens import Stage as Objected
from ledger.domain.calendar import end_of_day, start_of_day
from ledger.domain.cases import Stage
from ledger.domain.clocks import Standing as CaseStanding
from ledger.domain.encumbrances import PledgeObjection
from ledger.domain.equity import ContributionStage
from ledger.domain.events import CertificateId, Instant, ParticipantNumber, ThingId
from ledger.domain.facts import thing_id
from ledger.domain.flags import Flag
from ledger.domain.icalendar import Day, icalendar
from ledger.domain.kinds import AttestedKind
from ledger.domain.resting import Resting, resting
from ledger.domain.standing import RenewalTerms, Standing, standing
from tests.unit.burdened import (
    BANK,
    DAY,
    HOUR,
    INVESTEE,
    LISTING,
    OBJECTOR,
    ORGAN,
    OWN,
    SECOND_ORGAN,
    bearing,
    booked,
    confirmed,
    contributed,
    controlled,
    deleted,
    disputed,
    encumbrance,
    executed,
    frozen,
    hold,
    licensed,
    objected,
    objected_pledge,
    queued,
    renewing,
    source_objected,
    unperfected,
)
from tests.unit.judging import NOW, REPORTS, SOUND, World, attestation, digest


def judged(world: World, instant: int = NOW) -> tuple[Resting, Standing]:
    assert world.subject is not None
    certificate = world.subject.certificate
    rests = resting(world.facts, certificate, world.attestations, instant, world.deleted)
    return rests, standing(certificate, instant, renewal=rests.renewal_terms)


def lines(world: World, instant: int = NOW) -> tuple[Item, ...]:
    """Return what is to come."""
    assert world.subject is not None
    return of_certificate(world.subject.certificate, *judged(world, instant), instant)


def due(world: World, instant: int = NOW) -> list[tuple[str, date]]:
    """Return what is to come, each with its day."""
    return [(item.due.value, item.day) for item in lines(world, instant)]


BARE = SOUND.attested()
HOLD, PLEDGE = bearing(hold(5)), bearing(unperfected(5))
FREEZE, QUEUE = frozen(queued(5)), frozen(queued(5), queued(6, SECOND_ORGAN))
TERM = [
    ("renewal_opens", date(2030, 4, 30)),
    ("renewal_closes", date(2030, 10, 30)),
    ("term_ends", date(2030, 10, 31)),
]


def test_a_bare_certificate_has_its_term_and_its_window_of_renewal() -> None:
    assert due(BARE) == TERM


def test_what_is_over_is_not_due() -> None:
    assert due(BARE, start_of_day(date(2030, 4, 30))) == TERM[1:]
    assert due(BARE, start_of_day(date(2030, 10, 31))) == TERM[2:]
    assert due(BARE, end_of_day(date(2030, 10, 31))) == []


def test_reports_lapse() -> None:
    assert due(SOUND)[:2] == [("report_lapses", date(2027, 11, 21))] * 2


@pytest.mark.parametrize(
    ("world", "first"),
    [
        (HOLD, "hold_lapses"),
        (PLEDGE, "debt_due"),
        (FREEZE, "freeze_ends"),
        (controlled(), "control_ends"),
        (objected(), "objection_answer"),
        (contributed(ContributionStage.RESERVED), "reservation_lapses"),
        (executed(NOW + DAY), "confirmation_due"),
        (licensed(), "licence_ends"),
    ],
)  # fmt: skip
def test_each_thing_that_rests_on_it_has_its_day(world: World, first: str) -> None:
    assert first in {code for code, _ in due(world.attested())}


def others(world: World, instant: int = NOW) -> list[tuple[Due, int, bytes, int]]:
    """Return what is to come beside the certificate's own term: what, when, of which thing and towards whom."""
    term = {Due.RENEWAL_OPENS, Due.RENEWAL_CLOSES, Due.TERM_ENDS}
    return [(each.due, each.at, each.thing, each.who) for each in lines(world, instant) if each.due not in term]


def thing(sequence: int) -> bytes:
    return thing_id(OWN, sequence)


LISTED = replace(LISTING, valid_to=Instant(NOW + DAY))
DEPOSITED = attestation(61, AttestedKind.CUSTODY, valid_to=Instant(NOW + DAY))
STALE = attestation(15, AttestedKind.QUALITY, version=2)
PROVEN = objected_pledge().bearing(
    *(replace(fact, proven=True) for fact in objected_pledge().facts.values() if isinstance(fact, PledgeObjection))
)


@pytest.mark.parametrize(
    ("world", "found"),
    [
        (renewing(), [(Due.RENEWAL_DECISION, NOW + DAY, b"", 0)]),
        (
            objected_pledge(),
            [(Due.SUIT_PROOF, NOW + HOUR, thing(5), OBJECTOR), (Due.DEBT_DUE, NOW + 300 * DAY, thing(5), BANK)],
        ),
        (PROVEN, [(Due.DEBT_DUE, NOW + 300 * DAY, thing(5), BANK)]),
        (
            objected(lapses_at=NOW + 2 * DAY),
            [
                (Due.OBJECTION_ANSWER, NOW + DAY, thing(7), OBJECTOR),
                (Due.OBJECTION_LAPSES, NOW + 2 * DAY, thing(7), OBJECTOR),
            ],
        ),
        (objected(Objected.RAISED), [(Due.OBJECTION_NOTICE, NOW + DAY, thing(7), OBJECTOR)]),
        (objected(Objected.ESCALATED), []),
        (SOUND.attested(LISTED), [(Due.LISTING_ENDS, NOW + DAY, LISTED.id, LISTED.by)]),
        (SOUND.attested(LISTING), []),
        (SOUND.attested(DEPOSITED), [(Due.CUSTODY_DUE, NOW + DAY, DEPOSITED.id, DEPOSITED.by)]),
    ],
)
def test_what_is_to_come_is_told_with_its_second_its_thing_and_towards_whom(
    world: World, found: list[tuple[Due, int, bytes, int]]
) -> None:
    bare = world if world.attestations != REPORTS else world.attested()
    assert others(bare) == found


def test_a_licence_that_is_still_to_begin_has_two_days() -> None:
    world = licensed()
    earlier = NOW - DAY - 1
    assert [each[:2] for each in others(world.attested(), earlier)] == [
        (Due.LICENCE_BEGINS, NOW - DAY),
        (Due.LICENCE_ENDS, NOW + DAY),
    ]


def test_a_renewal_asked_for_in_time_is_decided_after_the_term() -> None:
    """The term ended yesterday; until the decision is due the request is all that is to come."""
    ended = renewing(NOW + DAY).certificate(valid_to=NOW - DAY)
    assert [(each.due, each.at) for each in lines(ended.attested())] == [(Due.RENEWAL_DECISION, NOW + DAY)]
    assert lines(SOUND.certificate(valid_to=NOW - DAY).attested()) == ()


def test_a_window_of_no_month_is_none() -> None:
    assert BARE.subject is not None
    certificate = BARE.subject.certificate
    rests, _ = judged(BARE)
    at_once = standing(certificate, NOW, renewal=RenewalTerms(months=0))
    assert [each.due for each in of_certificate(certificate, rests, at_once, NOW)] == [Due.TERM_ENDS]


def test_a_freeze_in_the_queue_ends_after_the_one_before_it() -> None:
    days = [day for code, day in due(QUEUE) if code == "freeze_ends"]
    assert len(days) > 1
    assert days == sorted(days)


def test_lines_name_whom_they_are_towards() -> None:
    (line,) = [each for each in lines(PLEDGE) if each.due is Due.DEBT_DUE]
    assert (line.who, line.thing, line.kind) == (BANK, thing(5), 0)
    assert line.is_own
    assert ORGAN in {each.who for each in lines(FREEZE)}


def case_standing(stage: Stage, **changes: object) -> CaseStanding:
    facts = {
        "answer_due": None, "accepted_from": None, "deemed": False, "decide_by": None, "stopped": False,
        "overdue": False, "under_publicity": False, "depositable": False,
    }  # fmt: skip
    return CaseStanding(stage=stage, **{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("standing", "codes"),
    [
        (case_standing(Stage.SUBMITTED, answer_due=NOW + DAY), ["answer_due"]),
        (case_standing(Stage.SUPPLEMENT, answer_due=NOW + DAY), ["supplement_due"]),
        (
            case_standing(Stage.PUBLICISED, under_publicity=True, decide_by=NOW + 3 * DAY),
            ["publicity_ends", "decision_due"],
        ),
        (case_standing(Stage.DEPOSITED, decide_by=NOW + 3 * DAY), []),
        (case_standing(Stage.SUBMITTED, answer_due=NOW), []),
    ],
)
def test_a_case_has_the_days_of_its_stage(standing: CaseStanding, codes: list[str]) -> None:
    found = of_case(CertificateId(OWN), NOW + 2 * DAY, standing, NOW)
    assert [each.due.value for each in found] == codes


# BADGES


def marks(world: World) -> set[tuple[Badge, int]]:
    return {tuple(each) for each in badges(*judged(world))}  # type: ignore[misc]


def test_a_sound_certificate_has_no_badge() -> None:
    assert marks(SOUND) == set()


B = Badge


@pytest.mark.parametrize(
    ("world", "badges"),
    [
        (HOLD, {(B.HELD, 1)}),
        (PLEDGE, {(B.PLEDGED, 1)}),
        (bearing(encumbrance(5, until=Instant(NOW)), encumbrance(6)), {(B.PLEDGED, 2), (B.PAST_TERM, 1)}),
        (objected_pledge(), {(B.PLEDGED, 1), (B.PLEDGE_OBJECTED, 1)}),
        (FREEZE, {(B.FROZEN, 1)}),
        (QUEUE, {(B.FROZEN, 1), (B.FREEZE_WAITING, 1)}),
        (controlled(), {(B.CONTROLLED, 1)}),
        (objected(), {(B.OBJECTED, 1)}),
        (source_objected(), {(B.SOURCE_OBJECTED, 1)}),
        (disputed(), {(B.DISPUTED, 1)}),
        (SOUND.certificate(flags=Flag.SURRENDERED), {(B.SURRENDERED, 1)}),
        (contributed(ContributionStage.RESERVED), {(B.RESERVED, 1)}),
        (executed(NOW + DAY), {(B.CONTRIBUTED, 1), (B.UNCONFIRMED, 1)}),
        (confirmed(), {(B.CONTRIBUTED, 1)}),
        (licensed(), {(B.LICENSED, 1)}),
        (renewing(), {(B.RENEWING, 1)}),
        (SOUND.certificate(valid_to=NOW + 2 * DAY), {(B.RENEWAL_OPEN, 1)}),
        (renewing().certificate(valid_to=NOW + 2 * DAY), {(B.RENEWING, 1)}),
        (SOUND.attested(LISTING, replace(LISTING, id=ThingId(digest(9)))), {(B.LISTED, 2)}),
        (booked(12, INVESTEE), {(B.BOOKED, 2)}),
        (SOUND.attested(DEPOSITED), {(B.KEPT, 1)}),
        (SOUND.attested(replace(DEPOSITED, valid_to=Instant(NOW))), {(B.KEPT, 1), (B.KEEPING_OVERDUE, 1)}),
        (SOUND.attested(STALE), {(B.REPORT_STALE, 1)}),
        (deleted(), {(B.DELETION_DUE, 1)}),
    ],
)
def test_each_fact_has_its_own_badge_with_how_many_there_are(world: World, badges: set[tuple[Badge, int]]) -> None:
    assert marks(world) == badges


def test_badges_stand_beside_one_another() -> None:
    both = World(facts={**HOLD.facts, **FREEZE.facts}, attestations=())
    assert {Badge.HELD, Badge.FROZEN} <= {each for each, _ in marks(both)}


# CALENDAR PROGRAMS


def unfolded(content: bytes) -> list[str]:
    return content.replace(b"\r\n ", b"").decode().split("\r\n")


def test_a_calendar_is_of_whole_days_with_names_that_stay() -> None:
    made = icalendar("数契", [Day("a-1@x", date(2026, 12, 31), "到期；a, b", "一\n二")], 1_790_000_000)
    found = unfolded(made)
    assert found[0] == "BEGIN:VCALENDAR"
    assert found[-2:] == ["END:VCALENDAR", ""]
    assert {
        "UID:a-1@x", "DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "DTSTAMP:20260921T141320Z",
        "SUMMARY:到期；a\\, b", "DESCRIPTION:一\\n二",
    } <= set(found)  # fmt: skip


@pytest.mark.parametrize("length", [1, 24, 25, 60, 200])
def test_long_lines_are_folded_between_characters(length: int) -> None:
    text = "数" * length
    made = icalendar(text, [], 0)
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert f"X-WR-CALNAME:{text}" in unfolded(made)


def test_an_entry_takes_up_no_time_and_stands_between_its_two_ends() -> None:
    made = unfolded(icalendar("x", [Day("u", date(2026, 12, 31), "a", "b")], 0))
    begins, ends = made.index("BEGIN:VEVENT"), made.index("END:VEVENT")
    assert [line.partition(":")[0] for line in made[begins + 1 : ends]] == [
        "UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY", "DESCRIPTION", "TRANSP",
    ]  # fmt: skip
    assert "TRANSP:TRANSPARENT" in made


def test_a_line_of_75_octets_is_whole_and_one_of_76_is_not() -> None:
    whole, folded = ("X-WR-CALNAME:" + "x" * length for length in (62, 63))
    assert whole.encode() in icalendar("x" * 62, [], 0).split(b"\r\n")
    assert folded.encode() not in icalendar("x" * 63, [], 0).split(b"\r\n")
    assert folded in unfolded(icalendar("x" * 63, [], 0))


def test_text_cannot_begin_a_line_of_its_own() -> None:
    made = icalendar("x", [Day("u", date(2026, 1, 1), "a\r\nATTACH:evil\rB\x00", "")], 0)
    assert not any(line.startswith(("ATTACH", "B")) and "BEGIN" not in line for line in unfolded(made))


def test_lines_are_in_the_order_of_their_time() -> None:
    early, late = (Item(at, Due.TERM_ENDS, CertificateId(OWN), b"", ParticipantNumber(0)) for at in (1, 2))
    assert sorted([late, early]) == [early, late]
