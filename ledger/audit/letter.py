"""
A confirmation letter (函证): all that one entity holds and held on the ledger, what rests on it and what it booked, at
the end of a day or now; with a proof that nothing is missing.

It is made from a replay of the auditor's own, and of nothing that a service says.  The entity's moves fold to one head,
which the contract keeps in one slot; header and proofs of that slot go with the letter, so that its reader can check
it alone (`letter_check`).  Where anything is found wrong on the way, there is no letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import Any

from ledger.audit import header
from ledger.audit.book import Book
from ledger.audit.consents import has_code_at
from ledger.audit.documents import Documents, documents_at
from ledger.audit.encoding import encode
from ledger.audit.evidence import CheckedBlock, Evidence
from ledger.audit.holdings import prove
from ledger.audit.kit import Kit
from ledger.audit.layout import mapped
from ledger.audit.node import Node
from ledger.audit.papers import Papers
from ledger.audit.pin import Pin
from ledger.audit.replay import Replay
from ledger.audit.report import Finding, Notes
from ledger.audit.seals import checkpoint_of
from ledger.audit.statement import Moves, Row, parties, statement, to_prove
from ledger.audit.tables.certificates import SLOTS
from ledger.domain.calendar import end_of_day
from ledger.domain.certificates import Certificate
from ledger.domain.facts import Facts, find
from ledger.domain.holdings import Move
from ledger.domain.numbers import check_uscc, identity_of, uscc_of
from ledger.domain.papers import read_profile
from ledger.domain.participants import Participant
from ledger.errors import NotFound, Unavailable

SCHEMA = "datadeed/confirmation/1"
KIND = "datadeed-confirmation+jws"
"""The `typ` of a signed letter."""

PROOF_KEYS_MAX = 500
"""Slots asked for in one proof."""

Progress = Callable[[int, int], None]
"""Called with the block that was read and the last one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """
    Whose letter, and from what; `as_of` is the day at whose end (Asia/Shanghai) the ledger is told, else now.

    `validators` and `checkpoint` are what `seals.checkpoint_of` takes.  A `kit` takes the place of the node, and of the
    documents if none are named.
    """

    pin_file: Path
    rpc_url: str
    uscc: str
    as_of: date | None = None
    documents: str = ""
    timeout_seconds: float = 20.0
    api_key: str = field(default="", repr=False)
    validators: str = ""
    checkpoint: str = ""
    kit: Path | None = None


