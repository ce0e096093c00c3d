"""Proves what was logged: that an answer is in the log, and that the log only grew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.answers.note import Note, Signature, proof_text
from ledger.domain import merkle
from ledger.domain.merkle import Range
from ledger.errors import InvalidInput, NotFound
from ledger.store.service import answers as store
from ledger.store.service.answers import AnswerRow, CheckpointRow, ServiceSession


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it was given: its number, the compact JWS, and the proof that it is in the log."""

    number: int
    jws: str
    log: str


def given(session: ServiceSession, row: AnswerRow) -> Given:
    """Return an answer just as it was given."""
    checkpoint = store.checkpoint(session, row.size)
    assert checkpoint is not None, "an answer is written with its checkpoint"
    return Given(row.number, row.jws, _proof(session, row, checkpoint.size, checkpoint.note))


def given_witnessed(session: ServiceSession, row: AnswerRow) -> Given:
    """Return an answer with the proof for the newest checkpoint that a witness has co-signed, if one has."""
    checkpoint = store.last_witnessed(session, row.size)
    if checkpoint is None:
        return given(session, row)
    return Given(row.number, row.jws, _proof(session, row, checkpoint.size, str(_cosigned(session, checkpoint))))


def checkpoint(session: ServiceSession, size: int | None = None, *, is_witnessed: bool = False) -> Note:
    """
    Return the newest checkpoint, or that of a size, with its cosignatures; or the newest that has one.

    Raises `NotFound`: CheckpointUnknown, LogEmpty.
    """
    if size is not None:
        found = store.checkpoint(session, size)
    else:
        found = store.last_witnessed(session, 0) if is_witnessed else store.last_checkpoint(session)
    if found is None:
        raise NotFound("CheckpointUnknown", size=size) if size is not None else NotFound("LogEmpty")
    return _cosigned(session, found)


def inclusion(session: ServiceSession, index: int, size: int) -> list[bytes]:
    """Return the proof that leaf `index` is in the log of `size`.  Raises `InvalidInput` LogRange."""
    _check("size", size, store.size(session))
    _check("index", index, size - 1)
    return _hashes(session, merkle.inclusion(index, size))


def consistency(session: ServiceSession, first: int, second: int) -> list[bytes]:
    """Return the proof that the log of `second` begins with that of `first`.  Raises `InvalidInput` LogRange."""
    _check("second", second, store.size(session))
    _check("first", first, second)
    return _hashes(session, merkle.consistency(first, second)) if first else []


def _check(field: str, given: int, maximum: int) -> None:
    if not 0 <= given <= maximum:
        raise InvalidInput("LogRange", field, given=given, maximum=maximum)


def _proof(session: ServiceSession, row: AnswerRow, size: int, note: str) -> str:
    return proof_text(row.number - 1, _hashes(session, merkle.inclusion(row.number - 1, size)), note)


def _hashes(session: ServiceSession, ranges: Sequence[Range]) -> list[bytes]:
    return merkle.proof(ranges, store.nodes(session, merkle.nodes_of_all(ranges)))


def _cosigned(session: ServiceSession, checkpoint: CheckpointRow) -> Note:
    lines = store.cosignatures(session, checkpoint.size)
    return Note.parse(checkpoint.note).with_signatures(Signature.parse(line) for line in lines)
