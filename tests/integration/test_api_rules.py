"""
Rules over HTTP: every parameter with its history, at an instant, and a year's working days.

All over a real mirror of a real chain, on SQLite and on PostgreSQL; a new rule and a new year are voted.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ledger.domain.acts.rules import Rule, SetCalendar, SetRules
from ledger.domain.events import Instant
from ledger.domain.rules import WorkingYear
from ledger.store.queries import rules
from tests.chain_fixtures import digest_of
from tests.house_fixtures import House

WHY, NOTICE = digest_of("why"), digest_of("notice")
DAY = 86_400


def _get(house: House, path: str, **parameters: Any) -> Any:
    answer = house.client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _one(listed: dict[str, Any], regime: str, parameter: str) -> dict[str, Any]:
    return next(item for item in listed["items"] if (item["regime"], item["parameter"]) == (regime, parameter))


def _text(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).isoformat().replace("+00:00", "Z")


def test_the_founding_rules_are_told_with_names_units_and_sources(house: House) -> None:
    house.sync()
    listed = _get(house, "/v1/rules")
    assert (listed["version"], len(listed["items"])) == (82, 80)
    found = _one(listed, "DPR", "PUBLICITY_DAYS")
    assert found == {
        "regime": "DPR",
        "parameter": "PUBLICITY_DAYS",
        "number": 8,
        "name": {"zh": "公示期", "en": "Publicity"},
        "unit": "working_days",
        "unitName": {"zh": "工作日", "en": "working days"},
        "value": 5,
        "history": [
            {
                "value": 5,
                "effectiveFrom": "2026-09-10T16:00:00Z",
                "version": 8,
                "reasonDigest": "0x" + "00" * 32,
                "source": "国数综政策〔2026〕35号, art. 24",
            }
        ],
    }


def test_a_past_instant_is_told_by_the_rules_then_in_force(house: House) -> None:
    holds = house.chain.clock.now() + 30 * DAY
    house.chain.govern(SetRules((Rule(1, 8, 7, Instant(holds)),), WHY))
    house.sync()
    listed = _get(house, "/v1/rules", at=_text(holds - 1))
    assert listed["version"] == 83
    assert listed["at"] == _text(holds - 1)
    before, after = _one(listed, "DPR", "PUBLICITY_DAYS"), _get(house, "/v1/rules", at=_text(holds))
    assert before["value"] == 5
    assert _one(after, "DPR", "PUBLICITY_DAYS")["value"] == 7
    assert _one(after, "PDR", "PUBLICITY_DAYS")["value"] == 10
    assert before["history"][1] == {
        "value": 7,
        "effectiveFrom": _text(holds),
        "version": 83,
        "reasonDigest": "0x" + WHY.hex(),
        "source": None,
    }
    long_ago = _get(house, "/v1/rules", at="2020-01-01T00:00:00Z")
    assert {item["value"] for item in long_ago["items"]} == {None}


def test_a_year_of_the_founding_is_told_with_its_source(house: House) -> None:
    house.sync()
    told = _get(house, "/v1/calendar/2026")
    assert (told["workingDays"], told["source"], told["provisional"]) == (248, "国办发明电〔2025〕7号", False)
    assert {"first": "2026-02-15", "last": "2026-02-23"} in told["off"]
    assert told["worked"][0] == "2026-01-04"
    assert _get(house, "/v1/calendar/2027")["provisional"] is True


def test_a_voted_year_takes_the_place_of_the_one_before(house: House) -> None:
    house.chain.govern(SetCalendar(WorkingYear(2027, (2**256 - 1, 2**109 - 1), NOTICE)))
    house.sync()
    told = _get(house, "/v1/calendar/2027")
    assert (told["workingDays"], told["off"], len(told["worked"])) == (365, [], 104)
    assert (told["noticeDigest"], told["version"], told["source"]) == ("0x" + NOTICE.hex(), 83, None)
    with house.mirror.sessions() as session:
        assert [year.year for year in rules.years(session)] == [2026, 2027]
        assert rules.version(session) == 83


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/calendar/2030", 404, "CalendarNotFound"),
        ("/v1/calendar/2200", 422, None),
        ("/v1/calendar/next", 422, None),
        ("/v1/rules?at=2026-01-01", 422, None),
        ("/v1/rules?at=1969-01-01T00:00:00Z", 422, None),
        ("/v1/rules?at=9999-01-01T00:00:00Z", 422, None),
        ("/v1/rules?when=now", 422, None),
    ],
)
def test_what_is_not_there_is_a_problem_by_name(house: House, path: str, status: int, code: str | None) -> None:
    house.sync()
    answer = house.client.get(path)
    assert answer.status_code == status, answer.text
    assert code is None or answer.json()["code"] == code
    assert answer.headers["content-type"] == "application/problem+json"
