"""
The ledger's contracts on an EVM, with named institutions and holders.

    world = World()
    world.send(ALPHA.admin, world.participants, "enrolKey", ...)      -> Receipt, or raises Refusal(name, arguments)
    world.view(world.certificates, "recordOf", id_)                   -> the value

Nothing of `ledger` is used: ABI coding is eth-abi's, EIP-712 digests are eth-account's, the record word is packed in
`tests.parties`, so that a test compares two independent accounts of the same thing.  Every transaction stands in a
block of its own, one second after the last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import rlp
from eth_abi.abi import decode, encode
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from tests.abi import ZERO_ADDRESS, Contract, Event, Log, artifact, type_of
from tests.chains import CHAIN_ID, Chain, Reverted, Revm
from tests.parties import (
    CHARGES,
    FOREVER,
    FOUNDERS,
    GOVERNORS,
    GRAVE_DELAY,
    HOLDERS,
    MIGRATIONS,
    NORTH,
    NOUNS,
    ORDINARY_DELAY,
    RULES,
    START,
    STRANGER,
    THRESHOLD,
    YEARS,
    Actor,
    Party,
    digest,
    unpack,
)

ACTS = {
    act.partition("(")[0]: act
    for act in (
        "AdmitHolders(bytes32 admissionsDigest,uint64 deadline)",
        "Rename(uint32 participant,bytes32 profileDigest,bytes32 previousDigest,uint64 deadline)",
        "EnrolKey(uint32 participant,address key,uint8 duties,uint64 deadline)",
        "RevokeKey(address key,bytes32 reasonDigest,uint64 deadline)",
        "Issue(bytes32 issuesDigest,uint256 count,uint64 deadline)",
        "IssueShared(bytes32 issueDigest,bytes32 sharesDigest,uint64 deadline)",
        "Transfer(bytes32 certificateId,uint32 from,uint32 to,bytes32 documentDigest,uint32 sequence,uint64 deadline)",
        "Amend(bytes32 certificateId,bytes32 fingerprint,bytes32 documentDigest,uint40 validTo,uint8 rights,"
        "uint32 sequence,uint64 deadline)",
        "Correct(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,uint64 deadline)",
        "Cancel(bytes32 certificateId,uint8 reason,bytes32 documentDigest,uint32 sequence,uint64 deadline)",
        "Revoke(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,uint64 deadline)",
    )
}


class Refusal(Exception):
    """A contract refused: the custom error's name and arguments, or `Panic`, `Error`, or `""` with the raw bytes."""

    def __init__(self, name: str, arguments: tuple[Any, ...]) -> None:
        super().__init__(name, arguments)
        self.name = name
        self.arguments = arguments


@dataclass(frozen=True)
class Receipt:
    """What a transaction returned and logged; `gas` only from a node."""

    output: Any
    logs: tuple[Log, ...]
    events: tuple[Event, ...]
    time: int
    gas: int | None = None


@contextmanager
def refused(name: str, *arguments: Any) -> Iterator[None]:
    """Expect the contracts to refuse what is inside with exactly this custom error."""
    with pytest.raises(Refusal) as caught:
        yield
    assert (caught.value.name, caught.value.arguments) == (name, arguments)


