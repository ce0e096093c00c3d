"""
Steps of registration cases for the walk: mostly what the stage allows, about half wrong in every way that the contract
knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from eth_abi.abi import encode
from eth_hash.auto import keccak

from ledger.domain.acts import applications as acts
from ledger.domain.acts.deposits import Deposit, DepositMany, deposits_digest, shares_digest
from ledger.domain.acts.filed import Asked
from ledger.domain.calendar import day_of, start_of_day
from ledger.domain.cases import Case, Ground, PublicityObjection, Stage, stage_at
from ledger.domain.certificates import Right, Share, certificate_id
from ledger.domain.events import ZERO_DIGEST, CertificateId, Digest, Instant, ParticipantNumber, ThingId
from ledger.domain.facts import thing_id
from ledger.domain.participants import Charge, Duty
from ledger.domain.records import Record
from tests.evm import World
from tests.invariant.dice import Dice
from tests.invariant.filing import WAYS, file
from tests.invariant.reading import share_rows
from tests.invariant.signing import DEADLINES, FORGERIES, Message, anybody, deadline, hand, keeper, signed
from tests.invariant.walk import Call, Walk
from tests.parties import DAY, digest

PRINTS = [Digest(digest(f"data {n}")) for n in range(16)]
PERIODS = (202611, 202612)
HANDS = tuple(way for way in WAYS if way != "stale")


def submit(walk: Walk, dice: Dice) -> None:
    """A new case, or another attempt; wrong in what is asked, or in its hands."""
    register, applicant = _register(walk, dice), _applicant(walk, dice)
    way = dice.bent(
        "id", "register", "applicant", "registry", "rights", "print", "form", "source", "ordinal", "live", *HANDS
    )
    registry = keeper(walk, register)
    applicant = {"applicant": ParticipantNumber(10**6), "registry": ParticipantNumber(registry)}.get(way, applicant)
    register = 999 << 8 | 1 if way == "register" else register
    fingerprint = ZERO_DIGEST if way == "print" else dice.pick(PRINTS)
    ordinal = _ordinal(walk, applicant, register & 0xFF, fingerprint) + (way == "ordinal")
    own = certificate_id(applicant, register & 0xFF, fingerprint, ordinal)
    live = [case for case in _cases(walk) if not case.ended_at]
    if way == "live" and live:
        case = dice.pick(live)
        own, applicant, register = case.application_id, case.applicant, case.register
        fingerprint, ordinal, registry = case.fingerprint, case.ordinal, keeper(walk, case.register)
    source = dice.pick((0, 0, walk.now + 400 * DAY))
    asked = acts.SubmitApplication(
        own if way != "id" else CertificateId(digest("another")),
        applicant,
        register,
        fingerprint,
        ordinal,
        Right(dice.pick((0, 8))) if way == "rights" else Right(dice.pick((7, 7, 3, 4))),
        Instant(dice.pick((walk.now, walk.now + 1)) if way == "source" else source),
        ZERO_DIGEST if way == "form" else _document(dice),
    )
    _by_party(walk, dice, asked, (registry, applicant), way)


def answer(walk: Walk, dice: Dice) -> None:
    """What a registry or an applicant does until the acceptance."""
    case = _case(walk, dice, Stage.SUBMITTED, Stage.SUPPLEMENT)
    if case is None:
        submit(walk, dice)
        return
    way = dice.bent("days", "document", "unknown", "silent", *WAYS, percent=30)
    if way == "silent" and case.due_at > walk.now:
        walk.sleep(case.due_at - walk.now - dice.number(0, 1))
    own, document = _id(case, way), _asked_document(dice, way)
    days = dice.pick((0, 11, 10, 1)) if way == "days" else dice.number(1, 3)
    if case.stage is Stage.SUPPLEMENT and dice.chance(80):
        _by_party(walk, dice, acts.SupplementApplication(own, document), _filers(walk, case), way)
        return
    asked: tuple[Asked, ...] = (
        acts.RequireSupplement(own, days, document),
        acts.AcceptApplication(own),
        acts.AcceptApplication(own),
        acts.NotAcceptApplication(own, document),
    )
    _by_registry(walk, dice, dice.pick(asked), case, way)


def review(walk: Walk, dice: Dice) -> None:
    """The review, an extension, and the publicity or its waiver."""
    case = _case(walk, dice, Stage.ACCEPTED, Stage.REVIEWED)
    if case is None:
        answer(walk, dice)
        return
    way = dice.bent("rights", "document", "unknown", *WAYS, percent=30)
    own, document = _id(case, way), _asked_document(dice, way)
    rights = Right(dice.pick((0, 8, 7))) if way == "rights" else dice.pick((case.rights, case.rights, Right(1)))
    passed = acts.PassReview(own, rights, document)
    publicised, waived = acts.Publicise(own, document), acts.WaivePublicity(own, document)
    likely = (passed,) if stage_at(case, walk.now) is Stage.ACCEPTED else (publicised, waived)
    asked: tuple[Asked, ...] = (*likely * 4, passed, publicised, waived, acts.ExtendDecision(own, document))
    _by_registry(walk, dice, dice.pick(asked), case, way)


def end(walk: Walk, dice: Dice) -> None:
    """A withdrawal, a refusal or a termination, of any case."""
    case = _case(walk, dice, *Stage)
    if case is None:
        submit(walk, dice)
        return
    way = dice.bent("ground", "document", "unknown", *WAYS, percent=30)
    own, document = _id(case, way), _asked_document(dice, way)
    if dice.chance(40):
        _by_party(walk, dice, acts.WithdrawApplication(own, document), _filers(walk, case), way)
        return
    ground = Ground.NONE if way == "ground" else dice.pick(list(Ground)[1:])
    asked: tuple[Asked, ...] = (
        acts.RefuseApplication(own, ground, document),
        acts.TerminateApplication(own, document),
    )
    _by_registry(walk, dice, dice.pick(asked), case, way)


def quarrel(walk: Walk, dice: Dice) -> None:
    """An objection against a publicity, or the decision about one."""
    public = [case for case in _cases(walk) if walk.now < case.publicised_until and not case.ended_at]
    late = _case(walk, dice, Stage.PUBLICISED, Stage.OBJECTED)
    case = dice.pick(public) if public and dice.chance(80) else late
    if case is None:
        review(walk, dice)
        return
    way = dice.bent("objector", "objection", "document", "unknown", *WAYS, percent=30)
    own, document = _id(case, way), _asked_document(dice, way)
    if case.stage is Stage.OBJECTED and dice.chance(60):
        objection = _objection(walk, dice, case, way)
        asked = acts.DecideObjection(own, objection, dice.chance(30), document)
        _by_registry(walk, dice, asked, case, way)
        return
    registry = keeper(walk, case.register)
    objector = _applicant(walk, dice)
    if way == "objector":
        objector = ParticipantNumber(dice.pick((case.applicant, registry, 10**6)))
    _by_party(walk, dice, acts.ObjectPublicity(own, objector, document), (registry, objector), way)


def deposit(walk: Walk, dice: Dice) -> None:
    """A deposit, alone or co-held; wrong in its record, its shares or its hands."""
    case = _depositable(walk, dice)
    if case is None:
        review(walk, dice)
        return
    way = dice.bent("record", "record", "print", "document", "shares", "digest", "unknown", *WAYS, percent=45)
    asked = _deposit(walk, dice, case, way)
    shares: tuple[Share, ...] = ()
    if way in ("shares", "digest") or dice.chance(20):
        shares = _shares(walk, case, asked.issuance.record, way)
    bound = Digest(digest("other shares")) if way == "digest" else shares_digest(shares)
    record, data, document = asked.record, asked.fingerprint, asked.document_digest
    asked = Deposit(_id(case, way), record, data, document, bound, shares)
    parties = [part.holder for part in shares]
    registry = keeper(walk, case.register)
    sequence = _next(walk, asked.application_id)
    hands = way if way in WAYS else ""
    file(walk, dice, asked, registry, parties, way=hands, sequence=sequence, beside=(share_rows(shares),))


def deposit_many(walk: Walk, dice: Dice) -> None:
    """A batch; wrong in one of its deposits, or in its hands."""
    cases = [case for case in _cases(walk) if case.stage is Stage.PUBLICISED]
    cases = [case for case in cases if case.publicised_until <= walk.now or dice.chance(20)]
    if not cases:
        deposit(walk, dice)
        return
    way = dice.bent("empty", "twice", "record", "digest", "maker", "checker", *FORGERIES, *DEADLINES)
    chosen = dice.some(cases, dice.number(1, min(3, len(cases))))
    deposits = [_deposit(walk, dice, case, way, place) for place, case in enumerate(chosen)]
    if way == "twice":
        deposits.append(deposits[0])
    if way == "digest":
        last = deposits.pop()
        words = (last.application_id, last.record, last.fingerprint, last.document_digest)
        deposits.append(Deposit(*words, Digest(digest("shares"))))
    deposits = [] if way == "empty" else deposits
    contract, registry = walk.world.nouns["Applications"], keeper(walk, chosen[0].register)
    bound = deposits_digest(tuple((each, _next(walk, each.application_id)) for each in deposits))
    ends = deadline(walk, way)
    fields = (("bytes32", "depositsDigest"), ("uint256", "count"))
    # The struct is no function's first argument and has no sequence of its own.
    message = _Batch(contract, "DepositMany", (bound, len(deposits), ends), struct=fields)
    checker = anybody(dice) if way == "checker" else hand(walk, dice, registry, Duty.CHECKER)
    maker = anybody(dice) if way == "maker" else hand(walk, dice, registry, Duty.MAKER)
    approval, wire = signed(walk, checker, message, way if way in FORGERIES else "")
    rows = [
        (each.application_id, each.record, each.fingerprint, each.document_digest, each.shares_digest)
        for each in deposits
    ]
    walk.ask(DepositMany(maker, tuple(deposits), ends, approval), Call(contract, "depositMany", (rows, ends, wire)))


class _Batch(Message):
    """A batch's message: its members and the deadline, no sequence."""

    def digest(self, walk: Walk, contract: Any, values: tuple[Any, ...]) -> bytes:
        return walk.world.typed_digest(contract, self.act, [*self.struct, ("uint64", "deadline")], values)


