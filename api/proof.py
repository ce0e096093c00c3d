"""
The proof beside an answer: evidence when it is asked for, and later the bundle of an answer that was given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from api.dependencies import Ledger, View
from ledger.answers import jws
from ledger.answers.proving import Given
from ledger.chain.rpc import Rpc
from ledger.domain.certificates import Certificate
from ledger.domain.document import canonical, parse
from ledger.domain.question import Question
from ledger.errors import Unavailable
from ledger.evidence import Gathering, Wanted, documents_of, evidence_of
from ledger.kit.bundle import write_bundle
from ledger.store.queries import certificates
from ledger.store.service import proofs

PATIENCE_SECONDS = 5.0
"""How long a caller waits for the node's proofs; a state of a hundred thousand certificates takes Anvil a second."""


@contextmanager
def gathering(ledger: Ledger) -> Iterator[Gathering]:
    """Give what evidence is gathered with."""
    settings, deployment = ledger.settings, ledger.deployment
    with Rpc(settings.rpc_url, PATIENCE_SECONDS, retries_max=0) as rpc:
        yield Gathering(rpc, deployment, ledger.service, deployment.validators)


def promise(ledger: Ledger, view: View, certificate: Certificate, question: Question) -> bytes:
    """
    Gather the evidence for an answer that is about to be signed, keep it, and return its digest.

    Raises `Unavailable` ProofUnavailable if neither the node nor what was kept proves it now.
    """
    asked = Wanted(certificate, view.at.number, _codes(question.investee))
    with gathering(ledger) as by:
        evidence = evidence_of(view.session, by, asked)
    if evidence is None:
        raise Unavailable("ProofUnavailable", block=view.at.number)
    content = canonical(evidence)
    digest = hashlib.sha256(content).digest()
    with ledger.service.writing() as session:
        proofs.promise(session, digest, content)
    return digest


def bundle_of(ledger: Ledger, view: View, given: Given, keys: Mapping[str, Any]) -> bytes:
    """
    Return the bundle file of an answer: with the evidence that it promised, or else with what can be had now.

    The documents are those that the ledger has on file.
    """
    payload = jws.content(given.jws)
    evidence, documents = None, {}
    said = payload.get("verification")
    shown = said["certificate"] if said is not None else None
    is_whole = shown is not None and "id" in shown  # whoever is told a part cannot judge it again
    if said is not None and is_whole and said["evidence"]["block"] is not None:
        asked = _asked(view, said)
        with gathering(ledger) as by:
            evidence = _promised(ledger, payload) if payload["evidenceDigest"] else evidence_of(view.session, by, asked)
            if evidence is not None:
                documents = documents_of(ledger.documents, by.pin, asked, evidence)
    return write_bundle(given.jws, given.log, keys, evidence, documents)


def _asked(view: View, said: Mapping[str, Any]) -> Wanted:
    certificate = certificates.by_id(view.session, bytes.fromhex(said["certificate"]["id"][2:]))
    assert certificate is not None, "what was answered for is mirrored"
    equity = said["question"].get("equity") or {}
    return Wanted(certificate, said["evidence"]["block"], _codes(equity.get("investee")))


def _promised(ledger: Ledger, payload: Mapping[str, Any]) -> dict[str, Any] | None:
    with ledger.service.reading() as session:
        found = proofs.promised(session, bytes.fromhex(payload["evidenceDigest"][2:]))
    return parse(found) if found is not None else None


def _codes(investee: str | None) -> tuple[str, ...]:
    return (investee,) if investee is not None else ()
