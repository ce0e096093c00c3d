"""
Looks through the whole log: is every answer what was signed and logged, and every line of the access log what was
written?

All is computed anew from the answers themselves; what differs is named.  An operator who writes everything anew, keys
in hand, passes this and fails before a witness, whose last checkpoint its log then no longer contains.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from ledger.answers import access, jws
from ledger.answers.keys import Keys
from ledger.answers.note import Checkpoint, Note, Signature, Verifier
from ledger.domain.merkle import EMPTY_ROOT, Node, appended, hash_of, leaf_hash, nodes_of
from ledger.errors import Inconsistent
from ledger.store.service import answers as store
from ledger.store.service.answers import AccessRow, AnswerRow, CheckpointRow, ServiceSession


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written: a code that has sentences, and its facts."""

    code: str
    facts: dict[str, Any]


@dataclass
class Review:
    """One walk through the log of `origin`; `size` and `root` are those found, once it is over."""

    session: ServiceSession
    keys: Keys
    origin: str
    witnesses: Sequence[Verifier] = ()
    size: int = 0
    root: bytes = EMPTY_ROOT
    _edge: dict[Node, bytes] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        """Return what is wrong, in the order of the answers."""
        last = store.size(self.session)
        with (
            closing(store.all_answers(self.session)) as answers,
            closing(store.all_access(self.session)) as lines,
            closing(store.all_checkpoints(self.session)) as checkpoints,
        ):
            yield from self._walk(last, iter(answers), iter(lines), iter(checkpoints))
        self.root = hash_of((0, self.size), self._edge)

    def _walk(
        self, last: int, answers: Iterator[AnswerRow], lines: Iterator[AccessRow], checkpoints: Iterator[CheckpointRow]
    ) -> Iterator[Finding]:
        row, line, checkpoint = next(answers, None), next(lines, None), next(checkpoints, None)
        previous = access.FIRST
        while self.size < last:
            number = self.size + 1
            answer = row if row is not None and row.number == number else None
            yield from self._answer(number, answer)
            if line is not None and line.number == number:
                yield from _line(line, previous, answer)
                previous, line = line.digest, next(lines, None)
            else:
                yield Finding("LogAccessLineMissing", {"answer": number})
            if answer is not None:
                row = next(answers, None)
            if checkpoint is not None and checkpoint.size == number:
                yield from self._checkpoint(checkpoint)
                checkpoint = next(checkpoints, None)
        if row is not None or line is not None or store.node_count(self.session) != _whole(self.size):
            yield Finding("LogLonger", {"size": self.size})

    def _answer(self, number: int, row: AnswerRow | None) -> Iterator[Finding]:
        """Look at one answer, and let the tree grow by it."""
        kept = store.nodes(self.session, [(0, number - 1)]).get((0, number - 1), EMPTY_ROOT)
        leaf = kept
        if row is None:
            yield Finding("LogAnswerMissing", {"answer": number})
        else:
            leaf = leaf_hash(hashlib.sha256(row.jws.encode()).digest())
            if leaf != kept or not _is_signed(row, self.keys.public):
                yield Finding("LogAnswerAltered", {"answer": number})
            elif not _fits(row, jws.content(row.jws)):
                yield Finding("LogAnswerRowAltered", {"answer": number})
        made = appended(self.size, [leaf], self._edge)
        inner = [node for node in made if node[0]]
        found = store.nodes(self.session, inner)
        for level, place in inner:
            if found.get((level, place)) != made[level, place]:
                yield Finding("LogNodeAltered", {"level": level, "place": place})
        self.size = number
        self._edge = {node: {**self._edge, **made}[node] for node in nodes_of((0, number))}

    def _checkpoint(self, row: CheckpointRow) -> Iterator[Finding]:
        expected = Checkpoint(self.origin, row.size, hash_of((0, row.size), self._edge)).text
        try:
            note = Note.parse(row.note)
            signer = note.signed_by(each.verifier(self.origin) for each in self.keys.all)
        except Inconsistent:
            note, signer = None, None
        if note is None or signer is None or note.text != expected:
            yield Finding("LogCheckpointAltered", {"size": row.size})
            return
        for line in store.cosignatures(self.session, row.size):
            cosignature = Signature.parse(line)
            known = [each for each in self.witnesses if (each.name, each.id) == (cosignature.name, cosignature.id)]
            if known and not known[0].accepts(note.text, cosignature):
                yield Finding("LogCosignatureAltered", {"size": row.size, "name": cosignature.name})


def _is_signed(row: AnswerRow, keys: dict[str, bytes]) -> bool:
    try:
        return bool(jws.verify(row.jws, keys)["number"] == row.number)
    except (jws.AnswerInvalid, KeyError):
        return False


def _fits(row: AnswerRow, payload: dict[str, Any]) -> bool:
    """Whether what stands beside an answer is what the answer itself says."""
    said = (payload["iat"], payload["client"], payload["nonce"], payload["requestDigest"])
    client = hashlib.sha256(row.client.encode()).hexdigest()
    return said == (row.at, client, row.nonce, "0x" + row.request_digest.hex())


def _line(line: AccessRow, previous: bytes, row: AnswerRow | None) -> Iterator[Finding]:
    text, digest = line.line, hashlib.sha256(line.line.encode()).digest()
    found = access.read(text)
    expected = None
    if row is not None:
        expected, _ = access.line(access.fields(row, hashlib.sha256(row.jws.encode()).digest()), previous)
    is_next = found.get("previous") == "0x" + previous.hex() and found.get("number") == line.number
    if digest != line.digest or not is_next or (expected is not None and text != expected):
        yield Finding("LogAccessLineAltered", {"answer": line.number})


def _whole(size: int) -> int:
    """How many whole nodes a tree has."""
    return 2 * size - size.bit_count()
