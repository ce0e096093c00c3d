"""
What is asked by what right, and what goes on about the same data: one thing at a time, with the verdicts for financing,
equity, booking, transfer, public.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ledger.domain import kinds
from ledger.domain.burdens import Burdens
from ledger.domain.cases import Case, Ground, Mark, Stage
from ledger.domain.certificates import Regime, Right
from ledger.domain.encumbrances import EncumbranceList, Listed
from ledger.domain.equity import ContributionOn, ContributionStage
from ledger.domain.events import CertificateId, Instant, ParticipantNumber, Position
from ledger.domain.facts import Fact, key_of
from ledger.domain.kinds import AttestedKind
from ledger.domain.participants import Role
from ledger.domain.resting import resting
from ledger.domain.verdict import Basis, BasisKind, Match, Party, Presented
from tests.unit.burdened import (
    DAY,
    INVESTEE,
    contributed,
    controlled,
    deleted,
    encumbrance,
    executed,
    objected,
    queued,
    renewing,
)
from tests.unit.judging import (
    CERTIFICATE,
    NOW,
    REPORTS,
    SECOND,
    SOUND,
    UNKNOWN,
    USCC,
    World,
    attestation,
    digest,
    party_of,
)

THIRD = "91110112MA0000023E"
NEIGHBOUR = replace(CERTIFICATE, id=CertificateId(digest(7)), number=SECOND.packed, issued=Position(9, 0, 0))
STRANGER = ParticipantNumber(50)
CONSENT = Basis(BasisKind.CONSENT, "C-2026-0412")


def beside(*facts: Fact, holder: ParticipantNumber = STRANGER) -> World:
    """Return the world with another living certificate of the same data, on which these facts rest."""
    other = replace(NEIGHBOUR, holder=holder)
    known: Mapping[Any, Fact] = {key_of(fact): fact for fact in facts}
    return SOUND.known(same_data=(other,), same_data_resting={other.id: resting(known, other, (), NOW)})


def own(*facts: Fact) -> World:
    """Return the same, but the other certificate is the holder's too."""
    return beside(*facts, holder=CERTIFICATE.holder)


def _moved(fact: Any) -> Any:
    return replace(fact, certificate_id=NEIGHBOUR.id)


_PLEDGE = _moved(encumbrance(5))
PLEDGED = (EncumbranceList(NEIGHBOUR.id, (Listed(_PLEDGE.id, 5, Instant(0)),)), _PLEDGE)
FROZEN = (Burdens(NEIGHBOUR.id, freezes=(queued(5),)),)
CONTROLLED = (_moved(next(iter(controlled().facts.values()))),)
_MADE = _moved(
    next(
        fact for fact in contributed(ContributionStage.RESERVED).facts.values() if not isinstance(fact, ContributionOn)
    )
)
CONTRIBUTED = (_MADE, ContributionOn(NEIGHBOUR.id, _MADE.id))


def applied(stage: Stage = Stage.ACCEPTED, applicant: int = 50) -> World:
    case = Case(
        application_id=CertificateId(digest(70)),
        applicant=ParticipantNumber(applicant),
        register=111 << 8 | Regime.DAR,
        sequence=2,
        attempt=1,
        stage=stage,
        rights=Right.HOLD,
        marks=Mark(0),
        objections=0,
        due_at=Instant(NOW + DAY),
        publicised_until=Instant(0),
        source_ends=Instant(0),
        fingerprint=CERTIFICATE.fingerprint,
        ordinal=0,
        asked_rights=Right.HOLD,
        application_digest=digest(8),
        document_digest=digest(8),
        ground=Ground.NONE,
        submitted_at=Instant(NOW - DAY),
        accepted_at=Instant(NOW - DAY),
        reviewed_at=Instant(0),
        extended_at=Instant(0),
        publicised_at=Instant(0),
        resumed_at=Instant(0),
        ended_at=Instant(0),
        changed=Position(50, 0, 0),
        changed_at=Instant(NOW - DAY),
    )
    return SOUND.known(applications=(case,))


def scanned(match: Match) -> World:
    return SOUND.asked(digest_prefix=digest(4)[:8]).known(scanned=Presented(match, Position(10, 0, 1)))