class Refused(Exception):
    """There is no letter: what was found wrong."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__([each.code for each in findings])
        self.findings = tuple(findings)


def confirm(asked: Asked, progress: Progress = lambda *_: None) -> Row:
    """
    Return the letter as JSON has it.

    Raises `Refused` where something is found; `NotFound` NotAdmitted for who was not on the ledger then; `InvalidInput`
    UsccMalformed and the like; `Unavailable` if the node is silent, or the ledger was not there yet (AuditNothingAt);
    `Misconfigured` for a kit that is none.
    """
    pin, uscc = Pin.load(asked.pin_file), check_uscc(asked.uscc, "entity")
    with ExitStack() as opened:
        kit = opened.enter_context(Kit(asked.kit)) if asked.kit else None
        node = kit or opened.enter_context(Node(asked.rpc_url, asked.timeout_seconds))
        book = opened.enter_context(closing(Book()))
        given: Documents | None = kit.documents if kit else None
        if asked.documents:
            given = documents_at(asked.documents, asked.timeout_seconds, asked.api_key)
            opened.enter_context(closing(given))
        return _Letter(asked, pin, node, book, Papers(given)).write(uscc, progress)


class _Letter:
    """One letter under way."""

    def __init__(self, asked: Asked, pin: Pin, node: Node, book: Book, papers: Papers) -> None:
        self._asked = asked
        self._pin = pin
        self._node = node
        self._papers = papers
        self._notes = Notes()
        self._replay = Replay(pin, self._notes, book)
        self._replay.powers.consents.has_code = has_code_at(node)
        self._evidence = Evidence(
            node, pin, self._notes, checkpoint=checkpoint_of(pin, asked.validators, asked.checkpoint)
        )

    @property
    def _facts(self) -> Facts:
        return self._replay.facts

    def write(self, uscc: str, progress: Progress) -> Row:
        moves = Moves(identity_of(uscc))
        self._replay.listeners.append(moves)
        blocks = self._blocks(progress)
        first_after = self._read_to_date(blocks)
        block = self._replay.block
        self._refuse_if_faulty()
        if block is None:
            day = self._asked.as_of.isoformat() if self._asked.as_of else ""
            raise Unavailable("AuditNothingAt", day=day)
        if not moves.number:
            raise NotFound("NotAdmitted", uscc=uscc)
        instant = end_of_day(self._asked.as_of) - 1 if self._asked.as_of else block.time
        rows = statement(self._facts, moves, instant)
        told: Row = {
            "schema": SCHEMA,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "ledger": self._pin.as_dict(),
            "inputs": {
                "node": self._node.host,
                "documents": self._papers.name,
                "version": metadata.version("datadeed"),
            },
            "entity": self._entity(moves, uscc),
            "asOf": self._as_of(block, instant),
            **rows,
            "parties": [self._party(number) for number in sorted(parties(rows))],
        }
        told["proof"] = self._proof(moves, block, chain(first_after, blocks))
        told["inputs"]["validators"] = self._evidence.sealing.conclude()
        self._refuse_if_faulty()
        told["notChecked"] = [each.as_dict() for each in self._notes.unchecked]
        return told

    # READING

    def _blocks(self, progress: Progress) -> Iterator[CheckedBlock]:
        evidence, first = self._evidence, self._pin.first_block
        if not evidence.is_pinned_chain():
            raise Refused(self._notes.findings)
        newest = evidence.newest()
        for _ in evidence.link(first):
            pass
        for block in evidence.blocks(first, newest):
            progress(block.number, newest)
            yield block

    def _read_to_date(self, blocks: Iterator[CheckedBlock]) -> list[CheckedBlock]:
        """Fold all blocks before the end of the day; return the first after it, if there is one."""
        end = end_of_day(self._asked.as_of) if self._asked.as_of else None
        for block in blocks:
            if end is not None and block.time >= end:
                return [block]
            self._replay.fold(block)
        return []

    def _refuse_if_faulty(self) -> None:
        if self._notes.findings:
            raise Refused(self._notes.findings)

    # PARTS

    def _entity(self, moves: Moves, uscc: str) -> Row:
        """Who it is, under all names that its profiles give, as far as these are to be had."""
        participant = find(self._facts, (Participant.KIND, moves.number), Participant)
        assert participant is not None, "it was admitted"
        profiles = [self._profile(digest) for digest in moves.profiles]
        present = profiles[-1]["profile"]
        return {
            "uscc": uscc,
            "participant": int(moves.number),
            "kind": participant.kind.name,
            "isSuspended": participant.suspended,
            "name": present["name"] if present else None,
            "formerNames": list(present["formerNames"]) if present else [],
            "profiles": profiles,
        }

    def _profile(self, digest: bytes) -> Row:
        read = read_profile(self._papers.get(digest))
        profile = {"name": read["name"], "formerNames": read["formerNames"]} if read else None
        return {"digest": "0x" + digest.hex(), "profile": profile}

    def _party(self, number: int) -> Row:
        participant = find(self._facts, (Participant.KIND, number), Participant)
        assert participant is not None, "a fact names only who was admitted"
        read = read_profile(self._papers.get(participant.profile_digest))
        return {"participant": number, "uscc": uscc_of(participant.identity), "name": read["name"] if read else None}

    def _as_of(self, block: CheckedBlock, instant: int) -> Row:
        day = self._asked.as_of.isoformat() if self._asked.as_of else None
        place = {"block": block.number, "blockHash": "0x" + block.hash.hex(), "time": block.time}
        return {"day": day, "instant": instant, **place}

    # PROOF

    def _proof(self, moves: Moves, block: CheckedBlock, rest: Iterator[CheckedBlock]) -> Row:
        """Prove the moves at the block of the letter; where its state is gone, at the newest, with those since then."""
        at_date = len(moves.all)
        try:
            self._prove(moves, block)
        except Unavailable as gone:
            if gone.code != "AuditStatePruned":
                raise
            for each in rest:
                self._replay.fold(each)
            assert self._replay.block is not None, "there was one before"
            block = self._replay.block
            self._prove(moves, block)
        seen, raw = self._header(block)
        heads = {own: self._certificate(own) for own in moves.certificates} if at_date == len(moves.all) else {}
        slots = {"_holdings": mapped(SLOTS["_holdings"], moves.number)}
        slots |= {own.hex(): mapped(SLOTS["_heads"], each.number) for own, each in heads.items()}
        return {
            "block": seen.number,
            "blockHash": "0x" + seen.hash.hex(),
            "header": "0x" + raw.hex(),
            "contract": "0x" + self._pin.certificates.hex(),
            "head": "0x" + moves.holding.head.hex(),
            "moves": len(moves.all),
            "movesSince": [_moved(each) for each in moves.all[at_date:]],
            "heads": {"0x" + own.hex(): "0x" + each.head.hex() for own, each in heads.items()},
            "nodes": self._nodes(list(slots.values()), block),
        }

    def _prove(self, moves: Moves, block: CheckedBlock) -> None:
        self._refuse_if_faulty()
        notes = prove(self._node, self._pin, block.number, block.hash, to_prove(self._facts, moves))
        self._notes.findings.extend(notes.findings)
        self._refuse_if_faulty()

    def _certificate(self, own: bytes) -> Certificate:
        found = find(self._facts, (Certificate.KIND, own), Certificate)
        assert found is not None, "what moved is a certificate"
        return found

    def _header(self, block: CheckedBlock) -> tuple[header.Header, bytes]:
        answer = self._node.ask("eth_getBlockByNumber", hex(block.number), False)
        seen = self._node.read("eth_getBlockByNumber", header.read, answer)
        if seen.hash != block.hash:
            raise Unavailable("AuditChainMoved", host=self._node.host, block=block.number)
        return seen, encode(seen.items)

    def _nodes(self, slots: Sequence[bytes], block: CheckedBlock) -> list[str]:
        """All distinct nodes of the proofs of these slots of `Certificates`, found again by their Keccak-256."""
        found: dict[str, None] = {}
        for start in range(0, len(slots), PROOF_KEYS_MAX):
            keys = ["0x" + slot.hex() for slot in slots[start : start + PROOF_KEYS_MAX]]
            address = "0x" + self._pin.certificates.hex()
            answer = self._node.ask("eth_getProof", address, keys, hex(block.number))
            found.update(dict.fromkeys(self._node.read("eth_getProof", _nodes_in, answer)))
        return list(found)


def _nodes_in(answer: Mapping[str, Any]) -> list[str]:
    rows = [*answer["accountProof"], *(part for row in answer["storageProof"] for part in row["proof"])]
    return [str(each) for each in rows]


def _moved(move: Move) -> Row:
    return {"certificateId": "0x" + move.certificate_id.hex(), "entered": move.entered, "position": str(move.position)}
