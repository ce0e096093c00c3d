"""
The acts: what is filed on certificates and cases, and one method for each other function that changes something.

A method prepares an act: it has all who must agree sign its digest, and encodes the call.  What is prepared can be
checked (`check` asks the node, so that a refused act costs nothing and says why), sent (`send`, `send_many`), or done
(`do`: checked, sent and awaited).  Approvals are given by signers at hand, or brought along as signatures made
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING, Any

from ledger.chain.approvals import ActDigests, Approval, approve, issue_words
from ledger.chain.calls import governed_call
from ledger.chain.contracts import NO_APPROVAL_WORDS, admission_words
from ledger.chain.deployment import Deployment
from ledger.chain.encode import decode_result, encode_batch, encode_call, struct_of
from ledger.chain.rpc import Rpc
from ledger.chain.writer import AWAIT_SECONDS_MAX, Outgoing, Receipt, Sent, Writer
from ledger.domain.acts.deposits import Deposit
from ledger.domain.acts.filed import Asked, members_of
from ledger.domain.acts.governance import GovernedCall
from ledger.domain.acts.issue import Issuance
from ledger.domain.acts.participants import Admission
from ledger.domain.certificates import Share
from ledger.domain.events import Key
from ledger.domain.keccak import Hashed
from ledger.domain.records import Record, holder_of, unpack

if TYPE_CHECKING:
    from ledger.chain.signer import Signer


NEW_HANDS_GAS = 23_000
"""Gas of a head for hands into which no certificate came before: a fresh slot."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An act with all its signatures but the transaction's own, which `maker` gives when it is sent."""

    maker: Signer
    to: bytes
    data: bytes
    gas: int | None


