"""
Bad input at the command line: each ends with exit code 2 and a sentence in Chinese or English that names what is wrong,
and with nothing half-written: no certificate more on the chain, and no request in the way of the next try.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ledger.chain.node import LocalNode, free_port
from tests.cli_fixtures import HANDS, SAMPLES, Office, Said, deed

WRONG_CODE = "91119900DD00001178"
"""One of the samples' codes with the last character wrong: it should be 7."""

STRANGER = "91119900DD00001177"
"""A code of the samples that these tests' ledger has not admitted."""


@contextmanager
def nothing_written(office: Office) -> Iterator[None]:
    """
    Make sure that neither a certificate nor a request is left behind.

    A document may be: it is stored before the act that names it, and one that nothing names says nothing.
    """

    def things() -> tuple[int, set[Path]]:
        return office.count(), set((office.home / "requests").glob("*"))

    before = things()
    yield
    assert things() == before


def refused(said: Said, *words: str) -> None:
    """Check that a run ended with exit code 2 and one sentence that has these words."""
    assert said.code == 2, said
    for word in words:
        assert word in said.err, said.err
    assert "Traceback" not in said.err
    assert "{" not in said.err


def faulty(office: Office, **changes: Any) -> tuple[Said, Said]:
    """Try to register a faulty application, in English and in Chinese."""
    file = office.file(office.application(), office.application() | changes)
    return office.deed("register", file, *HANDS), office.deed("register", file, *HANDS, "--lang", "zh")


