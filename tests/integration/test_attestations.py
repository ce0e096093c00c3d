"""
Attestations in the mirror and over HTTP: what the queries and the routes say of a history made by hand.

The routes alone are served, over a mirror on SQLite and on PostgreSQL; no node is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine

from api import problems
from api.dependencies import Ledger
from api.routes.attestations import router
from ledger.chain.deployment import Deployment
from ledger.config import Settings
from ledger.domain.attestations import Attestation
from ledger.domain.events import Event
from ledger.domain.events.attestations import ClaimsCarried, EvaluatorAdmitted
from ledger.domain.kinds import AttestedKind
from ledger.domain.numbers import identity_of, uscc_check_character
from ledger.errors import LedgerError
from ledger.store.documents import Documents
from ledger.store.mirror import Mirror
from ledger.store.queries import attestations
from ledger.store.tables import Base
from tests.house_fixtures import serving
from tests.store_histories import BEGINNING, History
from tests.unit.attesting import DAY, HANDS, MILLION, OWN, all_of, ended, said, the
from tests.unit.histories import YEAR, a_record, hashed, issued, number

K = AttestedKind
REGISTRY, HOLDER, BUYER, EVALUATOR = 1, 2, 3, 4


def uscc_of(who: int) -> str:
    body = f"91110112MA{who:07d}"
    return body + uscc_check_character(body)


def made(sequence: int, kind: AttestedKind, refers: bytes = bytes(32), **changes: Any) -> Event:
    usual = {"by": EVALUATOR, "base_date": BEGINNING, "valid_to": BEGINNING + 90 * DAY}
    return said(sequence, kind, refers, **{**usual, **changes})  # type: ignore[arg-type]


SAID: tuple[Event, ...] = (
    made(2, K.VALUE, party=0, amount=5 * MILLION),
    made(3, K.COMPLIANCE, party=0, amount=0),
    made(4, K.LISTING, the(3), party=0, amount=0, valid_to=0),
    made(5, K.DEAL, the(4), party=BUYER, amount=MILLION, valid_to=0),
    made(6, K.DELIVERY, the(5), party=BUYER, amount=0, valid_to=0),
    made(7, K.CUSTODY, party=0, amount=0, linked_id=hashed("data")),
    made(8, K.INTEGRITY, the(7), party=0, amount=0, linked_id=hashed("data"), base_date=BEGINNING + 1),
    made(9, K.BOOKING, by=REGISTRY, subtype=3, amount=3 * MILLION, valid_to=0),
    made(10, K.IMPAIRMENT, the(9), by=REGISTRY, amount=2 * MILLION, valid_to=0),
    made(11, K.AUDIT, the(10), party=0, amount=0, valid_to=0),
    made(12, K.CLAIM_BOOKING, the(10), by=REGISTRY, amount=0, valid_to=0),
    made(13, K.REGRADE, by=REGISTRY, party=0, subtype=5, amount=0, valid_to=0),
    ended(14, the(2), 2, party=0),
)


def a_history() -> History:
    history = History()
    for who in range(1, 5):
        history.admit_as(identity_of(uscc_of(who)))
    history.emit(EvaluatorAdmitted(number(EVALUATOR), 0b10010))
    history.emit(issued(a_record(valid_from=BEGINNING, valid_to=BEGINNING + YEAR)))
    history.seal()
    for event in SAID:
        history.emit(event)
        history.seal()
    return history


@pytest.fixture
def mirrored(database_url: str) -> Iterator[tuple[Mirror, History]]:
    engine = create_engine(Mirror(database_url).url)
    Base.metadata.create_all(engine)
    engine.dispose()
    history = a_history()
    with Mirror(database_url) as mirror:
        mirror.project(history.blocks)
        yield mirror, history


@pytest.fixture
def client(mirrored: tuple[Mirror, History], tmp_path: Path) -> Iterator[httpx.Client]:
    mirror, _ = mirrored
    app = FastAPI()
    app.include_router(router)
    app.add_exception_handler(LedgerError, problems.on_ledger_error)
    app.state.ledger = Ledger(
        settings=Settings(),
        deployment=cast(Deployment, None),
        mirror=mirror,
        documents=Documents(tmp_path / "documents"),
        node=cast(Any, None),
        service=cast(Any, None),
        clock=lambda: BEGINNING + 1_000,
    )
    with serving(app, public=True) as one:
        yield one


def _get(client: httpx.Client, path: str, **parameters: Any) -> Any:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _refused(client: httpx.Client, path: str, **parameters: Any) -> tuple[int, str]:
    answer = client.get(path, params=parameters)
    return answer.status_code, answer.json()["code"]


NAME = "0x" + OWN.hex()


class TestQueries:
    """ledger.store.queries.attestations."""

    def test_they_say_what_the_fold_says(self, mirrored: tuple[Mirror, History]) -> None:
        mirror, history = mirrored
        expected = all_of(history.facts)
        with mirror.sessions() as session:
            assert attestations.of(session, OWN) == expected
            assert attestations.of(session, OWN, (K.DEAL, K.VALUE)) == [expected[0], expected[3]]
            assert attestations.of(session, hashed("none")) == []
            assert attestations.by_id(session, the(5)) == expected[3]
            assert attestations.by_id(session, hashed("none")) is None
            assert attestations.claims_of(session, HOLDER) == 1 << K.CLAIM_BOOKING
            assert attestations.claims_of(session, BUYER) == 0
            assert attestations.evaluator_of(session, EVALUATOR) == 0b10010
            assert attestations.evaluator_of(session, BUYER) == 0

    def test_a_list_is_paged_without_gaps(self, mirrored: tuple[Mirror, History]) -> None:
        mirror, history = mirrored
        with mirror.sessions() as session:
            found: list[Attestation] = []
            place = None
            while True:
                page = attestations.listed(session, place, 5, by=EVALUATOR)
                found += page.items
                place = page.next
                if place is None:
                    break
            assert found == [each for each in all_of(history.facts) if each.by == EVALUATOR]
            (deal,) = attestations.listed(session, None, 5, party=BUYER, kinds=[K.DEAL]).items
            assert deal.sequence == 5
            assert attestations.listed(session, None, 5, by=2**63).items == ()

    def test_what_is_undone_was_never_said(self, mirrored: tuple[Mirror, History]) -> None:
        mirror, history = mirrored
        mirror.undo(history.blocks[0].number)
        with mirror.sessions() as session:
            assert attestations.of(session, OWN) == []
            assert attestations.claims_of(session, HOLDER) == 0
        mirror.project(history.blocks[1:])
        with mirror.sessions() as session:
            assert attestations.of(session, OWN) == all_of(history.facts)


class TestRoutes:
    """api.routes.attestations."""

    def test_a_certificates_attestations_are_told_with_their_worth(self, client: httpx.Client) -> None:
        page = _get(client, f"/v1/certificates/{NAME}/attestations", limit=5)
        assert [item["kind"]["code"] for item in page["items"]] == [
            "VALUE", "COMPLIANCE", "LISTING", "DEAL", "DELIVERY",
        ]  # fmt: skip
        assert page["items"][0]["worth"] == {"code": "WITHDRAWN", "zh": "已撤回", "en": "withdrawn"}
        assert page["items"][0]["amountFen"] == 5 * MILLION
        assert page["items"][0]["subtype"] == {"code": "PLEDGE", "zh": "质押", "en": "pledge"}
        assert page["items"][1]["worth"]["code"] == "CURRENT"
        rest = _get(client, f"/v1/certificates/{NAME}/attestations", cursor=page["next"])
        assert len(rest["items"]) == 7
        assert rest["next"] is None

    def test_a_past_block_is_answered_as_it_was(self, client: httpx.Client) -> None:
        then = _get(client, f"/v1/certificates/{NAME}/attestations", as_of_block=10)
        assert [item["kind"]["code"] for item in then["items"]][:2] == ["VALUE", "COMPLIANCE"]
        assert len(then["items"]) == 9
        assert (then["items"][0]["worth"]["code"], then["items"][0]["closedAt"]) == ("CURRENT", None)
        (booking,) = _get(client, f"/v1/certificates/{NAME}/bookings", as_of_block=9)["items"]
        assert (booking["amountFen"], booking["live"], booking["audits"]) == (3 * MILLION, True, [])
        assert _get(client, f"/v1/certificates/{NAME}/custody", as_of_block=6)["items"] == []
        assert _get(client, f"/v1/certificates/{NAME}/listings", as_of_block=4)["items"][0]["deals"] == []
        assert _refused(client, f"/v1/certificates/{NAME}/custody", as_of_block=99) == (422, "BlockAhead")

    def test_one_is_read_by_its_id(self, client: httpx.Client) -> None:
        one = _get(client, "/v1/attestations/0x" + the(5).hex())
        assert (one["party"]["uscc"], one["refers"]) == (uscc_of(BUYER), "0x" + the(4).hex())
        assert (one["validTo"], one["linkedId"], one["subtype"]) == (None, None, None)
        assert _refused(client, "/v1/attestations/0x" + "00" * 32) == (404, "AttestationNotFound")
        assert _refused(client, "/v1/attestations/0x12") == (422, "DigestMalformed")

    def test_they_are_listed_by_attester_party_and_kind(self, client: httpx.Client) -> None:
        assert len(_get(client, "/v1/attestations", by=uscc_of(EVALUATOR))["items"]) == 8
        assert len(_get(client, "/v1/attestations", party=uscc_of(BUYER))["items"]) == 2
        (deal,) = _get(client, "/v1/attestations", party=uscc_of(BUYER), kind="DEAL")["items"]
        assert deal["amountFen"] == MILLION
        assert _refused(client, "/v1/attestations", kind="OPINION") == (422, "AttestedKindUnknown")
        assert _refused(client, "/v1/attestations", by=uscc_of(99)) == (404, "ParticipantNotFound")

    def test_bookings_are_chains(self, client: httpx.Client) -> None:
        (booking,) = _get(client, f"/v1/certificates/{NAME}/bookings")["items"]
        assert (booking["live"], booking["amountFen"]) == (True, 2 * MILLION)
        assert booking["category"]["code"] == "DEVELOPMENT"
        assert [entry["kind"]["code"] for entry in booking["entries"]] == ["BOOKING", "IMPAIRMENT"]
        assert [audit["subtype"]["code"] for audit in booking["audits"]] == ["UNMODIFIED"]
        assert booking["entity"]["uscc"] == uscc_of(HOLDER)

    def test_custody_says_when_the_next_proof_is_due(self, client: httpx.Client) -> None:
        (kept,) = _get(client, f"/v1/certificates/{NAME}/custody")["items"]
        assert (kept["overdue"], kept["matches"], len(kept["proofs"])) == (False, True, 1)
        assert kept["nextProofDue"] == kept["proofs"][0]["validTo"]

    def test_a_listing_has_its_deals(self, client: httpx.Client) -> None:
        (listed,) = _get(client, f"/v1/certificates/{NAME}/listings")["items"]
        assert (len(listed["deals"]), len(listed["deliveries"])) == (1, 1)

    def test_claims_and_admitted_reports(self, client: httpx.Client) -> None:
        claims = _get(client, f"/v1/participants/{uscc_of(HOLDER)}/claims")
        assert [each["code"] for each in claims["claimed"]] == ["CLAIM_BOOKING"]
        assert claims["mayReport"] == []
        reports = _get(client, f"/v1/participants/{uscc_of(EVALUATOR)}/claims")["mayReport"]
        assert [each["code"] for each in reports] == ["QUALITY", "VALUE"]

    def test_the_kinds_are_told_as_they_are(self, client: httpx.Client) -> None:
        items = _get(client, "/v1/attestation-kinds")["items"]
        assert [item["number"] for item in items] == list(range(1, 31))
        value = items[3]
        assert (value["roles"], value["period"], value["follows"]) == (["EVALUATOR"], "REPORT_MONTHS", ["VALUE"])
        assert value["needs"][0] == {"member": "amount", "need": "required"}
        assert value["subtypes"][0]["zh"] == "质押"


def test_the_event_of_a_succession_is_mirrored(mirrored: tuple[Mirror, History]) -> None:
    mirror, history = mirrored
    bits = 1 << K.CLAIM_BOOKING
    history.emit(ClaimsCarried(OWN, 15, number(HOLDER), number(BUYER), bits, hashed("paper"), *HANDS))
    mirror.project([history.seal()])
    with mirror.sessions() as session:
        assert attestations.claims_of(session, BUYER) == bits
