"""
Half a year of a town in the demonstration: what its institutions do with data from month to month.

Old certificates come in month by month; meanwhile data are valued, pledged, traded, booked, kept and objected to, so
that every page and every statistic has something real to show.  At last some applications stand at each stage.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ledger.domain.acts.applications import (
    AcceptApplication,
    ObjectPublicity,
    PassReview,
    Publicise,
    RefuseApplication,
    RequireSupplement,
)
from ledger.domain.acts.attestations import Attest
from ledger.domain.acts.objections import ObjectCertificate
from ledger.domain.acts.pledges import CreatePledge, ReleasePledge
from ledger.domain.acts.restraints import ControlCertificate
from ledger.domain.burdens import Ground
from ledger.domain.calendar import day_of, end_of_day
from ledger.domain.cases import Ground as Refusal
from ledger.domain.certificates import Right
from ledger.domain.encumbrances import ReleaseReason, SecurityForm
from ledger.domain.events import ZERO_DIGEST, ZERO_THING, Digest, Fen, Instant, ParticipantNumber, ThingId
from ledger.domain.kinds import AttestedKind as Kind
from ledger.domain.kinds import Category
from scripts.life import DAY, FOR_PLEDGE, Lives, value

MONTHS, MONTH_DAYS = 6, 25
SUPPLEMENT_DAYS = 10
NOBODY = ParticipantNumber(0)
WAN = 1_000_000
"""Ten thousand yuan, in fen."""

Act = tuple[str, Callable[..., None], tuple[Any, ...]]
"""The certificate's key, what is done with it, and with what more."""


@dataclass(frozen=True)
class Season:
    """The certificates of a season, and what its acts leave for later ones: things by the key of their certificate."""

    lives: Lives
    things: dict[tuple[str, str], ThingId]

    def centre_of(self, key: str) -> str:
        return self.lives.stage.short[self.lives.rows[key]["registry"]["uscc"]]

    def attest(self, key: str, who: str, kind: Kind, consents: Sequence[str], **members: Any) -> ThingId:
        """File an attestation; what is not given is nothing."""
        lives, own = self.lives, self.lives.id_of(key)
        made = lives.next(own)
        given = {
            "subtype": 0, "party": NOBODY, "amount": Fen(0), "base_date": Instant(0), "valid_to": Instant(0),
            "refers": ZERO_THING, "linked_id": ZERO_DIGEST, **members,
        }  # fmt: skip
        asked = Attest(certificate_id=own, kind=kind, document_digest=lives.document(f"{kind.name} · {key}"), **given)
        lives.stage.file(who, asked, *consents)
        return made

    def ends(self, days: int) -> Instant:
        return Instant(end_of_day(day_of(self.lives.now() + days * DAY)))


# WHAT IS DONE


def lend(season: Season, key: str, bank: str, amount: int) -> None:
    """Value a certificate and lend on it."""
    lives = season.lives
    report, own = value(lives, key, FOR_PLEDGE), lives.id_of(key)
    season.things[key, "pledge"] = lives.next(own)
    asked = CreatePledge(
        own, lives.number_of(bank), NOBODY, Fen(amount), False, SecurityForm.PLEDGE, season.ends(365),
        lives.document("主债权合同 · the loan"), ZERO_DIGEST, report,
    )  # fmt: skip
    lives.stage.file(bank, asked, lives.holder_of(key))


def repay(season: Season, key: str, bank: str) -> None:
    """Release a pledge whose debt was paid."""
    paid = season.lives.document("结清证明 · paid")
    asked = ReleasePledge(season.lives.id_of(key), season.things[key, "pledge"], ReleaseReason.PAID, paid)
    season.lives.stage.file(bank, asked)


def list_(season: Season, key: str) -> None:
    """Have a certificate's compliance assessed, and list it at the exchange."""
    now, holder = Instant(season.lives.now() - DAY), season.lives.holder_of(key)
    until = season.ends(300)
    report = season.attest(key, "evaluator", Kind.COMPLIANCE, (), base_date=now, valid_to=until)
    season.things[key, "listing"] = season.attest(key, "exchange", Kind.LISTING, (holder,), refers=report)


def sell(season: Season, key: str, buyer: str, price: int) -> None:
    """Sell to a buyer what is listed."""
    parties = (season.lives.holder_of(key), buyer)
    season.things[key, "deal"] = season.attest(
        key, "exchange", Kind.DEAL, parties, party=season.lives.number_of(buyer), amount=Fen(price),
        base_date=Instant(season.lives.now()), refers=season.things[key, "listing"],
    )  # fmt: skip


def book(season: Season, key: str, cost: int) -> None:
    """Let a holder put its data on its books at cost."""
    holder = season.lives.holder_of(key)
    season.things[key, "booking"] = season.attest(
        key, season.centre_of(key), Kind.BOOKING, (holder,), subtype=int(Category.INTANGIBLE),
        party=season.lives.number_of(holder), amount=Fen(cost), base_date=Instant(season.lives.now() - DAY),
    )  # fmt: skip


def keep(season: Season, key: str) -> None:
    """Take a copy of the data into custody."""
    print_ = Digest(bytes.fromhex(season.lives.rows[key]["fingerprint"]["value"]))
    season.attest(
        key, "custodian", Kind.CUSTODY, (season.lives.holder_of(key),), base_date=Instant(season.lives.now()),
        valid_to=season.ends(170), linked_id=print_,
    )  # fmt: skip