FAULTS: dict[str, tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]] = {
    "wrong USCC check character": (
        {"holders": [{"uscc": WRONG_CODE, "name": {"zh": "甲", "en": "A"}, "rights": ["hold"], "share": 10_000}]},
        ("row 2", "holders[0].uscc", "place 18", "“7”", "“8”"),
        ("第 2 行", "第 18 位", "“7”", "“8”"),
    ),
    "name over 40 characters": (
        {"dataName": {"zh": "数" * 41, "en": "Data"}},
        ("row 2", "dataName.zh", "41", "40"),
        ("第 2 行", "41", "40"),
    ),
    "rights that the source does not allow": (
        {"sources": [{"kind": "public", "authorisationEnds": None}]},
        ("row 2", "holders[0].rights", "operate", "public"),
        ("第 2 行", "operate"),
    ),
    "dates the wrong way round": (
        {"temporalFrom": "2026-06-30", "temporalTo": "2026-01-01"},
        ("row 2", "temporalTo", "2026-06-30", "2026-01-01"),
        ("第 2 行", "2026-06-30"),
    ),
    "a term that ends before it begins": (
        {"validFrom": "2026-11-01", "lastValidDay": "2026-10-01"},
        ("row 2", "lastValidDay"),
        ("第 2 行",),
    ),
    "unknown regime": ({"regime": "XYZ"}, ("row 2", "regime", "XYZ"), ("第 2 行", "XYZ")),
    "a regime that this registry does not keep": ({"regime": "PDR"}, ("row 2", "regime", "PDR"), ("PDR",)),
    "an unknown field": ({"phone": "1"}, ("row 2", "phone"), ("phone",)),
    "a holder who is not admitted": (
        {"holders": [{"uscc": STRANGER, "name": {"zh": "甲", "en": "A"}, "rights": ["hold"], "share": 10_000}]},
        ("row 2", STRANGER, "participant admit"),
        (STRANGER,),
    ),
    "another registry's application": (
        {"registry": {"uscc": STRANGER, "name": {"zh": "甲", "en": "A"}}},
        ("row 2", "registry.uscc"),
        (STRANGER,),
    ),
    "an authorisation that has ended": (
        {"sources": [{"kind": "agreement", "authorisationEnds": "2026-01-31"}]},
        ("row 2", "2026-01-31"),
        ("2026-01-31",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_row_is_named_and_stops_the_whole_file(office: Office, fault: str) -> None:
    changes, english, chinese = FAULTS[fault]
    with nothing_written(office):
        en, zh = faulty(office, **changes)
    refused(en, *english)
    refused(zh, *chinese)


def test_all_faults_of_all_rows_come_at_once(office: Office) -> None:
    first = office.application(dataName={"zh": "", "en": "x"}, industry="Z99", volume={"records": -1, "bytes": None})
    second = office.application(regime="XYZ", grade="core")
    file = office.file(first, office.application(), second)
    for more in ((), ("--dry-run",)):
        said = office.deed("register", file, *HANDS, "--json", *more)
        assert said.code == 2
        found = {(one["row"], one["field"]) for one in said.json}
        assert found == {
            (1, "dataName.zh"), (1, "industry"), (1, "volume.records"), (3, "regime"), (3, "grade"),
        }  # fmt: skip


def test_a_line_that_is_no_json_is_named(office: Office) -> None:
    file = office.home / "broken.ndjson"
    file.write_text(json.dumps(office.application()) + "\n{oops\n[]\n")
    with nothing_written(office):
        refused(office.deed("register", file, *HANDS), "row 2", "row 3")


def test_a_file_without_any_row_is_refused(office: Office) -> None:
    file = office.home / "empty.ndjson"
    file.write_text("\n \n")
    with nothing_written(office):
        refused(office.deed("register", file, *HANDS), "file: is empty")
        refused(office.deed("participant", "admit", file, *HANDS), "file: is empty")


def test_a_number_is_given_once(office: Office) -> None:
    number = office.number(number="SJ1112019120001")
    with nothing_written(office):
        said = office.deed("register", office.file(office.application(number=number)), *HANDS)
        refused(said, "row 1", number, "in use")
        twice = [office.application(number="SJ1112019120002") for _ in range(2)]
        refused(office.deed("register", office.file(*twice), *HANDS), "row 2", "SJ1112019120002")
        other = office.deed("register", office.file(office.application(number="SJ2222019120001")), *HANDS)
        refused(other, "222", "111")


def test_the_same_applicant_registers_the_same_data_once(office: Office) -> None:
    row = office.application()
    office.register(row)
    with nothing_written(office):
        again = office.file(row | {"overview": {"zh": "另一概述。", "en": "Another."}})
        refused(office.deed("register", again, *HANDS), "row 1", "in force")
        new = office.application()
        refused(office.deed("register", office.file(new, new), *HANDS), "row 2", "row 1")


def test_a_request_key_names_one_file(office: Office) -> None:
    office.done("register", office.file(office.application()), *HANDS, "--request-key", "of one file")
    with nothing_written(office):
        said = office.deed("register", office.file(office.application()), *HANDS, "--request-key", "of one file")
        refused(said, "of one file")


def test_a_wrong_key_is_refused(office: Office) -> None:
    file = office.file(office.application())
    with nothing_written(office):
        refused(office.deed("register", file, "--maker", "nobody", "--checker", HANDS[3]), "nobody.json")
        refused(office.deed("register", file, "--maker", "../x", "--checker", HANDS[3]), "../x")
        refused(office.deed("register", file, *HANDS, DEED_PASSPHRASE="not this one"), "passphrase")
        refused(office.deed("register", file, *HANDS, DEED_PASSPHRASE=""), "DEED_PASSPHRASE")
        refused(office.deed("register", file, "--maker", HANDS[1], "--checker", HANDS[1]))
        refused(office.deed("register", file, "--maker", "bank-two-maker", "--checker", "bank-two-checker"))
        refused(office.deed("register", file, *HANDS, "--lang=zh", DEED_PASSPHRASE="not this one"), "口令")


def test_a_missing_or_strange_consent_is_refused(office: Office) -> None:
    number = office.number()
    parties = ("--from", office.holders["first"], "--to", office.holders["second"])
    with nothing_written(office):
        said = office.deed("transfer", number, *parties, *HANDS, "--consent", "first-consent")
        refused(said, office.holders["second"], "--consent")
        all_three = [word for name in office.holders for word in ("--consent", f"{name}-consent")]
        refused(office.deed("transfer", number, *parties, *HANDS, *all_three), "consent")
        wrong = ("--from", WRONG_CODE, "--to", office.holders["second"])
        refused(office.deed("transfer", number, *wrong, *HANDS), "place 18")


def test_an_amendment_may_not_touch_the_holder_or_lengthen_the_term(office: Office) -> None:
    number = office.number(lastValidDay="2027-12-31")
    hands = (*HANDS, "--consent", "first-consent")
    with nothing_written(office):
        for changes in ({"holders": [office.holding("second")]}, {"number": "SJ1112026110009"}):
            said = office.deed("amend", number, "--changes", json.dumps(changes), *hands)
            refused(said, next(iter(changes)))
        refused(office.deed("amend", number, "--changes", "{oops", *hands))
        refused(office.deed("amend", number, "--changes", '{"dataName": {"zh": "", "en": "x"}}', *hands), "dataName.zh")
    refused(office.deed("amend", number, "--changes", '{"lastValidDay": "2028-12-31"}', *hands), "renewal")
    assert office.done("show", number, "--json").json["standing"]["lastValidDay"] == "2027-12-31"


def test_an_ended_certificate_is_not_dealt_with(office: Office) -> None:
    number = office.number()
    cancel = ("cancel", number, "--reason", "voluntary", *HANDS, "--consent", "first-consent")
    office.done(*cancel)
    refused(office.deed(*cancel))
    refused(office.deed(*cancel, "--lang", "zh"), "注销")


def test_unknown_names_are_said_to_be_unknown(office: Office) -> None:
    refused(office.deed("show", "SJ1112026129999"), "SJ1112026129999", "deed index")
    refused(office.deed("show", "SJ11120261"), "SJ11120261")
    refused(office.deed("show", "0x" + "ab" * 32), "abab")
    refused(office.deed("show", "zz" * 32))
    refused(office.deed("list", "--holder", WRONG_CODE), "place 18", "“7”")
    refused(office.deed("participant", "show", "9999"), "9999")
    refused(office.deed("check", "uscc", WRONG_CODE, "--lang", "zh"), "第 18 位", "“7”", "“8”")
    refused(office.deed("check", "number", "SJ1112026130001"), "202613")
    refused(office.deed("register", office.home / "no-such-file", *HANDS), "no-such-file")


# THE ROAD


def test_a_silent_node_is_said_to_be_silent(office: Office) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    file = office.file(office.application())
    with nothing_written(office):
        refused(deed(office.home, url, "register", file, *HANDS), url)
    assert deed(office.home, url, "status").code == 2
    refused(deed(office.home, url, "index", "--once", "--lang", "zh"), url, "节点")


def test_another_chain_is_refused(office: Office, tmp_path: Path) -> None:
    with LocalNode(tmp_path, free_port(), chain_id=4242, block_seconds=0) as other:
        file = office.file(office.application())
        with nothing_written(office):
            refused(deed(office.home, other.url, "register", file, *HANDS), "4242", "31337")
        refused(deed(office.home, other.url, "index", "--once"), "4242")
        refused(deed(office.home, other.url, "serve", "--port", free_port()), "4242")


def test_a_chain_without_the_contracts_is_refused(office: Office, tmp_path: Path) -> None:
    with LocalNode(tmp_path / "chain", free_port(), block_seconds=0) as fresh:
        refused(deed(office.home, fresh.url, "register", office.file(office.application()), *HANDS))
        bare = deed(tmp_path / "home", fresh.url, "register", office.file(office.application()), *HANDS)
        refused(bare, "deployment.json", "deed deploy")
        zh = deed(tmp_path / "home", fresh.url, "status", "--lang", "zh")
        assert zh.code == 2
        assert "deployment.json" in zh.out


def test_a_ledger_is_not_founded_over_another(office: Office) -> None:
    refused(office.deed("deploy", SAMPLES / "participants.json", "--create-keys"), "deployment.json", "DEED_HOME")


def test_a_faulty_founding_file_founds_nothing(office: Office, bare_home: Path) -> None:
    founding = json.loads((SAMPLES / "participants.json").read_text())
    founding["institutions"][0]["uscc"] = WRONG_CODE
    founding["institutions"][1]["roles"] = ["KING"]
    said = deed(bare_home, office.node.url, "deploy", office.file(founding), "--create-keys")
    refused(said, "institutions[0].uscc", "place 18", "institutions[1].roles", "KING")
    assert not (bare_home / "deployment.json").exists()
    without_keys = deed(bare_home, office.node.url, "deploy", SAMPLES / "participants.json")
    refused(without_keys, "centre-public", "--create-keys")


def test_a_locked_database_is_said_to_be_locked(office: Office) -> None:
    with sqlite3.connect(office.home / "mirror.sqlite", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        said = office.deed("index", "--once")
        other.execute("ROLLBACK")
    refused(said, "mirror.sqlite")
    office.mirror()


def test_a_mirror_that_is_not_there_or_behind_is_said_to_be_so(office: Office, tmp_path: Path) -> None:
    elsewhere = f"sqlite:///{tmp_path / 'none.sqlite'}"
    refused(office.deed("list", DEED_DATABASE_URL=elsewhere))
    file = office.file(office.application())
    number = office.done("register", file, *HANDS, "--json").json[0]["number"]
    refused(office.deed("show", number), number, "deed index")
    refused(office.deed("show", number, "--lang", "zh"), number, "deed index")


def test_a_wrong_setting_is_named(office: Office) -> None:
    refused(office.deed("list", DEED_PAGE_MAX="none"), "DEED_PAGE_MAX", "none")
    assert office.deed("status", DEED_RPC_URL="ftp://x").code == 2


def test_an_address_that_is_none_is_named(office: Office) -> None:
    refused(office.deed("audit", "--rpc", "nonsense"), "rpc", "nonsense", "http://")
    refused(office.deed("audit", "--api", "127.0.0.1:8000"), "api", "127.0.0.1:8000", "http://")


def test_a_home_that_cannot_be_written_is_said_to_be_so(office: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    refused(deed(tmp_path / "file", office.node.url, "key", "create", "one", "--light"), str(tmp_path / "file"))


def test_a_transfer_to_oneself_and_an_amendment_of_nothing_are_refused(office: Office) -> None:
    number, holder = office.number(), office.holders["first"]
    consent = (*HANDS, "--consent", "first-consent")
    with nothing_written(office):
        refused(office.deed("transfer", number, "--from", holder, "--to", holder, *consent), "to", holder, "transferee")
        refused(office.deed("amend", number, "--changes", "{}", *consent), "changes", "empty")


def test_a_taken_port_is_said_to_be_taken(office: Office) -> None:
    refused(office.deed("serve", "--port", office.node.port), str(office.node.port))
    refused(office.deed("node", "--port", office.node.port))
