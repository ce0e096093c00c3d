"""
Logs and reverts, read by the ABI: against logs of a real chain, an independent reading by web3, and planted damage.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from eth_abi.abi import encode as abi_encode
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st
from web3 import Web3

from ledger.chain.decode import (
    CONTRACTS,
    abi,
    decode_error,
    decode_log,
    entry_of,
    log_words,
    revert_data,
    signature_of,
    snake_case,
)
from ledger.chain.encode import encode_batch, encode_call
from ledger.domain import certificates as facts
from ledger.domain import events
from ledger.domain.certificates import Share
from ledger.domain.events import Entry, Position
from ledger.domain.records import unpack
from ledger.errors import Inconsistent
from tests.chain_fixtures import ALL_RIGHTS, LedgerChain, digest_of, id_of

EVENTS = [each for contract in CONTRACTS for each in abi(contract) if each["type"] == "event"]
ERRORS = [each for contract in CONTRACTS for each in abi(contract) if each["type"] == "error"]


def logs_of(chain: LedgerChain) -> list[dict[str, Any]]:
    addresses = ["0x" + each.hex() for each in chain.deployment.addresses.values()]
    found = chain.rpc.call("eth_getLogs", [{"fromBlock": "0x0", "toBlock": "latest", "address": addresses}])
    assert isinstance(found, list)
    return found


def entry_from(raw: dict[str, Any], time: int = 0) -> Entry:
    """Read a log as a line of the ledger, its place from its own fields."""
    position = Position(*(int(raw[name], 16) for name in ("blockNumber", "transactionIndex", "logIndex")))
    topics = raw["topics"]
    return entry_of(position, time, bytes.fromhex(raw["address"][2:]), len(topics), log_words(topics, raw["data"]))


def live(chain: LedgerChain) -> list[dict[str, Any]]:
    """Do acts of many kinds; return all logs."""
    alpha, beta = chain.admit("Alpha", "Beta")
    first = chain.issue_to(alpha)
    second = chain.issuance(alpha)
    chain.issue_shared(second, Share(alpha.number, ALL_RIGHTS, 6_000), Share(beta.number, ALL_RIGHTS, 4_000))
    chain.transfer(first, alpha, beta)
    chain.cancel(first, beta)
    chain.revoke(second)
    return logs_of(chain)


def web3_reading(raw: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Read a log with web3's own decoder: another code path than ours."""
    for contract in CONTRACTS:
        interface = Web3().eth.contract(abi=abi(contract))
        for element in abi(contract):
            if element["type"] == "event" and raw["topics"][0] == "0x" + keccak(signature_of(element).encode()).hex():
                log = {
                    **raw,
                    "topics": [bytes.fromhex(each[2:]) for each in raw["topics"]],
                    "data": bytes.fromhex(raw["data"][2:]),
                    "logIndex": int(raw["logIndex"], 16),
                    "transactionIndex": int(raw["transactionIndex"], 16),
                    "blockNumber": int(raw["blockNumber"], 16),
                }
                read = interface.events[element["name"]]().process_log(log)
                return element["name"], dict(read["args"])
    raise AssertionError("web3 does not know this log")


def plain(value: Any) -> Any:
    """Return an address as bytes, all else as it is."""
    return bytes.fromhex(value[2:]) if isinstance(value, str) and value.startswith("0x") else value


def test_every_event_has_a_class_with_its_parameters_in_order() -> None:
    assert {element["name"] for element in EVENTS} == set(events.EVENTS)
    for element in EVENTS:
        assert [snake_case(each["name"]) for each in element["inputs"]] == [
            each.name for each in fields(events.EVENTS[element["name"]])
        ]


def test_logs_are_read_as_web3_reads_them(ledger_chain: LedgerChain) -> None:
    logs = live(ledger_chain)
    kinds = set()
    for raw in logs:
        event = decode_log(raw)
        name, arguments = web3_reading(raw)
        kinds.add(name)
        assert type(event).__name__ == name
        assert [getattr(event, each.name) for each in fields(event)] == [plain(each) for each in arguments.values()]
    assert {"CertificateIssued", "ShareRecorded", "CertificateTransferred", "CertificateCancelled"} <= kinds
    assert {"CertificateRevoked", "ParticipantAdmitted", "KeyEnrolled", "RegisterAssigned", "CharterChanged"} <= kinds


