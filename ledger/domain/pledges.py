"""
Pledges: how each event changes the holds and pledges of a certificate, and whom they protect.

Rules of the fold:
 * A certificate has at most eight live encumbrances; each event that changes their list drops the holds that lapsed.
 * A bank has one hold in force a certificate; the pledge that it creates meanwhile takes its place and rank time.
 * A pledge is perfected once, by a filing number that is used once.
 * Only a live pledge changes; what has ended never does.  Nobody but the creditor releases: the only other end is the
   sale for what ranks before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ledger.domain.certificates import Certificate, advance
from ledger.domain.encumbrances import (
    ENCUMBRANCE_LAYOUT,
    LIVE_MAX,
    Encumbrance,
    EncumbranceList,
    EncumbranceState,
    Filing,
    Listed,
    PledgeObjection,
    PledgeObjectionOutcome,
    PledgeTrait,
    ReleaseReason,
    SecurityForm,
    is_in_force,
    live_on,
    objection_to,
    rank_key,
)
from ledger.domain.events import (
    ZERO_DIGEST,
    ZERO_THING,
    CertificateId,
    Entry,
    Fen,
    IllegalTransition,
    Instant,
    ParticipantNumber,
    ThingId,
)
from ledger.domain.events import pledges as e
from ledger.domain.facts import Fact, FactKey, Facts, Fold, find, known, replace, require, require_new, thing_id
from ledger.domain.flags import Flag
from ledger.domain.matrix import Effect, Operation, Restraint, effect
from ledger.errors import ActRefused


def consents(facts: Facts, certificate: Certificate, operation: Operation, now: int) -> list[int]:
    """Return the creditors whose consent an operation needs; raises `ActRefused` if one of them stops it."""
    does = effect(operation, Restraint.PLEDGED)
    parties: list[int] = []
    if does is Effect.ALLOW:
        return parties
    for one in live_on(facts, certificate.id, now):
        if does is Effect.REFUSE:
            raise ActRefused(
                "OperationRestrained",
                certificate_id=certificate.id,
                operation=int(operation),
                restraint=int(Restraint.PLEDGED),
                by=int(one.creditor),
            )
        if one.creditor not in parties:
            parties.append(one.creditor)
    return parties


# THE FOLD


def _hold(facts: Facts, entry: Entry, event: e.RankHeld) -> tuple[Fact, ...]:
    own = thing_id(event.certificate_id, event.sequence)
    require(entry, "hold id", own, event.hold_id)
    require_new(facts, entry, ("encumbrance", own))
    require(entry, "hold ends later", True, entry.time < event.until)
    made = Encumbrance(
        id=own,
        certificate_id=event.certificate_id,
        sequence=event.sequence,
        creditor=event.creditor,
        debtor=ParticipantNumber(0),
        amount=Fen(0),
        rank_at=Instant(entry.time),
        until=event.until,
        perfected_at=Instant(0),
        form=SecurityForm.NONE,
        state=EncumbranceState.HELD,
        traits=PledgeTrait(0),
        debt_digest=ZERO_DIGEST,
        resolution_digest=ZERO_DIGEST,
        report_id=ZERO_THING,
        hold_id=ZERO_THING,
        created=entry.position,
        created_at=Instant(entry.time),
    )
    return (_set(facts, entry, event), _with(facts, entry, made), made)


def _create(facts: Facts, entry: Entry, event: e.PledgeCreated) -> tuple[Fact, ...]:
    word = {name: event.encumbrance >> low & (1 << bits) - 1 for name, low, bits in ENCUMBRANCE_LAYOUT}
    require(entry, "state", EncumbranceState.PLEDGED, word["state"])
    require(entry, "perfected", 0, word["perfected_at"])
    require(entry, "form", True, word["form"] in set(SecurityForm) - {SecurityForm.NONE})
    require(entry, "term ends later", True, entry.time < word["until"])
    own = thing_id(event.certificate_id, event.sequence)
    require_new(facts, entry, ("encumbrance", own))
    consumed = _consumed(facts, entry, event, word["creditor"])
    certificate = _set(facts, entry, event)
    reserved = PledgeTrait.RESERVED if consumed else PledgeTrait(0)
    require(entry, "traits", reserved, word["traits"] & ~PledgeTrait.MAXIMUM)
    require(entry, "rank time", consumed[0].rank_at if consumed else entry.time, word["rank_at"])
    made = Encumbrance(
        id=own,
        certificate_id=event.certificate_id,
        sequence=event.sequence,
        creditor=ParticipantNumber(word["creditor"]),
        debtor=event.debtor or certificate.holder,
        amount=Fen(word["amount"]),
        rank_at=Instant(word["rank_at"]),
        until=Instant(word["until"]),
        perfected_at=Instant(0),
        form=SecurityForm(word["form"]),
        state=EncumbranceState.PLEDGED,
        traits=PledgeTrait(word["traits"]),
        debt_digest=event.debt_digest,
        resolution_digest=event.resolution_digest,
        report_id=event.report_id,
        hold_id=event.hold_id,
        created=entry.position,
        created_at=Instant(entry.time),
        document_digest=event.debt_digest,
    )
    return (certificate, _with(facts, entry, made), made, *consumed)


def _consumed(facts: Facts, entry: Entry, event: e.PledgeCreated, creditor: int) -> tuple[Encumbrance, ...]:
    """Return the hold that a pledge takes the place of, consumed."""
    if event.hold_id == ZERO_THING:
        return ()
    before = _live(facts, entry, event.certificate_id, event.hold_id)
    require(entry, "hold in force", True, before.state is EncumbranceState.HELD)
    require(entry, "hold's bank", before.creditor, creditor)
    return (replace(before, state=EncumbranceState.CONSUMED, closed_at=Instant(entry.time)),)


def _release_hold(facts: Facts, entry: Entry, event: e.HoldReleased) -> tuple[Fact, ...]:
    before = _live(facts, entry, event.certificate_id, event.hold_id)
    require(entry, "state", EncumbranceState.HELD, before.state)
    return _closed(facts, entry, event, replace(before, state=EncumbranceState.DROPPED))


def _perfect(facts: Facts, entry: Entry, event: e.PledgePerfected) -> tuple[Fact, ...]:
    before = _pledge(facts, entry, event)
    require_new(facts, entry, ("filing", event.filing_number))
    require(entry, "perfected", 0, before.perfected_at)
    require(entry, "filed before", True, event.filed_at <= entry.time)
    reserved = bool(before.traits & PledgeTrait.RESERVED)
    require(entry, "rank time", min(before.rank_at, event.filed_at) if reserved else event.filed_at, event.rank_at)
    after = replace(
        before,
        perfected_at=event.filed_at,
        rank_at=event.rank_at,
        filing_number=event.filing_number,
        file_digest=event.file_digest,
    )
    return (_advanced(facts, entry, event), after, Filing(event.filing_number, event.pledge_id))


def _amend(facts: Facts, entry: Entry, event: e.PledgeAmended) -> tuple[Fact, ...]:
    before = _pledge(facts, entry, event)
    require(entry, "amount before", before.amount, event.amount_before)
    require(entry, "form", True, event.form in set(SecurityForm) - {SecurityForm.NONE})
    added = max(0, event.amount - before.amount)
    after = replace(
        before,
        amount=event.amount,
        form=SecurityForm(event.form),
        debt_digest=event.debt_digest,
        document_digest=event.debt_digest,
        added_amount=Fen(before.added_amount + added),
        added_at=Instant(entry.time) if added else before.added_at,
    )
    return (_advanced(facts, entry, event), after)


def _extend(facts: Facts, entry: Entry, event: e.PledgeExtended) -> tuple[Fact, ...]:
    before = _pledge(facts, entry, event)
    require(entry, "term before", before.until, event.until_before)
    require(entry, "term is longer", True, max(before.until, entry.time) < event.until)
    after = replace(before, until=event.until, document_digest=event.document_digest)
    return (_advanced(facts, entry, event), after)


def _assign(facts: Facts, entry: Entry, event: e.PledgeAssigned) -> tuple[Fact, ...]:
    before = _pledge(facts, entry, event)
    require(entry, "creditor before", before.creditor, event.from_)
    require(entry, "creditor is another", False, event.to == event.from_)
    after = replace(before, creditor=event.to, document_digest=event.document_digest)
    return (_advanced(facts, entry, event), after)


def _crystallise(facts: Facts, entry: Entry, event: e.PledgeCrystallised) -> tuple[Fact, ...]:
    before = _pledge(facts, entry, event)
    require(entry, "amount is a cap", True, before.is_cap)
    require(entry, "cap", before.amount, event.cap)
    require(entry, "within the cap", True, event.amount <= event.cap)
    traits = before.traits | PledgeTrait.CRYSTALLISED
    after = replace(before, amount=event.amount, traits=traits, document_digest=event.document_digest)
    return (_advanced(facts, entry, event), after)


def _part_release(facts: Facts, entry: Entry, event: e.PledgePartReleased) -> tuple[Fact, ...]:
    before = _pledge(facts, entry, event)
    require(entry, "amount before", before.amount, event.amount_before)
    require(entry, "amount is less", True, event.amount < event.amount_before)
    after = replace(before, amount=event.amount, document_digest=event.document_digest)
    return (_advanced(facts, entry, event), after)


def _release(facts: Facts, entry: Entry, event: e.PledgeReleased) -> tuple[Fact, ...]:
    before = _pledge(facts, entry, event)
    require(entry, "reason", True, event.reason in set(ReleaseReason) - {ReleaseReason.NONE})
    reason = ReleaseReason(event.reason)
    after = replace(before, state=EncumbranceState.RELEASED, reason=reason, document_digest=event.document_digest)
    return _closed(facts, entry, event, after)


def _enforce(facts: Facts, entry: Entry, event: e.PledgeEnforced) -> tuple[Fact, ...]:
    before = _pledge(facts, entry, event)
    require(entry, "perfected", True, before.perfected_at != 0)
    require(entry, "amount is a cap", False, before.is_cap)
    after = replace(before, state=EncumbranceState.ENFORCED, document_digest=event.document_digest)
    return _closed(facts, entry, event, after)


def _end(facts: Facts, entry: Entry, event: e.PledgeEnded) -> tuple[Fact, ...]:
    before = _live(facts, entry, event.certificate_id, event.pledge_id)
    enforced = known(facts, entry, ("encumbrance", event.enforced_id), Encumbrance)
    require(entry, "what ranks before is enforced", EncumbranceState.ENFORCED, enforced.state)
    require(entry, "certificate", event.certificate_id, enforced.certificate_id)
    require(entry, "ranks behind", True, rank_key(enforced) < rank_key(before))
    after = replace(before, state=EncumbranceState.ENDED, ended_by=event.enforced_id)
    return _closed(facts, entry, event, after)


def _object(facts: Facts, entry: Entry, event: e.PledgeObjected) -> tuple[Fact, ...]:
    _pledge(facts, entry, event)
    require(entry, "objection in force", None, objection_to(facts, event.pledge_id, entry.time))
    made = PledgeObjection(
        pledge_id=event.pledge_id,
        certificate_id=event.certificate_id,
        objector=event.objector,
        prove_by=event.prove_by,
        proven=False,
        outcome=PledgeObjectionOutcome.NONE,
        document_digest=event.document_digest,
    )
    return (_advanced(facts, entry, event), made)


def _prove(facts: Facts, entry: Entry, event: e.PledgeSuitProven) -> tuple[Fact, ...]:
    before = _objection(facts, entry, event)
    require(entry, "proven", False, before.proven)
    after = replace(before, proven=True, document_digest=event.document_digest)
    return (_advanced(facts, entry, event), after)


def _end_objection(facts: Facts, entry: Entry, event: e.PledgeObjectionEnded) -> tuple[Fact, ...]:
    before = _objection(facts, entry, event)
    outcomes = set(PledgeObjectionOutcome) - {PledgeObjectionOutcome.NONE}
    require(entry, "outcome", True, event.outcome in outcomes)
    outcome = PledgeObjectionOutcome(event.outcome)
    return (_advanced(facts, entry, event), replace(before, outcome=outcome, document_digest=event.document_digest))


# WHAT THE FOLD SHARES


def _advanced(facts: Facts, entry: Entry, event: Any, *, set: int = 0, clear: int = 0) -> Certificate:
    before = known(facts, entry, ("certificate", event.certificate_id), Certificate)
    return advance(entry, event.sequence, before, set=set, clear=clear)


def _set(facts: Facts, entry: Entry, event: Any) -> Certificate:
    return _advanced(facts, entry, event, set=Flag.PLEDGED)


def _live(facts: Facts, entry: Entry, own: CertificateId, encumbrance_id: ThingId) -> Encumbrance:
    """Return an encumbrance of a certificate that is in force."""
    found = known(facts, entry, ("encumbrance", encumbrance_id), Encumbrance)
    require(entry, "certificate", own, found.certificate_id)
    require(entry, "in force", True, is_in_force(found, entry.time))
    return found


def _pledge(facts: Facts, entry: Entry, event: Any) -> Encumbrance:
    """Return the live pledge that an event speaks of."""
    found = _live(facts, entry, event.certificate_id, event.pledge_id)
    require(entry, "state", EncumbranceState.PLEDGED, found.state)
    return found


def _objection(facts: Facts, entry: Entry, event: Any) -> PledgeObjection:
    _pledge(facts, entry, event)
    found = objection_to(facts, event.pledge_id, entry.time)
    if found is None:
        raise IllegalTransition(entry, "objection is in force", True, False)
    return found


def _remaining(facts: Facts, entry: Entry, own: CertificateId, without: ThingId) -> tuple[Listed, ...]:
    """Return a certificate's list without one encumbrance and without the holds that have lapsed."""
    listed = find(facts, ("encumbrance_list", own), EncumbranceList)
    return tuple(
        item
        for item in (listed.live if listed else ())
        if item.id != without and (item.lapses_at == 0 or entry.time < item.lapses_at)
    )


