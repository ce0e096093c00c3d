"""
Lists that an auditor goes through by hand: what the book says that deserves a second look, though nothing is wrong.

They are computed from the facts at the audited block and judged at its time, days in Asia/Shanghai.  Nothing is kept
for a fact but for two fixed tables of bits, so that memory is the same for any book; a book is read twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.audit.book import facts_of
from ledger.audit.report import Notes
from ledger.domain.attestations import Attestation, Condition
from ledger.domain.attested import Worth, worth
from ledger.domain.burdens import burdens_on
from ledger.domain.calendar import DAY_SECONDS, day_of, last_valid_day
from ledger.domain.certificates import Certificate, State
from ledger.domain.encumbrances import Ranked, burden
from ledger.domain.events import CertificateId, Position
from ledger.domain.facts import Facts, find, thing_id
from ledger.domain.flags import Flag
from ledger.domain.kinds import AttestedKind
from ledger.domain.licences import Licence
from ledger.domain.numbers import CertificateNumber, uscc_of
from ledger.domain.participants import Participant
from ledger.domain.renewals import decide_by
from ledger.domain.restraint_standing import standing as restraints_at
from ledger.domain.standing import is_alive
from ledger.domain.successions import Link, Relation

EXPIRY_DAYS = 90
"""How far ahead an end is listed: a quarter, within which a reader of the report will deal in what is in it."""

BITS = 1 << 24
"""Fingerprints are first told apart by so many bits, two megabytes a table; what falls together is then compared."""

_WORN = {
    Worth.STALE: "ListReportStale",
    Worth.LAPSED: "ListReportLapsed",
    Worth.OVERDUE: "ListCustodyOverdue",
    Worth.CLAW_BACK_DUE: "ListClawBackDue",
}

_RESTRAINED = (
    Flag.FROZEN
    | Flag.OBJECTED
    | Flag.CONTROLLED
    | Flag.SOURCE_OBJECTED
    | Flag.DISPUTED
    | Flag.SURRENDERED
    | Flag.RESERVED
    | Flag.CONTRIBUTED
)


_TIED = {Flag.SURRENDERED: "ListSurrendered", Flag.RESERVED: "ListReserved", Flag.CONTRIBUTED: "ListContributed"}

_Row = tuple[str, Position, dict[str, Any]]
"""A row of the restricted assets: its code, its position and its facts."""


def make_lists(facts: Facts, instant: int, notes: Notes) -> None:
    """Write the lists into `notes`, as of a unix second: that of the block of which `facts` are."""
    twins = _Twins()
    for certificate in _certificates(facts):
        _expiry(facts, certificate, instant, notes)
        if not is_alive(certificate, instant):
            continue
        twins.see(certificate)
        if certificate.flags & _RESTRAINED:
            _restraints(facts, certificate, instant, notes)
        if certificate.flags & Flag.PLEDGED:
            _pledges(facts, certificate, instant, notes)
    for _, attestation in facts_of(facts, (Attestation.KIND,)):
        assert isinstance(attestation, Attestation)
        _report(facts, attestation, instant, notes)
    for _, licence in facts_of(facts, (Licence.KIND,)):
        assert isinstance(licence, Licence)
        _licence(facts, licence, instant, notes)
    _duplicates(facts, instant, notes, twins)
    _links(facts, instant, notes)


def party(facts: Facts, number: int) -> str:
    """Return a participant as a list names it: its number and, if it is no natural person, its code."""
    found = find(facts, ("participant", number), Participant)
    code = uscc_of(found.identity) if found else None
    return f"{number} ({code})" if code else str(number)


def named(certificate: Certificate) -> str:
    """Return a certificate's number as it is printed."""
    return CertificateNumber.from_packed(certificate.number).text


# CERTIFICATES


def _certificates(facts: Facts) -> Iterator[Certificate]:
    for _, certificate in facts_of(facts, (Certificate.KIND,)):
        assert isinstance(certificate, Certificate)
        yield certificate


def _certificate(facts: Facts, own: CertificateId) -> Certificate:
    found = find(facts, ("certificate", own), Certificate)
    assert found is not None, "what rests on a certificate came after it"
    return found


def _subject(certificate: Certificate) -> str:
    return f"certificate 0x{certificate.id.hex()}"


