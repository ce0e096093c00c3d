"""
The auditor's own account of the ledger's calls: functions, structs and what is signed under them.

The table is by hand, so it is held against what it must agree with: the compiler's ABI, and the digests that the chain
layer has people sign.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from ledger.audit import abi, votes
from ledger.audit.abi import CallMalformed
from ledger.audit.asked import Listener
from ledger.audit.pin import Pin
from ledger.audit.tables.calls import OTHERS, PLAIN, ROWS, SIGNED, selector
from ledger.chain.acts import Acts
from ledger.chain.approvals import TYPES, signed_type
from ledger.chain.decode import CONTRACTS
from ledger.chain.deployment import Deployment
from ledger.chain.encode import struct_of
from ledger.chain.signer import MemorySigner
from ledger.domain.acts import CHECKS, Admission, Asked, Issuance, KeyGrant
from ledger.domain.acts.deposits import Deposit
from ledger.domain.acts.filed import members_of
from ledger.domain.certificates import Right, Share
from ledger.domain.events import CertificateId, Digest, Key, ParticipantNumber
from ledger.domain.records import unpack

BUILD = Path(__file__).resolve().parents[2] / "contracts" / "build"
CHAIN_ID = 31337
ADDRESSES = {name: bytes([place]) * 20 for place, name in enumerate(CONTRACTS, start=1)}
SIGNERS = tuple(MemorySigner(bytes([number]) * 32) for number in (1, 2, 3))  # test keys
MAKER = MemorySigner(bytes([9]) * 32)
DEADLINE = 2_000_000_000

BY_CONTRACTS = {
    "Certificates": {"advance", "move", "end", "adjust", "extend", "enter"},
    "Participants": set(),
}
"""What only a noun may call, or nobody."""

BY_VOTE = {
    "Participants": {"admit", "suspend", "reinstate", "setRoles", "assignRegister", "setCharter", "unpause"},
    "Rules": {"setRules", "setCalendar"},
    "Certificates": {"admitNoun", "openMigration"},
    "Attestations": {"admitEvaluator"},
}
"""What only a vote may call."""


def functions(contract: str) -> dict[str, str]:
    """What changes something in a contract: the signatures by name, from the compiler's ABI."""
    made = json.loads((BUILD / f"{contract}.json").read_text(encoding="utf-8"))

    def kind(of: dict[str, Any]) -> str:
        if not of["type"].startswith("tuple"):
            return str(of["type"])
        return f"({','.join(map(kind, of['components']))}){of['type'].removeprefix('tuple')}"

    return {
        each["name"]: f"{each['name']}({','.join(map(kind, each['inputs']))})"
        for each in made["abi"]
        if each["type"] == "function" and each["stateMutability"] == "nonpayable"
    }


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_function_that_a_key_may_call_is_written_down(contract: str) -> None:
    compiled = functions(contract)
    others = BY_CONTRACTS.get(contract, set()) | BY_VOTE.get(contract, set())
    expected = {selector(text) for name, text in compiled.items() if name not in others}
    assert {*ROWS.get(contract, {}), *PLAIN.get(contract, {})} == expected


def test_every_call_that_is_written_anew_from_events_is_one_that_can_be_voted() -> None:
    voted = {text for contract, names in BY_VOTE.items() for name, text in functions(contract).items() if name in names}
    keyed = {"rename", "enrolKey", "revokeKey"}
    voted |= {text for name, text in functions("Participants").items() if name in keyed}
    blank = type("Blank", (), {"__getattr__": lambda *_: b""})()
    written = {votes.ADMIT, votes.SET_RULES, *(writer(blank)[0] for writer in votes.CALLS.values())}
    assert written == voted


@pytest.mark.parametrize("asked", CHECKS, ids=lambda asked: asked.__name__)
def test_what_is_signed_is_the_compilers_struct(asked: type[Asked]) -> None:
    (row,) = (row for row in ROWS[asked.CONTRACT].values() if row.asked is asked)
    assert row.type_hash == keccak(text=signed_type(struct_of(asked.CONTRACT, asked.FUNCTION)))


def test_the_other_signed_types_are_those_of_the_chain_layer() -> None:
    assert set(SIGNED.values()) == set(TYPES.values())


# DIGESTS


@pytest.fixture(scope="module")
def acts() -> Acts:
    """The chain layer's makers of calls; nothing is sent."""
    digests = dict.fromkeys(ADDRESSES, Digest(bytes(32)))
    deployment = Deployment(CHAIN_ID, Digest(bytes(32)), 1, ADDRESSES, digests)
    return Acts(None, None, deployment)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def listener() -> Listener:
    return Listener(Pin(CHAIN_ID, bytes(32), 1, ADDRESSES, dict.fromkeys(ADDRESSES.values(), bytes(32))))


