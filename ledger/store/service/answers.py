"""
The answers that were given, the nodes and checkpoints of their log, its cosignatures, and who asked what.

All four grow together in one transaction; a row that was written is never changed.  Answer `n` is leaf `n - 1` of the
log and entry `n` of the access log, so that a number says all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Index, ScalarResult, Table, and_, func, insert, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.domain.merkle import EMPTY_ROOT, Node, Nodes, hash_of, nodes_of
from ledger.store.service.base import ServiceBase

ServiceSession = Session
"""What `Service.reading` and `Service.writing` give."""

APPEND_LOCK = 0xDEED6
"""Our advisory lock on PostgreSQL while the log is appended to; on SQLite there is but one writer."""

AT_A_TIME = 500
"""Rows read at a time where all are: some megabytes of answers."""


class AnswerRow(ServiceBase):
    """One answer as it was given: its JWS, who asked with which words, and the size of the log that first had it."""

    __tablename__ = "answers"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[int]
    client: Mapped[str]
    participant: Mapped[int]
    purpose: Mapped[str]
    basis: Mapped[str | None]
    nonce: Mapped[str | None]
    certificate: Mapped[bytes | None]
    idempotency_key: Mapped[str | None]
    request_digest: Mapped[bytes]
    size: Mapped[int]
    jws: Mapped[str]

    __table_args__ = (
        Index("answers_by_idempotency_key", "client", "idempotency_key", unique=True),
        Index("answers_by_nonce", "client", "nonce"),
        Index("answers_by_participant", "participant", "number"),
    )


class NodeRow(ServiceBase):
    """One node of the log's tree below which no leaf is missing."""

    __tablename__ = "answer_nodes"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes]


class CheckpointRow(ServiceBase):
    """What the log said of itself when it had `size` leaves: a signed note."""

    __tablename__ = "answer_checkpoints"

    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[int]
    note: Mapped[str]


class CosignatureRow(ServiceBase):
    """The line with which a witness co-signed a checkpoint."""

    __tablename__ = "answer_cosignatures"

    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    witness: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str]


class AccessRow(ServiceBase):
    """One line of the access log, canonical JSON that names the digest of the line before, and its own digest."""

    __tablename__ = "access_log"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line: Mapped[str]
    digest: Mapped[bytes]


@dataclass(frozen=True, slots=True)
class Head:
    """Where log and access log end: the size, the nodes at the tree's edge, and the digest of the last line."""

    size: int
    edge: Nodes
    access: bytes

    @property
    def root(self) -> bytes:
        return hash_of((0, self.size), self.edge) if self.size else EMPTY_ROOT


# APPENDING


def size_locked(session: Session) -> int:
    """Return the size of the log, and let nobody else append until the transaction ends."""
    assert session.bind is not None
    if session.bind.dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": APPEND_LOCK})
    return size(session)


def size(session: Session) -> int:
    """Return how many answers there are."""
    return session.scalar(select(func.max(CheckpointRow.size))) or 0


def head(session: Session, size: int) -> Head:
    """Return the end of log and access log at this size."""
    last = session.scalar(select(AccessRow.digest).where(AccessRow.number == size)) if size else None
    return Head(size, nodes(session, nodes_of((0, size))), last or bytes(32))


def append(session: Session, answers: Sequence[AnswerRow], grown: Nodes, access: Sequence[AccessRow]) -> None:
    """Write answers, the nodes that they make whole, and their lines in the access log."""
    session.execute(insert(_table(AnswerRow)), [_values(each) for each in answers])
    nodes = [{"level": level, "place": place, "hash": hash_} for (level, place), hash_ in grown.items()]
    session.execute(insert(_table(NodeRow)), nodes)
    session.execute(insert(_table(AccessRow)), [_values(each) for each in access])


def add_checkpoint(session: Session, size: int, at: int, note: str) -> None:
    """Write a checkpoint: with it the size of the log grows."""
    session.execute(insert(CheckpointRow), [{"size": size, "at": at, "note": note}])


def _table(kind: type[ServiceBase]) -> Table:
    assert isinstance(kind.__table__, Table)
    return kind.__table__


def _values(row: ServiceBase) -> dict[str, object]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}


# READING


def by_number(session: Session, number: int) -> AnswerRow | None:
    return session.get(AnswerRow, number)


def by_idempotency_keys(session: Session, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], AnswerRow]:
    """Return the answers that clients have got under keys of theirs."""
    if not keys:
        return {}
    clients, wanted = {client for client, _ in keys}, {key for _, key in keys}
    rows = select(AnswerRow).where(AnswerRow.client.in_(clients), AnswerRow.idempotency_key.in_(wanted))
    return {(each.client, each.idempotency_key or ""): each for each in session.scalars(rows)}