def _expiry(facts: Facts, certificate: Certificate, instant: int, notes: Notes) -> None:
    if certificate.state is not State.ACTIVE or certificate.valid_to > instant + EXPIRY_DAYS * DAY_SECONDS:
        return
    is_over = instant >= certificate.valid_to
    is_pending = is_over and bool(certificate.flags & Flag.RENEWING) and instant < decide_by(facts, certificate.id)
    last_day = last_valid_day(certificate.valid_to)
    notes.enlist(
        "expiries", "ListRenewalPending" if is_pending else "ListExpired" if is_over else "ListExpiring",
        certificate.changed, _subject(certificate), certificate=named(certificate), last_day=last_day.isoformat(),
        days=max(0, (last_day - day_of(instant)).days), holder=party(facts, certificate.holder),
    )  # fmt: skip


def _restraints(facts: Facts, certificate: Certificate, instant: int, notes: Notes) -> None:
    """All that may stop an act, one row each: freezes with those that wait, controls, objections, disputes, equity."""
    for code, position, more in (*_orders(facts, certificate, instant), *_marks(facts, certificate, instant)):
        notes.enlist("restricted", code, position, _subject(certificate), certificate=named(certificate), **more)


def _orders(facts: Facts, certificate: Certificate, instant: int) -> Iterator[_Row]:
    """What stands by order of an organ."""
    found = restraints_at(certificate, burdens_on(facts, certificate.id), instant)
    for each in found.freezes:
        by, last_day = party(facts, each.freeze.organ), last_valid_day(each.end).isoformat()
        code = "ListFrozen" if each.place == 1 else "ListFreezeWaiting"
        position = _made(facts, certificate, "freeze", each.freeze.sequence)
        yield code, position, {"by": by, "last_day": last_day, "place": each.place}
    if found.control:
        by, last_day = party(facts, found.control.by), last_valid_day(found.control.until).isoformat()
        position = _made(facts, certificate, "control", found.control.sequence)
        yield "ListControlled", position, {"by": by, "last_day": last_day}


def _marks(facts: Facts, certificate: Certificate, instant: int) -> Iterator[_Row]:
    """What others raised or noted, and in what the certificate is tied up."""
    found = restraints_at(certificate, burdens_on(facts, certificate.id), instant)
    notes = [("ListObjected", "objection", each.objection.sequence) for each in found.objections]
    notes += [("ListSourceObjected", "source_objection", note.sequence) for note in found.source_objections]
    notes += [("ListDisputed", "dispute", note.sequence) for note in found.disputes]
    for code, kind, sequence in notes:
        yield code, _made(facts, certificate, kind, sequence), {}
    for flag, code in _TIED.items():
        if certificate.flags & flag:
            yield code, certificate.changed, {}


def _made(facts: Facts, certificate: Certificate, kind: str, sequence: int) -> Position:
    """Where a thing that rests on a certificate was made."""
    found = facts.get((kind, thing_id(certificate.id, sequence)))
    position = next((getattr(found, name) for name in ("entered", "raised", "noted") if hasattr(found, name)), None)
    return position if isinstance(position, Position) else certificate.changed


# PLEDGES AND REPORTS


def _pledges(facts: Facts, certificate: Certificate, instant: int, notes: Notes) -> None:
    """Hold what is secured on a certificate against its last valuation, the first of all that are in force."""
    found = burden(facts, certificate.id, instant)
    name, subject = named(certificate), _subject(certificate)
    for each in found.ranked:
        _pledge(facts, each, name, subject, notes)
    secured = found.perfected + found.unperfected
    if not secured:
        return
    place = found.ranked[0].encumbrance.created
    report = _last_valuation(facts, certificate)
    if report is None:
        notes.enlist("overPledged", "ListPledgedUnvalued", place, subject, certificate=name, secured_fen=int(secured))
    elif secured > report.amount:
        notes.enlist(
            "overPledged", "ListOverPledged", place, subject, certificate=name, secured_fen=int(secured),
            value_fen=int(report.amount), report=str(report.attested),
            worth=worth(certificate, report, instant).value,
        )  # fmt: skip