def _with(facts: Facts, entry: Entry, made: Encumbrance) -> EncumbranceList:
    """Return a certificate's list with one more, without the hold whose place it takes."""
    live = _remaining(facts, entry, made.certificate_id, made.hold_id)
    require(entry, "room for another", True, len(live) < LIVE_MAX)
    lapses_at = made.until if made.state is EncumbranceState.HELD else Instant(0)
    return EncumbranceList(made.certificate_id, (*live, Listed(made.id, made.sequence, lapses_at)))


def _closed(facts: Facts, entry: Entry, event: Any, after: Encumbrance) -> tuple[Fact, ...]:
    """Return what an end changes: the encumbrance, the list, and the flag if nothing is left."""
    live = _remaining(facts, entry, after.certificate_id, after.id)
    return (
        _advanced(facts, entry, event, clear=0 if live else Flag.PLEDGED),
        EncumbranceList(after.certificate_id, live),
        replace(after, closed_at=Instant(entry.time)),
    )


def _reads(*kinds: str) -> Callable[[Any], tuple[FactKey, ...]]:
    """Return what looks up the certificate, the pledge of an event, and facts of these kinds."""

    def reads(event: Any) -> tuple[FactKey, ...]:
        own, pledge_id = event.certificate_id, event.pledge_id
        keys = {
            "encumbrance_list": own,
            "filing": getattr(event, "filing_number", ZERO_DIGEST),
            "pledge_objection": pledge_id,
        }
        named: tuple[FactKey, ...] = tuple((kind, keys[kind]) for kind in kinds)
        return (("certificate", own), ("encumbrance", pledge_id), *named)

    return reads