def requests_by_nonces(session: Session, nonces: Collection[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
    """Return the digests of the requests in which clients have used nonces."""
    if not nonces:
        return {}
    clients, wanted = {client for client, _ in nonces}, {nonce for _, nonce in nonces}
    columns = select(AnswerRow.client, AnswerRow.nonce, AnswerRow.request_digest).order_by(AnswerRow.number.desc())
    found = session.execute(columns.where(AnswerRow.client.in_(clients), AnswerRow.nonce.in_(wanted)))
    return {(client, nonce or ""): digest for client, nonce, digest in found}


def nodes(session: Session, wanted: Iterable[Node]) -> dict[Node, bytes]:
    """Return those of these nodes that are kept."""
    by_level: dict[int, list[int]] = {}
    for level, place in wanted:
        by_level.setdefault(level, []).append(place)
    these = [and_(NodeRow.level == level, NodeRow.place.in_(places)) for level, places in by_level.items()]
    if not these:
        return {}
    rows = session.execute(select(NodeRow.level, NodeRow.place, NodeRow.hash).where(or_(*these)))
    return {(level, place): hash_ for level, place, hash_ in rows}


def checkpoint(session: Session, size: int) -> CheckpointRow | None:
    return session.get(CheckpointRow, size)


def last_checkpoint(session: Session) -> CheckpointRow | None:
    return session.scalar(select(CheckpointRow).order_by(CheckpointRow.size.desc()).limit(1))


def last_witnessed(session: Session, size_min: int) -> CheckpointRow | None:
    """Return the newest checkpoint of at least this size that a witness has co-signed."""
    newest = select(func.max(CosignatureRow.size)).where(CosignatureRow.size >= size_min).scalar_subquery()
    return session.scalar(select(CheckpointRow).where(CheckpointRow.size == newest))


def cosignatures(session: Session, size: int) -> list[str]:
    """Return the lines of the witnesses of a checkpoint, by name."""
    rows = select(CosignatureRow.line).where(CosignatureRow.size == size).order_by(CosignatureRow.witness)
    return list(session.scalars(rows))


def add_cosignature(session: Session, size: int, witness: str, line: str) -> None:
    """Keep a witness' line below a checkpoint; the first one that it sends for a size stays."""
    if session.get(CosignatureRow, (size, witness)) is None:
        session.execute(insert(CosignatureRow), [{"size": size, "witness": witness, "line": line}])


def access_after(session: Session, number: int, limit: int) -> list[AccessRow]:
    """Return the lines of the access log after a number."""
    rows = select(AccessRow).where(AccessRow.number > number).order_by(AccessRow.number).limit(limit)
    return list(session.scalars(rows))


def answers_after(session: Session, number: int, limit: int) -> list[AnswerRow]:
    """Return the answers after a number, in their order."""
    rows = select(AnswerRow).where(AnswerRow.number > number).order_by(AnswerRow.number).limit(limit)
    return list(session.scalars(rows))


# READING ALL: whoever does not read to the end closes what he was given

_STREAMED = {"yield_per": AT_A_TIME}


def of_participant(session: Session, participant: int, before: int | None, limit: int) -> list[AnswerRow]:
    """Return the answers that a participant's clients and officers were given before a number, the newest first."""
    wanted = select(AnswerRow).where(AnswerRow.participant == participant)
    if before is not None:
        wanted = wanted.where(AnswerRow.number < before)
    return list(session.scalars(wanted.order_by(AnswerRow.number.desc()).limit(limit)))


def all_answers(session: Session) -> ScalarResult[AnswerRow]:
    """Return all answers in their order."""
    return session.scalars(select(AnswerRow).order_by(AnswerRow.number), execution_options=_STREAMED)


def all_access(session: Session) -> ScalarResult[AccessRow]:
    """Return all lines of the access log in their order."""
    return session.scalars(select(AccessRow).order_by(AccessRow.number), execution_options=_STREAMED)


def all_checkpoints(session: Session) -> ScalarResult[CheckpointRow]:
    """Return all checkpoints in their order."""
    return session.scalars(select(CheckpointRow).order_by(CheckpointRow.size), execution_options=_STREAMED)


def node_count(session: Session) -> int:
    """Return how many nodes of the log's tree are kept."""
    return session.scalar(select(func.count()).select_from(NodeRow)) or 0
