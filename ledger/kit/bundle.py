"""
The bundle file, `*.deed.json`: one answer with all that proves it, read strictly.

An unknown member, version or form is refused, and so is what is larger than any bundle of ours: a verifier that skips
what it does not know can be told two things.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.domain.document import canonical, parse
from ledger.domain.events import Position
from ledger.errors import InvalidInput
from ledger.kit.report import Broken

BUNDLE = "datadeed/bundle/1"
EVIDENCE = "datadeed/evidence/1"

BUNDLE_BYTES_MAX = 16 * 1024 * 1024
"""Largest bundle read; one of a thousand events has two megabytes."""

EVENTS_MAX = 10_000
"""Most events of one certificate; a busy one has some hundreds."""

NODES_MAX = 50_000
"""Most trie nodes; a slot adds about three that no other slot has."""

NODE_BYTES_MAX = 4_096
"""Largest trie node: a branch of seventeen items has 532 bytes."""

HEADERS_MAX = 1_000
"""Most headers on the way from the pinned validators to the block."""

HEADER_BYTES_MAX = 65_536
"""Largest header: a hundred validators with their seals have 9,000 bytes."""

DOCUMENTS_MAX = 200
"""Most documents: the certificate's, and the profiles of all whom it names."""

JWS_CHARACTERS_MAX = 4 * 1024 * 1024
LOG_CHARACTERS_MAX = 262_144
KEYS_MAX = 100

NUMBER_MAX = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Said:
    """One raw log of a certificate, and where and when the operator says that it stands."""

    position: Position
    time: int
    emitter: bytes
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    What the chain says of one certificate at one block.

    `header` is the block's raw RLP.  `nodes` are the nodes of all account and storage proofs.  `sealed_by` is "qbft" or
    none; `headers` lead from the pinned validators to the block's.
    """

    certificate_id: bytes
    events: tuple[Said, ...]
    header: bytes
    nodes: tuple[bytes, ...]
    engine: str
    headers: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle as it was read; `written` is the evidence's canonical text, over which its digest is made."""

    answer: str
    log: str | None
    keys: tuple[Mapping[str, Any], ...]
    evidence: Evidence | None
    written: bytes
    documents: Mapping[bytes, bytes]


def read_bundle(content: bytes) -> Bundle:
    """Read a bundle.  Raises `Broken` BundleMalformed."""
    if len(content) > BUNDLE_BYTES_MAX:
        raise _malformed("size")
    try:
        found = parse(content)
    except InvalidInput:
        raise _malformed("JSON") from None
    fields = _object(found, "bundle", ("schema", "answer", "log", "keys", "evidence", "documents"))
    if fields["schema"] != BUNDLE:
        raise _malformed("schema")
    log = fields["log"]
    keys = _object(fields["keys"], "keys", ("keys",))["keys"]
    evidence = fields["evidence"]
    try:
        written = canonical(evidence) if evidence is not None else b""
    except InvalidInput:
        raise _malformed("evidence") from None
    return Bundle(
        answer=_text(fields["answer"], "answer", JWS_CHARACTERS_MAX),
        log=None if log is None else _text(log, "log", LOG_CHARACTERS_MAX),
        keys=tuple(_key(each) for each in _list(keys, "keys", KEYS_MAX)),
        evidence=read_evidence(evidence) if evidence is not None else None,
        written=written,
        documents=_documents(fields["documents"]),
    )


def read_evidence(found: Any) -> Evidence:
    """Read an evidence object.  Raises `Broken` BundleMalformed."""
    names = ("schema", "certificateId", "events", "header", "nodes", "finality")
    fields = _object(found, "evidence", names)
    if fields["schema"] != EVIDENCE:
        raise _malformed("evidence.schema")
    finality = _object(fields["finality"], "evidence.finality", ("engine", "headers"))
    if finality["engine"] not in ("qbft", "signed"):
        raise _malformed("evidence.finality.engine")
    headers = _octets_list(finality["headers"], "evidence.finality.headers", HEADERS_MAX, HEADER_BYTES_MAX)
    return Evidence(
        certificate_id=octets(fields["certificateId"], "evidence.certificateId", 32),
        events=tuple(_said(each) for each in _list(fields["events"], "evidence.events", EVENTS_MAX)),
        header=octets(fields["header"], "evidence.header", most=HEADER_BYTES_MAX),
        nodes=_octets_list(fields["nodes"], "evidence.nodes", NODES_MAX, NODE_BYTES_MAX),
        engine=finality["engine"],
        headers=headers,
    )


