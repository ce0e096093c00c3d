"""
A holder's calendar and badges: what is due of a certificate, worked by hand, and how calendar programs are told.

The certificate's term ends with 31 October 2030; it is judged on 23 November 2026.
"""

from __future__ import annotations

from datetime import date

import pytest

from ledger.domain.agenda import Due, Item, of_case, of_certificate
from ledger.domain.badges import Badge, badges
from ledger.domain.calendar import end_of_day, start_of_day
from ledger.domain.cases import Stage
from ledger.domain.clocks import Standing as CaseStanding
from ledger.domain.equity import ContributionStage
from ledger.domain.events import CertificateId, ParticipantNumber
from ledger.domain.icalendar import Day, icalendar
from ledger.domain.resting import Resting, resting
from ledger.domain.standing import Standing, standing
from tests.unit.burdened import (
    BANK,
    DAY,
    ORGAN,
    OWN,
    SECOND_ORGAN,
    bearing,
    contributed,
    controlled,
    executed,
    frozen,
    hold,
    licensed,
    objected,
    objected_pledge,
    queued,
    unperfected,
)
from tests.unit.judging import NOW, SOUND, World


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


def test_a_freeze_in_the_queue_ends_after_the_one_before_it() -> None:
    days = [day for code, day in due(QUEUE) if code == "freeze_ends"]
    assert len(days) > 1
    assert days == sorted(days)


def test_lines_name_whom_they_are_towards() -> None:
    (line,) = [each for each in lines(PLEDGE) if each.due is Due.DEBT_DUE]
    assert line.who == BANK
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


@pytest.mark.parametrize(
    ("world", "badge"),
    [
        (HOLD, Badge.HELD),
        (PLEDGE, Badge.PLEDGED),
        (objected_pledge(), Badge.PLEDGE_OBJECTED),
        (FREEZE, Badge.FROZEN),
        (QUEUE, Badge.FREEZE_WAITING),
        (controlled(), Badge.CONTROLLED),
        (objected(), Badge.OBJECTED),
        (contributed(ContributionStage.RESERVED), Badge.RESERVED),
        (executed(NOW + DAY), Badge.UNCONFIRMED),
        (licensed(), Badge.LICENSED),
    ],
)
def test_each_fact_has_its_own_badge(world: World, badge: Badge) -> None:
    assert badge in {each for each, _ in marks(world)}


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


def test_text_cannot_begin_a_line_of_its_own() -> None:
    made = icalendar("x", [Day("u", date(2026, 1, 1), "a\r\nATTACH:evil\rB\x00", "")], 0)
    assert not any(line.startswith(("ATTACH", "B")) and "BEGIN" not in line for line in unfolded(made))


def test_lines_are_in_the_order_of_their_time() -> None:
    early, late = (Item(at, Due.TERM_ENDS, CertificateId(OWN), b"", ParticipantNumber(0)) for at in (1, 2))
    assert sorted([late, early]) == [early, late]
