"""`deed portfolio`: a file of numbers is judged, the signed answer is kept, and what was altered in it is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli_fixtures import Office


@pytest.fixture(scope="module")
def numbers(office: Office) -> list[str]:
    return [office.number(), office.number()]


def test_numbers_of_a_csv_file_are_judged_and_the_answer_is_kept(
    office: Office, numbers: list[str], tmp_path: Path
) -> None:
    asked, kept = tmp_path / "asked.csv", tmp_path / "kept.ndjson"
    asked.write_text("number,holder\n" + "".join(f"{each}\n" for each in numbers))
    said = office.deed("portfolio", asked, "--purpose", "public", "--out", kept, "--lang", "en")
    assert said.code in (0, 3), said.err
    assert all(number in said.out for number in numbers)
    checked = office.deed("portfolio", kept, "--check")
    assert checked.code == 0, checked.err
    for place in range(4):
        lines = kept.read_bytes().splitlines(keepends=True)
        lines[place] = lines[place].replace(b'"sequence":1', b'"sequence":2').replace(b'"count":2', b'"count":3')
        lines[place] = lines[place].replace(b'"root":"0x', b'"root":"0y')
        (tmp_path / "altered").write_bytes(b"".join(lines))
        assert office.deed("portfolio", tmp_path / "altered", "--check").code == 1
        (tmp_path / "short").write_bytes(b"".join(lines[:place] + lines[place + 1 :]))
        assert office.deed("portfolio", tmp_path / "short", "--check").code == 1


def test_lines_of_json_may_say_more_and_a_purpose_needs_its_basis(
    office: Office, numbers: list[str], tmp_path: Path
) -> None:
    asked = tmp_path / "asked.ndjson"
    loan = {"maturity": "2090-01-01", "amountFen": 100}
    asked.write_text("".join(json.dumps({"number": each, "loan": loan}) + "\n" for each in numbers))
    said = office.deed("portfolio", asked, "--purpose", "financing", "--basis", "own:F-1", "--json")
    first, *lines, last = map(json.loads, said.out.strip().split("\n"))
    assert (first["purpose"], len(lines), sum(last["tally"].values())) == ("financing", 2, 2)
    assert lines[0]["asked"]["loan"] == loan
    assert office.deed("portfolio", asked, "--purpose", "financing").code == 2
    asked.write_text("SJ1\n")
    refused = office.deed("portfolio", asked)
    assert refused.code == 2
    assert "items[0].number" in refused.err
