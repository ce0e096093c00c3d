"""From what is new behind a place to what a stream tells: for the API's and for the terminal's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ledger.domain.document import canonical
from ledger.domain.events import CertificateId
from ledger.store.queries import ReadSession, following
from ledger.watch import payloads
from ledger.watch.following import LOG_END, Place, step


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a stream: its type, the place behind it, and canonical JSON."""

    kind: str
    place: Place
    data: str


def told(
    session: ReadSession, place: Place, limit: int, about: Collection[bytes] | None = None
) -> tuple[list[Told], Place, bool]:
    """
    Return what is to be told behind a place, the place after it, and whether there is more at once.

    At most `limit` lines are read; of these are told those of the certificates `about`, if it is given.
    """
    found = step(session, place, limit)
    events: list[Told] = []
    if found.taken_back is not None:
        behind = Place(found.place.notice, found.taken_back - 1, LOG_END)
        events.append(Told(payloads.TAKEN_BACK, behind, _json({"fromBlock": found.taken_back})))
    wanted = [each for each in found.news if about is None or each.certificate_id in about]
    ids = {each.certificate_id for each in wanted if each.certificate_id is not None}
    numbers: dict[CertificateId, int] = following.numbers_of(session, ids) if ids else {}
    hashes: dict[int, bytes] = {}
    for each in wanted:
        at = each.line.entry.position
        if at.block not in hashes:
            hashes[at.block] = following.hash_of(session, at.block)
        number = numbers.get(each.certificate_id) if each.certificate_id is not None else None
        data = payloads.event(each, hashes[at.block], number)
        events.append(Told(payloads.EVENT, Place(found.place.notice, at.block, at.log), _json(data)))
    return events, found.place, found.more


def _json(data: object) -> str:
    return canonical(data).decode()
