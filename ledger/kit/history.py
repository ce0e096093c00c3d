"""
A certificate's events as raw logs: folded to its head, and by the domain's rules to all that they mean.

An event counts only as the digest of its log, which the head on the chain is folded from: none can be left out, added
or put elsewhere.  Where on the chain it stands and when it was, only the operator says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from ledger.audit.decode import EventMalformed, EventUnknown, decode
from ledger.audit.layout import WORD
from ledger.audit.pin import CONTRACTS, Pin
from ledger.audit.receipt import Log
from ledger.audit.tables import TABLES
from ledger.domain.certificates import next_head, predecessor_id
from ledger.domain.events import (
    ZERO_DIGEST,
    CertificateId,
    CertificateIssued,
    Digest,
    Entry,
    Event,
    IllegalTransition,
)
from ledger.domain.facts import Fact, FactKey
from ledger.domain.state import apply
from ledger.kit.bundle import Said
from ledger.kit.report import Broken


def entries_of(pin: Pin, events: Iterable[Said], certificate_id: bytes) -> list[Entry]:
    """
    Read raw logs by the auditor's tables.  Raises `Broken`: BundleEventForeign, BundleEventUnread,
    BundleEventsUnordered.
    """
    tables = {pin.address(name): TABLES[name] for name in CONTRACTS}
    found: list[Entry] = []
    for place, said in enumerate(events):
        table = tables.get(said.emitter)
        if table is None:
            raise Broken("BundleEventForeign", event=place)
        log = Log(said.emitter, said.topics, said.data)
        try:
            event = decode(log, table)
        except (EventUnknown, EventMalformed):
            raise Broken("BundleEventUnread", event=place) from None
        if getattr(event, "certificate_id", None) != certificate_id:
            raise Broken("BundleEventForeign", event=place)
        if found and (said.position <= found[-1].position or said.time < found[-1].time):
            raise Broken("BundleEventsUnordered", event=place)
        found.append(Entry(said.position, said.time, said.emitter, Digest(log.digest), event))
    return found


def head_of(entries: Sequence[Entry]) -> Digest:
    """Return the head after these events (P4)."""
    head = ZERO_DIGEST
    for entry in entries:
        head = next_head(head, entry.digest)
    return head


def predecessor_of(entries: Sequence[Entry]) -> CertificateId | None:
    """Return the id of the certificate that the first event succeeds, if it succeeds one."""
    first = entries[0].event if entries else None
    return predecessor_id(first) if isinstance(first, CertificateIssued) else None


def facts_of(entries: Iterable[Entry], known: Mapping[FactKey, Fact]) -> dict[FactKey, Fact]:
    """
    Return what events mean, by the rules of the domain.

    `known` are facts of other certificates that the events rest on; they are not returned.  Raises `Broken`
    BundleEventIllegal for what the contracts could not have said.
    """
    facts: dict[FactKey, Fact] = dict(known)
    for place, entry in enumerate(entries):
        try:
            facts.update(apply(facts, entry))
        except IllegalTransition as illegal:
            raise Broken("BundleEventIllegal", event=place, what=str(illegal.facts["what"])) from None
    return {key: fact for key, fact in facts.items() if key not in known}


# WRITING


def log_of(contract: str, event: Event) -> tuple[tuple[bytes, ...], bytes]:
    """Return topics and data of the log that says an event of a contract."""
    topic, (_, indexed, types) = _rows(contract)[type(event)]
    values = [getattr(event, name) for name in type(event).__dataclass_fields__]
    words = [_word(kind, value) for kind, value in zip(types.split(), values, strict=True)]
    return (bytes.fromhex(topic), *words[:indexed]), b"".join(words[indexed:])


@cache
def _rows(contract: str) -> dict[type, tuple[str, tuple[type, int, str]]]:
    return {row[0]: (topic, row) for topic, row in TABLES[contract].items()}


def _word(kind: str, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return int(value).to_bytes(WORD, "big")
    return value.rjust(WORD, b"\0") if kind == "address" else value.ljust(WORD, b"\0")
