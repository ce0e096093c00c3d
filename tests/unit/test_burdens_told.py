"""
What a verdict says of what rests on a certificate: the figures, the names and the days beside each reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ledger.domain.calendar import SHANGHAI
from ledger.domain.facts import thing_id
from ledger.domain.kinds import AttestedKind
from tests.unit.burdened import (
    ALL_FORBIDDEN,
    DAY,
    EXCHANGE,
    INVESTEE,
    LISTING,
    ORGAN,
    OWN,
    SECOND_BANK,
    SECOND_ORGAN,
    bearing,
    booked,
    encumbrance,
    frozen,
    hold,
    objected,
    queued,
    renewing,
    reported,
    unperfected,
)
from tests.unit.judging import NOW, REPORTS, SOUND, World


def told(world: World, check: str) -> Mapping[str, Any]:
    return world.check(check).facts


def called(number: int) -> dict[str, str]:
    """Return what the tests' world calls a participant that is no holder."""
    return {"zh": f"第{number}方", "en": f"Party {number}"}


def moment(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, SHANGHAI)


def test_a_hold_is_ranked_but_counts_as_no_pledge_beside_one() -> None:
    both = told(bearing(encumbrance(5), hold(6, creditor=SECOND_BANK)), "PLEDGES")
    assert (both["count"], both["creditors"]) == (1, [called(20)])
    assert [(row["rank"], row["is_hold"], row["amount_fen"]) for row in both["ranked"]] == [
        (1, False, 200_000_000),
        (2, True, 0),
    ]
    alone = told(bearing(hold(6, creditor=SECOND_BANK)), "PLEDGES")
    assert (alone["count"], alone["creditors"]) == (1, [called(21)])


def test_a_pledge_is_told_with_its_terms() -> None:
    (row,) = told(bearing(encumbrance(5)), "PLEDGES")["ranked"]
    assert row == {
        "rank": 1, "id": thing_id(OWN, 5), "creditor": called(20), "is_hold": False, "amount_fen": 200_000_000,
        "is_cap": False, "is_perfected": True, "is_past_term": False, "until": moment(NOW + 300 * DAY),
    }  # fmt: skip


def test_perfected_and_unperfected_sums_are_told_apart_and_both_count_against_the_value() -> None:
    world = bearing(encumbrance(5), unperfected(6, SECOND_BANK)).asked(amount=50_000_000)
    pledges = told(world, "PLEDGES")
    assert (pledges["perfected_fen"], pledges["unperfected_fen"]) == (200_000_000, 200_000_000)
    value = told(world, "VALUE_REPORT")
    assert (value["secured_fen"], value["asked_fen"]) == (450_000_000, 50_000_000)
    assert (value["value_fen"], value["percent"], value["ceiling_fen"]) == (500_000_000, 100, 500_000_000)
    assert told(SOUND, "VALUE_REPORT")["secured_fen"] == told(SOUND, "VALUE_REPORT")["asked_fen"] == 0


def test_a_queue_of_freezes_is_told_in_order_with_each_ones_time() -> None:
    second = queued(6, SECOND_ORGAN, term=2 * DAY)
    facts = told(frozen(queued(5), second), "FREEZES")
    end = NOW + 29 * DAY
    assert (facts["organ"], facts["until"], facts["waiting"]) == (called(ORGAN), moment(end), 1)
    assert facts["queue"] == [
        {
            "place": 1, "id": thing_id(OWN, 5), "organ": called(ORGAN), "forbidden": ALL_FORBIDDEN,
            "from": moment(NOW - DAY), "until": moment(end),
        },
        {
            "place": 2, "id": thing_id(OWN, 6), "organ": called(SECOND_ORGAN), "forbidden": ALL_FORBIDDEN,
            "from": moment(end), "until": moment(end + 2 * DAY),
        },
    ]  # fmt: skip


def test_the_registry_is_called_by_its_name_or_by_its_office() -> None:
    assert SOUND.subject is not None
    assert SOUND.subject.registry is not None
    assert SOUND.subject.registry.name is not None
    name = SOUND.subject.registry.name
    assert told(objected(), "OBJECTIONS")["registry"] == {"zh": name.zh, "en": name.en}
    nameless = {"zh": "登记机构", "en": "the registry in charge"}
    assert told(objected().known(registry=None), "OBJECTIONS")["registry"] == nameless


def test_reports_are_told_by_kind_with_those_that_nobody_made() -> None:
    facts = told(reported(), "REPORTS")
    assert facts["attested_kind"] == [AttestedKind.QUALITY]
    assert facts["missing"] == [AttestedKind.SECURITY, AttestedKind.COMPLIANCE]
    assert told(reported(version=2), "REPORTS")["attested_kind"] == [AttestedKind.QUALITY]


def test_books_lists_and_requests_are_told() -> None:
    assert told(booked(12, INVESTEE), "BOOKINGS") == {"entities": [called(INVESTEE)], "count": 2}
    assert told(SOUND.attested(*REPORTS, LISTING), "LISTINGS") == {"exchanges": [called(EXCHANGE)]}
    assert told(renewing(), "RENEWAL") == {"until": moment(NOW + DAY)}
