"""
Closed cases: those of a registry or an applicant in which nothing more is done, found by whom they are of, by their
certificate's number, by how and by when they ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ledger.domain.calendar import SHANGHAI, add_months, start_of_day
from ledger.domain.cases import CLOSED, Stage, stage_at
from ledger.domain.numbers import CertificateNumber, check_uscc
from ledger.domain.owed import Owed, What
from ledger.errors import InvalidInput, NotFound
from ledger.instructions.docket import Entry
from ledger.store.queries import ReadSession, applications, certificates, participants
from ledger.store.queries.applications import Closed, Place
from ledger.store.queries.page import Page
from ledger.store.service import case_files

NO_CERTIFICATE = b""
"""An id that no case has: what is looked for under a number that no certificate has."""


@dataclass(frozen=True, slots=True)
class Wish:
    """
    Whose closed cases are wanted, a registry's or an applicant's; and, where not empty, of which applicant (its code),
    with which number, at which stage (its name), ended in which month (2026-11).
    """

    registry: int = 0
    own: int = 0
    applicant: str = ""
    number: str = ""
    stage: str = ""
    month: str = ""


def closed(
    mirror: ReadSession, service: ReadSession, wish: Wish, now: int, after: Place | None, *, limit: int
) -> Page[Entry, Place]:
    """
    Return the closed cases that fit a wish, the last that ended first.

    Raises `InvalidInput` UsccMalformed and the like, NumberMalformed, ValueUnknown, MonthInvalid; `NotFound`
    NotAdmitted.
    """
    charges = participants.charges_of(mirror, wish.registry) if wish.registry else []
    registers = [charge.register for charge in charges]
    which = _which(mirror, wish)
    found = applications.closed_cases(mirror, now, after, limit, registers=registers, applicant=wish.own, wish=which)
    files = case_files.by_applications(service, [bytes(case.application_id) for case in found.items])
    nothing = Owed(What.NOTHING, None, None)
    entries = [
        Entry(files.get(bytes(case.application_id)), case, stage_at(case, now), nothing, None, 0)
        for case in found.items
    ]
    return Page(tuple(entries), found.next)


def _which(mirror: ReadSession, wish: Wish) -> Closed:
    given = Closed()
    applicant, own = given.applicant, given.application_id
    if wish.applicant:
        code = check_uscc(wish.applicant, "applicant")
        known = participants.by_uscc(mirror, code)
        if known is None:
            raise NotFound("NotAdmitted", uscc=code)
        applicant = known.number
    if wish.number:
        certificate = certificates.by_number(mirror, CertificateNumber.parse(wish.number).packed)
        own = certificate.id if certificate else NO_CERTIFICATE
    since, until = _month(wish.month) if wish.month else (given.since, given.until)
    return Closed(applicant, own, _stage(wish.stage) if wish.stage else None, since, until)


def _stage(name: str) -> Stage:
    stages = {stage.name: stage for stage in sorted(CLOSED)}
    found = stages.get(name.strip().upper())
    if found is None:
        raise InvalidInput("ValueUnknown", "stage", given=name, expected=", ".join(stages))
    return found


def _month(text: str) -> tuple[int, int]:
    """Return the unix seconds at which a month begins and ends."""
    try:
        first = datetime.strptime(text.strip(), "%Y-%m").replace(tzinfo=SHANGHAI).date()
    except ValueError:
        raise InvalidInput("MonthInvalid", "month", given=text) from None
    return start_of_day(first), start_of_day(add_months(first, 1))