def some(asked: type[Asked]) -> Asked:
    """An act of a kind, with another value in each member."""
    (row,) = (row for row in ROWS[asked.CONTRACT].values() if row.asked is asked)
    values: list[Any] = []
    for place, (kind, of) in enumerate(zip(row.kinds, row.members.parts, strict=False), start=1):
        is_enum = isinstance(kind, type) and issubclass(kind, Enum)
        plain: Any = bytes([place]) * 32 if of.name == "bytes32" else of.name == "bool" or place
        values.append(list(kind)[-1] if is_enum else plain)
    if asked is Deposit:
        values.append((Share(ParticipantNumber(5), Right.USE, 10_000),))
    assert len(values) == len(members_of(asked))
    return asked(*values)


@pytest.mark.parametrize("asked", CHECKS, ids=lambda asked: asked.__name__)
def test_the_auditor_recovers_who_signed_a_filed_act(asked: type[Asked], acts: Acts, listener: Listener) -> None:
    made = some(asked)
    call = acts.file(MAKER, SIGNERS, made, deadline=DEADLINE, sequence=1)
    spoken = listener.hear({}, call.to, MAKER.key, call.data)
    assert [(each.key, each.signer) for each in spoken.signatures] == [(each.key, each.key) for each in SIGNERS]
    assert spoken.act.asked == made  # type: ignore[union-attr]
    other = acts.file(MAKER, SIGNERS, made, deadline=DEADLINE, sequence=2)
    strange = listener.hear({}, other.to, MAKER.key, other.data)
    assert not {each.signer for each in strange.signatures} & {each.key for each in SIGNERS}


def calls(acts: Acts) -> Iterator[Any]:
    """One call of each function that is signed under a type of its own."""
    zero, checker = Digest(b"\x07" * 32), SIGNERS[0]
    issued = Issuance(unpack(1 << 192 | 3), zero, Digest(b"\x08" * 32))
    shares = [Share(ParticipantNumber(4), Right.USE, 4_000), Share(ParticipantNumber(5), Right.HOLD, 6_000)]
    admissions = [
        Admission(b"\x01" * 32, 1, 0, zero, (KeyGrant(Key(b"\x02" * 20), 4), KeyGrant(Key(b"\x03" * 20), 8))),
        Admission(b"\x04" * 32, 3, 0, zero),
    ]
    deposit = Deposit(CertificateId(b"\x05" * 32), 1 << 192 | 3, zero, zero, Digest(bytes(32)))
    yield acts.issue(MAKER, checker, [issued, issued], DEADLINE)
    yield acts.issue_shared(MAKER, checker, issued, shares, DEADLINE)
    yield acts.deposit_many(MAKER, checker, [(deposit, 1), (deposit, 1)], DEADLINE)
    yield acts.admit_holders(MAKER, checker, admissions, DEADLINE)
    yield acts.rename(MAKER, checker, 3, profile_digest=zero, previous_digest=bytes(32), deadline=DEADLINE)
    yield acts.enrol_key(MAKER, checker, 3, key=Key(b"\x02" * 20), duties=4, deadline=DEADLINE)
    yield acts.revoke_key(MAKER, checker, Key(b"\x02" * 20), reason_digest=zero, deadline=DEADLINE)


def test_the_auditor_recovers_who_signed_every_other_act(acts: Acts, listener: Listener) -> None:
    heard = [listener.hear({}, call.to, MAKER.key, call.data) for call in calls(acts)]
    assert {each.function.split(".")[1] for each in heard} == set(SIGNED)
    assert [[each.signer for each in spoken.signatures] for spoken in heard] == [[SIGNERS[0].key]] * len(SIGNED)


def test_an_approval_of_another_chain_is_of_nobody_known(acts: Acts) -> None:
    foreign = Listener(Pin(1, bytes(32), 1, ADDRESSES, {}))
    call = next(calls(acts))
    (signature,) = foreign.hear({}, call.to, MAKER.key, call.data).signatures
    assert signature.signer != signature.key


# READING


KINDS = tuple(text[text.index("(") :] for texts in OTHERS.values() for text in texts)


@given(st.sampled_from(KINDS), st.binary(max_size=600))
def test_no_bytes_crash_the_reader_of_calls(text: str, data: bytes) -> None:
    try:
        read = abi.read(abi.kind(text), data)
    except CallMalformed:
        return
    assert abi.read(abi.kind(text), abi.write(abi.kind(text), read)) == read


def test_calls_are_written_as_another_encoder_writes_them() -> None:
    text = "((bytes32,uint8,(address,uint8)[])[],uint64,(address,bytes),uint256[2])"
    key = b"\x05" * 20
    value = (((b"\x01" * 32, 3, ((key, 5), (key, 7))), (b"\x02" * 32, 4, ())), 77, (key, b"\x09" * 65), (1, 2))
    theirs = encode(["(bytes32,uint8,(address,uint8)[])[]", "uint64", "(address,bytes)", "uint256[2]"], _hexed(value))
    assert abi.write(abi.kind(text), value) == theirs
    assert abi.read(abi.kind(text), theirs) == value


def _hexed(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_hexed, value))
    return "0x" + value.hex() if isinstance(value, bytes) and len(value) == 20 else value