class World:
    """All contracts, founded by `FOUNDERS`, with `HOLDERS` admitted by the northern registry."""

    def __init__(self, chain: Chain | None = None) -> None:
        self.chain: Chain = chain or Revm()
        self.now = START
        self._known: list[Contract] = []
        founding = ([p.admission for p in FOUNDERS], (THRESHOLD, ORDINARY_DELAY, GRAVE_DELAY), list(CHARGES))
        self.participants = self.deploy("Participants", *founding)
        self.rules = self.deploy("Rules", self.participants.address, list(RULES), list(YEARS))
        addresses = _created_after(STRANGER.address, self.rules.address, 1 + len(NOUNS))
        doors = [(address, flags) for address, (_, flags) in zip(addresses[1:], NOUNS, strict=True)]
        self.certificates = self.deploy("Certificates", self.rules.address, doors, list(MIGRATIONS))
        self.nouns = {name: self.deploy(name, self.certificates.address) for name, _ in NOUNS}
        assert [self.certificates.address, *(noun.address for noun in self.nouns.values())] == addresses
        self.admit_holders([p.admission for p in HOLDERS])

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """All contracts of the ledger, in the order in which they were deployed."""
        return (self.participants, self.rules, self.certificates, *self.nouns.values())

    def contract(self, name: str) -> Contract:
        """Return a contract by its name."""
        firsts = {"Participants": self.participants, "Rules": self.rules, "Certificates": self.certificates}
        return firsts.get(name) or self.nouns[name]

    def __getattr__(self, name: str) -> Contract:
        """Return a noun's contract by its name in small letters."""
        nouns: dict[str, Contract] = self.__dict__.get("nouns", {})
        if name.capitalize() in nouns:
            return nouns[name.capitalize()]
        raise AttributeError(name)

    # transactions

    def deploy(self, name: str, *arguments: Any) -> Contract:
        """Deploy a committed artifact; the deployer is a stranger."""
        made = artifact(name)
        return self.deploy_code(made["abi"], bytes.fromhex(made["bytecode"][2:]), *arguments)

    def deploy_code(self, abi: list[dict[str, Any]], code: bytes, *arguments: Any) -> Contract:
        """Deploy any code with its ABI; its events and errors are decoded from then on."""
        self.now += 1
        constructor = [entry for entry in abi if entry["type"] == "constructor"]
        types = [type_of(i) for i in constructor[0]["inputs"]] if constructor else []
        code += encode(types, arguments)
        contract = Contract(abi, ZERO_ADDRESS)
        self._known.append(contract)
        with self._explained():
            contract.address = self.chain.deploy(STRANGER.address, code, self.now)
        return contract

    def send(self, sender: Actor | str, contract: Contract, function: str, *arguments: Any) -> Receipt:
        """Send a transaction.  Raises `Refusal` if the contract refuses it."""
        return self.send_data(sender, contract, contract.call_data(function, *arguments), function)

    def send_data(self, sender: Actor | str, contract: Contract, data: bytes, function: str = "") -> Receipt:
        """Send raw call data; with the function's name, the output is decoded."""
        self.now += 1
        with self._explained():
            output, logs, gas = self.chain.transact(_address(sender), contract.address, data, self.now)
        value = contract.answer(function, output) if function else output
        return Receipt(value, tuple(logs), tuple(self.event_of(log) for log in logs), self.now, gas)

    def view(self, contract: Contract, function: str, *arguments: Any, sender: Actor | str = STRANGER) -> Any:
        """Ask a view, in the block of the last transaction.  Raises `Refusal` if it reverts."""
        data = contract.call_data(function, *arguments)
        with self._explained():
            return contract.answer(function, self.chain.call(_address(sender), contract.address, data, self.now))

    def sleep(self, seconds: int) -> None:
        """Let time pass; the next transaction's block is a second later still."""
        self.now += seconds

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo on leaving all that was done inside; only on `Revm`, and not in one another's crossing order."""
        assert isinstance(self.chain, Revm)
        checkpoint, now, height = self.chain.evm.snapshot(), self.now, self.chain.height
        try:
            yield
        finally:
            self.chain.evm.revert(checkpoint)
            self.now, self.chain.height = now, height

    # decoding

    def certificates_topic(self, event: str) -> bytes:
        """Return the topic of an event of Certificates."""
        return next(topic for topic, item in self.certificates.events.items() if item.name == event)

    def event_of(self, log: Log) -> Event:
        """Return a log decoded by the ABI of the contracts that are known; a foreign one by its topic in hex."""
        item = next((c.events[log.topics[0]] for c in self._known if log.topics[0] in c.events), None)
        if item is None:
            return Event(log.topics[0].hex(), {})
        plain = [t for t, i in zip(item.inputs, item.indexed, strict=True) if not i]
        indexed = iter(log.topics[1:])
        rest = iter(decode(plain, log.data))
        return Event(
            item.name,
            {
                name: decode([kind], next(indexed))[0] if is_indexed else next(rest)
                for name, kind, is_indexed in zip(item.names, item.inputs, item.indexed, strict=True)
            },
        )

    def refusal_of(self, data: bytes) -> Refusal:
        """Return revert data decoded by the errors of all known contracts."""
        builtin = {bytes(keccak(text="Panic(uint256)")[:4]): ("Panic", ["uint256"])}
        builtin[bytes(keccak(text="Error(string)")[:4])] = ("Error", ["string"])
        for contract in self._known:
            if data[:4] in contract.errors:
                item = contract.errors[data[:4]]
                return Refusal(item.name, decode(item.inputs, data[4:]))
        if data[:4] in builtin:
            name, types = builtin[data[:4]]
            return Refusal(name, decode(types, data[4:]))
        return Refusal("", (data,))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except Reverted as reverted:
            raise self.refusal_of(reverted.data) from None

    # signatures

    def act_digest(self, contract: Contract, act: str, *values: Any, chain_id: int = CHAIN_ID) -> bytes:
        """Return the EIP-712 digest of an act of `ACTS`, as eth-account computes it."""
        fields = [(kind, name) for kind, name in (part.split(" ") for part in ACTS[act][len(act) + 1 : -1].split(","))]
        return self.typed_digest(contract, act, fields, values, chain_id=chain_id)

    def typed_digest(
        self,
        contract: Contract,
        name: str,
        fields: Sequence[tuple[str, str]],
        values: Sequence[Any],
        *,
        chain_id: int = CHAIN_ID,
    ) -> bytes:
        """Return the EIP-712 digest of a struct of these fields (type and name), as eth-account computes it."""
        message = encode_typed_data(
            {"name": "DataDeed", "version": "1", "chainId": chain_id, "verifyingContract": contract.address},
            {name: [{"type": kind, "name": field} for kind, field in fields]},
            {field: value for (_, field), value in zip(fields, values, strict=True)},
        )
        return bytes(keccak(b"\x19" + message.version + message.header + message.body))

    def approve(self, signer: Actor, contract: Contract, act: str, *values: Any) -> tuple[str, bytes]:
        """Return `signer`'s approval of an act."""
        return signer.address, signer.sign(self.act_digest(contract, act, *values))

    # acts

    def admit_holders(self, admissions: Sequence[tuple[Any, ...]], registry: Party = NORTH) -> Receipt:
        """Admit plain holders by a registry's two hands."""
        admissions_digest = keccak(encode(["(bytes32,uint8,uint16,bytes32,(address,uint8)[])[]"], [admissions]))
        approval = self.approve(registry.checker, self.participants, "AdmitHolders", admissions_digest, FOREVER)
        return self.send(registry.maker, self.participants, "admitHolders", admissions, FOREVER, approval)

    def issue(self, *issues: tuple[int, bytes, bytes], registry: Party = NORTH, maker: Actor | None = None) -> Receipt:
        """Issue certificates by a registry's two hands."""
        words = b"".join(word.to_bytes(32, "big") + data + document for word, data, document in issues)
        approval = self.approve(registry.checker, self.certificates, "Issue", keccak(words), len(issues), FOREVER)
        return self.send(maker or registry.maker, self.certificates, "issue", list(issues), FOREVER, approval)

    def issue_shared(self, issue: tuple[int, bytes, bytes], shares: Sequence[tuple[int, int, int]]) -> Receipt:
        """Issue a co-held certificate; a share is holder, rights and basis points."""
        issue_digest = keccak(encode(["(uint256,bytes32,bytes32)"], [issue]))
        shares_digest = keccak(encode(["(uint32,uint8,uint16)[]"], [shares]))
        signed = ("IssueShared", issue_digest, shares_digest, FOREVER)
        approval = self.approve(NORTH.checker, self.certificates, *signed)
        return self.send(NORTH.maker, self.certificates, "issueShared", issue, list(shares), FOREVER, approval)

    def agreed(
        self,
        contract: Contract,
        function: str,
        signers: Sequence[Actor],
        asked: tuple[Any, ...],
        *,
        sequence: int | None = None,
        deadline: int = FOREVER,
    ) -> tuple[str, tuple[Any, ...], int, list[tuple[str, bytes]]]:
        """
        Return function and arguments of any act, signed by `signers` in this order: the checker, then the parties.

        The first member of what is asked is a certificate's id, whose next sequence is signed unless one is given.
        """
        if sequence is None:
            sequence = unpack(self.view(self.certificates, "recordOf", asked[0]))["sequence"] + 1
        name, members = contract.structs[function]
        fields = [*members, ("uint32", "sequence"), ("uint64", "deadline")]
        signed = self.typed_digest(contract, name, fields, (*asked, sequence, deadline))
        return function, asked, deadline, [(signer.address, signer.sign(signed)) for signer in signers]

    def file(
        self,
        contract: Contract,
        function: str,
        signers: Sequence[Actor],
        asked: tuple[Any, ...],
        *,
        maker: Actor = NORTH.maker,
        **signing: int,
    ) -> Receipt:
        """Send any act with everybody's approval; see `agreed`."""
        return self.send(maker, contract, *self.agreed(contract, function, signers, asked, **signing))

    def call_to(self, act: str, signers: Sequence[Actor], id_: bytes, *values: Any) -> tuple[Any, ...]:
        """Return function and arguments of an act on a certificate, signed by `signers` for its next sequence."""
        sequence = unpack(self.view(self.certificates, "recordOf", id_))["sequence"] + 1
        signed = (act, id_, *values, sequence, FOREVER)
        approvals = [self.approve(signer, self.certificates, *signed) for signer in signers]
        return (act.lower(), (id_, *values), FOREVER, approvals)

    def act(self, act: str, signers: Sequence[Actor], id_: bytes, *values: Any, maker: Actor = NORTH.maker) -> Receipt:
        """Send Transfer, Amend, Correct, Cancel or Revoke with everybody's approval."""
        return self.send(maker, self.certificates, *self.call_to(act, signers, id_, *values))

    def record(self, id_: bytes) -> dict[str, int]:
        """Return the fields of a certificate's stored word."""
        return unpack(self.view(self.certificates, "recordOf", id_))

    def govern(self, contract: Contract, function: str, *arguments: Any) -> Receipt:
        """Propose, approve, wait and execute: the whole road of a vote."""
        data = contract.call_data(function, *arguments)
        first, second = GOVERNORS[0].voter, GOVERNORS[1].voter
        propose = (contract.address, data, digest("reason"))
        proposal = self.send(first, self.participants, "propose", *propose).output
        self.send(second, self.participants, "vote", proposal)
        self.sleep(GRAVE_DELAY)
        return self.send(first, self.participants, "execute", proposal, data)


def _created_after(creator: str, address: str, count: int) -> list[str]:
    """Return the addresses of the next `count` contracts that `creator` deploys after the one at `address`."""
    nonces = (nonce for nonce in range(10_000) if _created(creator, nonce) == address)
    last = next(nonces)
    return [_created(creator, last + 1 + place) for place in range(count)]


def _created(creator: str, nonce: int) -> str:
    return "0x" + keccak(rlp.encode([bytes.fromhex(creator[2:]), nonce]))[12:].hex()


def _address(sender: Actor | str) -> str:
    return sender if isinstance(sender, str) else sender.address