class Acts:
    """Prepares, checks and sends the acts of one deployment."""

    def __init__(self, rpc: Rpc, writer: Writer, deployment: Deployment) -> None:
        self.digests = ActDigests(deployment)
        self.deployment = deployment
        self._rpc = rpc
        self._writer = writer

    # What is done with an act

    def check(self, act: Prepared) -> None:
        """Ask the node whether the act would be refused now.  Raises `ActRefused` with the contract's own error."""
        self._writer.simulate(act.maker.key, act.to, act.data)

    def send(self, act: Prepared, request_key: str) -> Sent:
        """Send an act, unchecked.  Raises as `Writer.send_many` does."""
        return self.send_many([(act, request_key)])[0]

    def send_many(self, acts: Sequence[tuple[Prepared, str]]) -> list[Sent]:
        """Send acts in this order, each with its request key, before any is awaited."""
        return self._writer.send_many([Outgoing(act.maker, act.to, act.data, key, act.gas) for act, key in acts])

    def do(self, act: Prepared, request_key: str, seconds_max: float = AWAIT_SECONDS_MAX) -> Receipt:
        """Check an act, send it and wait for it.  Raises as `check` and `Writer.await_` do."""
        if not self._writer.has(request_key):
            self.check(act)
        return self._writer.await_(self.send(act, request_key), seconds_max)

    # Certificates

    def issue(self, maker: Signer, checker: Signer | Approval, issues: Sequence[Issuance], deadline: int) -> Prepared:
        """Issue certificates, each with one holder; `checker` approves the whole batch at once."""
        (approval,) = _signed(self.digests.issue(issues, deadline), [checker])
        words = b"".join(issue_words(each) for each in issues)
        data = encode_batch("Certificates", "issue", words, count=len(issues), deadline=deadline, approval=approval)
        # 51,500 measured, each; a full batch must stay below the 30 million of a default block.  Renewals also read
        # and write their predecessors: rare, and estimated.
        renews = any(each.record.ordinal for each in issues)
        gas = None if renews else 120_000 + 58_000 * len(issues) + _gas_of_hands(each.record.holder for each in issues)
        return Prepared(maker, self.deployment.certificates, data, gas)

    def issue_shared(
        self, maker: Signer, checker: Signer | Approval, issued: Issuance, shares: Sequence[Share], deadline: int
    ) -> Prepared:
        """Issue one co-held certificate."""
        (approval,) = _signed(self.digests.issue_shared(issued, shares, deadline), [checker])
        words = [_share_words(each) for each in shares]
        arguments = [_issue_words(issued), words, deadline, approval]
        return self._on_certificates(maker, "issueShared", arguments, 300_000 + 75_000 * len(shares))

    # Whatever is filed: any act on a certificate or an application

    def file(
        self,
        maker: Signer,
        approvers: Sequence[Signer | Approval],
        asked: Asked,
        *,
        deadline: int,
        sequence: int,
    ) -> Prepared:
        """
        File an act.  Approvers: the checker, then the parties in their order.

        `sequence` is the number that the act will have on its certificate or its case.
        """
        struct = struct_of(asked.CONTRACT, asked.FUNCTION)
        values = (_plain(getattr(asked, field)) for field in struct.fields)
        words = {name: value for (_, name), value in zip(struct.members, values, strict=True)}
        approvals = _signed(self.digests.filed(asked, sequence, deadline), approvers)
        data = encode_call(asked.CONTRACT, asked.FUNCTION, [words, *_beside(asked), deadline, approvals])
        return Prepared(maker, self.deployment.addresses[asked.CONTRACT], data, None)

    def deposit_many(
        self, maker: Signer, checker: Signer | Approval, deposits: Sequence[tuple[Deposit, int]], deadline: int
    ) -> Prepared:
        """Deposit cases of sole holders, each with the number that it will have in its case; one approval for all."""
        (approval,) = _signed(self.digests.deposit_many(deposits, deadline), [checker])
        struct = struct_of("Applications", "deposit")
        rows = [
            {name: getattr(each, field) for (_, name), field in zip(struct.members, struct.fields, strict=True)}
            for each, _ in deposits
        ]
        data = encode_call("Applications", "depositMany", [rows, deadline, approval])
        # 81,000 measured, each; a full batch must stay below the 30 million of a default block.
        gas = 150_000 + 95_000 * len(deposits) + _gas_of_hands(holder_of(each.record) for each, _ in deposits)
        return Prepared(maker, self.deployment.addresses["Applications"], data, gas)

    # Participants

    def admit_holders(
        self, maker: Signer, checker: Signer | Approval, admissions: Sequence[Admission], deadline: int
    ) -> Prepared:
        """Admit plain holders; they are numbered one after another."""
        (approval,) = _signed(self.digests.admit_holders(admissions, deadline), [checker])
        keys = sum(len(each.keys) for each in admissions)
        gas = 150_000 + 150_000 * len(admissions) + 90_000 * keys
        arguments = [[admission_words(each) for each in admissions], deadline, approval]
        return self._on_participants(maker, "admitHolders", arguments, gas)

    def rename(
        self,
        maker: Signer,
        checker: Signer | Approval,
        participant: int,
        *,
        profile_digest: bytes,
        previous_digest: bytes,
        deadline: int,
    ) -> Prepared:
        """Enter a new profile of a participant; the checker has seen the previous one."""
        digest = self.digests.rename(participant, profile_digest, previous_digest, deadline)
        arguments = [participant, profile_digest, deadline, *_signed(digest, [checker])]
        return self._on_participants(maker, "rename", arguments, _gas_of_approvals([checker]))

    def enrol_key(
        self,
        maker: Signer,
        approver: Signer | Approval,
        participant: int,
        *,
        key: Key,
        duties: int,
        deadline: int,
    ) -> Prepared:
        """Enrol a key, by two administering keys, or by a registry's maker and checker for a plain holder."""
        digest = self.digests.enrol_key(participant, key, int(duties), deadline)
        arguments = [participant, key, int(duties), deadline, *_signed(digest, [approver])]
        return self._on_participants(maker, "enrolKey", arguments, 300_000)

    def revoke_key(
        self, maker: Signer, checker: Signer | Approval | None, key: Key, *, reason_digest: bytes, deadline: int = 0
    ) -> Prepared:
        """Revoke a key for good: by an administering key of its participant alone, or by a registry's two hands."""
        approval = NO_APPROVAL_WORDS
        if checker is not None:
            (approval,) = _signed(self.digests.revoke_key(key, reason_digest, deadline), [checker])
        return self._on_participants(maker, "revokeKey", [key, reason_digest, deadline, approval], 500_000)

    # Governance: what is voted is of any size, so that its gas is estimated

    def propose(self, maker: Signer, call: GovernedCall, reason_digest: bytes) -> Prepared:
        """Propose a call and vote for it."""
        contract, data = governed_call(call)
        target = self.deployment.addresses[contract]
        return self._on_participants(maker, "propose", [target, data, reason_digest], None)

    def vote(self, maker: Signer, proposal: int) -> Prepared:
        """Vote yes."""
        return self._on_participants(maker, "vote", [proposal], None)

    def execute(self, maker: Signer, proposal: int, call: GovernedCall) -> Prepared:
        """Have the voted call made, after its delay."""
        return self._on_participants(maker, "execute", [proposal, governed_call(call)[1]], None)

    def veto(self, maker: Signer, proposal: int, reason_digest: bytes) -> Prepared:
        """Stop an open proposal for good."""
        return self._on_participants(maker, "veto", [proposal, reason_digest], None)

    def pause(self, maker: Signer, reason_digest: bytes) -> Prepared:
        """Stop registration and dealing at once."""
        return self._on_participants(maker, "pause", [reason_digest], None)

    # What the contracts hold

    def record_of(self, certificate_id: bytes) -> Record:
        """Return what the contract keeps of a certificate; its state is `NONE` if there is none."""
        return unpack(self.ask("Certificates", "recordOf", certificate_id))

    def ask(self, contract: str, function: str, *arguments: Any) -> Any:
        """Return what a view of a contract returns.  Raises `ActRefused` if the view reverts."""
        data = encode_call(contract, function, list(arguments))
        answer = self._writer.simulate(Key(bytes(20)), self.deployment.addresses[contract], data)
        return decode_result(contract, function, answer)

    def _on_certificates(self, maker: Signer, function: str, arguments: list[Any], gas: int | None) -> Prepared:
        data = encode_call("Certificates", function, arguments)
        return Prepared(maker, self.deployment.certificates, data, gas)

    def _on_participants(self, maker: Signer, function: str, arguments: list[Any], gas: int | None) -> Prepared:
        data = encode_call("Participants", function, arguments)
        return Prepared(maker, self.deployment.participants, data, gas)


