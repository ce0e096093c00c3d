"""
From what all have agreed to, to the block that holds it: signed, sent, followed until final; whatever process dies.

One thread looks for what is due.  A turn with an instruction is one worker's for `LEASE_SECONDS`, and ends by itself if
the worker dies.  The next turn does it all again under the same request key: the desk's plan gives the same bytes, and
the writer's journal sends the same transaction, so that nothing is lost and nothing is done twice.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import structlog

from ledger.chain.acts import Acts
from ledger.chain.deployment import Deployment
from ledger.chain.head import read_head
from ledger.chain.rpc import Rpc
from ledger.chain.writer import Writer
from ledger.config import Settings
from ledger.desk import filing
from ledger.desk.book import Book
from ledger.desk.desk import Desk, Done, Moment
from ledger.desk.requests import Requests
from ledger.domain.acts.filed import Asked
from ledger.domain.acts.successions import AnnounceExit, exit_sequence
from ledger.domain.cases import Case
from ledger.domain.certificates import Certificate
from ledger.domain.events import CertificateId, Key
from ledger.domain.facts import find
from ledger.domain.instructions import State, Step, allows
from ledger.errors import ActRefused, LedgerError, Refused, Unavailable
from ledger.instructions.agreeing import about, asked_of, require_same_base
from ledger.instructions.keyring import Keyring
from ledger.store.documents import Documents
from ledger.store.mirror import Mirror
from ledger.store.payload import plain
from ledger.store.queries import blocks
from ledger.store.queries.facts import MirrorFacts
from ledger.store.service import Service
from ledger.store.service import instructions as store
from ledger.store.service.instructions import By, Instruction

LEASE_SECONDS = 180
"""How long a turn with one instruction lasts at most: three times what an act is waited for (`chain.writer`)."""

RETRY_SECONDS = 5
"""When an instruction is taken up again that something kept: a silent node, a passphrase that is missing."""

LOOK_SECONDS = 0.5
"""How often the worker looks for what is due: who has just approved sees the next step within a second."""

MIRROR_SECONDS_MAX = 5.0
"""How long a turn waits for the mirror to have what the chain has, before it is put off."""

MIRROR_LOOK_SECONDS = 0.05

BATCH = 50
"""Most instructions that one pass takes up."""

SENDERS = 4
"""Instructions that are on their way at the same time: each waits for its block."""

_LOG = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Place:
    """What a sender works with."""

    settings: Settings
    deployment: Deployment
    mirror: Mirror
    service: Service
    documents: Documents
    keyring: Keyring
    clock: Callable[[], float] = time.time


class Sender:
    """Brings instructions to the chain; several may run, in one process or in many."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._pool = ThreadPoolExecutor(SENDERS, thread_name_prefix="instruction")

    def close(self) -> None:
        """End once those on their way have ended, and let go of the node."""
        self._pool.shutdown(wait=True)
        if "_writer" in self.__dict__:
            self._writer.close()
        if "_rpc" in self.__dict__:
            self._rpc.close()

    def run(self, stop: threading.Event) -> None:
        """Pass again and again until told to stop; what keeps a pass is said in the log."""
        while not stop.is_set():
            try:
                passed = self.passed()
            except LedgerError as error:
                _LOG.warning("instructions wait", code=error.code, reason=error.explain("en"))
                passed = 0
            if not passed:
                stop.wait(LOOK_SECONDS)

    def passed(self) -> int:
        """
        Make one pass: end what nobody agreed to in time, bring on what is due, confirm what is final.

        Return how many instructions it brought on.  Raises `Unavailable` if a database does not answer.
        """
        now = int(self._place.clock())
        with self._place.service.reading() as session:
            late, due = store.overdue(session, now, BATCH), store.due(session, now, BATCH)
        for name in late:
            self._step(name, Step.EXPIRE, State.EXPIRED)
        return sum(self._pool.map(self._turn, due)) + self._confirmed()

    # ONE INSTRUCTION

    def _turn(self, name: str) -> bool:
        now = int(self._place.clock())
        with self._place.service.writing() as session:
            if not store.claim(session, name, now, now + LEASE_SECONDS):
                return False
            row = store.by_id(session, name)
            assert row is not None, "it was claimed"
        try:
            self._mined(row, *self._file(row))
        except Refused as error:
            self._refused(row, error)
        except LedgerError as error:
            self._put_off(row, error)
            return False
        return True

    def _file(self, row: Instruction) -> tuple[Done, int]:
        """
        File the act, or find that it was filed; return also the number that it has on its certificate or case.

        Its keys are those that the officers' steps name.
        """
        place, asked = self._place, asked_of(row)
        with place.service.reading() as session:
            maker, checker, *consents = (Key(s.key) for s in store.steps_of(session, row.id) if s.key is not None)
        desk = self._desk(maker, checker)
        signers = [place.keyring.signer(key) for key in consents]

        def observe(moment: Moment, transaction: bytes) -> None:
            if moment is Moment.SIGNED:
                self._step(row.id, Step.SIGN, State.SIGNED)
            else:
                self._step(row.id, Step.SEND, State.SENT, transaction=transaction)

        self._await_mirror()
        with place.mirror.sessions() as session:
            facts = MirrorFacts(session)
            known = desk.requests.find(row.id)
            if known is None:
                require_same_base(facts, row)
                sequence = self._sequence(facts, asked)
            else:
                sequence = int(known["sequence"])
            try:
                done = filing.file(desk, facts, asked, sequence, signers, request_key=row.id, observe=observe)
            except ActRefused:
                if self._is_overtaken(asked, sequence):
                    raise Unavailable("InstructionOvertaken") from None
                raise
            return done, sequence

    def _sequence(self, facts: MirrorFacts, asked: Asked) -> int:
        """
        Return the number that an act will have in the state that the facts are of.

        Raises `Unavailable` MirrorBehind if the chain's certificate is further than the mirror's.
        """
        own = about(asked)
        if isinstance(asked, AnnounceExit):
            return exit_sequence(facts, asked.register)
        if asked.CONTRACT == "Applications":
            case = find(facts, (Case.KIND, own), Case)
            return case.sequence + 1 if case else 1
        known = find(facts, (Certificate.KIND, own), Certificate)
        sequence = self._book.certificate(CertificateId(own)).record.sequence
        if known is None or known.sequence != sequence:
            raise Unavailable("MirrorBehind", block=known.changed.block if known else 0)
        return sequence + 1

    def _is_overtaken(self, asked: Asked, sequence: int) -> bool:
        """Whether another act on the certificate came first, so that what was signed was for a state that is past."""
        if isinstance(asked, AnnounceExit) or asked.CONTRACT == "Applications":
            return False
        return self._book.certificate(CertificateId(about(asked))).record.sequence + 1 != sequence

    def _await_mirror(self) -> None:
        """Wait until the mirror has what is final on the chain.  Raises `Unavailable` MirrorBehind."""
        head = read_head(self._rpc).number - self._place.settings.finality_blocks
        until = time.monotonic() + MIRROR_SECONDS_MAX
        while True:
            with self._place.mirror.sessions() as session:
                at = blocks.cursor(session)
            if at is not None and at.number >= head:
                return
            if time.monotonic() >= until:
                raise Unavailable("MirrorBehind", block=at.number if at else 0)
            time.sleep(MIRROR_LOOK_SECONDS)

    # WHAT BECAME OF IT

    def _step(self, name: str, kind: Step, state: State, **facts: Any) -> None:
        """Write down a step of the house's own; a turn that is repeated passes over those that were taken."""
        with self._place.service.writing() as session:
            row = store.locked(session, name)
            assert row is not None, "instructions are never removed"
            for field, value in facts.items():
                setattr(row, field, value)
            if allows(State(row.state), kind):
                store.add_step(session, row, kind, By(row.participant), int(self._place.clock()))
                row.state = state.value

    def _mined(self, row: Instruction, done: Done, sequence: int) -> None:
        facts = {"transaction": done.transaction, "block": done.block, "block_hash": done.block_hash}
        self._step(row.id, Step.MINE, State.MINED, **facts, place=done.place, sequence=sequence, refusal=None, due_at=0)

    def _refused(self, row: Instruction, error: Refused) -> None:
        """Close an instruction that the contract, or the desk before it, refused; nothing of it was done."""
        written = _written(error)
        with self._place.service.writing() as session:
            kept = store.locked(session, row.id)
            assert kept is not None, "instructions are never removed"
            by = By(row.participant, words=written)
            store.add_step(session, kept, Step.FAIL, by, int(self._place.clock()))
            kept.state, kept.refusal = State.REFUSED.value, written
        _LOG.info("instruction refused", instruction=row.id, code=error.code)

    def _put_off(self, row: Instruction, error: LedgerError) -> None:
        with self._place.service.writing() as session:
            kept = store.locked(session, row.id)
            assert kept is not None, "instructions are never removed"
            kept.due_at = int(self._place.clock()) + RETRY_SECONDS
            kept.refusal = _written(error)
        _LOG.warning("instruction waits", instruction=row.id, code=error.code, reason=error.explain("en"))

    def _confirmed(self) -> int:
        """Confirm what stands in blocks that the mirror has; send again what stood in a block that is no more."""
        with self._place.service.reading() as session:
            waiting = store.in_state(session, State.MINED, BATCH)
        count = 0
        for row in waiting:
            assert row.block is not None, "it is in a block"
            with self._place.mirror.sessions() as seen:
                at, header = blocks.cursor(seen), blocks.by_number(seen, row.block)
            if at is None or at.number < row.block:
                continue
            if header is not None and header.hash == row.block_hash:
                self._step(row.id, Step.CONFIRM, State.FINAL)
                count += 1
            else:
                self._again(row)
        return count

    def _again(self, row: Instruction) -> None:
        """Bring an instruction on anew whose block was replaced: the same transaction, under the same key."""
        with self._place.service.writing() as session:
            kept = store.locked(session, row.id)
            assert kept is not None, "instructions are never removed"
            kept.state, kept.due_at = State.SENT.value, 0

    # THE DESK

    @cached_property
    def _rpc(self) -> Rpc:
        settings = self._place.settings
        return Rpc(settings.rpc_url, settings.rpc_timeout_seconds, settings.rpc_retries_max)

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self._rpc, self._place.deployment.chain_id, self._place.settings.home / "journal.sqlite")

    @cached_property
    def _book(self) -> Book:
        return Book(self._rpc, self._place.deployment, self._place.documents)

    def _desk(self, maker: Key, checker: Key) -> Desk:
        place = self._place
        ledger = f"0x{place.deployment.genesis_hash.hex()}:0x{place.deployment.certificates.hex()}"
        return Desk(
            acts=Acts(self._rpc, self._writer, place.deployment),
            writer=self._writer,
            book=self._book,
            documents=place.documents,
            requests=Requests(place.settings.home / "requests", ledger),
            maker=place.keyring.signer(maker),
            checker=place.keyring.signer(checker),
        )


def _written(error: LedgerError) -> str:
    """Return an error's code and facts in JSON, as they are kept and shown again in words."""
    kind = "act" if isinstance(error, ActRefused) else "desk"
    facts = {name: _kept(value) for name, value in error.facts.items()}
    return json.dumps({"code": error.code, "kind": kind, "facts": facts}, ensure_ascii=False)


def _kept(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_kept(part) for part in value]
    return plain(value) if isinstance(value, bytes | int | str) else str(value)