# WHAT IS ASKED


def _deposit(walk: Walk, dice: Dice, case: Case, way: str, place: int = 0) -> Deposit:
    period, register = dice.pick(PERIODS), case.register
    number = register << 40 | period << 16
    serial = 1
    while ("number", number | serial) in walk.facts:
        serial += 1
    latest = case.source_ends or walk.now + 1_800 * DAY
    fields = {
        "holder": int(case.applicant),
        "sequence": 0,
        "valid_from": max(int(case.publicised_until), walk.now - dice.pick((0, 60))),
        "valid_to": dice.pick((latest, walk.now + 30 * DAY, walk.now + 365 * DAY)),
        "flags": 0,
        "rights": int(case.rights),
        "state": 0,
        "ordinal": case.ordinal,
        "serial": serial + place,
        "period": period,
        "regime": register & 0xFF,
        "code": register >> 8,
    }
    if way == "record":
        fields |= dice.pick(_bent_fields(walk, dice, case))
    data = dice.pick(PRINTS) if way == "print" else case.fingerprint
    return Deposit(case.application_id, Record(**fields).word, data, _asked_document(dice, way), ZERO_DIGEST)


def _bent_fields(walk: Walk, dice: Dice, case: Case) -> tuple[dict[str, int], ...]:
    return (
        {"holder": 1},
        {"ordinal": (case.ordinal + 1) % 256},
        {"regime": case.register % 4 + 1},
        {"code": 999},
        {"rights": 0},
        {"rights": 8},
        {"rights": 7},
        {"valid_from": max(0, case.publicised_until - 1)},
        {"valid_from": start_of_day(day_of(case.publicised_until)) - dice.number(0, 1)},
        {"valid_from": walk.now + 1},
        {"valid_to": walk.now},
        {"valid_to": walk.now + 2_000 * DAY},
        {"serial": 0},
        {"serial": 1},
        {"period": 202613},
        {"sequence": 1},
        {"state": 1},
    )


