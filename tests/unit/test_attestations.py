"""
Attestations in the domain: the fold, and what attestations are worth at an instant.

Worked by hand from the rules (domain rules §5, §7 and §9, operations 31 and 33 to 37).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.attestations import (
    Bookers,
    Condition,
    EndReason,
    bookers_of,
    claims_of,
    grade_of,
    report_of,
    unpack_statement,
)
from ledger.domain.attested import Worth, as_of, chains, current_reports, keepings, listings, worth
from ledger.domain.certificates import State
from ledger.domain.events import (
    CertificateAmended,
    CertificateRevoked,
    Event,
    IllegalTransition,
    Instant,
)
from ledger.domain.events.attestations import ClaimsCarried
from ledger.domain.flags import Flag
from ledger.domain.kinds import SCHEMAS, Category, Purpose, Trait, packed
from ledger.domain.state import apply, reads
from tests.unit.attesting import (
    DAY,
    EVALUATOR,
    HANDS,
    HOLDER,
    MILLION,
    NOW,
    OTHER,
    OWN,
    K,
    after,
    all_of,
    attestation,
    certificate,
    ended,
    said,
    the,
)
from tests.unit.histories import (
    BORN,
    YEAR,
    entries,
    hashed,
    number,
)

# THE FOLD


def test_an_attestation_is_kept_with_all_that_was_said() -> None:
    facts = after(said(2, K.VALUE))
    made = attestation(facts, 2)
    assert (made.kind, made.by, made.amount, made.condition) == (K.VALUE, EVALUATOR, MILLION, Condition.LIVE)
    assert made.statement == unpack_statement(said(2, K.VALUE).statement)
    assert (made.document_digest, made.closed_at) == (hashed("document 2"), 0)
    assert certificate(facts).flags == Flag.ATTESTED
    assert certificate(facts).sequence == 2


def test_a_follower_of_its_own_kind_supersedes() -> None:
    facts = after(said(2, K.VALUE), said(3, K.VALUE, the(2)))
    assert attestation(facts, 2).condition is Condition.SUPERSEDED
    assert attestation(facts, 2).closed_at == attestation(facts, 3).attested_at


def test_what_closes_is_never_live_and_ends_what_it_follows() -> None:
    facts = after(said(2, K.BOOKING), said(3, K.IMPAIRMENT, the(2)), said(4, K.DERECOGNITION, the(3), amount=0))
    conditions = [attestation(facts, sequence).condition for sequence in (2, 3, 4)]
    assert conditions == [Condition.SUPERSEDED, Condition.ENDED, Condition.ENDED]
    assert bookers_of(facts, OWN) == ()


def test_an_audit_leaves_what_it_follows() -> None:
    facts = after(said(2, K.BOOKING), said(3, K.AUDIT, the(2), party=0))
    assert attestation(facts, 2).condition is Condition.LIVE


def test_entities_stand_in_the_order_of_booking() -> None:
    facts = after(said(2, K.BOOKING), said(3, K.BOOKING, party=OTHER), said(4, K.DERECOGNITION, the(2)))
    assert facts[("bookers", OWN)] == Bookers(OWN, (number(OTHER),))


def test_a_regrading_is_in_force_until_it_ends() -> None:
    first = (said(2, K.REGRADE, subtype=6),)
    assert grade_of(after(*first), OWN) == 6
    assert grade_of(after(*first, said(3, K.REGRADE, the(2), subtype=7)), OWN) == 7
    assert grade_of(after(*first, ended(3, the(2))), OWN) == 0
    with pytest.raises(IllegalTransition, match="regrading in force"):
        after(*first, said(3, K.REGRADE))


def test_a_claim_counts_but_for_one_that_was_withdrawn() -> None:
    claim = said(2, K.CLAIM_REGISTRATION)
    bit = 1 << K.CLAIM_REGISTRATION
    assert claims_of(after(claim), HOLDER) == bit
    assert claims_of(after(claim, ended(3, the(2))), HOLDER) == bit
    assert claims_of(after(claim, ended(3, the(2), EndReason.WITHDRAWN)), HOLDER) == 0
    with pytest.raises(IllegalTransition, match="claimed before"):
        after(claim, said(3, K.CLAIM_REGISTRATION))


def test_a_successor_has_its_own_claims_and_its_predecessors() -> None:
    bits = 1 << K.CLAIM_REGISTRATION | 1 << K.CLAIM_OPENING
    claims = (said(2, K.CLAIM_REGISTRATION), said(3, K.OPENING), said(4, K.CLAIM_OPENING, the(3), party=OTHER))
    carried = ClaimsCarried(OWN, 5, number(HOLDER), number(OTHER), bits, hashed("paper"), *HANDS)
    assert claims_of(after(*claims, carried), OTHER) == bits
    assert claims_of(after(replace(carried, sequence=2)), OTHER) == bits  # claimed on certificates not told here
    with pytest.raises(IllegalTransition, match="claims left out"):
        after(*claims, replace(carried, claims=1 << K.CLAIM_OPENING))
    with pytest.raises(IllegalTransition, match="claims carried"):
        after(replace(carried, sequence=2, claims=0))


@pytest.mark.parametrize(
    ("events", "what"),
    [
        ((said(3, K.VALUE),), "sequence"),
        ((replace(said(2, K.VALUE), statement=31),), "kind is known"),
        ((said(2, K.VALUE, condition=3),), "condition"),
        ((said(2, K.DELISTING, hashed("none")),), "attestation exists"),  # type: ignore[arg-type]
        ((said(2, K.VALUE, version=2),), "data version"),
        ((said(2, K.VALUE), said(3, K.QUALITY, the(2))), "kind may follow"),
        ((said(2, K.VALUE), said(3, K.VALUE, the(2)), said(4, K.VALUE, the(2))), "attestation's condition"),
        ((said(2, K.BOOKING), said(3, K.BOOKING)), "on the books once"),
        ((said(2, K.VALUE), ended(3, the(2), party=OTHER)), "party"),
        ((said(2, K.VALUE), ended(3, the(2), 0)), "reason"),
        ((ended(2, the(2)),), "attestation exists"),
    ],
)
def test_what_the_contract_could_not_have_said(events: Iterable[Event], what: str) -> None:
    with pytest.raises(IllegalTransition, match=what):
        after(*events)


def test_each_event_reads_exactly_what_it_looks_up() -> None:
    looked: set[Any] = set()

    class Watched(dict[Any, Any]):
        def get(self, key: Any, default: Any = None) -> Any:
            looked.add(key)
            return super().get(key, default)

        def __contains__(self, key: Any) -> bool:
            looked.add(key)
            return super().__contains__(key)

    facts: dict[Any, Any] = Watched(after(said(2, K.BOOKING)))
    for event in (
        said(3, K.REMEASUREMENT, the(2)),
        said(3, K.DERECOGNITION, the(2)),
        said(3, K.REGRADE),
        said(3, K.CLAIM_BOOKING, the(2)),
        ended(3, the(2)),
    ):
        looked.clear()
        (entry,) = entries([event], time=NOW)
        apply(facts, entry)
        assert looked <= set(reads(event))


# WORTH


def test_a_report_is_current_stale_or_lapsed() -> None:
    facts = after(said(2, K.VALUE))
    report = attestation(facts, 2)
    assert worth(certificate(facts), report, BORN + 90 * DAY - 1) is Worth.CURRENT
    assert worth(certificate(facts), report, BORN + 90 * DAY) is Worth.LAPSED
    assert current_reports(certificate(facts), all_of(facts), NOW) == [report]
    assert report_of(facts, report.id, certificate(facts), K.VALUE, NOW) == (True, MILLION)
    assert report_of(facts, report.id, certificate(facts), K.QUALITY, NOW) == (False, 0)
    amended = CertificateAmended(OWN, 3, hashed("next"), hashed("paper"), Instant(BORN + YEAR), 7, *HANDS)
    facts = after(said(2, K.VALUE), amended)
    assert worth(certificate(facts), report, NOW) is Worth.STALE
    assert report_of(facts, report.id, certificate(facts), K.VALUE, NOW) == (False, 0)


def test_the_past_is_told_as_it_was() -> None:
    facts = after(said(2, K.VALUE), said(3, K.VALUE, the(2)), ended(4, the(3)))
    first, second = all_of(facts)
    then = as_of([first, second], first.attested_at)
    assert [(each.id, each.condition, each.closed_at) for each in then] == [(the(2), Condition.LIVE, 0)]
    assert as_of([first, second], second.attested_at)[0] == first
    assert as_of([first, second], second.closed_at) == [first, second]
    assert as_of([first], first.attested_at - 1) == []


def test_a_booking_outlasts_a_new_data_version() -> None:
    amended = CertificateAmended(OWN, 3, hashed("next"), hashed("paper"), Instant(BORN + YEAR), 7, *HANDS)
    facts = after(said(2, K.BOOKING, valid_to=0), amended)
    assert worth(certificate(facts), attestation(facts, 2), NOW + YEAR) is Worth.CURRENT


def test_acts_and_the_certificates_end_outrank_the_rest() -> None:
    withdrawn = after(said(2, K.VALUE), ended(3, the(2), EndReason.WITHDRAWN))
    assert worth(certificate(withdrawn), attestation(withdrawn, 2), NOW + YEAR) is Worth.WITHDRAWN
    revoked = CertificateRevoked(OWN, 4, hashed("paper"), *HANDS)
    facts = after(said(2, K.VALUE), said(3, K.CLAIM_REGISTRATION, valid_to=0), revoked)
    assert certificate(facts).state is State.REVOKED
    assert worth(certificate(facts), attestation(facts, 2), NOW) is Worth.CERTIFICATE_ENDED
    assert worth(certificate(facts), attestation(facts, 3), NOW) is Worth.CLAW_BACK_DUE


def test_a_chain_has_the_last_amount_and_the_last_category() -> None:
    facts = after(
        said(2, K.BOOKING, subtype=3, amount=3 * MILLION),
        said(3, K.REMEASUREMENT, the(2), amount=4 * MILLION),
        said(4, K.RECLASSIFICATION, the(3), subtype=2, amount=4 * MILLION),
        said(5, K.AUDIT, the(4), party=0, amount=0),
        said(6, K.IMPAIRMENT, the(4), amount=2 * MILLION),
    )
    (chain,) = chains(all_of(facts))
    assert (chain.entity, chain.amount, chain.category, chain.live) == (2, 2 * MILLION, Category.INTANGIBLE, True)
    assert [each.sequence for each in chain.entries] == [2, 3, 4, 6]
    assert [each.sequence for each in chain.audits] == [5]
    (chain,) = chains([*all_of(facts)[:-1]])
    assert (chain.amount, chain.live) == (4 * MILLION, False)


def test_a_derecognised_chain_is_no_longer_live() -> None:
    facts = after(said(2, K.BOOKING), said(3, K.DERECOGNITION, the(2), amount=0), said(4, K.BOOKING))
    assert [(len(chain.entries), chain.live) for chain in chains(all_of(facts))] == [(2, False), (1, True)]


def test_custody_is_due_by_its_last_proof_and_matches_the_present_data() -> None:
    print_ = certificate(after()).fingerprint
    facts = after(
        said(2, K.CUSTODY, valid_to=BORN + 10 * DAY, linked_id=print_),
        said(3, K.INTEGRITY, the(2), valid_to=BORN + 20 * DAY, linked_id=hashed("other"), base_date=BORN + 1),
    )
    (kept,) = keepings(certificate(facts), all_of(facts), BORN + 20 * DAY - 1)
    assert (kept.due, kept.overdue, kept.matches) == (BORN + 20 * DAY, False, False)
    (kept,) = keepings(certificate(facts), all_of(facts)[:1], BORN + 10 * DAY)
    assert (kept.due, kept.overdue, kept.matches) == (BORN + 10 * DAY, True, True)
    assert worth(certificate(facts), attestation(facts, 2), BORN + 10 * DAY) is Worth.OVERDUE
    assert keepings(certificate(facts), [replace(attestation(facts, 2), condition=Condition.ENDED)], NOW) == []


def test_a_listing_has_its_deals_and_their_deliveries() -> None:
    facts = after(
        said(2, K.COMPLIANCE, by=EVALUATOR),
        said(3, K.LISTING, the(2)),
        said(4, K.DEAL, the(3), party=OTHER),
        said(5, K.DELIVERY, the(4), party=OTHER),
        said(6, K.DEAL, the(3), party=OTHER),
        ended(7, the(6), EndReason.WITHDRAWN, party=OTHER),
    )
    (listed,) = listings(all_of(facts))
    assert [each.sequence for each in (listed.listing, *listed.deals, *listed.deliveries)] == [3, 4, 5]


# THE KINDS


def test_the_table_is_as_long_as_it_says_and_every_need_is_a_letter() -> None:
    assert len(packed()) == 12 * (len(K) - 1)
    assert all(len(schema.needs) == 6 and set(schema.needs) <= set("-or") for schema in SCHEMAS.values())
    assert SCHEMAS[K.VALUE].subtypes is Purpose


def test_what_may_be_followed_is_never_a_closing_kind() -> None:
    for schema in SCHEMAS.values():
        assert not any(SCHEMAS[kind].has(Trait.CLOSES) for kind in schema.follows)
