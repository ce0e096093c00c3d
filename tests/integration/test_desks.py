"""
The desks of all institutions: what their officers prepare, approve and consent to comes to the chain, by the house's
keys, once; each desk's main path, on a real chain.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from api.attestations import claim_page
from api.dependencies import View
from ledger.domain.acts.attestations import Attest
from ledger.domain.acts.certificates import Correct
from ledger.domain.acts.freezes import FreezeCertificate, LiftFreeze
from ledger.domain.acts.pledge_changes import PerfectPledge
from ledger.domain.acts.pledges import CreatePledge, HoldRank, ReleasePledge
from ledger.domain.acts.renewals import RequestRenewal
from ledger.domain.burdens import Forbidden
from ledger.domain.calendar import day_of
from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import Encumbrance, EncumbranceState, ReleaseReason, SecurityForm
from ledger.domain.events import ZERO_DIGEST, ZERO_THING, Digest, Fen, Instant, ParticipantNumber, ThingId
from ledger.domain.facts import thing_id
from ledger.domain.instructions import State, Step
from ledger.domain.kinds import AttestedKind, Purpose
from ledger.errors import ActRefused, Refused
from ledger.instructions import agreeing, drafts
from ledger.instructions.drafts import Sources, Wish
from ledger.store.queries import blocks, pledges, restraints
from ledger.store.queries.facts import MirrorFacts
from ledger.store.service import instructions as store
from tests.desk_fixtures import DAY, Desks, digest

NOBODY = ParticipantNumber(0)
LOAN = Fen(500_000_000)


def pledge(desks: Desks, certificate: Certificate, bank: str, amount: Fen = LOAN) -> CreatePledge:
    return CreatePledge(
        certificate_id=certificate.id,
        creditor=desks.number(bank),
        debtor=NOBODY,
        amount=amount,
        maximum=False,
        form=SecurityForm.PLEDGE,
        until=Instant(certificate.valid_to - 30 * DAY),
        debt_digest=digest("loan"),
        resolution_digest=ZERO_DIGEST,
        report_id=ZERO_THING,
    )


def attested(certificate: Certificate, kind: AttestedKind, **members: object) -> Attest:
    bare = Attest(
        certificate_id=certificate.id,
        kind=kind,
        subtype=0,
        party=NOBODY,
        amount=Fen(0),
        base_date=Instant(0),
        valid_to=Instant(0),
        refers=ZERO_THING,
        linked_id=ZERO_DIGEST,
        document_digest=digest(f"{kind.name} file"),
    )
    return replace(bare, **members)  # type: ignore[arg-type]


# WHO MAY WHAT


def test_who_prepared_cannot_approve_and_nobody_signs_twice(desks: Desks) -> None:
    certificate = desks.certificate()
    own = desks.prepare("bank-one", HoldRank(certificate.id, desks.number("bank-one")))
    with pytest.raises(Refused) as refused:
        desks.approve("bank-one", own, "maker")
    assert refused.value.code == "FourEyes"
    with pytest.raises(Refused) as other:
        desks.approve("bank-two", own)
    assert other.value.code == "InstructionUnknown"
    assert desks.approve("bank-one", own).state == State.APPROVED
    with pytest.raises(Refused) as again:
        desks.approve("bank-one", own, "another checker")
    assert again.value.code == "InstructionStepNotAllowed"
    with pytest.raises(Refused) as stranger:
        desks.consent("second", own)
    assert stranger.value.code == "InstructionUnknown"


def test_the_database_itself_refuses_a_second_signature_of_one_officer(desks: Desks) -> None:
    own = desks.prepare("bank-one", HoldRank(desks.certificate().id, desks.number("bank-one")))
    maker = desks.who("bank-one", "maker")
    with desks.service.writing() as session:
        row = store.locked(session, own)
        assert row is not None
        with pytest.raises(Exception, match=r"(?i)unique.*instruction_steps"):
            store.add_step(session, row, Step.APPROVE, store.By(maker.participant, maker.officer), 0)
        session.rollback()
    assert desks.found(own).state == State.PREPARED


def test_what_the_contract_would_refuse_is_not_even_prepared(desks: Desks) -> None:
    certificate = desks.certificate()
    with pytest.raises(ActRefused) as refused:
        desks.prepare("bank-one", HoldRank(certificate.id, desks.number("bank-two")))
    assert refused.value.code == "CreditorNotMaker"
    with pytest.raises(Refused) as keyless:
        desks.prepare("first", HoldRank(certificate.id, desks.number("first")))
    assert keyless.value.code == "NoKeyHere"


def test_an_instruction_that_nobody_agrees_to_expires_and_one_may_be_withdrawn_or_refused(desks: Desks) -> None:
    certificate = desks.certificate()
    asked = HoldRank(certificate.id, desks.number("bank-one"))
    late, withdrawn, refused = (desks.prepare("bank-one", asked) for _ in range(3))
    with desks.service.writing() as session:
        agreeing.withdraw(session, desks.who("bank-one", "maker"), withdrawn, desks.now())
        agreeing.refuse(session, desks.who("bank-one", "checker"), refused, "the rank is not needed", desks.now())
        row = store.locked(session, late)
        assert row is not None
        row.expires = desks.now() - 1
    with pytest.raises(Refused) as over:
        desks.approve("bank-one", late)
    assert over.value.code == "InstructionExpired"
    desks.sender.passed()
    states = [desks.found(each).state for each in (late, withdrawn, refused)]
    assert states == [State.EXPIRED, State.WITHDRAWN, State.REFUSED]


# THE BANK


def test_a_bank_holds_pledges_perfects_and_releases_with_the_holders_consent(desks: Desks) -> None:
    certificate = desks.certificate()
    desks.carry("bank-one", HoldRank(certificate.id, desks.number("bank-one")), "first")
    own = ThingId(desks.next(certificate))
    done = desks.carry("bank-one", pledge(desks, certificate, "bank-one"), "first", note="首贷")
    assert thing_id(certificate.id, done.sequence or 0) == own
    filed = PerfectPledge(
        certificate.id,
        own,
        Digest(b"0123456789012345678901".ljust(32, b"\0")),
        Instant(desks.now()),
        digest("the filing's certificate"),
    )
    desks.carry("bank-one", filed)
    desks.carry("bank-one", ReleasePledge(certificate.id, own, ReleaseReason.PAID, digest("paid")))
    with desks.mirror.sessions() as session:
        found = MirrorFacts(session)[Encumbrance.KIND, own]
    assert isinstance(found, Encumbrance)
    assert found.state is EncumbranceState.RELEASED
    assert found.filing_number.startswith(b"0123456789")


def test_every_act_leads_back_from_its_transaction_to_institution_key_and_person(desks: Desks) -> None:
    certificate = desks.certificate()
    done = desks.carry("bank-one", HoldRank(certificate.id, desks.number("bank-one")), "first")
    assert done.transaction is not None
    with desks.service.reading() as session:
        assert store.by_transaction(session, done.transaction) is not None
        found = store.by_place(session, done.block or 0, done.place or 0)
        assert found is not None
        steps = store.steps_of(session, found.id)
    signed = [(step.kind, step.officer) for step in steps if step.key]
    assert signed == [
        ("prepare", "bank-one maker"), ("approve", "bank-one checker"), ("consent", "first signer"),
    ]  # fmt: skip
    assert [step.kind for step in steps[3:]] == ["sign", "send", "mine", "confirm"]
    with desks.mirror.sessions() as session:
        assert len(pledges.on(session, certificate.id, None, 10).items) == 1


# ORGAN, EVALUATOR, CUSTODIAN, EXCHANGE


def test_an_organ_freezes_by_two_persons_and_lifts(desks: Desks) -> None:
    certificate = desks.certificate()
    own = desks.next(certificate)
    everything = Forbidden(sum(Forbidden))
    asked = FreezeCertificate(
        certificate.id, digest("case"), digest("order"), Instant(desks.now()), 365 * DAY, everything, NOBODY
    )
    evidence = [{"name": "裁定书.pdf", "sha256": "0x" + digest("order").hex()}]
    done = desks.carry("court", asked, evidence=evidence)
    assert json.loads(done.evidence) == evidence
    with desks.mirror.sessions() as session:
        assert [
            thing_id(certificate.id, each.sequence) for each in restraints.burdens_on(session, certificate.id).freezes
        ] == [own]
    desks.carry("court", LiftFreeze(certificate.id, own, digest("lifted")))


@pytest.mark.slow
def test_an_evaluator_reports_by_two_signers_and_the_exchange_lists_deals_and_delivers(desks: Desks) -> None:
    certificate, now = desks.certificate(), desks.now()
    evaluator = desks.code("evaluator")
    address = desks.office.done("key", "create", "evaluator-second", "--light").out.strip()
    hands = ("--maker", "evaluator-maker", "--checker", "evaluator-checker")
    desks.office.done("key", "enrol", evaluator, address, *hands, "--duty", "CONSENT")
    kinds = ["QUALITY", "SECURITY", "COMPLIANCE", "VALUE"]
    desks.govern({"call": "admitEvaluator", "uscc": evaluator, "kinds": kinds, "reason": "admitted"})
    term = {"base_date": Instant(now - DAY), "valid_to": Instant(now + 200 * DAY)}
    value = attested(certificate, AttestedKind.VALUE, subtype=Purpose.PLEDGE, amount=LOAN, **term)
    own = desks.prepare("evaluator", value)
    assert desks.approve("evaluator", own).state == State.APPROVED
    with pytest.raises(Refused) as twice:
        desks.consent("evaluator", own, "checker")
    assert twice.value.code == "FourEyes"
    assert desks.consent("evaluator", own, "second signer").state == State.READY
    assert desks.passes(own).state == State.FINAL

    compliance = desks.next(certificate)
    desks.carry("evaluator", attested(certificate, AttestedKind.COMPLIANCE, **term))
    listing = desks.next(certificate)
    desks.carry("exchange", attested(certificate, AttestedKind.LISTING, refers=compliance), "first")
    deal = desks.next(certificate)
    sold = attested(
        certificate,
        AttestedKind.DEAL,
        refers=listing,
        amount=Fen(30_000_000),
        base_date=Instant(now),
        party=desks.number("second"),
    )
    desks.carry("exchange", sold, "first", "second")
    delivery = attested(
        certificate, AttestedKind.DELIVERY, refers=deal, base_date=Instant(now), party=desks.number("second")
    )
    desks.carry("exchange", delivery, "second")


def test_a_custodian_deposits_and_attests_integrity(desks: Desks) -> None:
    certificate, now = desks.certificate(), desks.now()
    term = {"base_date": Instant(now - 60), "valid_to": Instant(now + 60 * DAY), "linked_id": digest("stored")}
    custody = desks.next(certificate)
    desks.carry("custodian", attested(certificate, AttestedKind.CUSTODY, **term), "first")
    desks.carry("custodian", attested(certificate, AttestedKind.INTEGRITY, refers=custody, **term))


# THE CENTRE


def drafted(desks: Desks, certificate: Certificate, function: str, wish: Wish) -> drafts.Draft:
    with desks.mirror.sessions() as session:
        sources = Sources(MirrorFacts(session), desks.place.documents, desks.now())
        return drafts.draft(sources, desks.again(certificate), function, wish)


def test_the_centre_corrects_transfers_and_claims_and_an_older_approval_does_not_hold_for_a_newer_document(
    desks: Desks,
) -> None:
    certificate = desks.certificate()
    one = drafted(desks, certificate, "correct", Wish({"updateFrequency": "weekly"}))
    two = drafted(desks, certificate, "correct", Wish({"updateFrequency": "daily"}))
    first, second = desks.prepare("centre-social", one.asked), desks.prepare("centre-social", two.asked)
    desks.approve("centre-social", first)
    desks.approve("centre-social", second)
    assert desks.passes(first).state == State.FINAL
    late = desks.passes(second)
    assert late.state == State.REFUSED
    assert json.loads(late.refusal or "{}")["code"] == "InstructionMoved"
    assert isinstance(one.asked, Correct)
    assert desks.again(certificate).document_digest == one.asked.document_digest

    codes = desks.office.holders
    moved = drafted(desks, certificate, "transfer", Wish(from_uscc=codes["first"], to_uscc=codes["second"]))
    desks.carry("centre-social", moved.asked, "first", "second")
    assert desks.again(certificate).holders == (desks.number("second"),)
    claim = attested(certificate, AttestedKind.CLAIM_REGISTRATION, party=desks.number("second"))
    desks.carry("centre-social", claim, "second")
    with desks.mirror.sessions() as session:
        at = blocks.cursor(session)
        assert at is not None
        found = claim_page(View(session, at, desks.now()), desks.place.documents, None, 10).items
    assert [(each.claim.kind.code, each.open) for each in found] == [("CLAIM_REGISTRATION", True)]
    assert found[0].claim.party is not None
    assert found[0].claim.party.uscc == codes["second"]
    assert found[0].first is None


def test_the_centre_renews_what_was_asked_for_in_time(desks: Desks) -> None:
    ends = day_of(desks.now() + 60 * DAY).isoformat()
    certificate = desks.certificate(sources=[{"kind": "agreement", "authorisationEnds": ends}])
    desks.carry("centre-social", RequestRenewal(certificate.id, digest("the request")), "first")
    later = day_of(desks.now() + 300 * DAY).isoformat()
    wish = Wish({"lastValidDay": later, "sources": [{"kind": "agreement", "authorisationEnds": later}]})
    renewed = drafted(desks, certificate, "renew", wish)
    desks.carry("centre-social", renewed.asked)
    assert desks.again(certificate).valid_to > certificate.valid_to


def test_an_act_that_another_overtook_is_signed_anew_and_not_lost(desks: Desks) -> None:
    certificate = desks.certificate()
    own = desks.prepare("bank-one", HoldRank(certificate.id, desks.number("bank-one")))
    desks.approve("bank-one", own)
    desks.consent("first", own)
    parties = [int(desks.number("first"))]
    past = {
        "document": "00" * 32,
        "deadline": desks.now() + 3_600,
        "sequence": certificate.sequence,
        "parties": parties,
    }
    desks.requests.plan(own, lambda: past)
    desks.sender.passed()
    waits = desks.found(own)
    assert (waits.state, json.loads(waits.refusal or "{}")["code"]) == (State.SIGNED, "InstructionOvertaken")
    desks.free_leases()
    done = desks.passes(own)
    assert (done.state, done.sequence) == (State.FINAL, certificate.sequence + 1)


# THE OPERATOR


def test_the_operator_sees_who_did_what_and_sends_what_all_have_agreed_to(desks: Desks) -> None:
    certificate = desks.certificate()
    own = desks.prepare("bank-one", HoldRank(certificate.id, desks.number("bank-one")))
    code = desks.code("bank-one")
    listed = desks.office.done("instructions", "list", "--institution", code, "--box", "approve", "--json").json
    assert own in [each["id"] for each in listed]
    desks.approve("bank-one", own)
    desks.consent("first", own)
    assert "1 instructions" in desks.office.done("instructions", "send", "--once").err
    desks.sync()
    shown = desks.office.done("instructions", "show", own, "--json").json
    assert shown["state"] == "mined"
    assert [each["officer"] for each in shown["steps"][:3]] == ["bank-one maker", "bank-one checker", "first signer"]
    assert "Prepared" in desks.office.done("instructions", "show", own).out


@pytest.mark.slow
def test_a_sender_killed_at_any_instant_loses_nothing_and_sends_nothing_twice(desks: Desks) -> None:
    bank, held = desks.number("bank-one"), {}
    for _ in range(6):
        certificate = desks.certificate()
        own = desks.prepare("bank-one", HoldRank(certificate.id, bank))
        desks.approve("bank-one", own)
        desks.consent("first", own)
        held[own] = certificate
    with desks.followed():
        for _ in range(3):
            desks.killed_sender()
        while any(desks.found(own).state != State.FINAL for own in held):
            desks.free_leases()
            desks.sender.passed()
    for own, certificate in held.items():
        history = desks.office.done("history", "0x" + certificate.id.hex(), "--json").json
        assert [each["kind"] for each in history].count("RankHeld") == 1, own
        with desks.service.reading() as session:
            kinds = [step.kind for step in store.steps_of(session, own)]
        assert kinds == ["prepare", "approve", "consent", "sign", "send", "mine", "confirm"]