def noted(kind: AttestedKind, subtype: int) -> World:
    return SOUND.attested(*REPORTS, attestation(60, kind, subtype, party=ParticipantNumber(51)))


def kept(valid_to: int = NOW + DAY, fingerprint: int = 3) -> World:
    deposit = attestation(61, AttestedKind.CUSTODY, valid_to=Instant(valid_to), linked_id=digest(fingerprint))
    return SOUND.attested(*REPORTS, deposit)


def evaluated(**changes: Any) -> World:
    """Return the world in which the evaluator is otherwise."""
    return replace(SOUND, evaluator={"roles": Role.EVALUATOR, **changes})


def dealt(agreed: int | None = 400_000_000, investee: Party | None = None, world: World = SOUND) -> World:
    """Return the world in which it is to be contributed to a company."""
    company = party_of(INVESTEE, THIRD) if investee is None else investee
    return world.asked(investee=THIRD, agreed=agreed).known(investee=company)


def _back() -> World:
    """The company that is to get it is the one that contributed it."""
    return dealt(investee=party_of(12, THIRD), world=executed(NOW + 1))


NEIGHBOURED: list[tuple[str, str, World, str]] = [
    # check, reason, world, verdicts: financing equity booking transfer public
    ("EVIDENCE_FRESH", "EVIDENCE_FINAL", SOUND.seen(is_past=True, time=NOW - 90 * DAY), "PPPPP"),
    ("EVIDENCE_FRESH", "BLOCK_NOT_FINAL", SOUND.seen(is_past=True, head=99), "UUUUU"),
    ("EVIDENCE_FRESH", "NODE_SILENT", SOUND.seen(is_past=True, head=None), "UUUUU"),
    ("EVIDENCE_FRESH", "MIRROR_FORKED", SOUND.seen(is_past=True, agrees=False), "UUUUU"),
    ("EVIDENCE_FRESH", "MIRROR_EMPTY", UNKNOWN.seen(is_past=True, block=None, hash=None, time=None), "UUUUU"),
    ("QUERY_BASIS", "BASIS_STATED", SOUND.asked(basis=CONSENT), "PPPPP"),
    ("QUERY_BASIS", "BASIS_NOT_STATED", SOUND, "PPPPP"),
    ("QR_MATCHES", "QR_NOT_SHOWN", SOUND, "PPPPP"),
    ("QR_MATCHES", "QR_CURRENT", scanned(Match.CURRENT), "PPPPP"),
    ("QR_MATCHES", "QR_EARLIER", scanned(Match.EARLIER), "WWWWW"),
    ("QR_MATCHES", "QR_UNKNOWN", scanned(Match.UNKNOWN), "FFFFF"),
    ("HOLDER_MATCHES", "HOLDER_NAMED_ONLY", SOUND.asked(holder_uscc=None, holder_name="Sample"), "WWWWP"),
    ("HOLDER_MATCHES", "HOLDER_FORMER_NAME", SOUND.asked(holder_uscc=None, holder_name="旧名公司"), "WWWWW"),
    ("HOLDER_MATCHES", "HOLDER_OTHER", SOUND.asked(holder_uscc=None, holder_name="他人公司"), "FFFFF"),
    (
        "HOLDER_MATCHES",
        "HOLDER_NAMES_UNSEEN",
        SOUND.asked(holder_uscc=None, holder_name="Sample").known(holders=(Party(party_of(12, USCC).participant),)),
        "UUUUW",
    ),
    ("CONDITIONS", "CONDITIONS_NONE", SOUND, "PPPPP"),
    ("CONDITIONS", "CONDITIONS_NOTED", noted(AttestedKind.ANNOTATION, kinds.Note.CONDITIONS), "WWWWP"),
    ("BENEFICIARIES", "BENEFICIARIES_NONE", SOUND, "PPPPP"),
    ("BENEFICIARIES", "BENEFICIARIES_NOTED", noted(AttestedKind.BENEFICIARY, kinds.Interest.TRUST), "WWWWP"),
    ("PENDING", "NOTHING_PENDING", SOUND, "PPPPP"),
    ("PENDING", "ACTS_PENDING", renewing(), "WWPWP"),
    ("PENDING", "ACTS_PENDING", deleted(), "WWWWW"),
    ("PENDING", "ACTS_PENDING", objected(), "FFWFW"),
    ("PENDING", "ACTS_PENDING", executed(NOW + 1), "WFWWW"),
    ("APPLICATIONS", "APPLICATIONS_NONE", SOUND, "PPPPP"),
    ("APPLICATIONS", "APPLICATIONS_NONE", applied(Stage.WITHDRAWN), "PPPPP"),
    ("APPLICATIONS", "APPLICATIONS_NONE", applied(Stage.DEPOSITED), "PPPPP"),
    ("APPLICATIONS", "APPLICATIONS_OPEN", applied(), "WWPWP"),
    ("SAME_DATA_BURDENS", "SAME_DATA_UNBURDENED", SOUND, "PPPPP"),
    ("SAME_DATA_BURDENS", "SAME_DATA_UNBURDENED", beside(), "WWWWP"),
    ("SAME_DATA_BURDENS", "SAME_DATA_UNSEEN", SOUND.known(same_data=(NEIGHBOUR,)), "UUUUP"),
    ("SAME_DATA_BURDENS", "SAME_DATA_PLEDGED", beside(*PLEDGED), "WWWWP"),
    ("SAME_DATA_BURDENS", "SAME_DATA_FROZEN", beside(*FROZEN), "WWWWP"),
    ("SAME_DATA_BURDENS", "SAME_DATA_FROZEN", beside(*CONTROLLED), "WWWWP"),
    ("SAME_DATA_BURDENS", "HOLDER_PLEDGED_SAME_DATA", own(*PLEDGED), "WFWWP"),
    ("SAME_DATA_BURDENS", "HOLDER_CONTRIBUTED_SAME_DATA", own(*CONTRIBUTED), "WFWWP"),
    ("SAME_DATA_BURDENS", "HOLDER_FROZEN_SAME_DATA", own(*FROZEN, *PLEDGED), "FFWFP"),
    ("EVALUATORS", "EVALUATORS_NONE", SOUND.attested(), "WFPPP"),
    ("EVALUATORS", "EVALUATORS_ADMITTED", SOUND, "PPPPP"),
    ("EVALUATORS", "EVALUATOR_SUSPENDED", evaluated(suspended=True), "WWWWP"),
    ("EVALUATORS", "EVALUATOR_WITHOUT_ROLE", evaluated(roles=Role.BANK), "WWWWP"),
    ("CUSTODY", "CUSTODY_NONE", SOUND, "PPPPP"),
    ("CUSTODY", "CUSTODY_CURRENT", kept(), "PPPPP"),
    ("CUSTODY", "CUSTODY_OVERDUE", kept(NOW), "WWPWP"),
    ("CUSTODY", "CUSTODY_OF_OTHER_DATA", kept(fingerprint=99), "WWWWP"),
    ("EQUITY_TERMS", "EQUITY_NOT_STATED", SOUND, "PPPPP"),
    ("EQUITY_TERMS", "EQUITY_FITS", dealt(500_000_000), "PPPPP"),
    ("EQUITY_TERMS", "EQUITY_FITS", dealt(250_000_000), "PPPPP"),
    ("EQUITY_TERMS", "AGREED_FAR_BELOW", dealt(249_999_999), "PWPPP"),
    ("EQUITY_TERMS", "AGREED_ABOVE_VALUE", dealt(500_000_001), "PFPPP"),
    ("EQUITY_TERMS", "AGREED_NOT_COMPARED", dealt(None), "PPPPP"),
    ("EQUITY_TERMS", "INVESTEE_UNKNOWN", dealt().known(investee=None), "PWPPP"),
    ("EQUITY_TERMS", "INVESTEE_SUSPENDED", dealt(investee=party_of(INVESTEE, THIRD, suspended=True)), "PFPPP"),
    ("EQUITY_TERMS", "INVESTEE_IS_HOLDER", SOUND.asked(investee=USCC), "PFPPP"),
    ("EQUITY_TERMS", "CONTRIBUTED_BACK", _back(), "WFWWW"),
]
"""Each row changes one thing, as those of `test_verdict`."""
