"""
Gives answers: numbers, signs, logs and stores each, all in one transaction.

One thread writes.  It takes all who wait at the moment, and does with one transaction, one checkpoint and one write to
the disk for all of them; so the more ask, the less each costs.  Who has an answer in hand has it in the log.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from ledger.answers import access, proving
from ledger.answers.jws import sign, written
from ledger.answers.keys import AnswerKey, Keys
from ledger.answers.note import Checkpoint, proof_text, signed
from ledger.answers.proving import Given
from ledger.domain.merkle import appended, inclusion, leaf_hash, nodes_of, proof
from ledger.errors import InvalidInput
from ledger.store.service import Service
from ledger.store.service import answers as store
from ledger.store.service.answers import AccessRow, AnswerRow, Head, ServiceSession

SCHEMA = "datadeed/answer/1"

TOGETHER_MAX = 256
"""Most answers in one transaction: some tens of milliseconds, which the last of them waits."""

ENDING_SECONDS = 10.0
"""How long to wait at the end for answers that are being written."""


def origin(chain_id: int, certificates: bytes) -> str:
    """Return the name of the log of the ledger whose certificates are at this address."""
    return f"datadeed/{chain_id}/0x{certificates.hex()}"


@dataclass(frozen=True, slots=True)
class Request:
    """
    Who asks, and what for: the client's id and its participant (empty and 0 for the public), purpose, consent or legal
    basis, the caller's nonce and idempotency key, and the SHA-256 of the request's canonical body.
    """

    client: str
    participant: int
    purpose: str
    digest: bytes
    basis: str | None = None
    nonce: str | None = None
    idempotency_key: str | None = None

    @property
    def key(self) -> tuple[str, str] | None:
        """Under which an answer may be asked for again; the public has none, since it is many."""
        return (self.client, self.idempotency_key) if self.client and self.idempotency_key is not None else None

    @property
    def once(self) -> tuple[str, str] | None:
        """What a client may use in one request only."""
        return (self.client, self.nonce) if self.client and self.nonce is not None else None


@dataclass(slots=True)
class _Waiting:
    request: Request
    content: Mapping[str, Any]
    certificate: bytes | None
    given: Future[Given] = field(default_factory=Future)


class Answers:
    """
    Gives the answers of one ledger.

    `chain` is the answer's member of that name, `origin` the log's name, `seconds` how long an answer may be relied on;
    `clock` gives unix seconds.
    """

    def __init__(
        self, service: Service, keys: Keys, *, chain: Mapping[str, Any], origin: str, seconds: int,
        clock: Callable[[], float],
    ) -> None:  # fmt: skip
        self.service = service
        self.keys = keys
        self.origin = origin
        self._chain = chain
        self._seconds = seconds
        self._clock = clock
        self._waiting: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._mutex = threading.Lock()
        self._head = Head(0, {}, access.FIRST)

    def close(self) -> None:
        """Write what waits, and end."""
        with self._mutex:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join(ENDING_SECONDS)

    def give(self, request: Request, content: Mapping[str, Any], certificate: bytes | None = None) -> Given:
        """
        Answer a request with `content`: JSON of integers and text, the payload's own members beside those of every
        answer.

        Raises `InvalidInput`: NonceReplayed, IdempotencyKeyReused; `Unavailable`, and then nothing was given;
        `Misconfigured` for a key that cannot be opened.
        """
        waiting = _Waiting(request, content, certificate)
        with self._mutex:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="answers", daemon=True)
                self._thread.start()
            self._waiting.put(waiting)
        return waiting.given.result()

    def given_before(self, request: Request) -> Given | None:
        """
        Return the answer that the client has under the request's idempotency key.

        Raises `InvalidInput` IdempotencyKeyReused if it was another request's: nothing needs to be judged for either.
        """
        if request.key is None:
            return None
        with self.service.reading() as session:
            known = _Known.of(session, [request])
            found = known.answer(request)
            return None if found is None else proving.given(session, found)

    # THE ONE THAT WRITES

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch, is_last = [first], False
            try:
                while len(batch) < TOGETHER_MAX and not is_last:
                    following = self._waiting.get_nowait()
                    is_last = following is None
                    batch += [following] if following is not None else []
            except Empty:
                pass
            self._answer(batch)
            if is_last:
                return

    def _answer(self, batch: Sequence[_Waiting]) -> None:
        refused: list[tuple[_Waiting, Exception]] = []
        try:
            with self.service.writing() as session:
                given, head = self._append(session, batch, refused)
        except Exception as error:
            for each in batch:
                each.given.set_exception(error)
            return
        self._head = head
        for waiting, answer in given:
            waiting.given.set_result(answer)
        for waiting, reason in refused:
            waiting.given.set_exception(reason)

    def _append(
        self, session: ServiceSession, batch: Sequence[_Waiting], refused: list[tuple[_Waiting, Exception]]
    ) -> tuple[list[tuple[_Waiting, Given]], Head]:
        size = store.size_locked(session)
        head = self._head if self._head.size == size else store.head(session, size)
        known = _Known.of(session, [each.request for each in batch])
        page = _Page(self._clock(), head, self.keys.current)
        given: list[tuple[_Waiting, Given]] = []
        again: list[tuple[_Waiting, AnswerRow]] = []
        for each in batch:
            try:
                found = known.answer(each.request)
                if found is not None:
                    again.append((each, found))
                else:
                    known.add(page.add(each, self._payload(page, each)))
            except Exception as error:
                refused.append((each, error))
        if page.rows:
            given += self._write(session, page)
            head = page.head
        given += [(each, proving.given(session, row)) for each, row in again]
        return given, head

    def _payload(self, page: _Page, each: _Waiting) -> bytes:
        endorsement = page.key.endorsement
        operator = None
        if endorsement is not None:
            operator = {"uscc": endorsement.uscc, "participant": endorsement.participant}
        return written(
            {
                "schema": SCHEMA,
                **each.content,
                "number": page.next,
                "iat": page.at,
                "exp": page.at + self._seconds,
                "nonce": each.request.nonce,
                "client": hashlib.sha256(each.request.client.encode()).hexdigest(),
                "requestDigest": "0x" + each.request.digest.hex(),
                "operator": operator,
                "chain": self._chain,
            }
        )

    def _write(self, session: ServiceSession, page: _Page) -> list[tuple[_Waiting, Given]]:
        before = page.head
        size = before.size + len(page.rows)
        grown = appended(before.size, page.leaves, before.edge)
        nodes = {**before.edge, **grown}
        page.head = Head(size, {node: nodes[node] for node in nodes_of((0, size))}, page.lines[-1].digest)
        note = str(signed(self.origin, Checkpoint(self.origin, size, page.head.root).text, page.key.secret))
        for row in page.rows:
            row.size = size
        store.append(session, page.rows, grown, page.lines)
        store.add_checkpoint(session, size, page.at, note)
        given = []
        for index, (waiting, row) in enumerate(zip(page.waiting, page.rows, strict=True), before.size):
            log = proof_text(index, proof(inclusion(index, size), nodes), note)
            given.append((waiting, Given(row.number, row.jws, log)))
        return given


class _Page:
    """The answers of one transaction as they come together."""

    def __init__(self, now: float, head: Head, key: AnswerKey) -> None:
        self.at = int(now)
        self.head = head
        self.key = key
        self.waiting: list[_Waiting] = []
        self.rows: list[AnswerRow] = []
        self.leaves: list[bytes] = []
        self.lines: list[AccessRow] = []

    @property
    def next(self) -> int:
        return self.head.size + len(self.rows) + 1

    def add(self, waiting: _Waiting, payload: bytes) -> AnswerRow:
        asked, number = waiting.request, self.next
        token = sign(self.key, payload)
        row = AnswerRow(
            number=number, at=self.at, client=asked.client, participant=asked.participant, purpose=asked.purpose,
            basis=asked.basis, nonce=asked.nonce, certificate=waiting.certificate, request_digest=asked.digest,
            idempotency_key=asked.idempotency_key if asked.key is not None else None, size=0, jws=token,
        )  # fmt: skip
        digest = hashlib.sha256(token.encode()).digest()
        line, line_digest = access.line(
            access.fields(row, digest), self.lines[-1].digest if self.lines else self.head.access
        )
        self.waiting.append(waiting)
        self.rows.append(row)
        self.leaves.append(leaf_hash(digest))
        self.lines.append(AccessRow(number=number, line=line, digest=line_digest))
        return row


class _Known:
    """What clients have asked for before, under keys and with nonces that are asked for now."""

    def __init__(self, answers: dict[tuple[str, str], AnswerRow], requests: dict[tuple[str, str], bytes]) -> None:
        self._answers = answers
        self._requests = requests

    @classmethod
    def of(cls, session: ServiceSession, requests: Sequence[Request]) -> _Known:
        keys = {each.key for each in requests if each.key is not None}
        nonces = {each.once for each in requests if each.once is not None}
        return cls(store.by_idempotency_keys(session, keys), store.requests_by_nonces(session, nonces))

    def answer(self, request: Request) -> AnswerRow | None:
        found = self._answers.get(request.key) if request.key is not None else None
        if found is not None:
            if found.request_digest != request.digest:
                raise InvalidInput("IdempotencyKeyReused", "Idempotency-Key", answer=found.number)
            return found
        if request.once is not None and self._requests.get(request.once, request.digest) != request.digest:
            raise InvalidInput("NonceReplayed", "nonce", given=request.nonce)
        return None

    def add(self, row: AnswerRow) -> None:
        if row.idempotency_key is not None:
            self._answers[row.client, row.idempotency_key] = row
        if row.client and row.nonce is not None:
            self._requests.setdefault((row.client, row.nonce), row.request_digest)
