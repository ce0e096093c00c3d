"""
Certificates: words, ids and heads by golden files, and what each event does to a certificate.

Illegal histories are legal ones with one event bent; each must be refused by the rule that it breaks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.certificates import (
    Certificate,
    Claim,
    Numbered,
    Right,
    Share,
    State,
    certificate_id,
    event_digest,
    moved,
    next_head,
    pack,
)
from ledger.domain.events import (
    ZERO_DIGEST,
    CertificateAmended,
    CertificateCancelled,
    CertificateCorrected,
    CertificateId,
    CertificateRenewed,
    CertificateRevoked,
    CertificateSuperseded,
    CertificateTransferred,
    Event,
    Instant,
    NounAdmitted,
    ShareRecorded,
)
from ledger.domain.flags import SHARED, Flag
from ledger.domain.records import RECORD_LAYOUT, Record, unpack
from ledger.domain.state import Fact, FactKey, IllegalTransition, fold
from tests.unit.histories import BORN, YEAR, a_record, entries, facts_after, hashed, issued, key, number
from tests.unit.vectors import raw, vectors

RECORDS = vectors("records")["records"]
HEADS = vectors("heads")
FIELDS = dict(zip([name for name, _, _ in RECORD_LAYOUT], RECORDS[0], strict=False))
HANDS = (key("maker"), key("checker"))
FIRST = issued()
OWN = FIRST.certificate_id


def certificate(facts: dict[FactKey, Fact], own: CertificateId = OWN) -> Certificate:
    found = facts[("certificate", own)]
    assert isinstance(found, Certificate)
    return found


def transferred(sequence: int, from_: int, to: int) -> CertificateTransferred:
    return CertificateTransferred(OWN, sequence, number(from_), number(to), hashed("contract"), *HANDS)


def amended(sequence: int, data: str = "", **fields: Any) -> CertificateAmended:
    usual: dict[str, Any] = {"valid_to": BORN + YEAR, "rights": 7, **fields}
    fingerprint = hashed(data) if data else ZERO_DIGEST
    return CertificateAmended(OWN, sequence, fingerprint, hashed("change"), usual["valid_to"], usual["rights"], *HANDS)


def cancelled(sequence: int) -> CertificateCancelled:
    return CertificateCancelled(OWN, sequence, 1, hashed("request"), *HANDS)


def revoked(sequence: int) -> CertificateRevoked:
    return CertificateRevoked(OWN, sequence, hashed("decision"), *HANDS)


def corrected(sequence: int) -> CertificateCorrected:
    return CertificateCorrected(OWN, sequence, hashed("correction"), *HANDS)


def renewed(sequence: int, before: int = BORN + YEAR, valid_to: int = BORN + 2 * YEAR) -> CertificateRenewed:
    return CertificateRenewed(OWN, sequence, Instant(before), Instant(valid_to), hashed("renewal"), *HANDS)


SUCCESSOR = CertificateId(hashed("successor"))


def superseded(sequence: int, successor: CertificateId = SUCCESSOR) -> CertificateSuperseded:
    return CertificateSuperseded(OWN, sequence, successor, hashed("conversion"), *HANDS)


SHARED_ISSUE = issued(a_record(flags=SHARED))


def share(sequence: int, holder: int, part: int, rights: int = 7) -> ShareRecorded:
    return ShareRecorded(OWN, sequence, number(holder), rights, part, *HANDS)


CO_HELD: tuple[Event, ...] = (SHARED_ISSUE, share(2, 2, 5000), share(3, 3, 3000, 3), share(4, 4, 2000))


class TestWords:
    @pytest.mark.parametrize("case", RECORDS, ids=lambda case: str(case["word"])[:12])
    def test_golden_words(self, case: dict[str, Any]) -> None:
        word = int(case["word"], 16)
        parts = {ours: case[theirs] for ours, theirs in FIELDS.items()}
        assert unpack(word) == Record(**parts)
        assert Record(**parts).word == word

    @given(st.integers(0, 2**256 - 1))
    def test_no_bit_is_lost(self, word: int) -> None:
        record = unpack(word)
        assert record.word == word
        assert record.number == word >> 192
        assert record.register == word >> 232

    def test_a_certificate_packs_into_the_word_of_its_issue(self) -> None:
        assert pack(certificate(facts_after(FIRST))) == FIRST.record

    @pytest.mark.parametrize("case", HEADS["ids"], ids=lambda case: str(case["id"])[:12])
    def test_golden_ids(self, case: dict[str, Any]) -> None:
        own = certificate_id(case["applicant"], case["regime"], raw(case["fingerprint"]), case["ordinal"])
        assert own == raw(case["id"])

    def test_golden_heads(self) -> None:
        head = ZERO_DIGEST
        for case in HEADS["events"]:
            digest = event_digest(raw(case["emitter"]), [raw(topic) for topic in case["topics"]], raw(case["data"]))
            head = next_head(head, digest)
            assert (digest, head) == (raw(case["digest"]), raw(case["head"]))


class TestFold:
    def test_an_issue_makes_a_certificate_and_takes_its_number(self) -> None:
        facts = facts_after(FIRST)
        found = certificate(facts)
        assert (found.holder, found.applicant, found.state, found.sequence) == (2, 2, State.ACTIVE, 1)
        assert facts[("number", found.number)] == Numbered(found.number, OWN)
        assert found.head == next_head(ZERO_DIGEST, next(entries([FIRST])).digest)

    def test_a_transfer_passes_everything_to_the_new_holder(self) -> None:
        found = certificate(facts_after(FIRST, transferred(2, 2, 3)))
        assert (found.holder, found.applicant, found.sequence, found.document_digest) == (3, 2, 2, hashed("contract"))

    def test_each_event_advances_the_head_once(self) -> None:
        history: list[Event] = [FIRST, transferred(2, 2, 3), amended(3), revoked(4)]
        head = ZERO_DIGEST
        for entry in entries(history):
            head = next_head(head, entry.digest)
        assert certificate(facts_after(*history)).head == head

    def test_an_amendment_claims_its_new_fingerprint(self) -> None:
        facts = facts_after(FIRST, amended(2, "new data", rights=3, valid_to=BORN + 9))
        found = certificate(facts)
        assert (found.fingerprint, found.rights, found.valid_to) == (hashed("new data"), 3, BORN + 9)
        claim = certificate_id(2, 1, hashed("new data"), 0)
        assert facts[("claim", claim)] == Claim(claim, OWN)

    def test_an_amendment_of_other_things_keeps_the_fingerprint_and_claims_nothing(self) -> None:
        facts = facts_after(FIRST, amended(2))
        assert certificate(facts).fingerprint == FIRST.fingerprint
        assert not [kind for kind, _ in facts if kind == "claim"]

    def test_an_amendment_and_a_correction_bring_another_version(self) -> None:
        found = certificate(facts_after(FIRST, transferred(2, 2, 3), corrected(3)))
        assert (found.version, found.document_digest, found.sequence) == (3, hashed("correction"), 3)
        assert certificate(facts_after(FIRST, amended(2))).version == 2
        assert certificate(facts_after(FIRST, transferred(2, 2, 3))).version == 1

    def test_a_renewal_makes_the_term_longer_and_keeps_the_version(self) -> None:
        found = certificate(facts_after(FIRST, renewed(2)))
        assert (found.valid_to, found.version, found.document_digest) == (BORN + 2 * YEAR, 1, hashed("renewal"))

    def test_a_term_is_renewed_after_its_end(self) -> None:
        facts = facts_after(FIRST)
        fold(facts, entries([renewed(2)], BORN + YEAR + 1))
        assert certificate(facts).valid_to == BORN + 2 * YEAR

    @pytest.mark.parametrize(
        ("end", "state"),
        [(cancelled(2), State.CANCELLED), (revoked(2), State.REVOKED), (superseded(2), State.SUPERSEDED)],
    )
    def test_an_end_is_kept(self, end: Event, state: State) -> None:
        assert certificate(facts_after(FIRST, end)).state is state

    def test_a_successor_may_follow_one_that_ended(self) -> None:
        second = issued(a_record(serial=2, ordinal=1))
        facts = facts_after(FIRST, cancelled(2), second)
        assert certificate(facts, second.certificate_id).ordinal == 1

    def test_a_successor_may_follow_one_that_expired(self) -> None:
        later = BORN + 100
        first = issued(a_record(valid_to=later))
        second = issued(a_record(serial=2, ordinal=1))
        facts = facts_after(first)
        fold(facts, entries([second], later))
        assert certificate(facts, second.certificate_id).sequence == 1


class TestShares:
    def test_shares_follow_the_issue_in_order(self) -> None:
        found = certificate(facts_after(*CO_HELD))
        assert found.holders == (2, 3, 4)
        assert sum(part.share for part in found.shares) == 10_000
        assert found.sequence == 4

    def test_a_share_goes_to_a_newcomer_in_its_place(self) -> None:
        found = certificate(facts_after(*CO_HELD, transferred(5, 2, 9)))
        assert found.holders == (9, 3, 4)
        assert found.holder == 9

    def test_a_share_that_meets_another_is_added_to_it(self) -> None:
        found = certificate(facts_after(*CO_HELD, transferred(5, 2, 3)))
        assert found.shares == (Share(number(3), Right(7), 8000), Share(number(4), Right(7), 2000))
        assert found.holder == 3

    @given(
        st.lists(st.integers(1, 9), min_size=1, max_size=8, unique=True),
        st.integers(0, 99),
        st.integers(1, 9),
    )
    def test_a_move_keeps_the_whole_and_leaves_nothing_with_the_giver(
        self, holders: list[int], giver: int, to: int
    ) -> None:
        shares = tuple(Share(number(holder), Right(1 << place % 3), 10 + place) for place, holder in enumerate(holders))
        from_ = number(holders[giver % len(holders)])
        if from_ == to:
            return
        after = moved(shares, from_, number(to))
        assert sum(part.share for part in after) == sum(part.share for part in shares)
        assert from_ not in [part.holder for part in after]
        assert [part.holder for part in after].count(number(to)) == 1
        assert set(holders) - {from_} <= {part.holder for part in after}


ILLEGAL: list[tuple[str, tuple[Event, ...]]] = [
    ("certificate is new", (FIRST, FIRST)),
    ("number is new", (FIRST, issued(a_record(), "other data"))),
    ("state", (issued(a_record(state=2)),)),
    ("sequence", (issued(a_record(sequence=2)),)),
    ("flags", (issued(a_record(flags=1)),)),
    ("regime", (issued(a_record(regime=5)),)),
    ("certificate id", (replace(FIRST, certificate_id=CertificateId(hashed("bent"))),)),
    ("certificate exists", (issued(a_record(ordinal=1)),)),
    ("predecessor has ended", (FIRST, issued(a_record(serial=2, ordinal=1)))),
    ("claim is new", (FIRST, amended(2, "new data"), issued(a_record(serial=2), "new data"))),
    ("certificate exists", (transferred(2, 2, 3),)),
    ("sequence", (FIRST, transferred(3, 2, 3))),
    ("sequence", (FIRST, transferred(1, 2, 3))),
    ("from is a holder", (FIRST, transferred(2, 3, 4))),
    ("transferee is another", (FIRST, transferred(2, 2, 2))),
    ("term is not longer", (FIRST, amended(2, valid_to=BORN + YEAR + 1))),
    ("term is not longer", (FIRST, amended(2, valid_to=BORN))),
    ("term has not ended", (issued(a_record(valid_to=BORN + 1)), transferred(2, 2, 3))),
    ("term has not ended", (issued(a_record(valid_to=BORN + 1)), cancelled(2))),
    ("term has not ended", (issued(a_record(valid_to=BORN + 1)), corrected(2))),
    ("end before", (FIRST, renewed(2, before=BORN + YEAR - 1))),
    ("term is longer", (FIRST, renewed(2, valid_to=BORN + YEAR))),
    ("term is longer", (issued(a_record(valid_to=BORN + 1)), renewed(2, BORN + 1, BORN + 1))),
    ("successor is another", (FIRST, superseded(2, OWN))),
    ("state", (FIRST, superseded(2), renewed(3))),
    ("state", (FIRST, superseded(2), corrected(3))),
    ("state", (FIRST, revoked(2), transferred(3, 2, 3))),
    ("state", (FIRST, revoked(2), amended(3))),
    ("state", (FIRST, cancelled(2), revoked(3))),
    ("flags", (FIRST, share(2, 2, 10_000))),
    ("first co-holder", (SHARED_ISSUE, share(2, 3, 5000))),
    ("co-holder is new", (*CO_HELD[:2], share(3, 2, 5000))),
    ("shares within the whole", (*CO_HELD, share(5, 5, 1))),
    ("shares are whole", (*CO_HELD[:2], transferred(3, 2, 9))),
    ("shares are whole", (*CO_HELD[:3], revoked(4))),
    ("shares follow the issue", (*CO_HELD, transferred(5, 2, 3), share(6, 5, 1))),
    ("flag is kept by nobody else", tuple(NounAdmitted(key(name), Flag.PLEDGED) for name in ("one", "another"))),
]


@pytest.mark.parametrize(("rule", "history"), ILLEGAL, ids=[f"{n} {rule}" for n, (rule, _) in enumerate(ILLEGAL)])
def test_what_no_contract_could_emit_is_refused(rule: str, history: tuple[Event, ...]) -> None:
    facts = facts_after(*history[:-1])
    with pytest.raises(IllegalTransition) as refused:
        fold(facts, entries(history[-1:], BORN + len(history) - 1))
    assert refused.value.facts["what"] == rule
    assert refused.value.facts["event"] == type(history[-1]).__name__
    assert "?" not in refused.value.explain("zh")


def test_what_is_missing_and_what_is_there_already_is_told_as_expected_and_given() -> None:
    for history in ((FIRST, FIRST), (transferred(2, 2, 3),)):
        with pytest.raises(IllegalTransition) as refused:
            facts_after(*history)
        assert (refused.value.facts["expected"], refused.value.facts["given"]) == (True, False)


def test_a_refused_event_changes_nothing() -> None:
    facts = facts_after(FIRST)
    before = dict(facts)
    with pytest.raises(IllegalTransition):
        fold(facts, entries([transferred(3, 2, 3)]))
    assert facts == before
