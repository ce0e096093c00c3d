"""
The checks of what rests on a certificate by acts of others: security, orders, objections, reports, bookings, licences.

As in `checks`, a check names what it found and judges nothing.  What is in force at the question's instant was said by
the nouns (`resting`); a freeze, a hold or an objection that has lapsed by then is no finding, whether or not an act has
cleared it from the book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ledger.domain import kinds
from ledger.domain.attestations import Attestation
from ledger.domain.attested import Worth
from ledger.domain.burdens import Forbidden, Stage
from ledger.domain.calendar import day_of, last_valid_day
from ledger.domain.encumbrances import Ranked
from ledger.domain.equity import ContributionStanding
from ledger.domain.finding import Case, Found, all_named, moment, name_of, named
from ledger.domain.kinds import AttestedKind
from ledger.domain.licences import LicenceKind
from ledger.domain.matrix import Restraint
from ledger.domain.policy import Purpose
from ledger.domain.restraint_standing import FreezeStanding

# SECURITY


def _pledges(case: Case) -> Found:
    burden = case.resting.burden
    pledges = [one for one in burden.ranked if not one.is_hold]
    if not burden.ranked:
        return Found("NOT_PLEDGED", {})
    first = pledges[0] if pledges else burden.ranked[0]
    facts = {
        "count": len(pledges or burden.ranked),
        "creditors": all_named(case, (one.encumbrance.creditor for one in pledges or burden.ranked)),
        "perfected_fen": int(burden.perfected),
        "unperfected_fen": int(burden.unperfected),
        "ranked": [_ranked(case, one) for one in burden.ranked],
    }
    position = first.encumbrance.created
    if not pledges:
        last = max(one.encumbrance.until for one in burden.ranked)
        return Found("RANK_HELD", facts | {"until": moment(last)}, position)
    disputed = [one.objection.objector for one in pledges if one.objection is not None]
    if disputed:
        return Found("PLEDGE_OBJECTED", facts | {"objectors": all_named(case, disputed)}, position)
    if any(not one.is_perfected for one in pledges):
        return Found("PLEDGED_UNPERFECTED", facts, position)
    return Found("PLEDGED_PAST_TERM" if any(one.is_past_term for one in pledges) else "PLEDGED", facts, position)


def _ranked(case: Case, one: Ranked) -> dict[str, Any]:
    secured = one.encumbrance
    return {
        "rank": one.rank,
        "id": secured.id,
        "creditor": named(case, secured.creditor),
        "is_hold": one.is_hold,
        "amount_fen": int(secured.amount),
        "is_cap": secured.is_cap,
        "is_perfected": one.is_perfected,
        "is_past_term": one.is_past_term,
        "until": moment(secured.until),
    }


# ORDERS

_FORBIDDEN: Mapping[Purpose, Forbidden] = {
    Purpose.FINANCING: Forbidden.PLEDGE,
    Purpose.EQUITY: Forbidden.CONTRIBUTE | Forbidden.EXECUTE,
    Purpose.TRANSFER: Forbidden.TRANSFER,
}
"""What a freeze must forbid to stop a purpose's act; purposes without an act are told of any freeze."""


def _freezes(case: Case) -> Found:
    freezes = case.resting.restraints.freezes
    if not freezes:
        return Found("NOT_FROZEN", {})
    active, *waiting = freezes
    facts = {
        "organ": named(case, active.freeze.organ),
        "forbidden": active.freeze.forbidden,
        "until": moment(active.end),
        "waiting": len(waiting),
        "queue": [_freeze(case, each) for each in freezes],
    }
    position = case.resting.position_of(active.freeze)
    stopped = _FORBIDDEN.get(case.question.purpose)
    if stopped is None or active.freeze.forbidden & stopped:
        return Found("FROZEN", facts, position)
    ahead = [each for each in waiting if each.freeze.forbidden & stopped]
    if ahead:
        return Found("FREEZE_QUEUED", facts | {"next": named(case, ahead[0].freeze.organ)}, position)
    return Found("FROZEN_IN_PART", facts, position)


def _freeze(case: Case, each: FreezeStanding) -> dict[str, Any]:
    return {
        "place": each.place,
        "id": each.id,
        "organ": named(case, each.freeze.organ),
        "forbidden": each.freeze.forbidden,
        "from": moment(each.start),
        "until": moment(each.end),
    }


def _controls(case: Case) -> Found:
    control = case.resting.restraints.control
    if control is None:
        return Found("NOT_CONTROLLED", {})
    position = case.resting.position_of(control)
    return Found("CONTROLLED", {"by": named(case, control.by), "until": moment(control.until)}, position)


