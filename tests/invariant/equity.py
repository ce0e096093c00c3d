"""
Acts on contributions for the walk: about as often right as wrong, and wrong in every way that the contract knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ledger.domain import restraining
from ledger.domain.acts.attestations import AdmitEvaluator, Attest
from ledger.domain.acts.certificates import Transfer, parties_to_transfer
from ledger.domain.acts.equity import (
    CancelReservation,
    ConfirmContribution,
    ExecuteContribution,
    ExitContribution,
    ReserveContribution,
    RollBackContribution,
    mode_of,
)
from ledger.domain.acts.filed import Asked
from ledger.domain.attestations import Attestation, Condition, Evaluator
from ledger.domain.certificates import Certificate, Right, State
from ledger.domain.equity import Contribution, ContributionMode, ContributionOn, ContributionStage, last_of
from ledger.domain.events import ZERO_DIGEST, CertificateId, Digest, Fen, Instant, ParticipantNumber, ThingId
from ledger.domain.facts import thing_id
from ledger.domain.kinds import AttestedKind, Purpose
from ledger.domain.matrix import Operation
from ledger.domain.participants import Duty, Kind
from ledger.errors import ActRefused
from tests.evm import World
from tests.invariant import dealing
from tests.invariant.dice import Dice
from tests.invariant.filing import WAYS, file
from tests.invariant.rules import vote
from tests.invariant.signing import keeper
from tests.invariant.walk import Walk
from tests.parties import APPRAISER, DAY, digest

APPRAISED = 204_000_000


def reserve_contribution(walk: Walk, dice: Dice) -> None:
    certificate = _certificate(walk, dice)
    if certificate is None:
        dealing.issue(walk, dice)
        return
    if _report(walk, certificate) is None and dice.chance(75):
        _appraise(walk, dice, certificate)
        certificate = _known(walk, certificate.id)
    way = dice.bent(
        "agreement", "contributor", "mode", "nobody", "public", "self", "small", "above", "report", "appraisal",
        "over", "too long", "unknown", *WAYS,
    )  # fmt: skip
    asked = _reserve(walk, dice, certificate, way)
    parties = [*certificate.holders, asked.investee]
    _file(walk, dice, asked, certificate, (parties, Operation.CONTRIBUTE), way=way)


def cancel_reservation(walk: Walk, dice: Dice) -> None:
    made = _contribution(walk, dice, ContributionStage.RESERVED)
    if made is None:
        reserve_contribution(walk, dice)
        return
    way = dice.bent("digest", *WAYS)
    asked = CancelReservation(made.certificate_id, _document(dice, way))
    certificate, parties = _known(walk, made.certificate_id), [made.contributor, made.investee]
    _file(walk, dice, asked, certificate, (parties, Operation.RELEASE), way=way)


def execute_contribution(walk: Walk, dice: Dice) -> None:
    made = _contribution(walk, dice, ContributionStage.RESERVED)
    if made is None:
        reserve_contribution(walk, dice)
        return
    way = dice.bent("digest", "delivery", *WAYS)
    delivery = ZERO_DIGEST if way == "delivery" else _document(dice)
    asked = ExecuteContribution(made.certificate_id, delivery, _document(dice, way))
    certificate, parties = _known(walk, made.certificate_id), [made.contributor, made.investee]
    _file(walk, dice, asked, certificate, (parties, Operation.EXECUTE), way=way)


def confirm_contribution(walk: Walk, dice: Dice) -> None:
    made = _contribution(walk, dice, ContributionStage.EXECUTED)
    if made is None:
        execute_contribution(walk, dice)
        return
    way = dice.bent("digest", "ahead", "undated", *WAYS)
    at = {"ahead": walk.now + 1, "undated": 0}.get(way, dice.pick((walk.now, walk.now - DAY)))
    asked = ConfirmContribution(made.certificate_id, _document(dice, way), Instant(at))
    _file(walk, dice, asked, _known(walk, made.certificate_id), ([], Operation.RESTRAIN), way=way)


def roll_back_contribution(walk: Walk, dice: Dice) -> None:
    """Overdue, mostly: nobody waits two months for one in a walk but on purpose."""
    made = _contribution(walk, dice, ContributionStage.EXECUTED)
    if made is None:
        execute_contribution(walk, dice)
        return
    if made.confirm_by > walk.now and dice.chance(60):
        walk.sleep(made.confirm_by - walk.now - dice.number(0, 1))
    way = dice.bent("digest", *WAYS, percent=25)
    asked = RollBackContribution(made.certificate_id, _document(dice, way))
    _file(walk, dice, asked, _known(walk, made.certificate_id), ([made.investee], Operation.TRANSFER), way=way)


def exit_contribution(walk: Walk, dice: Dice) -> None:
    made = _contribution(walk, dice, dice.pick((ContributionStage.EXECUTED, ContributionStage.CONFIRMED)))
    if made is None:
        confirm_contribution(walk, dice)
        return
    way = dice.bent("digest", "reduction", *WAYS)
    reduction = ZERO_DIGEST if way == "reduction" else _document(dice)
    asked = ExitContribution(made.certificate_id, reduction, _document(dice, way))
    certificate, parties = _known(walk, made.certificate_id), [made.investee, made.contributor]
    _file(walk, dice, asked, certificate, (parties, Operation.TRANSFER), way=way)


def move_back(walk: Walk, dice: Dice) -> None:
    """A plain transfer to somebody who contributed the certificate, which is refused while the contribution stands."""
    every = [fact for fact in walk.facts.values() if isinstance(fact, Contribution)]
    if not every:
        reserve_contribution(walk, dice)
        return
    made = dice.pick(every)
    certificate = _known(walk, made.certificate_id)
    from_, to = dice.pick(certificate.holders), made.contributor if dice.chance(80) else dice.pick(walk.numbers())
    asked = Transfer(certificate.id, from_, to, _document(dice))
    _file(walk, dice, asked, certificate, (parties_to_transfer(certificate, from_, to), Operation.TRANSFER), way="")


# WHAT IS ASKED


def _reserve(walk: Walk, dice: Dice, certificate: Certificate, way: str) -> ReserveContribution:
    report = _report(walk, certificate)
    contributor = dice.pick(certificate.holders)
    rights = next((part.rights for part in certificate.shares if part.holder == contributor), certificate.rights)
    agreed = dice.pick((APPRAISED, APPRAISED - 1, 100_000_000))
    usual = ReserveContribution(
        certificate_id=certificate.id,
        contributor=contributor,
        investee=_company(walk, dice, contributor),
        appraised=report.amount if report else Fen(APPRAISED),
        agreed=Fen(agreed),
        capital=Fen(dice.pick((agreed, agreed // 4))),
        report_id=report.id if report else ThingId(digest("no report")),
        mode=mode_of(rights),
        agreement_digest=_document(dice),
        until=Instant(min(walk.now + dice.pick((1, DAY, 30 * DAY, 60 * DAY)), max(certificate.valid_to, walk.now + 1))),
    )
    changes: dict[str, dict[str, Any]] = {
        "agreement": {"agreement_digest": ZERO_DIGEST},
        "contributor": {"contributor": dice.pick(walk.numbers())},
        "mode": {"mode": dice.pick(tuple(ContributionMode))},
        "nobody": {"investee": ParticipantNumber(len(walk.numbers()) + 1)},
        "public": {"investee": ParticipantNumber(keeper(walk, certificate.register))},
        "self": {"investee": contributor},
        "small": {dice.pick(("appraised", "agreed", "capital")): Fen(dice.pick((0, 99_999, 10**15 + 1)))},
        "above": {"capital": Fen(agreed + 1)},
        "report": {"report_id": ThingId(digest("no report"))},
        "appraisal": {"appraised": Fen(APPRAISED + 1)},
        "over": {"until": Instant(walk.now)},
        "too long": {"until": Instant(walk.now + 92 * DAY)},
        "unknown": {"certificate_id": CertificateId(digest("nothing"))},
    }
    return replace(usual, **changes.get(way, {}))


def _company(walk: Walk, dice: Dice, contributor: int) -> ParticipantNumber:
    """A legal person that can sign, mostly."""
    others = [number for number in walk.numbers() if number != contributor]
    able = [who for who in others if walk.keys_with(who, Duty.CONSENT)]
    companies = [who for who in able if walk.participant(who).kind is Kind.LEGAL_PERSON]
    return dice.pick(companies or others) if dice.chance(90) else dice.pick(others)


def _report(walk: Walk, certificate: Certificate) -> Attestation | None:
    """A value report of the certificate for a contribution that is in force."""
    for fact in walk.facts.values():
        if not isinstance(fact, Attestation) or fact.certificate_id != certificate.id:
            continue
        fits = fact.kind is AttestedKind.VALUE and fact.subtype == Purpose.EQUITY
        if fits and fact.condition is Condition.LIVE and fact.version == certificate.version:
            return fact
    return None


def _appraise(walk: Walk, dice: Dice, certificate: Certificate) -> None:
    """Have the evaluator attest a value, after the governors have admitted it to the kind."""
    if ("evaluator", APPRAISER.number) not in walk.facts:
        vote(walk, dice, AdmitEvaluator(ParticipantNumber(APPRAISER.number), 1 << AttestedKind.VALUE))
    evaluator = walk.facts.get(("evaluator", APPRAISER.number))
    if not isinstance(evaluator, Evaluator):
        return
    asked = Attest(
        certificate_id=certificate.id,
        kind=AttestedKind.VALUE,
        subtype=int(Purpose.EQUITY),
        party=ParticipantNumber(0),
        amount=Fen(APPRAISED),
        base_date=Instant(walk.now - DAY),
        valid_to=Instant(walk.now + dice.pick((DAY, 300 * DAY, 300 * DAY))),
        refers=ThingId(ZERO_DIGEST),
        linked_id=ZERO_DIGEST,
        document_digest=_document(dice),
    )
    file(walk, dice, asked, APPRAISER.number, second=True)


def _file(
    walk: Walk,
    dice: Dice,
    asked: Asked,
    certificate: Certificate,
    who: tuple[Sequence[int], Operation],
    *,
    way: str,
) -> None:
    parties, operation = who
    signers = list(dict.fromkeys([*parties, *_consents(walk, certificate, operation)]))
    hands = way if way in WAYS else ""
    file(walk, dice, asked, keeper(walk, certificate.register), signers, way=hands)


def _consents(walk: Walk, certificate: Certificate, operation: Operation) -> list[int]:
    """Whose consent the restraints need; nobody's where they stop the act anyway."""
    try:
        return restraining.consents(walk.facts, certificate, operation, walk.now)
    except ActRefused:
        return []