def _shares(walk: Walk, case: Case, record: Record, way: str) -> tuple[Share, ...]:
    registry = keeper(walk, case.register)
    others = [
        who for who in walk.numbers() if who not in (case.applicant, registry) and walk.keys_with(who, Duty.CONSENT)
    ]
    if not others or not 1 <= record.rights <= 7:
        return ()
    second = others[walk.now % len(others)]
    given = 4_001 if way == "shares" else 4_000
    rights = Right(record.rights)
    return Share(case.applicant, rights, 6_000), Share(second, rights, given)


def _objection(walk: Walk, dice: Dice, case: Case, way: str) -> ThingId:
    found = [one for one in walk.facts.values() if isinstance(one, PublicityObjection)]
    own = [one.id for one in found if one.open and one.application_id == case.application_id]
    if way != "objection" and own:
        return dice.pick(own)
    return dice.pick([one.id for one in found] or [thing_id(case.application_id, 1)])


def _document(dice: Dice) -> Digest:
    return Digest(digest(f"document {dice.number(0, 10**9)}"))


def _asked_document(dice: Dice, way: str) -> Digest:
    return ZERO_DIGEST if way == "document" else _document(dice)


def _id(case: Case, way: str) -> CertificateId:
    return CertificateId(digest("no case")) if way == "unknown" else case.application_id