def _surrendered(case: Case) -> Found:
    if not case.resting.restraints.surrendered:
        return Found("NOT_SURRENDERED", {})
    return Found("SURRENDERED", {"registry": _registry(case)}, case.subject.certificate.changed)


# OBJECTIONS


def _objections(case: Case) -> Found:
    found = case.resting.restraints.objections
    if not found:
        return Found("NOT_OBJECTED", {})
    facts = {
        "objectors": all_named(case, (each.objection.objector for each in found)),
        "count": len(found),
        "stages": [each.objection.stage for each in found],
        "registry": _registry(case),
    }
    in_suit = any(each.objection.stage is Stage.ESCALATED for each in found)
    return Found("SUIT_PENDING" if in_suit else "OBJECTED", facts, case.resting.position_of(found[0].objection))


def _source_objections(case: Case) -> Found:
    notes, due = case.resting.restraints.source_objections, case.resting.deletion_due
    if not notes and due is not None:
        return Found("SOURCE_DELETION_DUE", {"source": named(case, due.objector)}, due.raised)
    if not notes:
        return Found("NO_SOURCE_OBJECTS", {})
    facts = {"sources": all_named(case, (note.by for note in notes)), "count": len(notes)}
    return Found("SOURCE_OBJECTS", facts, case.resting.position_of(notes[0]))


def _disputes(case: Case) -> Found:
    notes = case.resting.restraints.disputes
    if not notes:
        return Found("NO_DISPUTE", {})
    facts = {"institutions": all_named(case, (note.by for note in notes)), "count": len(notes)}
    return Found("DISPUTED", facts, case.resting.position_of(notes[0]))


# CONTRIBUTION AND LICENCES

_CONTRIBUTED = {
    ContributionStanding.EXECUTED: "CONTRIBUTION_UNCONFIRMED",
    ContributionStanding.OVERDUE: "CONTRIBUTION_OVERDUE",
}


def _contribution(case: Case) -> Found:
    found, restraint = case.resting.contribution, case.resting.contributed
    if found is None or restraint is Restraint.NONE:
        return Found("NOT_CONTRIBUTED", {})
    facts = {
        "contributor": named(case, found.contributor),
        "investee": named(case, found.investee),
        "until": moment(found.due_at),
        "appraised_fen": int(found.appraised),
        "agreed_fen": int(found.agreed),
        "capital_fen": int(found.capital),
    }
    if restraint is Restraint.RESERVED:
        return Found("RESERVED", facts, found.reserved)
    standing = case.resting.contribution_standing
    return Found(_CONTRIBUTED.get(standing, "CONTRIBUTED") if standing else "CONTRIBUTED", facts, found.reserved)


def _licences(case: Case) -> Found:
    licences = case.resting.licences
    if not licences:
        return Found("NOT_LICENSED", {})
    facts = {
        "licensees": all_named(case, (each.licensee for each in licences)),
        "count": len(licences),
        "last_day": last_valid_day(max(each.valid_to for each in licences)).isoformat(),
    }
    keeps_out = any(each.kind is not LicenceKind.ORDINARY for each in licences)
    return Found("LICENSED_EXCLUSIVELY" if keeps_out else "LICENSED", facts, licences[0].granted)


# REPORTS AND BOOKINGS

_FITS: Mapping[Purpose, kinds.Purpose] = {Purpose.FINANCING: kinds.Purpose.PLEDGE, Purpose.EQUITY: kinds.Purpose.EQUITY}
"""For which purpose a valuation must have been made (资产评估法 art. 27); the others take any."""

_WORTHS = {
    Worth.STALE: "VALUE_STALE",
    Worth.LAPSED: "VALUE_LAPSED",
    Worth.WITHDRAWN: "VALUE_WITHDRAWN",
    Worth.CERTIFICATE_ENDED: "VALUE_NOT_COMPARED",
}


def _value_report(case: Case) -> Found:
    reports = [(each, worth) for each, worth in case.resting.reports if each.kind is AttestedKind.VALUE]
    if not reports:
        return Found("VALUE_ABSENT", {})
    last, worth = reports[-1]
    if worth is not Worth.CURRENT:
        return Found(_WORTHS.get(worth, "VALUE_ABSENT"), _report(case, last), last.attested)
    lowest = valuation(case)
    if lowest is None:
        return Found("VALUE_FOR_OTHER_PURPOSE", _report(case, last), last.attested)
    burden, asked, percent = case.resting.burden, case.question.amount or 0, case.policy.value_percent
    secured = burden.perfected + burden.unperfected + asked
    facts = _report(case, lowest) | {
        "secured_fen": int(secured),
        "asked_fen": asked,
        "percent": percent,
        "ceiling_fen": lowest.amount * percent // 100,
    }
    return Found("VALUE_SHORT" if secured * 100 > lowest.amount * percent else "VALUE_CURRENT", facts, lowest.attested)


