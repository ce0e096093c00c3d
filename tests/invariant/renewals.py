"""
Acts of renewals for the walk: about as often right as wrong, and wrong in every way that the contract knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ledger.domain.acts.renewals import RefuseRenewal, Renew, RequestRenewal, latest_end, window
from ledger.domain.certificates import Certificate, State
from ledger.domain.events import Instant
from ledger.domain.matrix import Operation
from ledger.domain.renewals import RenewalRequest, decide_by
from ledger.errors import ActRefused
from tests.evm import World
from tests.invariant import dealing
from tests.invariant.dealing import document, file_on, named
from tests.invariant.dice import Dice
from tests.invariant.filing import WAYS
from tests.invariant.walk import Walk
from tests.parties import DAY


def request_renewal(walk: Walk, dice: Dice) -> None:
    certificate = _in_window(walk, dice)
    if certificate is None:
        dealing.issue(walk, dice)
        return
    way = dice.bent("digest", "unknown", *WAYS, percent=30)
    asked = RequestRenewal(named(walk, dice, certificate, way), document(dice, way))
    file_on(walk, dice, asked, certificate, (certificate.holders, Operation.RENEW), way=way)


def refuse_renewal(walk: Walk, dice: Dice) -> None:
    certificate = _pending(walk, dice) if dice.chance(85) else dealing.some_certificate(walk, dice)
    if certificate is None:
        request_renewal(walk, dice)
        return
    way = dice.bent("digest", "unknown", *WAYS)
    asked = RefuseRenewal(named(walk, dice, certificate, way), document(dice, way))
    file_on(walk, dice, asked, certificate, ((), Operation.RESTRAIN), way=way)


def renew(walk: Walk, dice: Dice) -> None:
    """A pending renewal, also after the term's end; or one that nobody requested."""
    certificate = _pending(walk, dice) if dice.chance(65) else _in_window(walk, dice)
    if certificate is None:
        request_renewal(walk, dice)
        return
    way = dice.bent("digest", "unknown", "same", "over", "too long", *WAYS)
    latest = _latest(walk, certificate)
    ends = {"same": certificate.valid_to, "over": walk.now, "too long": latest + 1}.get(
        way, dice.pick((certificate.valid_to + DAY, certificate.valid_to + 30 * DAY, latest))
    )
    asked = Renew(named(walk, dice, certificate, way), document(dice, way), Instant(ends))
    pending = bool(decide_by(walk.facts, certificate.id))
    operation = Operation.RENEW_PENDING if pending else Operation.RENEW
    file_on(walk, dice, asked, certificate, (() if pending else certificate.holders, operation), way=way)


# CHOOSING


def _in_window(walk: Walk, dice: Dice) -> Certificate | None:
    """One that may be renewed now, mostly; none if there is too little to choose from."""
    living = [found for found in walk.certificates() if found.state is State.ACTIVE]
    opened = [found for found in living if _is_open(walk, found)]
    if not opened and dice.chance(70):
        return None
    return dice.pick(opened) if opened and dice.chance(85) else dealing.some_certificate(walk, dice)


def _is_open(walk: Walk, certificate: Certificate) -> bool:
    try:
        opens_at, closes_at = window(walk.facts, certificate, walk.now)
    except ActRefused:
        return False
    return opens_at <= walk.now < closes_at


def _latest(walk: Walk, certificate: Certificate) -> int:
    try:
        return latest_end(walk.facts, certificate, walk.now)
    except ActRefused:
        return certificate.valid_to + DAY


def _pending(walk: Walk, dice: Dice) -> Certificate | None:
    """One whose renewal is pending, lapsed ones included."""
    pending = [found for found in walk.certificates() if decide_by(walk.facts, found.id)]
    return dice.pick(pending) if pending else None


# COMPARING


def _read_request(world: World, fact: RenewalRequest) -> Iterator[tuple[str, Any, Any]]:
    yield "renewal", fact.decide_by, world.view(world.renewals, "decideBy", fact.certificate_id)


def instants(walk: Walk) -> list[int]:
    """When requests lapse and windows close."""
    requests = [fact for fact in walk.facts.values() if isinstance(fact, RenewalRequest)]
    lapses: list[int] = [request.decide_by for request in requests if request.decide_by]
    return lapses + [found.valid_to - DAY for found in walk.certificates() if found.state is State.ACTIVE][-3:]


WEIGHTS: Mapping[Callable[[Walk, Dice], None], int] = {request_renewal: 7, refuse_renewal: 3, renew: 8}
COMPARED: Mapping[Any, Callable[[World, Any], Iterator[tuple[str, Any, Any]]]] = {RenewalRequest: _read_request}