def test_digests_of_entries_fold_to_the_head_that_the_contract_keeps(ledger_chain: LedgerChain) -> None:
    logs = live(ledger_chain)
    heads: dict[bytes, bytes] = {}
    numbers: dict[bytes, int] = {}
    for raw in logs:
        entry = entry_from(raw)
        if isinstance(entry.event, events.CertificateEvent):
            id_: bytes = entry.event.certificate_id
            heads[id_] = facts.next_head(heads.get(id_, bytes(32)), entry.digest)
        if isinstance(entry.event, events.CertificateIssued):
            numbers[id_] = unpack(entry.event.record).number
    assert len(heads) == 2
    for id_, head in heads.items():
        assert ledger_chain.acts.ask("Certificates", "headOf", numbers[id_]) == head


def test_entry_has_the_place_of_its_log(ledger_chain: LedgerChain) -> None:
    (alpha,) = ledger_chain.admit("Alpha")
    ledger_chain.issue(*(ledger_chain.issuance(alpha) for _ in range(3)))
    raw = logs_of(ledger_chain)[-1]
    entry = entry_from(raw, 1_700_000_000)
    assert entry.position.block == int(raw["blockNumber"], 16)
    assert (entry.position.transaction, entry.position.log, entry.time) == (0, 2, 1_700_000_000)
    assert entry.emitter == ledger_chain.deployment.certificates


def sample(name: str = "CertificateTransferred") -> dict[str, Any]:
    """Return a well-formed log, every word of which is small."""
    (element,) = [each for each in EVENTS if each["name"] == name]
    indexed = [each for each in element["inputs"] if each["indexed"]]
    data = [each for each in element["inputs"] if not each["indexed"]]
    return {
        "address": "0x" + "11" * 20,
        "topics": ["0x" + keccak(signature_of(element).encode()).hex(), *["0x" + bytes(32).hex() for _ in indexed]],
        "data": "0x" + bytes(32 * len(data)).hex(),
        "transactionHash": "0x" + "22" * 32,
    }


@pytest.mark.parametrize("name", [each["name"] for each in EVENTS])
def test_log_with_a_word_too_few_or_too_many_is_refused(name: str) -> None:
    good = sample(name)
    assert type(decode_log(good)).__name__ == name
    wrong = [{**good, "data": good["data"] + "00" * 32}, {**good, "topics": [*good["topics"], "0x" + "00" * 32]}]
    wrong += [{**good, "data": good["data"][:-64]}] if len(good["data"]) > 2 else []
    wrong += [{**good, "topics": good["topics"][:-1]}] if len(good["topics"]) > 1 else []
    wrong += [{**good, "data": good["data"] + "00"}]
    for each in wrong:
        with pytest.raises(Inconsistent) as caught:
            decode_log(each)
        assert (caught.value.code, caught.value.facts["event"]) == ("EventMalformed", name)


@pytest.mark.parametrize("topics", [[], ["0x" + keccak(b"Transfer(address,address,uint256)").hex()]])
def test_log_that_is_no_event_of_ours_is_refused(topics: list[str]) -> None:
    with pytest.raises(Inconsistent) as caught:
        decode_log({**sample(), "topics": topics})
    assert caught.value.code == "EventUnknown"


@pytest.mark.parametrize(
    ("topics", "data"),
    [
        (["0x" + "11" * 31], "0x"),
        (["0x" + "11" * 33], "0x"),
        (["0x" + "11" * 32] * 5, "0x"),
        (["0x" + "zz" * 32], "0x"),
        ([], "0x123"),
        ([None], "0x"),
        (["0x" + "11" * 32], None),
        (None, "0x"),
        (7, "0x"),
    ],
)
def test_topics_and_data_that_are_none_are_refused(topics: Any, data: Any) -> None:
    with pytest.raises((ValueError, TypeError, IndexError)):
        log_words(topics, data)


