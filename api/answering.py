"""
From what was judged to the signed answer, and from a stored answer back to what was said.

Every verification is signed, numbered and logged, whoever asks; so nobody need trust a word of it, and an answer to the
public can be shown to a bank.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any

import structlog
from fastapi import Depends, Header, Request
from starlette.responses import Response

from api.caller import Caller, CallerDep
from api.dependencies import Ledger
from api.schemas import Verification
from ledger.answers import give, jws
from ledger.answers.give import Answers
from ledger.answers.keys import Keys
from ledger.answers.proving import Given
from ledger.domain.document import canonical, parse
from ledger.domain.events import Digest
from ledger.errors import Inconsistent

IDEMPOTENCY_KEY = r"[!-~]{1,255}"
"""A key of the caller's own, in visible ASCII, under which it may ask for an answer again."""

_LOG = structlog.get_logger()


def open_answers(ledger: Ledger) -> Answers:
    """
    Return what gives this ledger's answers; a first key is made where there is none.

    Such a key is endorsed by nobody, which the answers say themselves.  Raises `Misconfigured` for a key that cannot be
    made or opened.
    """
    settings, deployment = ledger.settings, ledger.deployment
    keys = Keys(settings.answer_keys_dir, settings.passphrase.get_secret_value())
    if not keys.all:
        keys.make(int(ledger.clock()))
    assert keys.current.secret is not None, "it opens, or says why not"
    if keys.current.endorsement is None:
        _LOG.warning("no participant endorses the key that signs answers", key=keys.current.id)
    chain = {
        "chainId": deployment.chain_id,
        "genesisHash": "0x" + deployment.genesis_hash.hex(),
        "contracts": {name: "0x" + address.hex() for name, address in deployment.addresses.items()},
    }
    return Answers(
        ledger.service,
        keys,
        chain=chain,
        origin=give.origin(deployment.chain_id, deployment.certificates),
        seconds=settings.answer_seconds,
        clock=ledger.clock,
    )


# WHAT ROUTES ARE GIVEN


async def _answers(request: Request) -> Answers:
    answers: Answers = request.app.state.answers
    return answers


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, with which body, and under which key of its own."""

    caller: Caller
    body: bytes
    idempotency_key: str | None

    def request(self, purpose: str, basis: str | None = None, nonce: str | None = None) -> give.Request:
        """Return what is kept of a request; by the digest of its canonical body the caller knows its own question."""
        digest = Digest(hashlib.sha256(canonical(parse(self.body))).digest())
        return give.Request(
            self.caller.client, self.caller.participant, purpose, digest, basis, nonce, self.idempotency_key
        )


async def _asker(
    request: Request,
    caller: CallerDep,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=f"^{IDEMPOTENCY_KEY}$",
            description="A key of the client's own: the same request gets the same answer, another is refused.",
        ),
    ] = None,
) -> Asker:
    return Asker(caller, await request.body(), idempotency_key)


AnswersDep = Annotated[Answers, Depends(_answers)]
AskerDep = Annotated[Asker, Depends(_asker)]


# ANSWERING


def content_of(verification: Verification, evidence_digest: bytes | None = None) -> dict[str, Any]:
    """Return what is signed of a verification, beside what stands in every answer."""
    evidence = "0x" + evidence_digest.hex() if evidence_digest is not None else None
    return {"verification": verification.model_dump(mode="json", by_alias=True), "evidenceDigest": evidence}


def replied(given: Given) -> Response:
    """
    Answer with what was signed, and with the signature: canonical JSON, so that one answer has the same bytes always.

    Of a portfolio that is what its lines come to; they were not kept.
    """
    content = jws.content(given.jws)
    said = content["verification"] if "verification" in content else {"portfolio": content["portfolio"]}
    body = jws.written({**said, "number": given.number, "answer": given.jws, "log": given.log})
    return Response(body, media_type="application/json")


def replied_again(answers: Answers, given: Given) -> Response:
    """Answer with what is kept.  Raises as `intact` does."""
    return replied(intact(answers, given))


def intact(answers: Answers, given: Given) -> Given:
    """
    Return an answer that was kept.

    Raises `Inconsistent` AnswerAltered where the signature is no longer that of what is kept: it is not shown.
    """
    try:
        jws.verify(given.jws, answers.keys.public)
    except jws.AnswerInvalid:
        raise Inconsistent("AnswerAltered", answer=given.number) from None
    return given
