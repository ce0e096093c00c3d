"""
How each restraint is put on a certificate, and how each operation is asked of it.

The test of the block matrix tries every operation under every restraint with these; the gas table measures them.

The certificate is alpha's; its term ends in 130 days, so that it can be renewed.  A restraint protects somebody, whose
signature a cell with consent needs; an operation is asked with the signatures of its own parties and of `extra`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ledger.domain.matrix import Operation, Restraint
from tests.contract.attesting import ALL_REPORTS, ANNOTATION, VALUE
from tests.contract.restraining import FORBIDDABLE
from tests.evm import Receipt, World
from tests.parties import (
    ALPHA,
    APPRAISER,
    ARBITER,
    BETA,
    CITY_BANK,
    COURT,
    DAR,
    DAY,
    DELTA,
    DPR,
    GAMMA,
    HOLD,
    NORTH,
    OPERATE,
    RIVER_BANK,
    SECOND_COURT,
    START,
    USE,
    ZERO_DIGEST,
    Actor,
    Party,
    a_record,
    an_issue,
    digest,
    id_of,
    thing_of,
)

ENDS = START + 130 * DAY
DOCUMENT, ORDER = digest("some document"), digest("an order")
PRICE = 300_000_000
PAID, MERGER, FULL_TRANSFER = 1, 1, 1

Extra = tuple[Actor, ...]


@dataclass
class Stand:
    """
    A world with one certificate; what was done before is remembered for what follows.

    `serial` is the certificate's; another certificate that comes out of it gets the one behind.
    """

    world: World
    serial: int = 1
    pledge: bytes = ZERO_DIGEST
    report: bytes = ZERO_DIGEST

    @property
    def data(self) -> bytes:
        return digest(f"data {self.serial}")

    @property
    def id(self) -> bytes:
        return id_of(ALPHA.number, DPR, self.data)

    @property
    def holder(self) -> Party:
        holders = {ALPHA.number: ALPHA, DELTA.number: DELTA, GAMMA.number: GAMMA}
        return holders[self.world.record(self.id)["holder"]]

    @property
    def next(self) -> bytes:
        """The id of what the next event makes."""
        return thing_of(self.id, self.world.record(self.id)["sequence"] + 1)

    def by_registry(self, noun: str, function: str, asked: tuple[Any, ...], *parties: Actor) -> Receipt:
        return self.by(NORTH, noun, function, asked, *parties)

    def by(self, who: Party, noun: str, function: str, asked: tuple[Any, ...], *parties: Actor) -> Receipt:
        contract = self.world.contract(noun)
        return self.world.file(contract, function, [who.checker, *parties], (self.id, *asked), maker=who.maker)


def stand(world: World, serial: int = 1) -> Stand:
    """Return a stand with its certificate, and an evaluator that may value it."""
    if world.view(world.attestations, "evaluatorOf", APPRAISER.number) == 0:
        world.govern(world.attestations, "admitEvaluator", APPRAISER.number, ALL_REPORTS)
    world.issue(an_issue(serial=serial, valid_to=ENDS))
    return Stand(world, serial)


# THE RESTRAINTS


def _pledged(on: Stand) -> Receipt:
    on.pledge = on.next
    asked = (CITY_BANK.number, 0, PRICE, False, 1, ENDS - 10 * DAY, DOCUMENT, ZERO_DIGEST, ZERO_DIGEST)
    return on.by(CITY_BANK, "Pledges", "create", asked, on.holder.consent)


def _frozen(on: Stand) -> Receipt:
    asked = (DOCUMENT, ORDER, on.world.now, 200 * DAY, FORBIDDABLE, 0)
    return on.by(COURT, "Restraints", "freeze", asked)


def _objected(on: Stand) -> Receipt:
    return on.by_registry("Restraints", "object", (BETA.number, 1, DOCUMENT), BETA.consent)


def _controlled(on: Stand) -> Receipt:
    return on.by(COURT, "Restraints", "control", (ORDER, on.world.now + 200 * DAY))


def _reserved(on: Stand) -> Receipt:
    if on.report == ZERO_DIGEST:
        _valued(on)
    return _reserve(on, ())


def _expired(on: Stand) -> None:
    on.world.sleep(ENDS - on.world.now)


def _contributed(on: Stand) -> Receipt:
    _reserved(on)
    return _execute(on, ())


def _licensed(on: Stand) -> Receipt:
    asked = (BETA.number, USE, 1, on.world.now, ENDS, False, DOCUMENT)
    return on.by_registry("Licences", "grant", asked, on.holder.consent, BETA.consent)


def _source_objected(on: Stand) -> Receipt:
    return on.by_registry("Restraints", "raiseSource", (BETA.number, DOCUMENT), BETA.consent)


def _surrendered(on: Stand) -> Receipt:
    return on.by_registry("Restraints", "surrender", (DOCUMENT,), on.holder.consent)


RESTRAINTS: dict[Restraint, Callable[[Stand], Receipt | None]] = {
    Restraint.PLEDGED: _pledged,
    Restraint.FROZEN: _frozen,
    Restraint.OBJECTED: _objected,
    Restraint.CONTROLLED: _controlled,
    Restraint.RESERVED: _reserved,
    Restraint.EXPIRED: _expired,
    Restraint.CONTRIBUTED: _contributed,
    Restraint.LICENSED: _licensed,
    Restraint.SOURCE_OBJECTED: _source_objected,
    Restraint.SURRENDERED: _surrendered,
}

LIFTS: dict[Restraint, Party] = {
    Restraint.PLEDGED: CITY_BANK,
    Restraint.FROZEN: COURT,
    Restraint.OBJECTED: NORTH,
    Restraint.CONTROLLED: COURT,
    Restraint.RESERVED: DELTA,
    Restraint.CONTRIBUTED: DELTA,
    Restraint.LICENSED: BETA,
    Restraint.SOURCE_OBJECTED: BETA,
    Restraint.SURRENDERED: NORTH,
}
"""Who may lift a restraint, as the refusal names it."""

PROTECTS: dict[Restraint, Party] = {**LIFTS, Restraint.OBJECTED: BETA}
"""Whose signature a cell with consent needs."""

COMES_FIRST = (Restraint.PLEDGED, Restraint.LICENSED, Restraint.CONTRIBUTED, Restraint.SOURCE_OBJECTED)
"""The restraints that are put on before an operation is prepared, since they leave room for the preparation."""

# WHAT AN OPERATION NEEDS BEFORE IT


def _valued(on: Stand) -> Receipt:
    on.report = on.next
    now = on.world.now
    asked = (VALUE, 2, 0, PRICE, now - DAY, now + 300 * DAY, ZERO_DIGEST, ZERO_DIGEST, DOCUMENT)
    return on.by(APPRAISER, "Attestations", "attest", asked, APPRAISER.second)


def _perfected(on: Stand) -> Receipt:
    if on.pledge == ZERO_DIGEST:
        _pledged(on)
    number = f"{on.serial:020d}".encode().ljust(32, b"\0")
    return on.by(CITY_BANK, "Pledges", "perfect", (on.pledge, number, on.world.now, DOCUMENT))


def _requested(on: Stand) -> Receipt:
    return on.by_registry("Renewals", "request", (DOCUMENT,), on.holder.consent)


def _reserved_before(on: Stand) -> Receipt:
    return _reserved(on)


PREPARED: dict[Operation, Callable[[Stand], Receipt]] = {
    Operation.RELEASE: _perfected,
    Operation.ENFORCE: _perfected,
    Operation.CONTRIBUTE: _valued,
    Operation.RENEW_PENDING: _requested,
    Operation.EXECUTE: _reserved_before,
}

# THE OPERATIONS


def _transfer(on: Stand, extra: Extra) -> Receipt:
    asked = (on.holder.number, GAMMA.number, DOCUMENT)
    return on.by_registry("Certificates", "transfer", asked, on.holder.consent, GAMMA.consent, *extra)


def _licence(on: Stand, extra: Extra) -> Receipt:
    asked = (GAMMA.number, USE, 1, on.world.now, ENDS, False, DOCUMENT)
    return on.by_registry("Licences", "grant", asked, on.holder.consent, GAMMA.consent, *extra)


def _pledge(on: Stand, extra: Extra) -> Receipt:
    asked = (RIVER_BANK.number, 0, PRICE, False, 1, ENDS - DAY, DOCUMENT, ZERO_DIGEST, ZERO_DIGEST)
    return on.by(RIVER_BANK, "Pledges", "create", asked, on.holder.consent, *extra)


def _release(on: Stand, extra: Extra) -> Receipt:
    return on.by(CITY_BANK, "Pledges", "release", (on.pledge, PAID, DOCUMENT), *extra)


def _enforce(on: Stand, extra: Extra) -> Receipt:
    asked = (on.pledge, GAMMA.number, PRICE, DOCUMENT)
    return on.by(CITY_BANK, "Pledges", "enforce", asked, on.holder.consent, GAMMA.consent, *extra)


def _reserve(on: Stand, extra: Extra) -> Receipt:
    investee = DELTA if on.holder is not DELTA else GAMMA
    until = on.world.now + 60 * DAY
    asked = (on.holder.number, investee.number, PRICE, PRICE, PRICE, on.report, FULL_TRANSFER, DOCUMENT, until)
    return on.by_registry("Equity", "reserve", asked, on.holder.consent, investee.consent, *extra)


def _amend(on: Stand, extra: Extra) -> Receipt:
    asked = (ZERO_DIGEST, DOCUMENT, 0, 0)
    return on.by_registry("Certificates", "amend", asked, on.holder.consent, *extra)


def _narrow(on: Stand, extra: Extra) -> Receipt:
    asked = (ZERO_DIGEST, DOCUMENT, ENDS - 1, 0)
    return on.by_registry("Certificates", "amend", asked, on.holder.consent, *extra)


def _request(on: Stand, extra: Extra) -> Receipt:
    return on.by_registry("Renewals", "request", (DOCUMENT,), on.holder.consent, *extra)


def _cancel(on: Stand, extra: Extra) -> Receipt:
    return on.by_registry("Certificates", "cancel", (1, DOCUMENT), on.holder.consent, *extra)


def _attest(on: Stand, extra: Extra) -> Receipt:
    asked = (ANNOTATION, 1, 0, 0, 0, 0, ZERO_DIGEST, ZERO_DIGEST, DOCUMENT)
    return on.by_registry("Attestations", "attest", asked, *extra)


def _restrain(on: Stand, extra: Extra) -> Receipt:
    return on.by(ARBITER, "Restraints", "noteDispute", (DOCUMENT,), *extra)


def _judicial_transfer(on: Stand, extra: Extra) -> Receipt:
    asked = (on.holder.number, GAMMA.number, ORDER, DOCUMENT, False)
    return on.by(SECOND_COURT, "Restraints", "judicialTransfer", asked, *extra)


def _judicial_cancel(on: Stand, extra: Extra) -> Receipt:
    return on.by(SECOND_COURT, "Restraints", "judicialCancel", (ORDER, DOCUMENT), *extra)


def _correct(on: Stand, extra: Extra) -> Receipt:
    return on.by_registry("Certificates", "correct", (DOCUMENT,), *extra)


def _succeed(on: Stand, extra: Extra) -> Receipt:
    asked = (on.holder.number, GAMMA.number, MERGER, DOCUMENT)
    return on.by_registry("Successions", "succeed", asked, GAMMA.consent, *extra)


def _split(on: Stand, extra: Extra) -> Receipt:
    word = a_record(GAMMA, on.serial + 1, rights=OPERATE, valid_to=ENDS)
    asked = (word, on.data, DOCUMENT, ZERO_DIGEST, DOCUMENT)
    return on.by_registry("Successions", "split", asked, on.holder.consent, GAMMA.consent, *extra)


def _convert(on: Stand, extra: Extra) -> Receipt:
    word = a_record(on.holder, on.serial + 2, regime=DAR, rights=HOLD | USE | OPERATE, valid_to=ENDS)
    asked = (word, on.data, DOCUMENT, DOCUMENT)
    return on.by_registry("Successions", "convert", asked, on.holder.consent, *extra)


def _surrender(on: Stand, extra: Extra) -> Receipt:
    return on.by_registry("Restraints", "surrender", (DOCUMENT,), on.holder.consent, *extra)


def _renew(on: Stand, extra: Extra) -> Receipt:
    return on.by_registry("Renewals", "renew", (DOCUMENT, ENDS + 365 * DAY), *extra)


def _execute(on: Stand, extra: Extra) -> Receipt:
    holder = on.holder.consent
    return on.by_registry("Equity", "execute", (DOCUMENT, DOCUMENT), holder, DELTA.consent, *extra)


OPERATIONS: dict[Operation, Callable[[Stand, Extra], Receipt]] = {
    Operation.TRANSFER: _transfer,
    Operation.LICENCE: _licence,
    Operation.PLEDGE: _pledge,
    Operation.RELEASE: _release,
    Operation.ENFORCE: _enforce,
    Operation.CONTRIBUTE: _reserve,
    Operation.AMEND: _amend,
    Operation.NARROW: _narrow,
    Operation.RENEW: _request,
    Operation.CANCEL: _cancel,
    Operation.ATTEST: _attest,
    Operation.RESTRAIN: _restrain,
    Operation.JUDICIAL_TRANSFER: _judicial_transfer,
    Operation.JUDICIAL_CANCEL: _judicial_cancel,
    Operation.CORRECT: _correct,
    Operation.SUCCEED: _succeed,
    Operation.SPLIT: _split,
    Operation.CONVERT: _convert,
    Operation.SURRENDER: _surrender,
    Operation.RENEW_PENDING: _renew,
    Operation.EXECUTE: _execute,
}

UNREACHABLE: dict[tuple[Operation, Restraint], str] = {
    (Operation.RELEASE, Restraint.RESERVED): "a pledge stops a reservation, and a reservation a pledge",
    (Operation.ENFORCE, Restraint.RESERVED): "a pledge stops a reservation, and a reservation a pledge",
    (Operation.RELEASE, Restraint.SURRENDERED): "a pledge stops a surrender, and a surrender a pledge",
    (Operation.ENFORCE, Restraint.SURRENDERED): "a pledge stops a surrender, and a surrender a pledge",
    (Operation.EXECUTE, Restraint.PLEDGED): "a pledge stops a reservation, and a reservation a pledge",
    (Operation.EXECUTE, Restraint.EXPIRED): "a reservation lapses before its certificate does",
    (Operation.EXECUTE, Restraint.CONTRIBUTED): "what is contributed cannot be reserved again",
    (Operation.EXECUTE, Restraint.SURRENDERED): "a reservation stops a surrender, and a surrender a reservation",
}
"""Cells at which no certificate can come to stand, and why."""