def _pledge(facts: Facts, ranked: Ranked, name: str, subject: str, notes: Notes) -> None:
    each = ranked.encumbrance
    code = "ListHeld" if ranked.is_hold else "ListPledged" if ranked.is_perfected else "ListPledgeUnperfected"
    last_day, by = last_valid_day(each.until).isoformat(), party(facts, each.creditor)
    notes.enlist(
        "restricted", code, each.created, subject, certificate=name, by=by, rank=ranked.rank,
        secured_fen=int(each.amount), last_day=last_day,
    )  # fmt: skip
    if ranked.is_past_term:
        notes.enlist(
            "expiries", "ListPledgePastTerm", each.created, subject, certificate=name, by=by, last_day=last_day
        )


def _last_valuation(facts: Facts, certificate: Certificate) -> Attestation | None:
    """The last valuation that no act took back: a certificate's things are found by its sequence numbers."""
    for sequence in range(certificate.sequence, 1, -1):
        found = facts.get(("attestation", thing_id(certificate.id, sequence)))
        if isinstance(found, Attestation) and found.kind is AttestedKind.VALUE and found.condition is Condition.LIVE:
            return found
    return None


def _report(facts: Facts, attestation: Attestation, instant: int, notes: Notes) -> None:
    if attestation.condition is not Condition.LIVE:
        return
    certificate = _certificate(facts, attestation.certificate_id)
    said = worth(certificate, attestation, instant)
    if said not in _WORN or (certificate.state is State.ACTIVE and not is_alive(certificate, instant)):
        return
    notes.enlist(
        "stale", _WORN[said], attestation.attested, _subject(certificate), certificate=named(certificate),
        attested_kind=int(attestation.kind), by=party(facts, attestation.by), amount_fen=int(attestation.amount),
        last_day=last_valid_day(attestation.valid_to).isoformat() if attestation.valid_to else "",
        version=attestation.version, present=certificate.version,
    )  # fmt: skip


def _licence(facts: Facts, licence: Licence, instant: int, notes: Notes) -> None:
    if licence.ended_at or not instant < licence.valid_to <= instant + EXPIRY_DAYS * DAY_SECONDS:
        return
    certificate = _certificate(facts, licence.certificate_id)
    if is_alive(certificate, instant):
        notes.enlist(
            "expiries", "ListLicenceExpiring", licence.granted, _subject(certificate), certificate=named(certificate),
            by=party(facts, licence.licensee), last_day=last_valid_day(licence.valid_to).isoformat(),
        )  # fmt: skip


# THE SAME DATA


class _Twins:
    """Which fingerprints may have come more than once: a bit for each, which a few share."""

    def __init__(self) -> None:
        self._seen, self._twice = bytearray(BITS // 8), bytearray(BITS // 8)

    def see(self, certificate: Certificate) -> None:
        place, bit = _bit(certificate.fingerprint)
        self._twice[place] |= self._seen[place] & bit
        self._seen[place] |= bit

    def may_have(self, certificate: Certificate) -> bool:
        place, bit = _bit(certificate.fingerprint)
        return bool(self._twice[place] & bit)


def _duplicates(facts: Facts, instant: int, notes: Notes, twins: _Twins) -> None:
    """List living certificates that have one fingerprint."""
    groups: dict[bytes, list[Certificate]] = {}
    for certificate in _certificates(facts):
        if twins.may_have(certificate) and is_alive(certificate, instant):
            groups.setdefault(certificate.fingerprint, []).append(certificate)
    for fingerprint, group in groups.items():
        if len(group) > 1:
            notes.enlist(
                "duplicates", "ListSameData", group[-1].issued, f"fingerprint 0x{fingerprint.hex()}",
                count=len(group), certificates=[named(each) for each in group],
                positions=[str(each.issued) for each in group],
            )  # fmt: skip


def _links(facts: Facts, instant: int, notes: Notes) -> None:
    """List links that say that two certificates are of the same data."""
    for _, link in facts_of(facts, (Link.KIND,)):
        assert isinstance(link, Link)
        if link.relation is Relation.SAME_DATA and not link.ended:
            one = _certificate(facts, link.certificate_id)
            other = find(facts, ("certificate", link.other_id), Certificate)
            if is_alive(one, instant):
                notes.enlist(
                    "duplicates", "ListLinkedSameData", link.linked, _subject(one), certificate=named(one),
                    other=named(other) if other else f"0x{link.other_id.hex()}",
                )  # fmt: skip


def _bit(fingerprint: bytes) -> tuple[int, int]:
    number = int.from_bytes(fingerprint[:8], "big") % BITS
    return number >> 3, 1 << (number & 7)