def _reads_of_hold(event: e.RankHeld | e.HoldReleased) -> tuple[FactKey, ...]:
    own = event.certificate_id
    return (("certificate", own), ("encumbrance", event.hold_id), ("encumbrance_list", own))


def _reads_of_created(event: e.PledgeCreated) -> tuple[FactKey, ...]:
    own = event.certificate_id
    held: tuple[FactKey, ...] = () if event.hold_id == ZERO_THING else (("encumbrance", event.hold_id),)
    made = ("encumbrance", thing_id(own, event.sequence))
    return (("certificate", own), ("encumbrance_list", own), made, *held)


def _reads_of_ended(event: e.PledgeEnded) -> tuple[FactKey, ...]:
    return (*_reads("encumbrance_list")(event), ("encumbrance", event.enforced_id))


FACTS: tuple[type[Fact], ...] = (Encumbrance, EncumbranceList, Filing, PledgeObjection)

FOLDS: Mapping[type[Any], Fold] = {
    e.RankHeld: Fold(_reads_of_hold, _hold),
    e.HoldReleased: Fold(_reads_of_hold, _release_hold),
    e.PledgeCreated: Fold(_reads_of_created, _create),
    e.PledgePerfected: Fold(_reads("filing"), _perfect),
    e.PledgeAmended: Fold(_reads(), _amend),
    e.PledgeExtended: Fold(_reads(), _extend),
    e.PledgeAssigned: Fold(_reads(), _assign),
    e.PledgeCrystallised: Fold(_reads(), _crystallise),
    e.PledgePartReleased: Fold(_reads(), _part_release),
    e.PledgeReleased: Fold(_reads("encumbrance_list"), _release),
    e.PledgeObjected: Fold(_reads("pledge_objection"), _object),
    e.PledgeSuitProven: Fold(_reads("pledge_objection"), _prove),
    e.PledgeObjectionEnded: Fold(_reads("pledge_objection"), _end_objection),
    e.PledgeEnforced: Fold(_reads("encumbrance_list"), _enforce),
    e.PledgeEnded: Fold(_reads_of_ended, _end),
}
