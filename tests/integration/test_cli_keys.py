"""
Keys and participants by the command line: rotated and gone on with, listed with whose they are, used from a remote
signer; and the supply of numbers with what was tried from here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.chain.signer import KeystoreSigner, MemorySigner
from tests.cli_fixtures import HANDS, PASSPHRASE, Office
from tests.signing_service import SigningService

AGAIN = ("--reason", "年度更换")


def _key(office: Office, name: str) -> dict[str, object]:
    office.mirror()
    return next(each for each in office.done("key", "list", "--json").json if each["name"] == name)


def test_a_holders_key_is_rotated_by_the_registrys_two_hands(office: Office) -> None:
    said = office.done("key", "rotate", "first-consent", "first-new", *AGAIN, *HANDS, "--light", "--json").json
    assert said["enrolled"]
    assert said["revoked"]
    old, new = _key(office, "first-consent"), _key(office, "first-new")
    assert (old["revoked"], new["revoked"]) == (True, False)
    assert old["participant"] == new["participant"]
    assert old["duties"] == new["duties"] == ["CONSENT", "ADMIN"]
    number = office.number()
    office.done("cancel", number, "--reason", "voluntary", *HANDS, "--consent", "first-new")
    shown = office.done("participant", "show", office.holders["first"]).out
    assert "revoked" in shown
    office.done("key", "rotate", "first-new", "first-consent-2", *AGAIN, *HANDS, "--light")


def test_an_institution_rotates_its_own_maker_and_a_second_run_changes_nothing(office: Office) -> None:
    hands = ("--maker", "bank-one-maker", "--checker", "bank-one-checker")
    asked = ("key", "rotate", "bank-one-maker", "bank-one-next", *AGAIN, *hands, "--light", "--json")
    first = office.done(*asked).json
    again = office.done(*asked).json
    assert (again["enrolled"], again["revoked"]) == (None, None)
    assert (first["new"], first["old"]) == (again["new"], again["old"])


def test_a_rotation_that_broke_off_between_its_acts_goes_on(office: Office) -> None:
    address = office.done("key", "create", "second-new", "--light").out.strip()
    office.done("key", "enrol", office.holders["second"], address, "--duty", "consent", "--duty", "admin", *HANDS)
    said = office.done("key", "rotate", "second-consent", "second-new", *AGAIN, *HANDS, "--json").json
    assert said["enrolled"] is None
    assert said["revoked"]


@pytest.mark.parametrize(
    ("new", "code"), [("third-consent", "Take a new key"), ("centre-social-maker", "Take a new key")]
)
def test_a_key_of_another_or_of_other_duties_takes_no_place(office: Office, new: str, code: str) -> None:
    said = office.deed("key", "rotate", "centre-public-maker", new, *AGAIN, *HANDS)
    assert said.code == 2
    assert code in said.err


def test_participants_are_listed_with_their_roles(office: Office) -> None:
    office.mirror()
    every = office.done("participant", "list", "--json").json
    banks = office.done("participant", "list", "--role", "bank", "--json").json
    assert {each["uscc"] for each in every} >= set(office.holders.values())
    assert 0 < len(banks) < len(every)
    assert all("BANK" in each["roles"] for each in banks)
    assert office.deed("participant", "list", "--role", "king").code == 2


# THE REMOTE SIGNER


@pytest.fixture
def service(office: Office) -> Iterator[SigningService]:
    files = [office.home / "keys" / f"centre-social-{duty}.json" for duty in ("maker", "checker")]
    signers: list[MemorySigner] = [KeystoreSigner.load(file, PASSPHRASE) for file in files]
    with SigningService(*signers) as running:
        yield running


def test_a_registry_works_with_keys_that_are_elsewhere(office: Office, service: SigningService) -> None:
    remote = {"DEED_SIGNER_URL": service.url}
    listed = office.done("key", "remote", "--json", **remote).json
    names = {each["name"]: each["address"] for each in listed}
    assert set(names) == {"centre-social-maker", "centre-social-checker"}
    for duty in ("maker", "checker"):
        office.done("key", "attach", f"hsm-{duty}", names[f"centre-social-{duty}"], **remote)
    assert _key(office, "hsm-maker")["remote"] is True
    row = office.file(office.application("third"))
    hands = ("--maker", "hsm-maker", "--checker", "hsm-checker")
    said = office.done("register", row, *hands, "--json", **remote, DEED_PASSPHRASE="")
    assert said.json[0]["number"].startswith("SJ111")
    assert len(service.asked) == 2, "the checker's approval and the maker's transaction"
    service.mood = "broken"
    refused = office.deed("register", office.file(office.application("third")), *hands, **remote)
    assert refused.code == 2
    assert "signer" in refused.err
    assert office.deed("key", "attach", "nobody", "0x" + "07" * 20, **remote).code == 2


# NUMBERS


def test_numbers_are_counted_and_a_gap_has_its_reason(office: Office) -> None:
    month = office.number()[5:11]
    office.number(number=f"SJ111{month}0400")
    office.mirror()
    said = office.deed("numbers", "--gaps", "--json")
    supply = next(each for each in said.json if each["register"] == "111/DPR")
    assert supply["used"] + supply["left"] == 9_999
    assert supply["next"] == supply["gaps"][0]["first"]
    assert supply["gaps"][-1]["last"] == f"SJ111{month}0399"
    assert supply["gaps"][-1]["cause"] == "migrated"
    assert said.code == 0
    told = office.done("numbers", "--gaps")
    assert f"SJ111{month}0400" in told.out
    assert office.deed("numbers", "--month", "November").code == 2