def _signed(digest: Hashed, approvers: Sequence[Signer | Approval]) -> list[dict[str, bytes]]:
    """Let the signers sign; return all approvals as the ABI names them."""
    approvals = [each if isinstance(each, Approval) else approve(digest, each)[0] for each in approvers]
    return [{"key": each.key, "signature": each.signature} for each in approvals]


def _plain(value: Any) -> Any:
    """A member as web3 takes it: a mask as its number, for web3 would go through its bits."""
    return int(value) if isinstance(value, IntFlag) else value


def _beside(asked: Asked) -> list[Any]:
    """Return the arguments that a function takes beside its struct: the co-holders' parts of a deposit."""
    found = [getattr(asked, each.name) for each in members_of(asked) if each.metadata.get("argument")]
    return [[_share_words(part) for part in each] for each in found]


def _share_words(part: Share) -> dict[str, int]:
    return {"holder": part.holder, "rights": int(part.rights), "share": part.share}


def _gas_of_approvals(approvers: Sequence[object]) -> int:
    """Enough for any act on one certificate: three slots, an event, and a signature of each who agrees."""
    return 250_000 + 40_000 * len(approvers)


def _gas_of_hands(holders: Iterable[int]) -> int:
    """What the holders' own heads cost beside their certificates: a fresh slot of each, at most."""
    return NEW_HANDS_GAS * len(set(holders))


def _issue_words(issued: Issuance) -> dict[str, Any]:
    return {
        "record": issued.record.word,
        "fingerprint": issued.fingerprint,
        "documentDigest": issued.document_digest,
    }