# WHO FILES IT


def _by_registry(walk: Walk, dice: Dice, asked: Asked, case: Case, way: str) -> None:
    own = asked.application_id  # type: ignore[attr-defined]  # every act of a case has it
    hands = way if way in WAYS else ""
    file(walk, dice, asked, keeper(walk, case.register), way=hands, sequence=_next(walk, own))


def _by_party(walk: Walk, dice: Dice, asked: Asked, who: tuple[int, int], way: str) -> None:
    """File what a party does: by the registry with its consent, or by its own hands if it has any."""
    registry, party = who
    own = asked.application_id  # type: ignore[attr-defined]  # every act of a case has it
    filer = party if walk.keys_with(party, Duty.MAKER) and dice.chance(50) else registry
    hands = way if way in WAYS else ""
    file(walk, dice, asked, filer, [party], way=hands, sequence=_next(walk, own))


def _filers(walk: Walk, case: Case) -> tuple[int, int]:
    return keeper(walk, case.register), case.applicant


def _next(walk: Walk, own: CertificateId) -> int:
    found = walk.facts.get(("case", own))
    return found.sequence + 1 if isinstance(found, Case) else 1


# WHAT THERE IS


def _cases(walk: Walk) -> list[Case]:
    return [fact for fact in walk.facts.values() if isinstance(fact, Case)]


def _case(walk: Walk, dice: Dice, *stages: Stage) -> Case | None:
    """One of the cases, mostly one at one of these stages; none if there is none at all."""
    cases = _cases(walk)
    at = [case for case in cases if stage_at(case, walk.now) in stages]
    if at and dice.chance(90):
        return dice.pick(at)
    return dice.pick(cases) if cases and dice.chance(30) else None


def _depositable(walk: Walk, dice: Dice) -> Case | None:
    """A case in or after its publicity; mostly time passes until that is over."""
    case = _case(walk, dice, Stage.PUBLICISED)
    if case and case.stage is Stage.PUBLICISED and case.publicised_until > walk.now and dice.chance(70):
        walk.sleep(case.publicised_until - walk.now - dice.pick((0, 0, 0, 1)))
    return case


def _register(walk: Walk, dice: Dice) -> int:
    return dice.pick([fact.register for fact in walk.facts.values() if isinstance(fact, Charge)])


def _applicant(walk: Walk, dice: Dice) -> ParticipantNumber:
    numbers = walk.numbers()
    able = [who for who in numbers if walk.keys_with(who, Duty.CONSENT) and not walk.participant(who).suspended]
    return dice.pick(able) if able and dice.chance(90) else dice.pick(numbers)


def _ordinal(walk: Walk, applicant: int, regime: int, fingerprint: Digest) -> int:
    ordinal = 0
    while True:
        own = certificate_id(applicant, regime, fingerprint, ordinal)
        if ("certificate", own) not in walk.facts and ("claim", own) not in walk.facts:
            return ordinal
        ordinal += 1


# WHAT THE CONTRACT HAS STORED


def _stored_case(world: World, fact: Case) -> Iterator[tuple[str, Any, Any]]:
    folded = (
        fact.applicant, fact.register, fact.sequence, fact.attempt, int(fact.stage), int(fact.rights), int(fact.marks),
        fact.objections, fact.due_at, fact.publicised_until, fact.source_ends,
    )  # fmt: skip
    yield "case", folded, tuple(world.view(world.applications, "caseOf", fact.application_id))
    yield "stage", int(stage_at(fact, world.now)), world.view(world.applications, "stageOf", fact.application_id)


def _stored_objection(world: World, fact: PublicityObjection) -> Iterator[tuple[str, Any, Any]]:
    folded = (fact.objector, fact.sequence, fact.attempt, fact.decide_by, fact.open)
    yield "objection", folded, tuple(world.view(world.applications, "objectionOf", fact.id))
    yield "its id", fact.id, keccak(encode(["bytes32", "uint32"], [fact.application_id, fact.sequence]))


WEIGHTS: Mapping[Callable[[Walk, Dice], None], int] = {
    submit: 6,
    answer: 6,
    review: 8,
    end: 2,
    quarrel: 4,
    deposit: 6,
    deposit_many: 3,
}
COMPARED: Mapping[Any, Any] = {Case: _stored_case, PublicityObjection: _stored_objection}


def instants(walk: Walk) -> list[int]:
    """Return when answers, supplements and publicities end."""
    live = [case for case in _cases(walk) if not case.ended_at]
    return [instant for case in live for instant in (case.due_at, case.publicised_until, case.source_ends)]
