"""Attestations: of a certificate, by and of a participant; bookings, custody, listings, claims; and the kinds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.attestations import Shown, claim_page, kind_view, word
from api.dependencies import LedgerDep, PageDep, PageParameters, ParametersDep, PastDep, cursor_of, place_of, readable
from api.problem_types import READ, problems
from api.routes.certificates import NameInPath, named
from api.routes.participants import with_uscc
from api.schemas import DIGEST, USCC, check_digest
from api.schemas.attestations import (
    AttestationPage,
    AttestationView,
    AttestationWord,
    Bookings,
    BookingView,
    ClaimPage,
    ClaimsView,
    Keepings,
    KeepingView,
    Kinds,
    Listings,
    ListingView,
)
from api.views import moment, party
from ledger.domain.attested import chains, keepings, listings
from ledger.domain.kinds import BOOKED, CLAIMS, REPORTS, SCHEMAS, AttestedKind, Category
from ledger.errors import InvalidInput, NotFound
from ledger.messages.attestations import KINDS, SUBTYPES
from ledger.store.queries import attestations

router = APIRouter(tags=["attestations"])

_CHAINED = (*BOOKED, AttestedKind.DERECOGNITION, AttestedKind.AUDIT)
_KEPT = (AttestedKind.CUSTODY, AttestedKind.INTEGRITY)
_TRADED = (AttestedKind.LISTING, AttestedKind.DEAL, AttestedKind.DELIVERY)

AttestationInPath = Annotated[str, Path(description="An attestation's id.", examples=[DIGEST], max_length=80)]
UsccInPath = Annotated[str, Path(description="A unified social credit code.", examples=[USCC], max_length=64)]


class KindParameters(PageParameters):
    kind: str | None = Field(None, max_length=32, description="Of this kind only.", examples=["VALUE"])


class AttesterParameters(KindParameters):
    by: str | None = Field(None, max_length=64, description="The attester's unified social credit code.")
    party: str | None = Field(None, max_length=64, description="The other participant's unified social credit code.")


KindDep = Annotated[KindParameters, Query()]
AttesterDep = Annotated[AttesterParameters, Query()]

# EACH ALONE


@router.get("/v1/certificates/{name}/attestations", response_model=AttestationPage, responses=problems(404, *READ))
def attestations_of(name: NameInPath, asked: KindDep, ledger: LedgerDep, request: Request) -> Response:
    """All attestations of a certificate, with what each is worth."""
    kinds = _kinds(asked.kind)
    with ledger.read(request, asked) as view:
        limit, own = min(asked.limit, ledger.settings.page_max), named(view, name).id
        place = place_of(asked.cursor)
        found = attestations.listed(view.session, place, limit, certificate_id=own, kinds=kinds)
        shown = Shown(view, ledger.documents, found.items)
        return readable(request, AttestationPage(items=shown.all(found.items), next=cursor_of(found.next)))


@router.get("/v1/attestations", response_model=AttestationPage, responses=problems(404, *READ))
def attestations_by(asked: AttesterDep, ledger: LedgerDep, request: Request) -> Response:
    """All attestations of all certificates: by an attester, with another participant, of a kind."""
    kinds = _kinds(asked.kind)
    with ledger.read(request, asked) as view:
        limit = min(asked.limit, ledger.settings.page_max)
        by = with_uscc(view, asked.by, "by").number if asked.by is not None else None
        other = with_uscc(view, asked.party, "party").number if asked.party is not None else None
        place = place_of(asked.cursor)
        found = attestations.listed(view.session, place, limit, by=by, party=other, kinds=kinds)
        shown = Shown(view, ledger.documents, found.items)
        return readable(request, AttestationPage(items=shown.all(found.items), next=cursor_of(found.next)))


@router.get("/v1/attestations/{id}", response_model=AttestationView, responses=problems(404, *READ))
def attestation(
    id: AttestationInPath,
    past: PastDep,
    ledger: LedgerDep,
    request: Request,
) -> Response:
    """One attestation, with what it is worth now."""
    own = bytes.fromhex(check_digest(id, "id")[2:])
    with ledger.read(request, past) as view:
        found = attestations.by_id(view.session, own)
        if found is None:
            raise NotFound("AttestationNotFound", attestation_id=own)
        return readable(request, Shown(view, ledger.documents, [found]).one(found))


# TOGETHER


@router.get("/v1/certificates/{name}/bookings", response_model=Bookings, responses=problems(404, *READ))
def bookings(name: NameInPath, past: PastDep, ledger: LedgerDep, request: Request) -> Response:
    """Who has or had a certificate on its books, at which carrying amount, and what auditors said of it."""
    with ledger.read(request, past) as view:
        certificate = named(view, name)
        found = attestations.of(view.session, certificate.id, _CHAINED)
        shown = Shown(view, ledger.documents, found)
        items = [
            BookingView(
                entity=shown.party(chain.entity),
                live=chain.live,
                amount_fen=chain.amount,
                category=_category(chain.category),
                entries=shown.all(chain.entries),
                audits=shown.all(chain.audits),
            )
            for chain in chains(found)
        ]
        return readable(request, Bookings(items=items))


@router.get("/v1/certificates/{name}/custody", response_model=Keepings, responses=problems(404, *READ))
def custody(name: NameInPath, past: PastDep, ledger: LedgerDep, request: Request) -> Response:
    """Who keeps the data, the proofs of their integrity, and when the next is due."""
    with ledger.read(request, past) as view:
        certificate = named(view, name)
        found = attestations.of(view.session, certificate.id, _KEPT)
        shown = Shown(view, ledger.documents, found)
        items = [
            KeepingView(
                deposit=shown.one(each.deposit),
                proofs=shown.all(each.proofs),
                next_proof_due=moment(each.due),
                overdue=each.overdue,
                matches=each.matches,
            )
            for each in keepings(certificate, found, view.instant)
        ]
        return readable(request, Keepings(items=items))


@router.get("/v1/certificates/{name}/listings", response_model=Listings, responses=problems(404, *READ))
def listings_of(name: NameInPath, past: PastDep, ledger: LedgerDep, request: Request) -> Response:
    """Where a certificate is or was listed, what was dealt and what was delivered."""
    with ledger.read(request, past) as view:
        certificate = named(view, name)
        found = attestations.of(view.session, certificate.id, _TRADED)
        shown = Shown(view, ledger.documents, found)
        items = [
            ListingView(
                listing=shown.one(each.listing), deals=shown.all(each.deals), deliveries=shown.all(each.deliveries)
            )
            for each in listings(found)
        ]
        return readable(request, Listings(items=items))


@router.get("/v1/participants/{uscc}/claims", response_model=ClaimsView, responses=problems(404, *READ))
def claims(uscc: UsccInPath, past: PastDep, ledger: LedgerDep, request: Request) -> Response:
    """Which incentives a participant has claimed, or one that it succeeded; and which reports it may make."""
    with ledger.read(request, past) as view:
        known = with_uscc(view, uscc, "uscc")
        shown = Shown(view, ledger.documents, [])
        claimed = attestations.claims_of(view.session, known.number)
        reports = attestations.evaluator_of(view.session, known.number)
        return readable(
            request,
            ClaimsView(
                participant=party(shown.gatherer.party(known)),
                claimed=[word(kind.name, KINDS[kind.name]) for kind in _among(CLAIMS, claimed)],
                may_report=[word(kind.name, KINDS[kind.name]) for kind in _among(REPORTS, reports)],
            ),
        )


@router.get("/v1/claims", response_model=ClaimPage, responses=problems(*READ))
def all_claims(asked: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """All claims for incentives, with what each rests on and what was granted on it: for the office that grants."""
    with ledger.read(request, asked) as view:
        limit = min(asked.limit, ledger.settings.page_max)
        return readable(request, claim_page(view, ledger.documents, place_of(asked.cursor), limit))


@router.get("/v1/attestation-kinds", response_model=Kinds, responses=problems(*READ))
def kinds(_: ParametersDep, request: Request) -> Response:
    """The kinds of attestations, as the contract has them: who may attest, what is named, what is followed."""
    return readable(request, Kinds(items=[kind_view(kind) for kind in SCHEMAS]))


# WITHIN


def _kinds(text: str | None) -> tuple[AttestedKind, ...]:
    if text is None:
        return ()
    if text not in KINDS:
        raise InvalidInput("AttestedKindUnknown", "kind", given=text)
    return (AttestedKind[text],)


def _category(category: Category) -> AttestationWord:
    name, words = SUBTYPES[AttestedKind.BOOKING][category]
    return word(name, words)


def _among(kinds: Iterable[AttestedKind], mask: int) -> list[AttestedKind]:
    return [kind for kind in sorted(kinds) if mask & 1 << kind]