def write_bundle(
    answer: str, log: str | None, keys: Mapping[str, Any], evidence: Any, documents: Mapping[bytes, bytes]
) -> bytes:
    """Return a bundle file: canonical JSON."""
    return canonical(
        {
            "schema": BUNDLE,
            "answer": answer,
            "log": log,
            "keys": keys,
            "evidence": evidence,
            "documents": {
                "0x" + digest.hex(): base64.b64encode(content).decode() for digest, content in documents.items()
            },
        }
    )


def write_evidence(evidence: Evidence) -> dict[str, Any]:
    """Return an evidence object as JSON has it."""
    return {
        "schema": EVIDENCE,
        "certificateId": _hex(evidence.certificate_id),
        "events": [
            {
                "position": [said.position.block, said.position.transaction, said.position.log],
                "time": said.time,
                "emitter": _hex(said.emitter),
                "topics": [_hex(topic) for topic in said.topics],
                "data": _hex(said.data),
            }
            for said in evidence.events
        ],
        "header": _hex(evidence.header),
        "nodes": [_hex(node) for node in evidence.nodes],
        "finality": {"engine": evidence.engine, "headers": [_hex(header) for header in evidence.headers]},
    }


# MEMBERS


def octets(value: Any, name: str, size: int | None = None, most: int = BUNDLE_BYTES_MAX) -> bytes:
    """Read lower-case hexadecimal with 0x, of exactly `size` bytes if that is given.  Raises `Broken`."""
    if isinstance(value, str) and value.startswith("0x") and value == value.lower() and len(value) <= 2 + 2 * most:
        try:
            found = bytes.fromhex(value[2:])
        except ValueError:
            raise _malformed(name) from None
        if "0x" + found.hex() == value and size in (None, len(found)):
            return found
    raise _malformed(name)


def _said(value: Any) -> Said:
    name = "evidence.events"
    fields = _object(value, name, ("position", "time", "emitter", "topics", "data"))
    place = [_number(each, name) for each in _list(fields["position"], name, 3)]
    if len(place) != 3:
        raise _malformed(name)
    return Said(
        Position(*place),
        _number(fields["time"], name),
        octets(fields["emitter"], name, 20),
        tuple(octets(each, name, 32) for each in _list(fields["topics"], name, 4)),
        octets(fields["data"], name),
    )


def _key(value: Any) -> Mapping[str, Any]:
    """A public key: what a JWK has beside its three members is published with it, and is not believed here."""
    if not isinstance(value, dict) or not {"kty", "crv", "x"} <= value.keys() or "d" in value:
        raise _malformed("keys")
    return value


def _documents(value: Any) -> dict[bytes, bytes]:
    if not isinstance(value, dict) or len(value) > DOCUMENTS_MAX:
        raise _malformed("documents")
    found = {}
    for name, written in value.items():
        try:
            content = base64.b64decode(written, validate=True)
        except (binascii.Error, ValueError, TypeError):
            raise _malformed("documents") from None
        found[octets(name, "documents", 32)] = content
    return found


def altered(documents: Mapping[bytes, bytes]) -> bytes | None:
    """Return the digest under which a file stands that is not its own, if there is one."""
    return next((own for own, content in documents.items() if hashlib.sha256(content).digest() != own), None)


def _object(value: Any, name: str, members: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict) or value.keys() != set(members):
        raise _malformed(name)
    return value


def _list(value: Any, name: str, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise _malformed(name)
    return value


def _octets_list(value: Any, name: str, most: int, size: int) -> tuple[bytes, ...]:
    return tuple(octets(each, name, most=size) for each in _list(value, name, most))


def _text(value: Any, name: str, most: int) -> str:
    if not isinstance(value, str) or len(value) > most or (not value.isprintable() and name == "answer"):
        raise _malformed(name)
    return value


def _number(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= NUMBER_MAX:
        raise _malformed(name)
    return value


def _malformed(name: str) -> Broken:
    return Broken("BundleMalformed", member=name)


def _hex(content: bytes) -> str:
    return "0x" + content.hex()
