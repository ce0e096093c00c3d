"""
The auditor's decoder and its written tables: topics, types and storage slots.

The tables are by hand, so each is held against what it must agree with: the topics against their signatures and the
compiler's ABI, the decoder against golden logs that a third encoder made (tests/vectors/events.json) and against the
indexer's decoder, the slots against the compiler's, the writers against the facts that there are.
"""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest
from eth_hash.auto import keccak

from ledger.audit.decode import EventMalformed, EventUnknown, decode
from ledger.audit.receipt import Log
from ledger.audit.tables import AUTHORITY, SLOTS, TABLES, WRITERS
from ledger.audit.tables.certificates import record_word
from ledger.chain.decode import decode_log
from ledger.domain import events
from ledger.domain.certificates import Certificate, Right, State
from ledger.domain.events import CertificateId, Digest, ParticipantNumber, Position
from ledger.domain.participants import Role
from ledger.domain.state import FACTS
from tests.unit.vectors import raw, vectors

ROWS = vectors("events")["events"]
BUILD = Path(__file__).resolve().parents[2] / "contracts" / "build"


def built(contract: str) -> dict[str, Any]:
    """What the compiler made of a contract."""
    made: dict[str, Any] = json.loads((BUILD / f"{contract}.json").read_text(encoding="utf-8"))
    return made


def log_of(row: dict[str, Any]) -> Log:
    return Log(b"\x11" * 20, tuple(raw(topic) for topic in row["log"]["topics"]), raw(row["log"]["data"]))


def expected_of(row: dict[str, Any]) -> list[int | bytes]:
    """The golden values: hexadecimal is bytes, everything else a number."""
    return [
        raw(value) if isinstance(value, str) and value.startswith("0x") else int(value)
        for value in row["fields"].values()
    ]


def test_every_event_has_a_row_and_a_golden_log() -> None:
    named = {kind.__name__ for kind in get_args(events.Event)}
    assert {row[0].__name__ for table in TABLES.values() for row in table.values()} == named
    assert {row["event"] for row in ROWS} == named


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_topic_is_the_hash_of_its_signature(table: dict[str, Any]) -> None:
    for topic, (event, indexed, types) in table.items():
        signature = f"{event.__name__}({types.replace(' ', ',')})"
        assert keccak(signature.encode()).hex() == topic, signature
        assert len(types.split()) == len(fields(event)), signature
        assert indexed <= 3, signature


@pytest.mark.parametrize("contract", TABLES)
def test_a_table_has_the_events_of_its_contract(contract: str) -> None:
    compiled = {
        event["name"]: (
            sum(each["indexed"] for each in event["inputs"]),
            " ".join(each["type"] for each in event["inputs"]),
            tuple(snake(each["name"]) for each in event["inputs"]),
        )
        for event in built(contract)["abi"]
        if event["type"] == "event"
    }
    written = {
        event.__name__: (indexed, types, tuple(field.name.rstrip("_") for field in fields(event)))
        for event, indexed, types in TABLES[contract].values()
    }
    assert written == compiled


def snake(name: str) -> str:
    """A Solidity name as Python writes it."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["event"])
def test_a_golden_log_is_decoded_to_its_values(row: dict[str, Any]) -> None:
    event = decode(log_of(row), TABLES[row["contract"]])
    assert type(event).__name__ == row["event"]
    assert [getattr(event, field.name) for field in fields(event)] == expected_of(row)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["event"])
def test_indexer_and_auditor_read_the_same_in_a_golden_log(row: dict[str, Any]) -> None:
    theirs = decode_log({"address": "0x" + "11" * 20, **row["log"]})
    assert theirs == decode(log_of(row), TABLES[row["contract"]])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["event"])
def test_a_log_with_dirt_or_of_another_length_is_malformed(row: dict[str, Any]) -> None:
    good, table = log_of(row), TABLES[row["contract"]]
    with pytest.raises(EventMalformed):
        decode(Log(good.address, good.topics, good.data + bytes(32)), table)
    with pytest.raises(EventMalformed):
        decode(Log(good.address, (*good.topics, bytes(32)), good.data), table)
    words = [*good.topics[1:], *(good.data[at : at + 32] for at in range(0, len(good.data), 32))]
    for place, (kind, word) in enumerate(zip(row["types"], words, strict=True)):
        if kind in {"bytes32", "uint256"}:
            continue
        dirt = word[:-1] + b"\x01" if kind == "bytes4" else b"\x01" + word[1:]
        dirty = [*words[:place], dirt, *words[place + 1 :]]
        topics = len(good.topics) - 1
        with pytest.raises(EventMalformed):
            decode(Log(good.address, (good.topics[0], *dirty[:topics]), b"".join(dirty[topics:])), table)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["event"])
def test_an_event_of_one_contract_is_unknown_from_the_others(row: dict[str, Any]) -> None:
    for contract, table in TABLES.items():
        if contract != row["contract"]:
            with pytest.raises(EventUnknown):
                decode(log_of(row), table)


def test_a_log_without_topics_is_unknown() -> None:
    with pytest.raises(EventUnknown):
        decode(Log(b"", (), b""), TABLES["Certificates"])


def test_the_roles_behind_an_event_are_roles_that_there_are() -> None:
    written = {row[0] for table in TABLES.values() for row in table.values()}
    every = int(~Role(0))
    for event, roles in AUTHORITY.items():
        assert event in written
        assert 0 < roles == roles & every, event


def test_the_digest_of_a_log_is_what_a_head_is_folded_from() -> None:
    good = log_of(ROWS[0])
    assert good.digest == keccak(bytes(12) + good.address + b"".join(good.topics) + good.data)


# STORAGE


@pytest.mark.parametrize("contract", SLOTS)
def test_the_written_slots_are_those_of_the_compiler(contract: str) -> None:
    assert {row["name"]: row["slot"] for row in built(contract)["storage"]} == SLOTS[contract]


def test_every_kind_of_fact_has_its_words_in_storage() -> None:
    derived = {"identity", "number"}  # they stand beside their participant and in their certificate's record
    assert WRITERS.keys() == {fact.KIND for fact in FACTS} - derived


def test_the_word_of_a_certificate_is_the_golden_one() -> None:
    possible = [row for row in vectors("records")["records"] if row["state"] in set(State) and row["rights"] <= 7]
    assert possible, "the vectors have words that a certificate can have"
    for parts in possible:
        number = parts["serial"] | parts["period"] << 16 | parts["regime"] << 40 | parts["code"] << 48
        zero, place = Digest(bytes(32)), Position(0, 0, 0)
        certificate = Certificate(
            id=CertificateId(bytes(32)),
            number=number,
            holder=ParticipantNumber(parts["holder"]),
            applicant=ParticipantNumber(0),
            rights=Right(parts["rights"]),
            state=State(parts["state"]),
            ordinal=parts["ordinal"],
            valid_from=parts["validFrom"],
            valid_to=parts["validTo"],
            flags=parts["flags"],
            sequence=parts["sequence"],
            version=1,
            head=zero,
            fingerprint=zero,
            document_digest=zero,
            issued=place,
            issued_at=0,
            changed=place,
            changed_at=0,
        )
        assert record_word(certificate) == int(parts["word"], 16)