def valuation(case: Case) -> Attestation | None:
    """Return the lowest of the current valuations that were made for the question's purpose."""
    wanted = _FITS.get(case.question.purpose)
    current = [each for each, worth in case.resting.reports if worth is Worth.CURRENT]
    fitting = [each for each in current if each.kind is AttestedKind.VALUE and wanted in (None, each.subtype)]
    return min(fitting, key=lambda each: each.amount, default=None)


def _report(case: Case, report: Attestation) -> dict[str, Any]:
    return {
        "evaluator": named(case, report.by),
        "value_fen": int(report.amount),
        "base_day": day_of(report.base_date).isoformat(),
        "last_day": last_valid_day(report.valid_to).isoformat(),
        "purpose": kinds.Purpose(report.subtype),
        "version": report.version,
        "present_version": case.subject.certificate.version,
    }


def _reports(case: Case) -> Found:
    """Quality, security and compliance; a valuation has a check of its own."""
    reports = [(each, worth) for each, worth in case.resting.reports if each.kind is not AttestedKind.VALUE]
    worn = {Worth.STALE, Worth.LAPSED, Worth.WITHDRAWN}
    over = [each for each, worth in reports if worth in worn]
    if over:
        return Found("REPORTS_STALE", {"attested_kind": _kinds_of(over)} | _missing(case), over[-1].attested)
    current = [each for each, worth in reports if worth is Worth.CURRENT]
    if not current:
        return Found("REPORTS_NONE", {})
    return Found("REPORTS_CURRENT", {"attested_kind": _kinds_of(current)} | _missing(case), current[-1].attested)


def _missing(case: Case) -> dict[str, Any]:
    """Which of the four kinds nobody has reported."""
    return {"missing": sorted(kinds.REPORTS - {each.kind for each, _ in case.resting.reports})}


def _kinds_of(attestations: Iterable[Attestation]) -> list[AttestedKind]:
    return sorted({each.kind for each in attestations})


def _bookings(case: Case) -> Found:
    """Who transfers a certificate takes it off its books; until then two could have it on theirs."""
    bookers, holders = case.resting.bookers, case.subject.certificate.holders
    if not bookers:
        return Found("NOT_BOOKED", {})
    others = [each for each in bookers if each not in holders]
    if others:
        return Found("BOOKED_ELSEWHERE", {"entities": all_named(case, others), "count": len(bookers)})
    return Found("BOOKED", {"entities": all_named(case, bookers), "count": len(bookers)})


def _listings(case: Case) -> Found:
    listings = case.resting.listings
    if not listings:
        return Found("NOT_LISTED", {})
    return Found("LISTED", {"exchanges": all_named(case, (each.by for each in listings))}, listings[-1].attested)


# RENEWAL, LINKS, MARKS


def _renewal(case: Case) -> Found:
    request = case.resting.renewal
    if request is None:
        return Found("NO_RENEWAL", {})
    return Found("RENEWAL_REQUESTED", {"until": moment(request.decide_by)}, request.requested)


def _links(case: Case) -> Found:
    links = case.resting.links
    if not links:
        return Found("NOT_LINKED", {})
    facts = {
        "relation": sorted({each.relation for each in links}),
        "others": [each.other_id for each in links],
        "count": len(links),
    }
    return Found("LINKED", facts, links[-1].linked)


def _marks(case: Case) -> Found:
    """A mark that this version does not know may stand for a restraint: then nothing is certain."""
    unknown = case.resting.unknown_flags
    if unknown:
        return Found("MARKS_UNKNOWN", {"marks": f"{unknown:#x}"}, case.subject.certificate.changed)
    return Found("MARKS_KNOWN", {})


CHECKS: Mapping[str, Callable[[Case], Found]] = {
    "RENEWAL": _renewal,
    "PLEDGES": _pledges,
    "FREEZES": _freezes,
    "CONTROLS": _controls,
    "SURRENDERED": _surrendered,
    "OBJECTIONS": _objections,
    "SOURCE_OBJECTIONS": _source_objections,
    "DISPUTES": _disputes,
    "CONTRIBUTION": _contribution,
    "LICENCES": _licences,
    "LINKS": _links,
    "VALUE_REPORT": _value_report,
    "REPORTS": _reports,
    "BOOKINGS": _bookings,
    "LISTINGS": _listings,
    "MARKS": _marks,
}


# WORDS


def _registry(case: Case) -> dict[str, str]:
    registry = case.subject.registry
    return name_of(registry) if registry is not None else {"zh": "登记机构", "en": "the registry in charge"}