def _certificate(walk: Walk, dice: Dice) -> Certificate | None:
    """One of a few that live and whose holders can sign, mostly; none if there is too little to choose from."""
    every = walk.certificates()
    live = [found for found in every if found.state is State.ACTIVE and walk.now < found.valid_to]
    able = [found for found in live if all(walk.keys_with(who, Duty.CONSENT) for who in found.holders)]
    useful = [found for found in able if found.rights & Right.OPERATE and walk.now + 100 * DAY < found.valid_to]
    if not useful and dice.chance(80):
        return None
    chosen = dice.pick((useful[-3:], useful[-3:], useful[-3:], useful, able, every)) or every
    return dice.pick(chosen) if chosen else None


def _contribution(walk: Walk, dice: Dice, stage: ContributionStage) -> Contribution | None:
    """One at this stage, mostly; a certificate's last one at any, sometimes."""
    on = [fact.certificate_id for fact in walk.facts.values() if isinstance(fact, ContributionOn)]
    every = [made for made in (last_of(walk.facts, own) for own in on) if made is not None]
    fitting = [made for made in every if made.stage is stage]
    chosen = fitting if fitting or dice.chance(80) else every
    return dice.pick(chosen) if chosen else None


def _known(walk: Walk, own: CertificateId) -> Certificate:
    found = walk.facts[("certificate", own)]
    assert isinstance(found, Certificate)
    return found


