"""
The acts: every function of the contracts is reached, with the approvals of those who must agree and of nobody else.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.chain.approvals import Approval, approve
from ledger.chain.decode import CONTRACTS, abi
from ledger.domain.acts import CHECKS
from ledger.domain.acts.certificates import Amend, Transfer
from ledger.domain.acts.governance import (
    Admit,
    AssignRegister,
    EnrolKeyByVote,
    GovernedCall,
    Reinstate,
    RenameByVote,
    RevokeKeyByVote,
    SetCharter,
    SetRoles,
    Suspend,
    Unpause,
)
from ledger.domain.acts.participants import KeyGrant
from ledger.domain.acts.voted import AdmitNoun, Voted
from ledger.domain.certificates import CancelReason, Right, Share, State
from ledger.domain.events import Instant, ParticipantNumber
from ledger.domain.participants import Duty, Role
from ledger.errors import ActRefused
from tests.chain_fixtures import ALL_RIGHTS, LedgerChain, Party, digest_of, founders, id_of, signer_for

ROOT = Path(__file__).resolve().parents[2]


# CERTIFICATES


@pytest.fixture
def holders(ledger_chain: LedgerChain) -> list[Party]:
    return ledger_chain.admit("Alpha", "Beta", "Gamma")


def test_issue_keeps_the_word_that_was_signed(ledger_chain: LedgerChain, holders: list[Party]) -> None:
    issued = ledger_chain.issue_to(holders[0])
    record = ledger_chain.acts.record_of(id_of(issued))
    assert (record.state, record.sequence, record.holder) == (State.ACTIVE, 1, holders[0].number)
    assert (record.number, record.valid_to, record.rights) == (
        issued.record.number,
        issued.record.valid_to,
        issued.record.rights,
    )


def test_batch_needs_one_approval(ledger_chain: LedgerChain, holders: list[Party]) -> None:
    batch = [ledger_chain.issuance(holders[n % 3]) for n in range(100)]
    receipt = ledger_chain.issue(*batch)
    assert len(receipt.logs) == 100
    assert all(ledger_chain.acts.record_of(id_of(each)).state == State.ACTIVE for each in batch[::33])


def test_gas_of_a_full_batch_fits_a_default_block_and_that_of_renewals_is_estimated(
    ledger_chain: LedgerChain, holders: list[Party]
) -> None:
    by = ledger_chain.registry
    batch = [ledger_chain.issuance(holders[0], valid_from=1_800_000_000) for _ in range(500)]
    full = ledger_chain.acts.issue(by.maker, by.checker, batch, 0)
    assert full.gas is not None
    assert 500 * 52_000 < full.gas < 30_000_000
    renewal = ledger_chain.issuance(holders[0], ordinal=1, valid_from=1_800_000_000)
    assert ledger_chain.acts.issue(by.maker, by.checker, [renewal], 0).gas is None


def test_transfer_needs_both_parties(ledger_chain: LedgerChain, holders: list[Party]) -> None:
    alpha, beta, gamma = holders
    issued = ledger_chain.issue_to(alpha)
    by = ledger_chain.registry
    asked = Transfer(issued.certificate_id, alpha.number, beta.number, digest_of("new"))
    terms = {"deadline": ledger_chain.deadline, "sequence": 2}
    for approvers, code in (
        ([by.checker, alpha.consent], "ApprovalsMissing"),
        ([by.checker, alpha.consent, gamma.consent], "ApprovalFromOther"),
        ([by.checker, gamma.consent, beta.consent], "ApprovalFromOther"),
        ([by.maker, alpha.consent, beta.consent], "DutyMissing"),
        ([by.checker, alpha.admin, beta.consent], "DutyMissing"),
    ):
        with pytest.raises(ActRefused) as caught:
            ledger_chain.do(ledger_chain.acts.file(by.maker, approvers, asked, **terms))
        assert caught.value.code == code
    ledger_chain.file(asked, by, alpha.consent, beta.consent)
    assert ledger_chain.acts.record_of(id_of(issued)).holder == beta.number


def test_signature_made_elsewhere_is_brought_along(ledger_chain: LedgerChain, holders: list[Party]) -> None:
    alpha, beta, _ = holders
    issued = ledger_chain.issue_to(alpha)
    by, deadline = ledger_chain.registry, ledger_chain.deadline
    asked = Transfer(issued.certificate_id, alpha.number, beta.number, digest_of("new"))
    digest = ledger_chain.acts.digests.filed(asked, 2, deadline)
    given_: list[Approval] = [*approve(digest, by.checker, alpha.consent, beta.consent)]
    forged = [given_[0], given_[1], Approval(beta.consent.key, given_[1].signature)]
    with pytest.raises(ActRefused) as caught:
        ledger_chain.do(ledger_chain.acts.file(by.maker, forged, asked, deadline=deadline, sequence=2))
    assert (caught.value.code, caught.value.facts) == ("ApprovalInvalid", {"key": beta.consent.key})
    ledger_chain.do(ledger_chain.acts.file(by.maker, given_, asked, deadline=deadline, sequence=2))


def test_co_held_certificate_is_issued_and_its_share_transferred(
    ledger_chain: LedgerChain, holders: list[Party]
) -> None:
    alpha, beta, gamma = holders
    issued = ledger_chain.issuance(alpha)
    ledger_chain.issue_shared(issued, Share(alpha.number, ALL_RIGHTS, 7_000), Share(beta.number, Right.USE, 3_000))
    assert ledger_chain.acts.ask("Certificates", "sharesOf", id_of(issued)) == (
        (alpha.number, 7, 7_000),
        (beta.number, 2, 3_000),
    )
    by = ledger_chain.registry
    asked = Transfer(issued.certificate_id, alpha.number, gamma.number, digest_of("new"))
    ledger_chain.file(asked, by, alpha.consent, gamma.consent, beta.consent)
    assert ledger_chain.acts.ask("Certificates", "sharesOf", id_of(issued))[0] == (gamma.number, 7, 7_000)


def test_amendment_changes_what_it_names(ledger_chain: LedgerChain, holders: list[Party]) -> None:
    alpha = holders[0]
    issued = ledger_chain.issue_to(alpha)
    by = ledger_chain.registry
    ends = Instant(issued.record.valid_to - 1)
    asked = Amend(issued.certificate_id, digest_of("new version"), digest_of("amended"), ends, Right.USE)
    ledger_chain.file(asked, by, alpha.consent)
    record = ledger_chain.acts.record_of(id_of(issued))
    assert (record.valid_to, record.rights) == (issued.record.valid_to - 1, Right.USE)


def test_certificate_is_cancelled_with_and_revoked_without_the_holder(
    ledger_chain: LedgerChain, holders: list[Party]
) -> None:
    alpha = holders[0]
    first, second, third = (ledger_chain.issue_to(alpha) for _ in range(3))
    ledger_chain.cancel(first, alpha)
    ledger_chain.cancel(second, alpha, CancelReason.EX_OFFICIO)
    ledger_chain.revoke(third, ledger_chain.supervisor)
    states = [ledger_chain.acts.record_of(id_of(each)).state for each in (first, second, third)]
    assert states == [State.CANCELLED, State.CANCELLED, State.REVOKED]


# PARTICIPANTS


def test_holder_is_renamed_and_its_keys_changed_by_the_registry(
    ledger_chain: LedgerChain, holders: list[Party]
) -> None:
    alpha, by, acts = holders[0], ledger_chain.registry, ledger_chain.acts
    renamed = acts.rename(
        by.maker,
        by.checker,
        alpha.number,
        profile_digest=digest_of("new name"),
        previous_digest=alpha.admission.profile_digest,
        deadline=ledger_chain.deadline,
    )
    ledger_chain.do(renamed)
    assert acts.ask("Participants", "participantOf", alpha.number)[1] == digest_of("new name")

    new = signer_for("Alpha, new consent").key
    enrolled = acts.enrol_key(
        by.maker, by.checker, alpha.number, key=new, duties=Duty.CONSENT, deadline=ledger_chain.deadline
    )
    ledger_chain.do(enrolled)
    lost = acts.revoke_key(
        by.maker, by.checker, alpha.consent.key, reason_digest=digest_of("lost"), deadline=ledger_chain.deadline
    )
    ledger_chain.do(lost)
    assert acts.ask("Participants", "keysOf", alpha.number) == (alpha.admin.key, new)


def test_institution_changes_its_keys_by_its_own_administrators(ledger_chain: LedgerChain) -> None:
    bank, acts = ledger_chain.bank, ledger_chain.acts
    new = signer_for("bank, new maker").key
    enrolled = acts.enrol_key(
        bank.admin, bank.second_admin, bank.number, key=new, duties=Duty.MAKER, deadline=ledger_chain.deadline
    )
    ledger_chain.do(enrolled)
    ledger_chain.do(acts.revoke_key(bank.admin, None, bank.maker.key, reason_digest=digest_of("left")))
    keys = acts.ask("Participants", "keysOf", bank.number)
    assert new in keys
    assert bank.maker.key not in keys


# GOVERNANCE


def governed_calls() -> list[tuple[str, GovernedCall]]:
    parties = founders()
    bank, registry, second = (parties[each] for each in ("bank", "first registry", "second registry"))
    newcomer = Party(ParticipantNumber(9), "newcomer", roles=Role.EVALUATOR)
    reason = digest_of("reason")
    return [
        ("ParticipantAdmitted", Admit(newcomer.admission)),
        ("ParticipantSuspended", Suspend(bank.number, reason)),
        ("RolesChanged", SetRoles(bank.number, Role.BANK | Role.AUDITOR, reason)),
        ("RegisterAssigned", AssignRegister(1 | 111 << 8, second.number, reason)),
        ("CharterChanged", SetCharter(threshold=3, ordinary_delay=1, grave_delay=2)),
        ("ParticipantRenamed", RenameByVote(registry.number, reason)),
        ("KeyEnrolled", EnrolKeyByVote(bank.number, KeyGrant(signer_for("new").key, Duty.MAKER))),
        ("KeyRevoked", RevokeKeyByVote(bank.maker.key, reason)),
        ("NounAdmitted", AdmitNoun(signer_for("a noun").key, 1 << 14)),
    ]


@pytest.mark.parametrize(("event", "call"), governed_calls(), ids=lambda each: each if isinstance(each, str) else "")
def test_whatever_is_voted_is_done(ledger_chain: LedgerChain, event: str, call: GovernedCall) -> None:
    ledger_chain.govern(call)
    reader = ledger_chain.reader()
    head = reader.head().number
    blocks = reader.blocks(head, head)
    assert isinstance(blocks, list)
    told = [type(each.event).__name__ for each in blocks[0].entries]
    assert event in told
    assert "ProposalExecuted" in told


def test_suspended_institution_is_reinstated(ledger_chain: LedgerChain) -> None:
    bank = ledger_chain.bank
    ledger_chain.govern(Suspend(bank.number, digest_of("why")))
    assert ledger_chain.acts.ask("Participants", "participantOf", bank.number)[4] is True
    ledger_chain.govern(Reinstate(bank.number, digest_of("why not")))
    assert ledger_chain.acts.ask("Participants", "participantOf", bank.number)[4] is False


def test_guardian_pauses_and_vetoes_and_governors_unpause(ledger_chain: LedgerChain) -> None:
    acts, guardian, governor = ledger_chain.acts, ledger_chain.guardian, ledger_chain.governors[0]
    ledger_chain.do(acts.pause(guardian.voter, digest_of("alarm")))
    assert acts.ask("Participants", "paused") is True
    ledger_chain.govern(Unpause(digest_of("over")))
    assert acts.ask("Participants", "paused") is False
    grudge = SetRoles(guardian.number, 0, digest_of("grudge"))
    ledger_chain.do(acts.propose(governor.voter, grudge, digest_of("grudge")))
    proposal = acts.ask("Participants", "proposalCount")
    ledger_chain.do(acts.veto(guardian.voter, proposal, digest_of("no")))
    with pytest.raises(ActRefused) as caught:
        ledger_chain.do(acts.vote(ledger_chain.governors[1].voter, proposal))
    assert caught.value.code == "ProposalClosed"


def test_every_function_that_changes_something_has_its_act() -> None:
    """All but the door, which is for other contracts; what only a vote reaches has its voted call."""
    filed = {(asked.CONTRACT, asked.FUNCTION) for asked in CHECKS}
    voted = {(call.CONTRACT, call.FUNCTION) for call in Voted.__subclasses__()}
    source = "".join((ROOT / "ledger" / "chain" / f"{each}.py").read_text() for each in ("acts", "calls"))
    without = {
        f"{contract}.{each['name']}"
        for contract in CONTRACTS
        for each in abi(contract)
        if each["type"] == "function" and each["stateMutability"] == "nonpayable"
        if (contract, each["name"]) not in filed | voted and f'"{each["name"]}"' not in source
    }
    door = ("advance", "move", "end", "enter", "adjust", "extend")
    assert without == {f"Certificates.{each}" for each in door}