def claim(season: Season, key: str, kind: Kind, thing: str) -> None:
    """Claim a first incentive for a holder."""
    holder = season.lives.holder_of(key)
    refers = season.things[key, thing] if thing else ZERO_THING
    party = season.lives.number_of(holder)
    season.attest(key, season.centre_of(key), kind, (holder,), party=party, refers=refers)


def dispute(season: Season, key: str, objector: str) -> None:
    """Object to a registration."""
    lives = season.lives
    paper = lives.document("异议申请 · the objection")
    asked = ObjectCertificate(lives.id_of(key), lives.number_of(objector), Ground.OWNERSHIP, paper)
    lives.stage.file(season.centre_of(key), asked, objector)


def control(season: Season, key: str) -> None:
    """Put a certificate under administrative control for three months."""
    order = season.lives.document("管控决定 · the order")
    season.lives.stage.file("supervisor", ControlCertificate(season.lives.id_of(key), order, season.ends(90)))


PLAN: tuple[tuple[Act, ...], ...] = (
    (
        ("js-stats", lend, ("bank-two", 600 * WAN)),
        ("shanghai-stats", list_, ()),
    ),
    (
        ("ndrc-price", lend, ("bank-one", 800 * WAN)),
        ("shanghai-stats", sell, ("data-company-two", 68 * WAN)),
        ("cnemc", keep, ()),
    ),
    (
        ("cma", lend, ("bank-one", 1_200 * WAN)),
        ("shanghai-stats", sell, ("operator-two", 72 * WAN)),
        ("nmpa", book, (186 * WAN,)),
    ),
    (
        ("zj-stats", lend, ("bank-two", 450 * WAN)),
        ("cnipa-patents", list_, ()),
        ("nmpa", claim, (Kind.CLAIM_BOOKING, "booking")),
    ),
    (
        ("neeq", lend, ("bank-one", 500 * WAN)),
        ("js-stats", repay, ("bank-two",)),
        ("cnipa-patents", sell, ("data-company-one", 240 * WAN)),
        ("shanghai-stats", claim, (Kind.CLAIM_DEAL, "deal")),
        ("cern", list_, ()),
    ),
    (
        ("cngbdb", lend, ("bank-one", 300 * WAN)),
        ("cern", sell, ("data-company-two", 95 * WAN)),
        ("cnipa-patents", book, (320 * WAN,)),
        ("beijing-stats", dispute, ("data-company-one",)),
        ("ggzy", control, ()),
    ),
)
"""
What is done in each month, each with another certificate, so that it can be done at the same time.

The national regime's rules hold from 2026-09-11 on, so that its certificates have their turn at the end.
"""

USED = tuple(dict.fromkeys(key for month in PLAN for key, *_ in month))

APPLYING = ("plant-csdb", "tpdc", "nmdc", "chfs", "scidb", "resdc", "cgss")
"""Not taken over from the old register, but applied for: each comes to another stage."""


def parts(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Divide what a centre takes over into the months; what is used comes first."""
    ordered = sorted(rows, key=lambda row: row["key"] not in USED)
    first = max(len(ordered) // MONTHS, sum(row["key"] in USED for row in rows))
    rest = ordered[first:]
    return [ordered[:first], *(rest[place :: MONTHS - 1] for place in range(MONTHS - 1))]


def month(season: Season, number: int) -> None:
    """Do what is planned for a month, and let it pass."""
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda act: act[1](season, act[0], *act[2]), PLAN[number]))
    season.lives.stage.travel(MONTH_DAYS * DAY)


# APPLICATIONS


def apply_for_all(lives: Lives) -> None:
    """File the applications, and bring each to its stage: from just submitted to refused."""
    for key in APPLYING:
        text = json.dumps(lives.rows[key], ensure_ascii=False).encode()
        lives.stage.submit(lives.stage.short[lives.rows[key]["registry"]["uscc"]], text, lives.holder_of(key))
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda case: _step(lives, *case), zip(APPLYING, _steps(lives), strict=True)))


def _steps(lives: Lives) -> Iterable[tuple[Any, ...]]:
    """The acts of each application after its submission, without the case's own id."""
    paper, all_rights = lives.document, Right.HOLD | Right.USE | Right.OPERATE
    review = (PassReview, all_rights, paper("审查意见 · the review"))
    public = (Publicise, paper("公示公告 · the public notice"))
    objector = lives.number_of("data-company-one")
    return (
        (),
        ((RequireSupplement, SUPPLEMENT_DAYS, paper("补正告知书 · all defects")),),
        ((AcceptApplication,),),
        ((AcceptApplication,), review),
        ((AcceptApplication,), review, public),
        ((AcceptApplication,), review, public, (ObjectPublicity, objector, paper("公示异议 · an objection"))),
        ((AcceptApplication,), (RefuseApplication, Refusal.DISPUTE, paper("不予登记决定 · the refusal"))),
    )


def _step(lives: Lives, key: str, steps: Iterable[tuple[Any, ...]]) -> None:
    centre = lives.stage.short[lives.rows[key]["registry"]["uscc"]]
    for sequence, (act, *members) in enumerate(steps, 2):
        consents = ("data-company-one",) if act is ObjectPublicity else ()
        lives.stage.file(centre, act(lives.id_of(key), *members), *consents, sequence=sequence)
