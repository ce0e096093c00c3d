"""
The registration desk by the command line: each command's main path, on a real chain, a real mirror and real keys.
"""

from __future__ import annotations

import json

from ledger.chain.node import Clock
from ledger.chain.rpc import Rpc
from tests.cli_fixtures import HANDS, Office, code_of


def test_a_file_is_registered_and_each_row_has_its_number(office: Office) -> None:
    rows = [office.application(), office.application(regime="DIP"), office.application("second")]
    registered = office.register(*rows)
    assert [one["row"] for one in registered] == [1, 2, 3]
    assert [one["number"][:5] for one in registered] == ["SJ111", "ZS111", "SJ111"]
    assert len({one["id"] for one in registered}) == 3


def test_serials_go_on_where_the_month_stands(office: Office) -> None:
    first, second = office.number(), office.number()
    assert int(second[-4:]) == int(first[-4:]) + 1


def test_the_same_file_again_changes_nothing_and_says_the_same(office: Office) -> None:
    file = office.file(office.application(), office.application("second"))
    first = office.done("register", file, *HANDS, "--json").json
    before = office.count()
    again = office.done("register", file, *HANDS, "--json").json
    assert again == first
    assert office.count() == before


def test_a_dry_run_sends_nothing(office: Office) -> None:
    before = office.count()
    said = office.done("register", office.file(office.application()), *HANDS, "--dry-run")
    assert "1 applications without fault" in said.err
    assert office.count() == before


def test_one_application_is_issued_from_standard_input(office: Office) -> None:
    said = office.done("issue", "-", *HANDS, "--json", stdin=json.dumps(office.application(), indent=2))
    assert said.json[0]["number"].startswith("SJ111")


def test_a_migrated_number_is_kept(office: Office) -> None:
    assert office.number(number="SJ1112020010007") == "SJ1112020010007"


def test_a_co_held_asset_is_registered_with_its_shares(office: Office) -> None:
    holders = [office.holding("first", 6_000), office.holding("third", 4_000)]
    number = office.number(holders=holders)
    shown = office.done("show", number, "--json").json
    assert [(one["uscc"], one["share"]) for one in shown["holders"]] == [
        (office.holders["first"], 6_000),
        (office.holders["third"], 4_000),
    ]


def test_a_transfer_with_both_consents_moves_the_certificate(office: Office) -> None:
    number = office.number()
    parties = ("--from", office.holders["first"], "--to", office.holders["second"])
    office.done("transfer", number, *parties, *HANDS, "--consent", "first-consent", "--consent", "second-consent")
    office.mirror()
    shown = office.done("show", number, "--json").json
    assert [one["uscc"] for one in shown["holders"]] == [office.holders["second"]]
    assert shown["document"]["registrationType"] == "transfer"
    assert shown["document"]["holders"][0]["name"]["en"] == "Test Company second"
    assert shown["onFile"] == "intact"


def test_a_co_holder_gives_its_part_to_the_other(office: Office) -> None:
    number = office.number(holders=[office.holding("first", 6_000), office.holding("third", 4_000)])
    parties = ("--from", office.holders["third"], "--to", office.holders["first"])
    office.done("transfer", number, *parties, *HANDS, "--consent", "first-consent", "--consent", "third-consent")
    office.mirror()
    shown = office.done("show", number, "--json").json
    assert [(one["uscc"], one["share"]) for one in shown["holders"]] == [(office.holders["first"], 10_000)]
    assert shown["document"]["holders"][0]["share"] == 10_000


def test_an_amendment_changes_document_and_chain(office: Office) -> None:
    number = office.number()
    changes = {
        "overview": {"zh": "变更后的概述。", "en": "A changed overview."},
        "fingerprint": office.application()["fingerprint"],
        "lastValidDay": "2028-12-31",
    }
    office.done("amend", number, "--changes", json.dumps(changes), *HANDS, "--consent", "first-consent")
    office.mirror()
    shown = office.done("show", number, "--json").json
    assert shown["fingerprint"] == "0x" + changes["fingerprint"]["value"]
    assert shown["standing"]["lastValidDay"] == "2028-12-31"
    assert shown["document"]["overview"] == changes["overview"]


def test_a_cancelled_certificate_is_no_longer_in_force_and_the_data_may_be_registered_anew(office: Office) -> None:
    row = office.application()
    number = office.register(row)[0]["number"]
    office.done("cancel", number, "--reason", "voluntary", *HANDS, "--consent", "first-consent")
    office.mirror()
    assert office.done("show", number, "--json").json["standing"]["reason"] == "CANCELLED"
    again = office.register(row | {"overview": {"zh": "重新登记。", "en": "Registered anew."}})
    assert office.done("show", again[0]["number"], "--json").json["ordinal"] == 1


