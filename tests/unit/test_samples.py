"""
The samples that the demonstration registers: every row is held to the rules that a registration desk applies, and to
what scripts/samples/README.md promises about it.  Pure: reads the two files, starts nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ledger.domain.certificates import Regime
from ledger.domain.document import check_document, check_profile, rights_allowed, rights_of
from ledger.domain.numbers import CertificateNumber, check_organisation_code, check_uscc
from ledger.domain.participants import Kind, Role

SAMPLES = Path(__file__).parents[2] / "scripts" / "samples"
ASSETS: list[dict[str, Any]] = [json.loads(line) for line in (SAMPLES / "assets.ndjson").read_text().splitlines()]
PARTICIPANTS: dict[str, Any] = json.loads((SAMPLES / "participants.json").read_text())
EVERYBODY: list[dict[str, Any]] = PARTICIPANTS["institutions"] + PARTICIPANTS["holders"]
NOT_REGISTERED = {"key", "reference"}


def _document(row: dict[str, Any]) -> dict[str, Any]:
    """The row as the desk would complete it."""
    kept = {name: value for name, value in row.items() if name not in NOT_REGISTERED}
    number = CertificateNumber(111, Regime[row["regime"]], 202611, 1).text
    added = {"schema": "datadeed/certificate/1", "salt": "0" * 64, "number": number}
    return kept | added | {"validFrom": "2026-11-02", "lastValidDay": "2027-11-02"}


def test_there_are_at_least_a_hundred_and_sixty_assets() -> None:
    assert len(ASSETS) >= 160


@pytest.mark.parametrize("row", ASSETS, ids=lambda row: row["key"])
def test_every_asset_makes_a_document_without_fault(row: dict[str, Any]) -> None:
    assert [(fault.code, fault.field) for fault in check_document(_document(row))] == []


def test_no_two_assets_have_the_same_key_or_name() -> None:
    keys = Counter(row["key"] for row in ASSETS)
    names = Counter(row["dataName"][language] for row in ASSETS for language in ("zh", "en"))
    assert [name for name, times in (keys + names).items() if times > 1 and name not in set(keys)] == []
    assert max(keys.values()) == 1


def test_names_say_their_length_in_characters() -> None:
    assert max(len(row["dataName"]["zh"]) for row in ASSETS) <= 40
    assert max(len(row["overview"]["zh"]) for row in ASSETS) <= 400


def test_exactly_two_fingerprints_are_registered_twice_and_by_different_holders() -> None:
    found: dict[str, set[str]] = {}
    for row in ASSETS:
        found.setdefault(row["fingerprint"]["value"], set()).add(row["holders"][0]["uscc"])
    repeated = Counter(row["fingerprint"]["value"] for row in ASSETS)
    assert sorted(times for times in repeated.values() if times > 1) == [2, 2]
    assert all(len(found[value]) == times for value, times in repeated.items())


def test_collectors_of_public_pages_do_not_operate() -> None:
    collected = [row for row in ASSETS if [source["kind"] for source in row["sources"]] == ["public"]]
    assert len(collected) >= 8
    assert {tuple(holder["rights"]) for row in collected for holder in row["holders"]} == {("hold", "use")}


def test_rights_are_never_more_than_the_sources_allow() -> None:
    for row in ASSETS:
        allowed = rights_allowed([source["kind"] for source in row["sources"]])
        assert all(rights_of(holder["rights"]) & ~allowed == 0 for holder in row["holders"]), row["key"]


def test_public_bodies_do_not_register_property_rights_over_their_official_data() -> None:
    organs = {one["uscc"] for one in EVERYBODY if one["uscc"].startswith("11")}
    assert {row["regime"] for row in ASSETS if row["holders"][0]["uscc"] in organs} == {"PDR"}  # 〔2026〕35 art. 15(1)


def test_every_holder_and_registry_is_a_participant_of_the_same_name() -> None:
    names = {one["uscc"]: one["name"] for one in EVERYBODY}
    for row in ASSETS:
        for party in (row["registry"], *row["holders"]):
            assert names[party["uscc"]] == party["name"], row["key"]


@pytest.mark.parametrize("one", EVERYBODY, ids=lambda one: one["key"])
def test_every_participant_has_a_right_and_visibly_synthetic_code(one: dict[str, Any]) -> None:
    assert check_uscc(one["uscc"]) == one["uscc"]
    assert check_organisation_code(one["uscc"]) is None
    assert one["uscc"][2:8] == "119900"
    assert one["kind"] in Kind.__members__
    assert set(one.get("roles", ())) <= set(Role.__members__)
    profile = {"schema": "datadeed/profile/1", "uscc": one["uscc"], "name": one["name"], "formerNames": []}
    assert check_profile(profile) == []


def test_participants_are_unique() -> None:
    for field in ("key", "uscc"):
        assert len({one[field] for one in EVERYBODY}) == len(EVERYBODY)


def test_every_asset_lies_in_a_register_of_its_centre() -> None:
    keeps = {one["uscc"]: {part["regime"] for part in one["registers"]} for one in PARTICIPANTS["institutions"]}
    assert all(row["regime"] in keeps[row["registry"]["uscc"]] for row in ASSETS)


def test_the_governors_can_reach_the_threshold_and_no_one_governs_alone() -> None:
    governors = [one for one in PARTICIPANTS["institutions"] if "GOVERNOR" in one["roles"]]
    assert 2 <= PARTICIPANTS["charter"]["threshold"] <= len(governors)