def _document(dice: Dice, way: str = "") -> Digest:
    return ZERO_DIGEST if way == "digest" else Digest(digest(f"contribution {dice.number(0, 10**9)}"))


# COMPARING


def _read_contribution(world: World, fact: Contribution) -> Iterator[tuple[str, Any, Any]]:
    stored = tuple(world.view(world.equity, "contributionOf", fact.certificate_id))
    folded = (fact.sequence, fact.contributor, fact.investee, int(fact.mode), int(fact.stage), fact.due_at)
    later = stored[0] > fact.sequence  # another has taken its place
    yield "contribution", folded, folded if later else stored


def _read_last(world: World, fact: ContributionOn) -> Iterator[tuple[str, Any, Any]]:
    stored = world.view(world.equity, "contributionOf", fact.certificate_id)
    yield "last contribution", fact.contribution_id, thing_id(fact.certificate_id, stored[0])


def instants(walk: Walk) -> list[int]:
    """When reservations lapse and confirmations are due."""
    open_stages = (ContributionStage.RESERVED, ContributionStage.EXECUTED)
    made = [fact for fact in walk.facts.values() if isinstance(fact, Contribution)]
    return [one.due_at for one in made if one.stage in open_stages]


WEIGHTS: Mapping[Callable[[Walk, Dice], None], int] = {
    reserve_contribution: 8,
    cancel_reservation: 2,
    execute_contribution: 5,
    confirm_contribution: 3,
    roll_back_contribution: 2,
    exit_contribution: 3,
    move_back: 2,
}
COMPARED: Mapping[Any, Callable[[World, Any], Iterator[tuple[str, Any, Any]]]] = {
    Contribution: _read_contribution,
    ContributionOn: _read_last,
}
