"""
Acts that are filed by the command line: of holders, a bank, a court, and an application from submission to deposit.

The groups and their options are made of the acts themselves, so what is tried here is each kind of value once.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

import pytest

from ledger.chain.node import Clock
from ledger.chain.rpc import Rpc
from ledger.domain.calendar import SHANGHAI
from tests.cli_fixtures import HANDS, Office

DAY = 86_400
BANK = ("--maker", "bank-one-maker", "--checker", "bank-one-checker")
COURT = ("--maker", "court-maker", "--checker", "court-checker")
BANK_CODE = "91119900DD0000045E"
DIGEST = "sha256:" + "ab" * 32


@pytest.fixture(scope="module")
def number(office: Office) -> str:
    """A certificate of the first holder's."""
    return office.number()


def in_days(days: int) -> str:
    """Return a day of Beijing, so many from today."""
    return (datetime.now(SHANGHAI) + timedelta(days)).date().isoformat()


def history(office: Office, name: str) -> list[dict[str, Any]]:
    """Mirror the chain and return a certificate's events."""
    office.mirror()
    found: list[dict[str, Any]] = office.done("history", name, "--json").json
    return found


def test_a_licence_is_granted_with_both_consents(office: Office, number: str) -> None:
    asked = ("--licensee", office.holders["second"], "--rights", "use", "--kind", "ordinary", "--no-resale")
    term = ("--valid-from", in_days(4), "--valid-to", in_days(215), "--scope-digest", DIGEST)
    consents = ("--consent", "first-consent", "--consent", "second-consent")
    office.done("licences", "grant", number, *asked, *term, *HANDS, *consents)
    granted = history(office, number)[-1]
    assert granted["kind"] == "LicenceGranted"
    assert granted["facts"]["validTo"] - granted["facts"]["validFrom"] == 212 * DAY
    assert granted["facts"]["scopeDigest"] == "0x" + "ab" * 32


def test_a_bank_holds_a_rank_and_gives_it_up(office: Office, number: str) -> None:
    office.done("pledges", "hold", number, "--creditor", BANK_CODE, *BANK, "--consent", "first-consent")
    held = history(office, number)[-1]
    office.done("pledges", "release-hold", number, "--hold-id", held["facts"]["holdId"], *BANK)
    assert history(office, number)[-1]["facts"]["holdId"] == held["facts"]["holdId"]


def test_a_sum_needs_its_unit_and_a_pledge_all_holders(office: Office, number: str) -> None:
    asked = ("--creditor", BANK_CODE, "--debtor", office.holders["first"], "--form", "pledge", "--until", in_days(215))
    digests = ("--debt-digest", DIGEST, "--resolution-digest", DIGEST)
    create = ("pledges", "create", number, *asked, *digests, *BANK)
    before = history(office, number)
    bare = office.deed(*create, "--amount", "500", "--consent", "first-consent")
    assert bare.code == 2
    assert "amount: the sum" in bare.err
    alone = office.deed(*create, "--amount", "500万元")
    assert alone.code == 2
    assert history(office, number) == before
    said = office.done(*create, "--amount", "500万元", "--consent", "first-consent")
    pledge = said.err.split()[-1]
    created = history(office, number)[-1]
    assert created["kind"] == "PledgeCreated"
    assert f"{500_000_000:016x}" in f"{int(created['facts']['encumbrance']):x}"
    filing = ("--filing-number", "01234567890123456789", "--filed-at", "2026-11-02T09:30", "--file-digest", DIGEST)
    early = office.deed("pledges", "perfect", number, "--pledge-id", pledge, *filing, *BANK)
    assert early.code == 2
    assert "2026-11-02 09:30" in early.err


def test_a_court_freezes_for_days_with_a_file_as_its_order(office: Office) -> None:
    row = office.application()
    number, order = office.number(**row, number="SJ1112020010009"), office.home / "order.txt"
    order.write_text("a ruling")
    served = office.done("show", number, "--json").json["validFrom"]
    asked = ("--case-digest", DIGEST, "--order-digest", f"@{order}", "--served-at", served)
    office.done("restraints", "freeze", number, *asked, "--term", "365d", "--forbidden", "all", *COURT)
    frozen = history(office, number)[-1]
    assert frozen["kind"] == "FreezeEntered"
    assert frozen["facts"]["orderDigest"] == "0x" + hashlib.sha256(b"a ruling").hexdigest()


def test_a_part_goes_to_another_by_a_new_certificate_in_words(office: Office) -> None:
    number = office.number()
    next_number = f"{number[:-4]}{int(number[-4:]) + 1:04d}"
    today = office.done("show", number, "--json").json["validFrom"][:10]
    made = f"holder={office.holders['third']},number={next_number},rights=operate,from={today},to={in_days(215)}"
    documents = ("--document-digest", DIGEST, "--remaining-digest", "cd" * 32)
    consents = ("--consent", "first-consent", "--consent", "third-consent")
    fingerprint = office.application()["fingerprint"]["value"]
    asked = ("--record", made, "--fingerprint", fingerprint, *documents)
    office.done("successions", "split", number, *asked, *HANDS, *consents)
    assert [one["kind"] for one in history(office, next_number)] == ["CertificateIssued", "CertificateLinked"]
    assert history(office, number)[-1]["kind"] == "CertificateSplit"


def test_an_application_goes_from_submission_to_its_certificate(office: Office) -> None:
    application = office.file(office.application())
    said = office.done("apply", application, *HANDS, "--consent", "first-consent")
    own = next(word for word in said.err.split() if word.startswith("0x"))
    office.mirror()
    for step in (
        ("accept", own),
        ("pass-review", own, "--rights", "hold,use,operate", "--document-digest", DIGEST),
        ("publicise", own, "--document-digest", DIGEST),
    ):
        office.done("applications", *step, *HANDS)
        office.mirror()
    early = office.deed("deposit", application, *HANDS)
    assert early.code == 2
    assert "cannot be deposited before" in early.err
    with Rpc(office.node.url) as rpc:
        Clock(rpc).travel(15 * DAY)
    office.done("deposit", application, *HANDS)
    office.mirror()
    shown = office.done("show", own, "--json").json
    assert shown["id"] == own
    assert [one["uscc"] for one in shown["holders"]] == [office.holders["first"]]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("restraints", "freeze", "--term", "a year"), "term"),
        (("restraints", "freeze", "--forbidden", "everything"), "forbidden"),
        (("restraints", "freeze", "--served-at", "yesterday"), "served_at"),
        (("restraints", "freeze", "--order-digest", "short"), "order_digest"),
        (("licences", "grant", "--kind", "best"), "kind"),
        (("licences", "grant", "--licensee", "nobody"), "licensee"),
        (("pledges", "perfect", "--filing-number", "登记"), "filing_number"),
        (("successions", "split", "--record", "holder=me"), "record"),
        (("pledges", "perfect", "--pledge-id", "12"), "pledge_id"),
    ],
)
def test_a_value_that_cannot_be_read_is_named_with_its_remedy(
    office: Office, number: str, arguments: tuple[str, ...], named: str
) -> None:
    said = office.deed(*arguments[:2], number, *arguments[2:], *HANDS)
    assert said.code == 2
    assert said.err.startswith(f"{named}: ")


def test_a_name_that_is_no_case_is_refused(office: Office) -> None:
    said = office.deed("applications", "accept", "12", *HANDS)
    assert said.code == 2
    assert "0x + 64" in said.err
