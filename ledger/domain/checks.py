"""
The checks of a verification, each a fact found and named by a reason.

What a reason means for a purpose is not said here but in the policy table (`policy`), which also gives the order.
What rests on a certificate by acts of others is found in `burden_checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from ledger.domain.calendar import day_of, end_of_day, last_valid_day
from ledger.domain.certificates import Regime, Right
from ledger.domain.finding import Case, Found, code_of, facts_of, names_of, written
from ledger.domain.kinds import Grade
from ledger.domain.participants import Kind, Role
from ledger.domain.question import Evidence, Match, OnFile, Question, Subject

# THE CHECKS: EVIDENCE


def evidence_fresh(evidence: Evidence) -> Found:
    facts = {
        "block": evidence.block,
        "head": evidence.head,
        "lag_blocks": evidence.lag_blocks,
        "lag_seconds": evidence.lag_seconds,
        "blocks_max": evidence.blocks_max,
        "seconds_max": evidence.seconds_max,
    }
    if evidence.is_past:
        return Found(_past_fault(evidence), facts)
    ahead = max(0, (evidence.time or 0) - evidence.now)
    faults = (
        (evidence.block is None, "MIRROR_EMPTY"),
        (evidence.head is None, "NODE_SILENT"),
        (not evidence.agrees, "MIRROR_FORKED"),
        ((evidence.lag_blocks or 0) > evidence.blocks_max, "MIRROR_BEHIND"),
        ((evidence.lag_seconds or 0) > evidence.seconds_max, "MIRROR_OLD"),
        (ahead > evidence.seconds_max, "CHAIN_CLOCK_AHEAD"),
    )
    reason = next((reason for is_fault, reason in faults if is_fault), "EVIDENCE_FRESH")
    return Found(reason, facts | {"ahead_seconds": ahead})


def _past_fault(evidence: Evidence) -> str:
    """A past block is good evidence once it is final and the node still has it, however old it is."""
    if evidence.block is None:
        return "MIRROR_EMPTY"
    if evidence.head is None:
        return "NODE_SILENT"
    if evidence.head < evidence.block:
        return "BLOCK_NOT_FINAL"
    return "EVIDENCE_FINAL" if evidence.agrees else "MIRROR_FORKED"


def query_basis(question: Question) -> Found:
    """Whether the asker has said by what right it asks."""
    if question.basis is None:
        return Found("BASIS_NOT_STATED", {})
    return Found("BASIS_STATED", {"basis": question.basis.kind, "reference": question.basis.reference})


def registered(question: Question, subject: Subject | None) -> Found:
    if subject is not None:
        certificate = subject.certificate
        facts = {"number": subject.number.text, "regime": Regime(subject.number.regime).name}
        return Found("REGISTERED", facts | {"on": day_of(certificate.issued_at).isoformat()}, certificate.issued)
    if question.number is not None:
        return Found("NUMBER_UNKNOWN", {"number": question.number.text})
    if question.certificate_id is not None:
        return Found("ID_UNKNOWN", {"certificate_id": question.certificate_id})
    return Found("DIGEST_UNKNOWN", {"digest": question.digest or b""})


# THE CHECKS: DOCUMENT


def _document_intact(case: Case) -> Found:
    certificate = case.subject.certificate
    reason = {
        OnFile.INTACT: "DOCUMENT_INTACT",
        OnFile.ABSENT: "DOCUMENT_ABSENT",
        OnFile.ALTERED: "DOCUMENT_ALTERED",
        OnFile.ERASED: "DOCUMENT_ERASED",
        OnFile.UNREADABLE: "DOCUMENT_UNREADABLE",
    }[case.subject.on_file]
    return Found(reason, {"digest": certificate.document_digest}, certificate.changed)


def _document_presented(case: Case) -> Found:
    presented = case.subject.presented
    if presented is None or case.question.digest is None:
        return Found("PRESENTED_NOTHING", {})
    reason = {
        Match.CURRENT: "PRESENTED_CURRENT",
        Match.EARLIER: "PRESENTED_EARLIER",
        Match.UNKNOWN: "PRESENTED_UNKNOWN",
    }[presented.match]
    facts = {"digest": case.question.digest, "current": case.subject.certificate.document_digest}
    return Found(reason, facts, presented.position)


def _qr_matches(case: Case) -> Found:
    scanned, prefix = case.subject.scanned, case.question.digest_prefix
    if scanned is None or prefix is None:
        return Found("QR_NOT_SHOWN", {})
    reason = {Match.CURRENT: "QR_CURRENT", Match.EARLIER: "QR_EARLIER", Match.UNKNOWN: "QR_UNKNOWN"}[scanned.match]
    return Found(reason, {"prefix": prefix, "current": case.subject.certificate.document_digest}, scanned.position)


def _document_agrees(case: Case) -> Found:
    """The record outranks the paper (guideline 〔2026〕35, art. 27): where they differ, the chain is judged."""
    content, certificate = case.subject.content, case.subject.certificate
    if content is None:
        return Found("CONTENT_UNSEEN", {})
    on_chain = {
        "number": case.subject.number.text,
        "regime": Regime(case.subject.number.regime).name,
        "fingerprint": certificate.fingerprint.hex(),
        "lastValidDay": last_valid_day(certificate.valid_to).isoformat(),
        "holders": sorted(code_of(party) or "" for party in case.subject.holders),
    }
    in_document = {
        "number": content["number"],
        "regime": content["regime"],
        "fingerprint": content["fingerprint"]["value"],
        "lastValidDay": content["lastValidDay"],
        "holders": sorted(holder["uscc"] for holder in content["holders"]),
    }
    different = [field for field, value in on_chain.items() if in_document[field] != value]
    if different:
        return Found("DOCUMENT_DIFFERS", {"fields": different}, certificate.changed)
    return Found("DOCUMENT_AGREES", {}, certificate.changed)


# THE CHECKS: PARTIES


def _registry_in_charge(case: Case) -> Found:
    registry = case.subject.registry
    if registry is None:
        return Found("REGISTRY_UNKNOWN", {"register": case.subject.number.register})
    facts = facts_of(registry)
    if registry.participant.suspended:
        return Found("REGISTRY_SUSPENDED", facts)
    if not registry.participant.roles & Role.REGISTRY:
        return Found("REGISTRY_WITHOUT_ROLE", facts)
    if case.subject.content is not None and case.subject.content["registry"]["uscc"] != code_of(registry):
        return Found("REGISTRY_SUCCEEDED", facts | {"first": case.subject.content["registry"]["uscc"]})
    return Found("REGISTRY_IN_CHARGE", facts)


def _holder_matches(case: Case) -> Found:
    position = case.subject.certificate.changed
    uscc, asked = case.question.holder_uscc, case.question.holder_name
    if uscc is None and asked is None:
        return Found("HOLDER_NOT_STATED", {"holders": names_of(case.subject.holders)}, position)
    party = case.expected
    if party is None:
        unseen = uscc is None and any(each.name is None for each in case.subject.holders)
        return Found("HOLDER_NAMES_UNSEEN" if unseen else "HOLDER_OTHER", {"expected": uscc or asked}, position)
    facts = facts_of(party)
    if asked is not None and party.name is not None and asked not in (party.name.zh, party.name.en):
        facts["asked"] = asked
        former = next((name for name in party.former_names if asked in (name.zh, name.en)), None)
        if former is None:
            return Found("HOLDER_NAME_OTHER", facts, position)
        return Found("HOLDER_FORMER_NAME", facts | {"until": written(former.until)}, position)
    if uscc is None:
        return Found("HOLDER_NAMED_ONLY", facts, position)
    return Found("HOLDER_ONE_OF_SEVERAL" if len(case.subject.holders) > 1 else "HOLDER_SOLE", facts, position)


def _holder_active(case: Case) -> Found:
    suspended = [party for party in case.subject.holders if party.participant.suspended]
    if suspended:
        return Found("HOLDER_SUSPENDED", {"holders": names_of(suspended)})
    return Found("HOLDER_ACTIVE", {})


def _co_holders(case: Case) -> Found:
    position = case.subject.certificate.changed
    if len(case.subject.holders) < 2:
        return Found("HELD_ALONE", {}, position)
    others = [party for party in case.subject.holders if party is not case.expected]
    return Found("HELD_JOINTLY", {"holders": names_of(others), "count": len(case.subject.holders)}, position)


def _public_body(case: Case) -> Found:
    bodies = [party for party in case.subject.holders if party.participant.kind is Kind.PUBLIC_BODY]
    return Found("PUBLIC_BODY", {"holders": names_of(bodies)}) if bodies else Found("NO_PUBLIC_BODY", {})


# THE CHECKS: STANDING, TERM, RIGHTS


def _in_force(case: Case) -> Found:
    certificate = case.subject.certificate
    facts = {
        "first_day": day_of(certificate.valid_from).isoformat(),
        "last_day": last_valid_day(certificate.valid_to).isoformat(),
    }
    return Found(case.standing.reason.value, facts, certificate.changed)


def _term_covers(case: Case) -> Found:
    certificate = case.subject.certificate
    if not case.standing.in_force:
        return Found("TERM_NOT_RUNNING", {})
    maturity, margin = case.question.maturity, case.policy.margin_days
    facts: dict[str, Any] = {
        "last_day": last_valid_day(certificate.valid_to).isoformat(),
        "days_left": case.standing.days_left,
        "margin_days": margin,
    }
    if maturity is None:
        return Found("TERM_ENDING" if case.standing.days_left < margin else "TERM_RUNS", facts, certificate.changed)
    facts["maturity"] = maturity.isoformat()
    if certificate.valid_to < end_of_day(maturity):
        return Found("TERM_SHORT", facts, certificate.changed)
    if certificate.valid_to < end_of_day(maturity + timedelta(days=margin)):
        return Found("TERM_TIGHT", facts, certificate.changed)
    return Found("TERM_COVERS", facts, certificate.changed)


def _right_to_operate(case: Case) -> Found:
    """The expected holder's own rights where it is one of several; the certificate's otherwise."""
    party = case.expected
    rights = party.share.rights if party is not None and party.share is not None else case.subject.certificate.rights
    facts = {"rights": rights}
    reason = "RIGHT_TO_OPERATE" if Right.OPERATE in rights else "RIGHT_TO_OPERATE_ABSENT"
    return Found(reason, facts, case.subject.certificate.changed)


# THE CHECKS: DATA

_REGRADED = {Grade.CORE: "core", Grade.IMPORTANT: "important"}


def _grade(case: Case) -> Found:
    """A regrading in force outranks what the document says."""
    regraded = case.resting.regrading
    if regraded is not None:
        grade = _REGRADED.get(case.resting.grade, "general")
        return Found(f"GRADE_{grade.upper()}", {"grade": grade}, regraded.attested)
    if case.subject.content is None:
        return Found("CONTENT_UNSEEN", {})
    grade = str(case.subject.content["grade"])
    return Found(f"GRADE_{grade.upper()}", {"grade": grade}, case.subject.certificate.changed)


def _personal_information(case: Case) -> Found:
    regraded = case.resting.regrading
    if regraded is not None and case.resting.grade is Grade.GENERAL_PERSONAL:
        return Found("PERSONAL_INVOLVED", {"status": "involved"}, regraded.attested)
    if case.subject.content is None:
        return Found("CONTENT_UNSEEN", {})
    status = str(case.subject.content["personalInformation"])
    reason = "PERSONAL_NONE" if status == "none" else "PERSONAL_INVOLVED"
    return Found(reason, {"status": status}, case.subject.certificate.changed)


def _sources_authorised(case: Case) -> Found:
    if case.subject.content is None:
        return Found("CONTENT_UNSEEN", {})
    position = case.subject.certificate.changed
    ends = [source["authorisationEnds"] for source in case.subject.content["sources"]]
    earliest = min((date.fromisoformat(end) for end in ends if end is not None), default=None)
    if earliest is None:
        return Found("SOURCES_AUTHORISED", {"ends": None}, position)
    needed = case.question.maturity or day_of(case.question.instant) + timedelta(days=case.policy.margin_days)
    if end_of_day(earliest) <= case.question.instant:
        return Found("SOURCES_ENDED", {"ends": earliest.isoformat()}, position)
    reason = "SOURCES_ENDING" if earliest < needed else "SOURCES_AUTHORISED"
    return Found(reason, {"ends": earliest.isoformat(), "needed": needed.isoformat()}, position)


# THE CHECKS: LEDGER


def _ledger_open(case: Case) -> Found:
    return Found("LEDGER_PAUSED" if case.subject.paused else "LEDGER_OPEN", {})


def _version(case: Case) -> Found:
    certificate = case.subject.certificate
    facts = {
        "sequence": certificate.sequence,
        "head": certificate.head,
        "on": day_of(certificate.changed_at).isoformat(),
    }
    issued, changed = (
        certificate.issued,
        certificate.changed,
    )  # co-holders' parts are recorded just after, in the same transaction
    is_first = (issued.block, issued.transaction) == (changed.block, changed.transaction)
    reason = "VERSION_FIRST" if is_first else "VERSION_CHANGED"
    return Found(reason, facts, certificate.changed)


CHECKS: Mapping[str, Callable[[Case], Found]] = {
    "DOCUMENT_INTACT": _document_intact,
    "DOCUMENT_PRESENTED": _document_presented,
    "DOCUMENT_AGREES": _document_agrees,
    "QR_MATCHES": _qr_matches,
    "REGISTRY_IN_CHARGE": _registry_in_charge,
    "HOLDER_MATCHES": _holder_matches,
    "HOLDER_ACTIVE": _holder_active,
    "IN_FORCE": _in_force,
    "TERM_COVERS": _term_covers,
    "RIGHT_TO_OPERATE": _right_to_operate,
    "CO_HOLDERS": _co_holders,
    "PUBLIC_BODY": _public_body,
    "GRADE": _grade,
    "PERSONAL_INFORMATION": _personal_information,
    "SOURCES_AUTHORISED": _sources_authorised,
    "LEDGER_OPEN": _ledger_open,
    "VERSION": _version,
}
