"""
What the ledger promises whatever is done (DESIGN.md, R12 to R17), asked of events and of the contracts' own views.

The walk's comparison shows that contract and domain agree; this shows that what they agree on is right.  Nothing here
uses the domain's checks of acts, but for R14, which is that the two sides say the same as time goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ledger.domain.acts.certificates import HOLDERS_REASONS
from ledger.domain.acts.filed import require_allowed
from ledger.domain.burdens import Forbidden, active_freeze, burdens_on
from ledger.domain.doors import Migration
from ledger.domain.encumbrances import Encumbrance, EncumbranceList
from ledger.domain.equity import ContributionStage, last_of
from ledger.domain.events import (
    CertificateCancelled,
    CertificateId,
    CertificateIssued,
    CertificateTransferred,
    Event,
    Key,
)
from ledger.domain.events.applications import ApplicationDeposited
from ledger.domain.events.pledges import (
    HoldReleased,
    PledgeCreated,
    PledgeEnforced,
    PledgePartReleased,
    PledgeReleased,
)
from ledger.domain.events.rules import RuleSet
from ledger.domain.events.successions import CertificateLinked
from ledger.domain.facts import Fact, FactKey, thing_id
from ledger.domain.matrix import Operation
from ledger.domain.participants import EnrolledKey
from ledger.domain.records import unpack
from ledger.domain.successions import Relation
from ledger.errors import ActRefused
from tests.evm import Refusal, World

Facts = Mapping[FactKey, Fact]

FROZEN_ACTS = {
    "LicenceGranted": Forbidden.LICENCE,
    "RankHeld": Forbidden.PLEDGE,
    "PledgeCreated": Forbidden.PLEDGE,
    "PledgeEnforced": Forbidden.ENFORCE,
    "ContributionReserved": Forbidden.CONTRIBUTE,
    "ContributionExecuted": Forbidden.EXECUTE,
    "CertificateSplit": Forbidden.SPLIT,
    "CertificateSuperseded": Forbidden.CONVERT,
    "CertificateSurrendered": Forbidden.SURRENDER,
}
"""By its event, the bit with which a freeze forbids it; transfers and cancellations see `_frozen_act`."""

NOT_PLAIN = {
    "TransferOrdered",
    "PledgeEnforced",
    "CertificateSucceeded",
    "ContributionExecuted",
    "ContributionRolledBack",
    "ContributionExited",
}
"""A transfer beside one of these in its transaction is no plain one."""


class Promises:
    """The promises of one walk, with the order of rank that was last seen on each certificate."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ranks: dict[CertificateId, list[bytes]] = {}

    # before each event

    def before(self, facts: Facts, event: Event, receipt: Sequence[Event], time: int) -> None:
        """Look at an event and at the facts before it; `receipt` has all events of its transaction."""
        names = {type(each).__name__ for each in receipt}
        self._released_by_its_creditor(facts, event)
        self._not_forbidden(facts, event, names, time)
        if isinstance(event, CertificateTransferred) and not names & NOT_PLAIN:
            contribution = last_of(facts, event.certificate_id)
            standing = (ContributionStage.EXECUTED, ContributionStage.CONFIRMED)
            if contribution is not None and contribution.stage in standing:
                assert event.to != contribution.contributor, "R16: it went back"
        if isinstance(event, RuleSet):
            assert event.effective_from > time, "R17: the past was changed"

    def _released_by_its_creditor(self, facts: Facts, event: Event) -> None:
        match event:
            case HoldReleased():
                released = event.hold_id
            case PledgeReleased() | PledgePartReleased() | PledgeEnforced():
                released = event.pledge_id
            case _:
                return
        encumbrance = facts[(Encumbrance.KIND, released)]
        assert isinstance(encumbrance, Encumbrance)
        for hand in (event.maker, event.checker):
            assert _participant(facts, hand) == encumbrance.creditor, "R13: released by another"

    def _not_forbidden(self, facts: Facts, event: Event, names: set[str], time: int) -> None:
        act = _frozen_act(event, names)
        if act is None:
            return
        freeze = active_freeze(burdens_on(facts, event.certificate_id), time)  # type: ignore[union-attr]
        assert freeze is None or freeze.holder or not freeze.forbidden & act, f"R12: {event} under {freeze}"

    # after each transaction

    def after(self, facts: Facts, receipt: Sequence[Event], time: int) -> None:
        """Look at all events of a transaction and at the facts after it."""
        self._issued_for_a_reason(facts, receipt, time)
        consumed = {each.hold_id: _made(each) for each in receipt if isinstance(each, PledgeCreated)}
        perfected = any(type(each).__name__ == "PledgePerfected" for each in receipt)
        for own in dict.fromkeys(getattr(each, "certificate_id", None) for each in receipt):
            if own is not None and (EncumbranceList.KIND, own) in facts:
                self.ranked(own, consumed, may_change=perfected)

    def _issued_for_a_reason(self, facts: Facts, receipt: Sequence[Event], time: int) -> None:
        deposited = {each.application_id for each in receipt if isinstance(each, ApplicationDeposited)}
        made = {
            each.certificate_id
            for each in receipt
            if isinstance(each, CertificateLinked) and each.relation in (Relation.CONVERTS, Relation.SPLIT_FROM)
        }
        for each in receipt:
            if isinstance(each, CertificateIssued) and each.certificate_id not in deposited | made:
                window = facts.get((Migration.KIND, unpack(each.record).register))
                assert isinstance(window, Migration), "R15: no window was ever opened"
                assert time < window.until, "R15: the window is over"

    def ranked(self, own: CertificateId, consumed: Mapping[Any, bytes], *, may_change: bool) -> None:
        """Compare the order of rank with the last seen; what came or ended aside, only a perfection changes it."""
        now: list[bytes] = list(self._world.view(self._world.pledges, "ranksOn", own))
        assert len(set(now)) == len(now), "R13: twice in one rank"
        before = [consumed.get(each, each) for each in self._ranks.get(own, [])]
        if not may_change:
            assert [each for each in before if each in now] == [each for each in now if each in before], "R13: moved"
        self._ranks[own] = now

    # as time goes on

    def asleep(self, facts: Facts, own: CertificateId, now: int) -> None:
        """Ask both sides of one certificate, at an instant without a transaction, what is allowed (R14)."""
        if (EncumbranceList.KIND, own) in facts:
            self.ranked(own, {}, may_change=False)
        for operation in Operation:
            if operation is not Operation.NONE:
                assert self._contract(own, operation) == _domain(facts, own, operation, now), f"R14: {operation.name}"

    def _contract(self, own: CertificateId, operation: Operation) -> Any:
        try:
            answer = self._world.view(self._world.certificates, "requireAllowed", own, operation)
        except Refusal as refused:
            return refused.name, list(refused.arguments)
        return list(answer[1])


def _domain(facts: Facts, own: CertificateId, operation: Operation, now: int) -> Any:
    try:
        return require_allowed(facts, own, operation, now)[1]
    except ActRefused as refused:
        return refused.code, list(refused.facts.values())


def _frozen_act(event: Event, names: set[str]) -> Forbidden | None:
    """Return with which bit a freeze forbids what an event tells; nothing for what no freeze stops."""
    name = type(event).__name__
    if name == "CertificateTransferred":
        return None if names & NOT_PLAIN else Forbidden.TRANSFER
    if isinstance(event, CertificateCancelled):  # the registry's own reasons need the organ's consent instead
        return Forbidden.CANCEL if event.reason in HOLDERS_REASONS else None
    return FROZEN_ACTS.get(name)


def _participant(facts: Facts, key: Key) -> int:
    found = facts[("key", key)]
    assert isinstance(found, EnrolledKey)
    return found.participant


def _made(event: PledgeCreated) -> bytes:
    return thing_id(event.certificate_id, event.sequence)