@given(place=st.integers(0, 5), bit=st.integers(0, 255))
def test_word_that_overflows_its_type_is_refused(place: int, bit: int) -> None:
    """CertificateTransferred: uint32, uint32, uint32, bytes32, address, address."""
    width = (32, 32, 32, 256, 160, 160)[place]
    raw = sample()
    words = bytearray(bytes.fromhex(raw["data"][2:]))
    words[32 * place + 31 - bit // 8] |= 1 << (bit % 8)
    raw["data"] = "0x" + words.hex()
    if bit < width:
        event = decode_log(raw)
        value = [getattr(event, each.name) for each in fields(event)][place + 1]
        assert (value if isinstance(value, int) else int.from_bytes(value, "big")) == 1 << bit
    else:
        with pytest.raises(Inconsistent) as caught:
            decode_log(raw)
        assert caught.value.code == "EventMalformed"


def test_selector_with_something_behind_it_is_refused() -> None:
    raw = sample("ProposalMade")
    words = bytearray(bytes.fromhex(raw["data"][2:]))
    words[64 + 3] = 1  # the selector's last byte
    raw["data"] = "0x" + words.hex()
    assert getattr(decode_log(raw), "selector") == b"\0\0\0\1"  # noqa: B009
    words[64 + 4] = 1
    raw["data"] = "0x" + words.hex()
    with pytest.raises(Inconsistent):
        decode_log(raw)


@pytest.mark.parametrize("element", ERRORS, ids=lambda each: str(each["name"]))
def test_every_error_of_the_contracts_is_read_with_its_facts(element: dict[str, Any]) -> None:
    kinds = [each["type"] for each in element["inputs"]]
    values: list[Any] = [_value(kind, place + 1) for place, kind in enumerate(kinds)]
    data = keccak(signature_of(element).encode())[:4] + abi_encode(kinds, values)
    read = decode_error(data)
    assert read is not None
    name, found = read
    assert name == element["name"]
    assert found == {
        snake_case(each["name"]): plain(value) for each, value in zip(element["inputs"], values, strict=True)
    }


def _value(kind: str, seed: int) -> Any:
    if kind == "address":
        return "0x" + seed.to_bytes(20, "big").hex()
    if kind == "bool":
        return True
    return seed.to_bytes(int(kind[5:]), "big") if kind.startswith("bytes") else seed


def test_words_and_panics_are_read() -> None:
    spoken = bytes.fromhex("08c379a0") + abi_encode(["string"], ["no such thing"])
    assert decode_error(spoken) == ("RevertMessage", {"message": "no such thing"})
    assert decode_error(bytes.fromhex("4e487b71") + abi_encode(["uint256"], [0x11])) == ("Panic", {"panic": 0x11})


@given(data=st.binary(max_size=200))
def test_revert_data_of_strangers_is_not_guessed(data: bytes) -> None:
    assert decode_error(b"\xde\xad\xbe\xef" + data) is None


@given(data=st.binary(max_size=40))
def test_cut_revert_data_is_never_a_crash(data: bytes) -> None:
    decode_error(bytes.fromhex("08c379a0") + data)


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("0x1234", b"\x12\x34"),
        ("Reverted 0x1234", b"\x12\x34"),
        ({"data": "0x1234"}, b"\x12\x34"),
        ({"originalError": {}, "data": {"data": "0x1234"}}, b"\x12\x34"),
        (None, b""),
        ("0x123", b""),
        ("nothing", b""),
        ({}, b""),
    ],
)
def test_revert_data_is_found_where_nodes_put_it(given_: Any, expected: bytes) -> None:
    assert revert_data(given_) == expected


def test_structs_are_encoded_by_their_names_whatever_the_order(ledger_chain: LedgerChain) -> None:
    party = ledger_chain.bank
    issued = ledger_chain.issuance(party)
    words = {"documentDigest": issued.document_digest, "record": issued.record.word, "fingerprint": issued.fingerprint}
    approval = {"signature": b"\x01" * 65, "key": party.maker.key}
    data = encode_call("Certificates", "issue", [[words, words], 7, approval])
    issue = (issued.record.word, issued.fingerprint, issued.document_digest)
    types = ["(uint256,bytes32,bytes32)[]", "uint64", "(address,bytes)"]
    arguments = abi_encode(types, [[issue, issue], 7, (party.maker.key, b"\x01" * 65)])
    assert data == keccak(b"issue((uint256,bytes32,bytes32)[],uint64,(address,bytes))")[:4] + arguments


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_batch_of_words_is_encoded_as_its_structs_are(count: int) -> None:
    issues = [(place << 200, bytes([place] * 32), bytes([9, place] * 16)) for place in range(count)]
    rows = [dict(zip(("record", "fingerprint", "documentDigest"), issue, strict=True)) for issue in issues]
    words = b"".join(record.to_bytes(32, "big") + data + document for record, data, document in issues)
    approval = {"key": bytes(range(20)), "signature": bytes(range(65))}
    batch = encode_batch("Certificates", "issue", words, count=count, deadline=7, approval=approval)
    assert batch == encode_call("Certificates", "issue", [rows, 7, approval])


def test_struct_with_a_wrong_member_is_not_encoded() -> None:
    with pytest.raises(KeyError, match="graveDelay"):
        encode_call("Participants", "setCharter", [{"threshold": 2, "ordinaryDelay": 1, "grave": 1}])


def test_id_is_derived_as_the_contract_derives_it(ledger_chain: LedgerChain) -> None:
    issued = ledger_chain.issuance(ledger_chain.bank, fingerprint=digest_of("x"), ordinal=3)
    record = issued.record
    arguments = (record.holder, record.regime, issued.fingerprint, record.ordinal)
    assert ledger_chain.acts.ask("Certificates", "idOf", *arguments) == id_of(issued)
