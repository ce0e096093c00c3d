"""
A right act of every kind that is filed, with the facts on which it is right; each noun's own tests have what it means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ledger.domain.acts import Approval, Asked, Filed
from ledger.domain.acts import attestations as attesting
from ledger.domain.acts import licences as licensing
from ledger.domain.acts import pledge_changes as changing
from ledger.domain.acts import pledge_objections as contesting
from ledger.domain.acts import pledges as pledging_acts
from ledger.domain.acts import restraints as restraining
from ledger.domain.acts.applications import AcceptApplication, SubmitApplication
from ledger.domain.acts.deposits import Deposit
from ledger.domain.acts.successions import AnnounceExit
from ledger.domain.attestations import EndReason
from ledger.domain.burdens import Forbidden, Ground, SourceOutcome, Stage
from ledger.domain.encumbrances import PledgeObjectionOutcome, ReleaseReason, SecurityForm
from ledger.domain.events import ZERO_DIGEST, Event, Fen, Instant
from ledger.domain.events import pledges as told
from ledger.domain.events import restraints as resting
from ledger.domain.facts import Facts, thing_id
from ledger.domain.licences import LicenceEnd
from tests.unit import (
    pledging,
    restrained,
    test_acts,
    test_attestations_refused,
    test_case_acts,
    test_equity,
    test_equity_acts,
    test_licences,
    test_pledges_refused,
    test_renewals,
    test_successions,
)
from tests.unit.attesting import OWN, K, the
from tests.unit.attesting import after as attested
from tests.unit.attesting import said as said_of
from tests.unit.histories import BORN, REGISTER, facts_after, hashed, key, number
from tests.unit.test_cases import instant, rules

DAY = 86_400
PAPER, ORDER = hashed("paper"), hashed("order")


@dataclass(frozen=True)
class Filing:
    """An act, the facts and the instant at which it is right, and whether it is dealing, which a pause stops."""

    facts: Callable[[], Facts]
    act: Filed
    now: int
    deals: bool

    def __str__(self) -> str:
        return type(self.act.asked).__name__


def filing(facts: Callable[[], Facts], asked: Asked, hands: str, now: int, *, deals: bool = False) -> Filing:
    """File an act by these hands, separated by commas: the maker, the checker, and who consents, in order."""
    maker, *signers = hands.split(", ")
    return Filing(
        facts, Filed(key(maker), asked, now + DAY, tuple(Approval(key(name)) for name in signers)), now, deals
    )


# ONE OF EVERY KIND

SHARED_HANDS = "maker, checker, holder, other"


def _restrained(*timed: tuple[int, Event]) -> Callable[[], Facts]:
    return lambda: {**restrained.history(*timed), **rules()}


def _pledged(*steps: pledging.Step) -> Callable[[], Facts]:
    return lambda: {**rules(), **pledging.after(*steps)}


def _restraints() -> list[Filing]:
    own, first, at = restrained.OWN, thing_id(restrained.OWN, 2), restrained.FIRST
    court, bureau, arbiter = (f"maker {who}, checker {who}" for who in (4, 7, 6))
    entered, objected = (at, restrained.entered(2)), (at, restrained.objected(2, at + 9 * DAY))
    sourced = (at, resting.SourceObjectionRaised(own, 2, number(3), PAPER, *restrained.HANDS))
    controlled = (at, resting.ControlEntered(own, 2, number(7), Instant(at + DAY), ORDER, *restrained.HANDS))
    disputed = (at, resting.DisputeNoted(own, 2, number(6), PAPER, *restrained.HANDS))
    surrendered = (at, resting.CertificateSurrendered(own, 2, PAPER, *restrained.HANDS))
    freeze = restraining.FreezeCertificate(
        own, hashed("case"), ORDER, Instant(at), restrained.MONTH, restrained.ALL, number(0)
    )
    part = restraining.LiftFreezePart(own, first, ORDER, Forbidden.PLEDGE, number(0))
    move = restraining.TransferByOrder(own, number(2), number(3), ORDER, PAPER, ends_freeze=False)
    settle = restraining.SettleSourceObjection(own, first, SourceOutcome.COMPENSATED, PAPER)
    return [
        filing(_restrained(*facts), asked, hands, at + 10, deals=isinstance(asked, restraining.SurrenderCertificate))
        for facts, asked, hands in (
            ((), freeze, court),
            ((entered,), restraining.ExtendFreeze(own, first, ORDER, DAY), court),
            ((entered,), part, court),
            ((entered,), restraining.LiftFreeze(own, first, ORDER), court),
            ((), move, court),
            ((), restraining.CancelByOrder(own, ORDER, PAPER), court),
            ((), restraining.ObjectCertificate(own, number(3), Ground.OWNERSHIP, PAPER), "maker, checker, other"),
            ((objected,), restraining.ProceedObjection(own, first, Stage.NOTIFIED, PAPER), "maker, checker"),
            ((), restraining.RaiseSourceObjection(own, number(3), PAPER), "maker, checker, other"),
            ((sourced,), settle, SHARED_HANDS),
            ((), restraining.ControlCertificate(own, ORDER, Instant(at + DAY)), bureau),
            ((controlled,), restraining.LiftControl(own, first, ORDER), bureau),
            ((), restraining.NoteDispute(own, PAPER), arbiter),
            ((disputed,), restraining.EndDispute(own, first, PAPER), arbiter),
            ((), restraining.SurrenderCertificate(own, PAPER), "maker, checker, holder"),
            ((surrendered,), restraining.RestoreCertificate(own, PAPER), "maker, checker, holder"),
        )
    ]


def _pledges() -> list[Filing]:
    own, first, at, hands = pledging.OWN, pledging.FIRST, pledging.NOW, pledging.HANDS
    created, capped = pledging.created(), pledging.created(traits=1)
    perfected = pledging.perfected(3, first, at, at)
    objected = (at + 1, told.PledgeObjected(own, 3, first, number(3), Instant(at + 30 * DAY), PAPER, *hands))
    bank, with_holder, registry = "bank maker, bank checker", "bank maker, bank checker, holder", "maker, checker"
    amend = changing.AmendPledge(own, first, pledging.AMOUNT, SecurityForm.PLEDGE, pledging.DEBT)
    extend = changing.ExtendPledge(own, first, Instant(pledging.UNTIL + DAY), PAPER)
    return [
        filing(_pledged(*steps), asked, hands, at + 100, deals=deals)
        for steps, asked, hands, deals in (
            ((), pledging_acts.HoldRank(own, pledging.BANK), with_holder, True),
            ((pledging.held(),), pledging_acts.ReleaseHold(own, first), bank, False),
            ((), test_pledges_refused.a_pledge(), with_holder, True),
            ((created,), changing.PerfectPledge(own, first, pledging.FILING, Instant(at), PAPER), bank, True),
            ((created,), amend, with_holder, True),
            ((created,), extend, with_holder, True),
            ((created,), changing.AssignPledge(own, first, pledging.SECOND_BANK, PAPER), f"{bank}, second", True),
            ((capped,), changing.CrystallisePledge(own, first, pledging.AMOUNT, PAPER), bank, False),
            ((created,), changing.PartReleasePledge(own, first, Fen(pledging.AMOUNT - 1), PAPER), bank, False),
            ((created,), pledging_acts.ReleasePledge(own, first, ReleaseReason.PAID, PAPER), bank, False),
            (
                (created, perfected), pledging_acts.EnforcePledge(own, first, number(3), pledging.AMOUNT, PAPER),
                f"{with_holder}, other", True,
            ),
            ((created,), contesting.ObjectPledge(own, first, number(3), PAPER), f"{registry}, other", True),
            ((created, objected), contesting.ProvePledgeSuit(own, first, PAPER), registry, False),
            (
                (created, objected),
                contesting.EndPledgeObjection(own, first, PledgeObjectionOutcome.WITHDRAWN, PAPER),
                f"{registry}, other", False,
            ),
        )
    ]  # fmt: skip


def _equity() -> list[Filing]:
    steps, reserved = test_equity_acts.TestSteps, test_equity.reserved()
    late, now = test_equity.CONFIRM_BY, test_equity.NOW
    executed = (reserved, *test_equity.EXECUTED)
    return [
        filing(partial(test_equity.after, *events), asked, hands, at, deals=deals)
        for events, asked, hands, at, deals in (
            ((), test_equity_acts.reserve(), SHARED_HANDS, now, True),
            ((reserved,), steps.CANCEL, SHARED_HANDS, now, False),
            ((reserved,), steps.EXECUTE, SHARED_HANDS, now, True),
            (executed, steps.CONFIRM, "maker, checker", now, False),
            (executed, steps.ROLL_BACK, "maker, checker, other", late, True),
            (executed, steps.EXIT, "maker, checker, other, holder", now, True),
        )
    ]


def _licences() -> list[Filing]:
    own, first, until = test_licences.OWN, test_licences.FIRST, Instant(BORN + 90 * DAY)
    granted = test_licences.granted()
    change = licensing.ChangeLicence(own, first, until, ZERO_DIGEST, PAPER)
    end = licensing.EndLicence(own, first, LicenceEnd.AGREEMENT, PAPER)
    now = test_licences.NOW
    return [
        filing(test_licences.after, test_licences.grant(), SHARED_HANDS, now, deals=True),
        filing(lambda: test_licences.after(granted), change, SHARED_HANDS, now, deals=True),
        filing(lambda: test_licences.after(granted), end, SHARED_HANDS, now),
    ]


def _attestations() -> list[Filing]:
    from_, asked, now = test_attestations_refused, test_attestations_refused.asked, BORN + 1000
    end = attesting.EndAttestation(OWN, the(2), EndReason.FINISHED, PAPER)
    carry = attesting.CarryClaims(OWN, number(3), number(2), PAPER)
    return [
        filing(attested, asked(), "maker, checker", now, deals=True),
        filing(attested, from_.BOOKED, "maker, checker, holder", now, deals=True),
        filing(attested, from_.VALUED, "appraiser, reviewer, second", now, deals=True),
        filing(lambda: attested(said_of(2, K.ANNOTATION)), end, "maker, checker", now),
        filing(lambda: attested(said_of(2, K.CLAIM_REGISTRATION, party=3)), carry, "maker, checker", now, deals=True),
    ]


def _successions() -> list[Filing]:
    s = test_successions
    notice = AnnounceExit(REGISTER, number(4), Instant(BORN + 300 * DAY), PAPER)
    return [
        Filing(partial(s.after, s.CHARGE, *events), s.filed(asked, *approvals), s.NOW, deals)
        for events, asked, approvals, deals in (
            ((), s.SUCCEED, s.SUCCEEDING, True),
            ((), s.SPLIT, s.SPLITTING, True),
            ((), s.CONVERT, s.CONVERTING, True),
            ((), s.LINK, (s.CHECKED,), False),
            ((s.linked(2),), s.UNLINK, (s.CHECKED,), False),
            ((), notice, (s.CHECKED, Approval(key("second consent"))), False),
        )
    ]


def _certificates() -> list[Filing]:
    dealing = (test_acts.TRANSFER, test_acts.AMEND, test_acts.CORRECT)
    acts = (*dealing, test_acts.CANCEL, test_acts.REVOKE)
    return [Filing(lambda: facts_after(*test_acts.BORN_WITH_ONE), act, test_acts.NOW, act in dealing) for act in acts]


def _renewals() -> list[Filing]:
    r = test_renewals
    pending = (r.GRANT, r.REFUSE)
    return [
        Filing(partial(r.after, r.requested()) if act in pending else r.after, act, r.OPENS, deals=True)
        for act in (r.REQUEST, r.RENEW, *pending)
    ]


def _cases() -> list[Filing]:
    stopped = SubmitApplication | AcceptApplication | Deposit
    return [
        Filing(
            partial(test_case_acts.facts_of, history),
            act, instant(at), isinstance(act.asked, stopped),
        )
        for at, history, act in test_case_acts.RIGHT
        if isinstance(act, Filed)
    ]  # fmt: skip


FILINGS = (
    *_certificates(),
    *_cases(),
    *_renewals(),
    *_successions(),
    *_licences(),
    *_pledges(),
    *_restraints(),
    *_equity(),
    *_attestations(),
)
