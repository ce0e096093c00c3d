"""deed assets, deed calendar and deed statistics: the same answers as the API's, from the mirror at hand."""

from __future__ import annotations

import csv
import io

from tests.cli_fixtures import Office


def test_assets_deadlines_and_statistics_are_said_shown_and_written(office: Office) -> None:
    number, uscc = office.number(), office.holders["first"]
    office.mirror()
    said = office.deed("assets", uscc, "--json").json
    assert number in [each["number"] for each in said["items"]]
    assert said["totals"]["certificates"] == len(said["items"])
    assert number in office.done("assets", uscc, "--lang", "zh").out
    rows = list(csv.reader(io.StringIO(office.done("assets", uscc, "--format", "csv").out.lstrip("\ufeff"))))
    assert (rows[0][0], len(rows) - 1) == ("number", len(said["items"]))
    due = office.deed("calendar", uscc, "--months", "120", "--json").json
    assert {"term_ends", "renewal_opens"} <= {each["code"] for each in due["items"] if each["number"] == number}
    made = office.done("calendar", uscc, "--months", "120", "--ics").out
    assert made.count("BEGIN:VEVENT") == len(due["items"])
    found = office.deed("statistics", "registrations", "--by", "industry", "--json").json
    assert found["total"]["registered"] == office.count()
    assert found["total"]["unread"] == 0
    for what in ("finance", "volume", "cases"):
        assert office.done("statistics", what, "--by", "all", "--csv").out.lstrip("\ufeff").startswith("key,name,")


def test_who_was_never_admitted_has_no_assets_and_no_month_is_the_thirteenth(office: Office) -> None:
    office.mirror()
    unknown = office.deed("assets", "91110112MA00001700")
    assert (unknown.code, "91110112MA00001700" in unknown.err) == (2, True)
    wrong = office.deed("statistics", "--first", "2026-13")
    assert (wrong.code, "2026-13" in wrong.err) == (2, True)
