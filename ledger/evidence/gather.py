"""Gathers the evidence object for one certificate at one block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.audit.pin import CONTRACTS
from ledger.audit.trie import Nodes
from ledger.chain.deployment import Deployment
from ledger.chain.header import Header
from ledger.chain.items import sequence
from ledger.chain.proofs import StateForgotten, proof_nodes, raw_header, way_of_seals
from ledger.chain.rpc import Rpc
from ledger.domain.certificates import Certificate, Claim
from ledger.domain.document import canonical, parse
from ledger.domain.events import CertificateId, Digest, Entry
from ledger.domain.facts import Fact, FactKey, key_of
from ledger.domain.numbers import identity_of
from ledger.errors import Inconsistent, Unavailable
from ledger.kit.bundle import EVENTS_MAX, Evidence, Said, read_evidence, write_evidence
from ledger.kit.history import entries_of, facts_of, log_of, predecessor_of
from ledger.kit.proven import Pin, Storage, named_in, wanted
from ledger.kit.report import Broken
from ledger.kit.seals import read_header
from ledger.store.documents import DocumentErased, Documents
from ledger.store.queries import ReadSession, blocks, certificates, participants
from ledger.store.service import Service
from ledger.store.service import proofs as kept

PAGE_LINES = 1_000
"""Lines of a history that are read at a time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which certificate, at which block; and whom a question names beside it, by unified social credit code."""

    certificate: Certificate
    block: int
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathering:
    """
    From where evidence comes: the node, the ledger's deployment, and what was kept of earlier acts.

    `validators` seal the ledger's first block; none where blocks are not sealed.
    """

    rpc: Rpc
    deployment: Deployment
    service: Service | None = None
    validators: tuple[bytes, ...] = ()
    headers: dict[int, Header] = field(default_factory=dict)

    @property
    def pin(self) -> Pin:
        """The ledger as the verifier knows it."""
        deployment = self.deployment
        hashes = {deployment.addresses[name]: digest for name, digest in deployment.code_hashes.items()}
        return Pin(deployment.chain_id, deployment.genesis_hash, deployment.first_block, deployment.addresses, hashes)

    def header_at(self, block: int) -> Header:
        """Return a header, each asked for once."""
        if block not in self.headers:
            self.headers[block] = raw_header(self.rpc, block)[0]
        return self.headers[block]


def evidence_of(session: ReadSession, gathering: Gathering, asked: Wanted) -> dict[str, Any] | None:
    """
    Return the evidence object of a certificate as the mirror has it, or none if there is nothing to be had now.

    Tried in this order: a proof at the block asked for; the one that was kept when the certificate's last act up to
    that block was mirrored; a proof at the last block that the session sees.
    """
    try:
        return at_block(session, gathering, asked)
    except StateForgotten:
        pass
    except Unavailable:
        return _kept(gathering, asked)
    found = _kept(gathering, asked)
    if found is not None:
        return found
    last = blocks.cursor(session)
    if last is None or last.number <= asked.block:
        return None
    try:
        return at_block(session, gathering, Wanted(asked.certificate, last.number, asked.codes))
    except (StateForgotten, Unavailable):
        return None


def at_block(session: ReadSession, gathering: Gathering, asked: Wanted) -> dict[str, Any]:
    """
    Return the evidence object with a proof at just this block.

    Raises `StateForgotten` if the node has pruned that state, `Unavailable` as `Rpc` does or for a certificate with too
    many events.
    """
    own, pin = asked.certificate.id, gathering.pin
    entries = _entries(session, own, asked.block)
    before = predecessor_of(entries)
    facts = facts_of(entries, _predecessor(session, before) if before is not None else {})
    named = _named(session, asked, facts)
    slots = wanted(pin, facts, sorted(named), [identity_of(code) for code in asked.codes], before)
    header, raw = raw_header(gathering.rpc, asked.block)
    nodes = proof_nodes(gathering.rpc, asked.block, {pin.address(name): keys for name, keys in slots.items()})
    way = _way(gathering, header)
    names = {address: name for name, address in pin.contracts.items()}
    evidence = Evidence(
        certificate_id=own,
        events=tuple(_said(entry, names) for entry in entries),
        header=raw,
        nodes=tuple(nodes),
        engine="signed" if way is None else "qbft",
        headers=tuple(sequence(b"".join(each.items)) for each in way or ()),
    )
    return write_evidence(evidence)


def documents_of(documents: Documents, pin: Pin, asked: Wanted, evidence: Mapping[str, Any]) -> dict[bytes, bytes]:
    """
    Return by their digests the documents that go with evidence: the certificate's at the block asked for, and the
    profiles that all whom the proof names had at its block; those that are on file and intact, for of the others the
    answer speaks.
    """
    said = read_evidence(evidence)
    storage = Storage(pin, read_header(said.header).state_root, Nodes(said.nodes))
    storage.open(CONTRACTS, is_pinned=False)
    entries = entries_of(pin, said.events, asked.certificate.id)
    before = predecessor_of(entries)
    former = [storage.predecessor(before)] if before is not None else []
    known: dict[FactKey, Fact] = {key_of(each): each for each in former}
    then = facts_of([entry for entry in entries if entry.position.block <= asked.block], known)
    named = {
        *named_in(facts_of(entries, known)),
        storage.keeper(asked.certificate.register),
        *(storage.numbered(identity_of(code)) for code in asked.codes),
    }
    digests = [fact.document_digest for fact in then.values() if isinstance(fact, Certificate)]
    digests += [digest for number in sorted(named - {0}) if (digest := _profile_of(storage, number)) is not None]
    found = {digest: _intact(documents, digest) for digest in digests}
    return {digest: content for digest, content in found.items() if content is not None}


def _profile_of(storage: Storage, number: int) -> Digest | None:
    try:
        return storage.participant(number).profile_digest
    except Broken:  # who came into it after the evidence was made
        return None


def _intact(documents: Documents, digest: Digest) -> bytes | None:
    try:
        return documents.get(digest)
    except (Inconsistent, DocumentErased):
        return None


def _named(session: ReadSession, asked: Wanted, facts: Mapping[FactKey, Fact]) -> set[int]:
    """The numbers of all whom the facts, the register and the question name."""
    keeper = participants.keeper(session, asked.certificate.register)
    known = [keeper, *(participants.by_uscc(session, code) for code in asked.codes)]
    return set(named_in(facts)) | {int(each.number) for each in known if each is not None}


def _predecessor(session: ReadSession, own: CertificateId) -> Mapping[FactKey, Fact]:
    found: Fact = certificates.by_id(session, own) or Claim(own, own)
    return {key_of(found): found}


def _way(gathering: Gathering, header: Header) -> list[Header] | None:
    """The headers from the pinned validators on; none where blocks are not sealed, or nobody is pinned."""
    if not header.is_bft or not gathering.validators:
        return None
    return way_of_seals(header, gathering.validators, gathering.deployment.first_block, gathering.header_at)


def _entries(session: ReadSession, own: bytes, block: int) -> list[Entry]:
    found: list[Entry] = []
    after: int | None = 0
    while after is not None:
        page = certificates.history(session, own, after, PAGE_LINES)
        found += [line.entry for line in page.items if line.entry.position.block <= block]
        after = page.next
        if len(found) > EVENTS_MAX:
            raise Unavailable("EvidenceTooLarge", events=EVENTS_MAX)
    return found


def _said(entry: Entry, names: Mapping[bytes, str]) -> Said:
    topics, data = log_of(names[entry.emitter], entry.event)
    return Said(entry.position, entry.time, entry.emitter, topics, data)


def _kept(gathering: Gathering, asked: Wanted) -> dict[str, Any] | None:
    if gathering.service is None or asked.codes:  # whom a question names was not known when the act was mirrored
        return None
    with gathering.service.reading() as session:
        found = kept.last(session, asked.certificate.id, asked.block)
    if found is None:
        return None
    evidence: dict[str, Any] = parse(found)
    return evidence


def keep(session: ReadSession, gathering: Gathering, own: Iterable[bytes], block: int) -> int:
    """
    Gather and keep the evidence of certificates whose acts were just mirrored up to `block`; return how many.

    Raises `StateForgotten` or `Unavailable` at the first that the node does not prove.
    """
    assert gathering.service is not None, "kept is in the service database"
    made = []
    for each in own:
        certificate = certificates.by_id(session, each)
        if certificate is not None:
            made.append((each, canonical(at_block(session, gathering, Wanted(certificate, block)))))
    with gathering.service.writing() as writing:
        for certificate_id, content in made:
            kept.keep(writing, certificate_id, block, content)
    return len(made)
