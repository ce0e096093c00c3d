"""
The audit's lists, from histories written here: what stands on each, at which position, and what does not.

That they are in the report of a whole audit is shown in tests/integration.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ledger.audit.edges import NIGHT_ACTS_LEAST, Edges
from ledger.audit.lists import EXPIRY_DAYS, make_lists, named
from ledger.audit.report import LIST_ROWS_MAX, Item, Listed, Notes
from ledger.audit.text import remark_sentence
from ledger.domain.certificates import Certificate, State
from ledger.domain.events import Digest, Event, KeyRevoked, LedgerPaused, ParticipantSuspended
from ledger.domain.facts import Facts
from ledger.domain.kinds import AttestedKind
from ledger.domain.numbers import CertificateNumber
from ledger.domain.participants import Duty, Role
from ledger.domain.records import ordinal_of, unpack
from ledger.domain.state import fold
from tests.unit import attesting, pledging, restrained
from tests.unit.histories import (
    BORN,
    REGISTRY_BORN,
    YEAR,
    a_certificate,
    a_record,
    admitted,
    enrolled,
    entries,
    facts_after,
    hashed,
    issued,
    key,
    number,
)

DAY = 86_400
HOUR = 3_600


def listed(facts: Facts, name: str, instant: int) -> list[Item]:
    notes = Notes()
    make_lists(facts, instant, notes)
    items = notes.lists.get(name, Listed()).items
    for item in items:
        for locale in ("zh", "en"):
            assert "?" not in remark_sentence(item.as_dict(), locale), item
    return items


def codes(items: list[Item]) -> list[str]:
    return [item.code for item in items]


# RESTRICTED


def test_a_freeze_is_listed_while_it_is_in_force_and_the_one_that_waits_behind_it() -> None:
    facts = restrained.history(
        (restrained.FIRST, restrained.entered(2)),
        (restrained.FIRST, restrained.entered(3, organ=restrained.SECOND_COURT)),
    )
    found = listed(facts, "restricted", restrained.FIRST + DAY)
    assert codes(found) == ["ListFrozen", "ListFreezeWaiting"]
    assert [str(item.position) for item in found] == ["1000.0.0", "1001.0.0"]
    assert found[0].facts["by"].startswith(f"{restrained.COURT} (")
    assert listed(facts, "restricted", restrained.FIRST + 3 * restrained.MONTH) == []


def test_an_objection_is_listed_until_it_has_lapsed() -> None:
    facts = restrained.history((restrained.FIRST, restrained.objected(2, restrained.FIRST + 5 * DAY)))
    assert codes(listed(facts, "restricted", restrained.FIRST + DAY)) == ["ListObjected"]


def test_a_pledge_is_listed_with_its_creditor_and_a_hold_until_it_lapses() -> None:
    facts = pledging.after(pledging.held(2))
    assert codes(listed(facts, "restricted", pledging.NOW)) == ["ListHeld"]
    assert listed(facts, "restricted", pledging.HOLD_END) == []
    facts = pledging.after(pledging.created(2))
    (row,) = listed(facts, "restricted", pledging.NOW)
    assert (row.code, row.facts["secured_fen"], row.facts["rank"]) == ("ListPledgeUnperfected", pledging.AMOUNT, 1)
    assert row.facts["by"].startswith(f"{pledging.BANK} (")


# PLEDGES AND REPORTS


def test_what_is_secured_is_held_against_the_last_valuation() -> None:
    def with_value(fen: int) -> list[Item]:
        facts = attesting.after(attesting.said(2, AttestedKind.VALUE, amount=fen))
        banks = (admitted(6, Role.BANK), enrolled(6, "bank maker", Duty.MAKER), enrolled(6, "bank", Duty.CONSENT))
        fold(facts, entries(banks, BORN + DAY, 500))
        time, event = pledging.created(3, creditor=6)
        fold(facts, entries([event], time, 600))
        return listed(facts, "overPledged", BORN + 2 * DAY)

    (row,) = with_value(pledging.AMOUNT - 1)
    assert (row.code, str(row.position)) == ("ListOverPledged", "600.0.0")
    assert (row.facts["secured_fen"], row.facts["value_fen"]) == (pledging.AMOUNT, pledging.AMOUNT - 1)
    assert with_value(pledging.AMOUNT) == []


def test_a_pledge_without_any_valuation_is_listed() -> None:
    facts = pledging.after(pledging.created(2))
    assert codes(listed(facts, "overPledged", pledging.NOW)) == ["ListPledgedUnvalued"]


def test_a_report_is_stale_once_its_validity_is_over() -> None:
    facts = attesting.after(attesting.said(2, AttestedKind.QUALITY))
    assert listed(facts, "stale", BORN + 90 * DAY - 1) == []
    (row,) = listed(facts, "stale", BORN + 90 * DAY)
    assert (row.code, row.facts["attested_kind"]) == ("ListReportLapsed", AttestedKind.QUALITY)


# TERMS AND DATA


def test_an_end_is_listed_from_a_quarter_ahead_and_after_it() -> None:
    facts = facts_after(*REGISTRY_BORN, issued())
    end = BORN + YEAR
    assert listed(facts, "expiries", end - EXPIRY_DAYS * DAY - 1) == []
    (row,) = listed(facts, "expiries", end - EXPIRY_DAYS * DAY)
    assert (row.code, row.facts["days"]) == ("ListExpiring", EXPIRY_DAYS - 1)
    assert codes(listed(facts, "expiries", end)) == ["ListExpired"]


def test_living_certificates_of_one_fingerprint_are_one_row() -> None:
    events = [issued(a_record(holder, serial)) for serial, holder in enumerate((2, 3), 1)]
    facts = facts_after(*REGISTRY_BORN, *events, issued(a_record(2, 3), data="other"))
    (row,) = listed(facts, "duplicates", BORN + DAY)
    assert (row.code, row.facts["count"]) == ("ListSameData", 2)
    assert row.facts["certificates"] == [_number(event.record) for event in events]
    assert listed(facts, "duplicates", BORN + YEAR) == []


def test_the_dead_and_those_that_only_share_a_bit_are_no_duplicates() -> None:
    alive = a_certificate()
    near = replace(alive, fingerprint=Digest(alive.fingerprint[:8] + bytes(24)))
    dead = replace(alive, state=State.CANCELLED)
    twin = replace(alive, number=alive.number + 1)

    def groups(*certificates: Certificate) -> list[list[str]]:
        facts: dict[Any, Any] = facts_after(*REGISTRY_BORN)
        facts |= {("certificate", bytes([place])): each for place, each in enumerate(certificates)}
        return [item.facts["certificates"] for item in listed(facts, "duplicates", BORN + DAY)]

    assert groups(alive, near) == groups(alive, dead) == []
    assert groups(alive, near, dead, twin) == [[named(alive), named(twin)]]


def _number(record: int) -> str:
    assert ordinal_of(record) == 0
    return CertificateNumber.from_packed(unpack(record).number).text


def test_a_list_counts_the_rows_that_it_does_not_keep() -> None:
    notes = Notes()
    for place in range(LIST_ROWS_MAX + 5):
        notes.enlist("stale", "ListReportLapsed", place, "certificate")
    assert (notes.lists["stale"].count, len(notes.lists["stale"].items)) == (LIST_ROWS_MAX + 5, LIST_ROWS_MAX)


# EDGES


def edges_of(*timed: tuple[int, Event], interrupted: bool = False) -> list[Item]:
    """Watch the founding, on the day of `BORN`, and then events at their times."""
    facts: dict[Any, Any] = {}
    edges = Edges()
    founding = [(BORN, event) for event in REGISTRY_BORN]
    for block, (time, event) in enumerate([*founding, *timed], 1):
        if interrupted:
            edges = Edges(edges.state)
        for entry in entries([event], time, block):
            edges.see(facts, entry)
            fold(facts, [entry])
    notes = Notes()
    edges.tell(facts, notes)
    items = notes.lists.get("edges", Listed()).items
    assert codes(items) == codes(_told_again(edges, facts)), "telling it changes nothing"
    return items


def _told_again(edges: Edges, facts: Facts) -> list[Item]:
    notes = Notes()
    edges.tell(facts, notes)
    return notes.lists.get("edges", Listed()).items


def issues(count: int, time: int, first: int = 1) -> list[tuple[int, Event]]:
    serials = range(first, first + count)
    return [(time, issued(a_record(2, serial), data=f"data {serial}")) for serial in serials]


def of(items: list[Item], code: str) -> list[Item]:
    return [item for item in items if item.code == code]


def test_acts_on_the_day_of_a_keys_enrolment_are_one_row_a_key() -> None:
    found = of(edges_of(*issues(2, BORN + HOUR), *issues(1, BORN + 2 * DAY, first=3)), "EdgeFirstDay")
    assert {item.subject for item in found} == {f"key 0x{key(name).hex()}" for name in ("maker", "checker")}
    assert all(item.facts["last"] == "10.0.0" for item in found)


def test_maker_and_checker_are_listed_while_a_participant_has_no_others() -> None:
    (row,) = of(edges_of(*issues(2, BORN + 2 * DAY)), "EdgeTwoKeys")
    assert row.facts["checker"] == f"0x{key('checker').hex()}"
    third = (BORN, enrolled(1, "third", Duty.CHECKER))
    assert of(edges_of(third, *issues(2, BORN + 2 * DAY)), "EdgeTwoKeys")[0].facts["last"] == "9.0.0"


def test_many_acts_in_one_night_are_listed_and_a_few_are_not() -> None:
    late = BORN + 2 * DAY + 23 * HOUR
    found = of(edges_of(*issues(NIGHT_ACTS_LEAST, late)), "EdgeNight")
    assert [item.facts["count"] for item in found] == [NIGHT_ACTS_LEAST, NIGHT_ACTS_LEAST]
    assert of(edges_of(*issues(NIGHT_ACTS_LEAST - 1, late)), "EdgeNight") == []
    assert of(edges_of(*issues(NIGHT_ACTS_LEAST, late - 2 * HOUR)), "EdgeNight") == []


def test_the_last_act_of_a_key_before_its_revocation_the_same_day_is_listed() -> None:
    day = BORN + 3 * DAY
    revoked = KeyRevoked(number(1), key("checker"), hashed("reason"), key("maker"), key("second"))
    (row,) = of(edges_of(*issues(1, day), (day + HOUR, revoked)), "EdgeBeforeRevocation")
    assert (str(row.position), row.facts["ended"]) == ("9.0.0", "10.0.0")
    assert of(edges_of(*issues(1, day), (day + DAY, revoked)), "EdgeBeforeRevocation") == []


def test_acts_on_the_day_of_a_suspension_and_a_guardians_pause_are_listed() -> None:
    day = BORN + 3 * DAY
    suspended = ParticipantSuspended(number(1), hashed("reason"))
    assert len(of(edges_of(*issues(1, day), (day, suspended)), "EdgeBeforeStop")) == 2
    guarded: list[tuple[int, Event]] = [(BORN, admitted(4, Role.GUARDIAN)), (BORN, enrolled(4, "guardian", Duty.VOTE))]
    paused = (day, LedgerPaused(number(4), hashed("reason"), key("guardian")))
    (row,) = of(edges_of(*guarded, paused), "EdgeEmergency")
    assert row.facts["act"] == "LedgerPaused"


def test_an_interruption_changes_nothing_of_the_edges() -> None:
    acts = issues(NIGHT_ACTS_LEAST, BORN + 23 * HOUR)
    whole, broken = edges_of(*acts), edges_of(*acts, interrupted=True)
    assert [item.as_dict() for item in broken] == [item.as_dict() for item in whole]
    assert whole
