"""
Renewals, links, same data, successions and registries' notices over HTTP.

All over a real mirror of a real chain, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ledger.domain.acts.renewals import RefuseRenewal, Renew, RequestRenewal
from ledger.domain.acts.successions import (
    AnnounceExit,
    ConvertCertificate,
    LinkCertificates,
    SplitCertificate,
    SucceedCertificate,
    UnlinkCertificates,
)
from ledger.domain.calendar import end_of_day
from ledger.domain.certificates import Right, certificate_id
from ledger.domain.events import ZERO_DIGEST, CertificateId, Instant
from ledger.domain.facts import thing_id
from ledger.domain.periods import months_after
from ledger.domain.successions import Relation, SuccessionGround
from tests.chain_fixtures import Party, digest_of
from tests.house_fixtures import House, Registered

PAPER = digest_of("paper")
DAYS = 100


def _get(house: House, path: str, expected: int = 200, **parameters: Any) -> Any:
    answer = house.client.get(path, params=parameters)
    assert answer.status_code == expected, answer.text
    return answer.json()


def _own(made: Registered) -> CertificateId:
    return CertificateId(bytes.fromhex(made.id[2:]))


def _issue_ending_soon(house: House, holder: Party) -> Registered:
    return house.issue(holder, lastValidDay=(house.today + timedelta(days=DAYS)).isoformat())


class TestRenewals:
    """The window, the request, and what is pending."""

    def test_the_window_is_told_by_the_rules(self, house: House) -> None:
        far, near = house.issue(house.admit("甲")), _issue_ending_soon(house, house.admit("乙"))
        house.sync()
        last = house.today + timedelta(days=DAYS - 1)
        for made, is_open in ((far, False), (near, True)):
            found = _get(house, f"/v1/certificates/{made.number}/renewal")
            assert (found["open"], found["request"]) == (is_open, None)
        assert found["lastDay"] == last.isoformat()
        assert _get(house, "/v1/renewals") == {"items": [], "next": None}

    def test_a_request_is_pending_until_it_is_decided(self, house: House) -> None:
        holder = house.admit("甲")
        made, registry = _issue_ending_soon(house, holder), house.chain.registry
        house.chain.file(RequestRenewal(_own(made), PAPER), registry, holder.consent)
        house.sync()
        asked = _get(house, f"/v1/certificates/{made.number}/renewal")["request"]
        assert asked["standing"] == {"code": "pending", "zh": "待决", "en": "pending"}
        assert asked["documentDigest"] == "0x" + PAPER.hex()
        assert _get(house, "/v1/renewals")["items"] == [asked]

        house.chain.file(RefuseRenewal(_own(made), PAPER), registry)
        house.sync()
        asked = _get(house, f"/v1/certificates/{made.number}/renewal")["request"]
        assert (asked["standing"]["code"], asked["decideBy"]) == ("decided", None)
        assert _get(house, "/v1/renewals")["items"] == []

    def test_a_granted_renewal_is_a_longer_term(self, house: House) -> None:
        holder = house.admit("甲")
        made, registry = _issue_ending_soon(house, holder), house.chain.registry
        house.chain.file(RequestRenewal(_own(made), PAPER), registry, holder.consent)
        ends = end_of_day(house.today + timedelta(days=DAYS + 365))
        house.chain.file(Renew(_own(made), PAPER, Instant(ends)), registry)
        house.sync()
        shown = _get(house, f"/v1/certificates/{made.number}")
        assert shown["standing"]["lastValidDay"] == (house.today + timedelta(days=DAYS + 365)).isoformat()
        assert (shown["flags"], shown["sequence"]) == ([], 4)
        assert _get(house, f"/v1/certificates/{made.number}/renewal")["open"] is False

    def test_what_is_pending_after_the_term_is_no_expiry(self, house: House) -> None:
        holder = house.admit("甲")
        made = _issue_ending_soon(house, holder)
        house.chain.file(RequestRenewal(_own(made), PAPER), house.chain.registry, holder.consent)
        house.sync()
        house.now = end_of_day(house.today + timedelta(days=DAYS)) + 60
        shown = _get(house, f"/v1/certificates/{made.number}")["standing"]
        assert (shown["inForce"], shown["reason"]) == (False, "RENEWAL_PENDING")
        house.now += 60 * 86_400
        assert _get(house, f"/v1/certificates/{made.number}")["standing"]["reason"] == "EXPIRED"
        asked = _get(house, f"/v1/certificates/{made.number}/renewal")["request"]
        assert asked["standing"]["code"] == "lapsed"


class TestLinks:
    """Links and same data."""

    def test_links_are_told_on_both_sides(self, house: House) -> None:
        first, second = house.issue(house.admit("甲")), house.issue(house.admit("乙"))
        registry = house.chain.registry
        sequence = house.chain.next_sequence(_own(first))
        house.chain.file(LinkCertificates(_own(first), _own(second), Relation.DERIVED_FROM, PAPER), registry)
        link_id = thing_id(_own(first), sequence)
        house.sync()
        (found,) = _get(house, f"/v1/certificates/{first.number}/links")["items"]
        assert (found["id"], found["ended"]) == ("0x" + link_id.hex(), False)
        assert (found["certificateNumber"], found["otherNumber"]) == (first.number, second.number)
        assert found["relation"] == {"code": "DERIVED_FROM", "zh": "衍生自", "en": "derived from"}
        assert _get(house, f"/v1/certificates/{second.number}/links")["items"] == [found]

        house.chain.file(UnlinkCertificates(_own(first), link_id, PAPER), registry)
        house.sync()
        (found,) = _get(house, f"/v1/certificates/{second.number}/links")["items"]
        assert found["ended"] is True

    def test_same_data_is_told_of_whoever_and_wherever(self, house: House) -> None:
        holder, other = house.admit("甲"), house.admit("乙")
        first = house.issue(holder)
        same = first.document["fingerprint"]
        second = house.issue(other, fingerprint=same)
        third = house.issue(holder, fingerprint=same, regime="DAR")
        house.sync()
        found = _get(house, f"/v1/certificates/{first.number}/same-data")["items"]
        shown = [(each["certificateNumber"], each["regime"], each["holder"]["uscc"], each["current"]) for each in found]
        assert shown == [(second.number, "DPR", other.uscc, True), (third.number, "DAR", holder.uscc, True)]
        assert all(each["inForce"] and each["state"] == "ACTIVE" for each in found)

        house.amend(second, other, fingerprint={"algorithm": "sha-256", "value": digest_of("newer").hex()})
        house.sync()
        found = _get(house, f"/v1/certificates/{first.number}/same-data")["items"]
        assert [each["current"] for each in found] == [False, True]


class TestSuccessions:
    """Successors, parts, conversions and registries that leave."""

    def test_a_successor_is_told_by_certificate_and_by_party(self, house: House) -> None:
        old, new = house.admit("甲"), house.admit("乙")
        made = house.issue(old)
        asked = SucceedCertificate(_own(made), old.number, new.number, SuccessionGround.MERGER, PAPER)
        house.chain.file(asked, house.chain.registry, new.consent)
        house.sync()
        (found,) = _get(house, f"/v1/certificates/{made.number}/successions")["items"]
        assert (found["predecessor"]["uscc"], found["successor"]["uscc"]) == (old.uscc, new.uscc)
        assert found["ground"] == {"code": "MERGER", "zh": "合并", "en": "merger"}
        for party in (old, new):
            assert _get(house, "/v1/successions", participant=party.uscc)["items"] == [found]
        assert _get(house, f"/v1/certificates/{made.number}")["holders"][0]["uscc"] == new.uscc

    def test_nobody_is_named_as_such(self, house: House) -> None:
        assert _get(house, "/v1/successions", 404, participant="91110112MA0000015K")["code"] == "ParticipantNotFound"
        assert _get(house, "/v1/successions", 422, participant="9111")["errors"][0]["field"] == "participant"
        assert _get(house, "/v1/exits", 422, cursor="x")["errors"][0]["code"] == "CursorMalformed"

    def test_a_part_and_what_remains(self, house: House) -> None:
        holder, taker = house.admit("甲"), house.admit("乙")
        made, registry = house.issue(holder), house.chain.registry
        part = house.made(house.document((taker, ("operate",), 10_000)), taker, on_file=True).issued
        own, data = _own(made), made.issued.fingerprint
        asked = SplitCertificate(own, part.record.word, data, part.document_digest, ZERO_DIGEST, PAPER)
        house.chain.file(asked, registry, holder.consent, taker.consent)
        house.sync()
        assert _get(house, f"/v1/certificates/{made.number}")["rights"] == ["hold", "use"]
        into = certificate_id(taker.number, 1, data, 0)
        shown = _get(house, f"/v1/certificates/0x{into.hex()}")
        assert shown["rights"] == ["operate"]
        (found,) = _get(house, f"/v1/certificates/{made.number}/links")["items"]
        assert (found["certificateId"], found["relation"]["code"]) == (shown["id"], "SPLIT_FROM")
        history = _get(house, f"/v1/certificates/{made.number}/history")["items"]
        assert [each["kind"] for each in history] == ["CertificateIssued", "CertificateAmended", "CertificateSplit"]

    def test_a_conversion_ends_the_old_certificate(self, house: House) -> None:
        holder = house.admit("甲")
        made = house.issue(holder)
        converted = house.made(house.document((holder, ("hold", "use"), 10_000), regime="DAR"), holder, on_file=True)
        issued, data = converted.issued, made.issued.fingerprint
        assert issued.record.rights == Right.HOLD | Right.USE
        asked = ConvertCertificate(_own(made), issued.record.word, data, issued.document_digest, PAPER)
        house.chain.file(asked, house.chain.registry, holder.consent)
        house.sync()
        assert _get(house, f"/v1/certificates/{made.number}")["state"] == "SUPERSEDED"
        (found,) = _get(house, f"/v1/certificates/{converted.number}/links")["items"]
        assert (found["otherNumber"], found["relation"]["code"]) == (made.number, "CONVERTS")

    def test_a_register_that_will_be_left(self, house: House) -> None:
        first, second = house.chain.registry, house.chain.second_registry
        leaves = months_after(house.chain.clock.now() + 600, 6)
        register = 111 << 8 | 1
        asked = AnnounceExit(register, second.number, Instant(leaves), PAPER)
        house.chain.do(house.chain.prepared(asked, first, second.consent, sequence=1))
        house.sync()
        (found,) = _get(house, "/v1/exits")["items"]
        assert (found["register"], found["documentDigest"]) == ("111/DPR", "0x" + PAPER.hex())
        assert (found["registry"]["uscc"], found["successor"]["uscc"]) == (first.uscc, second.uscc)