def test_a_revocation_needs_no_consent_and_keeps_its_reason(office: Office) -> None:
    number = office.number()
    said = office.done("revoke", number, "--reason", "the source was not lawful", *HANDS, "--json")
    office.mirror()
    assert office.done("show", number, "--json").json["state"] == "REVOKED"
    digest = said.json["documentDigest"].removeprefix("0x")
    kept = json.loads((office.home / "documents" / digest[:2] / digest[2:]).read_text())
    assert kept["reason"] == "the source was not lawful"
    assert kept["subject"] == number


def test_holders_already_admitted_are_passed_over(office: Office) -> None:
    uscc = code_of(f"{office.home} newcomer")
    known = {"uscc": office.holders["first"], "name": {"zh": "甲", "en": "A"}, "kind": "LEGAL_PERSON"}
    new = {"uscc": uscc, "name": {"zh": "新参与方", "en": "Newcomer"}, "kind": "PUBLIC_BODY"}
    file = office.file(known, new)
    first = office.done("participant", "admit", file, *HANDS, "--json").json
    assert [one["new"] for one in first] == [False, True]
    again = office.done("participant", "admit", file, *HANDS, "--json").json
    assert again == [{**one, "new": False} for one in first]
    office.mirror()
    shown = office.done("participant", "show", uscc, "--json").json
    assert (shown["kind"], shown["name"]["en"]) == ("PUBLIC_BODY", "Newcomer")


def test_a_new_name_makes_the_old_one_a_former_name(office: Office) -> None:
    office.done("participant", "rename", office.holders["third"], "--zh", "新名", "--en", "New Name", *HANDS)
    office.mirror()
    shown = office.done("participant", "show", office.holders["third"], "--json").json
    assert shown["name"] == {"zh": "新名", "en": "New Name"}
    assert [one["en"] for one in shown["formerNames"]] == ["Test Company third"]


def test_a_lost_key_orphans_nothing(office: Office) -> None:
    number = office.number(holders=[office.holding("second")])
    lost = office.done("key", "address", "second-consent").out.strip()
    fresh = office.done("key", "create", "second-again", "--light").out.strip()
    office.done("key", "enrol", office.holders["second"], fresh, "--duty", "consent", *HANDS)
    office.done("key", "revoke", lost, "--reason", "the key was lost", *HANDS)
    office.done("cancel", number, "--reason", "destroyed", *HANDS, "--consent", "second-again")
    office.mirror()
    assert office.done("show", number, "--json").json["state"] == "CANCELLED"
    # the other tests of this module go on with the new key under the old name
    keys = office.home / "keys"
    (keys / "second-again.json").replace(keys / "second-consent.json")


def test_governors_suspend_and_reinstate_by_vote(office: Office) -> None:
    name = {"uscc": office.holders["third"], "reason": "a drill"}
    file = office.file({"call": "suspend", **name})
    proposal = office.done("propose", file, "--key", "supervisor-maker", "--json").json["proposal"]
    for voter in ("centre-public-maker", "bank-one-maker"):
        office.done("vote", proposal, "--key", voter)
    office.done("execute", proposal, file, "--key", "bank-one-maker")
    office.mirror()
    assert office.done("participant", "show", office.holders["third"], "--json").json["suspended"] is True


def test_a_guardian_vetoes_a_proposal(office: Office) -> None:
    file = office.file({"call": "setCharter", "threshold": 2, "ordinaryDelaySeconds": 0, "graveDelaySeconds": 0,
                        "reason": "a drill"})  # fmt: skip
    proposal = office.done("propose", file, "--key", "bank-one-maker", "--json").json["proposal"]
    office.done("veto", proposal, "--reason", "two votes are too few", "--key", "supervisor-maker")
    said = office.deed("vote", proposal, "--key", "centre-public-maker")
    assert said.code == 2
    assert "proposal" in said.err.lower()


def test_a_pause_stops_registration_until_the_governors_end_it(office: Office) -> None:
    number = office.number()
    office.done("pause", "--reason", "a drill", "--key", "supervisor-maker")
    said = office.deed("register", office.file(office.application()), *HANDS)
    assert said.code == 2
    assert "pause" in said.err.lower()
    office.done("revoke", number, "--reason", "a pause never stops this", *HANDS)
    file = office.file({"call": "unpause", "reason": "the drill is over"})
    proposal = office.done("propose", file, "--key", "supervisor-maker", "--json").json["proposal"]
    for voter in ("centre-public-maker", "bank-one-maker"):
        office.done("vote", proposal, "--key", voter)
    assert office.deed("execute", proposal, file, "--key", "bank-one-maker").code == 2  # too early
    with Rpc(office.node.url) as rpc:
        Clock(rpc).travel(121)
    office.done("execute", proposal, file, "--key", "bank-one-maker")
    assert office.number().startswith("SJ111")
